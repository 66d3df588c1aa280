/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A few changes are made one by one, from the last to the first, so that whoever keeps positions
 * can follow each. Many become one: a rope of what stays and what is new takes the place of all
 * from the first hit to the last. That needs no history of a million steps, and nobody could
 * follow so many edits anyway (DOCUMENT_EDITS). What stays are the same pieces, so it does not
 * count as changed. In place there are no pieces, and the bytes are poked hit by hit.
 */
#include "scan/replace.h"

enum { FEW = DOCUMENT_EDITS };

/* The new bytes of an item, out of the rope of all; NULL: none. */
static struct rope *bytes_of(struct ropes *ropes, struct rope *all, const struct replacement *item)
{
	return item->new_len == 0 ? NULL : rope_slice(ropes, all, item->off, item->new_len);
}

static bool put_one_by_one(struct document *document, const struct replacements *list,
			   struct rope *all, unsigned flags, struct err *err)
{
	struct ropes *ropes = document_ropes(document);
	bool ok = true;

	for (size_t i = list->count; ok && i-- > 0;) {
		const struct replacement *item = &list->items[i];
		struct rope *with;

		if (!ropes_reserve(ropes, ROPE_NODES_PER_EDIT, err))
			return false;
		with = bytes_of(ropes, all, item);
		ok = document_replace(document, item->pos, item->len, with, flags, err);
		flags = DOCUMENT_GROUP;
		rope_unref(ropes, with);
	}
	return ok;
}

struct building {
	struct ropes *ropes;
	struct rope *old;        /* the document */
	struct rope *all;        /* the new bytes of all items */
	const struct replacements *list;
	struct err *err;
};

/* The new bytes of items [first, end) and what lies between them and before them, but before the
 * first of all nothing. Halves are joined, as joins of equals cost the least. */
static bool build(const struct building *building, size_t first, size_t end, struct rope **built)
{
	const struct replacement *item = &building->list->items[first];
	struct ropes *ropes = building->ropes;
	size_t middle = first + (end - first) / 2;
	struct rope *left, *right;

	*built = NULL;
	if (end - first > 1) {
		if (!build(building, first, middle, &left))
			return false;
		if (!build(building, middle, end, &right)) {
			rope_unref(ropes, left);
			return false;
		}
		*built = rope_join(ropes, left, right);
		return true;
	}
	if (!ropes_reserve(ropes, 2 * ROPE_NODES_PER_EDIT, building->err))
		return false;
	if (first > 0)
		*built = rope_slice(ropes, building->old, item[-1].pos + item[-1].len,
				    item->pos - item[-1].pos - item[-1].len);
	*built = rope_join(ropes, *built, bytes_of(ropes, building->all, item));
	return true;
}

static bool put_at_once(struct document *document, const struct replacements *list,
			struct rope *all, unsigned flags, struct err *err)
{
	struct ropes *ropes = document_ropes(document);
	struct snapshot snapshot = document_snapshot(document);
	const struct replacement *last = &list->items[list->count - 1];
	uint64_t start = list->items[0].pos;
	struct building building = { ropes, snapshot.rope, all, list, err };
	struct rope *built;
	bool ok = build(&building, 0, list->count, &built);

	if (ok) {
		ok = document_replace(document, start, last->pos + last->len - start, built,
				      flags, err);
		rope_unref(ropes, built);
	}
	snapshot_done(&snapshot);
	return ok;
}

bool replace_apply(const struct job *job, struct document *document, struct err *err)
{
	const struct replacements *list = replace_list(job);
	struct ropes *ropes = document_ropes(document);
	const unsigned flags = replace_joins(job) ? DOCUMENT_GROUP : 0;
	struct document_place place;
	uint64_t before = document_generation(document);
	struct rope *all = NULL;
	struct err other;
	bool ok;

	if (list->count == 0)
		return true;
	all = document_make(ropes, list->bytes, list->bytes_len, err);
	if (all == NULL && list->bytes_len > 0)
		return err_prefix(err, "nothing was replaced");
	if (!replace_joins(job))
		document_seal(document);
	if (list->count <= FEW || document_mode(document) == DOCUMENT_WRITE)
		ok = put_one_by_one(document, list, all, flags, err);
	else
		ok = put_at_once(document, list, all, flags, err);
	rope_unref(ropes, all);
	if (ok)
		document_seal(document);
	else if (document_generation(document) == before)
		err_prefix(err, flags ? "nothing more was replaced" : "nothing was replaced");
	else if (document_undo(document, &place, &other))
		err_prefix(err, flags ? "all was taken back" : "nothing was replaced");
	else
		err_prefix(err, "some hits were replaced, not all");
	return ok;
}
