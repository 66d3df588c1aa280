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
%canon_reldir%_edit_queue_test_LDFLAGS = $(unit_fail_ldflags)

unit_tests += %reldir%/edit/job_list_test
%canon_reldir%_edit_job_list_test_SOURCES = %reldir%/edit/job_list_test.c \
	%reldir%/edit/editor_fixture.h
%canon_reldir%_edit_job_list_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_job_list_test_LDADD = $(unit_edit_ldadd)

unit_tests += %reldir%/edit/registers_test
%canon_reldir%_edit_registers_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_registers_test_LDADD = $(unit_edit_ldadd)

unit_tests += %reldir%/edit/tiles_test
%canon_reldir%_edit_tiles_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_tiles_test_LDADD = $(unit_edit_ldadd)

unit_tests += %reldir%/edit/arrangement_test
%canon_reldir%_edit_arrangement_test_SOURCES = %reldir%/edit/arrangement_test.c \
	%reldir%/edit/editor_fixture.h
%canon_reldir%_edit_arrangement_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_arrangement_test_LDADD = $(unit_edit_ldadd)

unit_tests += %reldir%/edit/panes_test
%canon_reldir%_edit_panes_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_panes_test_LDADD = $(unit_edit_ldadd)

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

unit_tests += %reldir%/edit/statistics_page_test
%canon_reldir%_edit_statistics_page_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_statistics_page_test_LDADD = $(unit_edit_ldadd)

unit_tests += %reldir%/edit/palette_test
%canon_reldir%_edit_palette_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_palette_test_LDADD = $(unit_edit_ldadd)

unit_tests += %reldir%/edit/menu_test
%canon_reldir%_edit_menu_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_menu_test_LDADD = $(unit_edit_ldadd)

unit_tests += %reldir%/edit/settings_test
%canon_reldir%_edit_settings_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_settings_test_LDADD = $(unit_edit_ldadd)

unit_tests += %reldir%/edit/list_test
%canon_reldir%_edit_list_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_list_test_LDADD = $(unit_edit_ldadd)
%canon_reldir%_edit_list_test_LDFLAGS = $(unit_fail_ldflags)

unit_tests += %reldir%/edit/shifts_test
%canon_reldir%_edit_shifts_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_shifts_test_LDADD = $(unit_edit_ldadd)
%canon_reldir%_edit_shifts_test_LDFLAGS = $(unit_fail_ldflags)

unit_tests += %reldir%/edit/argument_test
%canon_reldir%_edit_argument_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_argument_test_LDADD = $(unit_edit_ldadd)

unit_tests += %reldir%/edit/command_test
%canon_reldir%_edit_command_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_command_test_LDADD = $(unit_edit_ldadd)

unit_tests += %reldir%/edit/command_table_test
%canon_reldir%_edit_command_table_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_command_table_test_LDADD = $(unit_edit_ldadd)

unit_tests += %reldir%/edit/complete_test
%canon_reldir%_edit_complete_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_complete_test_LDADD = $(unit_edit_ldadd)

unit_tests += %reldir%/edit/help_test
%canon_reldir%_edit_help_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_help_test_LDADD = $(unit_edit_ldadd)

unit_tests += %reldir%/edit/prompt_test
%canon_reldir%_edit_prompt_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_prompt_test_LDADD = $(unit_edit_ldadd)

unit_tests += %reldir%/edit/startup_test
%canon_reldir%_edit_startup_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_startup_test_LDADD = $(unit_edit_ldadd)

unit_tests += %reldir%/edit/editor_test
%canon_reldir%_edit_editor_test_SOURCES = %reldir%/edit/editor_test.c \
	%reldir%/edit/editor_fixture.h
%canon_reldir%_edit_editor_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_editor_test_LDADD = $(unit_edit_ldadd)

unit_tests += %reldir%/edit/editor_fail_test
%canon_reldir%_edit_editor_fail_test_SOURCES = %reldir%/edit/editor_fail_test.c \
	%reldir%/edit/editor_fixture.h
%canon_reldir%_edit_editor_fail_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_editor_fail_test_LDADD = $(unit_edit_ldadd)
%canon_reldir%_edit_editor_fail_test_LDFLAGS = $(unit_fail_ldflags)

unit_tests += %reldir%/edit/commands_test
%canon_reldir%_edit_commands_test_SOURCES = %reldir%/edit/commands_test.c \
	%reldir%/edit/editor_fixture.h
%canon_reldir%_edit_commands_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_commands_test_LDADD = $(unit_edit_ldadd)

unit_tests += %reldir%/edit/files_test
%canon_reldir%_edit_files_test_SOURCES = %reldir%/edit/files_test.c %reldir%/edit/editor_fixture.h
%canon_reldir%_edit_files_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_files_test_LDADD = $(unit_edit_ldadd)

unit_tests += %reldir%/edit/typing_test
%canon_reldir%_edit_typing_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_edit_typing_test_LDADD = $(unit_edit_ldadd)
