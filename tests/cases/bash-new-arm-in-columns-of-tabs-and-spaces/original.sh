#!/bin/sh
while [ $# -gt 0 ]; do
	case "$1" in
	    -o|--output)
		shift
		out=$1
		;;
	    -f|--force)
		force=1
		;;
	    *)
		die "unknown option $1"
		;;
	esac
	shift
done
