/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text that stands for bytes, as people find it in programs, papers and terminals, back to bytes.
 * What is tried, in this order:
 *
 *	00000000: 7f45 4c46  .ELF      a dump with addresses (scan/undump.h)
 *	7f 0x45 4ch \x46 "text" 7f45   byte literals (base/bytes.h)
 *	{ 0x7f, 69, 'L', -1 }  [127]   the last array of C, C++, Rust, Go, Python, JSON
 *	b"\x7fELF"                     a string of Python, Rust, Go, with what is before it
 *	f0VMRgIBAQAAAAAAAAA=           base64, of 16 characters at least that look like it
 */
#ifndef BURIN_SCAN_UNCLIP_H
#define BURIN_SCAN_UNCLIP_H

#include "base/buf.h"
#include "base/err.h"

enum unclip_kind { UNCLIP_DUMP, UNCLIP_ARRAY, UNCLIP_LITERALS, UNCLIP_STRING, UNCLIP_BASE64 };

/* Appends the bytes; *kind says what the text was taken for. ERR_SYNTAX: it is nothing of that. On
 * an error *out is as before. A dump must be of one stretch. */
bool unclip(const char *text, size_t len, struct buf *out, enum unclip_kind *kind, struct err *err)
	BURIN_MUST_CHECK;

/* "a dump", "an array", "bytes", "a string", "base64". */
const char *unclip_kind_name(enum unclip_kind kind);

#endif
