/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libmagic is loaded by name: linked, each start of the program would load it and three libraries
 * that it needs for compressed files, which are not looked into here (that would run a program).
 *
 * magic_buffer() and not magic_descriptor(): a file cut off at FILETYPE_MOST would be taken for a
 * damaged one, and what the latter adds needs calls that a confined process has not got.
 */
#include "scan/filetype.h"

#include <magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/library.h"

enum { FLAGS = MAGIC_NO_CHECK_COMPRESS };

/* What is used of the library. */
struct library {
	magic_t (*open)(int flags);
	int (*load)(magic_t cookie, const char *path);
	int (*set_flags)(magic_t cookie, int flags);
	const char *(*buffer)(magic_t cookie, const void *bytes, size_t len);
	const char *(*error)(magic_t cookie);
	int (*version)(void);
	magic_t cookie;
	char missing[200];           /* "": nothing is */
};

static bool load_symbols(struct library *library)
{
	static const char *const files[] = { "libmagic.so.1", "libmagic.1.dylib", "libmagic.so",
					     NULL };
	const struct library_symbol symbols[] = {
		{ "magic_open", &library->open }, { "magic_load", &library->load },
		{ "magic_setflags", &library->set_flags }, { "magic_buffer", &library->buffer },
		{ "magic_error", &library->error }, { "magic_version", &library->version },
		{ NULL, NULL },
	};

	return library_load(files, symbols);
}

static void set_missing(struct library *library, const char *what, const char *why)
{
	snprintf(library->missing, sizeof(library->missing), "%s: %.150s", what, why);
}

void *filetype_prepare(const uint8_t *bytes, size_t len)
{
	struct library *library = calloc(1, sizeof(*library));

	(void)bytes, (void)len;
	if (!library)
		return NULL;
	if (!load_symbols(library)) {
		set_missing(library, "libmagic can not be loaded", "is libmagic.so.1 installed?");
		return library;
	}
	library->cookie = library->open(FLAGS);
	if (!library->cookie)
		set_missing(library, "libmagic does not start", "out of memory");
	else if (library->load(library->cookie, NULL) != 0)
		set_missing(library, "libmagic has no list of file types",
			    library->error(library->cookie));
	return library;
}

static bool add_answer(const struct library *library, int flags, const uint8_t *bytes, size_t len,
		       struct buf *reply)
{
	const char *text;

	if (library->set_flags(library->cookie, FLAGS | flags) != 0)
		return false;
	text = library->buffer(library->cookie, len > 0 ? (const void *)bytes : "", len);
	if (!text)
		return false;
	for (; *text; text++)
		buf_add_byte(reply, *text == '\n' ? ' ' : (uint8_t)*text);
	return true;
}

bool filetype_parse(void *prepared, const uint8_t *bytes, size_t len, struct buf *reply)
{
	const struct library *library = prepared;

	if (*library->missing) {
		buf_format(reply, "-%s", library->missing);
		return true;
	}
	buf_add_byte(reply, '+');
	if (!add_answer(library, 0, bytes, len, reply))
		return false;
	buf_add_byte(reply, '\n');
	return add_answer(library, MAGIC_MIME, bytes, len, reply);
}

void filetype_describe(struct buf *out)
{
	struct library library = { .missing = "" };

	if (load_symbols(&library))
		buf_format(out, "libmagic %d.%02d", library.version() / 100,
			   library.version() % 100);
	else
		buf_text(out, "libmagic is not installed");
}
