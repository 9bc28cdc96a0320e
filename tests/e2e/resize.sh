#!/usr/bin/env bash
# The window changes under the playground.
set -u
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/terminal.bash"

open_terminal 80 24
type_line 'heddle storage-cleaner-naive'
sees 'at the start'

in_tmux resize-window -t test -x 120 -y 40
for ((i = 0; i < patience; i++)); do
	[ "$(screen | sed -n 3p | tr -d ' \n' | wc -m)" -ne 120 ] || break
	sleep 0.05
done
[ "$(screen | sed -n 3p | tr -d ' \n' | wc -m)" -eq 120 ] || give_up 'the rule does not reach the edge'
sees 'branches'
is 'a larger window is filled'

in_tmux resize-window -t test -x 30 -y 8
sees 'The window is 30'
is 'a window that is too small gets a message'

in_tmux resize-window -t test -x 80 -y 24
sees 'at the start'
press 1
press Enter
sees 'step 1 of 1'
is 'and goes on where it was when it is large again'
