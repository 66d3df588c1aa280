/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What goes to the parser and comes back from it. A request is a head, segments and bytes: each
 * segment is disassembled by itself, so no instruction reaches from one into the next. A reply is
 * "-" and why there is none, or "+" and lines; it is as hostile as the bytes were.
 */
#ifndef BURIN_SCAN_DISASM_MESSAGE_H
#define BURIN_SCAN_DISASM_MESSAGE_H

#include "base/buf.h"
#include "scan/architecture.h"

#include <stddef.h>
#include <stdint.h>

enum { DISASM_SEGMENTS = 256, DISASM_LINES = 16384, DISASM_MNEMONIC = 32, DISASM_OPERANDS = 200 };

/* Bytes that follow each other in the file and in memory. */
struct disasm_segment {
	uint32_t off, len;           /* in the bytes of the request */
	uint64_t address;            /* of the first */
};

struct disasm_request {
	enum architecture architecture;
	uint32_t skip;               /* lines that begin before this offset are not wanted */
	const struct disasm_segment *segment;
	size_t count;                /* DISASM_SEGMENTS at the most */
	const uint8_t *bytes;
	uint32_t len;
};

void disasm_request_add(struct buf *out, const struct disasm_request *request);

/* `segment` has room for DISASM_SEGMENTS. False: it is no request. */
bool disasm_request_parse(const uint8_t *data, size_t len, struct disasm_request *request,
			  struct disasm_segment *segment);

struct disasm_reply_line {
	uint32_t off;
	uint8_t len;                 /* 1 or more */
	bool code;                   /* it is an instruction ... */
	bool has_target;             /* ... that may go on elsewhere ... */
	uint64_t target;             /* ... at this address */
	const char *mnemonic, *operands;     /* not ended by NUL when read */
	size_t mnemonic_len, operands_len;
};

void disasm_reply_add(struct buf *out, const struct disasm_reply_line *line);

/* From `*at` on, which is moved. False: there is no whole line any more. */
bool disasm_reply_next(const uint8_t *data, size_t len, size_t *at,
		       struct disasm_reply_line *line);

#endif
