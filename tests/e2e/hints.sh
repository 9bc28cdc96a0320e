#!/usr/bin/env bash
# Hints, runs and checks in a real terminal: found beside the playing, shown without a key.
set -u
. "$(dirname "$0")/terminal.bash"

for size in '80 24' '120 40'; do
	# shellcheck disable=SC2086 # two words
	open_terminal $size
	run_heddle storage-cleaner-kill --readers 1
	sees 'at the start'
	press H
	sees '▲ 14'
	is "hints come by themselves ($size)"
	press r
	sees 'step 14 of 14'
	sees 'broken at step 14'
	is 'a run takes the shortest way'
	press b
	sees 'step 0 of 14'
	is 'b takes it back'
	press c
	sees 'c plays it'
	press j
	sees 'c plays them'
	press c
	sees 'step 14 of 14'
	is 'a check says what it found, and plays it'
	type_text ':quit!'
	press Enter
	sees 'ready>'
	is 'it ends while nothing is left running'
done
