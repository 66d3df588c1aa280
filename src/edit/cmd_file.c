/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands for whole files. Saving itself, and what it asks, is in saving.c. */
#include "edit/commands.h"

#include <inttypes.h>
#include <string.h>

#include "base/number.h"
#include "base/printable.h"
#include "edit/editor.h"
#include "edit/edits.h"
#include "edit/notebook.h"
#include "edit/recover.h"
#include "edit/saving.h"
#include "edit/show.h"
#include "edit/typing.h"

enum { KIB = 1024 };

static const char *const mode_names[] = { "read", "copy", "write", NULL };
static const enum document_mode modes[] = { DOCUMENT_READ, DOCUMENT_COPY, DOCUMENT_WRITE };

static const char *const close_names[] = { "write", NULL };

static const char *mode_name(enum document_mode mode)
{
	return mode == DOCUMENT_READ ? "read-only" : mode == DOCUMENT_WRITE ? "in place" : "copy";
}

/* Nothing else is to be saved. */
static bool write_notes(struct call *call)
{
	bool any = notebook_is_dirty(call->editor, call->window);

	if (!notebook_keep(call->editor, call->window, false, call->err))
		return false;
	editor_message(call->editor, MESSAGE_INFO, any ? "the notes are saved" :
		       "there are no changes to save");
	return true;
}

static bool run_write(struct call *call)
{
	struct window *window = call->window;
	const struct value *range = &call->args[0], *file = &call->args[1];
	struct save_request request = {
		.path = file->given ? file->text : NULL,
		.overwrite = call->bang,
		.partial = range->given,
		.pos = range->number,
		.len = range->len,
	};

	if (range->given && !file->given)
		return err_set(call->err, ERR_SYNTAX, "a range needs a file: write A,B FILE");
	if (!file->given && !document_path(window->document)) {
		if (show_can_ask(call->editor))
			return command_run_line(call->editor, "write-as", false, 1, call->err);
		return err_set(call->err, ERR_REFUSED, "the document has no name: write FILE");
	}
	if (!file->given && !call->bang && document_mode(window->document) == DOCUMENT_COPY &&
	    !document_is_modified(window->document)) {
		return write_notes(call);
	}
	return saving_start(call->editor, window, &request, call->err);
}

static bool run_write_as(struct call *call)
{
	struct save_request request = {
		.path = call->args[0].text,
		.overwrite = call->bang,
		.rename = true,
	};

	return saving_start(call->editor, call->window, &request, call->err);
}

static bool run_write_all(struct call *call)
{
	return editor_save_all(call->editor, false, call->bang, call->err);
}

static bool run_read(struct call *call)
{
	struct window *window = call->window;
	struct ropes *ropes = document_ropes(window->document);
	struct rope *rope = document_read_file(window->document, call->args[0].text, call->err);
	char size[NUMBER_TEXT];
	uint64_t pos;
	bool ok;

	if (!rope) {
		if (call->err->code != ERR_NONE)
			return false;
		editor_message(call->editor, MESSAGE_INFO, "%s is empty", call->args[0].text);
		return true;
	}
	window_follow(window);
	pos = window->cursor;
	ok = typing_rope(window, rope, true, call->err) && edits_done(call, pos);
	if (ok)
		editor_message(call->editor, MESSAGE_INFO, "%s inserted",
			       number_size(rope_len(rope), size));
	rope_unref(ropes, rope);
	return ok;
}

static bool run_edit(struct call *call)
{
	struct editor *editor = call->editor;
	const struct document_options options = { .mode = editor->open_mode,
						  .forensic = editor->forensic };

	if (!editor_open(editor, call->args[0].text, &options, call->err))
		return false;
	recover_begin(editor, editor_window(editor));
	if (!call->bang)
		return true;
	return saving_is_over(editor_window(editor), call->err) &&
	       document_revert(editor_window(editor)->document, call->err);
}

static bool show_other(struct call *call, uint64_t step)
{
	struct editor *editor = call->editor;
	size_t count = editor->window_count;

	if (count < 2) {
		editor_message(editor, MESSAGE_INFO, "no other file is open");
		return true;
	}
	editor_show(editor, (editor->current + (size_t)(step % count)) % count);
	editor_message(editor, MESSAGE_INFO, "%zu of %zu: %s", editor->current + 1, count,
		       document_name(editor_window(editor)->document));
	return true;
}

static bool run_next(struct call *call)
{
	return show_other(call, call->count);
}

static bool run_previous(struct call *call)
{
	size_t count = call->editor->window_count;

	return show_other(call, count - call->count % count);
}

static void add_name(struct buf *text, const struct document *document)
{
	const char *name = document_name(document);

	printable_add(text, name, strlen(name));
}

static bool show(struct call *call, const char *title, struct buf *text)
{
	bool ok = buf_ok(text) ? show_text(call->editor, title, buf_string(text), call->err) :
				 err_nomem(call->err);

	buf_done(text);
	return ok;
}

/* Blanks after a name that begins at `start`, so that what follows the names stands in columns. */
static void pad_name(struct buf *text, size_t start, int width)
{
	int cells = printable_cells(buf_string(text) + start, text->len - start);

	buf_fill(text, ' ', cells < width ? (size_t)(width - cells) : 0);
}

static int names_width(const struct editor *editor)
{
	enum { MOST = 40 };
	int width = 0;

	for (size_t i = 0; i < editor->window_count; i++) {
		struct buf name = BUF_INIT;

		add_name(&name, editor->windows[i]->document);
		int cells = printable_cells(buf_string(&name), name.len);
		width = cells > width && cells <= MOST ? cells : width;
		buf_done(&name);
	}
	return width;
}

static bool run_files(struct call *call)
{
	const struct editor *editor = call->editor;
	struct buf text = BUF_INIT;
	char size[NUMBER_TEXT];
	int width = names_width(editor);

	for (size_t i = 0; i < editor->window_count; i++) {
		const struct document *document = editor->windows[i]->document;

		buf_format(&text, "%c %2zu  ", i == editor->current ? '>' : ' ', i + 1);
		size_t start = text.len;
		add_name(&text, document);
		pad_name(&text, start, width);
		buf_format(&text, "  %s  %s%s\n", number_size(document_size(document), size),
			   mode_name(document_mode(document)),
			   document_is_modified(document) ? "  changed" : "");
	}
	if (editor->window_count == 0)
		buf_text(&text, "no file is open\n");
	return show(call, "files", &text);
}

static bool ask_to_close(struct call *call)
{
	static const struct prompt_choice choices[] = {
		{ 'w', "write", "close write" },
		{ 'd', "discard", "close!" },
		{ 's', "stay", NULL },
	};
	struct buf question = BUF_INIT;
	bool asked;

	buf_format(&question, "%s has unsaved changes", document_name(call->window->document));
	asked = buf_ok(&question) ?
		prompt_ask(call->editor, buf_string(&question), choices, 3, call->err) :
		err_nomem(call->err);
	buf_done(&question);
	return asked;
}

/* A save that asks something leaves the file open: the answer is a save of its own. One that runs
 * is waited for by editor_poll(). */
static bool write_and_close(struct call *call)
{
	struct editor *editor = call->editor;
	struct window *window = call->window;
	struct buffer *buffer = window->buffer;
	const struct save_request request = { .path = NULL };
	bool ok;

	if (!document_path(window->document))
		return err_set(call->err, ERR_REFUSED,
			       "%s has no name yet: write NAME gives it one",
			       document_name(window->document));
	buffer->closing = true;
	ok = saving_start(editor, window, &request, call->err);
	buffer->closing = buffer->closing && ok && editor->prompt.kind == PROMPT_NONE;
	if (buffer->closing && !buffer->saving)
		editor_close(editor, editor->current);
	return ok;
}

static bool run_close(struct call *call)
{
	struct window *window = call->window;

	if (!saving_is_over(window, call->err))
		return false;
	if (document_is_modified(window->document) && call->args[0].given)
		return write_and_close(call);
	if (document_is_modified(window->document) && !call->bang)
		return ask_to_close(call);
	if (!notebook_keep(call->editor, window, false, call->err) && !call->bang)
		return false;
	err_clear(call->err);
	editor_close(call->editor, call->editor->current);
	return true;
}

/* What is written to a device in place is on it at once, and no file beside it is left to go back
 * to. */
static bool ask_for_device(struct call *call)
{
	static const struct prompt_choice choices[] = {
		{ 'w', "write to it", "mode! write" },
		{ 'c', "cancel", NULL },
	};
	const struct document *document = call->window->document;
	struct buf question = BUF_INIT;
	char size[NUMBER_TEXT];
	bool asked;

	buf_format(&question, "each edit is on the device %s (%s) at once", document_name(document),
		   number_size(document_size(document), size));
	if (!buf_ok(&question))
		asked = err_nomem(call->err);
	else if (show_can_ask(call->editor))
		asked = prompt_ask(call->editor, buf_string(&question), choices, 2, call->err);
	else
		asked = err_set(call->err, ERR_REFUSED, "%s: \"mode! write\" says that it is meant",
				buf_string(&question));
	buf_done(&question);
	return asked;
}

static bool run_mode(struct call *call)
{
	struct window *window = call->window;
	enum document_mode mode = DOCUMENT_COPY;

	if (!saving_is_over(window, call->err))
		return false;
	for (size_t i = 0; mode_names[i]; i++)
		if (strcmp(call->args[0].text, mode_names[i]) == 0)
			mode = modes[i];
	if (call->editor->viewer && mode != DOCUMENT_READ)
		return saving_refuse_viewer(call->err);
	if (mode == DOCUMENT_WRITE && document_is_device(window->document) && !call->bang)
		return ask_for_device(call);
	if (!document_set_mode(window->document, mode, call->err))
		return false;
	window_follow(window);
	if (mode == DOCUMENT_READ)
		window->editing = call->editor->options.keys == PRESET_EMACS;
	editor_message(call->editor, mode == DOCUMENT_WRITE ? MESSAGE_WARNING : MESSAGE_INFO,
		       mode == DOCUMENT_WRITE ? "in place: each edit is in the file at once" :
		       mode == DOCUMENT_READ ? "read-only: edits are refused" :
		       "copy: edits stay in memory until they are saved");
	window->buffer->others = document_claim(window->document);
	if (window->buffer->others != OTHERS_NONE && mode != DOCUMENT_READ)
		editor_tell_others(call->editor, window);
	return true;
}

static bool run_info(struct call *call)
{
	struct window *window = call->window;
	const struct document *document = window->document;
	uint64_t size = document_size(document);
	struct buf text = BUF_INIT;
	char short_size[NUMBER_TEXT], bytes[NUMBER_TEXT];

	window_follow(window);
	add_name(&text, document);
	buf_format(&text, ": %s", number_size(size, short_size));
	if (size >= KIB)
		buf_format(&text, " (%s bytes)", number_grouped(size, bytes));
	buf_format(&text, ", %s, %s%s, at 0x%" PRIx64 " (%" PRIu64 ") of 0x%" PRIx64,
		   mode_name(document_mode(document)), document_medium(document),
		   document_is_modified(document) ? ", changed" : "",
		   window_address(window, window->cursor), window_address(window, window->cursor),
		   window_address(window, size));
	return show(call, "info", &text);
}

#define FILES .group = GROUP_FILE
#define BOTH .contexts = BIND_VIEW | BIND_EDIT

const struct command commands_file[] = {
	{
		.name = "write", .alias = "w save", FILES, BOTH,
		.keys = { "<C-s> <F2>", "<C-s> <F2>", "<C-x><C-s> <F2>" },
		.args = { { .type = ARG_RANGE, .name = "range", .optional = true },
			  { .type = ARG_FILE, .name = "file", .optional = true } },
		.flags = COMMAND_WINDOW | COMMAND_BANG,
		.help = "Saves the file, or writes it, or a range, to another one.",
		.run = run_write,
	},
	{
		.name = "write-as", .alias = "saveas", FILES, BOTH,
		.keys = { "<M-s>", NULL, "<C-x><C-w>" },
		.args = { { .type = ARG_FILE, .name = "file" } },
		.flags = COMMAND_WINDOW | COMMAND_BANG,
		.help = "Saves under another name.", .run = run_write_as,
	},
	{
		.name = "write-all", .alias = "wa wall", FILES, BOTH, .flags = COMMAND_BANG,
		.keys = { NULL, NULL, "<C-x>s" },
		.help = "Saves every changed file; with ! also over changes of others.",
		.run = run_write_all,
	},
	{
		.name = "read", .alias = "r", FILES, BOTH, .keys = { NULL, NULL, "<C-x>i" },
		.args = { { .type = ARG_FILE, .name = "file" } },
		.flags = COMMAND_WINDOW | COMMAND_CHANGES,
		.help = "Inserts a file at the cursor.", .run = run_read,
	},
	{
		.name = "edit", .alias = "e open", FILES, BOTH,
		.keys = { "<M-o>", NULL, "<C-x><C-f>" },
		.args = { { .type = ARG_FILE, .name = "file" } },
		.flags = COMMAND_BANG,
		.help = "Opens a file.", .run = run_edit,
	},
	{
		.name = "next", .alias = "n", FILES, BOTH, .keys = { "]f", "]f", "<C-x><Right>" },
		.flags = COMMAND_WINDOW,
		.help = "Shows the next file.", .run = run_next,
	},
	{
		.name = "previous", .alias = "prev", FILES, BOTH,
		.keys = { "[f", "[f", "<C-x><Left>" },
		.flags = COMMAND_WINDOW,
		.help = "Shows the previous file.", .run = run_previous,
	},
	{
		.name = "files", .alias = "ls", FILES, BOTH, .keys = { "L", "gl", "<C-x><C-b>" },
		.help = "Lists the open files.", .run = run_files,
	},
	{
		.name = "close", .alias = "bd", FILES, BOTH, .keys = { NULL, NULL, "<C-x>k" },
		.args = { { .type = ARG_CHOICE, .name = "write", .optional = true,
			    .choices = close_names } },
		.flags = COMMAND_WINDOW | COMMAND_BANG,
		.help = "Closes this file; with ! drops its changes.", .run = run_close,
	},
	{
		.name = "mode", FILES,
		.args = { { .type = ARG_CHOICE, .name = "mode", .choices = mode_names } },
		.flags = COMMAND_WINDOW | COMMAND_BANG,
		.help = "Switches between read, copy (in memory) and write (in place).",
		.run = run_mode,
	},
	{
		.name = "info", FILES, BOTH, .keys = { "=", "<C-g>", "<C-x>=" },
		.flags = COMMAND_WINDOW,
		.help = "Shows the name, size, mode and position.", .run = run_info,
	},
	{ .name = NULL },
};
