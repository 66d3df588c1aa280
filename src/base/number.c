/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Three steps: a prefix tells the base, digits are taken while they last, a suffix multiplies.
 * strtoull() was rejected: it takes signs and blanks, depends on a NUL, knows no separators, and
 * says "too large" through errno. A suffix counts only when no letter or digit follows it, so
 * "4size" is the number 4 and a word, not 4 sectors and "ize".
 */
#include "base/number.h"

#include "base/checked.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct suffix {
	const char *text;
	uint64_t factor;
};

/* Longer ones first where one begins like another. */
static const struct suffix suffixes[] = {
	{ "KiB", UINT64_C(1) << 10 }, { "kiB", UINT64_C(1) << 10 },
	{ "MiB", UINT64_C(1) << 20 }, { "GiB", UINT64_C(1) << 30 },
	{ "TiB", UINT64_C(1) << 40 },
	{ "kB", UINT64_C(1000) }, { "KB", UINT64_C(1000) },
	{ "MB", UINT64_C(1000000) }, { "GB", UINT64_C(1000000000) },
	{ "TB", UINT64_C(1000000000000) },
	{ "k", UINT64_C(1) << 10 }, { "K", UINT64_C(1) << 10 },
	{ "M", UINT64_C(1) << 20 }, { "G", UINT64_C(1) << 30 },
	{ "T", UINT64_C(1) << 40 }, { "s", 512 },
};

/* What is left to read, and where the number began. */
struct input {
	const char *text;
	size_t len;
	size_t at;
};

int hex_digit_value(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static int peek(const struct input *in, size_t ahead)
{
	return ahead < in->len - in->at ? (unsigned char)in->text[in->at + ahead] : -1;
}

static bool is_word(int c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '_';
}

static bool is_digit(int c, unsigned base)
{
	int value = hex_digit_value(c);
	return value >= 0 && (unsigned)value < base;
}

static unsigned take_prefix(struct input *in)
{
	if (peek(in, 0) != '0')
		return 10;
	unsigned base = 10;
	switch (peek(in, 1)) {
	case 'x': case 'X': base = 16; break;
	case 'o': case 'O': base = 8; break;
	case 'b': case 'B': base = 2; break;
	}
	if (base != 10)
		in->at += 2;
	return base;
}

/* Takes the digits; false when they are more than 64 bits. */
static bool take_digits(struct input *in, unsigned base, uint64_t *value)
{
	bool fits = true;
	*value = 0;
	for (;;) {
		int c = peek(in, 0);
		if (!is_digit(c, base))
			return fits;
		uint64_t digit = (uint64_t)hex_digit_value(c);
		fits = fits && mul_fits(*value, base, value) && add_fits(*value, digit, value);
		in->at++;
		bool separated = peek(in, 0) == '_' || peek(in, 0) == '\'';
		if (separated && is_digit(peek(in, 1), base))
			in->at++;
	}
}

static uint64_t take_suffix(struct input *in)
{
	for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
		size_t len = strlen(suffixes[i].text);
		if (len > in->len - in->at || is_word(peek(in, len)) ||
		    memcmp(in->text + in->at, suffixes[i].text, len) != 0)
			continue;
		in->at += len;
		return suffixes[i].factor;
	}
	return 1;
}

static const char *base_name(unsigned base)
{
	return base == 16 ? "hexadecimal" : base == 8 ? "octal" : base == 2 ? "binary" : "decimal";
}

bool number_parse(const char *text, size_t len, size_t *used, uint64_t *value, struct err *err)
{
	struct input in = { text, len, 0 };
	if (!is_digit(peek(&in, 0), 10))
		return err_set(err, ERR_SYNTAX, "expected a number");
	unsigned base = take_prefix(&in);
	if (!is_digit(peek(&in, 0), base))
		return err_set(err, ERR_SYNTAX, "expected %s digits after \"%.2s\"",
			       base_name(base), text);
	bool fits = take_digits(&in, base, value);
	if (is_digit(peek(&in, 0), 10))
		return err_set(err, ERR_SYNTAX, "%c is no %s digit", peek(&in, 0),
			       base_name(base));
	if (!fits || !mul_fits(*value, take_suffix(&in), value))
		return err_set(err, ERR_RANGE, "the number does not fit 64 bits");
	*used = in.at;
	return true;
}

static size_t blanks(const char *text)
{
	return strspn(text, " \t");
}

bool number_parse_all(const char *text, uint64_t *value, struct err *err)
{
	const char *number = text + blanks(text);
	size_t used;
	if (!number_parse(number, strlen(number), &used, value, err))
		return err_prefix(err, "\"%.100s\"", text);
	const char *rest = number + used;
	rest += blanks(rest);
	if (*rest != '\0')
		return err_set(err, ERR_SYNTAX, "\"%.100s\": \"%.40s\" does not belong to a number",
			       text, rest);
	return true;
}

/* Tenths are cut, not rounded: no size is shown larger than it is. */
const char *number_size(uint64_t bytes, char text[NUMBER_TEXT])
{
	static const char units[] = "KMGTPE";
	if (bytes < 1024) {
		snprintf(text, NUMBER_TEXT, "%" PRIu64 " byte%s", bytes, bytes == 1 ? "" : "s");
		return text;
	}
	unsigned unit = 0;
	while (unit < 5 && bytes >> (10 * (unit + 2)) != 0)
		unit++;
	unsigned shift = 10 * (unit + 1);
	uint64_t part = bytes & ((UINT64_C(1) << shift) - 1);
	unsigned whole = (unsigned)(bytes >> shift);
	unsigned tenths = (unsigned)(part * 10 >> shift);
	if (tenths > 0)
		snprintf(text, NUMBER_TEXT, "%u.%u %ciB", whole, tenths, units[unit]);
	else
		snprintf(text, NUMBER_TEXT, "%u %ciB", whole, units[unit]);
	return text;
}

const char *number_time(uint64_t ms, char text[NUMBER_TEXT])
{
	uint64_t seconds = ms / 1000 + (ms % 1000 > 0), minutes = seconds / 60;

	if (minutes >= 60)
		snprintf(text, NUMBER_TEXT, "%" PRIu64 ":%02u:%02u h", minutes / 60,
			 (unsigned)(minutes % 60), (unsigned)(seconds % 60));
	else if (minutes > 0)
		snprintf(text, NUMBER_TEXT, "%u:%02u min", (unsigned)minutes,
			 (unsigned)(seconds % 60));
	else
		snprintf(text, NUMBER_TEXT, "%u s", (unsigned)seconds);
	return text;
}

const char *number_grouped(uint64_t value, char text[NUMBER_TEXT])
{
	char digits[NUMBER_TEXT];
	int count = snprintf(digits, sizeof digits, "%" PRIu64, value);
	int to = 0;
	for (int i = 0; i < count; i++) {
		if (i > 0 && (count - i) % 3 == 0)
			text[to++] = ',';
		text[to++] = digits[i];
	}
	text[to] = '\0';
	return text;
}

int number_digits(uint64_t value, unsigned base)
{
	int digits = 1;
	while (value >= base) {
		value /= base;
		digits++;
	}
	return digits;
}
