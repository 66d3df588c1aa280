/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inspector: a pane with what the bytes at the cursor mean (scan/inspect.h), little and big
 * endian side by side, and rows of the user's own by expression. With a selection the bytes are
 * those from its start on.
 *
 * inspector_settle() computes the rows that are to be seen, and only when they can have changed;
 * painters read what it computed. Beside the bytes, below them or hidden: editor_rows() decides.
 */
#ifndef BURIN_EDIT_INSPECTOR_H
#define BURIN_EDIT_INSPECTOR_H

#include "base/buf.h"
#include "base/err.h"
#include "edit/window.h"
#include "scan/inspect.h"

#include <stdint.h>

enum { INSPECTOR_ROWS = 256 };   /* that can be seen at once */

enum inspector_kind {
	INSPECTOR_VALUE,
	INSPECTOR_NONE,          /* the document ends before */
	INSPECTOR_WRONG,         /* the bytes are none of that kind: the text says why */
	INSPECTOR_UNKNOWN,       /* they can not be read ... */
	INSPECTOR_LATE,          /* ... or not yet */
};

/* One value, as shown. */
struct inspector_cell {
	enum inspector_kind kind;
	struct buf text;
	struct reading_value value;
	bool inside;             /* a pointer leads into the document */
};

/* One row of all there are: a reading or an expression. */
struct inspector_row {
	const struct reading *reading;   /* NULL: an expression */
	char *name, *expression;         /* owned; of an expression */
	bool hidden;
};

struct inspector {
	bool open;               /* wanted; whether there is room is editor_rows()' */
	bool focused;            /* keys go to it */
	bool big;                /* the column of its cursor */
	unsigned bit;            /* the bit cursor: 7 is the highest of the byte */
	size_t cursor, top;      /* among those shown */
	int rows;                /* that are to be seen */
	struct inspector_row *row;       /* all, in their order, owned */
	size_t row_count;
	size_t *shown;           /* indexes into row, owned */
	size_t shown_count;
	struct inspector_cell cell[INSPECTOR_ROWS][2];   /* of the rows seen: little, big */
	unsigned version;        /* of the rows: raised when they are others */

	/* What the cells were computed from. */
	const struct window *window;
	uint64_t pos, generation, size;
	size_t len;              /* bytes there */
	size_t known;            /* of these, until one that can not be read */
	bool late;               /* that one is only not there yet */
	size_t selected;         /* bytes of the selection, 0 without one */
	uint8_t bytes[READING_MOST];
	size_t seen_top;
	int seen_rows;
	unsigned seen_version;
};

bool inspector_init(struct inspector *inspector, struct err *err) BURIN_MUST_CHECK;
void inspector_done(struct inspector *inspector);

/* Brings cells and cursor up to date; `rows` are to be seen (0: none, nothing is computed). */
void inspector_settle(struct inspector *inspector, struct window *window, int rows);

/* The bytes at the cursor, and which rows that leaves: what a command does first. */
void inspector_look(struct inspector *inspector, const struct window *window);

/* Row `index` < shown_count. */
const struct inspector_row *inspector_at(const struct inspector *inspector, size_t index);
const char *inspector_name(const struct inspector_row *row);

/* A value of any row, after inspector_look(); the caller's buf_done(&cell->text). */
void inspector_read(const struct inspector *inspector, struct window *window,
		    const struct inspector_row *row, bool big, struct inspector_cell *cell);

/* "u32be", "u32", "size": a row and its order. NULL with an error: there is none. */
const struct inspector_row *inspector_find(const struct inspector *inspector, const char *name,
					   size_t len, bool *big, struct err *err)
	BURIN_MUST_CHECK;

/* Bytes that the text has as this row, where they would go: from inspector->pos on. */
bool inspector_encode(const struct inspector *inspector, const struct inspector_row *row, bool big,
		      const char *text, uint8_t bytes[READING_MOST], size_t *len, struct err *err)
	BURIN_MUST_CHECK;

void inspector_go(struct inspector *inspector, size_t row);      /* cut to the last */
void inspector_move(struct inspector *inspector, int64_t rows);
void inspector_scroll(struct inspector *inspector, int64_t rows);

void inspector_hide(struct inspector *inspector);        /* the row of the cursor */
void inspector_show_all(struct inspector *inspector);
bool inspector_shift(struct inspector *inspector, int by);   /* the row of the cursor; the cursor
							      * goes with it; false: at the end */

/* Adds a row, or another expression to one of that name; "" takes it away. */
bool inspector_define(struct inspector *inspector, const char *name, size_t len,
		      const char *expression, struct err *err) BURIN_MUST_CHECK;

/* "u8 i8 u32 size": these rows alone, in this order; "": all, in theirs. On an error all stay. */
bool inspector_choose(struct inspector *inspector, const char *names, struct err *err)
	BURIN_MUST_CHECK;

#endif
