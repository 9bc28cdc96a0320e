#!/usr/bin/env bash
# With little memory or address space.
set -u
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/terminal.bash"

# A sanitizer reserves terabytes of addresses.
if ! (ulimit -v 1000000 && heddle --version) >/dev/null 2>&1; then
	is 'this build runs without a limit on address space'
	exit 0
fi

cd "$scratch" || exit 2
for threads in 1 2; do
	(
		ulimit -v 1000000
		heddle check storage-cleaner-working --servers 2 --threads "$threads" --max-states 2000000
	) >"said$threads"
	status=$?
	if [ "$status" -ne 3 ] || ! grep -q 'the state limit was reached' "said$threads"; then
		give_up "with $threads threads: $(cat "said$threads")"
	fi
done
is 'a limit on address space leaves room for millions of states, with one thread and with two'

# With eighty megabytes, the check itself reports that they are used up.
(
	ulimit -v 80000
	heddle check storage-cleaner-working --servers 2 --threads 1
) >said
status=$?
if [ "$status" -ne 3 ] || ! grep -q 'the memory limit was reached' said; then
	give_up "$(cat said)"
fi
is 'when memory runs out, the check says so, and what it found so far'

{
	printf 'TLC2 Version 2.19\nError: Invariant Small is violated.\nError: The behavior up to this point is:\n'
	text=$(printf 'x%.0s' {1..20000})
	for ((i = 1; i <= 3000; i++)); do
		printf 'State %d: <Next line 1, col 1 to line 2, col 2 of module M>\n/\\ x = "%s%d"\n\n' "$i" "$text" "$i"
	done
} >large.txt
open_terminal 80 24
type_line "cd $scratch; stty -a >before"
type_line 'clear; (ulimit -v 150000; exec heddle naive); echo "left with $?"'
sees 'at the start'
type_line ':open! large.txt'
sees 'out of memory'
sees 'left with 3'
# shellcheck disable=SC2016 # the shell in the terminal expands it
type_line 'stty -a >after; cmp before after && echo same modes'
sees 'same modes'
terminal_is_sane
is 'when memory runs out, the terminal is restored, and the exit status says so'
