#!/usr/bin/env bash
# Colours, characters and the mouse, as far as terminals have them.
set -u
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/terminal.bash"
trace=$PWD/tests/traces/storage-cleaner-naive-published.json

# Everything that would change a colour: 3x, 4x, 9x, 10x.
colours() {
	styled_screen | grep -cE $'\e\\[([0-9;]*;)?([34][0-7]|[34]8;[0-9;]*|9[0-7]|10[0-7])m'
}

open_terminal 80 24
type_line "heddle $trace"
sees 'step 0 of 9'
press '$'
sees 'broken'
[ "$(colours)" -gt 3 ] || give_up 'there are no colours'
is 'a terminal with 256 colours gets colours'

open_terminal 80 24 NO_COLOR=1
type_line "heddle $trace"
sees 'step 0 of 9'
press '$'
sees 'broken'
[ "$(colours)" -eq 0 ] || give_up 'there are colours'
styled_screen | grep -q $'\e\\[[0-9;]*7m.*broken' || give_up 'the banner does not stand out'
is 'NO_COLOR is respected, and the banner still stands out'

open_terminal 80 24 TERM=vt100 LC_ALL=C
type_line "heddle $trace"
sees 'step 0 of 9'
press '$'
sees 'broken'
[ "$(colours)" -eq 0 ] || give_up 'there are colours'
screen | LC_ALL=C grep -q '[^ -~]' && give_up 'there is more than ASCII'
is 'a vt100 in a C locale gets plain ASCII'

open_terminal 80 24
type_line 'heddle naive'
sees 'at the start'
row=$(screen | grep -n ' 2 s1 StartRead' | cut -d: -f1)
# Button 1 pressed at column 5 of that row, as xterm encodes it.
printf -v click '\033[M %b%b' "\\x$(printf %x $((32 + 5)))" "\\x$(printf %x $((32 + row)))"
type_text "$click"
sees 'step 1 of 1'
sees 'started_read'
is 'a click takes a step'
