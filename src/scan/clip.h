/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes as a text that other programs take: what is put on the system's clipboard.
 *
 *	hex        7f 45 4c 46            plain      7f454c46
 *	text       the characters; what is none, and what moves a cursor, is U+FFFD
 *	c cpp python rust go json         an array in that language
 *	base64     RFC 4648, without line ends
 *	xxd        a dump with addresses  markdown   a table of the same
 *
 * All of them but text are read back by scan/unclip.h.
 */
#ifndef BURIN_SCAN_CLIP_H
#define BURIN_SCAN_CLIP_H

#include "base/buf.h"
#include "base/err.h"
#include "document/snapshot.h"
#include "scan/charset.h"

enum clip_format { CLIP_HEX, CLIP_PLAIN, CLIP_TEXT, CLIP_C, CLIP_CPP, CLIP_PYTHON, CLIP_RUST,
		   CLIP_GO, CLIP_JSON, CLIP_BASE64, CLIP_XXD, CLIP_MARKDOWN };

/* The names above in this order, and NULL. */
extern const char *const clip_formats[];

enum { CLIP_MOST = 16 << 20 };   /* bytes that can be had as a text */

struct clip_request {
	enum clip_format format;
	uint64_t pos, len;       /* within the snapshot */
	uint64_t base;           /* added to addresses */
	const struct charset *charset;   /* of the text; ASCII takes UTF-8 as well */
};

/* Appends the text. ERR_RANGE: more than CLIP_MOST; ERR_LOST: some of the bytes can not be read. */
bool clip_write(const struct snapshot *snapshot, const struct clip_request *request,
		struct buf *out, struct err *err) BURIN_MUST_CHECK;

#endif
