#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# --replace: what sed makes of the same files; what it prints; what it refuses, and that nothing was
# changed then.
. "$BURIN_SRCDIR/tests/cli/lib.sh"

usage='usage: burin [OPTION]... [+EXPR] [FILE]...
burin --help tells more.'
LC_ALL=C
export LC_ALL

make_bytes 70000 > bytes
cat "$BURIN_SRCDIR"/src/cli/*.c > text
hello() { printf 'Hello, burin!\n' > hello; }

# As sed has it. No hit holds a newline.
while IFS='	' read -r pattern with command; do
	cp text changed
	same "$pattern by $with" \
		'burin --replace "$pattern" "$with" changed > /dev/null && cat changed' \
		'sed "$command" text'
	same "$pattern by $with, in a pipe" 'cat text | burin --replace "$pattern" "$with"' \
		'sed "$command" text'
done <<'LIST'
"struct"	"STRUCT"	s/struct/STRUCT/g
"static "	""	s/static //g
( "if" | "while" ) 20 28	$1 "("	s/\(if\|while\) (/\1(/g
2d 3e	"."	s/->/./g
"err"	"<$0>"	s/err/<err>/g
"int" ??	?? "NT" ??	s/int\(.\)/iNT\1/g
LIST
if burin --version | grep -q 'no regular expressions'; then
	skip 'captures by name' 'no regular expressions'
else
	same 'captures by name' \
		'cat text | burin --replace "re:(?<a>[a-z]+)_(?<b>[a-z]+)" "\"\$b-\$a\""' \
		'sed "s/\([a-z][a-z]*\)_\([a-z][a-z]*\)/\2-\1/g" text'
fi

hello
chmod 640 hello
gives 'one file' 0 'hello: 1 hit replaced' 'burin --replace "\"burin\"" "\"BURIN\"" hello'
gives 'it is changed' 0 'Hello, BURIN!
640' 'cat hello; stat -c %a hello'
gives 'a dry run' 0 'hello:0x2: 6c -> nothing
hello:0x3: 6c -> nothing
hello: 2 hits would be replaced' 'burin --dry-run --replace "\"l\"" "" hello bytes -n 9'
gives 'a dry run changes nothing' 0 'Hello, BURIN!' 'cat hello'
change='"offset":5,"length":1,"hex":"2c","new_length":2,"new_hex":"2021"'
gives 'a dry run as JSON' 0 '{"file":"hello",'"$change"'}
{"file":"hello","count":1}' 'burin --json --dry-run --replace 2c "20 21" hello'
gives 'long ones are cut, and say so' 0 "100: 48 65 6C 6C 6F -> \
30 31 32 33 34 35 36 37 38 39 30 31 32 33 34 35 ... (20 bytes)
hello: 1 hit would be replaced" \
	'burin --dry-run -u --decimal -o 100 --replace "\"Hello\"" "\"01234567890123456789\"" hello'
gives 'a count' 0 2 'burin --count --replace "\"l\"" "\"L\"" hello'
gives 'a count of each' 0 'hello:1
bytes:0' 'burin --count --replace "\"LL\"" "\"ll\"" hello bytes'
gives 'at most one' 0 'hello: 1 hit replaced
HeLlo, BURIN!' 'burin --max 1 --replace "\"l\"" "\"L\"" hello; cat hello'
gives 'at most none' 1 '' 'burin --max 0 --replace "\"l\"" "\"L\"" hello'
gives 'a part' 0 'hello: 1 hit replaced
HeLlo, BURiN!' 'burin -s 5 -n 7 --replace "\"I\"" "\"i\"" hello; cat hello'
gives 'computed' 0 'hello: 1 hit replaced
HeLlo, CURiN!' 'burin --replace "\"B\"" "u8:\${u8(.)+1}" hello; cat hello'
gives 'nothing' 1 '' 'burin --replace "\"none\"" 00 hello'
gives 'what begins with + or -' 0 '+1o-' \
	'printf abob | burin --replace "\"ab\"" +1 | burin --replace "\"b\"" -- -; echo'

# Elsewhere.
hello
gives 'another file' 0 'hello: 2 hits replaced
HeLLo, burin!
Hello, burin!' 'burin --output out --replace "\"l\"" "\"L\"" hello; cat out hello'
gives 'never over a file' 2 'burin: out exists: name a new file' \
	'burin --output out --replace "\"l\"" "\"L\"" hello'
gives 'standard output' 0 'HeLLo, burin!' \
	'burin --output - --replace "\"l\"" "\"L\"" hello'
gives 'a pipe without a hit goes through' 1 'abc' 'echo abc | burin --replace 00 01'
gives 'a dry run of a pipe' 0 '0x1: 62 -> 42
standard input: 1 hit would be replaced' 'echo abc | burin --dry-run --replace 62 42'

# In place.
cp hello linked
ln linked link
gives 'hard links are kept' 0 'linked: 2 hits replaced
HeLLo, burin!' \
	'burin --replace "\"l\"" "\"L\"" linked; cat link; ln -f hello linked; ln -f linked link'
gives 'in place' 0 'linked: 2 hits replaced
HeLLo, burin!' 'burin -w --replace "\"l\"" "\"L\"" linked; cat link'
gives 'in place only with as many bytes' 2 'HeLLo, burin!' \
	'burin -w --replace "\"L\"" "" linked 2> told; status=$?; cat link; exit $status'
holds 'and that is said' 'grep -q "^burin: linked: .*nothing was replaced$" told'

# What fails leaves the file as it was, and the next one follows.
hello
cp hello other
chmod 444 hello
gives 'one of several' 2 'burin: none: No such file or directory
burin: .: is a directory
other: 2 hits replaced' 'burin --replace "\"l\"" "\"L\"" none . other'
gives 'a number that does not fit' 2 "burin: other: \
the hit at 0x2: 276 does not fit u8; & 0xff and the like take its low bits
HeLLo, burin!" \
	'burin --replace "\"L\"" "u8:\${u8(.)+200}" other; status=$?; cat other; exit $status'
gives 'a pattern that makes no sense' 2 \
	'burin: pattern: the quote is not closed at column 1 in ""l"' \
	'burin --replace "\"l" 00 other'
gives 'a replacement that makes no sense' 2 \
	'burin: replacement: the pattern has no such capture at column 4 in "00 $1"' \
	'burin --replace 6c "00 \$1" other'
gives 'one argument' 2 "burin: --replace takes two: PATTERN WITH
$usage" 'burin --replace 00'
gives 'folders' 2 "burin: \
--replace changes the files that are named: neither -r nor --recursive goes with it
$usage" 'burin -r --replace 00 01 .'
gives 'its options without it' 2 "burin: --dry-run and --output go with --replace
$usage" 'burin --dry-run --find 00 other'
gives 'two files into one' 2 "burin: --output is for one file, and not in place
$usage" 'burin --output x --replace 00 01 other hello'
gives 'a full disk' 2 'burin: cannot write to standard output: No space left on device' \
	'cat bytes | burin --replace 00 01 > /dev/full'
gives 'a reader that goes away' 0 '' \
	'(cat text text text | burin --replace 00 01; echo $? > status) | head -n 0
	test "$(cat status)" -le 1'

# Many, and names that are hostile.
red="$(printf '\033[31m\377')"
yes 'a needle in a line of hay' | head -c 5000000 > "$red"
same 'many hits' \
	'burin --replace "\"needle\"" "\"pin\"" "$red" > /dev/null; cat "$red"' \
	'yes "a needle in a line of hay" | head -c 5000000 | sed s/needle/pin/'
gives 'it is harmless in a message' 2 'burin: \x1b[31m\xffx: No such file or directory' \
	'burin --replace 00 01 "${red}x"'
finish
