#!/bin/sh

with_lock() {
      local file="$DIR/lock"
      while ! take "$file"; do
        sleep 1
      done
      "$@"
      rm -f "$file"
    }

wait_for() {
  while ! free "$1"; do
    sleep 1
  done
}
