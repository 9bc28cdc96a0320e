#!/usr/bin/env bash
# Prints which part of each source file the tests ran: cover.sh BUILD
set -eu
build=${1:?which build?}
find "$build/src" -name '*.gcda' -print0 | sort -z | while IFS= read -r -d '' data; do
	gcov -n -o "$(dirname "$data")" "$data" 2>/dev/null | awk '
		/^File/ { gsub(/[\x27]/, ""); file = $2 }
		/^Lines executed/ && file ~ /^src\/.*\.c$/ {
			split($0, part, /[:%]| of /)
			printf "%6.1f %6d %s\n", part[2], part[4], file
		}'
done | sort -k 3 -u | awk '
	{ print; lines += $2; ran += $1 * $2 / 100 }
	END { if (lines) printf "%6.1f %6d of all lines\n", 100 * ran / lines, lines }'
