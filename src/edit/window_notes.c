/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A part of the window, so that what keeps notes can know windows. */
#include "edit/window_notes.h"

#include "edit/window.h"

void window_notes_init(struct window_notes *notes, const struct document *document)
{
	*notes = (struct window_notes){ .generation = document_generation(document),
					.tried = UINT64_MAX };
	notes_init(&notes->notes, document);
}

void window_notes_done(struct window_notes *notes)
{
	notes_done(&notes->notes);
	notes_file_done(&notes->file);
	buf_done(&notes->why);
}

struct notes *window_notes(struct window *window)
{
	notes_follow(&window->buffer->notebook.notes, window->document);
	return &window->buffer->notebook.notes;
}
