# SPDX-License-Identifier: GPL-3.0-or-later
# Unit tests of cli/.

unit_cli_ldadd = libtestsupport.la libburincli.la libburinedit.la libburin.la $(CMOCKA_LIBS)

unit_tests += %reldir%/cli/disasm_job_test
%canon_reldir%_cli_disasm_job_test_SOURCES = %reldir%/cli/disasm_job_test.c \
	%reldir%/cli/obedient.h
%canon_reldir%_cli_disasm_job_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_cli_disasm_job_test_LDADD = $(unit_cli_ldadd)

unit_tests += %reldir%/cli/filetype_test
%canon_reldir%_cli_filetype_test_SOURCES = %reldir%/cli/filetype_test.c \
	%reldir%/cli/obedient.h
%canon_reldir%_cli_filetype_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_cli_filetype_test_LDADD = $(unit_cli_ldadd)

unit_tests += %reldir%/cli/helper_test
%canon_reldir%_cli_helper_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_cli_helper_test_LDADD = $(unit_cli_ldadd)

unit_tests += %reldir%/cli/options_test
%canon_reldir%_cli_options_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_cli_options_test_LDADD = $(unit_cli_ldadd)

unit_tests += %reldir%/cli/place_test
%canon_reldir%_cli_place_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_cli_place_test_LDADD = $(unit_cli_ldadd)

unit_tests += %reldir%/cli/walk_test
%canon_reldir%_cli_walk_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_cli_walk_test_LDADD = $(unit_cli_ldadd)
