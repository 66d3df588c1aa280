# SPDX-License-Identifier: GPL-3.0-or-later
# Unit tests of document/.

# Saving.
save_support = %reldir%/document/save_support.c %reldir%/document/save_support.h

unit_tests += %reldir%/document/save_plan_test
%canon_reldir%_document_save_plan_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_save_plan_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/document/save_test
%canon_reldir%_document_save_test_SOURCES = %reldir%/document/save_test.c $(save_support)
%canon_reldir%_document_save_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_save_test_LDADD = $(unit_ldadd)
