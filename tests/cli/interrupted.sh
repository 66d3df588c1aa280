#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A save that is killed between its two writes into the file, and what can be done then. The journal
# is a real one: strace kills the program at that call. Without strace there is nothing to try.
. "$BURIN_SRCDIR/tests/cli/lib.sh"

if ! strace -o /dev/null true 2>/dev/null; then
	echo '1..0 # SKIP strace can not be used here'
	exit 0
fi
XDG_STATE_HOME=$folder/state
export XDG_STATE_HOME

# interrupt: 64 KiB of zeroes, of whose two new ranges one is written.
interrupt() {
	rm -rf state
	head -c 65536 /dev/zero >file
	(strace -f -o /dev/null -P "$folder/file" -e trace=pwrite64 \
		-e inject=pwrite64:signal=KILL:when=2 "$burin" --batch -x 'put aa bb' \
		-x 'goto 0x8000' -x 'put cc dd' -x write "$folder/file") >/dev/null 2>&1
	journal=$(cd state/burin && echo ./*.save) && journal=${journal#./}
}

# file_has WHAT FIRST SECOND: the bytes of both ranges.
file_has() {
	found="$(od -An -tx1 -N2 file) $(od -An -tx1 -j32768 -N2 file)"
	if test "$found" = " $2  $3" && test "$(wc -c <file)" -eq 65536; then
		point ok "$1"
	else
		point bad "$1: $found"
	fi
}

# succeeds WHAT STATUS COMMAND...: ends with that status.
succeeds() {
	what=$1 wanted=$2
	shift 2
	"$@" >out 2>&1
	status=$?
	if test $status -eq "$wanted"; then point ok "$what"; else point bad "$what: $status"; fi
}

# says WHAT TEXT: in the last output.
says() { if grep -q "$2" out; then point ok "$1"; else remark out; point bad "$1"; fi; }

# is_settled WHAT: no journal is left.
is_settled() {
	if test -e "state/burin/$journal"; then point bad "$1"; else point ok "$1"; fi
}

interrupt
file_has 'it was killed in the middle' 'aa bb' '00 00'
succeeds 'a script does not go on' 1 burin --batch -x 'put 11' -x write file
says 'and is told why' 'a save was interrupted'
file_has 'and changes nothing' 'aa bb' '00 00'
succeeds 'looking has to wait' 1 burin --batch --recover=look file
says 'and says so' 'recover finish or recover undo comes first'
succeeds 'it is listed' 0 burin --list-recovery
says 'as half saved' "^half saved  *2 .*$journal.*--recover=finish"
succeeds 'finish' 0 burin --batch --recover=finish file
file_has 'all is new' 'aa bb' 'cc dd'
is_settled 'and the journal is gone'
succeeds 'then it can be edited' 0 burin --batch -x 'goto 0' -x 'put 11' -x write file
file_has 'as any file' '11 bb' 'cc dd'

interrupt
succeeds 'undo' 0 burin --batch --recover=undo file
file_has 'all is old' '00 00' '00 00'
is_settled 'and the journal is gone'

interrupt
succeeds 'leave' 0 burin --batch --recover=leave file
file_has 'all is as it was' 'aa bb' '00 00'
is_settled 'and the journal is gone'

interrupt
printf 'x' | dd of=file bs=1 seek=32768 conv=notrunc 2>/dev/null
succeeds 'what another program wrote is not overwritten' 1 burin --batch --recover=finish file
file_has 'and stays' 'aa bb' '78 00'
burin --list-recovery >out 2>&1
says 'and so does the journal' '^half saved'
succeeds 'which its name removes' 0 burin --clean "$journal"
is_settled 'for good'
file_has 'and the file is as it is' 'aa bb' '78 00'

finish
