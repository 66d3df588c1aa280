# SPDX-License-Identifier: GPL-3.0-or-later
# Case tests: a new *.case file needs no line here.
case_file = %reldir%/case_file.c %reldir%/case_file.h

check_PROGRAMS += %reldir%/run_cases
%canon_reldir%_run_cases_SOURCES = %reldir%/run_cases.c $(case_file) \
	%reldir%/case_check.c %reldir%/case_run.h \
	%reldir%/case_disk.c %reldir%/case_disk.h
%canon_reldir%_run_cases_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests
%canon_reldir%_run_cases_LDADD = libburinedit.la libburin.la

check_PROGRAMS += %reldir%/coverage
%canon_reldir%_coverage_SOURCES = %reldir%/coverage.c $(case_file)
%canon_reldir%_coverage_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests
%canon_reldir%_coverage_LDADD = libburinedit.la libburin.la

script_tests += %reldir%/cases.sh %reldir%/coverage.sh
EXTRA_DIST += %reldir%/cases
