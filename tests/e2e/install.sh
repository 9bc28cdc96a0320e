#!/usr/bin/env bash
# What is installed is removed, and nothing else; what is built is hardened; a build may be elsewhere.
set -u
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
variant=$(basename "$(dirname "$HEDDLE")")
build=$(dirname "$(dirname "$HEDDLE")")

make_it() {
	make --no-print-directory BUILD="$build" VARIANT="$variant" DESTDIR="$scratch" "$@"
}

is() { # is SENTENCE: the command before it has succeeded
	local status=$?
	if [ "$status" = 0 ]; then echo "ok - $1"; else echo "not ok - $1"; fi
}

files() {
	(cd "$scratch" && find "$@" ! -type d 2>/dev/null | sort)
}

# The folder of the documents is one that a person has, with names that heddle has too.
mkdir -p "$scratch/precious/docs"
echo mine >"$scratch/precious/docs/mine.md"
make_it install prefix=/usr docdir=/precious >"$scratch/log" 2>&1
is 'make install does'
[ -x "$scratch/usr/bin/heddle" ] && [ -f "$scratch/precious/docs/tour.md" ] &&
	[ -f "$scratch/usr/share/heddle/traces/naive.itf.json" ] && [ -f "$scratch/usr/share/man/man1/heddle.1" ]
is 'everything is where it belongs'
"$scratch/usr/bin/heddle" --version | grep -q heddle
is 'the installed program runs'

make_it uninstall prefix=/usr docdir=/ >>"$scratch/log" 2>&1
is 'make uninstall does'
[ "$(files precious usr)" = precious/docs/mine.md ]
is 'what was installed is gone, wherever docdir leads now'
[ ! -d "$scratch/usr" ] && [ ! -d "$scratch/precious/docs/pictures" ]
is 'and so are the folders that were made for it'

touch "$scratch/precious/README.md"
make_it uninstall prefix=/usr docdir=/precious >>"$scratch/log" 2>&1
[ -f "$scratch/precious/README.md" ] && grep -q 'nothing was removed' "$scratch/log"
is 'without a list of what was installed nothing is removed'

mkdir -p "$scratch/home/debug" "$scratch/home/asan"
touch "$scratch/home/debug/mine"
make --no-print-directory BUILD="$scratch/home" clean >>"$scratch/log" 2>&1
[ -f "$scratch/home/debug/mine" ]
is 'make clean removes only what a build made'

# A packager's DESTDIR need not be there yet.
make --no-print-directory BUILD="$build" VARIANT="$variant" DESTDIR="$scratch/new/root" install prefix=/usr \
	>>"$scratch/log" 2>&1 && [ -x "$scratch/new/root/usr/bin/heddle" ]
is 'make install makes a DESTDIR that is not there'

# --- a build elsewhere: nothing is written beside the sources --------------------

cp -r Makefile src include traces docs "$scratch/home"
mkdir "$scratch/elsewhere"
chmod -R a-w "$scratch/home"
touch "$scratch/now"
(cd "$scratch/home" && make BUILD="$scratch/elsewhere" VARIANT=release DEVELOPER=0 CFLAGS=-O0 \
	"$scratch/elsewhere/release/bundled.o" "$scratch/elsewhere/release/src/base/buf.o") >>"$scratch/log" 2>&1 &&
	[ -f "$scratch/elsewhere/release/bundled.o" ] && [ -f "$scratch/elsewhere/release/src/base/buf.o" ] &&
	[ -z "$(find "$scratch/home" -newer "$scratch/now")" ]
is 'a build into another folder leaves the sources alone'
! (cd "$scratch/home" && make -n BUILD=/elsewhere VARIANT=release all install 2>&1) | grep -E '(^|[ "=])build/'
is 'no command of it names build/'
chmod -R u+w "$scratch/home"

# --- hardening -------------------------------------------------------------------

if [ "$variant" = release ] && [ "$(uname -m)" = x86_64 ] && command -v readelf >/dev/null; then
	readelf -Wh "$HEDDLE" | grep -Eq 'Type:.*DYN' && readelf -Wd "$HEDDLE" | grep -q 'FLAGS_1.*NOW.*PIE'
	is 'the program is position-independent, and all is bound before it starts'
	readelf -Wl "$HEDDLE" | grep -q GNU_RELRO && readelf -Wl "$HEDDLE" | grep GNU_STACK | grep -vq RWE
	is 'what needs no writing later is read-only, and no stack is code'
	readelf -Ws "$HEDDLE" | grep -q __stack_chk_fail && readelf -Ws "$HEDDLE" | grep -q '_chk'
	is 'stacks and buffers are guarded'
fi
CC=cc sh src/flags.sh compile '-O2' -fPIE -fno-such-flag-at-all | grep -qx -e '-fPIE *'
is 'a flag that the compiler does not know is left out'
CC=cc sh src/flags.sh link '-static' -pie -Wl,-z,now | grep -qx -e '-Wl,-z,now *'
is 'and one that does not go with the usual flags'
