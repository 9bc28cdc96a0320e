#!/usr/bin/env bash
# Schedules as text between playgrounds: copied through the terminal, and pasted.
set -u
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/terminal.bash"
trace=$PWD/traces/storage-cleaner-naive.itf.json

copied_has() { # waits until the clipboard has the text
	local i
	for ((i = 0; i < patience; i++)); do
		in_tmux show-buffer 2>/dev/null | grep -qF -- "$1" && return 0
		sleep 0.05
	done
	give_up "the clipboard has no '$1'"
}

open_terminal 80 24
in_tmux set -g set-clipboard on
type_line "heddle $trace"
sees 'step 0 of 9'
press y
sees 'c1 CleanerGetUnusedKeys;'
press s
sees 'the schedule in short'
press y
copied_has 'design=storage-cleaner-naive'
copied_has '; DeletingKeys;'
is 'y shows the schedule, s shortens it, y copies it through the terminal'

press q
sees 'next'
press q
sees 'ready>'
type_line 'clear; heddle storage-cleaner-naive'
sees 'at the start'
in_tmux paste-buffer -p -t test
sees '9 steps from the start'
sees 'ConsistentReads broken at step 9'
is 'pasted into another playground, it is played at once'

type_text ':note '
in_tmux set-buffer 'two
lines'
in_tmux paste-buffer -p -t test
sees ':note two; lines'
press Enter
sees 'noted at step 9'
is 'text pasted into the prompt stays in the prompt'

in_tmux set-buffer 's1 start m1 i1; s1 nonsense'
in_tmux paste-buffer -p -t test
sees 'step 2, word 2: unknown word "nonsense"'
sees 'step 9 of 9'
is 'a schedule that does not fit changes nothing, and the message says where'
