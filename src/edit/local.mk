# SPDX-License-Identifier: GPL-3.0-or-later
# Files of edit/, part of libburinedit.

# Windows, jobs, registers.
libburinedit_la_SOURCES += \
	%reldir%/action_log.c \
	%reldir%/action_log.h \
	%reldir%/proof.c \
	%reldir%/proof.h \
	%reldir%/fold.c \
	%reldir%/fold.h \
	%reldir%/layout.c \
	%reldir%/layout.h \
	%reldir%/queue.c \
	%reldir%/queue.h \
	%reldir%/registers.c \
	%reldir%/registers.h \
	%reldir%/window.c \
	%reldir%/window.h \
	%reldir%/window_conflict.c \
	%reldir%/window_conflict.h \
	%reldir%/window_live.c \
	%reldir%/window_live.h \
	%reldir%/window_move.c \
	%reldir%/window_rows.c

# Keys, the command line, the prompt, texts.
libburinedit_la_SOURCES += \
	%reldir%/argument.c \
	%reldir%/argument.h \
	%reldir%/argument_range.c \
	%reldir%/argument_range.h \
	%reldir%/clipboard.c \
	%reldir%/clipboard.h \
	%reldir%/cmd_jumps.c \
	%reldir%/cmd_find_all.c \
	%reldir%/cmd_inspect.c \
	%reldir%/cmd_inspect.h \
	%reldir%/cmd_inspector.c \
	%reldir%/cmd_list.c \
	%reldir%/cmd_pager.c \
	%reldir%/cmd_program.c \
	%reldir%/cmd_recover.c \
	%reldir%/cmd_view.c \
	%reldir%/command.c \
	%reldir%/command.h \
	%reldir%/command_eval.c \
	%reldir%/command_line.c \
	%reldir%/commands.c \
	%reldir%/commands.h \
	%reldir%/complete.c \
	%reldir%/complete.h \
	%reldir%/editor.h \
	%reldir%/encoding.c \
	%reldir%/encoding.h \
	%reldir%/findings.c \
	%reldir%/findings.h \
	%reldir%/findings_export.c \
	%reldir%/findings_filter.c \
	%reldir%/findings_private.h \
	%reldir%/findings_search.c \
	%reldir%/help.c \
	%reldir%/help.h \
	%reldir%/incsearch.c \
	%reldir%/incsearch.h \
	%reldir%/incsearch_run.c \
	%reldir%/inspector.c \
	%reldir%/inspector.h \
	%reldir%/inspector_rows.c \
	%reldir%/key.c \
	%reldir%/key.h \
	%reldir%/keymap.c \
	%reldir%/keymap.h \
	%reldir%/list.c \
	%reldir%/list.h \
	%reldir%/list_place.c \
	%reldir%/list_place.h \
	%reldir%/lineedit.c \
	%reldir%/lineedit.h \
	%reldir%/option.c \
	%reldir%/option.h \
	%reldir%/pager.c \
	%reldir%/pager.h \
	%reldir%/paths.c \
	%reldir%/paths.h \
	%reldir%/prompt.c \
	%reldir%/prompt.h \
	%reldir%/prompt_history.c \
	%reldir%/prompt_key.c \
	%reldir%/prompt_open.c \
	%reldir%/prompt_preview.c \
	%reldir%/prompt_question.c \
	%reldir%/recover.c \
	%reldir%/recover.h \
	%reldir%/shifts.c \
	%reldir%/shifts.h \
	%reldir%/show.c \
	%reldir%/show.h \
	%reldir%/source.c \
	%reldir%/source.h \
	%reldir%/startup.c \
	%reldir%/startup.h

# The editor, typing, commands for bytes and files.
libburinedit_la_SOURCES += \
	%reldir%/cmd_digest.c \
	%reldir%/cmd_changes.c \
	%reldir%/cmd_edit.c \
	%reldir%/cmd_file.c \
	%reldir%/cmd_look.c \
	%reldir%/cmd_move.c \
	%reldir%/cmd_paste.c \
	%reldir%/cmd_replace.c \
	%reldir%/cmd_replace_each.c \
	%reldir%/cmd_search.c \
	%reldir%/cmd_shell.c \
	%reldir%/cmd_select.c \
	%reldir%/cmd_transform.c \
	%reldir%/cmd_type.c \
	%reldir%/cmd_undo.c \
	%reldir%/cmd_watch.c \
	%reldir%/editor.c \
	%reldir%/editor_hint.c \
	%reldir%/editor_key.c \
	%reldir%/editor_state.c \
	%reldir%/editor_watch.c \
	%reldir%/edits.c \
	%reldir%/edits.h \
	%reldir%/news.c \
	%reldir%/news.h \
	%reldir%/replace_line.c \
	%reldir%/replace_line.h \
	%reldir%/saving.c \
	%reldir%/saving_ask.c \
	%reldir%/saving_ask.h \
	%reldir%/saving.h \
	%reldir%/script.c \
	%reldir%/seek.c \
	%reldir%/seek.h \
	%reldir%/task.c \
	%reldir%/task.h \
	%reldir%/typing.c \
	%reldir%/typing.h
