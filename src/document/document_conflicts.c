/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Conflicts: edits that lie over bytes which another program changed since.
 *
 * The bytes of the file were seen when they were edited (witness.h); all other bytes of what was
 * saved can not change any more. So for each range that is not as it was saved it is known, without
 * asking a clock, what the file should hold there. save_check.c asks the same before a save.
 */
#include "document/document.h"

#include <stdlib.h>

#include "base/checked.h"
#include "document/document_private.h"
#include "store/io.h"

enum { RUN = 4096 };

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

/* The comparison with the file as it is now. */
struct finding {
	const struct document *document;
	struct witnesses sorted;     /* owned */
	int fd;
	const struct document_change *change;
	struct document_conflicts *conflicts;
	uint64_t left;               /* bytes that are still compared */
	uint64_t pos;                /* of expected[0], in what was saved */
	uint8_t expected[RUN], known[RUN], found[RUN];
	bool ok;
};

static bool add(struct finding *finding, uint64_t pos, uint64_t len)
{
	struct document_conflicts *conflicts = finding->conflicts;
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
			return false;
		conflicts->list = list;
	}
	conflicts->list[conflicts->count++] = (struct document_range){ pos, len };
	return true;
}

/* The byte at old_pos of what was saved is another one in the file. */
static bool add_byte(struct finding *finding, uint64_t old_pos)
{
	const struct document_change *change = finding->change;

	if (change->len == change->old_len)
		return add(finding, change->pos + (old_pos - change->old_pos), 1);
	return add(finding, change->pos, change->len);
}

/* What was seen in a piece of the document's own source. */
static bool recall(void *context, const struct piece *piece)
{
	struct finding *finding = context;
	const struct document *document = finding->document;
	struct err ignored;

	return piece->source != document->source || piece->source == STORE_ARENA ||
	       witness_recall(&finding->sorted, document->ropes->store, piece->off,
			      finding->expected + (piece->pos - finding->pos),
			      (size_t)piece->len, &ignored);
}

/* What should be at old_pos against what is there. Bytes that can not be read are no proof. */
static bool compare_run(struct finding *finding, uint64_t old_pos, size_t len)
{
	const struct document *document = finding->document;
	uint64_t off = document_origin(document) + old_pos;
	int why;
	size_t got = io_pread(finding->fd, finding->found, len, off, &why);

	finding->pos = old_pos;
	document_read_saved(document, old_pos, finding->expected, finding->known, len);
	if (!rope_visit(document->saved, old_pos, len, recall, finding))
		return false;
	for (size_t i = 0; i < got; i++)
		if (finding->known[i] && finding->found[i] != finding->expected[i] &&
		    !add_byte(finding, old_pos + i))
			return false;
	return true;
}

static bool compare_change(struct finding *finding)
{
	const struct document_change *change = finding->change;
	uint64_t done = 0;

	while (done < change->old_len && finding->left > 0) {
		size_t len = (size_t)min_u64(RUN, min_u64(change->old_len - done, finding->left));

		if (!compare_run(finding, change->old_pos + done, len))
			return false;
		done += len;
		finding->left -= len;
	}
	return true;
}

static bool compare_all(struct finding *finding, const struct document_changes *changes,
			struct err *err)
{
	struct file *file = file_open(finding->document->path, false, err);

	/* Where there is none any more, the one that is still open. */
	finding->fd = file ? file->fd : finding->document->file->fd;
	for (size_t i = 0; i < changes->count && finding->ok; i++) {
		finding->change = &changes->list[i];
		finding->ok = compare_change(finding);
	}
	file_close(file);
	return finding->ok || err_nomem(err);
}

bool document_find_conflicts(const struct document *document, struct document_conflicts *conflicts,
			     struct err *err)
{
	struct finding finding = {
		.document = document, .conflicts = conflicts, .left = COMPARED_MOST, .ok = true,
	};
	struct document_changes changes;
	bool ok;

	*conflicts = (struct document_conflicts){ 0 };
	/* A server that does not answer must not hold up the keyboard. */
	if (document->mode != DOCUMENT_COPY || !document_has_file(document) ||
	    document->file->may_freeze || document->rope == document->saved)
		return true;
	if (!document_list_changes(document, &changes, err))
		return false;
	ok = witnesses_sort(&document->witnesses, &finding.sorted, err) &&
	     (changes.count == 0 || compare_all(&finding, &changes, err));
	witnesses_done(&finding.sorted);
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
