#!/usr/bin/env bash
# Every file, function, make target and room that docs/HACKING.md names exists, and so does every file that
# another document names or links to.
set -u
shopt -s nullglob

missing=()
check() { # check SENTENCE: reports the names collected in `missing`
	if [ ${#missing[@]} -eq 0 ]; then
		echo "ok - $1"
	else
		echo "not ok - $1: not found: ${missing[*]}"
	fi
	missing=()
}

# The texts between backquotes, outside code blocks.
# shellcheck disable=SC2016 # the backquotes are those of Markdown
quoted() { # quoted FILE
	sed '/^```/,/^```/d' "$1" | tr '\n' ' ' | grep -o '`[^`]*`' | tr -d '`' | sort -u
}

is_file() { # is_file NAME: a path from the top, from src/, tests/ or include/heddle/, or a bare file name
	local base
	for base in . src tests include/heddle tests/e2e; do
		[ ! -e "$base/$1" ] || return 0
	done
	[ -n "$(find src include tests docs -name "$1" -print -quit)" ]
}

page=docs/HACKING.md
while read -r name; do
	[[ $name != *NAME* && $name != *VARIANT* && $name != share/* ]] || continue
	[[ $name =~ ^[a-z_./]+/[a-z_.-]*$ || $name =~ ^[a-z_]+\.(c|h|sh|json|md)$ ]] || continue
	is_file "${name%/}" || missing+=("$name")
done < <(quoted "$page")
check 'every file that HACKING.md names exists'

while read -r name; do
	[[ $name =~ ^[a-z]+_[a-z_]+$ || $name =~ ^struct\ [a-z_]+$ ]] || continue
	[ "$name" != session_verb ] || continue
	grep -rqw --include='*.[ch]' -- "$name" src include tests || missing+=("$name")
done < <(quoted "$page")
check 'every function, constant and struct that HACKING.md names exists'

while read -r target; do
	grep -qE "^([a-z -]* )?$target( [a-z -]*)?:" Makefile || missing+=("$target")
done < <(grep -oE 'make [a-z][a-z-]*' "$page" | grep -vE 'make (names|makes)' | sed 's/make //' | sort -u)
check 'every make target that HACKING.md names exists'

map=$(sed -n '/^tui  /,/^```/p' "$page")
for room in src/*/; do
	room=$(basename "$room")
	[ "$room" = designs ] || grep -qw -- "$room" <<<"$map" || missing+=("$room")
done
check 'the map in HACKING.md shows every room'

for page in README.md docs/*.md; do
	while read -r name; do
		[ -e "$name" ] || missing+=("$page: $name")
	done < <(grep -oE '\b(src|tests|include)/[A-Za-z0-9_./-]*[A-Za-z0-9_]' "$page" | grep -v 'NAME\|/X\.h' | sort -u)
	while read -r link; do
		[ -e "$(dirname "$page")/$link" ] || missing+=("$page: $link")
	done < <(grep -oE '\]\([^)#:]+' "$page" | sed 's/](//' | grep -v '^https' | sort -u)
done
check 'every file that the documents name or link to exists'
