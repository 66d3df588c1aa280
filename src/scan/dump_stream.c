/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes one after the other, as xxd -p and xxd -i print them.
 *
 * A row may be as long as one likes (xxd -p -c 0 puts a whole file in one), so runs are cut
 * anywhere and the state knows how far the row is. In C each value is written with the comma
 * before it.
 */
#include "scan/dump_format.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

static bool is_c(const struct dump *dump)
{
	return dump->options.format == DUMP_C;
}

static bool stream_init(struct dump *dump, struct err *err)
{
	(void)err;
	dump_hex_cells(dump, !is_c(dump) ? "" : dump->options.upper ? ", 0X" : ", 0x");
	/* Of one byte: its cell, the end of a row, two colours. */
	dump->row_most = DUMP_CELL + 2 + (dump->options.colour ? 2 * DUMP_SGR : 0);
	dump->unknown_most = dump->row_most;
	return true;
}

/* The name as an identifier, as xxd makes it. */
static void add_name(const struct dump *dump, struct buf *text)
{
	const char *name = dump->options.name;

	if (*name >= '0' && *name <= '9')
		buf_text(text, "__");
	for (; *name != '\0'; name++) {
		unsigned char c = (unsigned char)*name;

		buf_add_byte(text, c < 0x80 && isalnum(c) ? c : '_');
	}
}

static void stream_begin(const struct dump *dump, struct buf *text)
{
	if (!is_c(dump) || dump->options.name == NULL)
		return;
	buf_text(text, "unsigned char ");
	add_name(dump, text);
	buf_text(text, "[] = {\n");
}

static uint8_t *put_cells(const struct dump *dump, uint8_t *out, const uint8_t *bytes, size_t len,
			  size_t cell)
{
	for (size_t i = 0; i < len; i++, out += cell)
		memcpy(out, dump->cells[bytes[i]], cell);
	return out;
}

/* With colours or unknown bytes. `run` is a part of one row. */
static uint8_t *put_special(const struct dump *dump, uint8_t *out, const struct dump_run *run)
{
	size_t cell = is_c(dump) ? 6 : 2;
	unsigned on = DUMP_PLAIN_COLOUR;

	for (size_t i = 0; i < run->len; i++) {
		bool known = run->known == NULL || run->known[i];
		unsigned shade = known ? dump->paints[run->bytes[i]] : DUMP_UNKNOWN_COLOUR;

		if (dump->options.colour && shade != on)
			out = dump_put_colour(out, on = shade);
		memcpy(out, known ? dump->cells[run->bytes[i]] : dump->unknown_cell, cell);
		out += cell;
	}
	return on != DUMP_PLAIN_COLOUR ? dump_put_colour(out, DUMP_PLAIN_COLOUR) : out;
}

static uint8_t *put_part(const struct dump *dump, uint8_t *out, const struct dump_run *run)
{
	if (run->known != NULL || dump->options.colour)
		return put_special(dump, out, run);
	if (is_c(dump))
		return put_cells(dump, out, run->bytes, run->len, 6);
	return put_cells(dump, out, run->bytes, run->len, 2);
}

/* The first value of a row has blanks where the others have a comma; a colour may stand before
 * it. */
static uint8_t *put_row_start(const struct dump *dump, uint8_t *out, const struct dump_run *part)
{
	uint8_t *first;

	if (part->pos > dump->start) {
		*out++ = ',';
		*out++ = '\n';
	}
	first = out;
	out = put_part(dump, out, part);
	memcpy(memchr(first, ',', DUMP_SGR + 1), "  ", 2);
	return out;
}

static uint8_t *stream_put(struct dump *dump, uint8_t *out, const struct dump_run *run)
{
	struct dump_run part = *run;

	for (size_t done = 0; done < run->len; done += part.len) {
		uint64_t room = dump->options.columns - dump->state.column;

		part.pos = run->pos + done;
		part.bytes = run->bytes + done;
		part.known = run->known == NULL ? NULL : run->known + done;
		part.len = run->len - done < room ? run->len - done : (size_t)room;
		if (is_c(dump) && dump->state.column == 0)
			out = put_row_start(dump, out, &part);
		else
			out = put_part(dump, out, &part);
		dump->state.column += part.len;
		if (dump->state.column < dump->options.columns)
			continue;
		dump->state.column = 0;
		if (!is_c(dump))
			*out++ = '\n';
	}
	return out;
}

static void stream_end(struct dump *dump, struct buf *text, uint64_t pos)
{
	if (is_c(dump) ? pos > dump->start : dump->state.column > 0)
		buf_add_byte(text, '\n');
	if (!is_c(dump) || dump->options.name == NULL)
		return;
	buf_text(text, "};\nunsigned int ");
	add_name(dump, text);
	buf_format(text, "_len = %" PRIu64 ";\n", pos - dump->start);
}

const struct dump_family dump_stream_family = {
	.init = stream_init,
	.begin = stream_begin,
	.put = stream_put,
	.end = stream_end,
	.whole_rows = false,
};
