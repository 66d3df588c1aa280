/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Loaded by name, as libmagic is: linked it would cost each start a seventh of a millisecond. Its
 * functions are the same in both versions that there are (0 and 1). Only algorithms of one bit in
 * its first set of numbers are offered; more would need other functions in each version.
 */
#include "scan/digest_library.h"

#include <rhash.h>
#include <stdlib.h>
#include <string.h>

#include "base/library.h"

enum { BITS = 31 };

struct digest_library {
	void (*init)(void);
	rhash (*start)(unsigned id);
	int (*update)(rhash context, const void *bytes, size_t len);
	int (*final)(rhash context, unsigned char *result);
	void (*free)(rhash context);
	int (*size)(unsigned id);
	const char *(*name)(unsigned id);
	unsigned ids[BITS];
	size_t count;
};

static bool load(struct digest_library *library)
{
	static const char *const files[] = { "librhash.so.1", "librhash.so.0",
					     "librhash.1.dylib", "librhash.0.dylib", NULL };
	const struct library_symbol symbols[] = {
		{ "rhash_library_init", &library->init }, { "rhash_init", &library->start },
		{ "rhash_update", &library->update }, { "rhash_final", &library->final },
		{ "rhash_free", &library->free }, { "rhash_get_digest_size", &library->size },
		{ "rhash_get_name", &library->name },
		{ NULL, NULL },
	};

	return library_load(files, symbols);
}

/* BTIH depends on a file's name. */
static bool is_offered(const struct digest_library *library, unsigned id)
{
	const char *name = library->name(id);
	int size = library->size(id);

	return name && id != RHASH_BTIH && size > 0 && size <= DIGEST_LIBRARY_MOST;
}

struct digest_library *digest_library_open(void)
{
	struct digest_library *library = calloc(1, sizeof(*library));

	if (!library)
		return NULL;
	if (!load(library)) {
		free(library);
		return NULL;
	}
	library->init();
	for (unsigned bit = 0; bit < BITS; bit++)
		if (is_offered(library, 1u << bit))
			library->ids[library->count++] = 1u << bit;
	return library;
}

void digest_library_close(struct digest_library *library)
{
	free(library);
}

const char *digest_library_missing(void)
{
	return "more digests need RHash: is librhash installed?";
}

const char *digest_library_name(const struct digest_library *library, size_t index)
{
	return index < library->count ? library->name(library->ids[index]) : NULL;
}

unsigned digest_library_bits(const struct digest_library *library, size_t index)
{
	return 8 * (unsigned)library->size(library->ids[index]);
}

void *digest_library_start(const struct digest_library *library, size_t index)
{
	return library->start(library->ids[index]);
}

void digest_library_add(const struct digest_library *library, void *run, const uint8_t *bytes,
			size_t len)
{
	library->update(run, bytes, len);
}

void digest_library_end(const struct digest_library *library, void *run,
			uint8_t digest[DIGEST_LIBRARY_MOST])
{
	library->final(run, digest);
	library->free(run);
}
