/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "matcher_check.h"

#include "scan/search.h"

void matcher_check_all(const struct document *document, const struct pattern *pattern,
		      uint64_t len, bool separate, unsigned threads,
		      const struct search_sizes *sizes, const struct hit *right, size_t count,
		      const char *text)
{
	static struct hit got[MATCHER_CHECK_HITS];
	struct snapshot snapshot = document_snapshot(document);
	struct err err = { 0 };
	struct hits *hits = hits_new(UINT64_MAX, &err);
	struct search_request request = {
		.pattern = pattern, .end = len, .all = true, .separate = separate, .hits = hits,
		.threads = threads,
	};
	struct job *job = search_new_with(&snapshot, &request, sizes, &err);

	assert_non_null(job);
	if (!job_run(job, &err))
		fail_msg("%s: %s", text, err.text);
	if (search_count(job) != count || hits_get(hits, 0, got, MATCHER_CHECK_HITS) != count ||
	    (count > 0 && memcmp(got, right, count * sizeof(*got)) != 0))
		fail_msg("%s: %" PRIu64 " hits instead of %zu", text, search_count(job), count);
	job_free(job);
	hits_free(hits);
	snapshot_done(&snapshot);
}

/* The next one and the one before from some place. */
void matcher_check_next(const struct document *document, const struct pattern *pattern,
		       uint64_t len, uint64_t from, const struct search_sizes *sizes,
		       const struct hit *right, size_t count, const char *text)
{
	struct snapshot snapshot = document_snapshot(document);

	for (unsigned back = 0; back < 2; back++) {
		struct search_request request = {
			.pattern = pattern, .end = len, .from = from, .backward = back != 0,
		};
		struct err err = { 0 };
		struct job *job = search_new_with(&snapshot, &request, sizes, &err);
		const struct hit *hit = NULL;
		uint64_t pos = 0;

		for (size_t i = 0; i < count; i++) {
			if (back ? right[i].pos < from : right[i].pos >= from && hit == NULL)
				hit = &right[i];
		}
		assert_non_null(job);
		if (!job_run(job, &err))
			fail_msg("%s: %s", text, err.text);
		if (search_hit(job, &pos) != (hit != NULL) ||
		    (hit != NULL && (pos != hit->pos || search_hit_len(job) != hit->len)))
			fail_msg("%s: %s %" PRIu64 " is %" PRIu64, text, back ? "before" : "from",
				 from, pos);
		job_free(job);
	}
	snapshot_done(&snapshot);
}
