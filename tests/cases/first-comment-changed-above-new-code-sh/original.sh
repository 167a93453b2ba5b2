#!/bin/sh
# usage: run.sh [-a]

echo "$1"
