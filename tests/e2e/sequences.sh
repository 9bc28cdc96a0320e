#!/usr/bin/env bash
# Keys and clicks that are not in the terminal's description.
set -u
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/terminal.bash"

for name in vt100 linux tmux-256color; do
	infocmp "$name" >/dev/null 2>&1 || continue
	open_terminal 80 24 TERM=$name
	type_line "XDG_STATE_HOME=$scratch/$name heddle naive"
	sees 'at the start'
	type_text $'\033[3~\033[25~\033[99~\033[?1;2c\033[1;5C\033OE'
	type_text '/'
	type_text $'\033[1;5D'
	type_text 'Read'
	press Enter
	sees_no '/Read'
	sees 'at the start'
	is "with $name, no byte of a sequence is taken for a key"
	row=$(screen | grep -n '2 s1 StartRead' | cut -d: -f1)
	type_text $'\033[<0;6;'"$row"'M'
	sees 'step 1 of 1'
	sees 'started_read'
	type_text $'\033[D'
	sees 'step 0 of 1'
	is "with $name, arrows and clicks work"
done

open_terminal 80 24
type_line "XDG_STATE_HOME=$scratch/together heddle naive"
sees 'at the start'
type_text '12u2'
sees 'started_read'
type_text $'u12u\033[<0;6;'"$row"'M'
sees 'started_read'
is 'keys and clicks that arrive together work as they do one by one'
