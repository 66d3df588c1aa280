# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by the scripts of this folder, after what tests/cli/lib.sh has: file systems that fail,
# that are of a certain kind, or that are full. What the machine can not do is skipped by name.
#
#	. "$BURIN_SRCDIR/tests/faults/lib.sh"
#	faults_mount		"$mount" shows the files of "$store"; tell it: faults 'bad 0 4096'
#	finish

. "$BURIN_SRCDIR/tests/cli/lib.sh"

faultfs=$BURIN_BUILDDIR/tests/faults/faultfs
store=$folder/store
mount=$folder/mount
mounted=
loops=

leave() {
	cd /
	for place in $mounted; do
		fusermount3 -q -u "$place" 2> /dev/null || umount -l "$place" 2> /dev/null
	done
	for loop in $loops; do losetup -d "$loop" 2> /dev/null; done
	chmod -R u+rwx "$folder"
	rm -rf "$folder"
}
trap leave EXIT
trap 'exit 1' HUP INT TERM

# skip_all WHY
skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

faults_mount() {
	test -x "$faultfs" || skip_all 'it was built without libfuse3'
	have fusermount3 || skip_all 'there is no fusermount3'
	mkdir -p "$store" "$mount"
	"$faultfs" "$store" "$mount" 2> .results/faultfs || skip_all 'FUSE can not be used here'
	mounted="$mounted $mount"
}

# faults LINE: what fails from now on.
faults() { printf '%s\n' "$1" > "$mount/.faults"; }

is_root() { test "$(id -u)" = 0; }

# loop_device FILE: its name in $loop; false where there are none.
loop_device() {
	is_root && have losetup || return 1
	loop=$(losetup -f --show "$1" 2> /dev/null) || return 1
	loops="$loops $loop"
}

# image KIND MEGABYTES: a file system of that kind, mounted at ./KIND.
image() {
	is_root && have "mkfs.$1" || return 1
	truncate -s "$2M" "$1.image"
	"mkfs.$1" -q "$1.image" > .results/mkfs 2>&1 || return 1
	mkdir "$1"
	mount -o loop "$1.image" "$1" 2> .results/mount || return 1
	mounted="$mounted $folder/$1"
}
