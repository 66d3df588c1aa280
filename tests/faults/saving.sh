#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Disks that fail while they are written: numbers 69 and 71 to 73 of README.md, on a file system
# that has neither nameless files nor an exchange of names.
. "$BURIN_SRCDIR/tests/faults/lib.sh"
faults_mount
XDG_STATE_HOME=$folder/state
export XDG_STATE_HOME

make_bytes 70000 > old
{
	printf x
	cat old
} > longer
{
	printf x
	tail -c +2 old
} > other

# save WHAT NEW FAULT: with the fault; the status in $status.
save() {
	cp old "$store/file"
	faults "$3"
	burin --batch -x "$1" -x write "$mount/file" > said 2> told
	status=$?
	faults clear
}

# refused WHAT NEW FAULT: it is told, the file is as before, nothing is left over.
refused() {
	save "$@"
	test $status = 1 && grep -q 'is as before' told && cmp "$store/file" old &&
		test "$(ls -A "$store")" = file
}

# settled WHAT NEW FAULT: it is told that the file is neither, and the journal makes it whole.
settled() {
	save "$@"
	test $status = 1 && grep -q 'neither old nor new until it is opened again' told || return
	burin --batch -x 'put 00' "$mount/file" > said 2>&1
	grep -q 'a save was interrupted' said || return
	burin --batch --recover=undo "$mount/file" > said 2>&1 || return
	cmp "$store/file" old
}

save 'insert "x"' longer clear
holds 'without a fault' "test $status = 0 && cmp '$store/file' longer"
for fault in close sync rename 'full 20000' 'full 0'; do
	holds "69, 71 to 73: $fault: a longer file" "refused 'insert \"x\"' longer '$fault'"
done
# In place the old bytes can not be put back either, while it is so.
for fault in 'full 0' sync; do
	holds "69, 71, 73: $fault: in place" "settled 'put \"x\"' other '$fault'"
done
# What close() says then is too late to be of use: each byte was synced before.
save 'put "x"' other close
holds '72: closed badly, in place' "test $status = 0 && cmp '$store/file' other"
finish
