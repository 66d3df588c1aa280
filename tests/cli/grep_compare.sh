#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# More than 200 patterns over programs and libraries of this machine: the offsets that grep -obUaP
# gives. A point for each template of patterns.
#
# grep looks at each line by itself, so no pattern takes a line feed, and ^ and $ are of lines.
. "$BURIN_SRCDIR/tests/cli/lib.sh"

LC_ALL=C
export LC_ALL

words='open read write close memory alloc error usage help version option string list time lib'

# choose FOLDER NAME COUNT: files that are neither tiny nor so large that this takes long.
choose() {
	find "$1" -name "$2" -type f -size +40 -size -500 2> /dev/null | sort | head -n "$3"
}

# check PATTERN...: whether both find the same in $files.
check() {
	for pattern; do
		burin --decimal --find "re/m:$pattern" $files > ours 2> errors
		got=$?
		grep -obUaP -e "$pattern" $files > lines
		wanted=$?
		cut -d: -f1,2 lines > theirs
		cmp -s ours theirs && test $got = $wanted && test ! -s errors || {
			wrong="$wrong $pattern;"
			continue
		}
		count=$((count + 1))
	done
}

# all TEMPLATE: % stands for each of the words.
all() {
	wrong=
	for word in $words; do
		check "$(printf '%s\n' "$1" | sed "s/%/$word/g")"
	done
	result "$1"
}

result() {
	if test -z "$wrong"; then
		point ok "$1"
	else
		point failed "$1"
		echo "# differs:$wrong"
	fi
}

files="$(choose /usr/bin '[a-m]*' 2) $(choose /usr/lib 'lib[a-z]*.so.*' 2)"
count=0
if test -z "$(echo $files)"; then
	skip 'offsets as grep has them' 'there are no programs here'
elif burin --version | grep -q 'no regular expressions'; then
	skip 'offsets as grep has them' 'regular expressions are not built in'
elif ! echo a | grep -qP a 2> /dev/null; then
	skip 'offsets as grep has them' 'this grep has no -P'
else
	all '%'
	all '(?i)%'
	all '%[a-z]*'
	all '[a-z_]*%'
	all '\b%\b'
	all '%.{1,8}\x00'
	all '[^\n]{2}%'
	all '(?<=%)[a-z_]+'
	all '%(?=[\x00_])'
	all '%|\x7fELF'
	all '^[^\n]?%'
	all '%[a-z]*$'
	all '.*%'
	all '(%)+[a-z]?'
	wrong=
	check '\x48\x8b' '\x48[\x89\x8b][^\n]' '\xe8[^\n]{3}\xff' '\xff{4,}' '\x00{8}' \
		'[^\n]\x0f\x1f' '/[a-z]+/[a-z]+' '%-?[0-9]*l?[dux]' '[\x80-\xff]{4}' \
		'[A-Z]{4,8}_[A-Z]+' '_Z[A-Za-z0-9_]+' \
		'GLIBC_2\.[0-9]+' '([a-z])\1' '([a-z]{2})\1' '(?:ab|cd|ef)+' 'a.*?b' '\d+\.\d+' \
		'\w+@\w+' '[!-~]{20,}' '(?i)[aeiou]{3}' '(?P<q>[\"]).*?(?P=q)' '(?>a+)b' 'a++b' \
		'\Qa.b\E' 'x*y' 'x?y?z' '(a|ab)(c|bcd)' '[[:upper:]]{5,}' '-{1,2}[a-z]+(-[a-z]+)*' \
		'\.(text|data|bss)' 'so(?!\.)' '(?<!lib)c\.so' '[ \t]\w+[ \t]' '\x00[ -~]+\x00' a
	result 'others'
	test $count -ge 200 && point ok "$count patterns" || point failed "only $count patterns"
fi
finish
