#!/bin/sh
help() {
  cat <<EOF
Usage: ferry PORT
  -h  this text
  -f  fast boats
EOF
}
help
