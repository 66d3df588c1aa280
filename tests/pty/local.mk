# SPDX-License-Identifier: GPL-3.0-or-later
# Tests in a terminal emulator. They need the program, and are left out where libvterm is missing.

if PTY_TESTS
check_LTLIBRARIES += libtestpty.la
endif
libtestpty_la_SOURCES = \
	%reldir%/leader.c %reldir%/leader.h \
	%reldir%/scan.c %reldir%/scan.h \
	%reldir%/session.h \
	%reldir%/terminal.c %reldir%/terminal.h
libtestpty_la_CPPFLAGS = $(pty_cppflags) $(NCURSES_CFLAGS) -I$(srcdir)/%reldir%
pty_test_cppflags = $(pty_cppflags) -I$(srcdir)/%reldir%
pty_test_ldadd = libtestpty.la $(pty_ldadd) $(NCURSES_LIBS) -lutil

pty_tests += %reldir%/clipboard_test
%canon_reldir%_clipboard_test_CPPFLAGS = $(pty_test_cppflags)
%canon_reldir%_clipboard_test_LDADD = $(pty_test_ldadd)

pty_tests += %reldir%/commands_test
%canon_reldir%_commands_test_CPPFLAGS = $(pty_test_cppflags)
%canon_reldir%_commands_test_LDADD = $(pty_test_ldadd)

pty_tests += %reldir%/confine_test
%canon_reldir%_confine_test_CPPFLAGS = $(pty_test_cppflags)
%canon_reldir%_confine_test_LDADD = $(pty_test_ldadd)

pty_tests += %reldir%/frames_test
%canon_reldir%_frames_test_CPPFLAGS = $(pty_test_cppflags)
%canon_reldir%_frames_test_LDADD = $(pty_test_ldadd)

# It runs the tests' program, without, on systems that lack something.
pty_tests += %reldir%/hard_test
if PTY_TESTS
check_PROGRAMS += %reldir%/without
endif
%canon_reldir%_without_CPPFLAGS = $(AM_CPPFLAGS)
%canon_reldir%_hard_test_CPPFLAGS = $(pty_test_cppflags)
%canon_reldir%_hard_test_LDADD = $(pty_test_ldadd)

pty_tests += %reldir%/keys_test
%canon_reldir%_keys_test_CPPFLAGS = $(pty_test_cppflags)
%canon_reldir%_keys_test_LDADD = $(pty_test_ldadd)

pty_tests += %reldir%/disassembly_test
%canon_reldir%_disassembly_test_CPPFLAGS = $(pty_test_cppflags)
%canon_reldir%_disassembly_test_LDADD = $(pty_test_ldadd)

pty_tests += %reldir%/notes_test
%canon_reldir%_notes_test_CPPFLAGS = $(pty_test_cppflags)
%canon_reldir%_notes_test_LDADD = $(pty_test_ldadd)

pty_tests += %reldir%/panes_test
%canon_reldir%_panes_test_CPPFLAGS = $(pty_test_cppflags)
%canon_reldir%_panes_test_LDADD = $(pty_test_ldadd)

pty_tests += %reldir%/jobs_test
%canon_reldir%_jobs_test_CPPFLAGS = $(pty_test_cppflags)
%canon_reldir%_jobs_test_LDADD = $(pty_test_ldadd)

pty_tests += %reldir%/minimap_test
%canon_reldir%_minimap_test_CPPFLAGS = $(pty_test_cppflags)
%canon_reldir%_minimap_test_LDADD = $(pty_test_ldadd)

pty_tests += %reldir%/recover_test
%canon_reldir%_recover_test_CPPFLAGS = $(pty_test_cppflags)
%canon_reldir%_recover_test_LDADD = $(pty_test_ldadd)

pty_tests += %reldir%/kill_test
%canon_reldir%_kill_test_CPPFLAGS = $(pty_test_cppflags)
%canon_reldir%_kill_test_LDADD = $(pty_test_ldadd)

pty_tests += %reldir%/resize_test
%canon_reldir%_resize_test_CPPFLAGS = $(pty_test_cppflags)
%canon_reldir%_resize_test_LDADD = $(pty_test_ldadd)

pty_tests += %reldir%/search_test
%canon_reldir%_search_test_CPPFLAGS = $(pty_test_cppflags)
%canon_reldir%_search_test_LDADD = $(pty_test_ldadd)

pty_tests += %reldir%/signals_test
%canon_reldir%_signals_test_CPPFLAGS = $(pty_test_cppflags)
%canon_reldir%_signals_test_LDADD = $(pty_test_ldadd)

pty_tests += %reldir%/start_test
%canon_reldir%_start_test_CPPFLAGS = $(pty_test_cppflags)
%canon_reldir%_start_test_LDADD = $(pty_test_ldadd)

# `make monkey SECONDS=300 SEED=1`: random input for the whole program; not a part of the check.
if PTY_TESTS
EXTRA_PROGRAMS += %reldir%/monkey
CLEANFILES += %reldir%/monkey
endif
%canon_reldir%_monkey_CPPFLAGS = $(pty_test_cppflags)
%canon_reldir%_monkey_LDADD = $(pty_test_ldadd)
SEED = 1
monkey: burin %reldir%/monkey %reldir%/hard_test %reldir%/kill_test
	@$(test_environment) BURIN_RESIZES=10000 %reldir%/hard_test
	@$(test_environment) BURIN_KILLS=1000 %reldir%/kill_test
	@$(test_environment) %reldir%/monkey '$(SECONDS)' '$(SEED)'
.PHONY: monkey
