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
	struct strings_request request = findings->wanted;

	request.start = start;
	request.end = end;
	request.hits = hits;
	request.threads = findings->editor->threads;
	return strings_new(snapshot, &request, err);
}

bool findings_strings_is_one(const struct findings *findings, uint64_t pos, uint64_t len)
{
	const struct document *document = findings->list.window->document;
	enum strings_encoding encoding = findings->wanted.encoding;
	uint64_t size = document_size(document);
	uint8_t bytes[LOOKED_AT], known[LOOKED_AT];
	size_t count = 0, wanted;

	if (pos >= size)
		return false;
	wanted = (size_t)min_u64(min_u64(len, sizeof(bytes)), size - pos);
	document_read(document, pos, bytes, known, wanted, NULL);
	while (count < wanted && known[count])
		count++;
	return strings_begins(encoding, min_u64(findings->wanted.least, sizeof(bytes) / 4), bytes,
			      count);
}

/* Tabs are between columns. */
static void add_text(enum strings_encoding encoding, const uint8_t *bytes, size_t len,
		     struct buf *out)
{
	size_t from = out->len;

	strings_text(encoding, bytes, len, out);
	for (size_t i = from; i < out->len; i++)
		if (out->data[i] == '\t')
			out->data[i] = ' ';
}

void findings_strings_row(const struct findings *findings, uint64_t pos, uint64_t len,
			  struct list_row *row)
{
	const struct window *window = findings->list.window;
	uint64_t size = document_size(window->document);
	uint8_t bytes[SHOWN];
	size_t shown;

	row->has_pos = true;
	row->pos = pos = min_u64(pos, size);
	row->len = len = min_u64(len, size - pos);
	shown = (size_t)min_u64(len, SHOWN);
	if (shown > 0)
		document_read(window->document, pos, bytes, NULL, shown, NULL);
	buf_format(&row->text, "0x%" PRIx64 "\t", window_address(window, pos));
	shown = strings_whole(findings->wanted.encoding, bytes, shown);
	add_text(findings->wanted.encoding, bytes, shown, &row->text);
	buf_text(&row->text, len > SHOWN ? "…" : "");
}
