#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Devices, mounts and file systems of certain kinds: numbers 13, 19, 31 to 39 of README.md. Most of
# it needs root.
. "$BURIN_SRCDIR/tests/faults/lib.sh"

# The blocks of a file that have data.
data_of() { filefrag -v "$1" 2> /dev/null | awk '/^ *[0-9]+:/ { print $2, $3 }'; }

make_bytes 1000000 > disk
if loop_device disk; then
	size=$(blockdev --getsize64 "$loop")
	same '32: its last sector' "burin -s -512 $loop" "xxd -s $((size - 512)) $loop"
	gives '32: the first edit has to be confirmed' 1 '' \
		"burin -w --batch -x 'put 00' $loop 2> message"
	gives '32: is edited in place' 0 'burin: in place: each edit is in the file at once
the change is in the file' \
		"burin --batch -x 'mode! write' -x 'goto 0x1ff' \
		-x 'put \"burin\"' $loop"
	same '32: the bytes are there' "dd if=$loop bs=1 skip=511 count=5 2> /dev/null" \
		'printf burin'
	holds '32: a node is still a node' "test -b $loop"
	gives '32: the first save of edits has to be confirmed' 1 '' \
		"burin --batch -x 'put ee' -x write $loop 2> message"
	holds '32: with name and size' 'grep -q "device .*loop.*KiB.*is meant" message'
	same '32: nothing was written' "xxd -l 1 -p $loop" "head -c 1 disk | xxd -p"
	gives '32: is saved into' 0 "saved $loop, 976.5 KiB" \
		"burin --batch -x 'put ee' -x 'write!' $loop"
	same '32: what was saved is there' "xxd -l 1 -p $loop" 'echo ee'
	holds '32: and only that' "test \"\$(cmp -l $loop disk | wc -l)\" -le 6"
	gives '32: is not replaced in unasked' 2 '' "burin --replace ee ef $loop 2> message"
	holds '32: and it is said how' 'grep -q -- --force message'
	if mkfs.ext4 -q -F "$loop" 2> .results/mkfs && mkdir -p mounted &&
		mount "$loop" mounted 2> .results/mount; then
		gives '32: not while it is mounted' 1 '' \
			"burin --batch -x 'put ee' -x 'write!' $loop 2> message"
		holds '32: which is said' 'grep -q "is mounted or otherwise in use" message'
		gives '32: but for --force' 0 '' \
			"burin --force --batch -x 'put ee' -x 'write!' $loop > message"
		umount mounted
	else
		skip '32: a device that is mounted' 'mkfs.ext4 and mount are needed'
	fi
	blockdev --setro "$loop"
	gives '33: a device that is read-only is read' 0 '' "burin -n 16 $loop > /dev/null"
	gives '33: and not written' 1 '' \
		"burin -w --batch -x 'put 00' $loop > message 2>&1"
	blockdev --setrw "$loop"
else
	skip '32, 33: a block device' 'root and losetup are needed'
fi

if image ext4 16; then
	printf 0123 > ext4/file
fi
if test -e ext4/file && chattr +i ext4/file 2> .results/chattr; then
	gives '38: what is immutable is not replaced' 1 '' \
		'burin --batch -x "insert 41" -x write ext4/file 2> message'
	same '38: it is as before' 'cat ext4/file' 'printf 0123'
	chattr -i ext4/file
	chattr +a ext4/file
	gives '38: nor is what can only be appended to' 1 '' \
		'burin --batch -x "put 41" -x write ext4/file 2> message'
	same '38: it is as before, too' 'cat ext4/file' 'printf 0123'
	chattr -a ext4/file
	holds '38: nothing is left over' 'test "$(ls -A ext4 | grep -vc lost+found)" = 1'
else
	skip '38: ext4' 'root, mkfs.ext4 and chattr are needed'
fi
if test -e ext4/file && have filefrag; then
	truncate -s 4M ext4/holes
	printf data | dd of=ext4/holes bs=1 seek=2097152 conv=notrunc 2> /dev/null
	sync ext4/holes
	before=$(data_of ext4/holes | wc -l)
	gives '31: a file with holes is saved' 0 'saved ext4/holes, 4 MiB' \
		'burin --batch -x "goto 0x200000" -x "put 58" -x write ext4/holes'
	sync ext4/holes
	holds '31: and keeps them' 'test "$(data_of ext4/holes | wc -l)" = "$before" &&
		test "$(stat -c %b ext4/holes)" -lt 100'
else
	skip '31: ext4' 'root, mkfs.ext4 and filefrag are needed'
fi
for kind in btrfs xfs; do
	size=128
	test $kind = xfs && size=320
	if ! image $kind $size; then
		skip "39: $kind" "root and mkfs.$kind are needed"
		continue
	fi
	printf small > $kind/inline
	sync
	gives "39: a small file on $kind" 0 "saved $kind/inline, 6 bytes" \
		"burin --batch -x 'insert 58' -x write $kind/inline"
	same "39: is saved on $kind" "cat $kind/inline" 'printf Xsmall'
	make_bytes 200000 > $kind/file
	gives "39: a file of whole blocks on $kind" 0 "saved $kind/file, 195.3 KiB" \
		"burin --batch -x 'goto 0x20000' -x 'insert 58' -x 'delete' -x write $kind/file"
	same "39: is whole on $kind" "cat $kind/file" 'make_bytes 200000'
done

# As a user of no rights at all, in a mount name space.
if unshare -Urm true 2> /dev/null; then
	printf 0123 > single
	printf 4567 > other
	gives '37: a file that is a mount point' 1 '' \
		'unshare -Urm sh -c "mount --bind other single &&
		$burin --batch -x \"insert 41\" -x write single" > message 2>&1'
	same '37: is not replaced' 'cat single other' 'printf 01234567'
else
	skip '37: a file that is a mount point' 'there are no user name spaces'
fi
chmod 755 .
if is_root && have setpriv && setpriv --reuid=65534 --regid=65534 --clear-groups \
	"$burin" --version > /dev/null 2>&1; then
	mkdir theirs && chmod 777 theirs && printf 0123 > theirs/file && chmod 644 theirs/file
	gives "19: another user's file in our folder" 1 '' 'setpriv --reuid=65534 --regid=65534 \
		--clear-groups "$burin" --batch -x "insert 41" -x write theirs/file > message 2>&1'
	same '19: is not replaced silently' 'cat theirs/file' 'printf 0123'
else
	skip "19: another user's file" 'root, setpriv and a program that all may run are needed'
fi
finish
