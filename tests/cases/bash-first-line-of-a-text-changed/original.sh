#!/bin/sh
help() {
  cat <<'TEXT'
usage: water [-l LITRES] BED

  -l LITRES  how much
TEXT
}

case $1 in
  -h)
    help
    usage
    ;;
esac
