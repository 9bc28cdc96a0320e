#!/usr/bin/env bash
# Hints, runs and checks in a real terminal: computed in the background, shown without a key press.
set -u
. "$(dirname "$0")/terminal.bash"

for size in '80 24' '120 40'; do
	# shellcheck disable=SC2086 # two words
	open_terminal $size
	run_heddle storage-cleaner-kill --readers 1
	sees 'at the start'
	press H
	sees '▲ 14'
	is "hints appear by themselves ($size)"
	press r
	sees 'step 14 of 14'
	sees 'broken at step 14'
	is 'a run takes the shortest path'
	press b
	sees 'step 0 of 14'
	is 'b goes back'
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
	is 'no job is left running at the end'
done
