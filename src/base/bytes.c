/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One item after the other: what it begins with tells its kind. A typed number is recognised by a
 * name of the scalar table before a colon, so "f32:1" is a float while "f3:21" is two bytes. An odd
 * number of digits is refused, because nobody could say which half of a byte is missing; only
 * "0x5" is plain.
 */
#include "base/bytes.h"

#include "base/scalar.h"

#include <ctype.h>
#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct parser {
	const char *text;        /* all of it, for messages */
	const char *at;          /* what comes next */
	struct buf *out;
	struct err *err;
};

/* Columns count characters from 1, so a byte inside a character of UTF-8 is none. */
static int column(const struct parser *parser, const char *where)
{
	int col = 1;
	for (const char *c = parser->text; c < where; c++)
		col += ((unsigned char)*c & 0xc0) != 0x80;
	return col;
}

static bool fail(struct parser *parser, const char *where, const char *what)
{
	return err_set(parser->err, ERR_SYNTAX, "%s at column %d in \"%.200s\"", what,
		       column(parser, where), parser->text);
}

static bool fail_range(struct parser *parser, const char *where, const struct scalar *scalar)
{
	return err_set(parser->err, ERR_RANGE,
		       "the value does not fit %s at column %d in \"%.200s\"", scalar->name,
		       column(parser, where), parser->text);
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static size_t count_digits(const char *text)
{
	size_t count = 0;
	while (hex_digit_value((unsigned char)text[count]) >= 0)
		count++;
	return count;
}

static uint8_t byte_of(const char *pair)
{
	return (uint8_t)(hex_digit_value((unsigned char)pair[0]) << 4 |
			 hex_digit_value((unsigned char)pair[1]));
}

static void add_pairs(struct parser *parser, size_t digits)
{
	for (size_t i = 0; i + 1 < digits; i += 2)
		buf_add_byte(parser->out, byte_of(parser->at + i));
	parser->at += digits;
}

/* deadbeef, 0xde, 41h */
static bool parse_hex(struct parser *parser)
{
	bool prefixed = parser->at[0] == '0' && (parser->at[1] == 'x' || parser->at[1] == 'X');
	if (prefixed)
		parser->at += 2;
	size_t digits = count_digits(parser->at);
	if (digits == 0)
		return fail(parser, parser->at, prefixed ? "expected a hexadecimal digit"
							 : "expected bytes");
	if (prefixed && digits == 1) {
		buf_add_byte(parser->out, (uint8_t)hex_digit_value((unsigned char)*parser->at));
		parser->at++;
		return true;
	}
	if (digits % 2 != 0)
		return fail(parser, parser->at, "an odd number of hexadecimal digits");
	add_pairs(parser, digits);
	if (!prefixed && (*parser->at == 'h' || *parser->at == 'H'))
		parser->at++;
	return true;
}

/* The two digits of \xHH; *at is on the x. */
static bool parse_hex_escape(struct parser *parser)
{
	const char *backslash = parser->at - 1;
	parser->at++;
	if (hex_digit_value((unsigned char)parser->at[0]) < 0 ||
	    hex_digit_value((unsigned char)parser->at[1]) < 0)
		return fail(parser, backslash, "expected two hexadecimal digits after \\x");
	add_pairs(parser, 2);
	return true;
}

/* An escape inside quotes; *at is behind the backslash. */
static bool parse_escape(struct parser *parser)
{
	static const char names[] = "nrt0\\\"'";
	static const char values[] = "\n\r\t\0\\\"'";
	if (*parser->at == 'x')
		return parse_hex_escape(parser);
	const char *name = *parser->at != '\0' ? strchr(names, *parser->at) : NULL;
	if (!name)
		return fail(parser, parser->at - 1,
			    "expected one of \\n \\r \\t \\0 \\\\ \\\" \\' \\xHH");
	buf_add_byte(parser->out, (uint8_t)values[name - names]);
	parser->at++;
	return true;
}

static bool parse_quoted(struct parser *parser)
{
	const char *open = parser->at++;
	while (*parser->at != *open) {
		char c = *parser->at;
		if (c == '\0')
			return fail(parser, open, "a quote without its end");
		parser->at++;
		if (c != '\\')
			buf_add_byte(parser->out, (uint8_t)c);
		else if (!parse_escape(parser))
			return false;
	}
	parser->at++;
	return true;
}

/* strtod() reads the decimal sign of the user's language; a script has to mean one thing. */
static double read_double(const char *text, char **end, bool *overflow)
{
	locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	errno = 0;
	double value = plain ? strtod_l(text, end, plain) : strtod(text, end);
	*overflow = errno == ERANGE && isinf(value);
	if (plain)
		freelocale(plain);
	return value;
}

static bool parse_float(struct parser *parser, const struct scalar *scalar, uint64_t *bits)
{
	const char *start = parser->at;
	char *end;
	bool overflow;
	double value = read_double(start, &end, &overflow);
	if (end == start || is_blank(*start))
		return fail(parser, start, "expected a number");
	bool narrow = scalar->size == 4;
	float single = (float)value;
	if (overflow || (narrow && isfinite(value) && isinf(single)))
		return fail_range(parser, start, scalar);
	uint32_t raw;
	memcpy(&raw, &single, sizeof raw);
	memcpy(bits, &value, sizeof *bits);
	if (narrow)
		*bits = raw;
	parser->at = end;
	return true;
}

/* A magnitude that fits the type: below zero one more than above, as in two's complement. */
static bool parse_integer(struct parser *parser, const struct scalar *scalar, uint64_t *bits)
{
	const char *start = parser->at;
	bool negative = *start == '-';
	if (*start == '-' || *start == '+')
		parser->at++;
	size_t used;
	struct err why;
	if (!number_parse(parser->at, strlen(parser->at), &used, bits, &why)) {
		fail(parser, parser->at, why.text);
		parser->err->code = why.code;
		return false;
	}
	unsigned width = 8u * scalar->size - (scalar->kind == SCALAR_SIGNED ? 1 : 0);
	uint64_t most = UINT64_MAX >> (64 - width);
	if (negative)
		most = scalar->kind == SCALAR_SIGNED ? most + 1 : 0;
	if (*bits > most)
		return fail_range(parser, start, scalar);
	if (negative)
		*bits = 0 - *bits;
	parser->at += used;
	return true;
}

static bool parse_scalar(struct parser *parser, const struct scalar *scalar)
{
	uint64_t bits = 0;
	bool ok = scalar->kind == SCALAR_FLOAT ? parse_float(parser, scalar, &bits)
					       : parse_integer(parser, scalar, &bits);
	if (!ok)
		return false;
	if (*parser->at != '\0' && !is_blank(*parser->at) && *parser->at != ',')
		return fail(parser, parser->at, "expected a blank after the number");
	uint8_t bytes[8];
	scalar_store(scalar, bits, bytes);
	buf_add(parser->out, bytes, scalar->size);
	return true;
}

/* The type before a colon, or NULL. */
static const struct scalar *typed_name(const char *text, size_t *len)
{
	*len = 0;
	while (isalnum((unsigned char)text[*len]))
		++*len;
	return text[*len] == ':' ? scalar_find(text, *len) : NULL;
}

static bool parse_item(struct parser *parser)
{
	if (*parser->at == '"' || *parser->at == '\'')
		return parse_quoted(parser);
	if (parser->at[0] == '\\' && parser->at[1] == 'x') {
		parser->at++;
		return parse_hex_escape(parser);
	}
	size_t len;
	const struct scalar *scalar = typed_name(parser->at, &len);
	if (!scalar)
		return parse_hex(parser);
	parser->at += len + 1;
	return parse_scalar(parser, scalar);
}

static void skip_blanks(struct parser *parser)
{
	while (is_blank(*parser->at))
		parser->at++;
}

static bool parse_items(struct parser *parser)
{
	for (skip_blanks(parser); *parser->at != '\0'; skip_blanks(parser)) {
		if (!parse_item(parser))
			return false;
		skip_blanks(parser);
		if (*parser->at == ',' || *parser->at == ':')
			parser->at++;
	}
	return buf_ok(parser->out) || err_nomem(parser->err);
}

bool bytes_parse(const char *text, struct buf *out, struct err *err)
{
	size_t len = out->len;
	if (!buf_ok(out))
		return err_nomem(err);
	struct parser parser = { text, text, out, err };
	if (parse_items(&parser))
		return true;
	out->len = len;
	out->failed = false;
	return false;
}

void bytes_format_hex(struct buf *out, const uint8_t *bytes, size_t len, char separator,
		      bool upper)
{
	const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
	for (size_t i = 0; i < len; i++) {
		if (i > 0 && separator != 0)
			buf_add_byte(out, (uint8_t)separator);
		buf_add_byte(out, (uint8_t)digits[bytes[i] >> 4]);
		buf_add_byte(out, (uint8_t)digits[bytes[i] & 0xf]);
	}
}
