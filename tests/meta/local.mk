# SPDX-License-Identifier: GPL-3.0-or-later
# What must hold of the tree itself.

script_tests += \
	%reldir%/faults.sh \
	%reldir%/files.sh \
	%reldir%/headers.sh \
	%reldir%/layers.sh \
	%reldir%/symbols.sh \
	%reldir%/whitespace.sh
EXTRA_DIST += %reldir%/globals.allow

unit_tests += %reldir%/support_test
%canon_reldir%_support_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_support_test_LDADD = $(unit_ldadd)
%canon_reldir%_support_test_LDFLAGS = $(unit_fail_ldflags)
