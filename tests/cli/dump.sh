#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Dumps through the program: equal to those of xxd, hexdump and od.
. "$BURIN_SRCDIR/tests/cli/lib.sh"

# Every byte, and rows that end everywhere.
make_bytes 1000 > bytes
head -c 1 bytes > one
head -c 16 bytes > row
: > empty
mkdir dir
cp row dir/1-a.b

# matrix: our options, and those of xxd where they are called differently.
if have xxd; then
	for file in bytes one row empty dir/1-a.b; do
		failed=
		while IFS='|' read -r ours theirs; do
			# shellcheck disable=SC2086
			burin $ours "$file" > ours 2> errors
			# shellcheck disable=SC2086
			xxd ${theirs:-$ours} "$file" > theirs
			# Of nothing xxd makes one empty row here.
			test "$ours$file" = '-p -c 0empty' && : > theirs
			cmp -s ours theirs && test ! -s errors || failed="$failed $ours;"
		done <<'END'
--dump|-c 16
-c 1
-c 7
-c 256
-g 1
-g 4
-g 0
-g 3 -c 11
-e
-e -g 2
-u
-u -c 8
-p
-p -c 5
-p -u
-p -c 0
-i
-i -u -c 3
--bits|-b
--bits -c 3 -g 2|-b -c 3 -g 2
-s 0 -l 1
-s 0 -n 7|-s 0 -l 7
-o 0x1000
-o 256 -s 0
END
		if test -z "$failed"; then
			point ok "$file as xxd has it"
		else
			point failed "$file as xxd has it"
			echo "# differs:$failed"
		fi
	done
	same 'from an offset' 'burin -s 0x1f -n 100 bytes' 'xxd -s 0x1f -l 100 bytes'
	same 'from the end' 'burin -s -20 bytes' 'xxd -s -20 bytes'
	same '+EXPR is an offset' 'burin +20 bytes' 'xxd -s 20 bytes'
	same 'standard input, a file' 'burin < bytes' 'xxd < bytes'
	same 'standard input, a pipe' 'cat bytes | burin' 'xxd bytes'
	same '- is standard input' 'cat bytes | burin -' 'xxd bytes'
	same 'a pipe in small parts' \
		'(head -c 5 bytes; sleep 0.1; tail -c +6 bytes) | burin -c 7' 'xxd -c 7 bytes'
	same 'part of a pipe' 'cat bytes | burin -s 33 -n 50' 'xxd -s 33 -l 50 bytes'
	same 'the end of a pipe' 'cat bytes | burin -s -33' 'xxd -s -33 bytes'
	same 'plain from a pipe' 'cat bytes | burin -p' 'xxd -p bytes'
	same 'bits from a pipe' 'cat bytes | burin --bits' 'xxd -b bytes'
	same 'an array from a pipe' 'cat bytes | burin -i' 'cat bytes | xxd -i'
	same 'an empty pipe' ': | burin' 'xxd empty'
	same 'by blocks instead of mapped' 'burin --no-mmap bytes' 'xxd bytes'
	same 'files follow each other' 'burin bytes row' 'xxd bytes; xxd row'
	same 'a part of an endless input' 'burin -n 40 < /dev/zero' 'xxd -l 40 /dev/zero'
	truncate -s 1T sparse && printf end | dd of=sparse bs=1 seek=1T conv=notrunc 2> /dev/null
	same 'a part of 1 TiB' 'burin -s 512G -n 64 sparse' 'xxd -s 0x8000000000 -l 64 sparse'
	same 'the end of 1 TiB' 'burin -s -40 sparse' 'xxd -s 0x0ffffffffdb sparse'
	rm -f sparse
else
	skip 'dumps as xxd has them' 'no xxd'
fi
if have hexdump; then
	same 'hexdump' 'burin --format=hexdump bytes' 'hexdump -vC bytes'
	same 'hexdump of a pipe' 'cat bytes | burin --format=hexdump' 'hexdump -vC bytes'
fi
same 'od' 'burin --format=od bytes' 'od -A x -t x1z -v bytes'
same 'od of a pipe' 'cat bytes | burin --format=od' 'od -A x -t x1z -v bytes'
if have python3; then
	cat > check.py <<'END'
import json, sys
rows = [json.loads(line) for line in sys.stdin]
at = 0
for row in rows:
    assert row["address"] == at
    at += len(row["hex"]) // 2
assert bytes.fromhex("".join(row["hex"] for row in rows)) == open("bytes", "rb").read()
END
	holds 'rows of JSON' 'burin --json bytes | python3 check.py'
	holds 'rows of JSON from a pipe' 'cat bytes | burin --format=json | python3 check.py'
fi
holds 'expressions may read the file' \
	'test "$(burin -s "u8(1)" -n "u8(2)/7" -p bytes)" = "3138"'

escape=$(printf '\033')
holds 'no colours in a pipe' '! burin bytes | grep -q "$escape"'
holds 'colours when asked for' 'burin --color=always bytes | grep -q "$escape"'
same 'colours do not change the text' \
	'burin --color=always bytes | sed "s/$escape\[[0-9;]*m//g"' 'burin bytes'

gives 'an empty file' 0 '' 'burin empty'
gives 'no bytes' 0 '' 'burin -n 0 bytes'
gives 'at the end' 0 '' 'burin -s 1000 bytes'
gives 'past the end' 1 'burin: bytes: offset 0x3e9 is past the end, 0x3e8' 'burin -s 1001 bytes'
gives 'past the end of a pipe' 1 'burin: standard input: offset 0x3e9 is past the end, 0x3e8' \
	'cat bytes | burin -s 1001'
gives 'no bytes of a pipe, from somewhere' 0 '' 'cat bytes | burin -s 1001 -n 0'
gives 'too many columns' 1 'burin: row: 257 bytes a row are too many for xxd: at most 256' \
	'burin -c 257 row'
gives 'one file fails, the others follow' 1 "burin: none: No such file or directory
$(burin row)" 'burin none row'
gives 'a reader that goes away' 0 '' \
	'head -c 3000000 /dev/zero > zeros; burin zeros 2>&1 > fifo.out | cat; rm -f fifo.out
	 (burin zeros; echo $? > status) | head -n 1 > /dev/null; exit "$(cat status)"'
finish
