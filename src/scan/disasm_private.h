/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the jobs share. */
#ifndef BURIN_SCAN_DISASM_PRIVATE_H
#define BURIN_SCAN_DISASM_PRIVATE_H

#include "scan/disasm.h"
#include "scan/disasm_message.h"
#include "scan/executable.h"

struct disasm_job {
	struct job base;
	struct snapshot snapshot;
	struct disasm_ask ask;
	bool is_range;
	uint64_t end;                /* of the range; ask.pos is where it goes on */
	struct disasm_lines lines;
	struct executable header;
	bool has_header;
};

/* One request. */
struct disasm_part {
	struct disasm_job *job;
	uint64_t begin, from, end;   /* lines are wanted from `from` on */
	uint8_t *bytes, *known;      /* of [begin, end) */
	struct disasm_segment segment[DISASM_SEGMENTS];
	size_t count;
};

/* As the machine sees it where the header tells, else as people do. */
uint64_t disasm_address(const struct disasm_job *job, uint64_t pos, bool *mapped);

/* Which bytes the next request is about. */
void disasm_plan(const struct disasm_job *job, struct disasm_part *part);

/* Makes segments of those that are known, cut where an instruction must begin; with too many of
 * them the part is made smaller. */
void disasm_divide(struct disasm_part *part);

/* Adds lines that cover the part without a gap. False when memory ran out. */
bool disasm_take_reply(struct disasm_part *part, const struct buf *reply);

#endif
