#!/usr/bin/env bash
# moor: ties up the nightly backup of the pier server.
# Licence: MIT
set -euo pipefail

readonly ROOT="${MOOR_ROOT:-/srv/moor}"
readonly KEEP=7
HOSTS=(pier1 pier2 "pier 3")

declare -A PORTS=(
  [pier1]=22
  [pier2]=2222
)

log() {
  printf '%s %s\n' "$(date +%FT%T)" "$*" >&2
}

log_debug() {
  [[ -n "${DEBUG:-}" ]] || return 0
  log "$@"
}

function fail {
  log "error: $*"
  exit 1
}

# ... existing options are passed on to rsync ...
usage() {
  cat <<EOT
usage: moor [-n] [-k KEEP] HOST...

  # ... existing code ...
  -n   don't copy; say what'd be done
  fi
EOT
}

strip_name() {
  local name=${1#*/}
  name=${name##*.}
  echo "${name%%#*}" # keeps what is before the hash
}

count() {
  local n=$(( ${#HOSTS[@]} << 1 ))
  echo $((n / 2))
}

copy() {
  local host=$1 port=${PORTS[$1]:-22}
  if ! ping -c1 "$host" >/dev/null 2>&1; then
    log "no answer from $host"
    return 1
  elif [ "$port" -eq 22 ]; then
    log "default port"
  else
    log "port $port"
  fi
  rsync -a \
    --delete \
    --exclude='*.tmp' \
    -e "ssh -p $port" \
    "$host:/data/" "$ROOT/$host/"
}

prune() {
  local dir
  for dir in "$ROOT"/*/; do
    find "$dir" -mtime +"$KEEP" -print0 |
      while IFS= read -r -d '' file; do
        log_debug "rm $file"
        rm -f -- "$file"
      done
  done
}

main() {
  local dry=
  while getopts 'nk:h' opt; do
    case $opt in
      n)
        dry=1
        ;;
      k) KEEP_DAYS=$OPTARG ;;
      h|help)
        usage
        exit 0
        ;;
      *)
        usage >&2
        exit 2
        ;;
    esac
  done
  shift $((OPTIND - 1))

  for host in "${@:-${HOSTS[@]}}"; do
    [[ -z $dry ]] && copy "$host"
  done
  prune

  sql <<-'SQL'
	SELECT 1; # one
	-- ... existing queries ...
	SQL
}

trap 'fail "interrupted"' INT

main "$@"
