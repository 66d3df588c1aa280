/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Controls are escaped beyond what JSON asks for, since the lines may end on a terminal. */
#include "base/json.h"

#include <string.h>

#include "base/printable.h"

static void add_escape(struct buf *out, uint32_t code)
{
	if (code > 0xffff) {
		code -= 0x10000;
		buf_format(out, "\\u%04x\\u%04x", 0xd800 + (code >> 10), 0xdc00 + (code & 0x3ff));
	} else
		buf_format(out, "\\u%04x", code);
}

static void add_character(struct buf *out, const char *text, size_t len, uint32_t code)
{
	if (code == '"' || code == '\\')
		buf_format(out, "\\%c", (int)code);
	else if (code == '\n')
		buf_text(out, "\\n");
	else if (code == '\t')
		buf_text(out, "\\t");
	else if (code < ' ' || code == 0x7f || printable_width(code) < 0)
		add_escape(out, code);
	else
		buf_add(out, text, len);
}

void json_characters(struct buf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len;) {
		uint32_t code;
		size_t used = utf8_decode((const uint8_t *)text + i, len - i, &code);

		if (used > 0)
			add_character(out, text + i, used, code);
		else
			buf_text(out, "\\ufffd");
		i += used > 0 ? used : 1;
	}
}

void json_string(struct buf *out, const char *text, size_t len)
{
	buf_add_byte(out, '"');
	json_characters(out, text, len);
	buf_add_byte(out, '"');
}

static void add_name(struct buf *out, const char *name)
{
	if (out->len > 0 && out->data[out->len - 1] != '{')
		buf_add_byte(out, ',');
	json_string(out, name, strlen(name));
	buf_add_byte(out, ':');
}

void json_member(struct buf *out, const char *name, const char *text)
{
	add_name(out, name);
	json_string(out, text, strlen(text));
}

void json_lines(struct buf *out, const char *name, const char *text)
{
	add_name(out, name);
	buf_add_byte(out, '[');
	for (bool first = true; *text; first = false) {
		size_t len = strcspn(text, "\n");

		if (!first)
			buf_add_byte(out, ',');
		json_string(out, text, len);
		text += len + (text[len] == '\n');
	}
	buf_add_byte(out, ']');
}
