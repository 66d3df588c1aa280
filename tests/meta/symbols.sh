#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The two libraries print nothing, never end the process, know no curses, and keep no state of
# their own: no data that can change, but for what globals.allow lists. The processor is asked in
# one way.

if test "${BURIN_INSTRUMENTED:-no}" = yes; then
	echo '1..0 # SKIP sanitizers and coverage add symbols of their own'
	exit 0
fi
nm=${BURIN_NM:-nm}
build=${BURIN_BUILDDIR:-.}
allow=${BURIN_SRCDIR:-.}/tests/meta/globals.allow
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
number=0
failed=0

# What belongs to the program alone; the names of curses are in the awk program below.
cat > "$scratch/forbidden" <<'END'
printf
vprintf
fprintf
vfprintf
dprintf
puts
putchar
perror
stdout
stderr
stdin
exit
_exit
_Exit
quick_exit
system
END

# report NAME FILE
report() {
	number=$((number + 1))
	if test -s "$2"; then
		echo "not ok $number - $1"
		sed 's/^/# /' "$2"
		failed=1
	else
		echo "ok $number - $1"
	fi
}

# Lines "module|symbol|class|section" of an archive. Objects are called lib_la-x.o or x.o.
table() {
	# shellcheck disable=SC2086 # libtool says "nm -B"
	$nm -A -f sysv "$1" 2> /dev/null | awk -F'|' -v library="$2" '
		NF < 7 { next }
		{
			for (i = 1; i <= NF; i++) gsub(/^[ \t]+|[ \t]+$/, "", $i)
			head = $1
			if (!match(head, /[^:]*\.o:/)) next
			module = substr(head, RSTART, RLENGTH - 3)
			name = substr(head, RSTART + RLENGTH)
			sub("^" library "_la-", "", module)
			print module "|" name "|" $3 "|" $7
		}'
}

echo 1..7
for library in libburin libburinedit; do
	archive=$build/.libs/$library.a
	test -f "$archive" || archive=$build/$library.a
	table "$archive" "$library" > "$scratch/table"
	: > "$scratch/empty"
	test -s "$scratch/table" || echo "$nm shows no symbols in $archive" > "$scratch/empty"
	report "$library has symbols" "$scratch/empty"

	awk -F'|' '
		FNR == NR { forbidden[$1] = 1; next }
		$3 != "U" { next }
		{
			name = $2
			sub(/@.*/, "", name)
			plain = name
			if (plain ~ /^__.*_chk$/) plain = substr(plain, 3, length(plain) - 6)
			if (plain in forbidden ||
			    plain ~ /^(initscr|endwin|newterm|setupterm|stdscr|COLS|LINES)$/ ||
			    plain ~ /^(wadd|wattr|werase|wget|wmove|wrefresh|wnout|wins_|mvw)/ ||
			    plain ~ /^(doupdate|init_pair|start_color|tiget|tparm|putp|getch)/)
				print $1 ".o uses " name
		}' "$scratch/forbidden" "$scratch/table" > "$scratch/uses"
	report "$library neither prints, nor exits, nor draws" "$scratch/uses"

	# Data that only relocation writes (.data.rel.ro) is constant once the program runs.
	awk -F'|' '
		FNR == NR {
			sub(/#.*/, "")
			if (split($0, word, " ") == 2) allowed[word[1] "|" word[2]] = 1
			next
		}
		$3 !~ /^[DdBbCcGgSsVu]$/ || $4 ~ /^\.(data\.rel\.ro|rodata)/ { next }
		$3 == "V" && $4 !~ /^\.(data|bss|tdata|tbss)/ { next }
		{
			name = $2
			sub(/\.[0-9]+$/, "", name)
			if (!(($1 "|" name) in allowed))
				print $1 ".o has the variable " name " (" $4 ")"
		}' "$allow" "$scratch/table" > "$scratch/data"
	report "$library keeps no state" "$scratch/data"
done

# base/processor.h says why.
grep -rln '__builtin_cpu' "${BURIN_SRCDIR:-.}/src" | grep -v '/processor\.h$' > "$scratch/asked"
report 'the processor is asked by processor.h alone' "$scratch/asked"
exit $failed
