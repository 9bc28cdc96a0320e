#!/bin/sh
# Removes the files that install.sh put into a list, and the folders that it made and that are empty now:
#   uninstall.sh LIST
set -eu
list=$DESTDIR$1

if [ ! -f "$list" ]; then
	echo "there is no $list, so nothing is known to be installed, and nothing was removed"
	exit 0
fi
rows=$(cat "$list")
rm -f "$list"
# From the end: what is in a folder comes before the folder.
printf '%s\n' "$rows" | sed -n '1!G;h;$p' | while IFS= read -r target; do
	case $target in
	*/) rmdir "$DESTDIR$target" 2>/dev/null || true ;;
	*) rm -f "$DESTDIR$target" ;;
	esac
done
