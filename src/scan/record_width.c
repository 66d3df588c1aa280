/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How it works: for each distance up to RECORD_WIDTH_MOST the bytes of a sample that equal the one
 * so far behind are counted, 16 at a time. A width is a peak of that: it stands out from both its
 * neighbours by more than chance, so that data which change slowly (sound, pictures), equal at all
 * short distances, have none there. What is usual is the lower quartile of all distances: every
 * second one can be a multiple of the width.
 *
 * A multiple of the width is as good as the width. So one that is not clearly better than a part
 * of it is left out, and so is one that is as far behind a multiple of the best width as another
 * distance that is as good. An autocorrelation of values by Fourier's transform was rejected: bytes
 * of a number or a name have no values that are near each other.
 */
#include "scan/record_width.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "document/hole.h"

enum {
	PIECES = 8,
	PIECE = 128 << 10,
	LEAST_RECORDS = 3,       /* in a piece */
	HOLES_MOST = 1000,       /* passed over in search of a piece's start */
	VECTOR = 16,
	BATCH = 255,             /* vectors until a counter of a byte could be full */
};

#define SCORE_LEAST 0.02
#define CLEARLY 0.9              /* less than so much of another is clearly worse */
#define CHANCE 5.0               /* standard deviations */

typedef uint8_t vector __attribute__((vector_size(VECTOR)));

struct finding {
	struct job job;
	struct snapshot snapshot;        /* owned */
	uint64_t start, end;
	size_t pieces, piece;            /* how many, and the next */
	uint64_t equal[RECORD_WIDTH_MOST + 1], looked[RECORD_WIDTH_MOST + 1];
	struct record_width widths[RECORD_WIDTH_COUNT];
	size_t count;
	uint8_t bytes[PIECE], known[PIECE];
};

static uint64_t count_vectors(const uint8_t *a, const uint8_t *b, size_t vectors)
{
	uint64_t sum = 0;

	while (vectors > 0) {
		size_t batch = min_size(vectors, BATCH);
		vector counts = { 0 };

		for (size_t i = 0; i < batch; i++) {
			vector x, y;

			memcpy(&x, a + i * VECTOR, VECTOR);
			memcpy(&y, b + i * VECTOR, VECTOR);
			counts -= (vector)(x == y);
		}
		for (size_t i = 0; i < VECTOR; i++)
			sum += counts[i];
		a += batch * VECTOR;
		b += batch * VECTOR;
		vectors -= batch;
	}
	return sum;
}

static uint64_t count_equal(const uint8_t *a, const uint8_t *b, size_t len)
{
	size_t whole = len / VECTOR * VECTOR;
	uint64_t sum = count_vectors(a, b, len / VECTOR);

	for (size_t i = whole; i < len; i++)
		sum += a[i] == b[i];
	return sum;
}

static void look(struct finding *finding, const uint8_t *bytes, size_t len)
{
	size_t most = min_size(len / LEAST_RECORDS, RECORD_WIDTH_MOST);

	for (size_t lag = 1; lag <= most; lag++) {
		finding->equal[lag] += count_equal(bytes, bytes + lag, len - lag);
		finding->looked[lag] += len - lag;
	}
}

/* Where the piece of this number begins: the first byte of its part that does not lie in a hole,
 * or the start of it. */
static uint64_t piece_start(const struct finding *finding, uint64_t low, uint64_t high)
{
	uint64_t pos = low;

	for (int i = 0; i < HOLES_MOST && pos < high; i++) {
		struct hole hole = hole_at(&finding->snapshot, pos);

		if (!hole.zero)
			return pos;
		pos += min_u64(hole.len, high - pos);
	}
	return low;
}

/* The longest run of bytes that are known, of bytes[0..*len). */
static size_t longest_known(const struct finding *finding, size_t *len)
{
	size_t best = 0, best_len = 0;

	for (size_t at = 0, end; at < *len; at = end + 1) {
		for (end = at; end < *len && finding->known[end]; end++)
			;
		if (end - at <= best_len)
			continue;
		best = at;
		best_len = end - at;
	}
	*len = best_len;
	return best;
}

static void take_piece(struct finding *finding)
{
	uint64_t each = (finding->end - finding->start) / finding->pieces;
	uint64_t low = finding->start + each * finding->piece;
	uint64_t high = finding->piece + 1 == finding->pieces ? finding->end : low + each;
	uint64_t pos = piece_start(finding, low, high);
	size_t len = (size_t)min_u64(high - pos, PIECE), at = 0;

	if (len == 0)
		return;
	if (snapshot_read(&finding->snapshot, pos, finding->bytes, finding->known, len, NULL) > 0)
		at = longest_known(finding, &len);
	look(finding, finding->bytes + at, len);
}

static double part_equal(const struct finding *finding, size_t lag)
{
	return (double)finding->equal[lag] / (double)finding->looked[lag];
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The variance of a part that is `part`; never 0, as what did not happen could have. */
static double variance(const struct finding *finding, size_t lag, double part)
{
	double len = (double)finding->looked[lag], least = 1 / len;
	double spread = part * (1 - part);

	return (spread > least ? spread : least) / len;
}

struct judging {
	const struct finding *finding;
	size_t most;             /* distances that were looked at: 1 to that */
	double usual;            /* part of bytes that are equal */
	double parts[RECORD_WIDTH_MOST + 2];
};

static double score(const struct judging *judging, size_t lag)
{
	return (judging->parts[lag] - judging->usual) / (1 - judging->usual);
}

static bool is_peak(const struct judging *judging, size_t lag)
{
	const double *parts = judging->parts;
	double beside = lag < judging->most && parts[lag + 1] > parts[lag - 1] ? parts[lag + 1] :
										 parts[lag - 1];
	double above = parts[lag] - beside;

	return above > 0 && score(judging, lag) >= SCORE_LEAST &&
	       above * above >= CHANCE * CHANCE * 2 * variance(judging->finding, lag, beside);
}

/* Whether `lag` is better than `other` by more than chance and a little. */
static bool is_clearly_better(const struct judging *judging, size_t lag, size_t other)
{
	double above = score(judging, lag) * CLEARLY - score(judging, other);
	double scale = 1 - judging->usual;

	return above > 0 &&
	       above * above * scale * scale > 9 * variance(judging->finding, lag,
							    judging->parts[lag]);
}

static bool is_multiple(const struct judging *judging, size_t lag)
{
	for (size_t part = 2; part <= lag / 2; part++)
		if (lag % part == 0 && is_peak(judging, part) &&
		    !is_clearly_better(judging, lag, part))
			return true;
	return false;
}

/* By score; of equal ones the shorter is first. */
static void add(struct finding *finding, const struct record_width *width)
{
	size_t at = finding->count;

	while (at > 0 && finding->widths[at - 1].score < width->score)
		at--;
	if (at == RECORD_WIDTH_COUNT)
		return;
	finding->count += finding->count < RECORD_WIDTH_COUNT;
	memmove(&finding->widths[at + 1], &finding->widths[at],
		(finding->count - 1 - at) * sizeof(*width));
	finding->widths[at] = *width;
}

static size_t find_best(const struct judging *judging)
{
	size_t best = 0;

	for (size_t lag = 2; lag <= judging->most; lag++)
		if (is_peak(judging, lag) && !is_multiple(judging, lag) &&
		    (best == 0 || judging->parts[lag] > judging->parts[best]))
			best = lag;
	return best;
}

static void judge(struct judging *judging, struct finding *finding)
{
	size_t best = find_best(judging);

	for (size_t lag = 2; best > 0 && lag <= judging->most; lag++) {
		const struct record_width width = {
			(unsigned)lag, score(judging, lag), judging->parts[lag],
		};

		if (!is_peak(judging, lag) || is_multiple(judging, lag))
			continue;
		if (lag <= best || is_clearly_better(judging, lag, lag % best))
			add(finding, &width);
	}
}

static bool judge_all(struct finding *finding, struct err *err)
{
	struct judging *judging = calloc(1, sizeof(*judging));
	double *sorted = calloc(RECORD_WIDTH_MOST, sizeof(*sorted));
	bool ok = judging && sorted;

	if (ok) {
		judging->finding = finding;
		while (judging->most < RECORD_WIDTH_MOST &&
		       finding->looked[judging->most + 1] > 0) {
			judging->most++;
			judging->parts[judging->most] = part_equal(finding, judging->most);
			sorted[judging->most - 1] = judging->parts[judging->most];
		}
		/* Each byte equals itself: no multiple of the best is better than that. */
		judging->parts[0] = 1;
		qsort(sorted, judging->most, sizeof(*sorted), compare);
		judging->usual = sorted[judging->most / 4];
		if (judging->most > 1 && judging->usual < 1)
			judge(judging, finding);
	}
	free(judging);
	free(sorted);
	return ok || err_nomem(err);
}

static enum job_state finding_step(struct job *job, struct err *err)
{
	struct finding *finding = (struct finding *)job;

	if (finding->piece == finding->pieces)
		return judge_all(finding, err) ? JOB_DONE : JOB_FAILED;
	take_piece(finding);
	finding->piece++;
	atomic_store(&job->done, atomic_load(&job->total) * finding->piece / finding->pieces);
	return JOB_RUNNING;
}

static void finding_free(struct job *job)
{
	struct finding *finding = (struct finding *)job;

	snapshot_done(&finding->snapshot);
	free(finding);
}

static const struct job_class finding_class = { "comparing", finding_step, finding_free };

struct job *record_width_new(const struct snapshot *snapshot, uint64_t start, uint64_t end,
			     struct err *err)
{
	struct finding *finding;

	if (start > end || end > snapshot_len(snapshot)) {
		err_set(err, ERR_RANGE, "the range 0x%" PRIx64 " to 0x%" PRIx64 " does not "
			"lie in the document", start, end);
		return NULL;
	}
	finding = calloc(1, sizeof(*finding));
	if (!finding) {
		err_nomem(err);
		return NULL;
	}
	finding->pieces = (size_t)max_u64(min_u64((end - start) / PIECE, PIECES), 1);
	job_init(&finding->job, &finding_class,
		 min_u64(end - start, (uint64_t)finding->pieces * PIECE));
	finding->snapshot = snapshot_copy(snapshot);
	finding->start = start;
	finding->end = end;
	return &finding->job;
}

size_t record_width_of(const struct job *job, const struct record_width **widths)
{
	const struct finding *finding = (const struct finding *)job;

	assert(job->class == &finding_class);
	*widths = finding->widths;
	return finding->count;
}
