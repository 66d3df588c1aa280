/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was changed since the last save, as a list: old bytes against new ones. A row can be taken
 * back, and kept out of the next save; that is remembered by the window, so the list can be closed
 * meanwhile.
 */
#include "edit/commands.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/checked.h"
#include "edit/editor.h"
#include "edit/saving.h"
#include "edit/show.h"
#include "edit/window_conflict.h"

enum { SHOWN = 8 };          /* bytes of each side in a row */

struct change_list {
	struct list list;
	struct document_changes changes;
	uint64_t generation;         /* of the document, as last listed */
	uint64_t saves;
	uint64_t version;
};

static struct change_list *changes_of(const struct list *list)
{
	return (struct change_list *)(uintptr_t)list;
}

static uint64_t changes_count(const struct list *list)
{
	return changes_of(list)->changes.count;
}

static void add_bytes(struct buf *out, const uint8_t *bytes, const uint8_t *known, uint64_t len)
{
	size_t shown = (size_t)min_u64(len, SHOWN);

	for (size_t i = 0; i < shown; i++)
		buf_format(out, known[i] ? "%s%02x" : "%s??", i ? " " : "", bytes[i]);
	buf_text(out, len == 0 ? "-" : len > SHOWN ? " …" : "");
}

static void add_length(struct buf *out, const struct document_change *change)
{
	if (change->len == change->old_len)
		buf_format(out, "\t%" PRIu64 "\t", change->len);
	else
		buf_format(out, "\t%" PRIu64 ">%" PRIu64 "\t", change->old_len, change->len);
}

static void changes_row(const struct list *list, uint64_t index, struct list_row *row)
{
	const struct window *window = list->window;
	const struct document_change *change = &changes_of(list)->changes.list[index];
	uint8_t bytes[SHOWN], known[SHOWN];

	row->has_pos = true;
	row->pos = change->pos;
	row->len = change->len;
	/* Until it is settled it may be older than the document. */
	if (changes_of(list)->generation != document_generation(window->document))
		return;
	buf_format(&row->text, "0x%" PRIx64, window_address(window, change->pos));
	add_length(&row->text, change);
	document_read_saved(window->document, change->old_pos, bytes, known,
			    (size_t)min_u64(change->old_len, SHOWN));
	add_bytes(&row->text, bytes, known, change->old_len);
	buf_text(&row->text, "\t→ ");
	document_read(window->document, change->pos, bytes, known,
		      (size_t)min_u64(change->len, SHOWN), NULL);
	add_bytes(&row->text, bytes, known, change->len);
	if (window_has_conflict(window, change->pos, change->len)) {
		row->mark = LIST_CHANGED;
		buf_text(&row->text, "\tconflict");
	}
	if (window_is_held(window, change->pos, change->len)) {
		row->mark = LIST_GONE;
		buf_text(&row->text, "\tnot in the next save");
	}
}

static bool list_anew(struct change_list *changes, struct err *err)
{
	const struct window *window = changes->list.window;

	document_changes_done(&changes->changes);
	changes->generation = document_generation(window->document);
	changes->saves = document_saves(window->document);
	changes->version++;
	return document_list_changes(window->document, &changes->changes, err);
}

static void changes_settle(struct list *list)
{
	struct change_list *changes = changes_of(list);
	const struct document *document = list->window->document;
	struct err ignored;

	if (changes->generation == document_generation(document) &&
	    changes->saves == document_saves(document))
		return;
	/* Without memory it is empty until the next change. */
	if (!list_anew(changes, &ignored))
		err_clear(&ignored);
}

static uint64_t changes_version(const struct list *list)
{
	return changes_of(list)->version;
}

static void changes_free(struct list *list)
{
	document_changes_done(&changes_of(list)->changes);
	free(list);
}

static const struct list_key changes_keys[] = {
	{ "r", "take back", "take-back" },
	{ "d", "not now", "hold-back" },
	{ NULL, NULL, NULL },
};

static const struct list_class changes_class = {
	.name = "changes",
	.count = changes_count,
	.row = changes_row,
	.settle = changes_settle,
	.version = changes_version,
	.free = changes_free,
	.keys = changes_keys,
};

static bool run_changes(struct call *call)
{
	struct window *window = call->window;
	struct change_list *changes;

	if (document_mode(window->document) == DOCUMENT_WRITE)
		return show_text(call->editor, "changes", "in place every edit is in the file",
				 call->err);
	window_follow(window);
	window_find_conflicts(window);
	changes = calloc(1, sizeof(*changes));
	if (!changes)
		return err_nomem(call->err);
	list_init(&changes->list, &changes_class, window);
	if (!list_anew(changes, call->err)) {
		list_free(&changes->list);
		return false;
	}
	if (changes->changes.count > 0)
		return show_list(call->editor, &changes->list, call->err);
	list_free(&changes->list);
	return show_text(call->editor, "changes", "nothing is changed", call->err);
}

/* The change of the row at the cursor of the list; without that list the one at the cursor of the
 * bytes. */
static bool find_change(struct call *call, struct document_change *change)
{
	struct list *list = editor_list(call->editor);
	struct document_changes all;
	uint64_t cursor = call->window->cursor;
	bool found = false;

	window_follow(call->window);
	if (list && list->class == &changes_class && list_count(list) > 0) {
		list_settle(list, list->rows);
		if (list_count(list) == 0)
			return err_set(call->err, ERR_REFUSED, "nothing is changed");
		*change = changes_of(list)->changes.list[list_index(list, list->cursor)];
		return true;
	}
	if (!document_list_changes(call->window->document, &all, call->err))
		return false;
	for (size_t i = 0; i < all.count && !found; i++) {
		*change = all.list[i];
		found = cursor - change->pos < change->len ||
			(change->len == 0 && cursor == change->pos);
	}
	document_changes_done(&all);
	return found || err_set(call->err, ERR_REFUSED, "there is no change here");
}

static bool run_take_back(struct call *call)
{
	struct window *window = call->window;
	struct document_change change;

	if (!find_change(call, &change) ||
	    !document_take_back(window->document, &change, 0, call->err))
		return false;
	window_follow(window);
	editor_message(call->editor, MESSAGE_INFO, "the change at 0x%" PRIx64 " was taken back",
		       window_address(window, change.pos));
	return true;
}

static bool run_hold_back(struct call *call)
{
	struct window *window = call->window;
	struct document_change change;
	bool held;

	if (!find_change(call, &change))
		return false;
	if (change.len != change.old_len)
		return err_set(call->err, ERR_REFUSED, "only what keeps its length can be left out "
			       "of a save: take it back instead");
	if (!window_hold(window, change.pos, change.len, &held, call->err))
		return false;
	editor_message(call->editor, MESSAGE_INFO, held ?
		       "the next :write leaves the change at 0x%" PRIx64 " out" :
		       "the next :write saves the change at 0x%" PRIx64 " as well",
		       window_address(window, change.pos));
	return true;
}

const struct command commands_changes[] = {
	{
		.name = "changes", .group = GROUP_FILE, .flags = COMMAND_WINDOW,
		.help = "Lists what was changed since the last save, old bytes against new.",
		.run = run_changes,
	},
	{
		.name = "take-back", .group = GROUP_EDIT, .flags = COMMAND_WINDOW | COMMAND_CHANGES,
		.help = "Puts back what was saved, in the listed change or the one here.",
		.run = run_take_back,
	},
	{
		.name = "hold-back", .group = GROUP_FILE, .flags = COMMAND_WINDOW,
		.help = "Leaves that change out of the next :write, or no longer.",
		.run = run_hold_back,
	},
	{ .name = NULL },
};
