#!/usr/bin/env bash
# However heddle dies, the terminal is sane, the shell sees the cause, and nothing played is lost.
set -u
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/terminal.bash"

open_terminal 80 24
type_line 'stty -a >before'
for signal in TERM HUP INT QUIT SEGV ABRT BUS FPE USR1 ALRM XCPU SYS; do
	run_heddle naive
	sees 'at the start'
	terminal_has '#{alternate_on}' 1
	kill -"$signal" "$(heddle_pid)"
	sees 'ready>'
	# shellcheck disable=SC2016 # the shell in the terminal expands it
	type_line 'echo "died of $(($? - 128))"; stty -a >after; cmp before after && echo same modes'
	sees "died of $(kill -l "$signal")"
	sees 'same modes'
	terminal_is_sane
	is "SIG$signal leaves the terminal sane"
done

run_heddle naive
sees 'at the start'
echo 'a library complains' >>"/proc/$(heddle_pid)/fd/2"
sees 'at the start'
kill -TERM "$(heddle_pid)"
sees 'a library complains'
terminal_is_sane
is 'what was written to standard error meanwhile is shown when a signal ends it'

run_heddle naive
sees 'at the start'
kill -PIPE "$(heddle_pid)"
kill -XFSZ "$(heddle_pid)"
type_line ':save! /dev/full'
sees 'No space left on device'
press q
sees 'ready>'
is 'what a write raises is no reason to die'

type_line '(ulimit -f 0; heddle naive)'
sees 'at the start'
press 1
sees '▾'
press Enter
sees 'step 1 of 1'
sees 'no journal'
type_line ':save x.itf.json'
sees 'File too large'
press q
sees 'not saved'
press y
sees 'ready>'
is 'a file that may not grow is told, and nothing dies of it'

run_heddle naive
sees 'at the start'
kill -STOP "$(heddle_pid)"
sees 'Stopped'
type_line 'fg'
sees 'at the start'
is 'a stop that nobody can catch is survived'

press 1
press Enter
sees 'step 1 of 1'
kill -KILL "$(heddle_pid)"
sees 'Killed'
open_terminal 80 24
type_line 'heddle'
sees 'Restore it?'
press y
sees 'step 1 of 1'
sees 'restored'
is 'what was played when it was killed is offered at the next start'

press q
sees 'not saved'
press y
sees_no 'step 1'
press C-l
type_line 'heddle'
sees 'storage-cleaner-working'
sees_no 'Restore it?'
is 'and not offered again once it was given up'

press q
sees_no 'storage-cleaner-working'
press C-l
run_heddle naive --no-journal
sees 'at the start'
press 1
press Enter
sees 'step 1 of 1'
kill -KILL "$(heddle_pid)"
sees 'Killed'
open_terminal 80 24
type_line 'heddle'
sees 'storage-cleaner-working'
sees_no 'Restore it?'
is 'without a journal nothing is left'
