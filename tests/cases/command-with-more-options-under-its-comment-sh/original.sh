#!/usr/bin/env bash

# Stop at the first error
set -e

# Where it all is
root="$(pwd)"
cd "$root"
