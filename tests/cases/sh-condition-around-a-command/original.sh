#!/bin/sh
set -e
NAME=site
OUT=dist

render() {
  hugo --minify -d $OUT
}

render
size=$(du -s $OUT)
echo "$size"
