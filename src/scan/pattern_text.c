/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Quoted text. Each encoding asked for gives the bytes of one alternative; those that another
 * encoding gave already are left out, so that plain ASCII in any encoding is five alternatives and
 * not eight. UTF-8 takes the bytes as they are, so "\xff" is a byte there; all others need text.
 */
#include "scan/pattern_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/printable.h"
#include "scan/encoding.h"

struct flags {
	bool fold;
	unsigned encodings;      /* 1 << enum encoding */
	bool any;                /* leave out those that can not say the text */
};

/* The places of one alternative. */
struct places {
	struct buf value, mask, fold;
};

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

static bool take_letters(const char *word, size_t len, struct flags *flags)
{
	for (size_t i = 0; i < len; i++) {
		if (word[i] == 'i')
			flags->fold = true;
		else if (word[i] == 'u')
			flags->encodings |= 1u << ENCODING_UTF16LE;
		else if (word[i] == 'U')
			flags->encodings |= 1u << ENCODING_UTF16BE;
		else
			return false;
	}
	return len > 0;
}

static bool take_flag(const char *word, size_t len, struct flags *flags)
{
	enum encoding encoding;

	if (encoding_find(word, len, &encoding)) {
		flags->encodings |= 1u << encoding;
		return true;
	}
	if (len == 3 && memcmp(word, "any", 3) == 0) {
		flags->encodings |= (1u << ENCODING_COUNT) - 1;
		flags->any = true;
		return true;
	}
	return take_letters(word, len, flags);
}

/* Where letters are wrong, the first that is. */
static const char *wrong_letter(const char *word, size_t len)
{
	size_t good = strspn(word, "iuU");

	return good < len && len <= 4 ? word + good : word;
}

/* The words after the quote, up to the first modifier; moves parser->at there. */
static enum item take_flags(struct parser *parser, const char *quote, struct flags *flags)
{
	const char *at = quote + 1;

	while (*at == '/') {
		size_t len = 0;

		while (at[1 + len] != '\0' && !pattern_is_blank(at[1 + len]) &&
		       strchr("/:|)", at[1 + len]) == NULL)
			len++;
		if (pattern_is_modifier(at + 1, len))
			break;
		if (!take_flag(at + 1, len, flags))
			return pattern_wrong(parser, wrong_letter(at + 1, len),
					     "none of i, u, U, an encoding, a modifier");
		at += 1 + len;
	}
	if (*at != '\0' && !pattern_is_blank(*at) && strchr("/|)", *at) == NULL)
		return pattern_wrong(parser, at, "a blank is missing after the text");
	if (flags->encodings == 0)
		flags->encodings = 1u << ENCODING_UTF8;
	parser->at = at;
	return ITEM_TAKEN;
}

static bool is_letter(uint32_t code)
{
	return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
}

static void add_place(struct places *places, uint8_t value, uint8_t mask, bool fold)
{
	buf_add_byte(&places->value, value);
	buf_add_byte(&places->mask, mask);
	buf_add_byte(&places->fold, fold);
}

/* False when the encoding has no such character. */
static bool add_character(struct places *places, enum encoding encoding, uint32_t code, bool fold)
{
	uint8_t bytes[ENCODING_MOST];
	size_t len = encoding_put(encoding, code, bytes);

	fold = fold && is_letter(code);
	for (size_t i = 0; i < len; i++) {
		if (fold && encoding == ENCODING_EBCDIC)
			/* Upper and lower case differ in this bit. */
			add_place(places, bytes[i] & 0xbf, 0xbf, false);
		else
			add_place(places, bytes[i], 0xff, fold && bytes[i] != 0);
	}
	return len > 0;
}

/* ITEM_TEXT: this encoding can not say it. */
static enum item encode(struct parser *parser, const struct buf *text, enum encoding encoding,
			bool fold, struct places *places)
{
	uint32_t code = 0;

	if (encoding == ENCODING_UTF8) {
		for (size_t i = 0; i < text->len; i++)
			add_place(places, text->data[i], 0xff, fold && is_letter(text->data[i]));
		return ITEM_TAKEN;
	}
	for (size_t at = 0, len; at < text->len; at += len) {
		len = utf8_decode(text->data + at, text->len - at, &code);
		if (len == 0)
			return pattern_wrong(parser, parser->at,
					     "text that is no UTF-8 has no other encoding");
		if (!add_character(places, encoding, code, fold))
			return ITEM_TEXT;
	}
	return ITEM_TAKEN;
}

static bool is_same(const struct buf *a, const struct buf *b)
{
	return a->len == b->len && (a->len == 0 || memcmp(a->data, b->data, a->len) == 0);
}

static void done_places(struct places *places)
{
	buf_done(&places->value);
	buf_done(&places->mask);
	buf_done(&places->fold);
}

static void emit(struct parser *parser, const struct places *places)
{
	if (!buf_ok(&places->value) || !buf_ok(&places->mask) || !buf_ok(&places->fold)) {
		parser->program.failed = true;
		return;
	}
	for (size_t i = 0; i < places->value.len; i++)
		pattern_add_byte(parser, places->value.data[i], places->mask.data[i],
				 places->fold.data[i]);
}

static void tell_encodings(struct parser *parser, unsigned encodings)
{
	bool first = true;

	for (unsigned i = 0; i < ENCODING_COUNT; i++) {
		if ((encodings >> i & 1) == 0)
			continue;
		buf_text(&parser->extra, first ? ", text as " : ", ");
		buf_text(&parser->extra, encoding_title((enum encoding)i));
		first = false;
	}
}

/* One alternative for each encoding that says something new. */
static enum item emit_encodings(struct parser *parser, const struct buf *text,
				const struct flags *flags, const char *where)
{
	struct places all[ENCODING_COUNT];
	struct branches branches = { parser->program.count, 0 };
	enum item result = ITEM_TAKEN;
	unsigned count = 0, taken = 0;

	for (unsigned i = 0; i < ENCODING_COUNT && result == ITEM_TAKEN; i++) {
		bool known = false;

		if ((flags->encodings >> i & 1) == 0)
			continue;
		all[count] = (struct places){ BUF_INIT, BUF_INIT, BUF_INIT };
		result = encode(parser, text, (enum encoding)i, flags->fold, &all[count]);
		for (unsigned k = 0; k < count; k++)
			known = known || is_same(&all[k].value, &all[count].value);
		if (result == ITEM_TAKEN && !known) {
			if (count > 0)
				branches_next(&parser->program, &branches);
			emit(parser, &all[count]);
		}
		taken |= result == ITEM_TAKEN ? 1u << i : 0;
		if (result == ITEM_TAKEN && !known)
			count++;
		else
			done_places(&all[count]);
		if (result == ITEM_TEXT && flags->any)
			result = ITEM_TAKEN;
	}
	branches_end(&parser->program, &branches);
	if ((taken & ~(1u << ENCODING_UTF8)) != 0)
		tell_encodings(parser, taken);
	while (count > 0)
		done_places(&all[--count]);
	return result == ITEM_TEXT ?
	       pattern_wrong(parser, where, "the encoding has no such character") : result;
}

enum item pattern_take_quoted(struct parser *parser)
{
	const char *open = parser->at, *quote = closing_quote(parser);
	struct flags flags = { false, 0, false };
	struct buf bytes = BUF_INIT;
	enum item result;
	char *item;

	if (parser->modifiers != NULL)
		return pattern_wrong(parser, open, "nothing can follow what begins with /");
	if (quote == NULL)
		return pattern_wrong(parser, open, "the quote is not closed");
	result = take_flags(parser, quote, &flags);
	if (result != ITEM_TAKEN)
		return result;
	item = strndup(open, (size_t)(quote + 1 - open));
	if (item == NULL) {
		err_nomem(parser->err);
		return ITEM_WRONG;
	}
	if (bytes_parse(item, &bytes, parser->err))
		result = emit_encodings(parser, &bytes, &flags, open);
	else
		result = pattern_wrong_inside(parser, open);
	buf_done(&bytes);
	free(item);
	return result;
}
