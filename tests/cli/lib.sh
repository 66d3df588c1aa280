# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by the tests of this folder: a folder of their own, the program's name, TAP points.
#
#	. "$BURIN_SRCDIR/tests/cli/lib.sh"
#	same 'what it shows' 'command that prints' 'command that prints the same'
#	gives 'what it shows' STATUS 'text on both outputs' 'command'
#	finish

burin=${BURIN_BUILDDIR:-.}/burin
points=0
failures=0
folder=$(mktemp -d) || exit 1
trap 'chmod -R u+rwx "$folder"; rm -rf "$folder"' EXIT
cd "$folder" || exit 1
mkdir .results

# With BURIN_NO_MMAP in the environment every file is read by blocks.
burin() { "$burin" ${BURIN_NO_MMAP:+--no-mmap} "$@"; }

# make_bytes COUNT: every value, in an order that does not repeat soon.
make_bytes() {
	LC_ALL=C awk -v count="$1" 'BEGIN {
		for (i = 0; i < count; i++) printf "%c", (i * 7 + int(i / 256)) % 256
	}'
}

# remark FILE: as remarks of TAP, without bytes that a log should not have.
remark() { head -n 20 "$1" | LC_ALL=C tr -c '\n -~' '?' | sed 's/^/#   /'; }

point() {
	points=$((points + 1))
	if test "$1" = ok; then
		printf 'ok %s - %s\n' $points "$2"
	else
		printf 'not ok %s - %s\n' $points "$2"
		failures=$((failures + 1))
	fi
}

# skip NAME WHY
skip() {
	points=$((points + 1))
	echo "ok $points - $1 # SKIP $2"
}

# same NAME COMMAND COMMAND: both print the same and end with the same kind of status.
same() {
	(eval "$2") > .results/got 2> .results/got.err
	got=$?
	(eval "$3") > .results/wanted 2> .results/wanted.err
	wanted=$?
	if cmp -s .results/got .results/wanted && test $((got != 0)) = $((wanted != 0)); then
		point ok "$1"
		return
	fi
	point failed "$1"
	printf '# %s: status %s\n' "$2" $got
	remark .results/got
	remark .results/got.err
	printf '# %s: status %s\n' "$3" $wanted
	remark .results/wanted
}

# gives NAME STATUS TEXT COMMAND: standard output and error together.
gives() {
	(eval "$4") > .results/got 2>&1
	got=$?
	if test -n "$3"; then printf '%s\n' "$3"; fi > .results/wanted
	if test $got = "$2" && cmp -s .results/got .results/wanted; then
		point ok "$1"
		return
	fi
	point failed "$1"
	printf '# %s: status %s instead of %s, and instead of\n' "$4" $got "$2"
	remark .results/wanted
	echo '# came'
	remark .results/got
}

# holds NAME COMMAND: it succeeds.
holds() {
	if (eval "$2") > .results/got 2>&1; then
		point ok "$1"
		return
	fi
	point failed "$1"
	printf '# %s\n' "$2"
	remark .results/got
}

have() { command -v "$1" > /dev/null 2>&1; }

finish() {
	echo "1..$points"
	test $failures = 0
	exit
}
