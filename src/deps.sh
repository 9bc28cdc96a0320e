#!/bin/sh
# Sees to it that what heddle needs is installed:
#   deps.sh [--check] GROUP…          groups: build test lint memcheck fuzz referee
# What is there already is left alone.  With --check nothing is installed: the
# exit status tells whether everything is there.
#
# A need is one row of the table below: its group, how to see that it is there
# (a tool on the PATH, a library that pkg-config knows, a header that compiles), and what
# the package is called by apt, dnf, pacman, apk, zypper and brew (-: comes with the system).
# Only apt is run; the others get a line to paste, for they were not tried.
set -eu

table() {
	cat <<-'TABLE'
	build    tool:gcc          gcc            gcc                 gcc        gcc               gcc             -
	build    header:stdio.h    libc6-dev      glibc-devel         glibc      musl-dev          glibc-devel     -
	build    tool:pkg-config   pkg-config     pkgconf-pkg-config  pkgconf    pkgconf           pkg-config      pkgconf
	build    lib:ncursesw      libncurses-dev ncurses-devel       ncurses    ncurses-dev       ncurses-devel   ncurses
	build    lib:libcjson      libcjson-dev   cjson-devel         cjson      cjson-dev         cJSON-devel     cjson
	test     lib:cmocka        libcmocka-dev  libcmocka-devel     cmocka     cmocka-dev        libcmocka-devel cmocka
	test     tool:bash         bash           bash                bash       bash              bash            bash
	test     tool:tmux         tmux           tmux                tmux       tmux              tmux            tmux
	lint     tool:clang-format clang-format   clang-tools-extra   clang      clang-extra-tools clang           clang-format
	lint     tool:clang-tidy   clang-tidy     clang-tools-extra   clang      clang-extra-tools clang           llvm
	lint     tool:cppcheck     cppcheck       cppcheck            cppcheck   cppcheck          cppcheck        cppcheck
	lint     tool:shellcheck   shellcheck     ShellCheck          shellcheck shellcheck        ShellCheck      shellcheck
	memcheck tool:valgrind     valgrind       valgrind            valgrind   valgrind          valgrind        -
	fuzz     tool:clang        clang          clang               clang      clang             clang           llvm
	referee  tool:spin         spin           spin                spin       spin              spin            spin
	TABLE
}

pkg_config=${PKG_CONFIG:-pkg-config}

is_there() { # is_there KIND:NAME
	name=${1#*:}
	case $1 in
	tool:gcc) command -v "${CC:-cc}" >/dev/null || command -v gcc >/dev/null ;;
	tool:pkg-config) command -v "$pkg_config" >/dev/null ;;
	tool:*) command -v "$name" >/dev/null ;;
	lib:*) "$pkg_config" --exists "$name" 2>/dev/null ;;
	header:*) echo "#include <$name>" | "${CC:-cc}" -E - >/dev/null 2>&1 ;;
	esac
}

missing() { # missing COLUMN: the packages of that column that the groups lack
	table | while read -r group need packages; do
		case " $groups " in *" $group "*) ;; *) continue ;; esac
		is_there "$need" || echo "$packages"
	done | awk -v column="$1" '$column != "-" && !seen[$column]++ { printf "%s%s", space, $column; space = " " }'
}

check_only=
if [ "${1:-}" = --check ]; then
	check_only=1
	shift
fi
groups=$*

packages=$(missing 1)
if [ -z "$packages" ]; then
	[ "$check_only" ] || echo "deps: everything for $groups is there"
	exit 0
fi
[ -z "$check_only" ] || exit 1

if ! command -v apt-get >/dev/null; then
	cat <<-LINES
	deps: heddle needs a few packages; install them with the line for your system, then run make again:
	  dnf install $(missing 2)
	  pacman -S --needed $(missing 3)
	  apk add $(missing 4)
	  zypper install $(missing 5)
	  brew install $(missing 6)
	LINES
	exit 1
fi

# make runs several of these side by side, and apt runs alone: they wait for each other and look again.
if [ -z "${deps_alone:-}" ] && command -v flock >/dev/null; then
	# shellcheck disable=SC2086 # a list of words
	exec env deps_alone=1 flock "$0" sh "$0" $groups
fi

echo "deps: installing $packages"
as_root='env DEBIAN_FRONTEND=noninteractive'
if [ "$(id -u)" != 0 ]; then
	if ! command -v sudo >/dev/null; then
		echo "deps: not root, and there is no sudo; as root, run: apt-get install $packages" >&2
		exit 1
	fi
	as_root="sudo $as_root"
fi
# The lists of packages may be missing, or too old to name a file that is still there.
# shellcheck disable=SC2086 # both are lists of words
$as_root apt-get install -y -q -o DPkg::Lock::Timeout=300 --no-install-recommends $packages </dev/null || {
	echo 'deps: reading the lists of packages anew'
	$as_root apt-get update -q </dev/null
	$as_root apt-get install -y -q -o DPkg::Lock::Timeout=300 --no-install-recommends $packages </dev/null
}

left=$(missing 1)
if [ -n "$left" ]; then
	echo "deps: installed, but still not found: $left" >&2
	exit 1
fi
