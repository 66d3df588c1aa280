# SPDX-License-Identifier: GPL-3.0-or-later
# What the scripts of make check-mutants share; each sources it.
#
# ONLY=WORD: only the rows with that word in their name.
#
# A row is: the file of src/document (or LAYER/FILE), a sed script, the tests of which one must
# fail. The mutated file is linked before the library, which then has no use for its own.
set -u

: "${BURIN_SRCDIR:?}" "${BURIN_BUILDDIR:?}" "${BURIN_CC:?}"
work=$(mktemp -d "$BURIN_BUILDDIR/mutants.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
flags="-std=gnu11 -O1 -w -include $BURIN_BUILDDIR/config.h -D_GNU_SOURCE -I$BURIN_BUILDDIR
	-I$BURIN_SRCDIR/src -I$BURIN_SRCDIR/tests ${BURIN_CPPFLAGS-}"
libraries="$BURIN_BUILDDIR/.libs/libtestsupport.a $BURIN_BUILDDIR/.libs/libburin.a"
missed=0
count=0

# For tests in which a call fails (tests/support/fail.h).
fail_wraps=
for call in malloc calloc realloc strdup close mmap mmap64 msync open open64 openat openat64 \
	pread pread64 pwrite pwrite64 write fsync fdatasync ftruncate ftruncate64 fallocate \
	fallocate64 copy_file_range rename renameat2 linkat fchown fchmod; do
	fail_wraps="$fail_wraps,--wrap=$call"
done

support=
extra=

# build NAME TEST [MUTANT]
build() {
	# shellcheck disable=SC2086
	$BURIN_CC $flags -I"$(dirname "$file")" -o "$work/$1" "$BURIN_SRCDIR/tests/$2.c" \
		$support $extra ${3-} $libraries -lcmocka -lpthread ${BURIN_LIBS-} \
		>"$work/log" 2>&1
}

run() {
	(cd "$work" && BURIN_RUNS=${RUNS:-60000} timeout 120 "./$1" >"$work/log" 2>&1)
}

# A test that fails without any change would notice everything.
is_sound() {
	test -f "$work/$1.sound" || { build "$1" "$2" && run "$1" && : >"$work/$1.sound"; }
}

missed() {
	echo "not ok $count - $what: $1"
	tail -n 6 "$work/log" | sed 's/^/# /'
	missed=$((missed + 1))
}

# mutate WHAT FILE SED: begins a row; false where it is not asked for, or can not be made.
mutate() {
	what=$1
	case $2 in
	*/*) file=$BURIN_SRCDIR/src/$2 ;;
	*) file=$BURIN_SRCDIR/src/document/$2 ;;
	esac
	case $what in *"${ONLY-}"*) ;; *) return 1 ;; esac
	count=$((count + 1))
	: >"$work/log"
	sed "$3" "$file" >"$work/mutant.c"
	if cmp -s "$file" "$work/mutant.c"; then
		missed 'the change fits nowhere'
		return 1
	fi
}

# mutant WHAT FILE SED TEST...
mutant() {
	mutate "$1" "$2" "$3" || return
	shift 3
	for test; do
		name=$(basename "$test")
		if ! is_sound "$name" "$test"; then
			missed "$name fails without the change"
			return
		fi
		if ! build "$name" "$test" "$work/mutant.c"; then
			missed 'does not compile'
			return
		fi
		if ! run "$name"; then
			echo "ok $count - $what: $name"
			return
		fi
	done
	: >"$work/log"
	missed MISSED
}

mutants_end() {
	echo "1..$count"
	echo "# $((count - missed)) of $count were noticed"
	test "$missed" -eq 0
}
