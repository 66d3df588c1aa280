/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes as text: dumps that equal, byte for byte, what the common tools print.
 *
 *	xxd       xxd, and with the options -c -g -e -u as xxd has them
 *	plain     xxd -p          c   xxd -i          bits   xxd -b
 *	hexdump   hexdump -C (without folding of equal rows unless `fold`)
 *	od        od -A x -t x1z -v
 *	json      one object a row: {"address":0,"hex":"7f45…","text":"…"}
 *
 * The caller pulls text and writes it where it likes:
 *
 *	while (dump_next(dump, &text, &err) && text.len > 0) {
 *		write(1, text.data, text.len);
 *		buf_clear(&text);
 *	}
 *
 * Folding follows the tool that is imitated: xxd and bits leave out rows of zeroes as xxd -a does
 * (so that the dump can still be turned back), hexdump and od leave out rows equal to the one
 * before.
 */
#ifndef BURIN_SCAN_DUMP_H
#define BURIN_SCAN_DUMP_H

#include "base/buf.h"
#include "base/err.h"
#include "document/snapshot.h"

#include <stdbool.h>
#include <stdint.h>

enum dump_format { DUMP_XXD, DUMP_PLAIN, DUMP_C, DUMP_BITS, DUMP_HEXDUMP, DUMP_OD, DUMP_JSON };

enum { DUMP_COLUMNS = 256 };     /* most bytes a row; plain and c: no limit */

struct dump_options {
	enum dump_format format;
	unsigned columns;        /* bytes a row; 0: the format's own (plain 30, c 12, bits 6,
				  * else 16) */
	unsigned group;          /* xxd, bits: bytes a group; 0 or more than a row: one group;
				  * UINT_MAX: the format's own (xxd 2, with -e 4, bits 1) */
	bool little_endian;      /* xxd -e; only that format has it */
	bool upper;              /* xxd -u */
	bool colour;             /* SGR by byte class; json never has any */
	bool fold;               /* equal rows become one "*"; not for plain, c, json */
	bool decimal;            /* xxd -d: addresses in decimal */
	uint64_t base;           /* added to the addresses */
	const char *name;        /* c: name of the array, made an identifier; NULL: the bytes
				  * alone */
};

struct dump;

/* Of [pos, pos + len), which must lie in the snapshot; that is borrowed and must outlive the
 * dump. The options are checked: ERR_RANGE names the limit, ERR_REFUSED what does not go
 * together. options->name is copied. */
struct dump *dump_new(const struct snapshot *snapshot, uint64_t pos, uint64_t len,
		      const struct dump_options *options, struct err *err) BURIN_MUST_CHECK;
void dump_free(struct dump *dump);

/* Appends the next stretch of text (about 256 KiB) to *text; nothing when all is out. Unreadable
 * bytes are shown as "??" and counted; json gives a stretch of them as
 * {"address":N,"len":N,"hex":null,"text":null}. */
bool dump_next(struct dump *dump, struct buf *text, struct err *err) BURIN_MUST_CHECK;

/* Bytes shown as unknown so far. */
uint64_t dump_unknown(const struct dump *dump);

/* By the names at the top of this file. */
bool dump_format_find(const char *name, enum dump_format *format);

#endif
