/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each hit is read and matched by itself: there may be a long way to the next. */
#include "edit/findings_private.h"

#include <stdlib.h>

#include "base/checked.h"
#include "edit/list_place.h"

enum { BATCH = 256, BATCHES = 64, LOOKED_AT = 4096 };

struct filter {
	struct job job;
	struct snapshot snapshot;        /* owned */
	struct shifts shifts;            /* owned */
	struct matcher *matcher;         /* owned */
	struct hits *from, *to;
	uint64_t at;                     /* the next hit of `from` */
	uint64_t first;                  /* position of the first of them */
	uint64_t least;                  /* bytes looked at */
	bool strings;                    /* their text is looked at: */
	struct strings_set set;          /* owned */
	struct buf text;
};

static bool read_at(void *context, uint64_t pos, uint8_t *bytes, size_t len)
{
	const struct snapshot *snapshot = context;
	uint64_t size = snapshot_len(snapshot);

	return pos <= size && len <= size - pos &&
	       snapshot_read(snapshot, pos, bytes, NULL, len, NULL) == 0;
}

/* What is looked at of bytes[0..len). */
static void take_text(struct filter *filter, const struct hit *hit, const uint8_t *bytes,
		      size_t len, struct matcher_text *text)
{
	text->data = bytes;
	text->len = len;
	if (!filter->strings)
		return;
	buf_clear(&filter->text);
	strings_text(&filter->set.list[hit->kind], bytes, len, &filter->text);
	text->data = filter->text.data;
	text->len = filter->text.len;
}

static bool is_left(struct filter *filter, const struct hit *hit)
{
	uint64_t size = snapshot_len(&filter->snapshot), len = hit->len;
	uint64_t pos = shifts_now(&filter->shifts, hit->pos);
	uint8_t bytes[LOOKED_AT], known[LOOKED_AT];
	struct matcher_text text = { .pos = pos, .starts = true, .ends = true };
	struct match match;
	size_t count = 0;

	if (pos >= size)
		return false;
	len = min_u64(min_u64(max_u64(len, filter->least), LOOKED_AT), size - pos);
	snapshot_read(&filter->snapshot, pos, bytes, known, (size_t)len, NULL);
	while (count < len && known[count])
		count++;
	take_text(filter, hit, bytes, count, &text);
	matcher_begin(filter->matcher, &text);
	return matcher_next(filter->matcher, 0, text.len, &match) == MATCH_FOUND;
}

static enum job_state filter_step(struct job *job, struct err *err)
{
	struct filter *filter = (struct filter *)job;
	struct hit batch[BATCH];

	for (unsigned n = 0; n < BATCHES; n++) {
		size_t count = hits_get(filter->from, filter->at, batch, BATCH);

		if (count == 0)
			return JOB_DONE;
		for (size_t i = 0; i < count; i++) {
			if (is_left(filter, &batch[i]) &&
			    !hits_add_many(filter->to, &batch[i], 1, err))
				return JOB_FAILED;
			if (!buf_ok(&filter->text)) {
				err_nomem(err);
				return JOB_FAILED;
			}
		}
		filter->at += count;
		atomic_store(&job->done, batch[count - 1].pos - filter->first);
		if (atomic_load(&job->cancelled))
			break;
	}
	return JOB_RUNNING;
}

static void filter_free(struct job *job)
{
	struct filter *filter = (struct filter *)job;

	matcher_free(filter->matcher);
	shifts_done(&filter->shifts);
	snapshot_done(&filter->snapshot);
	strings_set_done(&filter->set);
	buf_done(&filter->text);
	free(filter);
}

static const struct job_class filter_class = {
	.verb = "filtering", .step = filter_step, .free = filter_free,
};

struct job *findings_filter_new(const struct snapshot *snapshot, const struct pattern *pattern,
				const struct shifts *shifts, const struct strings_set *strings,
				struct hits *from, struct hits *to, struct err *err)
{
	struct filter *filter = calloc(1, sizeof(*filter));
	uint64_t count = hits_count(from);
	struct hit first = { .pos = 0 }, last = { .pos = 0 };

	if (!filter) {
		err_nomem(err);
		return NULL;
	}
	if (count > 0) {
		hits_get(from, 0, &first, 1);
		hits_get(from, count - 1, &last, 1);
	}
	job_init(&filter->job, &filter_class, last.pos - first.pos);
	filter->snapshot = snapshot_copy(snapshot);
	filter->from = from;
	filter->least = strings ? 0 : LIST_PLACE_TEXT;
	filter->to = to;
	hits_set_kinds(to, hits_kinds(from));
	filter->strings = strings != NULL;
	if (strings)
		strings_set_copy(strings, &filter->set);
	filter->first = first.pos;
	const struct matcher_source source = {
		.read = read_at,
		.context = &filter->snapshot,
		.size = snapshot_len(snapshot),
		.cancelled = &filter->job.cancelled,
	};
	filter->matcher = matcher_new(pattern, &source, err);
	if (filter->matcher && shifts_copy(shifts, &filter->shifts, err))
		return &filter->job;
	filter_free(&filter->job);
	return NULL;
}
