#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# --strings: the lines of strings -t x, of programs in all its encodings (with BURIN_STRINGS_ALL=1
# in the environment of all that /usr/bin has); parts, pipes, JSON, UTF-8; what is refused.
. "$BURIN_SRCDIR/tests/cli/lib.sh"
LC_ALL=C
export LC_ALL

: > empty
printf 'abc\000abcd\tefg\000\000w\000i\000d\000e\000\nlast' > small
printf 'gr\303\274n\377\303\274\303\274\342\202\254\302\200ab' > utf8
make_bytes 70000 > bytes
cat "$burin" > program
cat "$burin" "$burin" "$burin" "$burin" > large
truncate -s 40M sparse
printf 'in the middle' | dd of=sparse bs=1 seek=20000000 conv=notrunc 2> /dev/null

if ! strings --version 2> /dev/null | grep -q GNU; then
	skip 'as strings has it' 'there is no GNU strings'
else
	for file in empty small utf8 bytes program sparse; do
		for letter in s S l b L B; do
			same "$file as strings -e $letter" \
				"burin --strings --encoding $letter $file; test \$? -le 1" \
				"strings -t x -e $letter $file"
		done
	done
	same 'more than a step, several threads' 'burin --strings large' 'strings -t x large'
	same 'one character is enough' 'burin --strings --min-length 1 bytes' \
		'strings -t x -n 1 bytes'
	same 'long ones' 'burin --strings --min-length 70 program' 'strings -t x -n 70 program'
	same 'decimal' 'burin --strings --decimal program' 'strings -t d program'
	same 'of a pipe' 'cat program | burin --strings' 'strings -t x program'

	# A sample, or all.
	list=$(ls /usr/bin/*)
	test -n "$BURIN_STRINGS_ALL" || list=$(echo "$list" | awk 'NR % 60 == 7')
	failed=
	for file in $list; do
		test -f "$file" && test -r "$file" && test -s "$file" || continue
		test -n "$BURIN_STRINGS_ALL" || test -z "$(find -L "$file" -size +2M)" || continue
		for letter in s S l b; do
			strings -t x -e $letter "$file" > theirs
			burin --strings --encoding $letter "$file" > ours
			cmp -s ours theirs || failed="$failed $letter:$file"
		done
	done
	if test -z "$failed"; then
		point ok 'programs of /usr/bin as strings has them'
	else
		point failed 'programs of /usr/bin as strings has them'
		echo "# differs:$failed"
	fi
fi

gives 'lines' 0 '      4 abcd	efg
     17 last' 'burin --strings small'
gives 'UTF-16, at any place' 0 '      e wide' 'burin --strings --encoding utf16le small'
gives 'UTF-8' 0 "$(printf '      0 gr\303\274n\n      6 \303\274\303\274\342\202\254')" \
	'burin --strings --min-length 3 --encoding utf8 utf8'
gives 'upper case, from a base address' 0 '   FFF4 abcd	efg' \
	'burin -u -o 0xfff0 --max 1 --strings small'
gives 'a part cuts' 0 '      5 bcd	ef' 'burin -s 5 -n 6 --strings small'
gives 'several files are named' 0 'small:      4 abcd	efg
-:      1 text' 'printf "\001text" | burin --max 1 --strings small empty -'
gives 'a count' 0 'small:2
empty:0' 'burin --count --strings small empty'
gives 'JSON' 0 '{"file":"small","offset":4,"length":8,"encoding":"ascii","text":"abcd\tefg"}
{"file":"small","offset":23,"length":4,"encoding":"ascii","text":"last"}' \
	'burin --json --strings small'
gives 'JSON of UTF-16' 0 \
	'{"file":"small","offset":14,"length":8,"encoding":"utf-16le","text":"wide"}' \
	'burin --json --encoding l --strings small'

# Several at once, each line with its own, by position.
printf '\000gr\303\274n\001w\000i\000d\000e\000\000\000plain\000\000\000\000' > several
printf 'n\000\000\000o\000\000\000w\000' >> several
gives 'two encodings' 0 '      7 utf-16le wide
     11 ascii    plain' 'burin --strings --encoding ascii,UTF16LE several'
gives 'all of them' 0 "$(printf '      1 utf-8    gr\303\274n
      7 utf-16le wide
      8 utf-16be ide
     11 utf-8    plain
     17 utf-32be now
     1a utf-32le no')" 'burin --strings --min-length 2 --encoding all several'
gives 'several as JSON' 0 \
	'{"file":"several","offset":7,"length":8,"encoding":"utf-16le","text":"wide"}
{"file":"several","offset":17,"length":5,"encoding":"ascii","text":"plain"}' \
	'burin --json --strings --encoding s,l several'
gives 'and counted' 0 2 'burin --count --strings --encoding s,l several'

# Any other encoding that texts can have.
printf '\001\301\302\303\304\001' > ebcdic
printf '41=o\n4142=th\n00=e\n43=r\n' > game.tbl
printf '\001AABA\000C\001' > game
gives 'EBCDIC' 0 '      1 ABCD' 'burin --strings --encoding ebcdic-037 ebcdic'
gives 'by a table' 0 '      1 othoer' 'burin --strings --encoding game.tbl game'
gives 'by a table beside others' 0 '      1 ascii    AABA
      1 game.tbl othoer' 'burin --strings --encoding ascii,game.tbl game'
if test "$(printf 'x' | iconv -f koi8-r -t utf-8 2> /dev/null)" = x; then
	printf '\001\320\322\311\327\305\324\001' > koi8
	gives 'KOI8-R' 0 "$(printf \
		'      1 \320\277\321\200\320\270\320\262\320\265\321\202')" \
		'burin --strings --encoding KOI8-R koi8'
else
	skip 'KOI8-R' 'iconv does not have it'
fi
mkdir tree
cp small tree/a
gives 'folders' 0 'tree/a:2' 'burin --count -r --strings tree'
gives 'nothing' 1 '' 'burin --strings empty'
gives 'a missing file, and one with strings' 2 'burin: none: No such file or directory
     17 last' 'burin --strings none; burin --strings -s 20 small; burin --strings none 2> /dev/null'
gives 'an encoding that there is not' 2 "burin: --encoding: there is no encoding \"klingon\": \
iconv -l lists names; a table of your own is NAME.tbl" \
	'burin --strings --encoding ascii,klingon small'
gives 'no characters' 2 'burin: --min-length: a string has at least one character
usage: burin [OPTION]... [+EXPR] [FILE]...
burin --help tells more.' 'burin --strings --min-length 0 small'
gives 'without --strings' 2 'burin: --min-length goes with --strings
usage: burin [OPTION]... [+EXPR] [FILE]...
burin --help tells more.' 'burin --min-length 5 small'

# One that is longer than all that is read at once, whole in what is printed.
awk 'BEGIN { for (i = 0; i < 30000; i++) printf "%s", "a long text " }' > long
gives 'a long one' 0 360000 'burin --strings long | tail -c +9 | head -c 360000 |
	cmp - long && wc -c < long | tr -d " "'
awk 'BEGIN { for (i = 0; i < 50000; i++) printf "%s", "\342\202\254x" }' > long
gives 'a long one of UTF-8' 0 200000 'burin --strings --encoding utf8 long | tail -c +9 |
	head -c 200000 | cmp - long && wc -c < long | tr -d " "'
gives 'and as JSON' 0 50000 'burin --json --strings --encoding utf8 long | grep -o u20acx |
	wc -l | tr -d " "'
finish
