# SPDX-License-Identifier: GPL-3.0-or-later
# Unit tests of edit/.

unit_tests += %reldir%/edit/fold_test
%canon_reldir%_edit_fold_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_fold_test_LDADD = $(unit_edit_ldadd)

unit_tests += %reldir%/edit/layout_test
%canon_reldir%_edit_layout_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_layout_test_LDADD = $(unit_edit_ldadd)

unit_tests += %reldir%/edit/queue_test
%canon_reldir%_edit_queue_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_queue_test_LDADD = $(unit_edit_ldadd)

unit_tests += %reldir%/edit/registers_test
%canon_reldir%_edit_registers_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_registers_test_LDADD = $(unit_edit_ldadd)

unit_tests += %reldir%/edit/window_test
%canon_reldir%_edit_window_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_window_test_LDADD = $(unit_edit_ldadd)

unit_tests += %reldir%/edit/key_test
%canon_reldir%_edit_key_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_key_test_LDADD = $(unit_edit_ldadd)

unit_tests += %reldir%/edit/keymap_test
%canon_reldir%_edit_keymap_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_keymap_test_LDADD = $(unit_edit_ldadd)
%canon_reldir%_edit_keymap_test_LDFLAGS = $(unit_fail_ldflags)

unit_tests += %reldir%/edit/lineedit_test
%canon_reldir%_edit_lineedit_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_lineedit_test_LDADD = $(unit_edit_ldadd)

unit_tests += %reldir%/edit/option_test
%canon_reldir%_edit_option_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_option_test_LDADD = $(unit_edit_ldadd)

unit_tests += %reldir%/edit/pager_test
%canon_reldir%_edit_pager_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_pager_test_LDADD = $(unit_edit_ldadd)
%canon_reldir%_edit_pager_test_LDFLAGS = $(unit_fail_ldflags)
