/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The disassembly: a pane with the bytes around the cursor as instructions (scan/disasm.h). It
 * follows the cursor, and the one at the cursor is marked.
 *
 * disassembly_settle() asks for lines in a job when those that are there do not cover what is to be
 * seen; until they come the former ones are shown. Beside the bytes, below them or hidden:
 * editor_rows() decides.
 */
#ifndef BURIN_EDIT_DISASSEMBLY_H
#define BURIN_EDIT_DISASSEMBLY_H

#include "base/err.h"
#include "edit/queue.h"
#include "edit/window.h"
#include "scan/disasm.h"

#include <stdint.h>

/* For which bytes lines were asked. */
struct disassembly_wish {
	const struct document *document;
	uint64_t generation;         /* of it */
	uint64_t architecture;       /* enum architecture */
	uint64_t size, base;
	unsigned starts;             /* how often a start was named */
	uint64_t stamp;              /* of the file, as last watched */
};

struct disassembly {
	bool open;                   /* wanted; whether there is room is editor_rows()' */
	bool focused;                /* keys go to it */
	bool waiting;                /* a job runs ... */
	struct disassembly_wish asked;       /* ... for these */
	uint64_t asked_pos;          /* ... around this position ... */
	size_t asked_at;             /* ... which is in this line of those that came */
	struct disasm_lines lines;   /* owned; the last that came ... */
	struct disassembly_wish of;  /* ... of these */
	struct err failure;          /* why none came, code ERR_NONE: they did */
	unsigned came, shown;        /* how often lines came; and as last put in order */
	size_t cursor;               /* the line at the cursor; lines.count: it is outside */
	size_t top;                  /* the first that is seen ... */
	uint64_t top_pos;            /* ... and its position */
	int rows;                    /* that are to be seen */
	uint64_t known[DISASM_KNOWN];/* where instructions begin, as was said; the last first */
	size_t known_count;
	unsigned starts;             /* raised with each of them */
};

void disassembly_done(struct disassembly *disassembly);

/* Brings lines and cursor up to date; `rows` are to be seen (0: none, nothing is asked). */
void disassembly_settle(struct disassembly *disassembly, struct window *window,
			struct queue *queue, uint64_t architecture, int rows);

/* An instruction begins there, whatever stands before it. */
void disassembly_start_at(struct disassembly *disassembly, uint64_t pos);

/* The line at the window's cursor. NULL with an error where there is none (yet). */
const struct disasm_line *disassembly_line(struct disassembly *disassembly,
					   const struct window *window, struct err *err)
	BURIN_MUST_CHECK;

/* The document is going: nothing of it is remembered. */
void disassembly_leave(struct disassembly *disassembly, const struct document *document);

#endif
