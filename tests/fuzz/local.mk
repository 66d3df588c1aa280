# SPDX-License-Identifier: GPL-3.0-or-later
# Fuzz targets, one fuzz_NAME.c each, and their corpora in corpus/fuzz_NAME. A new target adds its
# name to the list and two lines like those below. With --enable-fuzzing it is a libFuzzer
# program; without, `make check` replays its corpus (support/fuzz_replay.c).

fuzz_programs += \
	%reldir%/fuzz_bytes \
	%reldir%/fuzz_command \
	%reldir%/fuzz_config \
	%reldir%/fuzz_decode \
	%reldir%/fuzz_editor \
	%reldir%/fuzz_executable \
	%reldir%/fuzz_expression \
	%reldir%/fuzz_journal \
	%reldir%/fuzz_key \
	%reldir%/fuzz_log \
	%reldir%/fuzz_notes \
	%reldir%/fuzz_pattern \
	%reldir%/fuzz_tbl \
	%reldir%/fuzz_undump

%canon_reldir%_fuzz_bytes_CPPFLAGS = $(fuzz_cppflags)
%canon_reldir%_fuzz_bytes_LDADD = $(fuzz_ldadd)

%canon_reldir%_fuzz_command_CPPFLAGS = $(fuzz_cppflags)
%canon_reldir%_fuzz_command_LDADD = $(fuzz_ldadd)

%canon_reldir%_fuzz_config_CPPFLAGS = $(fuzz_cppflags)
%canon_reldir%_fuzz_config_LDADD = $(fuzz_ldadd)

%canon_reldir%_fuzz_decode_SOURCES = %reldir%/fuzz_decode.c src/tui/decode.c src/tui/sequence.c
%canon_reldir%_fuzz_decode_CPPFLAGS = $(fuzz_cppflags)
%canon_reldir%_fuzz_decode_LDADD = $(fuzz_ldadd)

%canon_reldir%_fuzz_editor_SOURCES = %reldir%/fuzz_editor.c %reldir%/fuzz_editor_check.c \
	%reldir%/fuzz_editor.h
%canon_reldir%_fuzz_editor_CPPFLAGS = $(fuzz_cppflags)
%canon_reldir%_fuzz_editor_LDADD = $(fuzz_ldadd)

%canon_reldir%_fuzz_executable_CPPFLAGS = $(fuzz_cppflags)
%canon_reldir%_fuzz_executable_LDADD = $(fuzz_ldadd)

%canon_reldir%_fuzz_expression_CPPFLAGS = $(fuzz_cppflags)
%canon_reldir%_fuzz_expression_LDADD = $(fuzz_ldadd)

%canon_reldir%_fuzz_journal_SOURCES = %reldir%/fuzz_journal.c %reldir%/fuzz_journal_disk.c \
	%reldir%/fuzz_journal.h
%canon_reldir%_fuzz_journal_CPPFLAGS = $(fuzz_cppflags)
%canon_reldir%_fuzz_journal_LDADD = $(fuzz_ldadd)

%canon_reldir%_fuzz_key_CPPFLAGS = $(fuzz_cppflags)
%canon_reldir%_fuzz_key_LDADD = $(fuzz_ldadd)

%canon_reldir%_fuzz_log_CPPFLAGS = $(fuzz_cppflags)
%canon_reldir%_fuzz_log_LDADD = $(fuzz_ldadd)

%canon_reldir%_fuzz_notes_CPPFLAGS = $(fuzz_cppflags)
%canon_reldir%_fuzz_notes_LDADD = $(fuzz_ldadd)

%canon_reldir%_fuzz_pattern_CPPFLAGS = $(fuzz_cppflags)
%canon_reldir%_fuzz_pattern_LDADD = $(fuzz_ldadd)

%canon_reldir%_fuzz_tbl_CPPFLAGS = $(fuzz_cppflags)
%canon_reldir%_fuzz_tbl_LDADD = $(fuzz_ldadd)

%canon_reldir%_fuzz_undump_CPPFLAGS = $(fuzz_cppflags)
%canon_reldir%_fuzz_undump_LDADD = $(fuzz_ldadd)

EXTRA_DIST += %reldir%/corpus
