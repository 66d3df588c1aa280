#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Little of what a program needs: numbers 16, 83, 94, 97 and 98 of tests/faults/README.md.
. "$BURIN_SRCDIR/tests/cli/lib.sh"

make_bytes 70000 > old
burin old > dumped
{
	printf 'X'
	cat old
} > new
{
	printf 'X'
	tail -c +2 old
} > old.x

# With n descriptors a dump is a dump or a message, a file the old or the new one.
few_descriptors() {
	cp old file
	(
		ulimit -n "$1"
		exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
		exec "$burin" file
	) > said 2> told
	status=$?
	if test $status = 0; then cmp said dumped; else grep -q 'Too many open files' told; fi &&
		test $status -lt 124 || return
	(
		ulimit -n "$1"
		exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
		exec "$burin" --batch -x 'insert "X"' -x write file
	) > said 2> told
	status=$?
	if test $status = 0; then cmp file new; else
		cmp file old && grep -q 'Too many open files' told
	fi && test $status -lt 124
}
# Three are those it was given: not even the libraries can be loaded.
cp old file
(
	ulimit -n 3
	exec "$burin" --batch -x 'insert "X"' -x write file
) > said 2>&1
holds '97: 3 descriptors' "test $? != 0 && cmp file old"
if test "${BURIN_INSTRUMENTED-}" = yes; then
	skip '97: few descriptors' 'sanitizers need some themselves'
else
	saved=no
	for n in 4 5 6 7 8 9 10 11 12 13 14 15 16; do
		holds "97: $n descriptors" "few_descriptors $n"
		cmp -s file new && saved=yes
	done
	holds '97: some of them are enough' 'test $saved = yes'
fi
if have prlimit; then
	same '97: no process more' 'prlimit --nproc=1:1 "$burin" old' 'cat dumped'
	cp old file
	gives '97: and a search, a save' 0 'saved file, 68.3 KiB' 'prlimit --nproc=1:1 "$burin" \
		--batch -x "search 0a" -x "insert 58" -x write file | grep saved'
else
	skip '97: no process more' 'there is no prlimit'
fi
# Or the file would get the number of an output, and what is said would be written into it.
for closed in '<&-' '>&-' '2>&-' '<&- >&-' '>&- 2>&-' '<&- >&- 2>&-'; do
	cp old file
	holds "98: in place with $closed" "burin -w --batch -x 'put 58' -x 'set' file $closed
		burin -w --batch -x 'put 58' -x nonsense file $closed
		cmp file old.x"
done

if test -c /dev/full; then
	gives '83: a full device for a dump' 1 \
		'burin: cannot write to standard output: No space left on device' \
		'burin old > /dev/full'
	gives '83: for hits' 2 'burin: cannot write to standard output: No space left on device' \
		'burin --find 00 old > /dev/full'
	gives '83: it is not saved to' 1 '' \
		'burin --batch -x "put 00" -x "write! /dev/full" old 2> message'
	holds '83: which is said' 'grep -q "/dev/full is not a regular file" message'
	same '83: nothing came of it' 'test -c /dev/full && ls' \
		'ls | sed "/full/d"'
else
	skip '83: a full device' 'there is no /dev/full'
fi

# A program that runs: it can not be written to, but another file can take its name.
cp "$(command -v sleep)" program
./program 60 &
runs=$!
if sh -c ': >> program' 2> /dev/null; then
	skip '94: a program that runs' 'here it can be written to'
else
	gives '94: not in place' 1 '' 'burin -w --batch -x "put 00" program 2> message'
	holds '94: which is said' 'grep -q "may not be written: opened read-only" message'
	gives '94: it is replaced' 0 '' 'burin --batch -x "put 00" -x write program > message'
	holds '94: what is saved is there' 'test "$(xxd -l 4 -p program)" = 00454c46'
	holds '94: and what runs, runs on' "kill -0 $runs"
fi
kill $runs
wait $runs 2> /dev/null

# A file that grows without end while it is read.
while :; do head -c 65536 /dev/zero && sleep 0.01; done > endless &
grows=$!
while ! test -s endless; do :; done
(
	test "${BURIN_INSTRUMENTED-}" = yes || ulimit -v 1000000
	timeout 60 "$burin" endless > said
)
status=$?
kill $grows
wait $grows 2> /dev/null
holds '16: a file that grows all the time is dumped to an end' "test $status = 0 && test -s said"
finish
