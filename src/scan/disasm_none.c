/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In a build without capstone the parser tells just that. */
#include "scan/disasm.h"

void *disasm_prepare(const uint8_t *bytes, size_t len)
{
	static const char ready;

	(void)bytes, (void)len;
	return (void *)&ready;
}

bool disasm_parse(void *prepared, const uint8_t *bytes, size_t len, struct buf *reply)
{
	(void)prepared, (void)bytes, (void)len;
	buf_text(reply, "-the disassembler is not built in (it needs capstone)");
	return true;
}

void disasm_describe(struct buf *out)
{
	buf_text(out, "not built in (it needs capstone)");
}
