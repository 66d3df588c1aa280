/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/comparison.h"

#include <stdlib.h>

#include "base/checked.h"
#include "document/document_private.h"
#include "store/io.h"

enum { RUN = 65536 };

struct comparison {
	const struct document *document;
	struct witnesses sorted; /* owned */
	int fd;
	uint8_t *expected, *known, *found;   /* owned as one: RUN bytes each */
	uint64_t left;           /* bytes that are still compared */
	uint64_t pos;            /* of expected[0], in what was saved */
	comparison_found *tell;
	void *context;           /* of tell, borrowed */
	struct err *err;
};

/* What was seen in a piece of the document's own source. */
static bool recall(void *context, const struct piece *piece)
{
	struct comparison *comparison = context;
	const struct document *document = comparison->document;

	return piece->source != document->source || document->source == STORE_ARENA ||
	       witness_recall(&comparison->sorted, document->ropes->store, piece->off,
			      comparison->expected + (piece->pos - comparison->pos),
			      (size_t)piece->len, comparison->err);
}

static bool compare_run(struct comparison *comparison, const struct document_change *change,
			uint64_t pos, size_t len)
{
	const struct document *document = comparison->document;
	uint64_t off = document_origin(document) + pos;
	int why;
	size_t got = io_pread(comparison->fd, comparison->found, len, off, &why);

	comparison->pos = pos;
	(void)document_read_saved(document, pos, comparison->expected, comparison->known, len);
	if (!rope_visit(document->saved, pos, len, recall, comparison))
		return false;
	for (size_t i = 0; i < got; i++)
		if (comparison->known[i] && comparison->expected[i] != comparison->found[i] &&
		    !comparison->tell(comparison->context, change, pos + i, comparison->err))
			return false;
	return true;
}

static bool compare_change(struct comparison *comparison, const struct document_change *change)
{
	uint64_t done = 0;

	while (done < change->old_len && comparison->left > 0) {
		size_t len = (size_t)min_u64(RUN, min_u64(change->old_len - done,
							  comparison->left));

		if (!compare_run(comparison, change, change->old_pos + done, len))
			return false;
		done += len;
		comparison->left -= len;
	}
	return true;
}

bool compare_with_file(const struct document *document, const struct document_changes *changes,
		       int fd, uint64_t most, comparison_found *found, void *context,
		       struct err *err)
{
	struct comparison comparison = {
		.document = document, .fd = fd, .left = most, .tell = found, .context = context,
		.err = err,
	};
	uint8_t *room = malloc((size_t)3 * RUN);
	bool ok = (room || err_nomem(err)) &&
		  witnesses_sort(&document->witnesses, &comparison.sorted, err);

	if (room) {
		comparison.expected = room;
		comparison.known = room + RUN;
		comparison.found = room + 2 * RUN;
	}
	for (size_t i = 0; ok && i < changes->count; i++)
		ok = compare_change(&comparison, &changes->list[i]);
	witnesses_done(&comparison.sorted);
	free(room);
	return ok;
}
