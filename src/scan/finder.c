/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How it works: a place that ignores the case of a letter is the same as one with the mask df, so
 * the pattern becomes values and masks alone. The two places whose bytes are rarest in a sample
 * are the probes. A kernel (finder_kernel.h) gives blocks of 64 positions with candidates; those
 * are compared eight bytes at a time, in the order of the search. Where the probes are all there
 * is to the pattern, nothing is compared and counting is a population count.
 *
 * Comparing costs. While it stays below the bytes passed over plus some patience, the scan runs
 * at the memory's speed; when it does not, the rest of this run goes to finder_linear.h. The next
 * run starts afresh, so one hostile region does not slow down the whole file.
 *
 * Rejected: memmem (5 times slower, 100 times on zeroes), first and last byte as probes (100
 * times slower on zeroes, where the last byte of most patterns is common).
 */
#include "scan/finder.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "scan/finder_kernel.h"
#include "scan/finder_linear.h"

enum {
	PATIENCE = 4096,
	COST = 8,                /* of looking at a candidate, in bytes */
};

struct finder {
	const struct finder_kernel *kernel;
	struct finder_probes probes;
	struct finder_linear *linear;    /* NULL: there is no linear way */
	size_t patience;
	bool covered;            /* the probes are the whole pattern but for ?? */
	size_t len;              /* bytes of the pattern */
	uint8_t *value;          /* owned, with the masks behind them */
	uint8_t *mask;
};

/* What is common where nothing is known: zeroes, text. */
static uint32_t common_weight(unsigned byte)
{
	if (byte == 0)
		return 64;
	if (byte == 0xff || byte == ' ')
		return 16;
	if (byte >= 'a' && byte <= 'z')
		return 8;
	return byte < 0x80 ? 4 : 2;
}

static void weigh(const uint8_t *sample, size_t len, uint32_t weights[256])
{
	uint32_t seen[256] = { 0 };

	for (size_t i = 0; i < len; i++)
		seen[sample[i]]++;
	for (unsigned byte = 0; byte < 256; byte++) {
		weights[byte] = common_weight(byte);
		if (len > 0)
			weights[byte] += (uint32_t)(UINT64_C(4096) * seen[byte] / len);
	}
}

/* How often a place matches, in the unit of the weights. */
static uint32_t weight_of(const struct finder *finder, size_t at, const uint32_t weights[256])
{
	unsigned wild = 0xffu & ~(unsigned)finder->mask[at], part = wild;
	uint32_t sum = weights[finder->value[at]];

	if (wild == 0xff)
		return UINT32_MAX;
	for (; part != 0; part = (part - 1) & wild)
		sum += weights[finder->value[at] | part];
	return sum;
}

static void set_probe(struct finder *finder, unsigned n, size_t at)
{
	finder->probes.value[n] = finder->value[at];
	finder->probes.mask[n] = finder->mask[at];
}

/* a to c: the rarest places. */
static void set_probes(struct finder *finder, size_t a, size_t b, size_t c)
{
	struct finder_probes *probes = &finder->probes;

	probes->first = min_size(a, b);
	probes->second = max_size(a, b);
	probes->third = c;
	set_probe(finder, 0, probes->first);
	set_probe(finder, 1, probes->second);
	set_probe(finder, 2, c);
	probes->masked = probes->mask[0] != 0xff || probes->mask[1] != 0xff;
}

void finder_probe(struct finder *finder, const uint8_t *sample, size_t sample_len)
{
	uint32_t weights[256], least[3] = { UINT32_MAX, UINT32_MAX, UINT32_MAX };
	size_t place[3] = { 0, SIZE_MAX, SIZE_MAX };

	weigh(sample, sample_len, weights);
	for (size_t i = 0; i < finder->len; i++) {
		uint32_t weight = weight_of(finder, i, weights);
		unsigned n = 3;

		for (; n > 0 && weight < least[n - 1]; n--) {
			if (n == 3)
				continue;
			least[n] = least[n - 1];
			place[n] = place[n - 1];
		}
		if (n < 3) {
			least[n] = weight;
			place[n] = i;
		}
	}
	if (least[1] == UINT32_MAX)
		place[1] = place[0];
	set_probes(finder, place[0], place[1], least[2] == UINT32_MAX ? place[1] : place[2]);
}

static void compile(struct finder *finder, const struct pattern *pattern)
{
	size_t places = 0;

	for (size_t i = 0; i < pattern->len; i++) {
		assert(!pattern->fold[i] || (pattern->mask[i] == 0xff && pattern->value[i] >= 'a' &&
					     pattern->value[i] <= 'z'));
		finder->mask[i] = pattern->fold[i] ? 0xdf : pattern->mask[i];
		finder->value[i] = pattern->value[i] & finder->mask[i];
		places += finder->mask[i] != 0;
	}
	finder->covered = places <= 2;
}

struct finder *finder_new_with(const struct pattern *pattern, const struct finder_kernel *kernel,
			       size_t patience, struct err *err)
{
	struct finder *finder = calloc(1, sizeof(*finder));

	assert(pattern->len > 0);
	if (finder == NULL)
		goto nomem;
	finder->kernel = kernel;
	finder->patience = patience;
	finder->len = pattern->len;
	finder->value = malloc(2 * pattern->len);
	if (finder->value == NULL)
		goto nomem;
	finder->mask = finder->value + pattern->len;
	compile(finder, pattern);
	finder_probe(finder, NULL, 0);
	if (!finder_linear_can(finder->len, pattern->exact) || patience == SIZE_MAX)
		return finder;
	finder->linear = finder_linear_new(finder->value, finder->mask, finder->len, err);
	if (finder->linear != NULL)
		return finder;
nomem:
	err_nomem(err);
	finder_free(finder);
	return NULL;
}

struct finder *finder_new(const struct pattern *pattern, const uint8_t *sample, size_t sample_len,
			  struct err *err)
{
	struct finder *finder = finder_new_with(pattern, finder_kernel_best(), PATIENCE, err);

	if (finder != NULL && sample_len > 0)
		finder_probe(finder, sample, sample_len);
	return finder;
}

void finder_free(struct finder *finder)
{
	if (finder == NULL)
		return;
	finder_linear_free(finder->linear);
	free(finder->value);
	free(finder);
}

static uint64_t load_word(const uint8_t *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return word;
}

static bool differs(const struct finder *finder, const uint8_t *data, size_t at)
{
	return ((load_word(data + at) ^ load_word(finder->value + at)) &
		load_word(finder->mask + at)) != 0;
}

/* Compares all places; adds what that cost to *work. */
static bool verify(const struct finder *finder, const uint8_t *data, size_t *work)
{
	size_t at = 0, len = finder->len;

	*work += COST;
	if (len < 8) {
		while (at < len && (data[at] & finder->mask[at]) == finder->value[at])
			at++;
		return at == len;
	}
	for (; at + 8 <= len; at += 8) {
		if (differs(finder, data, at))
			break;
	}
	*work += at;
	return at + 8 > len && !differs(finder, data, len - 8);
}

/* One walk over data. */
struct walk {
	const struct finder *finder;
	const uint8_t *data;
	size_t positions;        /* where a match may begin: 0 to positions - 1 */
	size_t work;             /* spent on comparing */
	struct finder_sink *sink;        /* NULL: stop at the first match */
};

/* Candidates at `at`, lowest first. Returns a match, or SIZE_MAX; with a sink a match only when
 * there is room for no more. */
static size_t take_upward(struct walk *walk, size_t at, uint64_t bits)
{
	struct finder_sink *sink = walk->sink;

	if (walk->finder->covered && sink != NULL && sink->to == NULL) {
		sink->count += (uint64_t)__builtin_popcountll(bits);
		return SIZE_MAX;
	}
	for (; bits != 0; bits &= bits - 1) {
		size_t found = at + (size_t)__builtin_ctzll(bits);

		if (sink != NULL && found < sink->free_from)
			continue;
		if (!walk->finder->covered &&
		    !verify(walk->finder, walk->data + found, &walk->work))
			continue;
		if (sink == NULL || !finder_sink_add(sink, found))
			return found;
	}
	return SIZE_MAX;
}

static size_t take_downward(struct walk *walk, size_t at, uint64_t bits)
{
	while (bits != 0) {
		unsigned bit = 63 - (unsigned)__builtin_clzll(bits);
		size_t found = at + bit;

		if (walk->finder->covered ||
		    verify(walk->finder, walk->data + found, &walk->work))
			return found;
		bits ^= UINT64_C(1) << bit;
	}
	return SIZE_MAX;
}

/* Candidates among the positions [at, at + some), where less than a block is left. */
static uint64_t look_at_rest(const struct walk *walk, size_t at, size_t some)
{
	const struct finder_probes *probes = &walk->finder->probes;
	uint64_t bits = 0;

	if (some > 0 && walk->positions >= FINDER_BLOCK) {
		size_t block = min_size(at, walk->positions - FINDER_BLOCK);

		bits = finder_block(probes, walk->data, block) >> (at - block);
		return bits & ((UINT64_C(1) << some) - 1);
	}
	for (size_t i = 0; i < some; i++) {
		const uint8_t *data = walk->data + at + i;
		bool match = (data[probes->first] & probes->mask[0]) == probes->value[0] &&
			     (data[probes->second] & probes->mask[1]) == probes->value[1];

		bits |= (uint64_t)match << i;
	}
	return bits;
}

static bool is_hostile(const struct walk *walk, size_t passed)
{
	return walk->finder->linear != NULL && walk->work > passed &&
	       walk->work - passed > walk->finder->patience;
}

static size_t go_forward(struct walk *walk)
{
	const struct finder *finder = walk->finder;
	size_t at = 0, found;
	uint64_t bits = 0;

	if (finder->covered && walk->sink != NULL && walk->sink->to == NULL &&
	    finder->kernel->count != NULL)
		at = finder->kernel->count(&finder->probes, walk->data, at, walk->positions,
					   &walk->sink->count);
	while (walk->positions - at >= FINDER_BLOCK) {
		at = finder->kernel->forward(&finder->probes, walk->data, at, walk->positions,
					     &bits);
		if (bits == 0)
			break;
		found = take_upward(walk, at, bits);
		if (found != SIZE_MAX)
			return found;
		at += FINDER_BLOCK;
		if (!is_hostile(walk, at))
			continue;
		found = finder_linear_run(finder->linear, walk->data + at,
					  walk->positions - at + finder->len - 1, false,
					  walk->sink, at);
		return found == SIZE_MAX ? SIZE_MAX : at + found;
	}
	return take_upward(walk, at, look_at_rest(walk, at, walk->positions - at));
}

static size_t go_backward(struct walk *walk)
{
	const struct finder *finder = walk->finder;
	size_t end = walk->positions, found;
	uint64_t bits = 0;

	while (end >= FINDER_BLOCK) {
		end = finder->kernel->backward(&finder->probes, walk->data, end, &bits);
		if (bits == 0)
			break;
		found = take_downward(walk, end, bits);
		if (found != SIZE_MAX)
			return found;
		if (is_hostile(walk, walk->positions - end))
			return finder_linear_run(finder->linear, walk->data,
						 end + finder->len - 1, true, NULL, 0);
	}
	return take_downward(walk, 0, look_at_rest(walk, 0, end));
}

size_t finder_next(struct finder *finder, const uint8_t *data, size_t len)
{
	struct walk walk = { finder, data, 0, 0, NULL };

	if (len < finder->len)
		return SIZE_MAX;
	walk.positions = len - finder->len + 1;
	return go_forward(&walk);
}

size_t finder_last(struct finder *finder, const uint8_t *data, size_t len)
{
	struct walk walk = { finder, data, 0, 0, NULL };

	if (len < finder->len)
		return SIZE_MAX;
	walk.positions = len - finder->len + 1;
	return go_backward(&walk);
}

uint64_t finder_count(struct finder *finder, const uint8_t *data, size_t len)
{
	struct finder_sink sink = { .apart = 1 };
	struct walk walk = { finder, data, 0, 0, &sink };

	if (len < finder->len)
		return 0;
	walk.positions = len - finder->len + 1;
	go_forward(&walk);
	return sink.count;
}

size_t finder_list(struct finder *finder, const uint8_t *data, size_t len, bool separate,
		   size_t *to, size_t room, size_t *next)
{
	struct finder_sink sink = { .to = to, .room = room, .apart = separate ? finder->len : 1 };
	struct walk walk = { finder, data, 0, 0, &sink };

	assert(room > 0);
	if (len >= finder->len) {
		walk.positions = len - finder->len + 1;
		go_forward(&walk);
	}
	*next = sink.free_from;
	return (size_t)sink.count;
}
