/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arrays of the languages are one mechanism and a table; the dump is dump.h's. */
#include "scan/clip.h"

#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>

#include "base/base64.h"
#include "base/bytes.h"
#include "base/checked.h"
#include "base/number.h"
#include "base/printable.h"
#include "scan/dump.h"

const char *const clip_formats[] = { "hex", "plain", "text", "c", "cpp", "python", "rust", "go",
				     "json", "base64", "xxd", "markdown", NULL };

enum { ROW = 12, TABLE_ROW = 16, REPLACEMENT = 0xfffd };

/* How a language writes an array. */
struct array {
	const char *open;        /* up to its length, ... */
	const char *rest;        /* ... and after it; NULL: without it */
	const char *close;
	bool decimal;            /* and no comma after the last one */
};

static const struct array arrays[] = {
	[CLIP_C] = { "unsigned char data[", "] = {\n", "};\n", false },
	[CLIP_CPP] = { "constexpr std::array<std::uint8_t, ", "> data = {\n", "};\n", false },
	[CLIP_PYTHON] = { "data = bytes([\n", NULL, "])\n", false },
	[CLIP_RUST] = { "const DATA: [u8; ", "] = [\n", "];\n", false },
	[CLIP_GO] = { "var data = [", "]byte{\n", "}\n", false },
	[CLIP_JSON] = { "[\n", NULL, "]\n", true },
};

static void put_array(const struct array *array, const uint8_t *bytes, size_t len, struct buf *out)
{
	buf_text(out, array->open);
	if (array->rest)
		buf_format(out, "%zu%s", len, array->rest);
	for (size_t i = 0; i < len; i++) {
		bool last = i + 1 == len;

		buf_text(out, i % ROW == 0 ? "\t" : " ");
		buf_format(out, array->decimal ? "%u" : "0x%02x", (unsigned)bytes[i]);
		if (!last || !array->decimal)
			buf_add_byte(out, ',');
		if (last || i % ROW == ROW - 1)
			buf_add_byte(out, '\n');
	}
	buf_text(out, array->close);
}

/* Lines stay lines; other controls are no text. */
static bool is_text(uint32_t code)
{
	return code == '\n' || code == '\t' || (code >= ' ' && (code < 0x7f || code > 0x9f));
}

static void put_safe(const uint8_t *bytes, size_t len, struct buf *out)
{
	uint8_t replacement[4];
	size_t size = utf8_encode(REPLACEMENT, replacement);

	while (len > 0) {
		uint32_t code;
		size_t used = utf8_decode(bytes, len, &code);

		if (used > 0 && is_text(code))
			buf_add(out, bytes, used);
		else
			buf_add(out, replacement, size);
		used = used > 0 ? used : 1;
		bytes += used;
		len -= used;
	}
}

/* Beyond ASCII most texts are UTF-8 today. */
static void put_text(const struct charset *charset, const uint8_t *bytes, size_t len,
		     struct buf *out)
{
	struct buf text = BUF_INIT;

	if (charset_is_ascii(charset)) {
		put_safe(bytes, len, out);
		return;
	}
	charset_decode_text(charset, bytes, len, &text);
	put_safe(text.data, text.len, out);
	out->failed = out->failed || !buf_ok(&text);
	buf_done(&text);
}

/* A bar would end the cell. */
static void put_cell(const uint8_t *bytes, size_t len, struct buf *out)
{
	for (size_t i = 0; i < len; i++) {
		bool fit = bytes[i] >= ' ' && bytes[i] < 0x7f && bytes[i] != '|' && bytes[i] != '`';

		buf_add_byte(out, fit ? bytes[i] : '.');
	}
}

static void put_table(const uint8_t *bytes, size_t len, uint64_t address, struct buf *out)
{
	buf_text(out, "| address | bytes | text |\n|---|---|---|\n");
	for (size_t i = 0; i < len; i += TABLE_ROW) {
		size_t count = min_size(len - i, TABLE_ROW);

		buf_format(out, "| `%08" PRIx64 "` | `", address + i);
		bytes_format_hex(out, bytes + i, count, ' ', false);
		buf_text(out, "` | `");
		put_cell(bytes + i, count, out);
		buf_text(out, "` |\n");
	}
}

static bool put_dump(const struct snapshot *snapshot, const struct clip_request *request,
		     struct buf *out, struct err *err)
{
	const struct dump_options options = { .format = DUMP_XXD, .group = UINT_MAX,
					      .base = request->base };
	struct dump *dump = dump_new(snapshot, request->pos, request->len, &options, err);
	size_t before;
	bool ok = dump;

	do {
		before = out->len;
		ok = ok && dump_next(dump, out, err);
	} while (ok && out->len > before);
	dump_free(dump);
	return ok;
}

static void put(const struct clip_request *request, const uint8_t *bytes, size_t len,
		struct buf *out)
{
	switch (request->format) {
	case CLIP_HEX:
		bytes_format_hex(out, bytes, len, ' ', false);
		break;
	case CLIP_PLAIN:
		bytes_format_hex(out, bytes, len, '\0', false);
		break;
	case CLIP_TEXT:
		put_text(request->charset, bytes, len, out);
		break;
	case CLIP_BASE64:
		base64_encode(out, bytes, len);
		break;
	case CLIP_MARKDOWN:
		put_table(bytes, len, request->base + request->pos, out);
		break;
	default:
		put_array(&arrays[request->format], bytes, len, out);
		break;
	}
}

bool clip_write(const struct snapshot *snapshot, const struct clip_request *request,
		struct buf *out, struct err *err)
{
	char most[NUMBER_TEXT];
	uint8_t *bytes;
	size_t unknown, len = (size_t)request->len;

	if (request->len > CLIP_MOST)
		return err_set(err, ERR_RANGE, "at most %s can be had as a text: --dump and :write "
			       "take more", number_size(CLIP_MOST, most));
	bytes = malloc(len + 1);
	if (!bytes)
		return err_nomem(err);
	unknown = snapshot_read(snapshot, request->pos, bytes, NULL, len, NULL);
	if (unknown == 0 && request->format != CLIP_XXD)
		put(request, bytes, len, out);
	free(bytes);
	if (unknown > 0)
		return err_set(err, ERR_LOST, "%zu of the bytes can not be read", unknown);
	if (request->format == CLIP_XXD && !put_dump(snapshot, request, out, err))
		return false;
	return buf_ok(out) || err_nomem(err);
}
