#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# make check-mutants, fourth part: the whole program with one guard less, and tests on a terminal,
# which are built already (rows 45, 46, 95 and 106 of tests/faults/README.md).

. "$BURIN_SRCDIR/tests/mutants/mutant.sh"

build=$BURIN_BUILDDIR
mkdir -p "$work/tests/tmp" "$work/tests/pty"
cp "$build/tests/pty/without" "$work/tests/pty/" || exit 1

# link PROGRAM FILE.c OBJECT: what is listed first is what the libraries need not give any more.
link() {
	objects=
	for object in "$build"/src/tui/burin-*.o; do
		test "${object##*-}" = "$3.o" || objects="$objects $object"
	done
	# shellcheck disable=SC2086
	$BURIN_CC $flags $extra -I"$(dirname "$file")" -o "$work/$1" "$2" \
		"$build/src/burin-main.o" $objects "$build/.libs/libburincli.a" \
		"$build/.libs/libburinedit.a" "$build/.libs/libburin.a" ${BURIN_TUI_LIBS-} \
		-lpthread ${BURIN_LIBS-} >"$work/log" 2>&1
}

# The test takes the program of its build folder.
run_program() {
	(cd "$work" && BURIN_BUILDDIR=$work timeout 300 "$1" >"$work/log" 2>&1)
}

# program WHAT FILE SED TEST...
program() {
	mutate "$1" "$2" "$3" || return
	shift 3
	for test; do
		name=$(basename "$test")
		rm -f "$work/burin"
		ln -s "$build/burin" "$work/burin"
		if ! test -f "$work/$name.sound" && ! run_program "$build/tests/$test"; then
			missed "$name fails without the change"
			return
		fi
		: >"$work/$name.sound"
		rm -f "$work/burin"
		if ! link burin "$work/mutant.c" "$(basename "$file" .c)"; then
			missed 'does not compile'
			return
		fi
		if ! run_program "$build/tests/$test"; then
			echo "ok $count - $what: $name"
			return
		fi
	done
	: >"$work/log"
	missed MISSED
}

hard=pty/hard_test
keys=pty/keys_test
resize=pty/resize_test

# 45: sizes at random.
program 'program: a new size is not asked for' tui/tui.c \
	'/^static void take_signals/,/^}/s/^\tfit(loop);$//' $resize $hard
program 'program: a cell array of the old size' tui/tui.c \
	's/if (loop->grid.rows != editor->rows || .*/if (loop->grid.rows == 0)/' $resize $hard
program 'program: a row of curses of the old size' tui/screen.c \
	's/if (screen->line \&\& screen->last.rows == .*/if (screen->line)/' $resize $hard
program 'program: curses has the old size' tui/screen.c \
	's/resizeterm(\*rows, \*cols);//' $resize $hard
program 'program: sizes without a limit' tui/screen.c \
	's/return value > most ? most : value;/return value;/' $resize pty/start_test

# 46: replies.
program 'program: what comes late is typed' tui/decode.c \
	"/^static bool flush_one/,/^}/s/decode->skip = DECODE_SKIP_CSI;//" $hard
program 'program: a string without an end takes all keys' tui/decode.c \
	's/return decode->skip == DECODE_SKIP_STRING \&\& .*/return false;/' $hard
program 'program: a long string is typed' tui/decode.c \
	's/ \&\& decode->skipped > DECODE_STRING_MOST/ \&\& decode->skipped > 5/' $hard
program 'program: replies are keys' tui/sequence.c 's/if (sequence->lead != 0)/if (0)/' $hard
program 'program: the place of the cursor is a key' tui/sequence.c \
	's/else if (sequence->parameter\[0\] <= 1) /else if (1) /' $hard

# 106: noise.
program 'program: strings are keys' tui/decode.c \
	"s/decode->skip = DECODE_SKIP_STRING;/decode->skip = DECODE_SKIP_NONE;/" $keys
program 'program: pasted text is keys' tui/sequence.c \
	's/sequence->parameter\[0\] == 200;/0;/' $keys

# 95: the n-th allocation fails, under keys and without a terminal.
fail=unit/edit/editor_fail_test
libraries="$BURIN_BUILDDIR/.libs/libtestsupport.a $BURIN_BUILDDIR/.libs/libburinedit.a
	$BURIN_BUILDDIR/.libs/libburin.a"
extra="-Wl$fail_wraps,-u,fail_reset"
mutant 'memory: a buffer that did not grow is written to' base/buf.c \
	's/^\tif (!data)$/\tif (0)/' $fail
mutant 'memory: a slab that is none' base/pool.c 's/^\tif (!slab)$/\tif (0)/' \
	$fail unit/base/pool_test
mutant 'memory: a chunk of the history that is none' document/history.c \
	's/^\tif (!chunk)$/\tif (0)/' $fail unit/document/document_fail_test
mutant 'memory: a chunk of the arena that is none' store/arena.c \
	's/^\tif (!chunk)$/\tif (0)/' $fail unit/document/document_fail_test
mutant 'memory: no room for a window' edit/editor.c 's/^\tif (!windows) {$/\tif (0) {/' $fail
mutant 'memory: no room for completions' edit/complete.c 's/if (!found->words || /if (/' $fail
mutant 'memory: no room for a binding' edit/keymap.c 's/^\tif (!grown)$/\tif (0)/' $fail
mutant 'memory: no room for a search' edit/cmd_search.c 's/^\tif (!searching)$/\tif (0)/' $fail
mutant 'memory: no room for the rows of a list' edit/list.c 's/^\tif (!rows)$/\tif (0)/' \
	$fail unit/edit/list_test

mutants_end
