/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How it works: up to 64 places, one bit per place that is matched so far (shift-and), which
 * takes wildcards as they come; longer ones without wildcards by Knuth, Morris and Pratt.
 * Backward is the same over pattern and data read from their ends.
 *
 * Rejected: memmem() (two-way, linear too), because it has no backward twin, and starts again
 * after each of overlapping hits, which makes counting them quadratic.
 */
#include "scan/finder_linear.h"

#include <assert.h>
#include <stdlib.h>

enum { WORD = 64 };

/* One direction. Place 0 is the one that is met first. */
struct machine {
	uint64_t places[256];    /* shift-and: the places that each byte matches */
	uint8_t *value;          /* KMP: the pattern in that order, owned */
	uint32_t *shorter;       /* KMP: for each prefix the longest other one that it ends with */
};

struct finder_linear {
	const uint8_t *value;    /* borrowed */
	size_t len;
	struct machine machines[2];      /* forward, backward */
};

bool finder_linear_can(size_t len, bool exact)
{
	return exact || len <= WORD;
}

/* Place i in the order of a direction. */
static size_t place(const struct finder_linear *linear, bool backward, size_t i)
{
	return backward ? linear->len - 1 - i : i;
}

static void fill_places(struct finder_linear *linear, const uint8_t *mask, bool backward)
{
	struct machine *machine = &linear->machines[backward];

	for (size_t i = 0; i < linear->len; i++) {
		size_t at = place(linear, backward, i);

		for (unsigned byte = 0; byte < 256; byte++) {
			if ((byte & mask[at]) == linear->value[at])
				machine->places[byte] |= UINT64_C(1) << i;
		}
	}
}

static bool fill_shorter(struct finder_linear *linear, bool backward)
{
	struct machine *machine = &linear->machines[backward];
	uint8_t *value = machine->value = malloc(linear->len);
	uint32_t *shorter = machine->shorter = calloc(linear->len + 1, sizeof(*shorter));
	uint32_t matched = 0;

	if (value == NULL || shorter == NULL)
		return false;
	for (size_t i = 0; i < linear->len; i++)
		value[i] = linear->value[place(linear, backward, i)];
	for (size_t i = 1; i < linear->len; i++) {
		while (matched > 0 && value[matched] != value[i])
			matched = shorter[matched];
		matched += value[matched] == value[i];
		shorter[i + 1] = matched;
	}
	return true;
}

struct finder_linear *finder_linear_new(const uint8_t *value, const uint8_t *mask, size_t len,
					struct err *err)
{
	struct finder_linear *linear = calloc(1, sizeof(*linear));

	assert(len > 0 && len <= UINT32_MAX);
	if (linear == NULL) {
		err_nomem(err);
		return NULL;
	}
	linear->value = value;
	linear->len = len;
	for (int backward = 0; backward < 2; backward++) {
		if (len <= WORD) {
			fill_places(linear, mask, backward);
		} else if (!fill_shorter(linear, backward)) {
			finder_linear_free(linear);
			err_nomem(err);
			return NULL;
		}
	}
	return linear;
}

void finder_linear_free(struct finder_linear *linear)
{
	if (linear == NULL)
		return;
	for (int backward = 0; backward < 2; backward++) {
		free(linear->machines[backward].value);
		free(linear->machines[backward].shorter);
	}
	free(linear);
}

/* Byte i in the order of a direction. */
static inline uint8_t byte_at(const uint8_t *data, size_t len, bool backward, size_t i)
{
	return backward ? data[len - 1 - i] : data[i];
}

/* Where a match begins that was complete after `seen` bytes. */
static size_t match_at(const struct finder_linear *linear, size_t len, bool backward, size_t seen)
{
	return backward ? len - seen : seen - linear->len;
}

static size_t run_places(const struct finder_linear *linear, const uint8_t *data, size_t len,
			 bool backward, struct finder_sink *sink, size_t base)
{
	const uint64_t *places = linear->machines[backward].places;
	const uint64_t last = UINT64_C(1) << (linear->len - 1);
	uint64_t matched = 0;

	for (size_t i = 0; i < len; i++) {
		matched = (matched << 1 | 1) & places[byte_at(data, len, backward, i)];
		if ((matched & last) == 0)
			continue;
		if (sink == NULL)
			return match_at(linear, len, backward, i + 1);
		if (!finder_sink_add(sink, base + match_at(linear, len, backward, i + 1)))
			break;
	}
	return SIZE_MAX;
}

static size_t run_prefixes(const struct finder_linear *linear, const uint8_t *data, size_t len,
			   bool backward, struct finder_sink *sink, size_t base)
{
	const uint32_t *shorter = linear->machines[backward].shorter;
	const uint8_t *value = linear->machines[backward].value;
	const size_t whole = linear->len;
	size_t matched = 0;

	for (size_t i = 0; i < len; i++) {
		uint8_t byte = byte_at(data, len, backward, i);

		/* Branches, not sums: a predicted one takes no time, a sum waits for the load. */
		while (matched > 0 && value[matched] != byte)
			matched = shorter[matched];
		if (value[matched] != byte)
			continue;
		if (++matched < whole)
			continue;
		if (sink == NULL)
			return match_at(linear, len, backward, i + 1);
		if (!finder_sink_add(sink, base + match_at(linear, len, backward, i + 1)))
			break;
		matched = shorter[whole];
	}
	return SIZE_MAX;
}

size_t finder_linear_run(const struct finder_linear *linear, const uint8_t *data, size_t len,
			 bool backward, struct finder_sink *sink, size_t base)
{
	/* Constants, so that each direction is compiled on its own. */
	if (linear->len <= WORD)
		return backward ? run_places(linear, data, len, true, sink, base)
				: run_places(linear, data, len, false, sink, base);
	return backward ? run_prefixes(linear, data, len, true, sink, base)
			: run_prefixes(linear, data, len, false, sink, base);
}
