#!/bin/sh
case "$1" in
  start|up)
    boot
    exit 0
    ;;
  *)
    help
    exit 2
    ;;
esac
