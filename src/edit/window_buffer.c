/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The windows are a list through themselves: who adds one needs no memory for it, and so closing
 * and putting back can not fail.
 */
#include "edit/window_buffer.h"

#include <stdlib.h>

#include "edit/window.h"
#include "edit/window_conflict.h"

struct buffer *buffer_new(struct document *document, struct err *err)
{
	struct buffer *buffer = calloc(1, sizeof(*buffer));

	if (!buffer) {
		document_close(document);
		err_nomem(err);
		return NULL;
	}
	buffer->document = document;
	buffer->generation = document_generation(document);
	marks_init(&buffer->marks, document);
	window_notes_init(&buffer->notebook, document);
	return buffer;
}

void buffer_free(struct buffer *buffer)
{
	document_conflicts_done(&buffer->conflicts);
	free(buffer->held);
	window_notes_done(&buffer->notebook);
	document_close(buffer->document);
	free(buffer);
}

void buffer_add(struct buffer *buffer, struct window *window)
{
	window->next = buffer->windows;
	buffer->windows = window;
}

void buffer_remove(struct buffer *buffer, struct window *window)
{
	struct window **link = &buffer->windows;

	while (*link != window)
		link = &(*link)->next;
	*link = window->next;
	if (!buffer->windows)
		buffer_free(buffer);
}

void buffer_follow(struct buffer *buffer)
{
	struct document_edit edits[DOCUMENT_EDITS];
	uint64_t generation = document_generation(buffer->document);
	size_t count;

	marks_follow(&buffer->marks, buffer->document);
	notes_follow(&buffer->notebook.notes, buffer->document);
	if (buffer->generation == generation)
		return;
	if (document_edits_since(buffer->document, buffer->generation, edits, &count))
		for (size_t i = 0; i < count; i++)
			buffer_move_ranges(buffer, &edits[i]);
	buffer->generation = generation;
}
