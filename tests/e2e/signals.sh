#!/usr/bin/env bash
# However heddle ends, the terminal is restored, the shell sees the cause, and nothing played is lost.
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
	is "SIG$signal restores the terminal"
done

run_heddle naive
sees 'at the start'
echo 'a library complains' >>"/proc/$(heddle_pid)/fd/2"
sees 'at the start'
kill -TERM "$(heddle_pid)"
sees 'a library complains'
terminal_is_sane
is 'text on standard error is shown after a signal ends heddle'

run_heddle naive
sees 'at the start'
kill -PIPE "$(heddle_pid)"
kill -XFSZ "$(heddle_pid)"
type_line ':save! /dev/full'
sees 'No space left on device'
press q
sees 'ready>'
is 'a signal from a failed write does not end heddle'

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
is 'a file size limit is reported and does not end heddle'

run_heddle naive
sees 'at the start'
kill -STOP "$(heddle_pid)"
sees 'Stopped'
type_line 'fg'
sees 'at the start'
is 'heddle survives SIGSTOP'

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
is 'the session of a killed heddle is offered at the next start'

press q
sees 'not saved'
press y
sees_no 'step 1'
press C-l
type_line 'heddle'
sees 'storage-cleaner-working'
sees_no 'Restore it?'
is 'and not again after it was deleted'

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
is 'without a journal nothing is left behind'
