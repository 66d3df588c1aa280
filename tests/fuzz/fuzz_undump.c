/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any text as a dump and as plain hexadecimal; the first byte says where the text is cut in two.
 * Beside not crashing: the cut changes nothing, no run wraps around the end of the address space,
 * and an error names a line.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "scan/undump.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CALLS = 5 };      /* a "*" can stand for terabytes */

struct result {
	uint64_t sum;            /* of positions and bytes */
	unsigned calls;
	bool ok;
	char text[sizeof(((struct err *)0)->text)];
};

static void check(bool holds)
{
	if (!holds)
		abort();
}

static bool add(void *context, uint64_t pos, const uint8_t *bytes, size_t len, struct err *err)
{
	struct result *result = context;

	check(len > 0 && len - 1 <= UINT64_MAX - pos);
	if (++result->calls > CALLS)
		return err_set(err, ERR_IO, "line 0: enough");
	for (size_t i = 0; i < len; i++)
		result->sum = result->sum * 31 + (pos + i) * 257 + bytes[i];
	return true;
}

static struct result run(const uint8_t *text, size_t len, size_t cut, bool plain)
{
	struct result result = { 0, 0, false, "" };
	struct err err = { 0 };
	struct undump *undump = undump_new(plain, add, &result, &err);

	check(undump != NULL);
	result.ok = undump_feed(undump, (const char *)text, cut, &err) &&
		    undump_feed(undump, (const char *)text + cut, len - cut, &err) &&
		    undump_end(undump, &err);
	if (!result.ok) {
		check(err.code != ERR_NONE && strncmp(err.text, "line ", 5) == 0);
		memcpy(result.text, err.text, sizeof(result.text));
	}
	undump_free(undump);
	return result;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	for (int plain = 0; plain < 2; plain++) {
		size_t len = size - 1;
		struct result whole = run(data + 1, len, 0, plain);
		struct result parts = run(data + 1, len, len * data[0] / 255, plain);

		check(whole.ok == parts.ok && strcmp(whole.text, parts.text) == 0);
		check(!whole.ok || whole.sum == parts.sum);
	}
	return 0;
}
