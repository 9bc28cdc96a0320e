#!/usr/bin/env bash
# Starting, suspending and leaving: the shell gets its terminal back.
set -u
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/terminal.bash"

open_terminal 80 24
type_line 'stty -a >before; heddle; echo "left with $?"; stty -a >after; cmp before after && echo same modes'
sees 'storage-cleaner-working'
terminal_has '#{alternate_on}' 1
is 'without an argument the chapters are listed'

press q
sees 'left with 0'
sees 'same modes'
terminal_is_sane
is 'q restores the terminal'

press C-l
type_line 'heddle naive'
sees 'ConsistentReads'
press 1
press Enter
sees 'step 1 of 1'
press q
sees 'not saved'
press n
sees 'take'
press C-c
sees 'not saved'
press y
sees 'ready>'
sees_no 'ConsistentReads'
is 'leaving with unsaved changes asks first'

press C-l
type_line 'heddle naive'
sees 'ConsistentReads'
press C-z
sees 'Stopped'
terminal_is_sane
type_line 'fg'
sees 'ConsistentReads'
terminal_has '#{alternate_on}' 1
press C-l
sees 'ConsistentReads'
is 'Ctrl-Z stops it and fg brings it back'

type_text ':quit'
press Enter
sees_no 'ConsistentReads'
press C-l
type_line 'heddle naive </dev/null; echo "left with $?"'
sees 'needs a terminal'
sees 'heddle render'
sees 'left with 2'
is 'without a terminal it says so, and what to do instead'

press C-l
type_line 'TERM=no-such-terminal heddle naive; echo "left with $?"'
sees 'no-such-terminal'
sees 'left with 2'
is 'an unknown terminal type is named'
