/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Conflicts: edits that lie over bytes which another program changed since.
 *
 * For each range that is not as it was saved it is known what the file should hold there
 * (comparison.h). save_check.c asks the same before a save.
 */
#include "document/document.h"

#include <stdlib.h>

#include "base/checked.h"
#include "document/comparison.h"
#include "document/document_private.h"

/* Bytes that are compared at most: it is done between two keys. */
#define COMPARED_MOST (UINT64_C(16) << 20)

void document_keep_anew(struct document *document)
{
	struct document_changes changes;
	struct err ignored;

	witnesses_done(&document->witnesses);
	if (document->mode != DOCUMENT_COPY || document->source == STORE_ARENA ||
	    !document_list_changes(document, &changes, &ignored))
		return;
	for (size_t i = 0; i < changes.count; i++) {
		const struct document_change *change = &changes.list[i];

		/* What could not be kept is no proof later, and nothing worse. */
		if (change->old_len > 0 &&
		    !witness_edit(&document->witnesses, document->ropes, document->saved,
				  change->old_pos, change->old_len, document->source, NULL,
				  &ignored))
			break;
	}
	document_changes_done(&changes);
}

static bool add(struct document_conflicts *conflicts, uint64_t pos, uint64_t len,
		struct err *err)
{
	struct document_range *last =
		conflicts->count ? &conflicts->list[conflicts->count - 1] : NULL;

	if (last && last->pos + last->len >= pos && last->pos <= pos) {
		last->len = max_u64(last->pos + last->len, pos + len) - last->pos;
		return true;
	}
	if ((conflicts->count & (conflicts->count - 1)) == 0) {
		size_t room = conflicts->count ? 2 * conflicts->count : 1;
		struct document_range *list = realloc(conflicts->list, room * sizeof *list);

		if (!list)
			return err_nomem(err);
		conflicts->list = list;
	}
	conflicts->list[conflicts->count++] = (struct document_range){ pos, len };
	return true;
}

/* What lies over a byte that is another one in the file. */
static bool add_byte(void *context, const struct document_change *change, uint64_t old_pos,
		     struct err *err)
{
	if (change->len == change->old_len)
		return add(context, change->pos + (old_pos - change->old_pos), 1, err);
	return add(context, change->pos, change->len, err);
}

static bool compare_all(const struct document *document, const struct document_changes *changes,
			struct document_conflicts *conflicts, struct err *err)
{
	struct err ignored;
	struct file *file;
	bool ok;

	if (!document_answers(document, err))
		return false;
	file = file_open(document->path, false, &ignored);
	/* Where there is none any more, the one that is still open. */
	ok = compare_with_file(document, changes, file ? file->fd : document->file->fd,
				    COMPARED_MOST, add_byte, conflicts, err);

	file_close(file);
	return ok;
}

bool document_find_conflicts(const struct document *document, struct document_conflicts *conflicts,
			     struct err *err)
{
	struct document_changes changes;
	bool ok;

	*conflicts = (struct document_conflicts){ 0 };
	/* A server that does not answer must not hold up the keyboard. */
	if (document->mode != DOCUMENT_COPY || !document_has_file(document) ||
	    document->file->may_freeze || document->rope == document->saved)
		return true;
	if (!document_list_changes(document, &changes, err))
		return false;
	ok = changes.count == 0 || compare_all(document, &changes, conflicts, err);
	document_changes_done(&changes);
	if (!ok)
		document_conflicts_done(conflicts);
	return ok;
}

void document_conflicts_done(struct document_conflicts *conflicts)
{
	free(conflicts->list);
	*conflicts = (struct document_conflicts){ 0 };
}
