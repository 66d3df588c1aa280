#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# --statistics: the same figures as ent, of small, large and sparse files; parts, JSON, pipes.
. "$BURIN_SRCDIR/tests/cli/lib.sh"
LC_ALL=C
export LC_ALL

: > empty
printf 123456789 > nine
make_bytes 300001 > bytes
cat "$burin" > program
dd if=/dev/null of=sparse bs=1 seek=500000 2> /dev/null
printf 'xyz' >> sparse

# As a line of ent -t: bytes, entropy, chi-square, mean, pi, correlation.
line() {
	awk '{ value[$1] = $2 }
		END { print value["bytes"] "," value["entropy"] "," value["chi-square"] "," \
			value["mean"] "," value["pi"] "," value["correlation"] }'
}

# The last digit may be rounded the other way.
near() {
	awk -F, 'NR == FNR { for (i = 1; i <= NF; i++) one[i] = $i; n = NF; next }
		{ for (i = 1; i <= NF; i++) {
			off = one[i] - $i
			if (off < 0) off = -off
			if (off > 0.0000011 + 1e-12 * (one[i] < 0 ? -one[i] : one[i])) exit 1
		} exit n != NF }' "$1" "$2"
}

if have ent; then
	for file in nine bytes program sparse; do
		burin --statistics $file | line > ours
		ent -t $file | sed -n 's/^1,//p' > theirs
		if test -s theirs && near ours theirs; then
			point ok "$file as ent"
		else
			point failed "$file as ent"
			remark ours
			remark theirs
		fi
	done
else
	skip 'as ent' 'there is no ent'
fi

nine='bytes       9
values      9
entropy     3.169925
chi-square  247.000000
chance      0.628701
mean        53.000000
pi          4.000000
correlation 0.400000'
gives 'lines' 0 "$nine" 'burin --statistics nine'
gives 'a pipe' 0 "$nine" 'cat nine | burin --statistics'
gives 'nothing' 0 'bytes       0
values      0' 'burin --statistics empty'
gives 'a part, and runs by address' 0 'bytes       6
values      3
entropy     1.251629
chi-square  762.000000
chance      0.000000
mean        40.166667
pi          4.000000
correlation 0.249981
run         00 x 4 at 0x107a11c' 'burin -o 0x1000000 -s 499996 -n 6 --statistics sparse'
gives 'several files, one missing' 1 'burin: none: No such file or directory
empty:
bytes       0
values      0

nine:
'"$nine" 'burin --statistics empty none nine 2>&1 > /dev/null
	burin --statistics empty none nine 2> /dev/null'
gives 'JSON' 0 '{"file":"empty","bytes":0,"unknown":0,"values":0,"entropy":null,"chi_square":null,'\
'"chance":null,"mean":null,"pi":null,"correlation":null,"runs":[]' \
	'burin --json --statistics empty | sed "s/,.counts.*//"'
gives 'JSON of runs' 0 '"runs":[{"byte":97,"length":5,"offset":17}]' \
	'printf "baaaaac" | burin -o 16 --json --statistics | grep -o "\"runs\":[^]]*]"'
gives 'JSON has all counts and blocks' 0 '256 1000 1' 'printf %1000s x | burin --json --statistics |
	sed "s/.*counts..\[//; s/\],.*//" | tr , "\n" |
	awk "{ sum += \$1 } END { print NR, sum, \$1 + 1 }"'
gives 'with commands' 2 'burin: --statistics runs no commands: use --batch
usage: burin [OPTION]... [+EXPR] [FILE]...
burin --help tells more.' 'burin --statistics -x quit nine'
finish
