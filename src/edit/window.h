/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A window: a document, where one looks at it, and where the cursor stands. Several windows may
 * show one document; what is true of it in all of them is in its buffer.
 *
 * Changing the window never draws. After keys were handled window_settle() follows the document's
 * edits, keeps the cursor in range and on the screen, and lists the rows that are to be seen;
 * painters only read.
 */
#ifndef BURIN_EDIT_WINDOW_H
#define BURIN_EDIT_WINDOW_H

#include "base/err.h"
#include "edit/layout.h"
#include "edit/window_buffer.h"
#include "scan/charset.h"

#include <stdint.h>

enum pane { PANE_HEX, PANE_TEXT };

/* A row on the screen. */
struct window_row {
	uint64_t pos;            /* first byte */
	uint64_t len;            /* bytes; 0: the row after the end, where one can append */
	bool folded;             /* stands for `len` bytes that repeat the row before */
};

enum { WINDOW_JUMPS = 64, WINDOW_ROWS = 1024 };

struct fold_cache;
struct live;

struct window {
	struct buffer *buffer;       /* what the windows of one document share */
	struct document *document;   /* the buffer's */
	struct window *next;         /* of the same buffer; NULL: the last */
	uint64_t generation;         /* of the document, as last followed */
	int rows, cols;              /* cells for the bytes */
	struct layout_wish wish;
	struct layout layout;
	uint64_t top;                /* start of the first row */
	uint64_t cursor;             /* 0 … size; size is where appending happens */
	int digit;                   /* which digit of the byte is typed next */
	enum pane pane;
	const struct charset *charset;       /* of the text, one reference */
	bool editing;                /* typing changes bytes */
	bool inserting;              /* typing inserts, else it overwrites */
	bool selecting;
	bool sticky;                 /* plain movement extends the selection, it does not drop it */
	uint64_t anchor;             /* the other end of the selection, inclusive */
	bool fold;                   /* equal rows fold */
	struct fold_cache *folds;    /* owned */
	struct window_row *shown;    /* rows that are to be seen, owned, WINDOW_ROWS at the most */
	int shown_count;
	uint64_t jumps[WINDOW_JUMPS];/* places jumped from, oldest first */
	int jump_count, jump_at;
	bool hit;                    /* the cursor stands on a search hit of this length */
	uint64_t hit_len;
	bool synced;                 /* scrolls with others (edit/window_sync.h) ... */
	uint64_t sync_at;            /* ... and the cursor was here when they began */
	struct live *live;           /* owned; which shown bytes another program changed */
	uint64_t typed_at;           /* where typing would go on ... */
	uint64_t typed_generation;   /* ... in this state: else a new undo step begins */
};

/* Consumes the document, also on failure. */
struct window *window_new(struct document *document, struct err *err) BURIN_MUST_CHECK;

/* Another window of the same document, which looks at the same place. */
struct window *window_beside(const struct window *window, struct err *err) BURIN_MUST_CHECK;

/* Both show the same document: cursor, selection, options and all are those of the other. */
void window_look_like(struct window *window, const struct window *other);

/* The last window of a document closes it. NULL is allowed. */
void window_free(struct window *window);
void window_free_all(struct buffer *buffer);

void window_set_charset(struct window *window, const struct charset *charset);
void window_resize(struct window *window, int rows, int cols);
void window_settle(struct window *window);

/* Moves cursor, selection, top, jumps and marks of all windows of the document with the edits
 * since. Who edits and then puts the cursor somewhere calls it between the two. */
void window_follow(struct window *window);

/* Whether the cursor may stand behind the last byte: in an empty document, and while editing.
 * window_limit() is the last place it may have. */
bool window_can_append(const struct window *window);
uint64_t window_limit(const struct window *window);

/* The row that holds pos, and its neighbours; with folding a run of equal rows is one. False where
 * there is none. They are those of the layout and the folds as last settled. */
struct window_row window_row_at(const struct window *window, uint64_t pos);
bool window_row_after(const struct window *window, struct window_row *row);
bool window_row_before(const struct window *window, struct window_row *row);

/* Movement. The cursor is put at pos (cut to the size). `extend` begins a selection or goes on
 * with it; without it one that is not sticky is dropped. */
void window_go(struct window *window, uint64_t pos, bool extend);
void window_jump(struct window *window, uint64_t pos);    /* and remembers for jump-back */
bool window_jump_back(struct window *window);
bool window_jump_forward(struct window *window);
void window_move_rows(struct window *window, int64_t rows, bool extend);
void window_move_screen(struct window *window, int64_t rows, bool extend);  /* and scrolls */
void window_move_pages(struct window *window, int64_t pages, bool extend);
void window_scroll(struct window *window, int64_t rows);  /* the cursor stays where it can */
void window_center(struct window *window);

/* The row of `top` is the first that is shown; the cursor goes as near to `cursor` as can be seen,
 * unless a selection would go with it: then it moves no more than it must. */
void window_show_from(struct window *window, uint64_t top, uint64_t cursor);

/* The selection, or the byte at the cursor; *len is 0 at the end of the document. False: no
 * selection. */
bool window_selection(const struct window *window, uint64_t *pos, uint64_t *len);
/* The cursor is put on its last byte. */
void window_select(struct window *window, uint64_t pos, uint64_t len);
void window_unselect(struct window *window);

/* Addresses are what people see and type: file offset plus base address. False: outside of the
 * document. */
uint64_t window_address(const struct window *window, uint64_t pos);
bool window_position(const struct window *window, uint64_t address, uint64_t *pos);

/* The byte under a cell of the window: row and col from its upper left. A blank belongs to the
 * byte before it, the address to the start of its row, a folded row is its first byte. */
bool window_hit_test(const struct window *window, int row, int col, uint64_t *pos,
		     enum pane *pane, int *digit);

#endif
