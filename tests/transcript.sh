#!/usr/bin/env bash
# Runs the commands of a Markdown file and compares what they print:
#   transcript.sh FILE.md
#
# In each block fenced as ```console, a line that begins with `$ ` is a command, and what follows,
# up to the next one or the end of the block, is what it prints.  A line that is only `...`
# stands for any lines, and `...` inside a line for anything.  Blanks at the ends of lines do not
# count.  A block fenced as ```json FILE (or any language) becomes FILE.  The commands of a page run
# one after the other in one scratch folder that looks like this one as far as they care:
# build/heddle, traces/ and tests/traces/.
#
# With HEDDLE_REWRITE set, the blocks that no longer fit are rewritten.
set -u
file=${1:?which file?}
top=$PWD
page=$top/$file
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/build" "$folder/tests"
ln -s "$HEDDLE" "$folder/build/heddle"
cp -r "$top/traces" "$folder"
cp -r "$top/tests/traces" "$folder/tests"
chmod -R u+w "$folder" # the sources may be read-only
new=$folder.new

# Does the text $1 fit the pattern $2?  Both without blanks at the ends of their lines.
fits() {
	local nl=$'\n' pattern="$2" character
	[ "$1" = "$pattern" ] && return 0
	[[ $pattern == *...* ]] || return 1
	# Everything is literal but the dots.
	for character in \\ '[' ']' '*' '?'; do
		pattern=${pattern//"$character"/"\\$character"}
	done
	pattern=$nl$pattern$nl
	pattern=${pattern//"$nl...$nl"/"$nl*"}
	pattern=${pattern//.../*}
	# shellcheck disable=SC2053 # the pattern is one
	[[ $nl$1$nl == $pattern ]]
}

strip() {
	sed 's/[[:blank:]]*$//'
}

command='' expected='' in_block='' writing='' failed=0 line_number=0 command_line=0
finish() { # runs the command that was collected
	[ -n "$command" ] || return 0
	local printed wanted
	printed=$(cd "$folder" && bash -c "$command" </dev/null 2>&1 | strip)
	wanted=$(printf '%s' "$expected" | strip)
	if fits "$printed" "$wanted"; then
		echo "ok - $file:$command_line: $command"
		[ -z "$wanted" ] || printf '%s\n' "$wanted" >>"$new"
	elif [ -n "${HEDDLE_REWRITE:-}" ]; then
		echo "ok - $file:$command_line: $command (rewritten)"
		[ -z "$printed" ] || printf '%s\n' "$printed" >>"$new"
	else
		echo "not ok - $file:$command_line: $command"
		diff -u --label 'the file says' --label 'heddle prints' \
			<(printf '%s\n' "$wanted") <(printf '%s\n' "$printed")
		failed=1
	fi
	command='' expected=''
}

: >"$new"
while IFS= read -r line; do
	line_number=$((line_number + 1))
	if [ -n "$in_block" ]; then
		if [ "$line" = '```' ]; then
			finish
			in_block=
		elif [ "${line#'$ '}" != "$line" ]; then
			finish
			command=${line#'$ '} command_line=$line_number
		else
			[ -n "$command" ] && expected+=$line$'\n'
			continue
		fi
	elif [ "$line" = '```console' ]; then
		in_block=1
	elif [ -n "$writing" ]; then
		if [ "$line" = '```' ]; then
			writing=
		else
			printf '%s\n' "$line" >>"$folder/$writing"
		fi
	elif [[ $line =~ ^\`\`\`[a-z]+\ ([A-Za-z0-9._-]+)$ ]]; then
		writing=${BASH_REMATCH[1]}
		: >"$folder/$writing"
	fi
	printf '%s\n' "$line" >>"$new"
done <"$page"

if [ -n "${HEDDLE_REWRITE:-}" ] && ! cmp -s "$new" "$page"; then
	cp "$new" "$page"
	echo "$file is rewritten"
fi
rm -f "$new"
exit $failed
