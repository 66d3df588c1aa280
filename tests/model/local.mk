# SPDX-License-Identifier: GPL-3.0-or-later
# Model tests.

unit_tests += %reldir%/rope_model_test
%canon_reldir%_rope_model_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_rope_model_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/document_model_test
%canon_reldir%_document_model_test_SOURCES = %reldir%/document_model_test.c \
	%reldir%/model.c %reldir%/model.h %reldir%/round.c %reldir%/round.h
%canon_reldir%_document_model_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_model_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/save_model_test
%canon_reldir%_save_model_test_SOURCES = %reldir%/save_model_test.c $(save_support)
%canon_reldir%_save_model_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_save_model_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/log_model_test
%canon_reldir%_log_model_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_log_model_test_LDADD = $(unit_ldadd)
