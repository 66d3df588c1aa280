/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the notebook share. */
#ifndef BURIN_EDIT_NOTEBOOK_PRIVATE_H
#define BURIN_EDIT_NOTEBOOK_PRIVATE_H

#include "edit/notebook.h"

#include "document/document.h"
#include "document/notes_file.h"

/* As notebook_path(), with an error. */
bool notebook_need_path(const struct editor *editor, const struct window *window,
			struct buf *path, struct err *err) BURIN_MUST_CHECK;

/* The path is borrowed. */
struct notes_target notebook_target(const struct editor *editor, const struct document *document,
				    const char *path);

/* `sent` was written, and `merged` is what it became, since others wrote notes as well: the window
 * gets the `count` that are new. */
bool notebook_take_merged(struct editor *editor, struct window *window, size_t count,
			  struct notes *merged, const struct notes *sent, struct err *err)
	BURIN_MUST_CHECK;

#endif
