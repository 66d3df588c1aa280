/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A string of any length is printed in parts that are no longer than what is read at once. */
#include "cli/find_strings.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/json.h"
#include "base/printable.h"

/* What is read at once for lines: strings mostly lie close together. */
struct find_strings {
	struct strings_set set;  /* owned */
	int name_width;          /* of its longest name */
	uint64_t least;
	uint64_t pos;            /* of bytes[0] */
	size_t len;
	uint8_t bytes[1 << 16];
};

struct find_strings *find_strings_new(const struct cli *cli, struct err *err)
{
	struct find_strings *strings = calloc(1, sizeof(*strings));

	if (!strings) {
		err_nomem(err);
		return NULL;
	}
	strings->least = cli->has_least ? cli->least : STRINGS_LEAST;
	if (!strings_set_parse(cli->encoding ? cli->encoding : "ascii", &strings->set, err)) {
		err_prefix(err, "--encoding");
		free(strings);
		return NULL;
	}
	for (unsigned i = 0; i < strings->set.count; i++) {
		int width = (int)strlen(strings_encoding_name(&strings->set.list[i]));

		strings->name_width = width > strings->name_width ? width : strings->name_width;
	}
	return strings;
}

void find_strings_free(struct find_strings *strings)
{
	if (!strings)
		return;
	strings_set_done(&strings->set);
	free(strings);
}

struct job *find_strings_job(struct find_strings *strings, const struct snapshot *snapshot,
			     const struct place *place, struct hits *hits, unsigned threads,
			     struct err *err)
{
	struct strings_request request = {
		.set = &strings->set,
		.least = strings->least,
		.start = place->offset,
		.end = place->offset + place->length,
		.hits = hits,
		.threads = threads,
	};

	strings->len = 0;
	return strings_new(snapshot, &request, err);
}

/* [pos, pos + len), or the first of it. */
static const uint8_t *read_on(struct find_strings *strings, const struct document *document,
			      uint64_t pos, uint64_t len, size_t *count)
{
	uint64_t skip = pos - strings->pos;

	*count = (size_t)min_u64(len, sizeof(strings->bytes));
	if (skip >= strings->len || *count > strings->len - skip) {
		skip = 0;
		strings->pos = pos;
		strings->len = (size_t)min_u64(sizeof(strings->bytes),
					       document_size(document) - pos);
		document_read(document, pos, strings->bytes, NULL, strings->len, NULL);
	}
	return strings->bytes + skip;
}

static void add_part(struct find_print *print, const struct strings_encoding *encoding,
		     const uint8_t *bytes, size_t count, struct buf *text)
{
	buf_clear(text);
	strings_text(encoding, bytes, count, text);
	if (print->json) {
		json_characters(&print->out, (const char *)text->data, text->len);
	} else if (print->terminal) {
		printable_add(&print->out, (const char *)text->data, text->len);
	} else {
		buf_add(&print->out, text->data, text->len);
	}
}

static void add_offset(struct find_print *print, uint64_t pos)
{
	const char *format = print->decimal ? "%7" PRIu64 " " :
			     print->upper ? "%7" PRIX64 " " : "%7" PRIx64 " ";

	buf_format(&print->out, format, print->base + pos);
}

/* All before the text. A line names the encoding where there are several. */
static void add_head(const struct find_strings *strings, struct find_print *print,
		     const struct strings_encoding *encoding, const struct hit *hit)
{
	const char *name = strings_encoding_name(encoding);
	struct buf *out = &print->out;

	buf_add(out, print->prefix.data, print->prefix.len);
	if (!print->json) {
		add_offset(print, hit->pos);
		if (strings->set.count > 1)
			buf_format(out, "%-*s ", strings->name_width, name);
		return;
	}
	buf_format(out, ",\"offset\":%" PRIu64 ",\"length\":%" PRIu64 ",\"encoding\":\"",
		   print->base + hit->pos, hit->len);
	json_characters(out, name, strlen(name));
	buf_text(out, "\",\"text\":\"");
}

bool find_strings_print(struct find_strings *strings, struct find_print *print,
			const struct document *document, const struct hit *hit, struct err *err)
{
	const struct strings_encoding *encoding = &strings->set.list[hit->kind];
	struct buf *out = &print->out, text = BUF_INIT;
	uint64_t pos = hit->pos, left = hit->len;
	bool ok = true;

	add_head(strings, print, encoding, hit);
	while (ok && left > 0) {
		size_t count;
		const uint8_t *bytes = read_on(strings, document, pos, left, &count);

		if (left > count)
			count = strings_whole(encoding, bytes, count);
		add_part(print, encoding, bytes, count, &text);
		pos += count;
		left -= count;
		ok = left == 0 || find_print_flush(print, err);
	}
	ok = ok && (buf_ok(&text) || err_nomem(err));
	buf_done(&text);
	buf_text(out, print->json ? "\"}" : "");
	return ok && find_print_end_line(print, err);
}
