#!/usr/bin/env bash
for ship in "$@"; do
  moor "$ship"
done

signal
