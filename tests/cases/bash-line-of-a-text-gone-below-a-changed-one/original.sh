#!/bin/sh
help() {
  cat <<'TEXT'
usage: water [-n] [-l LITRES] BED

  -n         not now
  -l LITRES  how much
TEXT
}

case $1 in
  -h)
    help
    usage
    ;;
esac
