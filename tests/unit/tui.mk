# SPDX-License-Identifier: GPL-3.0-or-later
# Unit tests of tui/: of what needs no terminal. The rest is tested in tests/pty.

unit_tests += %reldir%/tui/decode_test
%canon_reldir%_tui_decode_test_SOURCES = %reldir%/tui/decode_test.c \
	src/tui/decode.c src/tui/sequence.c
%canon_reldir%_tui_decode_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_tui_decode_test_LDADD = $(unit_edit_ldadd)

if WITH_NCURSES
unit_tests += %reldir%/tui/theme_test
endif
EXTRA_DIST += %reldir%/tui/theme_test.c
%canon_reldir%_tui_theme_test_SOURCES = %reldir%/tui/theme_test.c src/tui/theme_colours.c
%canon_reldir%_tui_theme_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_tui_theme_test_LDADD = $(unit_edit_ldadd) -lm
