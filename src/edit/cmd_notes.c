/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Commands: notes made, changed, removed, listed and walked through. Where the list of notes has
 * the keys its row is meant, else the note under the cursor. Files of notes are in
 * cmd_notes_file.c.
 */
#include "edit/commands.h"

#include <inttypes.h>
#include <string.h>

#include "edit/argument_range.h"
#include "edit/editor.h"
#include "edit/note_list.h"
#include "edit/notebook.h"
#include "edit/show.h"

/* The index of the note that is meant; SIZE_MAX with an error. */
static size_t note_meant(struct call *call)
{
	struct list *list = editor_list(call->editor);
	const struct notes *notes = window_notes(call->window);
	size_t index = note_list_chosen(list);

	if (index == SIZE_MAX && !(list && list->focused))
		index = notes_at(notes, call->window->cursor);
	if (index == SIZE_MAX)
		err_set(call->err, ERR_REFUSED, "there is no note here");
	return index;
}

/* That no other note than `but` has the name. */
static bool check_free(struct call *call, const char *name, size_t but)
{
	const struct notes *notes = window_notes(call->window);
	size_t taken = notes_find(notes, name, strlen(name));

	return taken == SIZE_MAX || taken == but ||
	       err_set(call->err, ERR_EXISTS, "there is a note %s already, at 0x%" PRIx64, name,
		       window_address(call->window, notes->list[taken].pos));
}

static void tell(struct call *call, const char *what, const struct note *note)
{
	const char *why = notebook_why_not(call->editor, call->window);

	editor_message(call->editor, MESSAGE_INFO, "note %s%s: %" PRIu64 " byte%s at 0x%" PRIx64
		       "%s%s", note->name, what, note->len, note->len == 1 ? "" : "s",
		       window_address(call->window, note->pos), why ? "; not kept: " : "",
		       why ? why : "");
}

/* The selection, else the byte at the cursor. */
static void place_here(const struct call *call, struct note *note)
{
	const struct value *range = &call->args[0];

	if (range->given) {
		note->pos = range->number;
		note->len = range->len;
	} else {
		window_selection(call->window, &note->pos, &note->len);
	}
}

/* A comment as it was typed: what is in quotes as a whole loses them. */
static void take_comment(const char *text, struct buf *comment)
{
	size_t len = strlen(text);

	if (*text != '"' || notes_unquote(text, len, comment) != len) {
		buf_clear(comment);
		buf_text(comment, text);
	}
}

/* "NAME COMMENT"; the name "-" is one that is free. */
static bool add_note(struct call *call, const char *text)
{
	struct notes *notes = window_notes(call->window);
	size_t len = strcspn(text, " ");
	struct buf name = BUF_INIT, comment = BUF_INIT;
	struct note note = { 0 };
	bool ok;

	place_here(call, &note);
	buf_add(&name, text, len);
	if (len == 0 || (len == 1 && *text == '-')) {
		buf_clear(&name);
		notes_free_name(notes, "", &name);
	}
	text += len + strspn(text + len, " ");
	note.name = (char *)(uintptr_t)buf_string(&name);
	take_comment(text, &comment);
	note.comment = (char *)(uintptr_t)buf_string(&comment);
	ok = (buf_ok(&name) && buf_ok(&comment)) || err_nomem(call->err);
	ok = ok && check_free(call, note.name, SIZE_MAX) && notes_add(notes, &note, call->err);
	if (ok) {
		window_unselect(call->window);
		tell(call, "", &note);
	}
	buf_done(&name);
	buf_done(&comment);
	return ok;
}

static bool run_note(struct call *call)
{
	window_follow(call->window);
	return add_note(call, call->args[1].given ? call->args[1].text : "");
}

/* Changes the note and says so. */
static bool change(struct call *call, size_t index, struct note *note, const char *what)
{
	struct notes *notes = window_notes(call->window);

	if (!check_free(call, note->name, index) || !notes_change(notes, index, note, call->err))
		return false;
	/* What it borrowed from is gone. */
	tell(call, what, &notes->list[notes_find_id(notes, note->id)]);
	return true;
}

/* As take_comment() reads it. */
static void add_comment(const char *comment, struct buf *line)
{
	if (*comment == '"')
		notes_quote(comment, line);
	else
		buf_text(line, comment);
}

/* The line to be changed, with what is there now. */
static bool ask_for(struct call *call, const char *field, const struct note *note)
{
	struct buf line = BUF_INIT;
	bool name = strcmp(field, "name") == 0, ok;

	if (!show_can_ask(call->editor))
		return err_set(call->err, ERR_SYNTAX, "note-edit: the %s is missing", field);
	buf_format(&line, "note-edit %s ", field);
	if (strcmp(field, "range") == 0)
		buf_format(&line, "0x%" PRIx64 ",+%" PRIu64,
			   window_address(call->window, note->pos), note->len);
	else if (strcmp(field, "comment") == 0)
		add_comment(note->comment, &line);
	else
		buf_text(&line, name ? note->name : note_colour_name(note->colour));
	ok = buf_ok(&line) || err_nomem(call->err);
	if (ok)
		prompt_open_line(call->editor, buf_string(&line));
	buf_done(&line);
	return ok;
}

static bool set_range(struct call *call, const char *text, struct note *note)
{
	struct value range = { 0 };
	size_t used;

	if (!argument_range(call->window, text, false, true, &used, &range, call->err))
		return false;
	note->pos = range.number;
	note->len = range.len;
	return text[used] == '\0' || err_set(call->err, ERR_SYNTAX, "\"%s\" is too much",
					     text + used);
}

static bool set_colour(struct call *call, const char *text, struct note *note)
{
	struct buf all = BUF_INIT;

	if (note_colour_find(text, strlen(text), &note->colour))
		return true;
	for (int i = 0; i < NOTE_COLOURS; i++)
		buf_format(&all, "%s%s", i ? ", " : "", note_colour_name((enum note_colour)i));
	err_set(call->err, ERR_SYNTAX, "a colour is one of %s", buf_string(&all));
	buf_done(&all);
	return false;
}

static bool run_edit(struct call *call)
{
	const char *field = call->args[0].text, *text = call->args[1].text;
	size_t index = note_meant(call);
	struct buf comment = BUF_INIT;
	struct note note;
	bool ok;

	if (index == SIZE_MAX)
		return false;
	note = call->window->buffer->notebook.notes.list[index];
	if (!call->args[1].given)
		return ask_for(call, field, &note);
	ok = true;
	if (strcmp(field, "name") == 0) {
		note.name = (char *)(uintptr_t)text;
	} else if (strcmp(field, "comment") == 0) {
		take_comment(text, &comment);
		note.comment = (char *)(uintptr_t)buf_string(&comment);
		ok = buf_ok(&comment) || err_nomem(call->err);
	} else {
		ok = strcmp(field, "colour") == 0 ? set_colour(call, text, &note) :
						    set_range(call, text, &note);
	}
	ok = ok && change(call, index, &note, "");
	buf_done(&comment);
	return ok;
}

/* The next colour. */
static bool run_colour(struct call *call)
{
	size_t index = note_meant(call);
	struct note note;

	if (index == SIZE_MAX)
		return false;
	note = call->window->buffer->notebook.notes.list[index];
	note.colour = (enum note_colour)((note.colour + 1) % NOTE_COLOURS);
	return change(call, index, &note, " changes its colour");
}

static bool ask_to_delete(struct call *call, const struct note *note)
{
	struct buf question = BUF_INIT, line = BUF_INIT;
	bool asked;

	buf_format(&question, "delete the note %s?", note->name);
	buf_format(&line, "note-delete! %s", note->name);
	const struct prompt_choice choices[] = {
		{ 'd', "delete", buf_string(&line) },
		{ 'n', "no", NULL },
	};
	asked = buf_ok(&question) && buf_ok(&line) ?
		prompt_ask(call->editor, buf_string(&question), choices, 2, call->err) :
		err_nomem(call->err);
	buf_done(&question);
	buf_done(&line);
	return asked;
}

/* It does not come back by undo; one with a comment is asked about. */
static bool run_delete(struct call *call)
{
	struct notes *notes = window_notes(call->window);
	const char *name = call->args[0].given ? call->args[0].text : NULL;
	size_t index = name ? notes_find(notes, name, strlen(name)) : note_meant(call);

	if (index == SIZE_MAX)
		return name ? err_set(call->err, ERR_REFUSED, "there is no note %s", name) : false;
	if (!call->bang && *notes->list[index].comment && show_can_ask(call->editor))
		return ask_to_delete(call, &notes->list[index]);
	editor_message(call->editor, MESSAGE_INFO, "the note %s is deleted",
		       notes->list[index].name);
	notes_remove(notes, index);
	return true;
}

static bool run_notes(struct call *call)
{
	struct list *list;

	window_follow(call->window);
	if (call->window->buffer->notebook.notes.count == 0)
		return show_text(call->editor, "notes", "there are no notes: note NAME makes one",
				 call->err);
	list = note_list_new(call->window, call->err);
	return list && show_list(call->editor, list, call->err);
}

static bool walk(struct call *call, bool back)
{
	struct window *window = call->window;
	const struct notes *notes;
	uint64_t pos = window->cursor;
	size_t found = SIZE_MAX;

	window_follow(window);
	notes = window_notes(window);
	for (uint64_t i = 0; i < call->count; i++) {
		size_t next = notes_next(notes, pos, back);

		if (next == SIZE_MAX)
			break;
		found = next;
		pos = notes->list[found].pos;
	}
	if (found == SIZE_MAX) {
		editor_message(call->editor, MESSAGE_INFO, "there is no note %s the cursor",
			       back ? "before" : "after");
		return true;
	}
	window_jump(window, pos);
	return true;
}

static bool run_next(struct call *call)
{
	return walk(call, false);
}

static bool run_previous(struct call *call)
{
	return walk(call, true);
}

static const char *const fields[] = { "name", "comment", "colour", "range", NULL };

const struct command commands_notes[] = {
	{
		.name = "note", .group = GROUP_MOVE, .contexts = BIND_VIEW | BIND_EDIT,
		.keys = { "M <M-m>", "gm <M-m>", "<C-x>M" },
		.args = { { .type = ARG_RANGE, .name = "range", .optional = true },
			  { .type = ARG_TEXT, .name = "name comment", .optional = true } },
		.flags = COMMAND_WINDOW,
		.help = "Makes a note of the selection, a range or the byte here.",
		.run = run_note,
	},
	{
		.name = "note-edit", .group = GROUP_MOVE, .contexts = BIND_VIEW | BIND_EDIT,
		.args = { { .type = ARG_CHOICE, .name = "field", .choices = fields },
			  { .type = ARG_TEXT, .name = "text", .optional = true } },
		.flags = COMMAND_WINDOW,
		.help = "Changes the note here: its name, comment, colour or range.",
		.run = run_edit,
	},
	{
		.name = "note-colour", .group = GROUP_MOVE, .contexts = BIND_VIEW | BIND_EDIT,
		.flags = COMMAND_WINDOW,
		.help = "Gives the note here the next colour.", .run = run_colour,
	},
	{
		.name = "note-delete", .group = GROUP_MOVE, .contexts = BIND_VIEW | BIND_EDIT,
		.args = { { .type = ARG_TEXT, .name = "name", .optional = true } },
		.flags = COMMAND_WINDOW | COMMAND_BANG,
		.help = "Deletes the note here, or the one of that name.", .run = run_delete,
	},
	{
		.name = "notes", .group = GROUP_MOVE, .contexts = BIND_VIEW | BIND_EDIT,
		.keys = { "B", "gn", "<C-x>n" }, .flags = COMMAND_WINDOW,
		.help = "Lists the notes.", .run = run_notes,
	},
	{
		.name = "note-next", .group = GROUP_MOVE, .contexts = BIND_VIEW | BIND_EDIT,
		.keys = { "]n", "]n", "<C-x>j" }, .flags = COMMAND_WINDOW,
		.help = "Goes to the next note.", .run = run_next,
	},
	{
		.name = "note-previous", .group = GROUP_MOVE, .contexts = BIND_VIEW | BIND_EDIT,
		.keys = { "[n", "[n", "<C-x>J" }, .flags = COMMAND_WINDOW,
		.help = "Goes to the previous note.", .run = run_previous,
	},
	{ .name = NULL },
};
