#!/bin/sh

first() {
  one
}

odd() {
      while ! ready; do
        sleep 1
      done
      two
    }

# The last one.
last() {
  three
}
