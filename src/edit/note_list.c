/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Row and index of a note are the same; what is deleted and added is seen at the next settle. */
#include "edit/note_list.h"

#include <inttypes.h>
#include <stdlib.h>

#include "edit/window.h"

static const struct notes *notes_of(const struct list *list)
{
	return &list->window->buffer->notebook.notes;
}

static uint64_t count_notes(const struct list *list)
{
	return notes_of(list)->count;
}

static void add_row(const struct list *list, uint64_t index, struct list_row *row)
{
	const struct note *note = &notes_of(list)->list[index];

	row->has_pos = true;
	row->pos = note->pos;
	row->len = note->len;
	row->mark = note->len == 0 ? LIST_GONE : LIST_PLAIN;
	buf_format(&row->text, "0x%" PRIx64 "\t%" PRIu64 "\t%s\t%s",
		   window_address(list->window, note->pos), note->len,
		   note_colour_name(note->colour), note->name);
	if (*note->comment)
		buf_format(&row->text, "\t%s", note->comment);
}

static void settle(struct list *list)
{
	window_notes(list->window);
}

static uint64_t version(const struct list *list)
{
	return notes_of(list)->version + notes_of(list)->generation;
}

static uint64_t find(const struct list *list, uint64_t pos)
{
	const struct notes *notes = notes_of(list);
	size_t at = notes_at(notes, pos);
	size_t next = at == SIZE_MAX ? notes_next(notes, pos, false) : at;

	return next == SIZE_MAX ? notes->count : next;
}

static void free_list(struct list *list)
{
	free(list);
}

static const struct list_key keys[] = {
	{ "e", "comment", "note-edit comment" },
	{ "r", "rename", "note-edit name" },
	{ "c", "colour", "note-colour" },
	{ "d", "delete", "note-delete" },
	{ NULL, NULL, NULL },
};

static const struct list_class note_class = {
	.name = "notes",
	.count = count_notes,
	.row = add_row,
	.free = free_list,
	.settle = settle,
	.version = version,
	.find = find,
	.keys = keys,
};

struct list *note_list_new(struct window *window, struct err *err)
{
	struct list *list = malloc(sizeof(*list));

	if (!list) {
		err_nomem(err);
		return NULL;
	}
	window_notes(window);
	list_init(list, &note_class, window);
	return list;
}

size_t note_list_chosen(struct list *list)
{
	if (!list || list->class != &note_class || !list->focused)
		return SIZE_MAX;
	list_settle(list, list->rows);
	return list_count(list) == 0 ? SIZE_MAX : (size_t)list_index(list, list->cursor);
}
