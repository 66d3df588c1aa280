/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text back to bytes, as xxd -r and xxd -r -p: a dump with addresses (xxd, hexdump -C,
 * od -A x -t x1z), or plain hexadecimal. Fed by lines or any cut of them; gives runs of bytes with
 * their addresses.
 *
 *	undump = undump_new(plain, write_at, file, &err);
 *	while ((len = read(0, text, sizeof(text))) > 0 && ok)
 *		ok = undump_feed(undump, text, (size_t)len, &err);
 *	ok = ok && undump_end(undump, &err);
 *	undump_free(undump);
 *
 * A line of a dump is an address, at most two of colon and blank, and pairs of digits, alone or in
 * groups; two blanks end them, and what follows is not read. Rows may be of any length and come in
 * any order. "*" repeats the row before it up to the next address. An address alone gives no
 * bytes. Empty lines and carriage returns do not count.
 *
 * Where xxd would make the best of it, this is strict, because a silent mistake is a damaged file:
 * anything else than digits where digits belong, half a byte, a "??" (a byte that could not be
 * read) are ERR_SYNTAX, and the message names the line.
 */
#ifndef BURIN_SCAN_UNDUMP_H
#define BURIN_SCAN_UNDUMP_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct undump;

/* Receives bytes [pos, pos + len), at most 64 KiB at once, in the order of the text. False stops
 * (err filled). */
typedef bool undump_sink(void *context, uint64_t pos, const uint8_t *bytes, size_t len,
			 struct err *err);

struct undump *undump_new(bool plain, undump_sink *sink, void *context, struct err *err)
	BURIN_MUST_CHECK;
void undump_free(struct undump *undump);         /* NULL is allowed */

/* After a failure only undump_free() may follow. */
bool undump_feed(struct undump *undump, const char *text, size_t len, struct err *err)
	BURIN_MUST_CHECK;

/* Takes the last line, which may lack its end, and gives what is left to the sink. */
bool undump_end(struct undump *undump, struct err *err) BURIN_MUST_CHECK;

#endif
