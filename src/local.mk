# SPDX-License-Identifier: GPL-3.0-or-later
# The convenience libraries and the program. Each layer's fragment names its own files.

noinst_LTLIBRARIES += libburin.la libburinedit.la
bin_PROGRAMS += burin

libburin_la_SOURCES =
libburinedit_la_SOURCES =
burin_SOURCES = %reldir%/main.c
burin_CPPFLAGS = $(AM_CPPFLAGS) $(NCURSES_CFLAGS)
burin_LDADD = libburincli.la libburinedit.la libburin.la $(NCURSES_LIBS)

include %reldir%/base/local.mk
include %reldir%/store/local.mk
include %reldir%/document/local.mk
include %reldir%/scan/local.mk
include %reldir%/edit/local.mk
include %reldir%/view/local.mk
include %reldir%/tui/local.mk
include %reldir%/cli/local.mk
