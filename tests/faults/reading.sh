#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Disks that fail while they are read: numbers 6, 7, 12 and 14 of README.md.
. "$BURIN_SRCDIR/tests/faults/lib.sh"
faults_mount

make_bytes 300000 > "$store/file"
burin "$store/file" > good

# unknown_rows COUNT: so many rows are unknown in part or whole, the others as they should be.
unknown_rows() {
	burin "$mount/file" > seen 2> told
	test $? = 1 || return
	test "$(grep -c '????' seen)" = "$1" || return
	grep -v '????' seen > known
	# Each row that is known is one of the good ones, in their order.
	diff good known | grep -q '^>' && return 1
	grep -q 'could not be read' told
}

same '6: without a fault' "burin $mount/file" 'cat good'
faults 'bad 8192 4096'
holds '6: one bad page: 256 rows, and the others right' 'unknown_rows 256'
gives '6: it is told' 1 "burin: $mount/file: 4096 bytes could not be read" \
	"burin $mount/file 2>&1 > /dev/null"
faults clear
faults 'scatter 5'
# Pages 0, 5, 10 ... 70 of 73.24; each has 256 rows.
holds '6: many scattered pages' 'unknown_rows $((15 * 256))'
faults 'bad 0 300000'
holds '6: all of them' 'unknown_rows 18750'
faults clear
faults 'bad 8192 4096'
same '6: nothing is found in what can not be read' \
	"burin --find '??' -s 8190 -n 4100 $mount/file 2> /dev/null; true" \
	'echo 0x1ffe; echo 0x1fff; echo 0x3000; echo 0x3001'
gives '2: a save that would need them is refused' 1 '' \
	"burin --batch -x 'insert 00' -x write $mount/file 2> message"
holds '2: with the place' 'grep -q "not saved: the byte at 0x200[01] can not be read" message'
same '2: and the file is as before' "cat $store/file" 'make_bytes 300000'
faults clear
same '7: the fault is gone' "burin $mount/file" 'cat good'
faults 'bad 8192 4096'
faults 'error 116'
gives '14: a server that forgot the file' 1 '' \
	"burin --batch -x 'insert 00' -x write $mount/file 2> message"
holds '14: is told' 'grep -q "Stale file handle" message'
faults clear
faults 'delay 2'
same 'a slow one gives the same' "burin -n 20000 $mount/file" 'head -n 1250 good'
faults clear
gives 'in place a bad page is not written over' 1 '' \
	"burin $mount/file > /dev/null; printf 'bad 8192 4096\n' > $mount/.faults
	burin -w --batch -x 'goto 8192' -x 'put 00' $mount/file 2> message"
same 'since there would be no way back' "cat $store/file" 'make_bytes 300000'
faults clear
gives 'a good one is' 0 'the change is in the file' \
	"burin -w --batch -x 'goto 8192' -x 'put 00' $mount/file"
finish
