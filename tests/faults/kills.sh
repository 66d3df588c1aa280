#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# 67: saves that are killed at every call, and their recovery killed twice more, on every kind of
# file system that can be had here.
. "$BURIN_SRCDIR/tests/faults/lib.sh"

tests="save_kill_test save_patch_kill_test save_shift_kill_test"
programs=$BURIN_BUILDDIR/tests/unit/document

# killed_on KIND FOLDER
killed_on() {
	mkdir -p "$2/tests/tmp" "$2/state"
	for test in $tests; do
		same "67: $test on $1" \
			"BURIN_BUILDDIR='$2' XDG_STATE_HOME='$2/state' '$programs/$test' \
			> .results/kills 2>&1 && echo whole || cat .results/kills" 'echo whole'
	done
}

for row in 'ext4 32' 'btrfs 128' 'xfs 320'; do
	# shellcheck disable=SC2086
	set -- $row
	if image "$1" "$2"; then
		killed_on "$1" "$folder/$1"
	else
		skip "67: $1" "root and mkfs.$1 are needed"
	fi
done
if test -w /dev/shm; then
	shm=$(mktemp -d /dev/shm/burin-kills.XXXXXX)
	killed_on tmpfs "$shm"
	rm -rf "$shm"
else
	skip '67: tmpfs' 'there is no /dev/shm'
fi
finish
