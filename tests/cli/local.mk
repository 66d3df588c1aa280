# SPDX-License-Identifier: GPL-3.0-or-later
# The program as it is called from a shell, and the documents that show how.

script_tests += \
	%reldir%/batch.sh \
	%reldir%/digest.sh \
	%reldir%/disassemble.sh \
	%reldir%/documents.sh \
	%reldir%/dump.sh \
	%reldir%/examples.sh \
	%reldir%/exits.sh \
	%reldir%/failing.sh \
	%reldir%/find.sh \
	%reldir%/grep_compare.sh \
	%reldir%/interrupted.sh \
	%reldir%/kinds.sh \
	%reldir%/limits.sh \
	%reldir%/replace.sh \
	%reldir%/statistics.sh \
	%reldir%/strings.sh \
	%reldir%/type.sh \
	%reldir%/undump.sh
EXTRA_DIST += %reldir%/lib.sh

check_PROGRAMS += %reldir%/picture
%canon_reldir%_picture_LDADD = libburinedit.la libburin.la

# The whole program, in which a call fails as it is told.
check_PROGRAMS += %reldir%/failing
%canon_reldir%_failing_SOURCES = %reldir%/failing.c tests/support/fail.c $(burin_SOURCES)
%canon_reldir%_failing_CPPFLAGS = $(burin_CPPFLAGS) -I$(top_srcdir)/tests
%canon_reldir%_failing_LDADD = $(burin_LDADD)
%canon_reldir%_failing_LDFLAGS = $(unit_fail_ldflags)
