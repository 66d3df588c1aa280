#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# tests/faults/README.md has a row for each of the 108 faults, and what it names as tests exists.

cd "${BURIN_SRCDIR:-.}" || exit 1
list=tests/faults/README.md
scratch=$(mktemp) || exit 1
trap 'rm -f "$scratch"' EXIT
failed=0
echo 1..3

# report NUMBER NAME: passes when standard input is empty.
report() {
	found=$(cat)
	if test -z "$found"; then
		echo "ok $1 - $2"
	else
		echo "not ok $1 - $2"
		printf '%s\n' "$found" | sed 's/^/# /'
		failed=1
	fi
}

awk -F'|' '
	/^\|[ 0-9,]*[0-9] *\|/ {
		count = split($2, numbers, ",")
		for (i = 1; i <= count; i++) seen[numbers[i] + 0] = 1
	}
	END { for (i = 1; i <= 108; i++) if (!seen[i]) print i " has no row" }' "$list" > "$scratch"
report 1 'each fault has its row' < "$scratch"

# The third column. In backticks a file, by its path below tests/ or by its name; or a target of
# make.
where() { awk -F'|' '/^\| *[0-9, ]*\|/ { print $4 }' "$list"; }

where | grep -o '`[^`]*`' | tr -d '`' | LC_ALL=C sort -u |
	while read -r word target rest; do
		case $word in
		make) test "$target" = check || grep -q "^$target:" tests/*.mk tests/*/*.mk ||
			echo "no target $target" ;;
		doc/* | .ci/*) test -e "$word" || echo "no file $word" ;;
		*[!a-z0-9_./*-]*) ;;
		# Patterns of names are meant to be that.
		*/*) set -- tests/${word#tests/}*
			test -e "$1" || grep -qw "${word##*/}" tests/*/*.mk ||
				echo "no test $word" ;;
		*) find tests -name "$word*" | grep -q . || echo "no test $word" ;;
		esac
	done > "$scratch"
report 2 'each test that it names is there' < "$scratch"

# Beside them: functions.
where | sed 's/`[^`]*`//g' | grep -oE '[a-z0-9]+(_[a-z0-9]+)+' | LC_ALL=C sort -u |
	while read -r name; do
		grep -rqw --include='*.c' "$name" tests || echo "no function $name"
	done > "$scratch"
report 3 'each function as well' < "$scratch"
exit $failed
