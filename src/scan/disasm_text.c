/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines as text for people and for other programs. */
#include "scan/disasm.h"

#include <inttypes.h>

#include "base/bytes.h"
#include "base/json.h"

enum { BYTES = 8, MNEMONIC = 7 };        /* columns: bytes that have room, characters */

void disasm_add_text(const struct disasm_lines *lines, const struct disasm_line *line,
		     uint64_t base, struct buf *out)
{
	const char *operands = disasm_operands(lines, line);
	size_t start;

	buf_format(out, "%08" PRIx64 "  ", base + line->pos);
	if (line->mapped)
		buf_format(out, "%08" PRIx64 "  ", line->address);
	start = out->len;
	if (line->kind == DISASM_UNKNOWN)
		for (unsigned i = 0; i < line->len; i++)
			buf_text(out, i > 0 ? " ??" : "??");
	else
		bytes_format_hex(out, disasm_bytes(lines, line), line->len, ' ', false);
	if (out->len - start < 3 * BYTES)
		buf_fill(out, ' ', 3 * BYTES - (out->len - start));
	buf_add_byte(out, ' ');
	if (line->kind != DISASM_UNKNOWN)
		buf_format(out, *operands ? "%-*s %s" : "%.*s%s", *operands ? MNEMONIC : INT32_MAX,
			   disasm_mnemonic(lines, line), operands);
	else
		buf_text(out, "(unknown)");
	if (line->has_target && line->mapped && line->address != base + line->pos)
		buf_format(out, "  ; in the file at 0x%" PRIx64, base + line->target);
	buf_add_byte(out, '\n');
}

void disasm_add_json(const struct disasm_lines *lines, const struct disasm_line *line,
		     const char *file, uint64_t base, struct buf *out)
{
	buf_add_byte(out, '{');
	json_member(out, "file", file);
	buf_format(out, ",\"offset\":%" PRIu64, base + line->pos);
	if (line->mapped)
		buf_format(out, ",\"address\":%" PRIu64, line->address);
	if (line->kind == DISASM_UNKNOWN) {
		buf_format(out, ",\"unknown\":%u}\n", line->len);
		return;
	}
	buf_text(out, ",\"bytes\":\"");
	bytes_format_hex(out, disasm_bytes(lines, line), line->len, 0, false);
	buf_add_byte(out, '"');
	json_member(out, "mnemonic", disasm_mnemonic(lines, line));
	json_member(out, "operands", disasm_operands(lines, line));
	if (line->has_target)
		buf_format(out, ",\"target\":%" PRIu64, base + line->target);
	buf_text(out, "}\n");
}
