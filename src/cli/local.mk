# SPDX-License-Identifier: GPL-3.0-or-later
# Files of cli/, part of the program. A library of their own, so that tests and the generator of the
# documents can have them without main().

noinst_LTLIBRARIES += libburincli.la
libburincli_la_SOURCES = \
	%reldir%/batch.c %reldir%/batch.h \
	%reldir%/digest_mode.c %reldir%/digest_mode.h \
	%reldir%/disassemble_mode.c %reldir%/disassemble_mode.h \
	%reldir%/dump_mode.c %reldir%/dump_mode.h \
	%reldir%/each_file.c %reldir%/each_file.h \
	%reldir%/find_mode.c %reldir%/find_mode.h \
	%reldir%/find_strings.c %reldir%/find_strings.h \
	%reldir%/find_print.c %reldir%/find_print.h \
	%reldir%/find_small.c %reldir%/find_small.h \
	%reldir%/front.c %reldir%/front.h \
	%reldir%/help.c %reldir%/help.h \
	%reldir%/helper.c %reldir%/helper.h \
	%reldir%/helper_child.c %reldir%/helper_child.h \
	%reldir%/input.c %reldir%/input.h \
	%reldir%/options.c %reldir%/options.h \
	%reldir%/options_parse.c \
	%reldir%/parsers.c %reldir%/parsers.h \
	%reldir%/place.c %reldir%/place.h \
	%reldir%/recover_mode.c %reldir%/recover_mode.h \
	%reldir%/replace_mode.c %reldir%/replace_mode.h \
	%reldir%/replace_print.c %reldir%/replace_print.h \
	%reldir%/report.c %reldir%/report.h \
	%reldir%/session.c %reldir%/session.h \
	%reldir%/session_confine.c \
	%reldir%/session_evidence.c \
	%reldir%/statistics_mode.c %reldir%/statistics_mode.h \
	%reldir%/stream.c %reldir%/stream.h \
	%reldir%/type_mode.c %reldir%/type_mode.h \
	%reldir%/undump_mode.c %reldir%/undump_mode.h \
	%reldir%/walk.c %reldir%/walk.h
