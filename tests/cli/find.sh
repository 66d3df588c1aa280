#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# --find: the offsets that grep -ob gives, in files, folders and pipes; its exit codes; what cannot
# be read.
. "$BURIN_SRCDIR/tests/cli/lib.sh"

usage='usage: burin [OPTION]... [+EXPR] [FILE]...
burin --help tells more.'
LC_ALL=C
export LC_ALL

make_bytes 70000 > bytes
cat "$burin" > program
cat "$BURIN_SRCDIR"/src/cli/*.c > text
printf 'abcabcabc\nab\377\000abc' > small
: > empty

# matrix: a pattern, and the expression of grep that means the same. No match holds a newline, at
# which grep begins anew.
regex=yes
burin --version | grep -q 'no regular expressions' && regex=
if echo a | grep -qP a 2> /dev/null; then
	for file in bytes program text small empty; do
		failed=
		while IFS='	' read -r ours theirs; do
			case $regex$ours in re[:/]*) continue ;; esac
			burin --decimal --find "$ours" "$file" > ours 2> errors
			got=$?
			grep -obUaP -e "$theirs" "$file" > lines
			wanted=$?
			cut -d: -f1 lines > theirs
			cmp -s ours theirs && test $got = $wanted && test ! -s errors ||
				failed="$failed $ours;"
		done <<'LIST'
"abc"	abc
"ab"	ab
"aa"	aa
"static"/i	(?i)static
00	\x00
00 00	\x00\x00
00 00 00 00 00	\x00{5}
48 8b	\x48\x8b
48 [00-09 0b-ff] 8b	\x48[^\n]\x8b
4? [89 8b]	[\x40-\x4f][\x89\x8b]
( "if" | "else" ) 20	(if|else)\x20
"ret" {0}  "urn"	return
u16le:0x6162	ba
7f "ELF"	\x7fELF
ff ff	\xff\xff
re:[a-z]+_[a-z]+	[a-z]+_[a-z]+
re:(?<=st)ru[a-z]	(?<=st)ru[a-z]
re/i:STRUCT|enum	(?i)STRUCT|enum
re:\xff{2,}	\xff{2,}
re:a*	a*
re:z?b|c+	z?b|c+
LIST
		if test -z "$failed"; then
			point ok "$file as grep has it"
		else
			point failed "$file as grep has it"
			echo "# differs:$failed"
		fi
	done
	same 'either of two, in folders' \
		'burin --decimal -r --find "\"struct\"" "$BURIN_SRCDIR/src/cli" | sort' \
		'grep -robUaP struct "$BURIN_SRCDIR/src/cli" | cut -d: -f1,2 | sort'
else
	skip 'offsets as grep has them' 'this grep has no -P'
fi

gives 'offsets' 0 '0x0
0x3
0x6
0xe' 'burin --find "\"abc\"" small'
gives 'decimal, of a pipe' 0 '0
3
6
14' 'cat small | burin --decimal --find "\"abc\""'
gives 'hits do not overlap' 0 '0x0
0x4' 'printf aaaaaaa | burin --find 616161 --max 9 - | head -n 1
	printf abababab | burin --find "\"abab\"" | tail -n 1'
gives 'upper case, from a base address' 0 '0xFFE' 'burin -u -o 0xff0 --find "\"abc\"" -s 7 small'
gives 'several files are named' 0 'small:0x0
-:0x1
small:0x0' 'printf xabc | burin --max 1 --find "\"abc\"" small - empty small'
gives 'a part' 0 0x3 'burin -s 1 -n 5 --find "\"abc\"" small'
gives 'the end' 0 0xe 'burin -s -3 --find "\"abc\"" small'
gives 'at most one' 0 0x0 'burin --max 1 --find "\"abc\"" small'
gives 'at most none' 1 '' 'burin --max 0 --find "\"abc\"" small'
gives 'a count' 0 4 'burin --count --find "\"abc\"" small'
gives 'a count has an end' 0 3 'burin --count --max 3 --find "\"abc\"" small'
gives 'counts' 0 'small:4
empty:0' 'burin --count --find "\"abc\"" small empty'
gives 'a count of nothing' 1 0 'burin --count --find "\"abc\"" empty'
gives 'JSON' 0 '{"file":"small","offset":14,"length":3,"hex":"616263"}' \
	'burin --json -s 8 --find "\"abc\"" small'
gives 'a count as JSON' 0 '{"file":"small","count":5}' \
	'burin --json --count --find "6162??" small'
printf '"bca"\n# a remark\n  61 62 ff\n"ab"/i\n' > list
gives 'a list' 0 '0x0: "ab"/i
0x3: "ab"/i
0x6: "ab"/i
0xa: 61 62 ff
0xe: "ab"/i' 'burin --find list:list small'
gives 'a list, in a part and in a pipe' 0 'small:1: "bca"
small:4: "bca"
-:1: "bca"' 'printf abca | burin --decimal -s 1 -n 7 --find list:list small -'
gives 'a list as JSON' 0 '"hex":"6162ff","pattern":"61 62 ff","line":3}' \
	'burin --json --find list:list -s 9 -n 4 small | sed "s/.*.hex/\"hex/"'
gives 'a list that is not there' 2 'burin: pattern: none: No such file or directory' \
	'burin --find list:none small'
gives 'changed bytes of a file' 2 \
	'burin: pattern: /changed is for a file that is being edited' \
	'burin --find "61 /changed" small'
gives 'the selection of a file' 2 \
	'burin: pattern: /selection is for a file that is being edited' \
	'burin --find "61 /selection" small'
gives 'nothing' 1 '' 'burin --find "\"abd\"" small'
gives 'nothing in an empty file' 1 '' 'burin --find 00 empty'
gives 'nothing in an empty pipe' 1 '' ': | burin --find 00'
gives 'by blocks instead of mapped' 0 0xe 'burin --no-mmap -s 8 --find "\"abc\"" small'
if test -n "$regex"; then
	gives 'an empty match is none' 1 '' 'burin --find "re:x*" small'
else
	gives 'regular expressions are not built in' 2 \
		'burin: pattern: regular expressions are not built in (they need PCRE2)' \
		'burin --find "re:x*" small'
fi

# Larger than a step, and with holes.
printf needle > needle
truncate -s 70M large
wanted=
for at in 8388605 16777210 16777216 33554430 67108861 73400314; do
	dd if=needle of=large bs=1 seek=$at conv=notrunc 2> /dev/null
	wanted=$wanted$at,
done
gives 'across the ends of steps' 0 "$wanted" \
	'burin --decimal --find "\"needle\"" large | tr "\n" ,; echo'
truncate -s 1T large
dd if=needle of=large bs=1 seek=1T conv=notrunc 2> /dev/null
gives 'behind a hole of 1 TiB' 0 0x10000000000 'burin -s 512G --find "\"needle\"" large'
rm large
truncate -s 5G large
for at in 2147483645 4294967293 5368709114; do
	dd if=needle of=large bs=1 seek=$at conv=notrunc 2> /dev/null
done
gives 'across 2 and 4 GiB, and at the end' 0 '2147483645,4294967293,5368709114,' \
	'burin --decimal --find "\"needle\"" large | tr "\n" ,; echo'
test -n "$regex" &&
	gives 'the same by an expression' 0 '2147483645,4294967293,5368709114,' \
		'burin --decimal --find "re:n[e]+dle" large | tr "\n" ,; echo'
rm large

# Folders.
mkdir -p tree/b/c tree/empty
cp small tree/b/c/file
cp small tree/a
cp small tree/.z
ln -s ../small tree/link
ln -s .. tree/b/up
mkfifo tree/fifo
gives 'a folder' 0 'tree/.z:0xe
tree/a:0xe
tree/b/c/file:0xe' 'burin -s 8 --recursive --find "\"abc\"" tree'
gives 'a folder, with -r and a slash' 0 'tree/b/c/file:4' \
	'burin --count -r --find "\"abc\"" tree/b/'
gives 'the folder it is in' 0 './b/c/file:0x6' \
	'cd tree && rm a .z && burin -s 4 --max 1 -r --find "\"abc\""'
gives 'a file among folders has no name' 0 0xe 'burin -s 8 -r --find "\"abc\"" small'
gives 'shorter files have no hits behind their ends' 1 '' 'burin -s 100 -r --find 00 tree'
gives 'a folder without -r' 2 'burin: tree: is a directory; -r searches the files in it
small:0x0' 'burin --max 1 --find "\"abc\"" tree small'

# What fails.
gives 'a missing file, and one with a hit' 2 'small:0x0
burin: none: No such file or directory
small:0x0' 'burin --max 1 --find "\"abc\"" small none small'
gives 'a missing file, and one without a hit' 2 'burin: none: No such file or directory' \
	'burin --find "\"abd\"" none small'
gives 'a device' 2 'burin: /dev/null: is a character device' 'burin --find 00 /dev/null'
gives 'from behind the end' 2 'burin: small: offset 0x12 is past the end, 0x11' \
	'burin -s 18 --find 00 small'
cp small tree/closed
chmod 0 tree/closed
if test -r tree/closed; then
	skip 'a file that may not be read' 'this user may read everything'
else
	gives 'a file that may not be read' 2 'tree/b/c/file:4
burin: tree/closed: Permission denied' 'burin --count -r --find "\"abc\"" tree'
fi
gives 'a pattern that makes no sense' 2 \
	'burin: pattern: an empty pattern finds nothing' 'burin --find "" small'
gives 'a base address that makes no sense' 2 'burin: --base-address: $ has no meaning here' \
	'burin -o "\$" --find 00 small'
gives 'two patterns' 2 "burin: --find: one pattern only; ( \"a\" | \"b\" ) is either of two
$usage" 'burin --find 00 --find 01 small'
gives 'its options without it' 2 \
	"burin: --count, --max, --decimal and --recursive go with --find PATTERN or --strings
$usage" 'burin --count small'
gives 'commands' 2 "burin: --find runs no commands: use --batch
$usage" 'burin --find 00 -x quit small'
gives 'a full disk' 2 'burin: cannot write to standard output: No space left on device' \
	'burin --find 00 program > /dev/full'
gives 'a reader that goes away' 0 '' \
	'(burin --find 00 program program program; echo $? > status) | head -n 1 > /dev/null
	exit "$(cat status)"'

# It is cut short while its hits wait for a reader.
yes 'here is a needle, and then something else to fill the line with' | head -c 64M > shrinks
gives 'bytes that are gone' 2 'burin: shrinks: N bytes could not be read' '
	{ burin --find "\"needle\"" shrinks; echo $? > status; } 2> told |
		{ head -c 1 > /dev/null; truncate -s 1M shrinks; cat > /dev/null; }
	sed "s/[0-9]\{6,\}/N/" told; exit "$(cat status)"'
rm shrinks

# Names.
red="$(printf '\033[31m\377')"
cp small "$red"
printf '%s:0xe\nsmall:0xe\n' "$red" > wanted
same 'a hostile name is as it is in a pipe' 'burin -s 8 --find "\"abc\"" "$red" small' 'cat wanted'
gives 'it is harmless in a message' 2 'burin: \x1b[31m\xffx: No such file or directory' \
	'burin --find 00 "${red}x"'
cp small ./-x
gives 'a file called -x' 0 17 'burin --count --find "??" -- -x'
if have python3; then
	cat > terminal.py <<'LIST'
import pty, sys
sys.exit(pty.spawn(sys.argv[1:]) >> 8)
LIST
	gives 'it is harmless on a terminal' 0 '\x1b[31m\xff:0xe
small:0xe' 'python3 terminal.py "$burin" -s 8 --find "\"abc\"" "$red" small < /dev/null |
		tr -d "\r"'
	cat > check.py <<'LIST'
import json, sys
data = open("program", "rb").read()
at, want = 0, []
while (at := data.find(b"\0\0", at)) >= 0:
    want.append(at)
    at += 2
rows = [json.loads(line) for line in sys.stdin]
assert [row["offset"] for row in rows] == want
assert all(row == {"file": "program", "offset": row["offset"], "length": 2, "hex": "0000"}
           for row in rows)
LIST
	holds 'all hits as JSON' 'burin --json --find 0000 program | python3 check.py'
	holds 'a hostile name as JSON' \
		'burin --json --max 1 --find "\"abc\"" "$red" | python3 -m json.tool'
fi
finish
