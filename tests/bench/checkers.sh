#!/usr/bin/env bash
# heddle beside Spin and Rumur on the same state space, in one table:
#   tests/bench/checkers.sh HEDDLE
#
# Each engine runs RUNS times (5), in turns, so that a busy machine is busy for all; medians
# are compared.  An engine that is not installed is left out.  BIG=1 adds the scope of 165 million states
# (3 GB), LIMIT ends a run after so many seconds (300).
set -eu
cd "$(dirname "$0")/../.."
heddle=$(realpath "${1:?which heddle?}")
runs=${RUNS:-5}
limit=${LIMIT:-300}
states=9525744
scope="storage-cleaner-naive-published --servers 1 --cleaners 2 --image-ids 3 --invariant TypeOk"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

${CC:-cc} -O2 -o "$work/measure" tests/bench/measure.c
names=()
commands=()

add() {
	names+=("$1")
	commands+=("$2")
}

add_spin() {
	command -v spin >/dev/null || return 0
	cp tests/bench/cleaner.pml "$work"
	(cd "$work" && spin -a cleaner.pml >/dev/null)
	local flags="-O3 -w -DSAFETY -DNOREDUCE -DMEMLIM=16000"
	# shellcheck disable=SC2086 # the flags are words
	(cd "$work" && ${CC:-cc} $flags -o pan pan.c &&
		${CC:-cc} $flags -DNCORE=2 -o pan-2 pan.c &&
		${CC:-cc} $flags -DBFS -o pan-bfs pan.c)
	add "Spin, depth-first" "./pan -E -n -m1000000 -w24"
	add "Spin, depth-first, 2 cores" "./pan-2 -E -n -m1000000 -w24"
	add "Spin, breadth-first" "./pan-bfs -E -n -w24"

	# The model that heddle exports, beside the one written by hand; docs/export.md tells why -o2.
	mkdir -p "$work/export"
	# shellcheck disable=SC2086 # the scope is words
	"$heddle" export $scope --to promela >"$work/export/model.pml"
	# shellcheck disable=SC2086 # the flags are words
	(cd "$work/export" && spin -o2 -a model.pml >/dev/null && ${CC:-cc} $flags -o pan pan.c)
	add "Spin, heddle's export" "./export/pan -E -n -m1000000 -w24"
}

add_rumur() {
	command -v rumur >/dev/null || return 0
	local compiler=${CC:-cc}
	if command -v clang >/dev/null; then compiler=clang; fi
	for threads in 1 2; do
		rumur tests/bench/cleaner.m --deadlock-detection off --threads $threads \
			--output "$work/rumur-$threads.c"
		$compiler -O3 -w -march=native -o "$work/rumur-$threads" "$work/rumur-$threads.c" -lpthread
		add "Rumur, $threads thread(s)" "./rumur-$threads"
	done
}

add "heddle, 2 threads" "$heddle check $scope --threads 2"
add "heddle, 1 thread" "$heddle check $scope --threads 1"
add_spin
add_rumur

for ((run = 0; run < runs; run++)); do
	for i in "${!names[@]}"; do
		# shellcheck disable=SC2086 # a command is words
		(cd "$work" && ./measure "$limit" ${commands[$i]} >>"result-$i") || true
	done
done

median() { sort -n "$1" | awk '{ line[NR] = $0 } END { print line[int((NR + 1) / 2)] }'; }

printf '%-28s %10s %10s %10s %10s %14s\n' engine time ratio processor memory "bytes a state"
base=$(median "$work/result-0" | cut -d' ' -f1)
for i in "${!names[@]}"; do
	median "$work/result-$i" | awk -v name="${names[$i]}" -v base="$base" -v states=$states '
		/^-/ { printf "%-28s %10s\n", name, "too long"; next }
		{ printf "%-28s %8.2f s %10.1f %8.2f s %7d MB %14.0f\n", name, $1, $1 / base, $3, $5,
			$5 * 1048576 / states }'
done
echo "storage-cleaner-naive-published, 1 server, 2 cleaners, 3 ids, TypeOk only: 9,525,744 states."
echo "Medians of $runs runs in turns; the ratio is to the first row; load now: $(cut -d' ' -f1 /proc/loadavg)."

# From small to large: what one state costs, and what a person waits for.
echo
printf '%-34s %-34s %13s %10s %12s\n' design scope states time "ns a state"
by_size() {
	local design=$1 result count
	shift
	rm -f "$work/size"
	for ((run = 0; run < runs; run++)); do
		"$work/measure" "$limit" "$heddle" check "$design" "$@" >>"$work/size" || true
	done
	result=$("$heddle" check "$design" "$@" --json || true)
	count=$(grep -o '"distinct": [0-9]*' <<<"$result" | cut -d' ' -f2)
	median "$work/size" | awk -v design="$design" -v scope="${*//--/}" -v count="$count" '
		{ sub(/ invariant TypeOk/, "", scope)
		  printf "%-34s %-34s %13d %8.3f s %12.0f\n", design, scope, count, $1, $1 * 1e9 / count }'
}
by_size naive --servers 1 --invariant TypeOk
by_size working --image-ids 5 --invariant TypeOk
by_size storage-cleaner-naive-published --cleaners 1 --invariant TypeOk
by_size storage-cleaner-naive-published --cleaners 2 --invariant TypeOk
if [ "${BIG:-}" ]; then
	by_size storage-cleaner-naive-published --servers 2 --cleaners 2 --invariant TypeOk
fi
echo
echo "To a violation (time from start to verdict, states found by then):"
by_size naive --servers 1
by_size storage-cleaner-naive-published
by_size storage-cleaner-improved-published --servers 2 --cleaners 2 --max-time 2
