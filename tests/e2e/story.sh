#!/usr/bin/env bash
# From a checker's trace to a new branch, saved and opened again.
set -u
top=$PWD
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/terminal.bash"

open_terminal 80 24
type_line "heddle $top/tests/traces/storage-cleaner-naive-published.json"
sees 'step 0 of 9'
sees 'fits storage-cleaner-naive-published'
is 'a trace finds its design'

press '$'
sees 'ConsistentReads broken'
sees 'READ u1 returned m1 with no image'
sees 'no blob'
is 'its end is a violation, with the facts'

press u
press u
sees 'step 7 of 9'
sees_no 'broken by'
type_text 'a'
press Tab
sees 'ServerReadBlobAndReturn'
press C-c
type_text ':do s1 ServerReadBlobAndReturn'
press Enter
sees 'step 8 of 8'
is 'another step starts a branch'

type_text 'nthe read came first'
press Enter
sees 'noted at step 8'
type_text 'mread first'
press Enter
press w
sees 'save as: storage-cleaner-naive-published'
press C-u
type_text 'mine.itf.json'
press Enter
sees 'saved mine.itf.json'
type_text ':save mine.itf.json'
press Enter
sees 'Replace it?'
press n
is 'saving asks before replacing a file'

press q
sees 'ready>'
type_line 'clear; heddle mine.itf.json'
sees 'step 8 of 8'
sees 'the read came first'
press '0'
sees 'step 0'
type_text ":jump read first"
press Enter
sees 'step 8'
press '}'
sees 'step 8 of 9'
press '$'
sees 'ConsistentReads broken'
is 'opened again, both branches, the note and the bookmark are there'
