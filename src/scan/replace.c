/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One walk over the snapshot, in steps. New bytes that are the same for all are kept once. What the
 * visitor took since the last accepted window is dropped by going back to what was counted then. */
#include "scan/replace.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "scan/scanner.h"

enum { STEP = 8 << 20 };

static const struct scanner_sizes sizes = { .window = 1 << 20, .want = 256 << 10 };

/* What there is after some hit. */
struct state {
	size_t items, bytes;     /* lengths of the buffers */
	uint64_t count;
	bool same_length;
};

struct replace {
	struct job job;
	struct snapshot snapshot;        /* owned */
	struct replace_request request;
	struct matcher_source source;    /* where the template reads */
	struct scanner *scanner; /* owned */
	struct scanner_walk walk;
	struct scanner_visitor visitor;
	uint64_t high;           /* hits begin below it */
	struct state now, accepted;
	struct buf items, bytes;
	struct replacements list;
	bool cut;
};

static struct replace *of(const struct job *job)
{
	return (struct replace *)job;
}

static void begin(void *context)
{
	struct replace *replace = context;

	replace->now = replace->accepted;
	replace->items.len = replace->now.items;
	replace->bytes.len = replace->now.bytes;
}

static bool accept(void *context, struct err *err)
{
	struct replace *replace = context;

	replace->now.items = replace->items.len;
	replace->now.bytes = replace->bytes.len;
	replace->accepted = replace->now;
	return (buf_ok(&replace->items) && buf_ok(&replace->bytes)) || err_nomem(err);
}

static bool read_at(void *context, uint64_t pos, uint8_t *bytes, size_t len)
{
	const struct replace *replace = context;
	uint64_t size = snapshot_len(&replace->snapshot);

	return pos <= size && len <= size - pos &&
	       snapshot_read(&replace->snapshot, pos, bytes, NULL, len, NULL) == 0;
}

static bool take(void *context, const struct scanner_hit *hit, struct err *err)
{
	struct replace *replace = context;
	struct replacement item = { .pos = hit->pos, .len = hit->len, .off = replace->bytes.len };
	struct template_hit found = { hit->data, hit->match, hit->pos, &replace->source };
	bool shared = template_is_constant(replace->request.with) && replace->now.count > 0;
	bool more;

	if (!replace->request.dry_run && replace->now.count == REPLACE_MOST)
		return err_set(err, ERR_RANGE, "more than %d hits are too many for once: replace "
			       "in parts", REPLACE_MOST);
	if (shared)
		item.off = 0;
	else if (!template_expand(replace->request.with, &found, &replace->bytes, err))
		return false;
	item.new_len = replace->bytes.len - item.off;
	replace->now.count++;
	replace->now.same_length = replace->now.same_length && item.len == item.new_len;
	if (!replace->request.dry_run)
		buf_add(&replace->items, &item, sizeof(item));
	else if (!template_is_constant(replace->request.with))
		replace->bytes.len = item.off;
	more = replace->request.most == 0 || replace->now.count < replace->request.most;
	return more;
}

static enum job_state replace_step(struct job *job, struct err *err)
{
	struct replace *replace = of(job);
	struct scanner_walk *walk = &replace->walk;
	uint64_t start = walk->at;

	if (start >= replace->high || replace->cut) {
		replace->list.items = (struct replacement *)(void *)replace->items.data;
		replace->list.count = replace->items.len / sizeof(struct replacement);
		replace->list.bytes = replace->bytes.data;
		replace->list.bytes_len = replace->bytes.len;
		return JOB_DONE;
	}
	walk->high = start + min_u64(replace->high - start, STEP);
	walk->seen = walk->high == replace->high ? replace->request.end : walk->high;
	scanner_resample(replace->scanner);
	if (!scanner_walk(replace->scanner, walk, false, err))
		return JOB_FAILED;
	replace->cut = walk->stopped;
	scanner_drop(replace->scanner, start, min_u64(walk->at, replace->request.end) - start);
	atomic_fetch_add(&job->done, min_u64(walk->at, replace->high) - start);
	return JOB_RUNNING;
}

static void replace_free(struct job *job)
{
	struct replace *replace = of(job);

	scanner_free(replace->scanner);
	buf_done(&replace->items);
	buf_done(&replace->bytes);
	snapshot_done(&replace->snapshot);
	free(replace);
}

static const struct job_class replace_class = { "replacing", replace_step, replace_free };

struct job *replace_new(const struct snapshot *snapshot, const struct replace_request *request,
			struct err *err)
{
	uint64_t room = request->end - request->start, len = request->pattern->len;
	struct replace *replace;

	if (request->start > request->end || request->end > snapshot_len(snapshot)) {
		err_set(err, ERR_RANGE, "the range 0x%" PRIx64 " to 0x%" PRIx64 " does not lie in "
			"the document", request->start, request->end);
		return NULL;
	}
	replace = calloc(1, sizeof(*replace));
	if (replace == NULL) {
		err_nomem(err);
		return NULL;
	}
	replace->snapshot = snapshot_copy(snapshot);
	replace->source = (struct matcher_source){
		.read = read_at, .context = replace, .size = snapshot_len(snapshot),
	};
	replace->request = *request;
	replace->high = room < len ? request->start : request->end - len + 1;
	job_init(&replace->job, &replace_class, replace->high - request->start);
	replace->visitor = (struct scanner_visitor){ replace, begin, take, accept };
	replace->accepted.same_length = true;
	replace->walk = (struct scanner_walk){ .at = request->start, .separate = true,
					       .visitor = &replace->visitor };
	replace->scanner = scanner_new(&replace->snapshot, request->pattern, request->start,
				       request->end, &sizes, &replace->job.cancelled, err);
	if (replace->scanner != NULL)
		return &replace->job;
	replace_free(&replace->job);
	return NULL;
}

const struct replacements *replace_list(const struct job *job)
{
	return &of(job)->list;
}

bool replace_joins(const struct job *job)
{
	return of(job)->request.joins;
}

uint64_t replace_count(const struct job *job)
{
	return of(job)->accepted.count;
}

bool replace_keeps_length(const struct job *job)
{
	return of(job)->accepted.same_length;
}

bool replace_is_cut(const struct job *job)
{
	return of(job)->cut;
}

uint64_t replace_unknown(const struct job *job)
{
	return of(job)->walk.unknown;
}
