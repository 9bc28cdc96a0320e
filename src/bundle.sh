#!/bin/sh
# Writes C that holds design files and traces as byte arrays:
#   bundle.sh DESIGN… -- OPEN… -- TRACE… -- FILE… -- STORY… > bundled.c
# Designs come out in the order of their chapters, then of their names; open ones without a chapter come first.
# The tables are read through include/heddle/bundled.h.
set -eu

emit() { # emit ARRAY INDEX FILE
	printf 'static const unsigned char %s_%d[] = {' "$1" "$2"
	od -An -v -tu1 "$3" | sed 's/  */,/g; s/^,//; s/$/,/'
	printf '0};\n'
}

by_chapter() { # by_chapter NUMBER-OF-THOSE-WITHOUT FILE…
	none=$1
	shift
	for file in "$@"; do
		[ "$file" = -- ] && break
		chapter=$(sed -n 's/^ *"chapter": *\([0-9]*\).*/\1/p' "$file")
		printf '%03d %s %s\n' "${chapter:-$none}" "${file%.json}" "$file"
	done | LC_ALL=C sort | cut -d' ' -f3-
}

sorted=$(by_chapter 999 "$@")
while [ $# -gt 0 ] && [ "$1" != -- ]; do shift; done
shift
sorted="$sorted -- $(by_chapter 0 "$@")"
while [ $# -gt 0 ] && [ "$1" != -- ]; do shift; done
# shellcheck disable=SC2086 # names of designs have no blanks
set -- $sorted "$@"

designs='' opens='' traces='' files='' stories='' n=0 kind=design
printf '#include "heddle/bundled.h"\n'
for file in "$@"; do
	if [ "$file" = -- ]; then
		n=0
		case $kind in design) kind=open ;; open) kind=trace ;; trace) kind='file' ;; *) kind=story ;; esac
		continue
	fi
	emit "$kind" "$n" "$file"
	name=$(basename "$file")
	case $kind in
	design | open | story) name=${name%.json} ;;
	trace) name=traces/${name%.itf.json} ;;
	esac
	row="{\"$name\", (const char *)${kind}_$n, sizeof(${kind}_$n) - 1},"
	case $kind in
	design) designs="$designs$row
" ;;
	open) opens="$opens$row
" ;;
	trace) traces="$traces$row
" ;;
	file) files="$files$row
" ;;
	story) stories="$stories$row
" ;;
	esac
	n=$((n + 1))
done
printf 'const struct bundled bundled_designs[] = {\n%s{0, 0, 0}};\n' "$designs"
printf 'const struct bundled bundled_open_designs[] = {\n%s{0, 0, 0}};\n' "$opens"
printf 'const struct bundled bundled_traces[] = {\n%s{0, 0, 0}};\n' "$traces"
printf 'const struct bundled bundled_files[] = {\n%s{0, 0, 0}};\n' "$files"
printf 'const struct bundled bundled_stories[] = {\n%s{0, 0, 0}};\n' "$stories"
