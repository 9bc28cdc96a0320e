#!/usr/bin/env bash
# Resizing the window.
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
is 'and continues where it was when it is large again'

open_terminal 80 24 LINES=99999 COLUMNS=99999
type_line 'heddle naive'
sees 'Restore it?'
press d
sees 'Delete the journal of'
press y
sees 'deleted the journal'
press q
sees_no 'at the start'
is 'the size comes from the terminal rather than the environment'

type_line 'stty cols 0 rows 0; LINES=99999 COLUMNS=99999 heddle naive'
sees 'of them'
press q
sees 'ready>'
is 'if the terminal has no size, it comes from the environment, within bounds'

# 65535 columns and rows of cells do not fit in 2 GB.  A sanitizer reserves terabytes of addresses, so with
# one there is no limit.
limit='ulimit -v 2000000;'
(ulimit -v 2000000 && heddle --version) >/dev/null 2>&1 || limit=
open_terminal 80 24
type_line "stty cols 65535 rows 65535; ($limit heddle naive); echo \"left with \$?\""
sees '65535×65535 cells; heddle uses 1000×500'
press q
sees 'left with 0'
is 'a huge window is used within bounds, with a message'

type_line 'stty cols 80 rows 24; clear; heddle naive'
sees 'at the start'
in_tmux run-shell -t test 'stty -F #{pane_tty} cols 65535 rows 65535'
sees 'uses 1000×500'
press q
sees 'ready>'
is 'and so is one that becomes huge'
