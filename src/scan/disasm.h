/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes as the instructions of a machine, in the words of capstone: a parser for a process that can
 * do nothing but compute (base/confined.h), and jobs that ask it about parts of a snapshot.
 *
 *	helper_start(…, { { "disassemble", disasm_prepare, disasm_parse }, { .name = NULL } }, …)
 *	...
 *	job = disasm_around_new(&snapshot, &ask, &err);
 *	if (job_run(job, &err))
 *		disasm_take(job, &lines);
 *	...
 *	disasm_lines_done(&lines);
 *
 * The library is loaded in the parser's process, when something is asked. The lines cover their
 * range without a gap: what is no instruction is a line of data, what can not be read is a line of
 * unknown bytes.
 */
#ifndef BURIN_SCAN_DISASM_H
#define BURIN_SCAN_DISASM_H

#include "base/buf.h"
#include "base/job.h"
#include "document/snapshot.h"
#include "scan/architecture.h"

#include <stdint.h>

enum { DISASM_LONGEST = 40, DISASM_KNOWN = 16 };

enum disasm_kind { DISASM_CODE, DISASM_DATA, DISASM_UNKNOWN };

struct disasm_line {
	uint64_t pos;                /* in the document */
	uint64_t address;            /* in memory where a header gives one, else as people see it */
	uint64_t target;             /* the position that a jump or call leads to ... */
	bool has_target;             /* ... where that is in the document */
	bool mapped;                 /* the address is from a header */
	uint8_t kind;                /* enum disasm_kind */
	uint8_t len;                 /* bytes, 1 to DISASM_LONGEST */
	uint32_t mnemonic, operands; /* where they begin in lines.text; both end with NUL */
};

struct disasm_lines {
	enum architecture architecture;
	const char *format;          /* of the header ("ELF"), static; NULL: there is none */
	uint64_t start, end;         /* what the lines cover; equal: there are none */
	struct disasm_line *line;    /* owned, in order */
	size_t count, room;
	struct buf text;             /* printable ASCII */
	struct buf bytes;            /* from `start` on */
};

/* What is asked. */
struct disasm_ask {
	enum architecture architecture;      /* ARCHITECTURE_AUTO: what the header says */
	uint64_t base;               /* from a position to the address that people see */
	uint64_t pos;                /* of which it is asked; less than the size */
	bool has_start;
	uint64_t start;              /* at or before `pos`: an instruction begins there */
	uint64_t known[DISASM_KNOWN];        /* so it does here, wherever those before it end */
	size_t known_count;
};

/* For struct confined_parser. */
void *disasm_prepare(const uint8_t *bytes, size_t len);
bool disasm_parse(void *prepared, const uint8_t *bytes, size_t len, struct buf *reply);

/* "capstone 5.0", or what is missing. Loads the library. */
void disasm_describe(struct buf *out);

/* The lines around ask->pos, some KiB before and after it. They begin at ask->start where that is
 * given and near, else at a place that does not depend on where in the code `pos` is: that is, two
 * that are asked near each other have the same lines. One step. Fails with ERR_REFUSED where the
 * parser crashed, did not end or is missing, or no architecture is known. */
struct job *disasm_around_new(const struct snapshot *snapshot, const struct disasm_ask *ask,
			      struct err *err) BURIN_MUST_CHECK;

/* The lines of [pos, pos + len), which lies within, from the first byte on; ask->pos is not looked
 * at. Some KiB a step: who does not want all of them at once takes them after each. */
struct job *disasm_range_new(const struct snapshot *snapshot, uint64_t pos, uint64_t len,
			     const struct disasm_ask *ask, struct err *err) BURIN_MUST_CHECK;

/* The lines so far, which are the caller's from then on. */
void disasm_take(struct job *job, struct disasm_lines *lines);
void disasm_lines_done(struct disasm_lines *lines);

/* The line that holds a position; lines->count: none does. */
size_t disasm_find(const struct disasm_lines *lines, uint64_t pos);

const uint8_t *disasm_bytes(const struct disasm_lines *lines, const struct disasm_line *line);
const char *disasm_mnemonic(const struct disasm_lines *lines, const struct disasm_line *line);
const char *disasm_operands(const struct disasm_lines *lines, const struct disasm_line *line);

/* "00001136  00401136  48 83 ec 08              sub     rsp, 8" with its line end; `base` is from a
 * position to the address that people see. And the same as an object. */
void disasm_add_text(const struct disasm_lines *lines, const struct disasm_line *line,
		     uint64_t base, struct buf *out);
void disasm_add_json(const struct disasm_lines *lines, const struct disasm_line *line,
		     const char *file, uint64_t base, struct buf *out);

#endif
