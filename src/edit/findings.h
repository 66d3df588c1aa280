/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All hits of a pattern, or all strings, as a list (edit/list.h), which a job fills while one
 * looks at it.
 *
 *	list = findings_new(editor, window, "48 8b", &err);
 *	if (list && findings_start(list, &err)) ...      then editor->list, or list_free()
 *
 * Hits move with the edits. A row whose bytes are no hit any more is shown as gone; a small
 * document is searched anew after each edit, so that hits which edits made are there too.
 */
#ifndef BURIN_EDIT_FINDINGS_H
#define BURIN_EDIT_FINDINGS_H

#include "base/err.h"
#include "edit/list.h"
#include "scan/strings.h"

#include <stdbool.h>
#include <stdint.h>

struct editor;

enum {
	FINDINGS_MOST = 200000000,   /* hits kept; what is found beyond them is counted */
	FINDINGS_LIVE = 1 << 20,     /* bytes of a document that is searched anew ... */
	FINDINGS_LIVE_HITS = 10000,  /* ... as long as it has no more hits */
};

/* In the selection of the window, else in all of it. NULL: a bad pattern, no memory. */
struct list *findings_new(struct editor *editor, struct window *window, const char *pattern,
			  struct err *err) BURIN_MUST_CHECK;

/* The strings there, of `least` characters or more, in these encodings (copied). */
struct list *findings_new_strings(struct editor *editor, struct window *window,
				  const struct strings_set *set, uint64_t least, struct err *err)
	BURIN_MUST_CHECK;

/* Searches; anew, if it did. Where nothing can be asked it waits for the end, and no hit is an
 * error. On a screen a list without a hit closes itself when that is known, and says so: after
 * the call editor->list may not be `list` any more. */
bool findings_start(struct list *list, struct err *err) BURIN_MUST_CHECK;

/* NULL: another list. */
struct list *findings_of(struct list *list);

/* Whether a hit of a pattern (strings are none) begins in [pos, pos + len), by such a list. */
bool findings_touch(const struct list *list, uint64_t pos, uint64_t len);

enum findings_format { FINDINGS_PLAIN, FINDINGS_JSON, FINDINGS_CSV };

/* Writes what the filter left to a file that is there as a whole or not at all. ERR_EXISTS: the
 * name is taken, and `over` is false. */
bool findings_export(struct list *list, const char *path, enum findings_format format, bool over,
		     struct err *err) BURIN_MUST_CHECK;

#endif
