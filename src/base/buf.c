/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Room grows by half again, so that adding byte by byte costs a constant each. The content has no
 * terminating NUL of its own: buf_string() writes one behind it when it is asked, which keeps
 * bytes and text in one struct.
 */
#include "base/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM_MIN = 64 };

void buf_done(struct buf *buf)
{
	free(buf->data);
	*buf = (struct buf)BUF_INIT;
}

void buf_clear(struct buf *buf)
{
	buf->len = 0;
	buf->failed = false;
}

static bool fail(struct buf *buf)
{
	buf->failed = true;
	return false;
}

bool buf_reserve(struct buf *buf, size_t more)
{
	if (buf->failed)
		return false;
	if (more <= buf->room - buf->len)
		return true;
	if (more > PTRDIFF_MAX - buf->len)
		return fail(buf);
	size_t room = buf->room + buf->room / 2;
	if (room < ROOM_MIN)
		room = ROOM_MIN;
	if (room < buf->len + more)
		room = buf->len + more;
	uint8_t *data = realloc(buf->data, room);
	if (!data)
		return fail(buf);
	buf->data = data;
	buf->room = room;
	return true;
}

void buf_add(struct buf *buf, const void *bytes, size_t len)
{
	if (len == 0 || !buf_reserve(buf, len))
		return;
	memcpy(buf->data + buf->len, bytes, len);
	buf->len += len;
}

void buf_add_byte(struct buf *buf, uint8_t byte)
{
	buf_add(buf, &byte, 1);
}

void buf_fill(struct buf *buf, uint8_t byte, size_t count)
{
	if (count == 0 || !buf_reserve(buf, count))
		return;
	memset(buf->data + buf->len, byte, count);
	buf->len += count;
}

void buf_text(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text));
}

/* Writes straight into the room there is, and once more when that was too small. */
void buf_format(struct buf *buf, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	if (buf_reserve(buf, ROOM_MIN)) {
		size_t room = buf->room - buf->len;
		int len = vsnprintf((char *)buf->data + buf->len, room, format, args);
		if (len < 0)
			fail(buf);
		else if ((size_t)len < room)
			buf->len += (size_t)len;
		else if (buf_reserve(buf, (size_t)len + 1)) {
			vsnprintf((char *)buf->data + buf->len, (size_t)len + 1, format, again);
			buf->len += (size_t)len;
		}
	}
	va_end(again);
	va_end(args);
}

void buf_insert(struct buf *buf, size_t at, const void *bytes, size_t len)
{
	assert(buf->failed || at <= buf->len);
	if (len == 0 || !buf_reserve(buf, len))
		return;
	memmove(buf->data + at + len, buf->data + at, buf->len - at);
	memcpy(buf->data + at, bytes, len);
	buf->len += len;
}

void buf_remove(struct buf *buf, size_t at, size_t len)
{
	if (buf->failed || len == 0)
		return;
	assert(at <= buf->len && len <= buf->len - at);
	memmove(buf->data + at, buf->data + at + len, buf->len - at - len);
	buf->len -= len;
}

bool buf_ok(const struct buf *buf)
{
	return !buf->failed;
}

const char *buf_string(struct buf *buf)
{
	if (!buf_reserve(buf, 1))
		return "";
	buf->data[buf->len] = '\0';
	return (const char *)buf->data;
}

char *buf_take_string(struct buf *buf)
{
	char *text = NULL;
	if (buf_reserve(buf, 1)) {
		buf->data[buf->len] = '\0';
		text = (char *)buf->data;
		buf->data = NULL;
	}
	buf_done(buf);
	return text;
}
