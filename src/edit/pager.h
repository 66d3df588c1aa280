/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A text in place of the bytes: help, lists of files, output of commands. Its title stands in the
 * status line, its lines in the rows of the bytes (editor_rows()).
 */
#ifndef BURIN_EDIT_PAGER_H
#define BURIN_EDIT_PAGER_H

#include "base/buf.h"
#include "base/err.h"

#include <stddef.h>

/* Appends the text of a page, as large as there is room for. */
typedef void pager_write(const void *data, int rows, int cols, struct buf *out);

struct pager {
	bool open;
	pager_write *write;      /* makes the text for another size; NULL: it is the same */
	void *data;              /* owned, for it */
	struct buf title;        /* safe text */
	struct buf text;         /* safe UTF-8 lines, tabs spread; \f begins a heading */
	size_t *lines;           /* start of each line in text, owned */
	size_t line_count;
	size_t top;              /* first line shown */
	int left;                /* cells scrolled sideways */
	struct buf wanted;       /* searched for last */
	bool backward;           /* in that direction */
};

void pager_init(struct pager *pager);
void pager_done(struct pager *pager);

/* Takes the place of what is shown. The text is made safe; lines end in \n. */
bool pager_open(struct pager *pager, const char *title, const char *text, struct err *err)
	BURIN_MUST_CHECK;
void pager_close(struct pager *pager);

/* The text of the open page depends on the size of the screen, and is made so. `data` is from
 * malloc, and consumed. */
void pager_depends(struct pager *pager, pager_write *write, void *data);

/* So many rows for lines are there now. Without memory the text stays as it is. */
void pager_resize(struct pager *pager, int rows, int cols);

/* `rows` lines are to be seen; the last page stays full. */
void pager_scroll(struct pager *pager, int64_t lines, int rows);

/* Sideways, as far as there is a line that long. */
void pager_shift(struct pager *pager, int cells);

/* Line `index` < line_count without its end, borrowed; safe UTF-8, not NUL-terminated. */
const char *pager_line(const struct pager *pager, size_t index, size_t *len, bool *heading);

/* Puts the next (previous) line that holds the text on top, in any case of ASCII letters, round
 * the end; NULL is the text of last time. False when there is none. */
bool pager_find(struct pager *pager, const char *text, bool backward);

#endif
