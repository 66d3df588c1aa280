#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# make check-mutants, third part: what comes from a terminal and what goes to it.

. "$BURIN_SRCDIR/tests/mutants/mutant.sh"

# Names, error texts and data. (Controls of one byte and noncharacters are refused twice: wcwidth()
# of the libraries that we know does it as well.)
printable=unit/base/printable_test
mutant 'terminal: control characters are shown' base/printable.c \
	"s/return code >= ' ' \&\& code != 0x7f ? 1 : -1;/return 1;/" $printable
mutant 'terminal: DEL is shown' base/printable.c "s/ \&\& code != 0x7f ? 1/ ? 1/" $printable
mutant 'terminal: characters that hide or turn others are shown' base/printable.c \
	's/ || is_confusing(code))/)/' $printable
mutant 'terminal: characters in more than one form' base/printable.c \
	's/if (value < least\[need\] || /if (/' $printable
mutant 'terminal: broken characters' base/printable.c \
	's/if ((text\[i\] \& 0xc0) != 0x80)/if (0)/' $printable
mutant 'terminal: half a character' base/printable.c 's/ || need > len)/)/' $printable
mutant 'terminal: any number of marks on a character' base/printable.c \
	's/width > 0 ? MARKS_MAX : marks_left - 1/MARKS_MAX/' $printable

# Keys, replies, pastes, mice.
decode=unit/tui/decode_test
for part in decode sequence; do
	# shellcheck disable=SC2086
	$BURIN_CC $flags -c -o "$work/$part.o" "$BURIN_SRCDIR/src/tui/$part.c" || exit 1
done
ar rc "$work/libtui.a" "$work/decode.o" "$work/sequence.o" || exit 1
libraries="$work/libtui.a $BURIN_BUILDDIR/.libs/libtestsupport.a
	$BURIN_BUILDDIR/.libs/libburinedit.a $BURIN_BUILDDIR/.libs/libburin.a"
mutant 'terminal: a sequence without an end takes all keys' tui/decode.c \
	's/if (end - start == SEQUENCE_MOST) {/if (0) {/
	s/end - start < SEQUENCE_MOST \&\& is_parameter(bytes\[end\]))/is_parameter(bytes[end]))/' \
	$decode
mutant 'terminal: an endless string takes all keys' tui/decode.c \
	's/return decode->skip == DECODE_SKIP_STRING \&\& .*/return false;/' $decode
mutant 'terminal: a lost end of a string takes all keys' tui/decode.c \
	's/|| byte == ESC) {/|| (byte == ESC \&\& bytes[decode->at + 1] == 92)) {/' $decode
mutant 'terminal: text with the end of pasting in it becomes commands' tui/decode.c \
	's/if (!is_paste_over(decode, flush))/if (0)/' $decode
mutant 'terminal: pastes of any length' tui/decode.c \
	's/min_size(len, DECODE_PASTE_MOST - decode->paste.len)/len/' $decode
mutant 'terminal: old bytes are keys when memory is short' tui/decode.c \
	's/if (!buf_ok(&decode->input)) {/if (0) {/' $decode
mutant 'terminal: numbers behind Alt-[ are typed' tui/decode.c \
	's/decode->skip = DECODE_SKIP_NUMBERS;/;/' $decode
mutant 'terminal: the rest of a broken character is keys' tui/decode.c \
	's/while (lead \&\& end < len/while (0 \&\& end < len/' $decode
mutant 'terminal: mice at places that are none' tui/sequence.c \
	's/ || sequence->parameter\[1\] == 0 || sequence->parameter\[2\] == 0)/)/' $decode
mutant 'terminal: reports with too few numbers' tui/sequence.c \
	's/if (sequence->count != 3 || /if (/' $decode
mutant 'terminal: numbers wrap' tui/sequence.c 's/else if (\*parameter < 100000)/else if (1)/' \
	$decode
mutant 'terminal: replies are keys' tui/sequence.c 's/if (sequence->lead != 0)/if (0)/' $decode
mutant 'terminal: the place of the cursor is a key' tui/sequence.c \
	's/else if (sequence->parameter\[0\] <= 1) /else if (1) /' $decode
mutant 'terminal: broken sequences are keys' tui/sequence.c 's/if (sequence->odd)/if (0)/' $decode

# What painters put into cells: data, names, messages. (Curses would not send a control that is in a
# cell, so only the cells tell. What a painter lets through is a question mark there.)
libraries="$BURIN_BUILDDIR/.libs/libtestsupport.a $BURIN_BUILDDIR/.libs/libburinedit.a
	$BURIN_BUILDDIR/.libs/libburin.a"
grid=unit/view/grid_test
mutant 'terminal: anything is put into a cell' view/grid.c \
	's/if (code != 0 \&\& printable_width(code) <= 0)/if (0)/' $grid
mutant 'terminal: ASCII controls are put into a cell' view/grid.c \
	's/if (code != 0 \&\& printable_width/if (code >= 0x80 \&\& printable_width/' $grid
mutant 'terminal: 8 bit controls are put into a cell' view/grid.c \
	's/if (code != 0 \&\& print/if (code \&\& (code < 0x80 || code > 0x9f) \&\& print/' $grid
mutant 'terminal: combining characters are put into a cell' view/grid.c \
	's/printable_width(code) <= 0)/printable_width(code) < 0)/' $grid
mutant 'terminal: a control in a text is no character of it' view/grid.c \
	's/if (width < 0) {/if (0) {/' $grid
mutant 'terminal: wide characters are halved' view/grid.c \
	's/if (col + width > end)/if (col >= end)/' $grid
screen=unit/view/screen_test
support="$BURIN_SRCDIR/tests/unit/view/stage.c"
mutant 'terminal: controls of a file are characters of the text' view/paint_text.c \
	's/return code < 0x20 || .*/return false;/' $screen
mutant 'terminal: 8 bit controls of a file are characters of the text' view/paint_text.c \
	's/ || (code >= 0x7f \&\& code < 0xa0)/ || code == 0x7f/' $screen

mutants_end
