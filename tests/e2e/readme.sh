#!/usr/bin/env bash
# The README's minute, key by key as its table says: somebody who has nothing but the README must
# get what it promises.
set -u
top=$PWD
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/terminal.bash"

# What each row of the table leads to.
expected=('StartWrite u1 m1 i1' 'WriteBlob ui1' 'GetUnusedKeys' 'step 5 of 5' 'step 7 of 7'
	'no blob' 'ConsistentReads broken at step 9' 'step 8 of 8' 'steps played' 'step 8 of 9'
	'note:' 'save as:' 'go to the next stop')

# The one key that the text before the table says to press.
# shellcheck disable=SC2016 # the backquotes are those of Markdown
chapter=$(sed -n 's/.*press `\(.\)`, which opens `storage-cleaner-naive`.*/\1/p' "$top/README.md")

open_terminal 80 24
type_line 'heddle'
sees '4 storage-cleaner-naive'
press "${chapter:?README.md says which key to press}"
sees 'at the start'
sees 'StartGetBlobKeys'
is "$chapter opens the chapter"
press q
sees 'ready>'
press C-l

type_line 'heddle'
sees 'storage-cleaner-naive'
for ((i = 0; i < 20; i++)); do
	[[ $(screen) != *'▸4 storage-cleaner-naive'* ]] || break
	before=$(screen)
	press j
	for ((look = 0; look < patience; look++)); do
		[ "$(screen)" = "$before" ] || break
		sleep 0.05
	done
done
sees '▸4 storage-cleaner-naive'
press Enter
sees 'at the start'
is 'j and Enter open the fourth chapter'

row=0
while IFS='|' read -r _ keys does _; do
	read -ra names < <(tr -d '`' <<<"$keys")
	for name in "${names[@]}"; do
		press "$name"
	done
	sees "${expected[row]:-nothing is expected of row $row}"
	is "$(tr -d '`' <<<"$keys"): $(sed 's/^ *//; s/ *$//' <<<"$does")"
	# What a row asks the reader to type, and the way back that it names.
	case ${names[0]} in
	t)
		press p
		sees 'WriteMetadataAndReturn'
		sees_no 'steps played'
		;;
	'}')
		press '{'
		sees 'step 8 of 8'
		;;
	n)
		type_text 'the read came first'
		press Enter
		sees 'noted at step 8'
		;;
	w)
		type_text 'mine.itf.json'
		press Enter
		sees 'saved mine.itf.json'
		;;
	'?')
		press q
		sees_no 'go to the next stop'
		press q
		sees 'ready>'
		;;
	esac
	row=$((row + 1))
done < <(sed -n '/^## One minute/,/^## A counter/p' "$top/README.md" | grep '^| `')
[ "$row" = "${#expected[@]}" ] || give_up "the table has $row rows, not ${#expected[@]}"

type_line 'clear; heddle mine.itf.json'
sees 'the read came first'
press '}'
sees 'step 8 of 9'
is 'what was saved opens again, with its note and its branches'
