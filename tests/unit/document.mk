# SPDX-License-Identifier: GPL-3.0-or-later
# Unit tests of document/.

unit_tests += %reldir%/document/rope_test
%canon_reldir%_document_rope_test_SOURCES = %reldir%/document/rope_test.c %reldir%/document/house.h
%canon_reldir%_document_rope_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_rope_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/document/history_test
%canon_reldir%_document_history_test_SOURCES = \
	%reldir%/document/history_test.c %reldir%/document/house.h
%canon_reldir%_document_history_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_history_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/document/marks_test
%canon_reldir%_document_marks_test_SOURCES = \
	%reldir%/document/marks_test.c %reldir%/document/house.h
%canon_reldir%_document_marks_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_marks_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/document/document_test
%canon_reldir%_document_document_test_SOURCES = \
	%reldir%/document/document_test.c %reldir%/document/house.h
%canon_reldir%_document_document_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_document_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/document/document_edit_test
%canon_reldir%_document_document_edit_test_SOURCES = \
	%reldir%/document/document_edit_test.c %reldir%/document/house.h
%canon_reldir%_document_document_edit_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_document_edit_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/document/conflicts_test
%canon_reldir%_document_conflicts_test_SOURCES = %reldir%/document/conflicts_test.c \
	%reldir%/document/house.h
%canon_reldir%_document_conflicts_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_conflicts_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/document/disk_test
%canon_reldir%_document_disk_test_SOURCES = %reldir%/document/disk_test.c %reldir%/document/house.h
%canon_reldir%_document_disk_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_disk_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/document/lost_test
%canon_reldir%_document_lost_test_SOURCES = %reldir%/document/lost_test.c %reldir%/document/house.h
%canon_reldir%_document_lost_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_lost_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/document/in_place_test
%canon_reldir%_document_in_place_test_SOURCES = \
	%reldir%/document/in_place_test.c %reldir%/document/house.h
%canon_reldir%_document_in_place_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_in_place_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/document/document_fail_test
%canon_reldir%_document_document_fail_test_SOURCES = \
	%reldir%/document/document_fail_test.c %reldir%/document/house.h
%canon_reldir%_document_document_fail_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_document_fail_test_LDADD = $(unit_ldadd)
%canon_reldir%_document_document_fail_test_LDFLAGS = $(unit_fail_ldflags)

# Saving.
deadly_disk = %reldir%/document/deadly_disk.c %reldir%/document/deadly_disk.h
save_support = %reldir%/document/save_support.c %reldir%/document/save_support.h

unit_tests += %reldir%/document/save_plan_test
%canon_reldir%_document_save_plan_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_save_plan_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/document/save_test
%canon_reldir%_document_save_test_SOURCES = %reldir%/document/save_test.c $(save_support)
%canon_reldir%_document_save_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_save_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/document/journal_test
%canon_reldir%_document_journal_test_SOURCES = %reldir%/document/journal_test.c \
	tests/support/sim_disk.c tests/support/sim_disk.h \
	tests/support/sim_file.c tests/support/sim_file.h $(save_support)
%canon_reldir%_document_journal_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_journal_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/document/save_patch_test
%canon_reldir%_document_save_patch_test_SOURCES = %reldir%/document/save_patch_test.c \
	$(save_support)
%canon_reldir%_document_save_patch_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_save_patch_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/document/save_change_test
%canon_reldir%_document_save_change_test_SOURCES = %reldir%/document/save_change_test.c \
	$(save_support)
%canon_reldir%_document_save_change_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_save_change_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/document/save_place_test
%canon_reldir%_document_save_place_test_SOURCES = %reldir%/document/save_place_test.c \
	$(save_support)
%canon_reldir%_document_save_place_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_save_place_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/document/metadata_test
%canon_reldir%_document_metadata_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_metadata_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/document/save_fail_test
%canon_reldir%_document_save_fail_test_SOURCES = %reldir%/document/save_fail_test.c $(save_support)
%canon_reldir%_document_save_fail_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_save_fail_test_LDADD = $(unit_ldadd)
%canon_reldir%_document_save_fail_test_LDFLAGS = $(unit_fail_ldflags)

# Its own hooks: they also see the calls that support/fail.h does not know, and end the process.
save_hook_ldflags = $(AM_LDFLAGS) \
	-Wl,--wrap=openat,--wrap=openat64,--wrap=pwrite,--wrap=pwrite64,--wrap=fsync \
	-Wl,--wrap=ftruncate,--wrap=ftruncate64,--wrap=fallocate,--wrap=fallocate64 \
	-Wl,--wrap=copy_file_range,--wrap=renameat,--wrap=renameat2,--wrap=linkat \
	-Wl,--wrap=unlinkat,--wrap=fchown,--wrap=fchmod,--wrap=fsetxattr \
	-Wl,--wrap=fdatasync,--wrap=syncfs,--wrap=sync_file_range,--wrap=ioctl

save_scene = %reldir%/document/save_scene.c %reldir%/document/save_scene.h \
	%reldir%/document/save_hook.c %reldir%/document/save_hook.h $(save_support)

unit_tests += %reldir%/document/save_hook_test
%canon_reldir%_document_save_hook_test_SOURCES = %reldir%/document/save_hook_test.c $(save_scene)
%canon_reldir%_document_save_hook_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_save_hook_test_LDADD = $(unit_ldadd)
%canon_reldir%_document_save_hook_test_LDFLAGS = $(save_hook_ldflags)

unit_tests += %reldir%/document/save_beside_test
%canon_reldir%_document_save_beside_test_SOURCES = %reldir%/document/save_beside_test.c \
	%reldir%/document/save_hook.c %reldir%/document/save_hook.h $(save_support)
%canon_reldir%_document_save_beside_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_save_beside_test_LDADD = $(unit_ldadd)
%canon_reldir%_document_save_beside_test_LDFLAGS = $(save_hook_ldflags) \
	-Wl,--wrap=lseek,--wrap=lseek64,--wrap=pread,--wrap=pread64

unit_tests += %reldir%/document/save_kill_test
%canon_reldir%_document_save_kill_test_SOURCES = %reldir%/document/save_kill_test.c \
	%reldir%/document/save_kill.h $(save_scene)
%canon_reldir%_document_save_kill_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_save_kill_test_LDADD = $(unit_ldadd)
%canon_reldir%_document_save_kill_test_LDFLAGS = $(save_hook_ldflags)

unit_tests += %reldir%/document/save_patch_kill_test
%canon_reldir%_document_save_patch_kill_test_SOURCES = \
	%reldir%/document/save_patch_kill_test.c $(deadly_disk) $(save_support)
%canon_reldir%_document_save_patch_kill_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_save_patch_kill_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/document/save_shift_kill_test
%canon_reldir%_document_save_shift_kill_test_SOURCES = \
	%reldir%/document/save_shift_kill_test.c $(deadly_disk) $(save_support)
%canon_reldir%_document_save_shift_kill_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_save_shift_kill_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/document/journal_shift_test
%canon_reldir%_document_journal_shift_test_SOURCES = \
	%reldir%/document/journal_shift_test.c $(save_support)
%canon_reldir%_document_journal_shift_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_journal_shift_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/document/changes_test
%canon_reldir%_document_changes_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_changes_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/document/behind_test
%canon_reldir%_document_behind_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_behind_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/document/log_saved_test
%canon_reldir%_document_log_saved_test_SOURCES = \
	%reldir%/document/log_saved_test.c %reldir%/document/log_session.h
%canon_reldir%_document_log_saved_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_log_saved_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/document/log_kill_test
%canon_reldir%_document_log_kill_test_SOURCES = \
	%reldir%/document/log_kill_test.c %reldir%/document/log_session.h \
	%reldir%/document/save_kill.h \
	%reldir%/document/save_hook.c %reldir%/document/save_hook.h
%canon_reldir%_document_log_kill_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_log_kill_test_LDADD = $(unit_ldadd)
%canon_reldir%_document_log_kill_test_LDFLAGS = $(save_hook_ldflags)

unit_tests += %reldir%/document/log_forged_test
%canon_reldir%_document_log_forged_test_SOURCES = \
	%reldir%/document/log_forged_test.c %reldir%/document/log_session.h
%canon_reldir%_document_log_forged_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_log_forged_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/document/log_composed_test
%canon_reldir%_document_log_composed_test_SOURCES = \
	%reldir%/document/log_composed_test.c %reldir%/document/log_maker.h \
	%reldir%/document/log_session.h
%canon_reldir%_document_log_composed_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_log_composed_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/document/log_reader_test
%canon_reldir%_document_log_reader_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_log_reader_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/document/log_fault_test
%canon_reldir%_document_log_fault_test_SOURCES = \
	%reldir%/document/log_fault_test.c %reldir%/document/log_session.h
%canon_reldir%_document_log_fault_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_log_fault_test_LDADD = $(unit_ldadd)
%canon_reldir%_document_log_fault_test_LDFLAGS = $(unit_fail_ldflags)

unit_tests += %reldir%/document/log_kept_test
%canon_reldir%_document_log_kept_test_SOURCES = \
	%reldir%/document/log_kept_test.c %reldir%/document/log_session.h
%canon_reldir%_document_log_kept_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_log_kept_test_LDADD = $(unit_ldadd)
%canon_reldir%_document_log_kept_test_LDFLAGS = $(unit_fail_ldflags)

unit_tests += %reldir%/document/edit_log_test
%canon_reldir%_document_edit_log_test_SOURCES = \
	%reldir%/document/edit_log_test.c %reldir%/document/log_session.h
%canon_reldir%_document_edit_log_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_edit_log_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/document/notes_test
%canon_reldir%_document_notes_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_notes_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/document/notes_file_test
%canon_reldir%_document_notes_file_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_notes_file_test_LDADD = $(unit_ldadd)
%canon_reldir%_document_notes_file_test_LDFLAGS = $(unit_fail_ldflags)
