/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/base64.h"

#include <string.h>

const char base64_letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_encode(struct buf *out, const uint8_t *bytes, size_t len)
{
	for (size_t at = 0; at < len; at += 3) {
		size_t left = len - at;
		uint32_t group = (uint32_t)bytes[at] << 16;
		char text[4];

		group |= left > 1 ? (uint32_t)bytes[at + 1] << 8 : 0;
		group |= left > 2 ? bytes[at + 2] : 0;
		for (int i = 0; i < 4; i++)
			text[i] = base64_letters[group >> (18 - 6 * i) & 63];
		if (left < 3)
			text[3] = '=';
		if (left < 2)
			text[2] = '=';
		buf_add(out, text, 4);
	}
}

static int value_of(char c)
{
	const char *at = c != '\0' ? strchr(base64_letters, c) : NULL;

	if (c == '-' || c == '_')
		return c == '-' ? 62 : 63;
	return at ? (int)(at - base64_letters) : -1;
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

bool base64_decode(struct buf *out, const char *text, size_t len)
{
	uint32_t group = 0;
	unsigned have = 0, padding = 0;

	for (size_t i = 0; i < len; i++) {
		int value = value_of(text[i]);

		if (is_blank(text[i]))
			continue;
		if (text[i] == '=')
			padding++;
		if (text[i] == '=' && padding <= 2)
			continue;
		if (value < 0 || padding > 0)
			return false;
		group = group << 6 | (uint32_t)value;
		if (++have % 4 == 0)
			buf_add(out, (uint8_t[]){ (uint8_t)(group >> 16), (uint8_t)(group >> 8),
						  (uint8_t)group }, 3);
	}
	/* One character alone is less than a byte; padding fills the group or is left out. */
	if (have % 4 == 1 || (padding > 0 && (have + padding) % 4 != 0))
		return false;
	if (have % 4 >= 2)
		buf_add_byte(out, (uint8_t)(have % 4 == 2 ? group >> 4 : group >> 10));
	if (have % 4 == 3)
		buf_add_byte(out, (uint8_t)(group >> 2));
	return true;
}
