/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How it works: items separated by blanks, each known by what it begins with, are added to three
 * buffers. As soon as one is none of them, the whole of what was typed is text. A quoted text or
 * a number that is wrong is an error instead, since its beginning says what was meant.
 *
 * "abc" is three hexadecimal digits but no bytes: alone it is text, among others an error.
 */
#include "scan/pattern.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/printable.h"
#include "base/scalar.h"

enum { SHOWN = 16 };     /* bytes that a description lists */

enum item { ITEM_TAKEN, ITEM_TEXT, ITEM_WRONG };

struct parser {
	const char *text;        /* all of it */
	const char *at;          /* the item that comes next */
	size_t len;              /* of that item */
	struct buf value, mask, fold;
	struct err *err;
};

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_letter(uint8_t byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static enum item wrong(struct parser *parser, const char *where, const char *what)
{
	int column = 1;

	for (const char *c = parser->text; c < where; c++)
		column += ((unsigned char)*c & 0xc0) != 0x80;
	err_set(parser->err, ERR_SYNTAX, "%s at column %d in \"%.200s\"", what, column,
		parser->text);
	return ITEM_WRONG;
}

static void add(struct parser *parser, uint8_t value, uint8_t mask, bool fold)
{
	fold = fold && is_letter(value);
	buf_add_byte(&parser->value, fold ? value | 0x20 : value & mask);
	buf_add_byte(&parser->mask, mask);
	buf_add_byte(&parser->fold, fold);
}

static void add_bytes(struct parser *parser, const uint8_t *bytes, size_t len, bool fold)
{
	for (size_t i = 0; i < len; i++)
		add(parser, bytes[i], 0xff, fold);
}

static bool is_hex_item(const struct parser *parser, bool *wild)
{
	*wild = false;
	for (size_t i = 0; i < parser->len; i++) {
		if (parser->at[i] == '?')
			*wild = true;
		else if (hex_digit_value((unsigned char)parser->at[i]) < 0)
			return false;
	}
	return true;
}

static enum item take_hex(struct parser *parser, bool wild)
{
	bool alone = parser->at == parser->text && parser->at[parser->len] == '\0';

	if (parser->len % 2 != 0) {
		if (alone && !wild)
			return ITEM_TEXT;
		return wrong(parser, parser->at, "half a byte (quote what is text)");
	}
	for (size_t i = 0; i < parser->len; i += 2) {
		int high = hex_digit_value((unsigned char)parser->at[i]);
		int low = hex_digit_value((unsigned char)parser->at[i + 1]);
		int value = (high < 0 ? 0 : high << 4) | (low < 0 ? 0 : low);
		int mask = (high < 0 ? 0 : 0xf0) | (low < 0 ? 0 : 0x0f);

		add(parser, (uint8_t)value, (uint8_t)mask, false);
	}
	return ITEM_TAKEN;
}

/* The bytes of one item, by the rules of base/bytes.h. */
static enum item take_literal(struct parser *parser)
{
	char *item = strndup(parser->at, parser->len);
	struct buf bytes = BUF_INIT;
	enum item result = ITEM_WRONG;

	if (item == NULL)
		err_nomem(parser->err);
	else if (bytes_parse(item, &bytes, parser->err))
		result = ITEM_TAKEN;
	if (result == ITEM_TAKEN)
		add_bytes(parser, bytes.data, bytes.len, false);
	buf_done(&bytes);
	free(item);
	return result;
}

/* The quote that ends a text begun at parser->at, or NULL. */
static const char *closing_quote(const struct parser *parser)
{
	for (const char *at = parser->at + 1; *at != '\0'; at++) {
		if (*at == *parser->at)
			return at;
		if (*at == '\\' && at[1] != '\0')
			at++;
	}
	return NULL;
}

static void add_unit(struct parser *parser, uint32_t unit, bool big, bool fold)
{
	uint8_t bytes[2] = { (uint8_t)unit, (uint8_t)(unit >> 8) };

	if (big)
		bytes[0] = (uint8_t)(unit >> 8), bytes[1] = (uint8_t)unit;
	/* A letter's other byte is 0, so only ASCII folds. */
	add_bytes(parser, bytes, 2, fold && unit < 0x80);
}

static enum item add_utf16(struct parser *parser, const struct buf *text, bool big, bool fold)
{
	uint32_t code = 0;

	for (size_t at = 0, len; at < text->len; at += len) {
		len = utf8_decode(text->data + at, text->len - at, &code);
		if (len == 0)
			return wrong(parser, parser->at, "text that is no UTF-8 can not be UTF-16");
		if (code < 0x10000) {
			add_unit(parser, code, big, fold);
		} else {
			add_unit(parser, 0xd800 + ((code - 0x10000) >> 10), big, false);
			add_unit(parser, 0xdc00 + ((code - 0x10000) & 0x3ff), big, false);
		}
	}
	return ITEM_TAKEN;
}

struct flags {
	bool fold, little, big;
};

/* The letters after the quote; sets parser->len. */
static enum item take_flags(struct parser *parser, const char *quote, struct flags *flags)
{
	const char *at = quote + 1;

	if (*at == '/') {
		for (at++; *at != '\0' && !is_blank(*at); at++) {
			if (*at == 'i')
				flags->fold = true;
			else if (*at == 'u')
				flags->little = true;
			else if (*at == 'U')
				flags->big = true;
			else
				return wrong(parser, at, "none of i, u, U");
		}
	}
	if (*at != '\0' && !is_blank(*at))
		return wrong(parser, at, "a blank is missing after the text");
	if (flags->little && flags->big)
		return wrong(parser, quote + 1, "/u and /U exclude each other");
	parser->len = (size_t)(at - parser->at);
	return ITEM_TAKEN;
}

static enum item take_quoted(struct parser *parser)
{
	const char *quote = closing_quote(parser);
	struct flags flags = { false, false, false };
	struct buf bytes = BUF_INIT;
	enum item result;
	char *item;

	if (quote == NULL)
		return wrong(parser, parser->at, "the quote is not closed");
	result = take_flags(parser, quote, &flags);
	if (result != ITEM_TAKEN)
		return result;
	item = strndup(parser->at, (size_t)(quote + 1 - parser->at));
	if (item == NULL) {
		err_nomem(parser->err);
		return ITEM_WRONG;
	}
	if (!bytes_parse(item, &bytes, parser->err))
		result = ITEM_WRONG;
	else if (flags.little || flags.big)
		result = add_utf16(parser, &bytes, flags.big, flags.fold);
	else
		add_bytes(parser, bytes.data, bytes.len, flags.fold);
	buf_done(&bytes);
	free(item);
	return result;
}

static bool is_literal_item(const struct parser *parser)
{
	const char *colon = memchr(parser->at, ':', parser->len);

	if (parser->len >= 2 && (memcmp(parser->at, "0x", 2) == 0 ||
				 memcmp(parser->at, "0X", 2) == 0 ||
				 memcmp(parser->at, "\\x", 2) == 0))
		return true;
	return colon != NULL && scalar_find(parser->at, (size_t)(colon - parser->at)) != NULL;
}

static enum item take_item(struct parser *parser)
{
	bool wild;

	if (*parser->at == '"' || *parser->at == '\'')
		return take_quoted(parser);
	parser->len = 0;
	while (parser->at[parser->len] != '\0' && !is_blank(parser->at[parser->len]))
		parser->len++;
	if (is_hex_item(parser, &wild))
		return take_hex(parser, wild);
	if (is_literal_item(parser))
		return take_literal(parser);
	return ITEM_TEXT;
}

static enum item take_items(struct parser *parser)
{
	enum item result = ITEM_TAKEN;

	while (result == ITEM_TAKEN) {
		while (is_blank(*parser->at))
			parser->at++;
		if (*parser->at == '\0')
			break;
		result = take_item(parser);
		parser->at += parser->len;
	}
	return result;
}

/* Three arrays in one block. */
static bool make(const uint8_t *value, const uint8_t *mask, const uint8_t *fold, size_t len,
		 struct pattern *pattern, struct err *err)
{
	uint8_t *block;

	if (len == 0)
		return err_set(err, ERR_SYNTAX, "an empty pattern finds nothing");
	if (len > PATTERN_MOST)
		return err_set(err, ERR_RANGE, "a pattern of %zu bytes is too long: at most %d",
			       len, PATTERN_MOST);
	block = malloc(3 * len);
	if (block == NULL)
		return err_nomem(err);
	*pattern = (struct pattern){ len, block, block + len, block + 2 * len, true };
	memcpy(pattern->value, value, len);
	for (size_t i = 0; i < len; i++) {
		pattern->mask[i] = mask == NULL ? 0xff : mask[i];
		pattern->fold[i] = fold == NULL ? 0 : fold[i];
		pattern->exact = pattern->exact && pattern->mask[i] == 0xff && !pattern->fold[i];
		assert(value[i] == (value[i] & pattern->mask[i]));
	}
	return true;
}

bool pattern_parse(const char *text, struct pattern *pattern, struct err *err)
{
	struct parser parser = {
		.text = text, .at = text, .value = BUF_INIT, .mask = BUF_INIT, .fold = BUF_INIT,
		.err = err,
	};
	enum item result = take_items(&parser);
	bool done = false;

	if (result == ITEM_TEXT)
		done = pattern_from_bytes(text, strlen(text), pattern, err);
	else if (!buf_ok(&parser.value) || !buf_ok(&parser.mask) || !buf_ok(&parser.fold))
		err_nomem(err);
	else if (result == ITEM_TAKEN)
		done = make(parser.value.data, parser.mask.data, parser.fold.data,
			    parser.value.len, pattern, err);
	buf_done(&parser.value);
	buf_done(&parser.mask);
	buf_done(&parser.fold);
	return done;
}

bool pattern_from_bytes(const void *bytes, size_t len, struct pattern *pattern, struct err *err)
{
	return make(bytes, NULL, NULL, len, pattern, err);
}

bool pattern_copy(const struct pattern *pattern, struct pattern *copy, struct err *err)
{
	return make(pattern->value, pattern->mask, pattern->fold, pattern->len, copy, err);
}

void pattern_done(struct pattern *pattern)
{
	free(pattern->value);
	*pattern = (struct pattern){ 0 };
}

static bool is_text(const struct pattern *pattern)
{
	for (size_t i = 0; i < pattern->len; i++) {
		if (pattern->mask[i] != 0xff || pattern->value[i] < ' ' ||
		    pattern->value[i] >= 0x7f)
			return false;
	}
	return true;
}

static void describe_places(const struct pattern *pattern, struct buf *out)
{
	for (size_t i = 0; i < pattern->len && i < SHOWN; i++) {
		uint8_t value = pattern->value[i], mask = pattern->mask[i];

		buf_add_byte(out, ' ');
		buf_add_byte(out, mask & 0xf0 ? (uint8_t)"0123456789abcdef"[value >> 4] : '?');
		buf_add_byte(out, mask & 0x0f ? (uint8_t)"0123456789abcdef"[value & 15] : '?');
	}
	if (pattern->len > SHOWN)
		buf_text(out, " ...");
}

void pattern_describe(const struct pattern *pattern, struct buf *out)
{
	bool folds = memchr(pattern->fold, 1, pattern->len) != NULL;
	const char *plural = pattern->len == 1 ? "" : "s";

	if (folds && is_text(pattern)) {
		buf_format(out, "text, %zu byte%s, any case", pattern->len, plural);
		return;
	}
	buf_format(out, "%zu byte%s:", pattern->len, plural);
	describe_places(pattern, out);
	if (is_text(pattern))
		buf_text(out, ", text");
	else if (folds)
		buf_text(out, ", any case");
}

bool pattern_matches(const struct pattern *pattern, const uint8_t *bytes)
{
	for (size_t i = 0; i < pattern->len; i++) {
		uint8_t byte = bytes[i];

		if (pattern->fold[i] && byte >= 'A' && byte <= 'Z')
			byte |= 0x20;
		if ((byte & pattern->mask[i]) != pattern->value[i])
			return false;
	}
	return true;
}
