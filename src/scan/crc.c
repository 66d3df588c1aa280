/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every width is reckoned in 64 bits. Not reflected, the register stands in the high bits: a
 * polynomial times x^(64 - width) leaves remainders that are shifted just so. Reflected is the
 * mirror image, with the register in the low bits. So there is one kernel for each of the two, of
 * eight table lookups for eight bytes, and one for long runs (crc_fold.c), for all widths.
 */
#include "scan/crc.h"

#include <ctype.h>
#include <string.h>

enum { FOLD_LEAST = 256, FOLD_UNIT = 64 };

static uint64_t mirror(uint64_t value, unsigned width)
{
	uint64_t result = 0;

	for (unsigned i = 0; i < width; i++)
		result |= (value >> i & 1) << (width - 1 - i);
	return result;
}

static void fill_first(struct crc *crc, uint64_t poly)
{
	bool reflected = crc->model.refin;
	uint64_t lowest = mirror(poly, 64);

	for (unsigned byte = 0; byte < 256; byte++) {
		uint64_t value = reflected ? byte : (uint64_t)byte << 56;

		for (int bit = 0; bit < 8; bit++)
			value = reflected ? value >> 1 ^ (value & 1 ? lowest : 0) :
					    value << 1 ^ (value >> 63 ? poly : 0);
		crc->tables[0][byte] = value;
	}
}

/* x^power, as a remainder. */
static uint64_t power_of_x(uint64_t poly, unsigned power)
{
	uint64_t value = 1;

	while (power-- > 0)
		value = value << 1 ^ (value >> 63 ? poly : 0);
	return value;
}

/* Sixteen bytes are moved on by 512 bits, and by 128: the high half, and the low one. The mirror
 * image of a product stands one bit off. */
static void fill_factors(struct crc *crc, uint64_t poly)
{
	static const unsigned powers[4] = { 512 + 64, 512, 128 + 64, 128 };

	for (int i = 0; i < 4; i++)
		crc->factors[i] = crc->model.refin ?
			mirror(power_of_x(poly, powers[i] - 1), 64) :
			power_of_x(poly, powers[i]);
}

void crc_start(struct crc *crc, const struct crc_model *model)
{
	unsigned shift = 64 - model->width;
	uint64_t poly = model->poly << shift;

	crc->model = *model;
	crc->state = model->refin ? mirror(model->init, model->width) : model->init << shift;
	fill_first(crc, poly);
	for (int k = 1; k < 8; k++)
		for (int byte = 0; byte < 256; byte++) {
			uint64_t before = crc->tables[k - 1][byte];

			crc->tables[k][byte] = model->refin ?
				before >> 8 ^ crc->tables[0][before & 0xff] :
				before << 8 ^ crc->tables[0][before >> 56];
		}
	crc->folds = crc_can_fold();
	fill_factors(crc, poly);
}

static uint64_t load_little(const uint8_t *at)
{
	return (uint64_t)at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 |
	       (uint64_t)at[3] << 24 | (uint64_t)at[4] << 32 | (uint64_t)at[5] << 40 |
	       (uint64_t)at[6] << 48 | (uint64_t)at[7] << 56;
}

static uint64_t look_up(const struct crc *crc, uint64_t word)
{
	const uint64_t (*t)[256] = crc->tables;

	return t[7][word & 0xff] ^ t[6][word >> 8 & 0xff] ^ t[5][word >> 16 & 0xff] ^
	       t[4][word >> 24 & 0xff] ^ t[3][word >> 32 & 0xff] ^ t[2][word >> 40 & 0xff] ^
	       t[1][word >> 48 & 0xff] ^ t[0][word >> 56];
}

static uint64_t turn_bytes(uint64_t word)
{
	word = (word & UINT64_C(0x00ff00ff00ff00ff)) << 8 |
	       (word >> 8 & UINT64_C(0x00ff00ff00ff00ff));
	word = (word & UINT64_C(0x0000ffff0000ffff)) << 16 |
	       (word >> 16 & UINT64_C(0x0000ffff0000ffff));
	return word << 32 | word >> 32;
}

static uint64_t add_reflected(const struct crc *crc, uint64_t state, const uint8_t *at, size_t len)
{
	for (; len >= 8; at += 8, len -= 8)
		state = look_up(crc, state ^ load_little(at));
	for (; len > 0; at++, len--)
		state = state >> 8 ^ crc->tables[0][(state ^ *at) & 0xff];
	return state;
}

static uint64_t add_plain(const struct crc *crc, uint64_t state, const uint8_t *at, size_t len)
{
	for (; len >= 8; at += 8, len -= 8)
		state = look_up(crc, turn_bytes(state) ^ load_little(at));
	for (; len > 0; at++, len--)
		state = state << 8 ^ crc->tables[0][(state >> 56 ^ *at) & 0xff];
	return state;
}

static uint64_t add(const struct crc *crc, uint64_t state, const uint8_t *at, size_t len)
{
	return crc->model.refin ? add_reflected(crc, state, at, len) :
				  add_plain(crc, state, at, len);
}

void crc_add(struct crc *crc, const void *bytes, size_t len)
{
	const uint8_t *at = bytes;

	if (crc->folds && len >= FOLD_LEAST) {
		size_t part = len - len % FOLD_UNIT;
		uint8_t rest[16];

		crc_fold(crc, at, part, rest);
		crc->state = add(crc, 0, rest, sizeof(rest));
		at += part;
		len -= part;
	}
	crc->state = add(crc, crc->state, at, len);
}

uint64_t crc_value(const struct crc *crc)
{
	const struct crc_model *model = &crc->model;
	uint64_t value = model->refin ? crc->state : crc->state >> (64 - model->width);

	if (model->refin != model->refout)
		value = mirror(value, model->width);
	return value ^ model->xorout;
}

/* The next letter or digit, in lower case; '\0' at the end. */
static int next_letter(const char **at, const char *end)
{
	while (*at < end && !isalnum((unsigned char)**at))
		(*at)++;
	return *at < end ? tolower((unsigned char)*(*at)++) : '\0';
}

bool crc_name_is(const char *name, const char *text, size_t len)
{
	const char *name_end = name + strlen(name), *end = text + len;
	int letter;

	do {
		letter = next_letter(&name, name_end);
		if (letter != next_letter(&text, end))
			return false;
	} while (letter != '\0');
	return true;
}

static bool is_alias(const char *aliases, const char *text, size_t len)
{
	while (*aliases) {
		size_t word = strcspn(aliases, " ");
		char alias[64];

		if (word < sizeof(alias)) {
			memcpy(alias, aliases, word);
			alias[word] = '\0';
			if (crc_name_is(alias, text, len))
				return true;
		}
		aliases += word;
		aliases += strspn(aliases, " ");
	}
	return false;
}

bool crc_model_find(const char *name, size_t len, struct crc_model *model)
{
	for (size_t i = 0; crc_model_at(i, model); i++)
		if (crc_name_is(model->name, name, len) || is_alias(model->aliases, name, len))
			return true;
	return false;
}
