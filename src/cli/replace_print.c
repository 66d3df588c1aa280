/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/replace_print.h"

#include <inttypes.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/number.h"
#include "base/printable.h"
#include "base/json.h"

enum { SHOWN = FIND_PRINT_BYTES };

struct run {
	const uint8_t *bytes;    /* the first of it */
	uint64_t len;
};

static void add_hex(struct find_print *print, const struct run *run)
{
	size_t shown = (size_t)min_u64(run->len, SHOWN);

	if (run->len == 0)
		buf_text(&print->out, "nothing");
	else
		bytes_format_hex(&print->out, run->bytes, shown, ' ', print->upper);
	if (run->len > shown)
		buf_format(&print->out, " ... (%" PRIu64 " bytes)", run->len);
}

static void add_json(struct find_print *print, uint64_t pos, const struct run *old,
		     const struct run *new)
{
	struct buf *out = &print->out;

	buf_format(out, ",\"offset\":%" PRIu64 ",\"length\":%" PRIu64 ",\"hex\":\"",
		   print->base + pos, old->len);
	bytes_format_hex(out, old->bytes, (size_t)min_u64(old->len, SHOWN), 0, print->upper);
	buf_format(out, "\",\"new_length\":%" PRIu64 ",\"new_hex\":\"", new->len);
	bytes_format_hex(out, new->bytes, (size_t)min_u64(new->len, SHOWN), 0, print->upper);
	buf_text(out, "\"}");
}

bool replace_print_changes(struct find_print *print, const struct document *document,
			   const struct replacements *list, struct err *err)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct replacement *item = &list->items[i];
		uint8_t bytes[SHOWN];
		struct run old = { bytes, item->len };
		struct run new = { bytes, item->new_len };

		if (item->new_len > 0)
			new.bytes = list->bytes + item->off;
		document_read(document, item->pos, bytes, NULL, (size_t)min_u64(item->len, SHOWN),
			      NULL);
		buf_add(&print->out, print->prefix.data, print->prefix.len);
		if (print->json) {
			add_json(print, item->pos, &old, &new);
		} else {
			find_print_offset(print, item->pos);
			buf_text(&print->out, ": ");
			add_hex(print, &old);
			buf_text(&print->out, " -> ");
			add_hex(print, &new);
		}
		if (!find_print_end_line(print, err))
			return false;
	}
	return true;
}

bool replace_print_summary(struct find_print *print, const char *name, uint64_t count, bool dry,
			   struct err *err)
{
	char number[NUMBER_TEXT];

	if (print->json)
		return find_print_count(print, count, err);
	if (print->terminal)
		printable_add(&print->out, name, strlen(name));
	else
		buf_text(&print->out, name);
	buf_format(&print->out, ": %s hit%s %sreplaced", number_grouped(count, number),
		   count == 1 ? "" : "s", dry ? "would be " : "");
	return find_print_end_line(print, err);
}
