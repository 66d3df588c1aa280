# SPDX-License-Identifier: GPL-3.0-or-later
# Case tests: a new *.case file needs no line here.
check_PROGRAMS += %reldir%/run_cases
%canon_reldir%_run_cases_SOURCES = %reldir%/run_cases.c \
	%reldir%/case_check.c %reldir%/case_run.h \
	%reldir%/case_disk.c %reldir%/case_disk.h \
	%reldir%/case_file.c %reldir%/case_file.h
%canon_reldir%_run_cases_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests
%canon_reldir%_run_cases_LDADD = libburinedit.la libburin.la
script_tests += %reldir%/cases.sh
EXTRA_DIST += %reldir%/cases
