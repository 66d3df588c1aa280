#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The n-th call of a kind fails in the whole program, which opens a file, edits, searches, replaces,
# goes back and forth, and saves: it ends with a message, the file is the old one or the new one,
# and the new one where it said so. Numbers 69, 72 and 95 of tests/faults/README.md. With
# BURIN_EVERY every n is tried, else some.
. "$BURIN_SRCDIR/tests/cli/lib.sh"

failing=$BURIN_BUILDDIR/tests/cli/failing
XDG_STATE_HOME=$folder/state
export XDG_STATE_HOME
mkdir place
make_bytes 70000 > old
cat > patch.script <<'END'
goto 100
put de ad be ef
search de ad ?? ef
goto 60000
put "later and later"
undo
redo
replace "later" => "LATER"
count "AT"
write
END
{
	echo 'goto 5000'
	echo 'insert "hello"'
	echo 'replace "hello" => "good morning"'
	cat patch.script
} > replace.script

# save SCRIPT ORDER: the status is in $status, what was said in told and none.
save() {
	cp old place/file
	BURIN_FAIL=$2 timeout 60 "$failing" --batch -f "$1" place/file > said 2> told 3> none
	status=$?
}

# is_whole NEW CALL: as a save may end.
is_whole() {
	test $status -lt 124 || return
	test "$(ls -A place)" = file || return
	if cmp -s place/file "$1"; then return 0; fi
	# Where nothing can be written no message can be either.
	test $status -ne 0 && cmp -s place/file old && { test -s told || test "$2" = 'write ever'; }
}

# stands NAME SCRIPT NEW CALL ERRNO STEP [ever]
stands() {
	n=0
	tried=0
	bad=
	test -z "${BURIN_EVERY-}" || set -- "$1" "$2" "$3" "$4" "$5" 1 ${7-}
	while :; do
		save "$2" "$4 $n $5 ${7-}"
		is_whole "$3" "$4 ${7-}" || bad="$bad $n($status)"
		test ! -s none && test $tried -lt 20000 || break
		tried=$((tried + 1))
		n=$((n + $6))
	done
	holds "$1 ($tried times): whole$bad" "test -z '$bad'"
}

# EIO ENOSPC EDQUOT EFBIG EROFS EINTR EPERM ENOMEM ETXTBSY
errors='5 28 122 27 30 4 1 12 26'
calls='close openat pread pwrite write fsync fdatasync ftruncate fallocate copy_file_range
	renameat2 linkat fchown fchmod mmap'

for kind in replace patch; do
	save $kind.script ''
	holds "a $kind" "test $status = 0 && ! cmp -s old place/file"
	cp place/file $kind.new
	for call in malloc calloc realloc strdup; do
		stands "95: $call, $kind" $kind.script $kind.new $call 12 11
	done
	for call in $calls; do
		# One after the other where not all of them.
		error=${errors%% *}
		errors="${errors#* } $error"
		for error in ${BURIN_EVERY:+$errors} ${BURIN_EVERY-$error}; do
			set -- $kind.script $kind.new $call "$error" 1
			stands "69: $call, errno $error, $kind" "$@"
			# In place it may have to be finished later, and who is interrupted
			# tries again.
			test -z "${BURIN_EVERY-}" || test $kind = patch || test "$error" = 4 ||
				stands "69: $call for ever, errno $error" "$@" ever
		done
	done
done
finish
