/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Nodes of 256 entries, one node for each byte of a character. The way back is a sorted list of the
 * characters. What is 4 bytes in GB18030 is almost all of Unicode in the order of its code points,
 * so it is computed, but for the first 39420 of them, which have a list of their own.
 *
 * A table may come from another process, and so is looked through before it is used.
 */
#include "scan/charset_private.h"

#include <stdlib.h>
#include <string.h>

/* How a character is written. */
struct written {
	uint32_t code;
	uint32_t bytes;          /* the first is the highest */
	unsigned len;
};

struct charset_table {
	uint32_t *entries;       /* owned: nodes, then linear */
	size_t node_count;
	unsigned most;           /* bytes of a character */
	const uint32_t *linear;  /* inside of them; NULL: there are none */
	struct written *written; /* owned, by code */
	size_t count, room;
	bool trails[256];
	bool failed;             /* memory ran out */
};

static bool is_child(uint32_t entry)
{
	return entry >= CHARSET_CHILD && entry < CHARSET_CHILD + CHARSET_NODES;
}

static bool is_character(uint32_t entry)
{
	uint32_t code = entry & ~CHARSET_ONE_WAY;

	return code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
}

/* Each node has one parent, before it, and is not too deep. */
static bool check_node(const struct charset_table *table, size_t node, uint8_t *depth)
{
	for (unsigned byte = 0; byte < 256; byte++) {
		uint32_t entry = table->entries[256 * node + byte];
		size_t child = entry - CHARSET_CHILD;

		if (is_child(entry)) {
			if (child <= node || child >= table->node_count || depth[child] != 0 ||
			    depth[node] + 1 >= CHARSET_DEPTH)
				return false;
			depth[child] = (uint8_t)(depth[node] + 1);
		} else if (entry == CHARSET_LINEAR) {
			if (table->linear == NULL || depth[node] != 1)
				return false;
		} else if (entry != CHARSET_NONE && !is_character(entry)) {
			return false;
		}
	}
	return true;
}

static bool check(const struct charset_table *table)
{
	uint8_t depth[CHARSET_NODES] = { 0 };

	for (size_t node = 0; node < table->node_count; node++)
		if ((node > 0 && depth[node] == 0) || !check_node(table, node, depth))
			return false;
	for (size_t i = 0; table->linear != NULL && i < CHARSET_LINEARS; i++)
		if (table->linear[i] != CHARSET_NONE && !is_character(table->linear[i]))
			return false;
	return true;
}

static void add_written(struct charset_table *table, uint32_t entry, uint32_t bytes, unsigned len)
{
	if ((entry & CHARSET_ONE_WAY) != 0)
		return;
	if (table->count == table->room) {
		size_t room = table->room == 0 ? 1024 : 2 * table->room;
		struct written *grown = realloc(table->written, room * sizeof(*grown));

		if (grown == NULL) {
			table->failed = true;
			return;
		}
		table->written = grown;
		table->room = room;
	}
	table->written[table->count++] = (struct written){ entry, bytes, len };
}

/* The four bytes of GB18030 that have this place in their order. */
static uint32_t linear_bytes(uint32_t i)
{
	return (0x81 + i / 12600) << 24 | (0x30 + i / 1260 % 10) << 16 |
	       (0x81 + i / 10 % 126) << 8 | (0x30 + i % 10);
}

static void learn_linear(struct charset_table *table)
{
	for (uint32_t i = 0; i < CHARSET_LINEARS; i++) {
		if (table->linear[i] != CHARSET_NONE)
			add_written(table, table->linear[i], linear_bytes(i), 4);
	}
	table->most = 4;
	for (unsigned byte = 0x30; byte < 0x100; byte++)
		table->trails[byte] = table->trails[byte] || byte <= 0x39 ||
				      (byte >= 0x81 && byte <= 0xfe);
}

static void learn_node(struct charset_table *table, size_t node, uint32_t bytes, unsigned len)
{
	for (uint32_t byte = 0; byte < 256; byte++) {
		uint32_t entry = table->entries[256 * node + byte];

		if (entry == CHARSET_NONE)
			continue;
		table->trails[byte] = table->trails[byte] || len > 0;
		if (is_child(entry))
			learn_node(table, entry - CHARSET_CHILD, bytes << 8 | byte, len + 1);
		else if (entry != CHARSET_LINEAR)
			add_written(table, entry, bytes << 8 | byte, len + 1);
		table->most = len + 1 > table->most ? len + 1 : table->most;
	}
}

static int by_code(const void *a, const void *b)
{
	const struct written *x = a, *y = b;

	if (x->code != y->code)
		return x->code < y->code ? -1 : 1;
	return x->bytes < y->bytes ? -1 : x->bytes > y->bytes;
}

/* False: it is none. */
static bool take(struct charset_table *table, const uint8_t *bytes, size_t len)
{
	uint32_t head[CHARSET_HEAD] = { 0 };

	if (len < sizeof(head))
		return false;
	memcpy(head, bytes, sizeof(head));
	len -= sizeof(head);
	if (head[0] != CHARSET_MAGIC || head[1] == 0 || head[1] > CHARSET_NODES ||
	    (head[2] != 0 && head[2] != CHARSET_LINEARS) ||
	    len != 4 * (256 * (size_t)head[1] + head[2]))
		return false;
	table->node_count = head[1];
	table->entries = malloc(len);
	if (table->entries == NULL) {
		table->failed = true;
		return true;
	}
	memcpy(table->entries, bytes + sizeof(head), len);
	table->linear = head[2] == 0 ? NULL : table->entries + 256 * table->node_count;
	return check(table);
}

struct charset_table *charset_table_new(const uint8_t *bytes, size_t len, struct err *err)
{
	struct charset_table *table = calloc(1, sizeof(*table));

	if (table == NULL) {
		err_nomem(err);
		return NULL;
	}
	if (!take(table, bytes, len)) {
		err_set(err, ERR_REFUSED, "the table of the encoding is damaged");
		goto fail;
	}
	if (!table->failed)
		learn_node(table, 0, 0, 0);
	if (!table->failed && table->linear != NULL)
		learn_linear(table);
	if (table->failed) {
		err_nomem(err);
		goto fail;
	}
	if (table->count > 0)
		qsort(table->written, table->count, sizeof(*table->written), by_code);
	return table;
fail:
	charset_table_free(table);
	return NULL;
}

void charset_table_free(struct charset_table *table)
{
	if (table == NULL)
		return;
	free(table->entries);
	free(table->written);
	free(table);
}

static bool is_digit(uint8_t byte)
{
	return byte >= 0x30 && byte <= 0x39;
}

static bool is_high(uint8_t byte)
{
	return byte >= 0x81 && byte <= 0xfe;
}

/* Four bytes of GB18030. */
static uint32_t decode_linear(const struct charset_table *table, const uint8_t *bytes, size_t len)
{
	uint64_t index;

	if (len < 4 || !is_high(bytes[0]) || !is_digit(bytes[1]) || !is_high(bytes[2]) ||
	    !is_digit(bytes[3]))
		return CHARSET_NONE;
	index = (((bytes[0] - UINT64_C(0x81)) * 10 + bytes[1] - 0x30) * 126 + bytes[2] - 0x81) *
		10 + bytes[3] - 0x30;
	if (index < CHARSET_LINEARS)
		return table->linear[index];
	if (index < CHARSET_PLANES || index >= CHARSET_PLANES + 0x100000)
		return CHARSET_NONE;
	return (uint32_t)(index - CHARSET_PLANES) + 0x10000;
}

void charset_table_decode(const struct charset_table *table, const uint8_t *bytes, size_t len,
			  struct charset_unit *unit)
{
	uint32_t entry = CHARSET_CHILD;
	size_t used = 0;

	while (is_child(entry) && used < len)
		entry = table->entries[256 * (size_t)(entry - CHARSET_CHILD) + bytes[used++]];
	if (entry == CHARSET_LINEAR) {
		entry = decode_linear(table, bytes, len);
		used = 4;
	}
	unit->count = entry != CHARSET_NONE && !is_child(entry);
	unit->len = unit->count > 0 ? used : 1;
	unit->codes[0] = entry & ~CHARSET_ONE_WAY;
}

static size_t put(uint32_t value, size_t len, uint8_t *bytes)
{
	for (size_t i = 0; i < len; i++)
		bytes[i] = (uint8_t)(value >> (8 * (len - 1 - i)));
	return len;
}

size_t charset_table_encode(const struct charset_table *table, uint32_t code,
			    uint8_t bytes[CHARSET_KEY])
{
	size_t low = 0, high = table->count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (table->written[middle].code < code)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < table->count && table->written[low].code == code)
		return put(table->written[low].bytes, table->written[low].len, bytes);
	if (code < 0x10000 || table->linear == NULL)
		return 0;
	return put(linear_bytes(code - 0x10000 + (uint32_t)CHARSET_PLANES), 4, bytes);
}

unsigned charset_table_most(const struct charset_table *table)
{
	return table->most;
}

bool charset_table_trails(const struct charset_table *table, uint8_t byte)
{
	return table->trails[byte];
}
