#!/usr/bin/env bash
# Checks what a compiler does not see: that a layer includes only itself and lower ones, that
# curses and cJSON stay where they belong, and that the text is in order (docs/HACKING.md).
set -u
cd "$(dirname "$0")/.." || exit 2
shopt -s nullglob
complaints=0

complain() {
	echo "$*"
	complaints=$((complaints + 1))
}

# Each layer, how high it stands, and the headers in include/heddle that are its interface.
layers() {
	cat <<-'TABLE'
	base    0 buf err file hash mem nearest number progress utf8 word
	core    1 bundled history json model stepper value
	design  2 check_design design scope
	record  2 recording
	check   2 check distance firing graph liveness reach recover
	trace   2 trace
	export  3 export
	app     4 autosave bind grid input look replay schedule session ui vacuous worker
	tui     5 tui
	cli     5 cli
	TABLE
}

declare -A height=() layer_of=()
while read -r layer high names; do
	height[$layer]=$high
	for name in $names; do
		layer_of[$name]=$layer
	done
done < <(layers)

# Layers side by side that one may look into: a recording is made of a trace, and what can follow a
# state of a design is explored as any model is.
allowed=' record:trace design:check '

for file in include/heddle/*.h src/*/*.[ch]; do
	case $file in
	include/*)
		name=$(basename "$file" .h)
		layer=${layer_of[$name]:-}
		;;
	*)
		layer=${file#src/}
		layer=${layer%%/*}
		;;
	esac
	if [ -z "$layer" ] || [ -z "${height[$layer]:-}" ]; then
		complain "$file: belongs to no layer; add it to the table in tests/layout.sh"
		continue
	fi
	while read -r name; do
		other=${layer_of[$name]:-}
		if [ -z "$other" ] || [ "$other" = "$layer" ] ||
			[ "${height[$other]}" -lt "${height[$layer]}" ]; then
			continue
		fi
		[[ $allowed == *" $layer:$other "* ]] && continue
		complain "$file: $layer includes heddle/$name.h of $other, which is no lower layer"
	done < <(sed -nE 's/^#include [<"]heddle\/([a-z0-9_]+)\.h[>"].*/\1/p' "$file")
done

for file in include/heddle/*.h src/*/*.[ch] src/main.c; do
	case $file in
	src/tui/*) ;;
	*) grep -qE '^#include .*curses' "$file" && complain "$file: only src/tui knows curses" ;;
	esac
	case $file in
	include/heddle/json.h) ;;
	src/core/json* | src/trace/* | src/design/* | src/export/html.c)
		grep -qE '^#include .*cJSON' "$file" && complain "$file: cJSON comes by heddle/json.h" ;;
	*) grep -qE '^#include .*(cJSON|heddle/json)' "$file" && complain "$file: only codecs and the design loader know JSON" ;;
	esac
done

# Lines are meant to be 100 columns at most; a few more are nobody's grief.
while read -r columns file; do
	[ "$file" = total ] || [ "$columns" -le 120 ] || complain "$file: a line of $columns columns"
done < <(LC_ALL=C.UTF-8 wc -L include/heddle/*.h src/*.c src/*/*.[ch] tests/*/*.[ch])
while IFS= read -r place; do
	complain "$place: blanks at the end of the line"
done < <(grep -nE '[[:blank:]]$' include/heddle/*.h src/*.c src/*/*.[ch] tests/*/*.[ch] | cut -d : -f 1,2)

[ "$complaints" -eq 0 ] || exit 1
echo 'layers and layout are in order'
