/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lines of --find: gathered, and written in large parts. On a terminal they are written when
 * they are there, and the names in them are made safe.
 */
#ifndef BURIN_CLI_FIND_PRINT_H
#define BURIN_CLI_FIND_PRINT_H

#include "base/buf.h"
#include "cli/options.h"
#include "scan/pattern.h"

#include <stdint.h>

enum { FIND_PRINT_BYTES = 16 };          /* the first bytes of a hit that JSON shows */

struct find_print {
	bool json, decimal, upper;
	bool terminal;
	uint64_t base;           /* added to offsets */
	struct buf prefix;       /* of the lines about the file */
	struct buf out;
};

/* The pattern of --find and --replace, its texts in the encoding of --encoding. */
bool find_pattern(const struct cli *cli, struct pattern *pattern, struct err *err)
	BURIN_MUST_CHECK;

/* Ended by find_print_done(), also when it fails: --base-address may be wrong. */
bool find_print_init(struct find_print *print, const struct cli *cli, struct err *err)
	BURIN_MUST_CHECK;
void find_print_done(struct find_print *print);

/* What comes is about this file; `named`: its name goes before. */
void find_print_file(struct find_print *print, const char *name, bool named);

struct find_print_hit {
	uint64_t pos, len;
	const uint8_t *bytes;    /* of JSON: the first of it */
	size_t count;            /* of these bytes */
	const char *pattern;     /* of a list: as it is written there; NULL: of none */
	unsigned line;           /* and where */
};

/* False when it could not be written; as report_write(). */
bool find_print_hit(struct find_print *print, const struct find_print_hit *hit, struct err *err)
	BURIN_MUST_CHECK;
bool find_print_count(struct find_print *print, uint64_t count, struct err *err)
	BURIN_MUST_CHECK;

/* Parts of a line: "0x1f" or "31"; and its end. */
void find_print_offset(struct find_print *print, uint64_t pos);
bool find_print_end_line(struct find_print *print, struct err *err) BURIN_MUST_CHECK;

/* Writes what waits. */
bool find_print_flush(struct find_print *print, struct err *err) BURIN_MUST_CHECK;

#endif
