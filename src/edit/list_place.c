/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes are read when the row is shown, so they are those of the moment. */
#include "edit/list_place.h"

#include <inttypes.h>

#include "base/checked.h"
#include "edit/window.h"

static void add_digits(const uint8_t *bytes, const uint8_t *known, size_t len, struct buf *out)
{
	for (size_t i = 0; i < len; i++) {
		if (known[i])
			buf_format(out, "%s%02x", i ? " " : "", bytes[i]);
		else
			buf_format(out, "%s??", i ? " " : "");
	}
}

static void add_text(const uint8_t *bytes, const uint8_t *known, size_t len, struct buf *out)
{
	for (size_t i = 0; i < len; i++) {
		bool plain = bytes[i] >= 0x20 && bytes[i] < 0x7f;

		buf_add_byte(out, !known[i] ? '?' : plain ? bytes[i] : '.');
	}
}

void list_place(const struct window *window, uint64_t pos, uint64_t len, struct list_row *row)
{
	uint64_t size = document_size(window->document);
	uint8_t bytes[LIST_PLACE_TEXT], known[LIST_PLACE_TEXT];
	size_t shown;

	row->has_pos = true;
	row->pos = pos = min_u64(pos, size);
	row->len = len = min_u64(len, size - pos);
	shown = (size_t)min_u64(LIST_PLACE_TEXT, size - pos);
	if (shown > 0)
		document_read(window->document, pos, bytes, known, shown, NULL);
	buf_format(&row->text, "0x%" PRIx64 "\t", window_address(window, pos));
	add_digits(bytes, known, (size_t)min_u64(len, LIST_PLACE_BYTES), &row->text);
	buf_text(&row->text, len > LIST_PLACE_BYTES ? " …\t" : "\t");
	add_text(bytes, known, shown, &row->text);
}
