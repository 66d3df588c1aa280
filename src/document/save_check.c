/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes that were saved before are known from the arena; bytes of the source were copied when they
 * were edited (witness.h). Everything else is compared with itself, which does no harm.
 */
#include "document/save_check.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/checked.h"
#include "document/document_private.h"
#include "store/io.h"

enum { RUN = 65536, NAMED = 3 };

struct check {
	const struct document *document;
	struct witnesses sorted; /* owned */
	int fd;
	uint8_t *expected, *known, *found;   /* owned as one: RUN bytes each */
	uint64_t left;           /* bytes that are still compared */
	uint64_t conflicts;      /* ranges that differ */
	uint64_t end;            /* of the last of them, as a position */
	struct buf text;         /* the first of them */
	uint64_t pos;            /* of expected[0] */
	struct err *err;
};

/* What was seen in the pieces of the source. */
static bool recall(void *context, const struct piece *piece)
{
	struct check *check = context;
	const struct document *document = check->document;

	return piece->source != document->source || document->source == STORE_ARENA ||
	       witness_recall(&check->sorted, document->ropes->store, piece->off,
			      check->expected + (piece->pos - check->pos), (size_t)piece->len,
			      check->err);
}

static void note(struct check *check, uint64_t pos, uint64_t len)
{
	uint64_t address = document_origin(check->document) + pos;
	bool joins = check->conflicts > 0 && pos == check->end;

	check->end = pos + len;
	if (joins)
		return;
	check->conflicts++;
	if (check->conflicts <= NAMED)
		buf_format(&check->text, "%s0x%" PRIx64, check->conflicts > 1 ? ", " : "",
			   address);
}

static bool compare_run(struct check *check, uint64_t pos, size_t len)
{
	uint64_t off = document_origin(check->document) + pos;
	int why;
	size_t got = io_pread(check->fd, check->found, len, off, &why);

	check->pos = pos;
	(void)document_read_saved(check->document, pos, check->expected, check->known, len);
	if (!rope_visit(check->document->saved, pos, len, recall, check))
		return false;
	for (size_t i = 0; i < got; i++)
		if (check->known[i] && check->expected[i] != check->found[i])
			note(check, pos + i, 1);
	return true;
}

static bool compare_change(struct check *check, const struct document_change *change)
{
	uint64_t done = 0;

	while (done < change->old_len && check->left > 0) {
		size_t len = (size_t)min_u64(RUN, min_u64(change->old_len - done, check->left));

		if (!compare_run(check, change->old_pos + done, len))
			return false;
		done += len;
		check->left -= len;
	}
	return true;
}

static bool tell(struct check *check, const char *name, struct err *err)
{
	if (check->conflicts == 0)
		return true;
	if (check->conflicts > NAMED)
		buf_format(&check->text, " and %" PRIu64 " more places",
			   check->conflicts - NAMED);
	return err_set(err, ERR_CHANGED,
		       "%s was changed by another program where you edited it, at %s; :write! "
		       "writes over it, :reload reads it anew, :write OTHER saves elsewhere",
		       name, buf_string(&check->text));
}

bool save_check(const struct document *document, int fd, const char *name, struct err *err)
{
	struct check check = {
		.document = document, .fd = fd, .left = SAVE_CHECK_MOST, .text = BUF_INIT,
		.err = err,
	};
	struct document_changes changes = { 0 };
	uint8_t *room = malloc((size_t)3 * RUN);
	bool ok = room || err_nomem(err);

	check.expected = room;
	ok = ok && witnesses_sort(&document->witnesses, &check.sorted, err) &&
	     document_list_changes(document, &changes, err);
	if (ok) {
		check.known = room + RUN;
		check.found = room + 2 * RUN;
	}
	for (size_t i = 0; ok && i < changes.count; i++)
		ok = compare_change(&check, &changes.list[i]);
	ok = ok && tell(&check, name, err);
	document_changes_done(&changes);
	witnesses_done(&check.sorted);
	buf_done(&check.text);
	free(room);
	return ok;
}
