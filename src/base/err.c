/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every text is composed in a local array and copied at the end, so an argument may point into the
 * very struct that is being filled. A text that is too long is cut between two characters, never
 * inside one. strerror() is used as it is: both glibc (since 2.32) and musl keep it safe for
 * threads, and strerror_r() comes in two incompatible shapes.
 */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { TEXT = sizeof ((struct err *)NULL)->text };

/* Ends text, of which vsnprintf wanted to write `wanted` bytes; returns its length. */
static size_t cut(char text[TEXT], int wanted)
{
	if (wanted < 0)
		wanted = 0;
	size_t len = (size_t)wanted;
	if (len > TEXT - 1) {
		len = TEXT - 1;
		while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
			len--;
	}
	text[len] = '\0';
	return len;
}

static size_t compose(char text[TEXT], const char *format, va_list args) BURIN_PRINTF(2, 0);

/* One byte more is composed than is kept, so that cut() sees whether it cuts inside a character. */
static size_t compose(char text[TEXT], const char *format, va_list args)
{
	char whole[TEXT + 1];
	int wanted = vsnprintf(whole, sizeof whole, format, args);
	memcpy(text, whole, TEXT);
	return cut(text, wanted);
}

static void append(char text[TEXT], size_t len, const char *tail)
{
	char whole[TEXT + 1];
	int wanted = snprintf(whole, sizeof whole, "%.*s: %s", (int)len, text, tail);
	memcpy(text, whole, TEXT);
	cut(text, wanted);
}

bool err_set(struct err *err, enum err_code code, const char *format, ...)
{
	char text[TEXT];
	va_list args;
	va_start(args, format);
	compose(text, format, args);
	va_end(args);
	err->code = code;
	err->sys = 0;
	memcpy(err->text, text, sizeof text);
	return false;
}

bool err_sys(struct err *err, int sys, const char *format, ...)
{
	char text[TEXT];
	va_list args;
	va_start(args, format);
	size_t len = compose(text, format, args);
	va_end(args);
	append(text, len, strerror(sys));
	err->code = sys == ENOMEM ? ERR_NOMEM : ERR_IO;
	err->sys = sys;
	memcpy(err->text, text, sizeof text);
	return false;
}

bool err_prefix(struct err *err, const char *format, ...)
{
	char text[TEXT];
	va_list args;
	va_start(args, format);
	size_t len = compose(text, format, args);
	va_end(args);
	append(text, len, err->text);
	memcpy(err->text, text, sizeof text);
	return false;
}

bool err_nomem(struct err *err)
{
	return err_set(err, ERR_NOMEM, "out of memory");
}

void err_clear(struct err *err)
{
	err->code = ERR_NONE;
	err->sys = 0;
	err->text[0] = '\0';
}
