/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In a build without libmagic the parser tells just that. */
#include "scan/filetype.h"

void *filetype_prepare(const uint8_t *bytes, size_t len)
{
	static const char ready;

	(void)bytes, (void)len;
	return (void *)&ready;
}

bool filetype_parse(void *prepared, const uint8_t *bytes, size_t len, struct buf *reply)
{
	(void)prepared, (void)bytes, (void)len;
	buf_text(reply, "-file types are not built in (they need libmagic)");
	return true;
}

void filetype_describe(struct buf *out)
{
	buf_text(out, "not built in (they need libmagic)");
}
