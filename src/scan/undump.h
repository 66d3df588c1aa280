/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text back to bytes, as xxd -r and xxd -r -p: a dump with addresses (xxd, hexdump -C, od -A x -t x1z),
 * or plain hexadecimal. Fed by lines or any cut of them; gives runs of bytes with their addresses.
 */
#ifndef BURIN_SCAN_UNDUMP_H
#define BURIN_SCAN_UNDUMP_H

#include "base/buf.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct undump;

/* Receives bytes [pos, pos + len). False stops (err filled). */
typedef bool undump_sink(void *context, uint64_t pos, const uint8_t *bytes, size_t len,
			 struct err *err);

struct undump *undump_new(bool plain, undump_sink *sink, void *context, struct err *err)
	BURIN_MUST_CHECK;
void undump_free(struct undump *undump);
bool undump_feed(struct undump *undump, const char *text, size_t len, struct err *err)
	BURIN_MUST_CHECK;
bool undump_end(struct undump *undump, struct err *err) BURIN_MUST_CHECK;   /* the last line */

#endif
