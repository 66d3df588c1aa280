#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Disks that are full, with every amount of room; quotas; no /proc: numbers 73, 74, 76 and 100 of
# README.md. In a mount name space of its own.
if test -z "${BURIN_FULL-}"; then
	BURIN_FULL=root
	export BURIN_FULL
	if test "$(id -u)" = 0 && unshare -m true 2> /dev/null; then
		exec unshare -m sh "$0"
	elif unshare -Urm true 2> /dev/null; then
		exec unshare -Urm sh "$0"
	fi
	BURIN_FULL=no
fi
. "$BURIN_SRCDIR/tests/faults/lib.sh"
test $BURIN_FULL = root && mkdir small &&
	mount -t tmpfs -o size=512k small small 2> .results/mount ||
	skip_all 'nothing can be mounted here'
mounted=$folder/small
XDG_STATE_HOME=$folder/state
export XDG_STATE_HOME

make_bytes 102400 > old
truncate -s 200k holes
printf 'end of it' | dd of=holes bs=1 seek=204000 conv=notrunc 2> /dev/null

# free KIBIBYTES: so much room is left in ./small, in pages. The file is there already.
free() {
	rm -f small/ballast
	room=$(($(stat -f -c '%f * %S / 1024' small) - $1))
	test $room -ge 0 || return 1
	test $room = 0 || fallocate -l ${room}k small/ballast
}

# every_room NAME OLD MOST COMMAND...: for each amount of room up to MOST KiB the save is made, or
# refused and the file as before. With MOST it is made.
every_room() {
	name=$1
	old=$2
	most=$3
	shift 3
	cp --sparse=always "$old" whole
	set -- --batch "$@" -x 'write!'
	"$burin" "$@" whole > /dev/null 2>&1
	cmp -s whole "$old" && bad=' nothing to save' || bad=
	kib=0
	done=0
	while test $kib -le "$most"; do
		rm -rf small/* state
		cp --sparse=always "$old" small/file
		free $kib || bad="$bad $kib(room)"
		"$burin" "$@" small/file > said 2> told
		status=$?
		if test $status = 0; then
			done=$((done + 1))
			cmp -s small/file whole || bad="$bad $kib(saved?)"
		elif test $status != 1 || ! cmp -s small/file "$old" || ! test -s told; then
			bad="$bad $kib($status)"
		fi
		rm -f small/ballast
		test "$(ls -A small)" = file || bad="$bad $kib(left over)"
		kib=$((kib + 4))
	done
	test $status = 0 || bad="$bad: not even with $most KiB"
	holds "$name, $((most / 4 + 1)) times, $done saved$bad" "test -z '$bad'"
}

every_room '73: beside it' old 180 -x 'insert "x"' -x 'set savemethod=atomic'
every_room '73: within it, longer' old 180 -x 'insert "x"' -x 'set savemethod=inplace'
every_room '73: within it' old 72 -x 'put "x"' -x 'goto 60000' -x 'put "yz"' \
	-x 'set savemethod=inplace'
every_room '74: into a hole' holes 80 -x 'goto 50000' -x 'put "x"' -x 'set savemethod=inplace'

# The journal has no room, the file has.
rm -rf small/* state
cp old file
free 0
gives '73: no room for the journal' 1 '' "XDG_STATE_HOME='$folder/small' '$burin' --batch \
	-x 'set savemethod=inplace' -x 'put 58' -x write file > message 2>&1"
same '73: nothing was written' 'cat file' 'cat old'

# Where the kernel can have quotas, and for a user who has one.
if image btrfs 128 && btrfs quota enable btrfs > .results/quota 2>&1 &&
	btrfs qgroup limit 1M btrfs >> .results/quota 2>&1; then
	make_bytes 700000 > large
	cp large btrfs/file
	sync btrfs/file
	gives '76: over the quota' 1 '' "burin --batch -x 'insert 58' \
		-x 'set savemethod=atomic' -x write btrfs/file 2> message"
	holds '76: which is said' 'grep -q "Disk quota exceeded" message'
	same '76: the file is as before' 'cat btrfs/file' 'cat large'
	holds '76: nothing is left over' 'test "$(ls -A btrfs)" = file'
else
	skip '76: a quota' 'root and a btrfs with quotas are needed'
fi

# Last, for much needs it.
if mount -t tmpfs none /proc 2> .results/proc; then
	cp old file
	same '100: no /proc: a dump' "'$burin' file" "'$burin' old"
	gives '100: a save' 0 'saved file, 100 KiB' \
		"'$burin' --batch -x 'put 58' -x 'insert 59' -x write file"
	gives '100: a new file' 0 'saved another, 100 KiB' \
		"'$burin' --batch -x 'put 58' -x 'write another' old"
	umount /proc
else
	skip '100: no /proc' 'nothing can be mounted over /proc'
fi
finish
