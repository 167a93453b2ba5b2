#!/usr/bin/env bash
set -eu

fetch() {
  git fetch --tags
}

fetch
lint
upload "$HOST" dist
notify "$HOST"
