/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What dump.c and the families of formats share; nobody else includes it.
 *
 *	dump_grid.c     rows with address, digits and text: xxd, bits, hexdump, od
 *	dump_stream.c   bytes one after the other: plain, c
 *	dump_json.c     objects
 *
 * A family turns bytes into text in memory that dump.c reserved (dump.row_most for each row and
 * some more), so none of it can fail. What changes from row to row is in struct dump_state, which
 * dump.c puts back when a window turns out to have been lost under the formatting.
 */
#ifndef BURIN_SCAN_DUMP_FORMAT_H
#define BURIN_SCAN_DUMP_FORMAT_H

#include "document/reader.h"
#include "scan/dump.h"

#include <stddef.h>
#include <stdint.h>

enum {
	DUMP_CELL = 8,           /* bytes of text that a value takes at most */
	DUMP_WIDTH = 3072,       /* bytes of the longest row without colour */
	DUMP_SGR = 5,            /* bytes of a colour sequence */
	DUMP_PLAIN_COLOUR = 0,   /* paints: 0 the terminal's own, 1 + byte class, then: */
	DUMP_UNKNOWN_COLOUR = 7,
	DUMP_ANY_COLOUR = 255,   /* a blank: whatever is on */
};

/* A run of bytes to be shown. It begins a row unless the family is cut anywhere. */
struct dump_run {
	uint64_t pos;            /* in the snapshot */
	const uint8_t *bytes;
	const uint8_t *known;    /* NULL: all of them are */
	size_t len;
};

struct dump_state {
	uint64_t column;         /* streams: bytes in the row so far */
	uint64_t zeroes;         /* fold as xxd: rows of zeroes in a row */
	bool has_last;           /* fold as hexdump: `last` is the row before */
	bool starred;            /* the "*" for it is out */
	uint8_t last[DUMP_COLUMNS];
};

struct dump_family {
	/* Checks the options and fills dump->row_most and what is the family's own. */
	bool (*init)(struct dump *dump, struct err *err);
	void (*begin)(const struct dump *dump, struct buf *text);
	/* Writes the run at `out` and returns where it ended. */
	uint8_t *(*put)(struct dump *dump, uint8_t *out, const struct dump_run *run);
	/* What follows the last row; pos is the end of what was dumped. */
	void (*end)(struct dump *dump, struct buf *text, uint64_t pos);
	bool whole_rows;         /* runs are cut at rows only */
};

/* Where things stand in a row of the grid, counted from the end of the address. */
struct dump_grid {
	unsigned digits;         /* least of the address */
	unsigned cell;           /* characters a byte takes: 2, or 8 in binary */
	uint16_t place[DUMP_COLUMNS];    /* of each byte's digits */
	uint16_t text;           /* of the first character */
	uint8_t close;           /* character after the text, or 0 */
	uint8_t blank[DUMP_WIDTH];       /* a row without bytes, `text` long */
};

struct dump {
	const struct dump_family *family;
	struct dump_options options;     /* with columns and group filled in; name is owned */
	const struct snapshot *snapshot; /* borrowed */
	struct reader *reader;
	uint64_t start, end;
	uint64_t pos;            /* everything before it is out */
	uint64_t dropped;        /* pages before it were given back */
	uint64_t unknown;
	bool begun, ended;
	size_t row_most;         /* bytes of text that a row takes at most */
	size_t unknown_most;     /* the same for one with unknown bytes */
	struct dump_state state;
	struct dump_grid grid;
	uint8_t cells[256][DUMP_CELL];   /* the digits of each value */
	uint8_t unknown_cell[DUMP_CELL]; /* in place of them */
	uint8_t texts[256];      /* its character, or '.' */
	uint8_t paints[256];     /* 1 + its class */
};

extern const struct dump_family dump_grid_family;
extern const struct dump_family dump_stream_family;
extern const struct dump_family dump_json_family;

/* Fills cells with `prefix` and two hexadecimal digits. */
void dump_hex_cells(struct dump *dump, const char *prefix);

/* "\x1b[36m" and the like; 0 gives the sequence that resets. */
uint8_t *dump_put_colour(uint8_t *out, unsigned paint);

/* Copies a row of text, coloured: paint[i] is for row[i]. Ends without colour. */
uint8_t *dump_put_painted(uint8_t *out, const uint8_t *row, const uint8_t *paint, size_t len);

#endif
