/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The algorithms at work; digest_names.c knows what there is, digest_job.c reads the bytes. */
#include "scan/digest_private.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct digest *digest_new(struct err *err)
{
	struct digest *digest = calloc(1, sizeof(*digest));

	if (!digest)
		err_nomem(err);
	else
		digest->library = digest_library_open();
	return digest;
}

static void drop(const struct digest *digest, struct digest_item *item)
{
	uint8_t ignored[DIGEST_LIBRARY_MOST];

	if (item->kind != DIGEST_LIBRARY)
		free(item->run);
	else if (item->run)
		digest_library_end(digest->library, item->run, ignored);
}

void digest_free(struct digest *digest)
{
	if (!digest)
		return;
	for (size_t i = 0; i < digest->count; i++)
		drop(digest, &digest->items[i]);
	free(digest->items);
	digest_library_close(digest->library);
	free(digest);
}

static void *start_run(const struct digest *digest, enum digest_kind kind, size_t index,
		       const struct crc_model *model)
{
	struct crc *crc;
	struct sum *sum;
	struct sha256 *sha256;

	switch (kind) {
	case DIGEST_CRC:
	case DIGEST_CKSUM:
		crc = malloc(sizeof(*crc));
		if (crc)
			crc_start(crc, model);
		return crc;
	case DIGEST_SUM:
		sum = malloc(sizeof(*sum));
		if (sum)
			sum_start(sum, (enum sum_kind)index);
		return sum;
	case DIGEST_SHA256:
		sha256 = malloc(sizeof(*sha256));
		if (sha256)
			sha256_start(sha256);
		return sha256;
	case DIGEST_LIBRARY:
		break;
	}
	return digest_library_start(digest->library, index);
}

static bool make_room(struct digest *digest)
{
	size_t room = digest->room ? 2 * digest->room : 8;
	struct digest_item *grown;

	if (digest->count < digest->room)
		return true;
	grown = realloc(digest->items, room * sizeof(*grown));
	if (!grown)
		return false;
	digest->items = grown;
	digest->room = room;
	return true;
}

bool digest_start(struct digest *digest, const char *name, enum digest_kind kind, unsigned bits,
		  size_t index, const struct crc_model *model, struct err *err)
{
	struct digest_item item = { .kind = kind, .bits = bits };

	for (size_t i = 0; i < digest->count; i++)
		if (strcmp(digest->items[i].name, name) == 0)
			return true;
	snprintf(item.name, sizeof(item.name), "%s", name);
	if (!make_room(digest))
		return err_nomem(err);
	item.run = start_run(digest, kind, index, model);
	if (!item.run)
		return err_nomem(err);
	digest->items[digest->count++] = item;
	return true;
}

void digest_feed(struct digest *digest, const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < digest->count; i++) {
		struct digest_item *item = &digest->items[i];

		switch (item->kind) {
		case DIGEST_CRC:
		case DIGEST_CKSUM:
			crc_add(item->run, bytes, len);
			break;
		case DIGEST_SUM:
			sum_add(item->run, bytes, len);
			break;
		case DIGEST_SHA256:
			sha256_add(item->run, bytes, len);
			break;
		case DIGEST_LIBRARY:
			digest_library_add(digest->library, item->run, bytes, len);
			break;
		}
	}
	digest->len += len;
}

/* POSIX: behind the bytes comes their count, the lowest byte first, as long as it must be. */
static void add_length(struct crc *crc, uint64_t len)
{
	for (; len > 0; len >>= 8) {
		uint8_t byte = (uint8_t)len;
		crc_add(crc, &byte, 1);
	}
}

static void set_hex(struct digest_item *item, const uint8_t *bytes)
{
	for (unsigned i = 0; i < item->bits / 8; i++)
		snprintf(item->hex + 2 * i, 3, "%02x", bytes[i]);
}

static void end_item(const struct digest *digest, struct digest_item *item)
{
	uint8_t bytes[DIGEST_LIBRARY_MOST] = { 0 };

	switch (item->kind) {
	case DIGEST_CKSUM:
		add_length(item->run, digest->len);
		item->value = crc_value(item->run);
		break;
	case DIGEST_CRC:
		item->value = crc_value(item->run);
		break;
	case DIGEST_SUM:
		item->value = sum_value(item->run);
		break;
	case DIGEST_SHA256:
		sha256_end(item->run, bytes);
		set_hex(item, bytes);
		return;
	case DIGEST_LIBRARY:
		digest_library_end(digest->library, item->run, bytes);
		item->run = NULL;
		set_hex(item, bytes);
		return;
	}
	snprintf(item->hex, sizeof(item->hex), "%0*" PRIx64, (int)(item->bits + 3) / 4,
		 item->value);
}

void digest_end(struct digest *digest)
{
	if (digest->ended)
		return;
	digest->ended = true;
	for (size_t i = 0; i < digest->count; i++)
		end_item(digest, &digest->items[i]);
}

size_t digest_count(const struct digest *digest)
{
	return digest->count;
}

const char *digest_name(const struct digest *digest, size_t index)
{
	return digest->items[index].name;
}

unsigned digest_bits(const struct digest *digest, size_t index)
{
	return digest->items[index].bits;
}

const char *digest_hex(const struct digest *digest, size_t index)
{
	return digest->items[index].hex;
}

uint64_t digest_value(const struct digest *digest, size_t index)
{
	return digest->items[index].value;
}
