/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A build without RHash: what burin reckons itself is all there is. */
#include "scan/digest_library.h"

#include <assert.h>

struct digest_library *digest_library_open(void)
{
	return NULL;
}

void digest_library_close(struct digest_library *library)
{
	assert(library == NULL);
	(void)library;
}

const char *digest_library_missing(void)
{
	return "more digests are not built in (they need RHash)";
}

const char *digest_library_name(const struct digest_library *library, size_t index)
{
	(void)library, (void)index;
	return NULL;
}

unsigned digest_library_bits(const struct digest_library *library, size_t index)
{
	(void)library, (void)index;
	return 0;
}

void *digest_library_start(const struct digest_library *library, size_t index)
{
	(void)library, (void)index;
	return NULL;
}

void digest_library_add(const struct digest_library *library, void *run, const uint8_t *bytes,
			size_t len)
{
	(void)library, (void)run, (void)bytes, (void)len;
}

void digest_library_end(const struct digest_library *library, void *run,
			uint8_t digest[DIGEST_LIBRARY_MOST])
{
	(void)library, (void)run, (void)digest;
}
