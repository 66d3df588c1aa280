# SPDX-License-Identifier: GPL-3.0-or-later
# Files of document/, part of libburin.

libburin_la_SOURCES += \
	%reldir%/alignment.c \
	%reldir%/alignment.h \
	%reldir%/behind.c \
	%reldir%/behind.h \
	%reldir%/document.c \
	%reldir%/document.h \
	%reldir%/changed.c \
	%reldir%/changed.h \
	%reldir%/document_apply.c \
	%reldir%/document_bytes.c \
	%reldir%/document_changes.c \
	%reldir%/document_conflicts.c \
	%reldir%/document_disk.c \
	%reldir%/document_edit.c \
	%reldir%/document_in_place.c \
	%reldir%/document_private.h \
	%reldir%/document_read.c \
	%reldir%/document_undo.c \
	%reldir%/document_log.c \
	%reldir%/edit_log.c \
	%reldir%/edit_log.h \
	%reldir%/edit_log_dump.c \
	%reldir%/edit_log_format.c \
	%reldir%/edit_log_format.h \
	%reldir%/edit_log_private.h \
	%reldir%/edit_log_reader.c \
	%reldir%/edit_log_sync.c \
	%reldir%/edit_log_write.c \
	%reldir%/history.c \
	%reldir%/history.h \
	%reldir%/hole.c \
	%reldir%/hole.h \
	%reldir%/marks.c \
	%reldir%/marks.h \
	%reldir%/reader.c \
	%reldir%/reader.h \
	%reldir%/recovery.c \
	%reldir%/recovery.h \
	%reldir%/recovery_apply.c \
	%reldir%/recovery_private.h \
	%reldir%/recovery_replay.c \
	%reldir%/recovery_rope.c \
	%reldir%/rope.c \
	%reldir%/rope.h \
	%reldir%/snapshot.c \
	%reldir%/snapshot.h \
	%reldir%/witness.c \
	%reldir%/witness.h

# Saving.
libburin_la_SOURCES += \
	%reldir%/disk.c \
	%reldir%/disk.h \
	%reldir%/journal.c \
	%reldir%/journal.h \
	%reldir%/journal_patch.c \
	%reldir%/journal_patch.h \
	%reldir%/journal_private.h \
	%reldir%/metadata.c \
	%reldir%/metadata.h \
	%reldir%/save.c \
	%reldir%/save.h \
	%reldir%/save_check.c \
	%reldir%/save_check.h \
	%reldir%/save_commit.c \
	%reldir%/save_commit.h \
	%reldir%/save_copy.c \
	%reldir%/save_copy.h \
	%reldir%/save_facts.c \
	%reldir%/save_facts.h \
	%reldir%/save_keep.c \
	%reldir%/save_keep.h \
	%reldir%/save_layout.c \
	%reldir%/save_layout.h \
	%reldir%/save_patch.c \
	%reldir%/save_patch.h \
	%reldir%/save_plan.c \
	%reldir%/save_plan.h \
	%reldir%/save_ranges.c \
	%reldir%/save_ranges.h \
	%reldir%/save_target.c \
	%reldir%/save_target.h \
	%reldir%/temporary.c \
	%reldir%/temporary.h
