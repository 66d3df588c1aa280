/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A growable run of bytes or text.
 *
 * Failure is sticky: when memory runs out the buffer remembers it, ignores what is added after,
 * and buf_ok() tells at the end. So text is built without a check per line:
 *
 *	struct buf text = BUF_INIT;
 *	buf_text(&text, "saved ");
 *	buf_format(&text, "%" PRIu64 " bytes", len);
 *	if (!buf_ok(&text)) ...
 *	use(buf_string(&text));
 *	buf_done(&text);
 */
#ifndef BURIN_BASE_BUF_H
#define BURIN_BASE_BUF_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct buf {
	uint8_t *data;       /* owned; NULL while empty */
	size_t len;          /* bytes in use */
	size_t room;         /* bytes allocated */
	bool failed;         /* memory ran out once; everything after was dropped */
};

#define BUF_INIT { NULL, 0, 0, false }

void buf_done(struct buf *buf);                  /* frees; the buffer is as BUF_INIT again */
void buf_clear(struct buf *buf);                 /* len = 0, failed = false; keeps the room */
bool buf_reserve(struct buf *buf, size_t more);  /* room for `more` bytes; false when refused */
void buf_add(struct buf *buf, const void *bytes, size_t len);
void buf_add_byte(struct buf *buf, uint8_t byte);
void buf_fill(struct buf *buf, uint8_t byte, size_t count);
void buf_text(struct buf *buf, const char *text);
void buf_format(struct buf *buf, const char *format, ...) BURIN_PRINTF(2, 3);
void buf_insert(struct buf *buf, size_t at, const void *bytes, size_t len);
void buf_remove(struct buf *buf, size_t at, size_t len);
bool buf_ok(const struct buf *buf);

/* The content as a NUL-terminated string, borrowed until the next change; "" when it failed. */
const char *buf_string(struct buf *buf);

/* Gives the content away as a malloc'ed NUL-terminated string; NULL when memory ran out. */
char *buf_take_string(struct buf *buf) BURIN_MUST_CHECK;

#endif
