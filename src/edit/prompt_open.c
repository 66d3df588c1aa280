/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening and closing the prompt of an editor. */
#include "edit/prompt.h"

#include "edit/editor.h"
#include "edit/incsearch.h"
#include "edit/palette.h"

static void open_prompt(struct editor *editor, enum prompt_kind kind, const char *text)
{
	struct prompt *prompt = &editor->prompt;
	prompt->kind = kind;
	lineedit_set(&prompt->line, text);
	prompt->history_at = prompt->history[prompt_history_kind(prompt)].count;
	editor->message_kind = MESSAGE_NONE;
	prompt_update(editor);
}

void prompt_open_line(struct editor *editor, const char *text)
{
	prompt_close(editor);
	buf_text(&editor->prompt.label, ":");
	open_prompt(editor, PROMPT_LINE, text);
}

/* "goto POSITION: " */
static void make_label(struct buf *label, const struct request *request, int missing)
{
	const struct argument *argument = &request->command->args[missing];
	buf_format(label, "%s%s ", request->command->name, request->bang ? "!" : "");
	command_argument_usage(argument, label);
	buf_text(label, ": ");
}

void prompt_open_argument(struct editor *editor, const struct request *request, int missing)
{
	struct prompt *prompt = &editor->prompt;
	struct request copy = *request;
	struct buf given = BUF_INIT;
	buf_text(&given, request->given);
	prompt_close(editor);
	buf_add(&prompt->given, given.data, given.len);
	buf_done(&given);
	copy.given = buf_string(&prompt->given);
	prompt->request = copy;
	prompt->missing = missing;
	make_label(&prompt->label, request, missing);
	open_prompt(editor, PROMPT_ARGUMENT, "");
}

bool prompt_open_palette(struct editor *editor, const char *text, struct err *err)
{
	/* A text that is read would hide the list, and many commands are for what is below. */
	pager_close(&editor->pager);
	struct list *palette = palette_new(editor->keymap, editor_context(editor), err);
	if (!palette)
		return false;
	prompt_close(editor);
	palette->focused = true;
	editor->palette = palette;
	buf_text(&editor->prompt.label, "command: ");
	open_prompt(editor, PROMPT_PALETTE, text);
	return true;
}

void prompt_close(struct editor *editor)
{
	incsearch_end(editor);
	list_free(editor->palette);
	editor->palette = NULL;
	prompt_reset(&editor->prompt);
}
