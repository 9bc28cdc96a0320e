#!/usr/bin/env bash
# Long traces: opening one beside what only parses the same file, then a key and a search in it:
#   tests/bench/traces.sh HEDDLE
#
# Two traces of 10,000 steps: a recording of a foreign spec, whose log grows to 60 entries, and a play
# of a bundled design, whose log goes on growing.  Each command runs RUNS times (5), in turns;
# medians of processor time are printed, and no figure is too bad: compare those of one run.  What a key
# takes is the difference to opening alone, over as many presses as make it show.
set -eu
cd "$(dirname "$0")/../.."
heddle=$(realpath "${1:?which heddle?}")
runs=${RUNS:-5}
presses=50
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

${CC:-cc} -O2 -o measure "$OLDPWD/tests/bench/measure.c"

# Three servers of no design that heddle knows.
awk 'BEGIN {
	srand(1)
	printf "{\"vars\":[\"servers\",\"db\",\"log\",\"mbt::actionTaken\"],\"states\":["
	for (s = 1; s <= 3; s++) at[s] = "idle"
	for (n = 0; n <= 10000; n++) {
		act = "init"
		if (n) {
			s = 1 + int(rand() * 3)
			if (at[s] == "idle") { at[s] = "began"; user[s] = "u" 1 + int(rand() * 3); act = "Begin" }
			else if (at[s] == "began") { at[s] = "wrote"; db[user[s]] = "m" n % 9; act = "Write" }
			else {
				if (entries < 60)
					log_text = log_text (entries++ ? "," : "") "{\"type\":\"WRITE\",\"user\":\"" user[s] "\"}"
				at[s] = "idle"; user[s] = ""; act = "Finish"
			}
		}
		printf("%s{\"servers\":{\"#map\":[", n ? ",\n" : "")
		for (s = 1; s <= 3; s++)
			printf("%s[\"s%d\",{\"state\":\"%s\",\"user\":\"%s\"}]", s > 1 ? "," : "", s, at[s], user[s])
		printf "]},\"db\":{\"#map\":["
		for (u = 1; u <= 3; u++)
			printf("%s[\"u%d\",\"%s\"]", u > 1 ? "," : "", u, db["u" u])
		printf("]},\"log\":[%s],\"mbt::actionTaken\":\"%s\"}", log_text, act)
	}
	print "]}"
}' >recording.itf.json

walk=
for seed in 1 2 3; do walk+=":walk 3000 $seed<Enter>"; done
"$heddle" render working --servers 2 --image-ids 32 \
	--keys "$walk:walk 1000 4<Enter>:w design.itf.json<Enter>" >/dev/null

echo 'import json, sys; json.load(open(sys.argv[1], encoding="utf-8"))' >parse.py

names=()
commands=()
opening=() # the row that a row is compared with, and by how many it is divided
shares=()

add() { # NAME ROW SHARE COMMAND…
	names+=("$1")
	opening+=("$2")
	shares+=("$3")
	shift 3
	commands+=("$*")
}

many() { # a key, pressed often
	local text=
	for ((i = 0; i < presses; i++)); do text+=$1; done
	echo "$text"
}

for file in recording design; do
	trace=$file.itf.json
	open=${#names[@]}
	add "$file: open" "$open" 1 "$heddle render $trace"
	if command -v jq >/dev/null; then add "$file: jq empty" "$open" 1 "jq empty $trace"; fi
	if command -v python3 >/dev/null; then
		add "$file: Python's json" "$open" 1 "python3 parse.py $trace"
	fi
	add "$file: a page up" "$open" $presses "$heddle render $trace --view lanes --keys \$$(many '<PgUp>')"
	add "$file: end and start" "$open" $presses "$heddle render $trace --keys $(many "\$0" | head -c $presses)"
	add "$file: the state, a step back" "$open" $presses \
		"$heddle render $trace --view state --keys \$$(many '<Left>')"
	add "$file: :find across all steps" "$open" 1 \
		"$heddle render $trace --keys fnothing<Enter>"
done

for ((run = 0; run < runs; run++)); do
	for i in "${!names[@]}"; do
		# shellcheck disable=SC2086 # a command is words
		./measure 300 ${commands[$i]} >>"result-$i" || true
	done
done

median() { # of column $2 in the results of row $1
	cut -d' ' -f"$2" "result-$1" | sort -n | sed -n "$(((runs + 1) / 2))p"
}

printf '\n10,000 steps: recording %d MB, design %d MB\n' \
	$(($(wc -c <recording.itf.json) >> 20)) $(($(wc -c <design.itf.json) >> 20))
printf '%-38s %12s %8s %8s\n' what 'processor' ratio memory
for i in "${!names[@]}"; do
	awk -v name="${names[$i]}" -v time="$(median "$i" 3)" -v memory="$(median "$i" 5)" \
		-v whole="$(median "${opening[$i]}" 3)" -v share="${shares[$i]}" \
		-v more="$([[ ${commands[$i]} == *--keys* ]] && echo 1 || echo 0)" 'BEGIN {
		if (more) { time -= whole; if (time < 0) time = 0 }
		time /= share
		printf "%-38s %9.2f ms %8.4f %5d MB\n", name, 1000 * time, time / whole, memory
	}'
done
