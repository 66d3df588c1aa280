/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one place that knows iconv. It is given every sequence of bytes that may begin a character,
 * one byte longer each time that it asks for more; what it says becomes the table. An encoding in
 * which bytes change what later ones mean says nothing for some of them, and is refused, as is one
 * that takes too large a table.
 *
 * Some characters come from several sequences: the one that iconv writes is told from the others.
 */
#include "scan/charset_private.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "base/scalar.h"

#define ICONV_NONE ((iconv_t)-1)

enum said { SAID_CHARACTER, SAID_MORE, SAID_WRONG, SAID_NOTHING };

/* A table that is being made. */
struct making {
	iconv_t from, to;
	struct buf entries;      /* of uint32_t */
	uint32_t nodes;
	bool has_linear;
	bool failed;
};

/* iconv knows some of our names by others. */
static const struct { const char *ours, *theirs; } renamed[] = {
	{ "shift-jis", "SHIFT_JIS" }, { "macintosh", "MACINTOSH" },
};

static bool open_both(struct making *making, const uint8_t *name, size_t len)
{
	char text[64];

	making->from = making->to = ICONV_NONE;
	if (len == 0 || len >= sizeof(text) || memchr(name, '/', len) != NULL ||
	    memchr(name, '\0', len) != NULL)
		return false;
	memcpy(text, name, len);
	text[len] = '\0';
	for (size_t i = 0; i < sizeof(renamed) / sizeof(renamed[0]); i++)
		if (strcmp(renamed[i].ours, text) == 0)
			strcpy(text, renamed[i].theirs);
	making->has_linear = strcmp(text, "gb18030") == 0;
	making->from = iconv_open("UTF-32LE", text);
	if (making->from == ICONV_NONE)
		return false;
	making->to = iconv_open(text, "UTF-32LE");
	if (making->to == ICONV_NONE)
		iconv_close(making->from);
	return making->to != ICONV_NONE;
}

/* Some encodings hold a character back in case that it has a mark, which the second call ends. */
static enum said decode(iconv_t from, const uint8_t *bytes, size_t len, uint32_t *code)
{
	char *in = (char *)bytes, room[32], *out = room;
	size_t left = sizeof(room);

	iconv(from, NULL, NULL, NULL, NULL);
	if (iconv(from, &in, &len, &out, &left) == (size_t)-1)
		return errno == EINVAL ? SAID_MORE : SAID_WRONG;
	iconv(from, NULL, NULL, &out, &left);
	if (left == sizeof(room))
		return SAID_NOTHING;
	*code = (uint32_t)load_int((const uint8_t *)room, 4, false);
	return left == sizeof(room) - 4 ? SAID_CHARACTER : SAID_WRONG;
}

static bool is_written_so(iconv_t to, uint32_t code, const uint8_t *bytes, size_t len)
{
	uint8_t text[4];
	char *in = (char *)text, room[32], *out = room;
	size_t text_len = sizeof(text), left = sizeof(room);

	store_int(text, 4, false, code);
	iconv(to, NULL, NULL, NULL, NULL);
	if (iconv(to, &in, &text_len, &out, &left) == (size_t)-1)
		return false;
	iconv(to, NULL, NULL, &out, &left);
	return left == sizeof(room) - len && memcmp(room, bytes, len) == 0;
}

static uint32_t entry_of(const struct making *making, uint32_t code, const uint8_t *bytes,
			 size_t len)
{
	return code | (is_written_so(making->to, code, bytes, len) ? 0 : CHARSET_ONE_WAY);
}

static void set_entry(struct making *making, size_t at, uint32_t entry)
{
	if (buf_ok(&making->entries))
		memcpy(making->entries.data + 4 * at, &entry, 4);
}

static void add_entry(struct making *making, uint32_t entry)
{
	buf_add(&making->entries, &entry, sizeof(entry));
}

static uint32_t add_node(struct making *making)
{
	for (unsigned i = 0; i < 256; i++)
		add_entry(making, CHARSET_NONE);
	return making->nodes++;
}

static bool is_linear(const struct making *making, const uint8_t *bytes, size_t len)
{
	return making->has_linear && len == 2 && bytes[1] >= 0x30 && bytes[1] <= 0x39;
}

/* Fills a node with what comes after bytes[0..len). */
static void fill_node(struct making *making, uint32_t node, uint8_t bytes[CHARSET_DEPTH],
		      size_t len)
{
	for (unsigned byte = 0; byte < 256 && !making->failed; byte++) {
		size_t at = 256 * (size_t)node + byte;
		uint32_t code = 0, child;

		bytes[len] = (uint8_t)byte;
		switch (decode(making->from, bytes, len + 1, &code)) {
		case SAID_CHARACTER:
			set_entry(making, at, entry_of(making, code, bytes, len + 1));
			break;
		case SAID_MORE:
			if (is_linear(making, bytes, len + 1)) {
				set_entry(making, at, CHARSET_LINEAR);
			} else if (len + 1 < CHARSET_DEPTH && making->nodes < CHARSET_NODES) {
				child = add_node(making);
				set_entry(making, at, CHARSET_CHILD + child);
				fill_node(making, child, bytes, len + 1);
			} else {
				making->failed = true;
			}
			break;
		case SAID_NOTHING:
			making->failed = true;
			break;
		case SAID_WRONG:
			break;
		}
	}
}

static void fill_linear(struct making *making)
{
	for (uint32_t i = 0; i < CHARSET_LINEARS; i++) {
		uint8_t bytes[] = {
			(uint8_t)(0x81 + i / 12600), (uint8_t)(0x30 + i / 1260 % 10),
			(uint8_t)(0x81 + i / 10 % 126), (uint8_t)(0x30 + i % 10),
		};
		uint32_t code = 0;
		bool is = decode(making->from, bytes, 4, &code) == SAID_CHARACTER;

		add_entry(making, is ? entry_of(making, code, bytes, 4) : CHARSET_NONE);
	}
}

static bool make(struct making *making, struct buf *table)
{
	uint8_t bytes[CHARSET_DEPTH];

	fill_node(making, add_node(making), bytes, 0);
	if (making->has_linear)
		fill_linear(making);
	uint32_t head[CHARSET_HEAD] = { CHARSET_MAGIC, making->nodes,
					making->has_linear ? CHARSET_LINEARS : 0 };
	buf_add(table, head, sizeof(head));
	if (making->entries.len > 0)
		buf_add(table, making->entries.data, making->entries.len);
	making->failed = making->failed || !buf_ok(&making->entries) || !buf_ok(table);
	buf_done(&making->entries);
	iconv_close(making->from);
	iconv_close(making->to);
	return !making->failed;
}

bool charset_make(const uint8_t *name, size_t len, struct buf *table)
{
	struct making making = { .entries = BUF_INIT };

	return open_both(&making, name, len) && make(&making, table);
}

/* The modules of iconv are files. */
void *charset_prepare(const uint8_t *name, size_t len)
{
	struct making *making = calloc(1, sizeof(*making));

	if (making != NULL && !open_both(making, name, len)) {
		free(making);
		making = NULL;
	}
	return making;
}

bool charset_parse(void *prepared, const uint8_t *name, size_t len, struct buf *table)
{
	(void)name, (void)len;
	return make(prepared, table);
}
