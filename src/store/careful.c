/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A device may refuse a whole request for one bad sector in it. So what failed is read again in
 * small units, and those that fail by themselves are bad.
 */
#include "store/careful.h"

#include <string.h>

#include "base/checked.h"
#include "store/io.h"

/* The first run that ends after `at`. */
static unsigned index_after(const struct careful *careful, uint64_t at)
{
	unsigned i = 0;

	while (i < careful->count && careful->runs[i].hi <= at)
		i++;
	return i;
}

/* [lo, hi) lies before the run `i` and after those before it. */
static bool add(struct careful *careful, unsigned i, uint64_t lo, uint64_t hi, int why)
{
	if (i > 0 && careful->runs[i - 1].hi == lo && careful->runs[i - 1].why == why) {
		careful->runs[i - 1].hi = hi;
		return true;
	}
	if (careful->count == CAREFUL_RUNS)
		return false;
	memmove(&careful->runs[i + 1], &careful->runs[i],
		(careful->count - i) * sizeof careful->runs[0]);
	careful->runs[i] = (struct bad_run){ lo, hi, why };
	careful->count++;
	return true;
}

static size_t read_units(int fd, uint8_t *to, size_t len, uint64_t at, struct careful *careful)
{
	for (size_t done = 0; done < len;) {
		uint64_t here = at + done;
		unsigned i = index_after(careful, here);
		const struct bad_run *bad = i < careful->count ? &careful->runs[i] : NULL;
		size_t unit = (size_t)min_u64(CAREFUL_UNIT - here % CAREFUL_UNIT, len - done);
		int why;

		if (bad && bad->lo <= here) {
			done += (size_t)min_u64(bad->hi - here, len - done);
			continue;
		}
		if (bad)
			unit = (size_t)min_u64(unit, bad->lo - here);
		size_t got = io_pread(fd, to + done, unit, here, &why);
		if (got < unit &&
		    (why == 0 || !add(careful, i, here + got, here + unit, why)))
			return done + got;
		done += unit;
	}
	return len;
}

size_t careful_read(int fd, void *to, size_t len, uint64_t at, struct careful *careful)
{
	size_t got = 0;
	int why;

	if (index_after(careful, at) == careful->count) {
		got = io_pread(fd, to, len, at, &why);
		if (why == 0)
			return got;
	}
	return got + read_units(fd, (uint8_t *)to + got, len - got, at + got, careful);
}
