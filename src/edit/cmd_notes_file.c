/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands: notes to files and from them. */
#include "edit/commands.h"

#include <string.h>

#include "base/number.h"
#include "document/notes_exchange.h"
#include "document/notes_merge.h"
#include "document/whole_file.h"
#include "edit/editor.h"
#include "edit/notebook.h"
#include "edit/saving.h"
#include "edit/show.h"

static bool run_write(struct call *call)
{
	const char *why = notebook_why_not(call->editor, call->window);
	struct buf path = BUF_INIT, text = BUF_INIT;
	char count[NUMBER_TEXT];
	bool ok;

	if (why)
		return err_set(call->err, ERR_REFUSED, "the notes are not kept: %s", why);
	if (!notebook_keep(call->editor, call->window, call->bang, call->err))
		return false;
	size_t notes = call->window->buffer->notebook.notes.count;
	notebook_path(call->editor, call->window, &path);
	buf_format(&text, "%s note%s in %s", number_grouped(notes, count), notes == 1 ? "" : "s",
		   buf_string(&path));
	ok = buf_ok(&text) ? show_text(call->editor, "notes", buf_string(&text), call->err) :
			     err_nomem(call->err);
	buf_done(&path);
	buf_done(&text);
	return ok;
}

static void tell_count(struct call *call, size_t more)
{
	char count[NUMBER_TEXT];

	editor_message(call->editor, MESSAGE_INFO, "%s note%s read", number_grouped(more, count),
		       more == 1 ? "" : "s");
}

static bool run_read(struct call *call)
{
	const struct notes *notes = window_notes(call->window);
	size_t before = notes->count;

	if (!notebook_read(call->editor, call->window, call->bang, call->err))
		return false;
	tell_count(call, notes->count - before);
	return true;
}

static bool run_export(struct call *call)
{
	const struct notes *notes = window_notes(call->window);
	const char *path = call->args[0].text;
	struct buf text = BUF_INIT;
	enum notes_kind kind;
	char count[NUMBER_TEXT];
	bool ok;

	if (call->editor->viewer)
		return saving_refuse_viewer(call->err);
	if (!notes_kind_of(path, &kind, call->err))
		return false;
	notes_export(notes, kind, document_origin(call->window->document), &text);
	ok = buf_ok(&text) || err_nomem(call->err);
	ok = ok && whole_file_write(path, 0666, call->bang, false, text.data, text.len, call->err);
	buf_done(&text);
	if (!ok && call->err->code == ERR_EXISTS)
		return err_set(call->err, ERR_EXISTS, "%s exists: notes-export! replaces it", path);
	if (ok)
		editor_message(call->editor, MESSAGE_INFO, "%s note%s written to %s",
			       number_grouped(notes->count, count), notes->count == 1 ? "" : "s",
			       path);
	return ok;
}

/* A note of the file at its place in the document; false where that is not in it. */
static bool place(const struct window *window, struct note *note)
{
	uint64_t origin = document_origin(window->document);
	uint64_t size = document_size(window->document);

	if (note->pos < origin || note->pos - origin > size)
		return false;
	note->pos -= origin;
	note->len = note->len < size - note->pos ? note->len : size - note->pos;
	return true;
}

/* One that is there already, at the same place, gets the colour and comment that are read. */
static bool import_one(struct notes *notes, const struct note *note, size_t *more,
		       struct err *err)
{
	size_t same = notes_find(notes, note->name, strlen(note->name));

	if (same != SIZE_MAX && note_same(&notes->list[same], note))
		return true;
	++*more;
	if (same != SIZE_MAX && notes->list[same].pos == note->pos &&
	    notes->list[same].len == note->len)
		return notes_change(notes, same, note, err);
	return notes_add_free(notes, note, err);
}

static bool import_all(struct call *call, const struct notes *read)
{
	struct notes *notes = window_notes(call->window);
	size_t more = 0, outside = 0;
	char count[NUMBER_TEXT], not[NUMBER_TEXT];

	for (size_t i = 0; i < read->count; i++) {
		struct note note = read->list[i];

		if (!place(call->window, &note))
			outside++;
		else if (!import_one(notes, &note, &more, call->err))
			return false;
	}
	if (outside == 0)
		tell_count(call, more);
	else
		editor_message(call->editor, MESSAGE_WARNING, "%s read; %s left out, because the "
			       "file ends before them", number_grouped(more, count),
			       number_grouped(outside, not));
	return true;
}

static bool run_import(struct call *call)
{
	const char *path = call->args[0].text;
	struct buf text = BUF_INIT;
	enum notes_kind kind;
	struct notes read;
	bool ok;

	if (!notes_kind_of(path, &kind, call->err))
		return false;
	notes_init(&read, NULL);
	ok = notes_file_text(path, false, &text, call->err);
	if (!ok && call->err->code == ERR_NONE)
		err_set(call->err, ERR_IO, "%s is not there", path);
	if (ok && !notes_import(&read, kind, buf_string(&text), text.len, call->err))
		ok = err_prefix(call->err, "%s", path);
	ok = ok && import_all(call, &read);
	notes_done(&read);
	buf_done(&text);
	return ok;
}

const struct command commands_notes_file[] = {
	{
		.name = "notes-write", .group = GROUP_FILE,
		.flags = COMMAND_WINDOW | COMMAND_BANG,
		.help = "Saves the notes now; ! replaces those of other contents.",
		.run = run_write,
	},
	{
		.name = "notes-read", .group = GROUP_FILE,
		.flags = COMMAND_WINDOW | COMMAND_BANG,
		.help = "Reads the saved notes; with ! also those of other contents.",
		.run = run_read,
	},
	{
		.name = "notes-export", .group = GROUP_FILE,
		.args = { { .type = ARG_FILE, .name = "file" } },
		.flags = COMMAND_WINDOW | COMMAND_BANG,
		.help = "Writes the notes to a .json or .csv file.", .run = run_export,
	},
	{
		.name = "notes-import", .group = GROUP_FILE,
		.args = { { .type = ARG_FILE, .name = "file" } },
		.flags = COMMAND_WINDOW,
		.help = "Adds the notes from a .json or .csv file.", .run = run_import,
	},
	{ .name = NULL },
};
