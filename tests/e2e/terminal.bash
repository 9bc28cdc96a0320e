# A real terminal for tests: a shell in tmux, keys in, screens out.
#
#   open_terminal WIDTH HEIGHT [NAME=VALUE…]   a shell with changes to its environment
#   type_line TEXT      types a line in the shell
#   run_heddle ARGUMENTS   starts heddle in it; heddle_pid prints its process
#   press KEY…          as tmux names them: Enter, C-c, Escape, Up, or a character
#   type_text TEXT      characters one after the other
#   sees TEXT           waits until TEXT is on the screen; the test fails if it does not appear
#   sees_no TEXT        waits until it is not
#   screen, styled_screen   prints what is on the screen, with its colours
#   terminal_has FORMAT VALUE   waits until tmux reports the value ('#{alternate_on}' 0)
#   is SENTENCE         reports that all went well since the last report
#
# Nothing sleeps: each function waits until it sees what it wants, and gives up after a time that is far longer
# than necessary.

socket=
scratch=$(mktemp -d) # where the shell stands
patience=200 # looks, 0.05 seconds apart
trap end EXIT

in_tmux() {
	tmux -S "$socket" "$@"
}

close_terminal() {
	[ -z "$socket" ] || in_tmux kill-server 2>/dev/null
}

end() {
	close_terminal
	rm -rf "$scratch"
}

open_terminal() {
	local width=$1 height=$2
	shift 2
	close_terminal
	socket=$(mktemp -u "${TMPDIR:-/tmp}/tmux.XXXXXX")
	in_tmux -f /dev/null new-session -d -s test -x "$width" -y "$height" -c "$scratch" \
		"env PS1='ready> ' TERM=screen-256color $* bash --norc --noprofile"
	in_tmux set -g status off
	in_tmux resize-window -t test -x "$width" -y "$height"
	sees 'ready>'
}

# Starts heddle in the shell so that heddle_pid finds it.
run_heddle() {
	type_line "clear; sh -c 'echo \$\$ >pid; exec heddle $*'"
}

heddle_pid() {
	cat "$scratch/pid"
}

press() {
	in_tmux send-keys -t test "$@"
}

type_text() {
	in_tmux send-keys -t test -l -- "$1"
}

type_line() {
	type_text "$1"
	press Enter
}

screen() {
	in_tmux capture-pane -t test -p
}

styled_screen() {
	in_tmux capture-pane -t test -p -e
}

give_up() {
	echo "not ok - $1"
	screen | sed 's/^/    /'
	exit 1
}

sees() {
	local i
	for ((i = 0; i < patience; i++)); do
		[[ $(screen) != *"$1"* ]] || return 0
		sleep 0.05
	done
	give_up "\"$1\" does not come"
}

sees_no() {
	local i
	for ((i = 0; i < patience; i++)); do
		[[ $(screen) == *"$1"* ]] || return 0
		sleep 0.05
	done
	give_up "\"$1\" does not go"
}

terminal_has() {
	local i
	for ((i = 0; i < patience; i++)); do
		[ "$(in_tmux display -t test -p "$1")" != "$2" ] || return 0
		sleep 0.05
	done
	give_up "$1 is $(in_tmux display -t test -p "$1"), not $2"
}

# The terminal as a shell needs it: normal screen, cursor, no mouse, plain keypad.
terminal_is_sane() {
	terminal_has '#{alternate_on}' 0
	terminal_has '#{cursor_flag}' 1
	terminal_has '#{mouse_any_flag}' 0
	terminal_has '#{keypad_cursor_flag}' 0
}

is() {
	echo "ok - $1"
}
