/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One object a line. A row in which bytes are unknown is given as several: a run of known bytes
 * as always, a run of unknown ones with its length and null in place of the bytes, so that nobody
 * takes an invented byte for a real one.
 */
#include "scan/dump_format.h"

#include <string.h>

enum { OBJECT = 80 };    /* bytes of an object without its digits and characters */

static bool json_init(struct dump *dump, struct err *err)
{
	(void)err;
	dump_hex_cells(dump, "");
	dump->row_most = OBJECT + 4 * (size_t)dump->options.columns;
	dump->unknown_most = (size_t)dump->options.columns * (OBJECT + 4);
	return true;
}

static uint8_t *put_text(uint8_t *out, const char *text)
{
	size_t len = strlen(text);

	memcpy(out, text, len);
	return out + len;
}

static uint8_t *put_number(uint8_t *out, uint64_t value)
{
	uint8_t digits[20];
	size_t count = 0;

	do {
		digits[count++] = (uint8_t)('0' + value % 10);
		value /= 10;
	} while (value > 0);
	while (count > 0)
		*out++ = digits[--count];
	return out;
}

static uint8_t *put_bytes(const struct dump *dump, uint8_t *out, const uint8_t *bytes, size_t len)
{
	out = put_text(out, ",\"hex\":\"");
	for (size_t i = 0; i < len; i++, out += 2)
		memcpy(out, dump->cells[bytes[i]], 2);
	out = put_text(out, "\",\"text\":\"");
	for (size_t i = 0; i < len; i++) {
		uint8_t c = dump->texts[bytes[i]];

		if (c == '"' || c == '\\')
			*out++ = '\\';
		*out++ = c;
	}
	return put_text(out, "\"}\n");
}

static uint8_t *put_unknown(uint8_t *out, size_t len)
{
	out = put_text(out, ",\"len\":");
	out = put_number(out, len);
	return put_text(out, ",\"hex\":null,\"text\":null}\n");
}

static bool is_known(const struct dump_run *run, size_t i)
{
	return run->known == NULL || run->known[i];
}

static uint8_t *put_row(const struct dump *dump, uint8_t *out, const struct dump_run *run,
			size_t from, size_t to)
{
	for (size_t end; from < to; from = end) {
		bool known = is_known(run, from);

		end = run->known == NULL ? to : from + 1;
		while (end < to && is_known(run, end) == known)
			end++;
		out = put_text(out, "{\"address\":");
		out = put_number(out, dump->options.base + run->pos + from);
		if (known)
			out = put_bytes(dump, out, run->bytes + from, end - from);
		else
			out = put_unknown(out, end - from);
	}
	return out;
}

static uint8_t *json_put(struct dump *dump, uint8_t *out, const struct dump_run *run)
{
	size_t columns = dump->options.columns;

	for (size_t from = 0; from < run->len; from += columns) {
		size_t to = run->len - from > columns ? from + columns : run->len;

		out = put_row(dump, out, run, from, to);
	}
	return out;
}

static void json_begin(const struct dump *dump, struct buf *text)
{
	(void)dump;
	(void)text;
}

static void json_end(struct dump *dump, struct buf *text, uint64_t pos)
{
	(void)dump;
	(void)text;
	(void)pos;
}

const struct dump_family dump_json_family = {
	.init = json_init,
	.begin = json_begin,
	.put = json_put,
	.end = json_end,
	.whole_rows = true,
};
