/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A list in a pane below the bytes: hits, changes, strings, whatever has rows that lead to places.
 *
 * Where the rows come from is a class: a row is asked for only when it is to be seen, so a list
 * may be as long as it likes, and may grow while it is shown. A list is the first member of a
 * struct of its owner's:
 *
 *	struct notes { struct list list; ... };
 *	static const struct list_class notes_class = {
 *		.name = "notes", .count = notes_count, .row = notes_row, .free = notes_free,
 *		.keys = notes_keys,
 *	};
 *	list_init(&notes->list, &notes_class, window);
 *	return show_list(editor, &notes->list, err);             edit/show.h; consumes it
 *
 * The pane takes the place of the bytes where there is no room for both. Moving about, filtering
 * and closing are the commands of cmd_list.c; what else can be done with a row are keys of the
 * class: each runs a command line, which looks at editor->list, class and cursor.
 */
#ifndef BURIN_EDIT_LIST_H
#define BURIN_EDIT_LIST_H

#include "base/buf.h"
#include "base/err.h"

#include <stdint.h>

struct list;
struct window;

enum list_mark {
	LIST_PLAIN,
	LIST_CHANGED,            /* stands out: changed */
	LIST_GONE,               /* greyed: is not there any more */
};

struct list_row {
	bool has_pos;            /* Enter goes to [pos, pos + len) of the window */
	uint64_t pos, len;
	enum list_mark mark;
	struct buf text;         /* columns with a tab between; any bytes, made safe when shown */
};

/* A key of one list: no sequence, and none that the commands of lists have in a preset. */
struct list_key {
	const char *key;         /* in notation: "r", "<Delete>" */
	const char *word;        /* for the hints; NULL: the key before does the same */
	const char *line;        /* the command line it runs */
};

struct list_class {
	const char *name;                /* "changes": for the title, and to tell lists apart */
	uint64_t (*count)(const struct list *list);

	/* Appends to row->text of an empty row. index < count. Called while painting too. */
	void (*row)(const struct list *list, uint64_t index, struct list_row *row);
	void (*free)(struct list *list);

	/* All that follows may be NULL. */
	const char *empty;               /* said where no row is, instead of "nothing yet" */
	bool over;                       /* the list that is open stays, and is seen again after */

	void (*title)(const struct list *list, struct buf *out);   /* instead of the name */
	void (*state)(const struct list *list, struct buf *out);   /* "45%", beside the count */

	/* Before painting, and after keys: follows the edits, takes in what came. */
	void (*settle)(struct list *list);

	/* Changes when rows are others than before: a filter is then applied anew. Needed where
	 * rows can change and `filter` is NULL. */
	uint64_t (*version)(const struct list *list);

	/* Filters by itself: count and row are then those of what is left. "": all. Without it
	 * rows whose text holds the words typed are left, in any case of letters. */
	bool (*filter)(struct list *list, const char *text, struct err *err);

	/* The first row at or after pos, among all: where the cursor begins. */
	uint64_t (*find)(const struct list *list, uint64_t pos);

	/* Appends the command line that Enter and Space run, where rows lead to no place. */
	void (*line)(const struct list *list, uint64_t index, struct buf *out);

	/* Esc: stops what fills the list; false: nothing did. */
	bool (*stop)(struct list *list);
	const struct list_key *keys;     /* a row without a key ends it */
};

struct list {
	const struct list_class *class;
	struct window *window;   /* whose positions they are; NULL: of none */
	struct list *under;      /* the one it lies over, the editor's; NULL: none */
	uint64_t cursor;         /* row, among those that the filter left */
	uint64_t top;            /* first row that is seen */
	int left;                /* cells scrolled sideways */
	int rows;                /* that are to be seen, as last settled */
	bool focused;            /* keys go to it, else to the bytes */
	bool showed;             /* the window stands where a row led ... */
	uint64_t showed_pos;     /* ... there, unless it was moved: no place to come back to */
	struct buf filter;       /* as typed; empty: none */
	uint64_t *kept;          /* rows that the filter left, owned; NULL: all */
	uint64_t kept_count;
	uint64_t version;        /* of what was filtered */
};

/* Rows that are filtered here, not by the class. */
enum { LIST_FILTER_MOST = 1 << 24 };

void list_init(struct list *list, const struct list_class *class, struct window *window);
void list_free(struct list *list);               /* NULL is allowed */

/* Rows that the filter left. */
uint64_t list_count(const struct list *list);

/* Row `index` < list_count(); the caller's list_row_done(). */
void list_row(const struct list *list, uint64_t index, struct list_row *row);
void list_row_done(struct list_row *row);

/* Which of the class's rows that is. */
uint64_t list_index(const struct list *list, uint64_t index);
void list_title(const struct list *list, struct buf *out);

/* `rows` are to be seen, none if the pane is hidden. */
void list_settle(struct list *list, int rows);

void list_go(struct list *list, uint64_t row);           /* cut to the last */
void list_move(struct list *list, int64_t rows);
void list_scroll(struct list *list, int64_t rows);       /* the cursor stays where it can */
void list_shift(struct list *list, int cells);           /* sideways */

/* Leaves the rows that hold `text`; "" leaves all. The cursor stays on its row where that is
 * left. */
bool list_filter(struct list *list, const char *text, struct err *err) BURIN_MUST_CHECK;

/* The line of a key of its own, in notation; NULL: it has none. */
const char *list_key_line(const struct list *list, const char *key);

#endif
