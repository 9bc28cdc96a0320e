#!/usr/bin/env bash
# Spin as a referee: another checker, which knows nothing of heddle's, explores what heddle exports.
#   tests/referee/run.sh BUILD [WORD]…      BUILD is build/release; WORD picks jobs by name
#
# A job is one line of jobs.txt: a design and a scope; with "open" in front the design is read in the open
# language, whatever it uses.  Each is tried twice:
#   all      nothing is checked, so the whole space is explored: as many states stored as
#            heddle finds distinct, as many transitions as it generates; not if TypeOk, which
#            always is checked, is broken
#   check    the usual properties are: the same verdict, and the same counts where they hold;
#            where not, as short a counterexample, whose trail, replayed by Spin to text, heddle
#            opens, plays to its end and finds to break the same property at the same step
# One line tells how each went, and the last one how many passed.
set -u
cd "$(dirname "$0")/../.." || exit 2

heddle=$PWD/${1:?which build?}/heddle
shift
jobs=$PWD/tests/referee/jobs.txt
designs=$PWD/tests/referee
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 2

for tool in spin "${CC:-cc}"; do
	command -v "$tool" >/dev/null || {
		echo "referee: there is no $tool; on Debian and Ubuntu: apt-get install spin gcc" >&2
		exit 1
	}
done

passed=0 failed=0
report() { # report NAME FINDING PROBLEM: a problem that is empty is none
	if [ -z "$3" ]; then
		passed=$((passed + 1))
		printf 'ok      %s: %s\n' "$1" "$2"
	else
		failed=$((failed + 1))
		printf 'FAILED  %s: %s\n' "$1" "$3"
	fi
}

member() { # member NAME FILE: of a JSON object on one line
	sed -n "s/.*\"$1\": \"\{0,1\}\([^,\"}]*\).*/\1/p" "$2" | head -1
}

verify() { # verify SEARCH OPTION…: exports what the options say and runs Spin's verifier on it
	local search=$1 flags=(-DSAFETY -DNOREDUCE)
	shift
	rm -f pan* model.pml*
	[ "$search" = deep ] || flags+=(-DBFS)
	"$heddle" export "$@" --to promela -o model.pml &&
		spin -o2 ${flags[2]:+"${flags[2]}"} -a model.pml >spin.out 2>&1 &&
		"${CC:-cc}" -O1 -w "${flags[@]}" -o pan pan.c &&
		./pan -m1000000 -w22 >pan.out 2>&1 || return
	stored=$(sed -n 's/^ *\([0-9]*\) states, stored.*/\1/p' pan.out)
	transitions=$(sed -n 's/^ *\([0-9]*\) transitions .*/\1/p' pan.out)
	errors=$(sed -n 's/.*errors: \([0-9]*\).*/\1/p' pan.out)
	# A search that was cut short counts for nothing.
	! grep -q 'max search depth too small' pan.out
}

try_all() { # try_all NAME OPTION…
	local name=$1 problem=''
	shift
	"$heddle" check "$@" --invariant TypeOk --json >heddle.out
	[ "$(member verdict heddle.out)" != violated ] || return
	if ! verify deep "$@" --invariant TypeOk; then
		problem=$(cat spin.out pan.out 2>/dev/null | tail -3)
		problem="Spin did not run: $problem"
	elif [ "$stored" != "$(member distinct heddle.out)" ] ||
		[ "$transitions" != "$(member generated heddle.out)" ]; then
		problem="Spin has $stored states, $transitions transitions;"
		problem+=" heddle $(member distinct heddle.out), $(member generated heddle.out)"
	fi
	report "$name all" "$stored states, $transitions transitions" "$problem"
}

try_trail() { # try_trail NAME OPTION…: of an error that both have found
	local name=$1 problem='' property steps
	shift
	property=$(member property heddle.out) steps=$(member steps heddle.out)
	spin -DBFS -t -p -g model.pml >trail.txt 2>&1
	"$heddle" replay trail.txt ${file:+--design "$file"} --json >replay.out 2>&1
	# Of two properties that break after as many steps each may tell another.
	if [ "$(member violates replay.out)" != "$property" ]; then
		property=$(member violates replay.out)
		"$heddle" check "$@" --invariant "$property" --json >heddle.out 2>&1
		[ "$(member steps heddle.out)" = "$steps" ] || property="no $property"
	fi
	[ "$(member fits replay.out)" = true ] &&
		[ "$(member violates replay.out)" = "$property" ] &&
		[ "$(member violated_at replay.out)" = "$steps" ] &&
		[ "$(member steps replay.out)" = "$steps" ] ||
		problem="heddle: $property at step $steps; of Spin's trail it says: $(cat replay.out)"
	report "$name check" "$property broken at step $steps; the trail fits" "$problem"
}

try_check() { # try_check NAME OPTION…
	local name=$1 problem='' verdict
	shift
	"$heddle" check "$@" --json >heddle.out
	verdict=$(member verdict heddle.out)
	if ! verify broad "$@"; then
		problem="Spin did not run: $(cat spin.out pan.out 2>/dev/null | tail -3)"
	elif [ "$verdict" = violated ] && [ "$errors" != 0 ]; then
		try_trail "$name" "$@"
		return
	elif [ "$verdict" != holds ] || [ "$errors" != 0 ]; then
		problem="heddle says \"$verdict\"; Spin finds $errors errors"
	elif [ "$stored" != "$(member distinct heddle.out)" ]; then
		problem="Spin has $stored states; heddle $(member distinct heddle.out)"
	fi
	report "$name check" "holds in $stored states" "$problem"
}

wanted() { # wanted NAME WORD…: no words, or one of them is in it
	local name=$1 word
	shift
	[ $# -gt 0 ] || return 0
	for word in "$@"; do
		[[ $name == *"$word"* ]] && return 0
	done
	return 1
}

while read -r design options; do
	case $design in '' | '#'*) continue ;; esac
	name="$design${options:+ $options}" file=
	wanted "$name" "$@" || continue
	if [ "$design" = open ]; then
		read -r design options <<<"$options"
		file=$scratch/open-$design.json
		# Words of its own, though none, put a design into the open language.
		"$heddle" design "$design" | sed '0,/{/s//{ "words": {},/' >"$file"
		design=$file
	elif [ -f "$designs/$design.json" ]; then
		file=$designs/$design.json
		design=$file
	fi
	# shellcheck disable=SC2086 # options are words
	try_all "$name" "$design" $options
	# shellcheck disable=SC2086
	try_check "$name" "$design" $options
done <"$jobs"

echo
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
