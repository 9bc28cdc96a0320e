#!/usr/bin/env bash
# Checks what a compiler does not: that a room uses only lower rooms (in what it includes and in what it
# links), that a private header stays in its room, that no room outgrows the house, that curses and cJSON
# stay where they belong, and that the text is in order (docs/HACKING.md).
#   layout.sh [BUILD]    BUILD, such as build/release, holds the object files
set -u
cd "$(dirname "$0")/.." || exit 2
shopt -s nullglob
build=${1:-build/release}
largest=16 # percent of all lines that a room may have; both engines have their exporters
complaints=0

complain() {
	echo "$*"
	complaints=$((complaints + 1))
}

# Each room, its height, and the headers in include/heddle that are its interface.  A room uses those that
# are lower, and no others.
rooms() {
	cat <<-'TABLE'
	base    0 buf clock err file hash key_table mem names number progress quote string_set suggest utf8 xml
	core    1 bundled history json model stepper value value_type
	language 2 declared_type expr own_property
	design  3 design design_changes design_file domain scope system vocabulary
	check   3 check demand distance firing graph liveness reach recover
	trace   2 trace
	machine 4 machine machine_code
	plan    5 check_design plan
	record  3 recording
	why     5 why
	export  6 export
	session 6 constants diverge explained journal match replay rework schedule session vacuous
	screen  7 escape_input grid labels pen scene style
	views   8 views
	ui      9 ui worker
	tui     10 tui
	cli     10 cli
	TABLE
}

declare -A height=() room_of=()
while read -r room high names; do
	height[$room]=$high
	for name in $names; do
		room_of[$name]=$room
	done
done < <(rooms)

for header in include/heddle/*.h; do
	name=$(basename "$header" .h)
	[ -n "${room_of[$name]:-}" ] || complain "$header: belongs to no room; add it to the table in tests/layout.sh"
done
for folder in src/*/; do
	room=$(basename "$folder")
	[ "$room" = designs ] || [ -n "${height[$room]:-}" ] ||
		complain "$folder: is not in the table of rooms in tests/layout.sh"
done

# Sets `room` to that of a file; to nothing for main.c, which may use all.
room=
find_room() {
	room=
	case $1 in
	include/*)
		room=${1##*/}
		room=${room_of[${room%.h}]:-}
		;;
	src/*/*)
		room=${1#src/}
		room=${room%%/*}
		;;
	esac
}

# Whether one room may use another.
may_use() {
	[ "$1" = "$2" ] || [ "${height[$2]}" -lt "${height[$1]}" ]
}

# --- what is included ----------------------------------------------------------

sources=(include/heddle/*.h src/*/*.[ch] src/*/*/*.[ch])
while IFS=: read -r file include; do
	name=${include#*[<\"]}
	name=${name%[>\"]*}
	find_room "$file"
	case $name in
	heddle/*.h)
		other=${name##*/}
		other=${room_of[${other%.h}]:-}
		[ -z "$other" ] || may_use "$room" "$other" ||
			complain "$file: $room includes <$name> of $other, which is not a lower room"
		;;
	../*) complain "$file: includes \"$name\"; name the room instead" ;;
	*.h)
		[[ $include == *'"'* ]] || continue # a header of the system
		if [ "${name%%/*}" != "$room" ] || [ ! -f "src/$name" ]; then
			complain "$file: includes \"$name\"; a private header is named \"$room/…\" and used only in $room"
		fi
		;;
	esac
done < <(grep -oHE '^#include [<"][^>"]+[>"]' "${sources[@]}")

# --- what is linked ------------------------------------------------------------

objects=()
for file in src/*/*.c src/*/*/*.c; do # not what an earlier build left
	[ ! -f "$build/${file%.c}.o" ] || objects+=("$build/${file%.c}.o")
done
[ ${#objects[@]} -gt 0 ] || complain "$build: there are no object files; run make first"
# One line a call that crosses rooms: FILE ROOM SYMBOL OTHER.
calls() {
	nm -A "${objects[@]}" | sed "s|^$build/src/||" | awk '
		{
			file = $1; sub(/\.o:.*/, ".c", file); split(file, path, "/")
			kind = $(NF - 1); symbol = $NF
		}
		kind == "U" { used[path[1] " " symbol] = file; next }
		kind ~ /^[TDBRVWC]$/ { home[symbol] = path[1] }
		END {
			for (use in used) {
				split(use, at, " ")
				other = home[at[2]]
				if (other != "" && other != at[1])
					print used[use], at[1], at[2], other
			}
		}' | sort
}
while read -r file room symbol other; do
	may_use "$room" "$other" ||
		complain "src/$file: $room calls $symbol of $other, which is not a lower room"
done < <(calls)

# --- the names of the bundled subject -------------------------------------------

# They are written in src/design/domain.c.  These rooms know any system, so they have none of those names, as
# a string or as a part of an identifier; those that draw do not have them as a word of a string either.
knows_any=' base core check trace record why '
draws=' views screen ui tui '
# Names that are words of these rooms too.
ordinary='clock created failed hour hours image images names operations readers reader server servers start state time user users'
ordinary_drawn='clock failed failure start state time users'

# names_in ORDINARY IN_STRINGS FILE…: each name in the files, "FILE:LINE: TOKEN"
names_in() {
	local ordinary=$1 in_strings=$2
	shift 2
	awk -v ordinary="$ordinary" -v in_strings="$in_strings" '
	BEGIN { split(ordinary, list, " "); for (i in list) skipped[list[i]] }
	FILENAME == "src/design/domain.c" {
		while (match($0, /"[A-Za-z]+"/)) {
			name = tolower(substr($0, RSTART + 1, RLENGTH - 2))
			if (length(name) > 3 && !(name in skipped))
				names[name]
			if (in_strings && name ~ /....s$/)
				names[substr(name, 1, length(name) - 1)]
			$0 = substr($0, RSTART + RLENGTH)
		}
		next
	}
	FNR == 1 { comment = 0; for (i in list) delete names[list[i]] }
	{
		code = ""
		for (rest = $0; rest != ""; ) {
			at = index(rest, comment ? "*/" : "/*")
			if (!comment)
				code = code (at ? substr(rest, 1, at - 1) " " : rest)
			if (!at)
				break
			rest = substr(rest, at + 2)
			comment = !comment
		}
		while (match(code, /"([^"\\]|\\.)*"|[A-Za-z_][A-Za-z_0-9]*/)) {
			token = substr(code, RSTART, RLENGTH)
			code = substr(code, RSTART + RLENGTH)
			if (token !~ /^"/)
				count = split(tolower(token), part, "_")
			else if (in_strings) {
				words = token
				gsub(/[A-Z]/, " &", words)
				count = split(tolower(words), part, /[^a-z]+/)
			} else {
				count = 1
				part[1] = tolower(substr(token, 2, length(token) - 2))
			}
			for (i = 1; i <= count; i++)
				if (part[i] in names)
					print FILENAME ":" FNR ": " token
		}
	}' src/design/domain.c "$@"
}

strangers=() drawing=()
for file in "${sources[@]}"; do
	find_room "$file"
	[[ -z $room || $knows_any != *" $room "* ]] || strangers+=("$file")
	[[ -z $room || $draws != *" $room "* ]] || drawing+=("$file")
done
while IFS= read -r line; do
	complain "$line is a name of src/design/domain.c; take it from the model"
done < <(
	names_in "$ordinary" 0 "${strangers[@]}"
	names_in "$ordinary_drawn" 1 "${drawing[@]}"
)

# --- how large the rooms are ---------------------------------------------------

while read -r line; do
	complain "$line"
done < <(wc -l src/*/*.[ch] src/*/*/*.[ch] | awk -v largest="$largest" '
	$2 != "total" { split($2, path, "/"); lines[path[2]] += $1; all += $1 }
	END {
		for (room in lines)
			if (100 * lines[room] > largest * all)
				printf "src/%s: %d of %d lines; no room may have more than %d %%\n", room, lines[room], all, largest
	}')

# --- libraries, and the text ---------------------------------------------------

for file in "${sources[@]}" src/main.c; do
	case $file in
	src/tui/*) ;;
	*) grep -qE '^#include .*curses' "$file" && complain "$file: only src/tui knows curses" ;;
	esac
	case $file in
	include/heddle/json.h) ;;
	src/core/json* | src/trace/* | src/design/* | src/export/text/html.c)
		grep -qE '^#include .*cJSON' "$file" && complain "$file: cJSON comes by heddle/json.h" ;;
	*) grep -qE '^#include .*(cJSON|heddle/json)' "$file" && complain "$file: only codecs and the design loader know JSON" ;;
	esac
done

# Lines are 110 columns at most (.clang-format); a table that is set by hand may have a few more.
while read -r columns file; do
	[ "$file" = total ] || [ "$columns" -le 120 ] || complain "$file: a line of $columns columns"
done < <(LC_ALL=C.UTF-8 wc -L "${sources[@]}" src/*.c tests/*/*.[ch])
while IFS=: read -r file guard; do
	name=${file#include/}
	name=${name#src/}
	name=${name#heddle/}
	wanted=${name%.h}_h
	[[ $file == tests/* ]] || wanted=heddle_$wanted
	wanted=${wanted^^}
	[ "$guard" = "#ifndef ${wanted//[^A-Z0-9]/_}" ] ||
		complain "$file: its include guard is not ${wanted//[^A-Z0-9]/_}"
done < <(grep -m 1 -H '^#ifndef' include/heddle/*.h src/*/*.h src/*/*/*.h tests/*/*.h)
while IFS= read -r place; do
	complain "$place: blanks at the end of the line"
done < <(grep -nE '[[:blank:]]$' "${sources[@]}" src/*.c tests/*/*.[ch] | cut -d : -f 1,2)

[ "$complaints" -eq 0 ] || exit 1
echo 'rooms and layout are in order'
