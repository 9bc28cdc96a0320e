#!/usr/bin/env bash
# Fuzzes each parser for a while: fuzz.sh BUILD SECONDS
# What is found new stays in BUILD/corpus; an input that breaks a parser stays as BUILD/crash-NAME-*
# and belongs into tests/fuzz/corpus/NAME once it is mended.
set -eu
build=${1:?which build?}
seconds=${2:-60}
shopt -s nullglob
found=0
for source in tests/fuzz/*_fuzz.c; do
	name=$(basename "$source" _fuzz.c)
	found=1
	mkdir -p "$build/corpus/$name" "tests/fuzz/corpus/$name"
	words=tests/fuzz/$name.dict
	[ -f "$words" ] || words=tests/fuzz/traces.dict
	echo "$name: $seconds seconds"
	"$build/tests/fuzz/${name}_fuzz" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -verbosity=0 \
		-print_final_stats=1 -dict="$words" -artifact_prefix="$build/crash-$name-" \
		"$build/corpus/$name" "tests/fuzz/corpus/$name"
done
[ "$found" = 1 ] || { echo 'there is nothing to fuzz yet' >&2; exit 1; }
