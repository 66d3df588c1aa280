/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The notes of a window, and what is known of the file that keeps them (edit/notebook.h). */
#ifndef BURIN_EDIT_WINDOW_NOTES_H
#define BURIN_EDIT_WINDOW_NOTES_H

#include "document/notes_file.h"

struct window;

struct window_notes {
	struct notes notes;
	struct notes_file file;
	bool begun;              /* the side file was looked for */
	bool foreign;            /* it holds the notes of other contents ... */
	bool asks;               /* ... and what to do is to be asked yet */
	struct buf why;          /* ... in words */
	uint64_t version;        /* of the notes that are kept */
	uint64_t saves;          /* of the document, */
	uint64_t generation;     /* and its generation, when they were kept */
	bool keeping;            /* a job is writing them (edit/notebook_job.c) */
	uint64_t tried;          /* version that such a job has taken; UINT64_MAX: none */
};

void window_notes_init(struct window_notes *notes, const struct document *document);
void window_notes_done(struct window_notes *notes);

/* The notes, as they are after all edits. */
struct notes *window_notes(struct window *window);

#endif
