#!/bin/sh
# Installs files, and keeps a list of what it made for uninstall.sh:
#   install.sh LIST <ROWS
# A row is "MODE SOURCE TARGET".  In the list, folders that were not there before end in a slash, and come
# before what is in them.  DESTDIR is put in front of LIST and of each TARGET.
set -eu
list=$DESTDIR$1
new=$(mktemp)
trap 'rm -f "$new"' EXIT

# What an earlier installation made is still to be removed.
if [ -f "$list" ]; then cat "$list" >"$new"; fi

note() {
	grep -Fqx -e "$1" "$new" || printf '%s\n' "$1" >>"$new"
}

make_folder() {
	[ ! -d "$DESTDIR$1" ] || return 0
	# DESTDIR itself is made too, and is not in the list.
	if [ "$1" = / ]; then ${INSTALL:-install} -d "$DESTDIR/"; return 0; fi
	make_folder "$(dirname "$1")"
	${INSTALL:-install} -d "$DESTDIR$1"
	note "$1/"
}

while read -r mode source target; do
	[ -n "$mode" ] || continue
	make_folder "$(dirname "$target")"
	${INSTALL:-install} -m "$mode" "$source" "$DESTDIR$target"
	note "$target"
done
make_folder "$(dirname "$1")"
${INSTALL:-install} -m 644 "$new" "$list"
echo "installed; make uninstall removes what $list names"
