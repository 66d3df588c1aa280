/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of parts: a byte with a mask of what is kept, a group, a number. One part a byte is
 * wasteful and simple; a template is short. */
#include "scan/template.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/number.h"
#include "scan/pattern_private.h"
#include "scan/regex.h"
#include "scan/template_number.h"

enum { NAME_MOST = 64 };

struct part {
	enum { PART_BYTE, PART_GROUP, PART_NUMBER } kind;
	uint8_t value, mask;     /* bits in the mask are ours, the others are kept */
	unsigned group;
	struct template_number number;   /* owned */
};

struct template {
	struct buf parts;        /* of struct part */
	bool constant;
	const struct charset *charset;   /* of its texts, one reference; NULL: UTF-8 */
};

struct reader {
	const char *text, *at;
	const struct pattern *pattern;
	struct template *template;
	struct err *err;
};

static enum item wrong(struct reader *reader, const char *where, const char *what)
{
	struct parser parser = { .text = reader->text, .err = reader->err };

	return pattern_wrong(&parser, where, what);
}

static void add_byte(struct reader *reader, uint8_t value, uint8_t mask)
{
	struct part part = { .kind = PART_BYTE, .value = value & mask, .mask = mask };

	if (mask != 0xff)
		reader->template->constant = false;
	buf_add(&reader->template->parts, &part, sizeof(part));
}

static bool named_group(struct reader *reader, const char *name, unsigned *group)
{
	const struct pattern *pattern = reader->pattern;
	struct regex *regex;
	size_t at;

	*group = 0;
	if (pattern->kind != PATTERN_REGEX)
		return true;
	regex = regex_new(pattern->text, pattern->flags, &at, reader->err);
	if (regex == NULL)
		return false;
	*group = regex_group(regex, name);
	regex_free(regex);
	return true;
}

static size_t name_len(const char *text, size_t len)
{
	size_t used = 0;

	while (used < len && ((text[used] >= '0' && text[used] <= '9') || text[used] == '_' ||
			      (text[used] >= 'a' && text[used] <= 'z') ||
			      (text[used] >= 'A' && text[used] <= 'Z')))
		used++;
	/* A number ends where its digits do. */
	if (used > 0 && text[0] >= '0' && text[0] <= '9') {
		for (used = 0; used < len && text[used] >= '0' && text[used] <= '9';)
			used++;
	}
	return used;
}

static enum item add_group(struct reader *reader, const char *name, size_t len, const char *where)
{
	struct part part = { .kind = PART_GROUP };
	char copy[NAME_MOST];
	bool number = len > 0 && name[0] >= '0' && name[0] <= '9';

	if (len == 0 || len >= sizeof(copy))
		return wrong(reader, where, "expected $0, $1, $name or $$");
	memcpy(copy, name, len);
	copy[len] = '\0';
	if (number)
		part.group = (unsigned)strtoul(copy, NULL, 10);
	else if (!named_group(reader, copy, &part.group))
		return ITEM_WRONG;
	if (part.group > reader->pattern->groups || (!number && part.group == 0))
		return wrong(reader, where, "the pattern has no such capture");
	reader->template->constant = false;
	buf_add(&reader->template->parts, &part, sizeof(part));
	return ITEM_TAKEN;
}

/* The expression in braces at text[0], which is "${"; *used is what it took. */
static enum item take_expression(struct reader *reader, const struct scalar *scalar,
				 const char *text, size_t len, const char *where, size_t *used)
{
	const char *close = memchr(text, '}', len);
	struct part part = { .kind = PART_NUMBER };
	struct parser parser = { .text = reader->text, .err = reader->err };
	bool outside = where == text;    /* no escapes, so each character has its place */
	size_t place;

	if (close == NULL)
		return wrong(reader, where, "expected }");
	*used = (size_t)(close + 1 - text);
	if (!template_number_init(&part.number, scalar, text + 2, *used - 3, &place, reader->err))
		return pattern_wrong_inside(&parser, outside ? where + 2 + place : where);
	reader->template->constant = false;
	buf_add(&reader->template->parts, &part, sizeof(part));
	if (!buf_ok(&reader->template->parts))
		template_number_done(&part.number);
	return ITEM_TAKEN;
}

/* Text without a dollar sign, in the encoding in which the pattern is. */
static enum item add_text(struct reader *reader, const char *text, size_t len, const char *where)
{
	const struct charset *charset = reader->pattern->charset;
	struct buf bytes = BUF_INIT;
	bool ok = true;

	if (charset == NULL)
		buf_add(&bytes, text, len);
	else
		ok = charset_encode_text(charset, text, len, &bytes, reader->err);
	for (size_t i = 0; ok && i < bytes.len; i++)
		add_byte(reader, bytes.data[i], 0xff);
	if (!buf_ok(&bytes))
		reader->template->parts.failed = true;
	buf_done(&bytes);
	return ok ? ITEM_TAKEN : wrong(reader, where, "the encoding has no such character");
}

/* A dollar sign at text[0]; *used is what it took. */
static enum item take_dollar(struct reader *reader, const char *text, size_t len,
			     const char *where, size_t *used)
{
	bool braced = len > 1 && text[1] == '{';
	size_t start = braced ? 2 : 1, name;

	if (len > 1 && text[1] == '$') {
		*used = 2;
		return add_text(reader, "$", 1, where);
	}
	name = start <= len ? name_len(text + start, len - start) : 0;
	*used = start + name + braced;
	if (braced && (start + name >= len || text[start + name] != '}'))
		return take_expression(reader, NULL, text, len, where, used);
	return add_group(reader, text + start, name, where);
}

static enum item take_text(struct reader *reader, const char *text, size_t len, const char *where)
{
	enum item result = ITEM_TAKEN;

	for (size_t at = 0, used; result == ITEM_TAKEN && at < len; at += used) {
		const char *dollar = memchr(text + at, '$', len - at);

		used = dollar == NULL ? len - at : (size_t)(dollar - text) - at;
		if (used > 0)
			result = add_text(reader, text + at, used, where);
		else
			result = take_dollar(reader, text + at, len - at, where, &used);
	}
	return result;
}

static enum item take_hex(struct reader *reader, size_t len)
{
	if (len % 2 != 0)
		return wrong(reader, reader->at, "half a byte (quote what is text)");
	for (size_t i = 0; i < len; i += 2) {
		int high = hex_digit_value((unsigned char)reader->at[i]);
		int low = hex_digit_value((unsigned char)reader->at[i + 1]);
		int value = (high < 0 ? 0 : high << 4) | (low < 0 ? 0 : low);
		int mask = (high < 0 ? 0 : 0xf0) | (low < 0 ? 0 : 0x0f);

		add_byte(reader, (uint8_t)value, (uint8_t)mask);
	}
	return ITEM_TAKEN;
}

/* The item at reader->at, by the rules of base/bytes.h. */
static enum item take_literal(struct reader *reader, size_t len, bool expand)
{
	struct parser parser = { .text = reader->text, .err = reader->err };
	char *item = strndup(reader->at, len);
	struct buf bytes = BUF_INIT;
	enum item result = ITEM_TAKEN;

	if (item == NULL) {
		err_nomem(reader->err);
		return ITEM_WRONG;
	}
	if (!bytes_parse(item, &bytes, reader->err))
		result = pattern_wrong_inside(&parser, reader->at);
	else if (expand && bytes.len > 0)
		result = take_text(reader, (const char *)bytes.data, bytes.len, reader->at);
	for (size_t i = 0; result == ITEM_TAKEN && !expand && i < bytes.len; i++)
		add_byte(reader, bytes.data[i], 0xff);
	buf_done(&bytes);
	free(item);
	return result;
}

static size_t quoted_len(const char *at)
{
	for (size_t i = 1; at[i] != '\0'; i++) {
		if (at[i] == *at)
			return i + 1;
		i += at[i] == '\\' && at[i + 1] != '\0';
	}
	return 0;
}

/* Up to the next blank that is not in braces. */
static size_t item_len(const char *at)
{
	const char *open = strstr(at, "${");
	size_t len = strcspn(at, " \t\n\v\f\r");

	if (open == NULL || open >= at + len)
		return len;
	len = strcspn(at, "}");
	return len + strcspn(at + len, " \t\n\v\f\r");
}

/* "u32le:${" */
static bool is_computed(const struct reader *reader, size_t len)
{
	const char *colon = memchr(reader->at, ':', len);

	return colon != NULL && strncmp(colon, ":${", 3) == 0 &&
	       scalar_find(reader->at, (size_t)(colon - reader->at)) != NULL;
}

static enum item take_computed(struct reader *reader, size_t len)
{
	size_t type = strcspn(reader->at, ":"), used;
	const char *text = reader->at + type + 1;
	enum item result = take_expression(reader, scalar_find(reader->at, type), text,
					   len - type - 1, text, &used);

	if (result == ITEM_TAKEN && used != len - type - 1)
		return wrong(reader, text + used, "a blank is missing");
	return result;
}

static enum item take_item(struct reader *reader, size_t *len)
{
	struct parser number = { .text = reader->text, .at = reader->at };
	bool wild;

	if (*reader->at == '"' || *reader->at == '\'') {
		*len = quoted_len(reader->at);
		if (*len == 0)
			return wrong(reader, reader->at, "the quote is not closed");
		return take_literal(reader, *len, true);
	}
	*len = item_len(reader->at);
	if (*reader->at == '$') {
		size_t used;
		enum item result = take_dollar(reader, reader->at, *len, reader->at, &used);

		return result == ITEM_TAKEN && used != *len ? ITEM_TEXT : result;
	}
	if (pattern_is_hex(reader->at, *len, &wild))
		return take_hex(reader, *len);
	if (is_computed(reader, *len))
		return take_computed(reader, *len);
	if (pattern_is_number(&number) || strncmp(reader->at, "0x", 2) == 0 ||
	    strncmp(reader->at, "\\x", 2) == 0)
		return take_literal(reader, *len, false);
	return ITEM_TEXT;
}

static void forget_parts(struct template *template)
{
	for (size_t at = 0; at < template->parts.len; at += sizeof(struct part)) {
		struct part part;

		memcpy(&part, template->parts.data + at, sizeof(part));
		if (part.kind == PART_NUMBER)
			template_number_done(&part.number);
	}
	template->parts.len = 0;
}

static bool parse(struct reader *reader)
{
	enum item result = ITEM_TAKEN;
	size_t len;

	for (reader->at = reader->text; result == ITEM_TAKEN; reader->at += len) {
		while (pattern_is_blank(*reader->at))
			reader->at++;
		if (*reader->at == '\0')
			break;
		result = take_item(reader, &len);
	}
	if (result == ITEM_TEXT) {
		forget_parts(reader->template);
		reader->template->constant = true;
		result = take_text(reader, reader->text, strlen(reader->text), reader->text);
	}
	if (result != ITEM_TAKEN)
		return false;
	return buf_ok(&reader->template->parts) || err_nomem(reader->err);
}

struct template *template_new(const char *text, const struct pattern *pattern, struct err *err)
{
	struct template *template = calloc(1, sizeof(*template));
	struct reader reader = { text, text, pattern, template, err };

	if (template == NULL) {
		err_nomem(err);
		return NULL;
	}
	template->constant = true;
	template->charset = pattern->charset == NULL ? NULL : charset_ref(pattern->charset);
	if (parse(&reader))
		return template;
	template_free(template);
	return NULL;
}

void template_free(struct template *template)
{
	if (template == NULL)
		return;
	forget_parts(template);
	charset_unref(template->charset);
	buf_done(&template->parts);
	free(template);
}

bool template_is_constant(const struct template *template)
{
	return template->constant;
}

static void expand_group(const struct part *part, const struct template_hit *hit, struct buf *out)
{
	const struct match *match = hit->match;
	size_t start = match->start, end = match->end;

	if (part->group > 0) {
		start = match->group[part->group].start;
		end = match->group[part->group].end;
	}
	if (start != SIZE_MAX && end > start)
		buf_add(out, hit->data + start, end - start);
}

/* `place` bytes stand before it. */
static bool expand_byte(const struct part *part, const struct template_hit *hit, size_t place,
			struct buf *out, struct err *err)
{
	size_t len = hit->match->end - hit->match->start;
	uint8_t old = 0;

	if (part->mask != 0xff && place >= len)
		return err_set(err, ERR_RANGE, "a byte is to be kept at place %zu, but a hit has "
			       "%zu bytes", place + 1, len);
	if (part->mask != 0xff)
		old = hit->data[hit->match->start + place];
	buf_add_byte(out, (uint8_t)(part->value | (old & ~part->mask)));
	return true;
}

/* Decimal digits are text, and in the encoding of that. */
static bool expand_number(const struct template *template, const struct part *part,
			  const struct template_hit *hit, struct buf *out, struct err *err)
{
	struct buf digits = BUF_INIT;
	bool ok;

	if (template->charset == NULL || part->number.scalar != NULL)
		return template_number_add(&part->number, hit, out, err);
	ok = template_number_add(&part->number, hit, &digits, err) &&
	     (buf_ok(&digits) || err_nomem(err)) &&
	     charset_encode_text(template->charset, buf_string(&digits), digits.len, out, err);
	buf_done(&digits);
	return ok;
}

bool template_expand(const struct template *template, const struct template_hit *hit,
		     struct buf *out, struct err *err)
{
	size_t before = out->len;
	bool ok = true;

	for (size_t at = 0; ok && at < template->parts.len; at += sizeof(struct part)) {
		struct part part;

		memcpy(&part, template->parts.data + at, sizeof(part));
		if (part.kind == PART_GROUP)
			expand_group(&part, hit, out);
		else if (part.kind == PART_NUMBER)
			ok = expand_number(template, &part, hit, out, err);
		else
			ok = expand_byte(&part, hit, out->len - before, out, err);
	}
	if (!ok)
		out->len = before;
	return ok && (buf_ok(out) || err_nomem(err));
}
