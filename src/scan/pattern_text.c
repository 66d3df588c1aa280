/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Quoted text. Each encoding asked for gives the bytes of one alternative; those that another
 * encoding gave already are left out, so that plain ASCII in any encoding is five alternatives and
 * not eight. UTF-8 takes the bytes as they are, so "\xff" is a byte there; all others need text.
 *
 * A letter in any case is a place that folds, or, where upper and lower case differ in one bit as
 * in EBCDIC, one without that bit.
 */
#include "scan/pattern_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/printable.h"
#include "scan/charset.h"

enum { CHARSETS_MOST = 16 };

struct flags {
	bool fold;
	const struct charset *charsets[CHARSETS_MOST];   /* a reference each */
	size_t count;
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

/* Consumes the reference. One that is there already, or one more than the most, is left out. */
static void add_charset(struct flags *flags, const struct charset *charset)
{
	bool known = flags->count == CHARSETS_MOST;

	for (size_t i = 0; i < flags->count; i++)
		known = known || strcmp(charset_name(flags->charsets[i]),
					charset_name(charset)) == 0;
	if (known)
		charset_unref(charset);
	else
		flags->charsets[flags->count++] = charset;
}

static void add_built_in(struct flags *flags, const char *name)
{
	add_charset(flags, charset_built_in(name, strlen(name)));
}

static void done_flags(struct flags *flags)
{
	while (flags->count > 0)
		charset_unref(flags->charsets[--flags->count]);
}

static bool take_letters(const char *word, size_t len, struct flags *flags)
{
	for (size_t i = 0; i < len; i++) {
		if (word[i] == 'i')
			flags->fold = true;
		else if (word[i] == 'u')
			add_built_in(flags, "utf-16le");
		else if (word[i] == 'U')
			add_built_in(flags, "utf-16be");
		else
			return false;
	}
	return len > 0;
}

static void add_any(struct flags *flags)
{
	static const char *const any[] = {
		"utf-8", "utf-16le", "utf-16be", "utf-32le", "utf-32be", "latin1", "cp437",
		"ebcdic",
	};

	for (size_t i = 0; i < sizeof(any) / sizeof(any[0]); i++)
		add_built_in(flags, any[i]);
	flags->any = true;
}

/* ITEM_TEXT: it is no such word. */
static enum item take_flag(struct parser *parser, const char *word, size_t len,
			   struct flags *flags)
{
	const struct charset *charset;
	char name[40];

	if (charset_is_name(word, len) && len < sizeof(name)) {
		memcpy(name, word, len);
		name[len] = '\0';
		charset = charset_open(name, parser->err);
		if (charset == NULL)
			return pattern_wrong_inside(parser, word);
		add_charset(flags, charset_is_ascii(charset) ?
				   charset_built_in("utf-8", 5) : charset);
		return ITEM_TAKEN;
	}
	if (len == 3 && memcmp(word, "any", 3) == 0)
		add_any(flags);
	else if (!take_letters(word, len, flags))
		return ITEM_TEXT;
	return ITEM_TAKEN;
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
		enum item taken = take_flag(parser, at + 1, len, flags);
		if (taken == ITEM_TEXT)
			return pattern_wrong(parser, wrong_letter(at + 1, len),
					     "none of i, u, U, an encoding, a modifier");
		if (taken != ITEM_TAKEN)
			return taken;
		at += 1 + len;
	}
	if (*at != '\0' && !pattern_is_blank(*at) && strchr("/|)", *at) == NULL)
		return pattern_wrong(parser, at, "a blank is missing after the text");
	if (flags->count == 0 && parser->charset != NULL)
		add_charset(flags, charset_ref(parser->charset));
	if (flags->count == 0)
		add_built_in(flags, "utf-8");
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

/* The other case of a letter, where it can be told from it by one bit less in each byte. */
static bool add_either(struct places *places, const struct charset *charset, uint32_t code,
		       const uint8_t *bytes, size_t len)
{
	uint8_t other[CHARSET_KEY];

	if (charset_encode(charset, code ^ 0x20, other) != len)
		return false;
	for (size_t i = 0; i < len; i++) {
		uint8_t differs = bytes[i] ^ other[i];

		if ((differs & (differs - 1)) != 0)
			return false;
	}
	for (size_t i = 0; i < len; i++) {
		uint8_t differs = bytes[i] ^ other[i];
		bool folds = differs == 0x20 && is_letter(bytes[i]);

		add_place(places, folds ? bytes[i] : bytes[i] & (uint8_t)~differs,
			  folds ? 0xff : (uint8_t)~differs, folds);
	}
	return true;
}

static bool is_utf8(const struct charset *charset)
{
	return charset == charset_built_in("utf-8", 5);
}

/* The first `len` bytes of a text as they are in this case. */
static enum item add_plain(struct parser *parser, struct places *places,
			   const struct charset *charset, const char *text, size_t len)
{
	struct buf bytes = BUF_INIT;
	enum item result = ITEM_TAKEN;

	if (!charset_encode_text(charset, text, len, &bytes, parser->err))
		result = parser->err->code == ERR_NOMEM ? ITEM_WRONG : ITEM_TEXT;
	for (size_t i = 0; result == ITEM_TAKEN && i < bytes.len; i++)
		add_place(places, bytes.data[i], 0xff, false);
	buf_done(&bytes);
	return result;
}

static enum item add_letter(struct parser *parser, struct places *places,
			    const struct charset *charset, uint32_t code)
{
	uint8_t bytes[CHARSET_KEY];
	size_t len = charset_encode(charset, code, bytes);

	if (len == 0)
		return ITEM_TEXT;
	return add_either(places, charset, code, bytes, len) ? ITEM_TAKEN :
	       pattern_wrong(parser, parser->at, "/i is not possible in this encoding");
}

/* ITEM_TEXT: this encoding can not say it. */
static enum item encode(struct parser *parser, const struct buf *text,
			const struct charset *charset, bool fold, struct places *places)
{
	const char *chars = (const char *)text->data;
	enum item result = ITEM_TAKEN;
	uint32_t code = 0;

	for (size_t i = 0; is_utf8(charset) && i < text->len; i++)
		add_place(places, text->data[i], 0xff, fold && is_letter(text->data[i]));
	if (is_utf8(charset))
		return ITEM_TAKEN;
	for (size_t at = 0, used; at < text->len; at += used) {
		used = utf8_decode(text->data + at, text->len - at, &code);
		if (used == 0)
			return pattern_wrong(parser, parser->at,
					     "text that is no UTF-8 has no other encoding");
		if (fold && result == ITEM_TAKEN)
			result = is_letter(code) ? add_letter(parser, places, charset, code) :
				 add_plain(parser, places, charset, chars + at, used);
	}
	return fold || text->len == 0 ? result :
	       add_plain(parser, places, charset, chars, text->len);
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

static void tell_encoding(struct parser *parser, const struct charset *charset, bool first)
{
	buf_text(&parser->extra, first ? ", text as " : ", ");
	buf_text(&parser->extra, charset_title(charset));
}

/* One alternative for each encoding that says something new. */
static enum item emit_encodings(struct parser *parser, const struct buf *text,
				const struct flags *flags, const char *where)
{
	struct places all[CHARSETS_MOST];
	const struct charset *taken[CHARSETS_MOST];
	struct branches branches = { parser->program.count, 0 };
	enum item result = ITEM_TAKEN;
	unsigned count = 0, said = 0;

	for (size_t i = 0; i < flags->count && result == ITEM_TAKEN; i++) {
		const struct charset *charset = flags->charsets[i];
		bool known = false;

		all[count] = (struct places){ BUF_INIT, BUF_INIT, BUF_INIT };
		result = encode(parser, text, charset, flags->fold, &all[count]);
		for (unsigned k = 0; k < count; k++)
			known = known || is_same(&all[k].value, &all[count].value);
		if (result == ITEM_TAKEN && !known) {
			if (count > 0)
				branches_next(&parser->program, &branches);
			emit(parser, &all[count]);
		}
		if (result == ITEM_TAKEN)
			taken[said++] = charset;
		if (result == ITEM_TAKEN && !known)
			count++;
		else
			done_places(&all[count]);
		if (result == ITEM_TEXT && flags->any)
			result = ITEM_TAKEN;
	}
	branches_end(&parser->program, &branches);
	for (unsigned i = 0; i < said && (said > 1 || !is_utf8(taken[0])); i++)
		tell_encoding(parser, taken[i], i == 0);
	while (count > 0)
		done_places(&all[--count]);
	return result == ITEM_TEXT ?
	       pattern_wrong(parser, where, "the encoding has no such character") : result;
}

enum item pattern_take_quoted(struct parser *parser)
{
	const char *open = parser->at, *quote = closing_quote(parser);
	struct flags flags = { .fold = false };
	struct buf bytes = BUF_INIT;
	enum item result;
	char *item;

	if (parser->modifiers != NULL)
		return pattern_wrong(parser, open, "nothing can follow what begins with /");
	if (quote == NULL)
		return pattern_wrong(parser, open, "the quote is not closed");
	result = take_flags(parser, quote, &flags);
	if (result != ITEM_TAKEN)
		goto out;
	item = strndup(open, (size_t)(quote + 1 - open));
	if (item == NULL) {
		err_nomem(parser->err);
		result = ITEM_WRONG;
	} else if (bytes_parse(item, &bytes, parser->err)) {
		result = emit_encodings(parser, &bytes, &flags, open);
	} else {
		result = pattern_wrong_inside(parser, open);
	}
	buf_done(&bytes);
	free(item);
out:
	done_flags(&flags);
	return result;
}
