/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How it works: the range is walked in stretches that make about 256 KiB of text. Each is looked
 * at through a reader's window, without a copy, and a family of formats writes its text straight
 * into the caller's buffer, where room was reserved by the longest row. Rows with bytes that can
 * not be read go another way, one at a time, with a flag per byte.
 *
 * Rejected: a printf per byte (hexdump and od: fifty times slower); the whole dump as one call
 * with a sink, since the caller could then not stop it between two stretches.
 */
#include "scan/dump.h"

#include <assert.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/byteclass.h"
#include "base/checked.h"
#include "scan/dump_format.h"

enum {
	WINDOW = 1 << 20,
	STRETCH = 256 << 10,     /* bytes of text */
	DROP = 16 << 20,         /* bytes between two returns of pages */
	SPARE_ROWS = 4,          /* rows held back by folding, and a "*" */
};

struct format_row {
	const char *name;
	const struct dump_family *family;
	unsigned columns;
	unsigned group;
};

static const struct format_row formats[] = {
	[DUMP_XXD] = { "xxd", &dump_grid_family, 16, 2 },
	[DUMP_PLAIN] = { "plain", &dump_stream_family, 30, 1 },
	[DUMP_C] = { "c", &dump_stream_family, 12, 1 },
	[DUMP_BITS] = { "bits", &dump_grid_family, 6, 1 },
	[DUMP_HEXDUMP] = { "hexdump", &dump_grid_family, 16, 1 },
	[DUMP_OD] = { "od", &dump_grid_family, 16, 1 },
	[DUMP_JSON] = { "json", &dump_json_family, 16, 1 },
};

enum { FORMATS = sizeof(formats) / sizeof(*formats) };

bool dump_format_find(const char *name, enum dump_format *format)
{
	for (size_t i = 0; i < FORMATS; i++) {
		if (strcmp(formats[i].name, name) == 0) {
			*format = (enum dump_format)i;
			return true;
		}
	}
	return false;
}

static void fill_defaults(struct dump_options *options)
{
	const struct format_row *format = &formats[options->format];

	if (options->columns == 0)
		options->columns = format->columns;
	if (options->group == UINT_MAX)
		options->group = options->little_endian ? 4 : format->group;
}

static bool check_options(const struct dump_options *options, struct err *err)
{
	const struct format_row *format = &formats[options->format];

	if (options->columns > DUMP_COLUMNS && format->family->whole_rows)
		return err_set(err, ERR_RANGE, "%u bytes a row are too many for %s: at most %d",
			       options->columns, format->name, DUMP_COLUMNS);
	if (options->little_endian && options->format != DUMP_XXD)
		return err_set(err, ERR_REFUSED,
			       "the format %s has no little-endian groups: use xxd", format->name);
	if (options->fold && format->family != &dump_grid_family)
		return err_set(err, ERR_REFUSED, "rows of the format %s can not be folded",
			       format->name);
	return true;
}

static void fill_tables(struct dump *dump)
{
	for (unsigned value = 0; value < 256; value++) {
		enum byte_class class = byte_class((uint8_t)value);

		dump->texts[value] = value >= ' ' && value < 0x7f ? (uint8_t)value : '.';
		dump->paints[value] = (uint8_t)(1 + class);
	}
}

void dump_hex_cells(struct dump *dump, const char *prefix)
{
	const char *digits = dump->options.upper ? "0123456789ABCDEF" : "0123456789abcdef";
	size_t at = strlen(prefix);

	for (unsigned value = 0; value < 256; value++) {
		memcpy(dump->cells[value], prefix, at);
		dump->cells[value][at] = (uint8_t)digits[value >> 4];
		dump->cells[value][at + 1] = (uint8_t)digits[value & 15];
	}
	memcpy(dump->unknown_cell, prefix, at);
	memset(dump->unknown_cell + at, '?', 2);
}

struct dump *dump_new(const struct snapshot *snapshot, uint64_t pos, uint64_t len,
		      const struct dump_options *options, struct err *err)
{
	uint64_t size = snapshot_len(snapshot);
	struct dump *dump;

	assert((unsigned)options->format < FORMATS);
	if (pos > size || len > size - pos) {
		err_set(err, ERR_RANGE, "%" PRIu64 " bytes from 0x%" PRIx64 " reach past the end",
			len, pos);
		return NULL;
	}
	dump = calloc(1, sizeof(*dump));
	if (dump == NULL) {
		err_nomem(err);
		return NULL;
	}
	dump->family = formats[options->format].family;
	dump->options = *options;
	dump->options.name = NULL;
	dump->snapshot = snapshot;
	dump->start = dump->pos = dump->dropped = pos;
	dump->end = pos + len;
	fill_defaults(&dump->options);
	fill_tables(dump);
	if (options->name != NULL && (dump->options.name = strdup(options->name)) == NULL) {
		err_nomem(err);
		goto fail;
	}
	if (!check_options(&dump->options, err) || !dump->family->init(dump, err))
		goto fail;
	dump->reader = reader_new(snapshot, WINDOW, err);
	if (dump->reader == NULL)
		goto fail;
	return dump;
fail:
	dump_free(dump);
	return NULL;
}

void dump_free(struct dump *dump)
{
	if (dump == NULL)
		return;
	reader_free(dump->reader);
	free((char *)dump->options.name);
	free(dump);
}

/* Room for `rows` rows. False when there is none; the buffer then remembers. */
static bool reserve_rows(struct buf *text, size_t rows, size_t row_most)
{
	size_t most;

	if (!mul_size_fits(rows + SPARE_ROWS, row_most, &most))
		return false;
	return buf_reserve(text, most);
}

static void put_run(struct dump *dump, struct buf *text, const struct dump_run *run)
{
	uint8_t *out = text->data + text->len;

	text->len += (size_t)(dump->family->put(dump, out, run) - out);
}

/* The bytes at dump->pos, where at least one of the next row (or any, in a stream) is unknown. */
static bool put_unknown(struct dump *dump, struct buf *text, const struct reader_window *window,
			struct err *err)
{
	uint8_t bytes[DUMP_COLUMNS], known[DUMP_COLUMNS];
	uint64_t most = dump->family->whole_rows ? dump->options.columns : DUMP_COLUMNS;
	size_t len = (size_t)min_u64(dump->end - dump->pos, most);
	struct dump_run run = { dump->pos, bytes, known, len };

	memset(bytes, 0, len);
	memset(known, 0, len);
	if (window->bytes.len == 0 && window->unknown >= len)
		dump->unknown += len;
	else
		dump->unknown += snapshot_read(dump->snapshot, dump->pos, bytes, known, len, NULL);
	if (!reserve_rows(text, len, dump->unknown_most))
		return err_nomem(err);
	put_run(dump, text, &run);
	dump->pos += len;
	return true;
}

/* How much of a window can be shown: whole rows, or the end. */
static size_t usable(const struct dump *dump, size_t len)
{
	if (dump->family->whole_rows && len < dump->end - dump->pos)
		len -= len % dump->options.columns;
	return len;
}

/* Bytes whose text is about STRETCH long. */
static uint64_t stretch_bytes(const struct dump *dump)
{
	uint64_t rows = max_u64(STRETCH / dump->row_most, 1);

	return dump->family->whole_rows ? rows * dump->options.columns : rows;
}

static bool put_stretch(struct dump *dump, struct buf *text, struct err *err)
{
	size_t want = (size_t)min_u64(dump->end - dump->pos, stretch_bytes(dump));
	size_t rows = dump->family->whole_rows ? want / dump->options.columns + 1 : want;
	struct dump_state state = dump->state;
	struct dump_run run = { .pos = dump->pos };
	struct reader_window window;
	size_t mark = text->len;

	if (!reserve_rows(text, rows, dump->row_most))
		return err_nomem(err);
	do {
		text->len = mark;
		dump->state = state;
		if (!reader_look(dump->reader, dump->pos, want, &window, err))
			return false;
		run.bytes = window.bytes.data;
		run.len = usable(dump, min_size(window.bytes.len, want));
		if (run.len > 0)
			put_run(dump, text, &run);
	} while (!reader_accept(dump->reader));
	if (run.len == 0)
		return put_unknown(dump, text, &window, err);
	dump->pos += run.len;
	if (dump->pos - dump->dropped >= DROP) {
		reader_drop(dump->reader, dump->dropped, dump->pos - dump->dropped);
		dump->dropped = dump->pos;
	}
	return true;
}

bool dump_next(struct dump *dump, struct buf *text, struct err *err)
{
	size_t mark = text->len;

	if (!dump->begun) {
		dump->begun = true;
		dump->family->begin(dump, text);
	}
	while (dump->pos < dump->end && text->len - mark < STRETCH) {
		if (!put_stretch(dump, text, err))
			return false;
	}
	if (dump->pos == dump->end && !dump->ended) {
		dump->ended = true;
		dump->family->end(dump, text, dump->pos);
	}
	return buf_ok(text) || err_nomem(err);
}

uint64_t dump_unknown(const struct dump *dump)
{
	return dump->unknown;
}
