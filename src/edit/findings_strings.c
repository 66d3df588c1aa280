/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is particular to a list of strings: text is read when its row is shown. */
#include "edit/findings_private.h"

#include <inttypes.h>

#include "base/checked.h"
#include "edit/editor.h"

enum { LOOKED_AT = 4096, SHOWN = 512 };

struct job *findings_strings_job(const struct findings *findings, const struct snapshot *snapshot,
				 uint64_t start, uint64_t end, struct hits *hits, struct err *err)
{
	const struct strings_request request = {
		.set = &findings->set,
		.least = findings->least,
		.start = start,
		.end = end,
		.hits = hits,
		.threads = findings->editor->threads,
	};

	return strings_new(snapshot, &request, err);
}

bool findings_strings_is_one(const struct findings *findings, const struct hit *hit)
{
	const struct document *document = findings->list.window->document;
	uint64_t size = document_size(document);
	uint8_t bytes[LOOKED_AT], known[LOOKED_AT];
	size_t count = 0, wanted;

	if (hit->pos >= size)
		return false;
	wanted = (size_t)min_u64(min_u64(hit->len, sizeof(bytes)), size - hit->pos);
	document_read(document, hit->pos, bytes, known, wanted, NULL);
	while (count < wanted && known[count])
		count++;
	return strings_begins(&findings->set.list[hit->kind],
			      min_u64(findings->least, sizeof(bytes) / CHARSET_KEY), bytes,
			      count);
}

/* Tabs are between columns. */
static void add_text(const struct strings_encoding *encoding, const uint8_t *bytes, size_t len,
		     struct buf *out)
{
	size_t from = out->len;

	strings_text(encoding, bytes, len, out);
	for (size_t i = from; i < out->len; i++)
		if (out->data[i] == '\t')
			out->data[i] = ' ';
}

void findings_strings_row(const struct findings *findings, const struct hit *hit,
			  struct list_row *row)
{
	const struct strings_encoding *encoding = &findings->set.list[hit->kind];
	const struct window *window = findings->list.window;
	uint64_t size = document_size(window->document);
	uint8_t bytes[SHOWN];
	size_t shown;

	row->has_pos = true;
	row->pos = min_u64(hit->pos, size);
	row->len = min_u64(hit->len, size - row->pos);
	shown = (size_t)min_u64(row->len, SHOWN);
	if (shown > 0)
		document_read(window->document, row->pos, bytes, NULL, shown, NULL);
	buf_format(&row->text, "0x%" PRIx64 "\t", window_address(window, row->pos));
	if (findings->set.count > 1)
		buf_format(&row->text, "%s\t", strings_encoding_name(encoding));
	if (row->len > SHOWN)
		shown = strings_whole(encoding, bytes, shown);
	add_text(encoding, bytes, shown, &row->text);
	buf_text(&row->text, row->len > SHOWN ? "…" : "");
}
