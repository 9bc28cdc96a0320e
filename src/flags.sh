#!/bin/sh
# Prints those of some flags that the compiler, or the linker behind it, knows:
#   CC=gcc flags.sh compile|link 'USUAL FLAGS' FLAG…
# A comma in a FLAG that begins with -U or -D stands for a blank: two flags that go together.
#
# All are tried at once, and one by one only if that fails: most compilers know all.
set -u
what=$1 usual=$2
shift 2
[ $# -gt 0 ] || exit 0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
printf '#include <string.h>\nint main(int argc, char **argv) { return (int)strlen(argv[argc - 1]) > 9; }\n' \
	>"$folder/x.c"

spelt() {
	for flag; do
		case $flag in
		-U* | -D*) echo "$flag" | tr ',' ' ' ;;
		*) echo "$flag" ;;
		esac
	done
}

# What the compiler warns of, such as fortified functions that are not optimised, is not known enough.
known() {
	# A static program is made in another way, and the two do not go together.
	case " $*  $usual " in
	*" -pie "*" -static "*) return 1 ;;
	esac
	case $what in
	compile) set -- "$@" -c ;;
	link) set -- "$@" -fPIE ;;
	esac
	# shellcheck disable=SC2046,SC2086 # flags are words
	${CC:-cc} -Werror $usual $(spelt "$@") -o "$folder/x" "$folder/x.c" >/dev/null 2>&1
}

if known "$@"; then
	spelt "$@" | tr '\n' ' '
	exit
fi
for flag; do
	if known "$flag"; then spelt "$flag" | tr '\n' ' '; fi
done
