#!/usr/bin/env bash
# Fuzzes each parser for a while: fuzz.sh BUILD SECONDS [NAME]…
# Without names, all of tests/fuzz.  Memory that an input loses is looked for once, at the end.  Keys are few at a
# time, and are not chosen by the rarity of their features (-entropic), which took a quarter of the time.
# What is found new stays in BUILD/corpus; an input that breaks a parser stays as BUILD/crash-NAME-*
# and belongs into tests/fuzz/corpus/NAME once it is mended.
set -eu
build=${1:?which build?}
seconds=${2:-60}
names=" ${*:3} "
shopt -s nullglob
found=0
for source in tests/fuzz/*_fuzz.c; do
	name=$(basename "$source" _fuzz.c)
	[ "$names" = '  ' ] || [[ $names == *" $name "* ]] || continue
	found=1
	mkdir -p "$build/corpus/$name" "tests/fuzz/corpus/$name"
	words=tests/fuzz/$name.dict
	[ -f "$words" ] || words=tests/fuzz/traces.dict
	options=()
	[ "$name" != keys ] || options=(-entropic=0 -max_len=100)
	echo "$name: $seconds seconds"
	ASAN_OPTIONS="quarantine_size_mb=8:malloc_context_size=8${ASAN_OPTIONS:+:$ASAN_OPTIONS}" \
		"$build/tests/fuzz/${name}_fuzz" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -verbosity=0 \
		-detect_leaks=0 "${options[@]}" \
		-print_final_stats=1 -dict="$words" -artifact_prefix="$build/crash-$name-" \
		"$build/corpus/$name" "tests/fuzz/corpus/$name"
done
[ "$found" = 1 ] || { echo 'there is nothing to fuzz yet' >&2; exit 1; }
