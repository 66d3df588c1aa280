#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs without a screen over a server that answers nothing any more, or falls silent meanwhile: a
# signal ends them, and what the kernel does not let go ends by itself when the server is back.

. "$BURIN_SRCDIR/tests/faults/lib.sh"

faults_mount
make_bytes 300000 > "$store/file"

# ends NAME FAULT SIGNAL ARGUMENT...: by that signal, within some seconds. (timeout says 124 then.)
ends() {
	name=$1 fault=$2 signal=$3
	shift 3
	# What was read stays in the cache until it is opened anew.
	cat "$mount/file" > /dev/null
	: < "$mount/file"
	faults "$fault"
	timeout -s KILL 30 timeout -s "$signal" 1 \
		"$BURIN_BUILDDIR/burin" "$@" > /dev/null 2> told
	status=$?
	faults clear
	gives "$name: SIG$signal" 0 '' "test $status -eq 124"
}

for signal in INT TERM HUP; do
	ends 'opening' stall $signal --dump "$mount/file"
	gives 'it is told who stays behind' 0 '' \
		"grep -q 'does not answer: process [0-9]* ends when it does' told"
done
ends 'searching' stall INT --find 'ff fe fd' "$mount/file"
ends 'searching a folder' stall INT --find 'ff fe fd' -r "$mount"
ends 'a digest' stall INT --digest=sha256 "$mount/file"
ends 'a batch' stall INT --batch -x 'count "x"' "$mount/file"
ends 'a name in a batch' stall INT --batch --new 0 -x "read $mount/file"
ends 'reading' 'hang 65536 4096' INT --find 'ff fe fd' "$mount/file"
ends 'saving' 'hang 65536 4096' INT --batch -x 'insert 00' -x write "$mount/file"
same 'nothing was written' "cat $store/file" 'make_bytes 300000'

# A front changes nothing else.
gives 'its exit code' 2 '' "burin --find 'no such text' $mount/none 2> told"
same 'what it reads and writes' "burin --dump=plain - < $mount/file" \
	"burin --dump=plain $mount/file"
gives 'where the end of children is ignored' 0 '' \
	"(trap '' CHLD; timeout 20 $BURIN_BUILDDIR/burin $mount/file > /dev/null)"
finish
