/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Parsers of foreign bytes, each in a process of its own that can do nothing but compute: a library
 * that trips over a hostile file takes nobody with it.
 *
 *	static const struct confined_parser parsers[] = {
 *		{ "type", filetype_prepare, filetype_parse },
 *		{ .name = NULL },
 *	};
 *	helper_start(…, parsers, …)
 *	...
 *	ok = confined_run("type", bytes, len, &reply, most, &err);
 *
 * It has CONFINED_MS of time, CONFINED_MEMORY of addresses, and an allow list of system calls.
 */
#ifndef BURIN_BASE_CONFINED_H
#define BURIN_BASE_CONFINED_H

#include "base/buf.h"
#include "base/err.h"

#include <stdatomic.h>
#include <stdint.h>

enum { CONFINED_MS = 2000, CONFINED_MOST = 1 << 24 };        /* and bytes that it is given */
#define CONFINED_MEMORY (UINT64_C(512) << 20)

struct confined_parser {
	const char *name;
	/* What needs files, before the process is confined, so it should not look at the bytes
	 * closely; may be NULL. Its result, which nobody frees, is given to `parse`; with NULL it
	 * has failed, and nothing is parsed. */
	void *(*prepare)(const uint8_t *bytes, size_t len);
	/* The answer, appended to *reply. False: there is none. */
	bool (*parse)(void *prepared, const uint8_t *bytes, size_t len, struct buf *reply);
};

/* In the program: hands bytes[0..len) to a parser and waits. At most `most` bytes of reply, which
 * are as hostile as the bytes were. A parser that crashed, did not end, or had no answer is
 * ERR_REFUSED. */
bool confined_run(const char *parser, const uint8_t *bytes, size_t len, struct buf *reply,
		  size_t most, struct err *err) BURIN_MUST_CHECK;

/* The same, until *stop is set by another thread (NULL: never): then it is ERR_CANCELLED at once,
 * and the parser is killed. */
bool confined_run_until(const char *parser, const uint8_t *bytes, size_t len, struct buf *reply,
			size_t most, const _Atomic bool *stop, struct err *err) BURIN_MUST_CHECK;

/* In the process that is to be confined, which ends after: `bytes` is a file with all of them, what
 * the parser answers goes to `reply`, after one byte that says that it is whole. */
bool confined_work(const struct confined_parser *parser, int bytes, int reply);

#endif
