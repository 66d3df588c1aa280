/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers with a point. Each is printed with as few digits as lead back to its bits.
 *
 * The x87 number is taken through the C type where that is as wide; where it is not, a number that
 * has no decimal form of 21 digits there is written as 0xMANTISSApEXPONENT, by arithmetic on whole
 * numbers. A NaN other than the usual one is written with all its bits.
 */
#include "scan/inspect_private.h"

#include <errno.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/number.h"
#include "base/scalar.h"

enum { TEXT = 288 };

#define WHOLE 1e15

static const struct form {
	uint8_t exponent, mantissa;      /* bits */
	uint8_t digits;                  /* that always are enough */
} forms[] = {
	[FLOAT_HALF] = { 5, 10, 5 },
	[FLOAT_BRAIN] = { 8, 7, 4 },
	[FLOAT_SINGLE] = { 8, 23, 9 },
	[FLOAT_DOUBLE] = { 11, 52, 17 },
};

/* The C library writes and reads the decimal sign of the user's language. */
static void plain_point(char text[TEXT])
{
	char *comma = strchr(text, ',');

	if (comma)
		*comma = '.';
}

/* The longest number at the start of text, as two types: a float is not rounded twice. */
struct real {
	long double most;
	double value;
	float single;
};

static const char *read_real(const char *text, struct real *real)
{
	locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	char *end;

	real->most = plain ? strtold_l(text, &end, plain) : strtold(text, &end);
	real->value = plain ? strtod_l(text, &end, plain) : strtod(text, &end);
	real->single = plain ? strtof_l(text, &end, plain) : strtof(text, &end);
	if (plain)
		freelocale(plain);
	return end + strspn(end, " ");
}

bool real_parse(const char *text, double *value, struct err *err)
{
	struct real real;
	const char *end = read_real(text, &real);

	*value = real.value;
	if (end == text || *end != '\0' || isnan(real.value))
		return err_set(err, ERR_SYNTAX, "\"%s\" is no number: type it as 1.5 or -2e-3",
			       text);
	return true;
}

static uint64_t ones(unsigned bits)
{
	return bits == 0 ? 0 : UINT64_MAX >> (64 - bits);
}

/* To the nearest, of two the even one. */
static uint64_t shift_round(uint64_t number, unsigned by)
{
	if (by == 0)
		return number;
	if (by > 64)
		return 0;
	uint64_t half = UINT64_C(1) << (by - 1), rest = number & ones(by);
	uint64_t whole = by == 64 ? 0 : number >> by;

	return whole + (rest > half || (rest == half && (whole & 1)));
}

static double value_of(const struct form *form, uint64_t bits)
{
	int bias = (1 << (form->exponent - 1)) - 1;
	int exponent = (int)(bits >> form->mantissa & ones(form->exponent));
	uint64_t mantissa = bits & ones(form->mantissa);
	double value = exponent > 0
		? ldexp((double)(mantissa | UINT64_C(1) << form->mantissa),
			exponent - bias - form->mantissa)
		: ldexp((double)mantissa, 1 - bias - form->mantissa);

	return bits >> (form->mantissa + form->exponent) & 1 ? -value : value;
}

/* False: it is too large. */
static bool narrow(const struct form *form, double value, uint64_t *bits)
{
	int bias = (1 << (form->exponent - 1)) - 1, exponent;
	uint64_t sign = (uint64_t)(signbit(value) != 0) << (form->mantissa + form->exponent);
	double part = frexp(fabs(value), &exponent);
	uint64_t mantissa = (uint64_t)ldexp(part, 53);
	int biased = exponent - 1 + bias;

	*bits = sign;
	if (mantissa == 0)
		return true;
	unsigned drop = 52u - form->mantissa;
	if (biased <= 0)
		drop += (unsigned)(1 - biased);
	mantissa = shift_round(mantissa, drop > 64 ? 65 : drop);
	/* The leading one adds to the exponent, also where rounding made it. */
	if (biased > 0)
		mantissa += (uint64_t)(biased - 1) << form->mantissa;
	*bits |= mantissa;
	return mantissa < ones(form->exponent) << form->mantissa;
}

/* "inf", "nan", "nan(0x7fc00001)". False: it is another text. */
static bool parse_special(const struct form *form, const char *text, uint64_t *bits)
{
	uint64_t top = ones(form->exponent) << form->mantissa;
	unsigned width = 1u + form->exponent + form->mantissa;
	bool minus = *text == '-';
	struct err ignored;
	size_t used;

	text += *text == '-' || *text == '+';
	*bits = top;
	if (strcasecmp(text, "nan") == 0)
		*bits |= UINT64_C(1) << (form->mantissa - 1);
	else if (strncasecmp(text, "nan(0x", 6) == 0)
		return !minus && number_parse(text + 4, strlen(text + 4), &used, bits, &ignored) &&
		       strcmp(text + 4 + used, ")") == 0 && *bits <= ones(width) &&
		       (*bits & top) == top && (*bits & ones(form->mantissa)) != 0;
	else if (strcasecmp(text, "inf") != 0)
		return false;
	if (minus)
		*bits |= UINT64_C(1) << (width - 1);
	return true;
}

static bool print_special(const struct form *form, uint64_t bits, struct buf *out)
{
	uint64_t top = ones(form->exponent) << form->mantissa;
	uint64_t mantissa = bits & ones(form->mantissa);
	const char *sign = bits >> (form->mantissa + form->exponent) & 1 ? "-" : "";

	if ((bits & top) != top)
		return false;
	if (mantissa == 0)
		buf_format(out, "%sinf", sign);
	else if (mantissa == UINT64_C(1) << (form->mantissa - 1))
		buf_format(out, "%snan", sign);
	else
		buf_format(out, "nan(0x%" PRIx64 ")", bits);
	return true;
}

/* False: it is too large. */
static bool bits_of(const struct form *form, const struct real *real, uint64_t *bits)
{
	if (form == &forms[FLOAT_SINGLE])
		return !isinf(real->single) && narrow(form, (double)real->single, bits);
	return !isinf(real->value) && narrow(form, real->value, bits);
}

READING_DECODE(float_decode)
{
	const struct form *form = &forms[reading->kind];
	uint64_t bits = load_int(bytes, len, big), again;
	double number = value_of(form, bits);
	struct real real;
	char text[TEXT];

	(void)value;
	if (print_special(form, bits, out))
		return READING_FINE;
	/* Whole numbers are shown whole: 65504, not 6.55e+04. */
	if (fabs(number) < WHOLE && number == (double)(int64_t)number) {
		buf_format(out, "%.0f", number);
		return READING_FINE;
	}
	for (int digits = 1; digits <= form->digits; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, number);
		plain_point(text);
		read_real(text, &real);
		if (bits_of(form, &real, &again) && again == bits)
			break;
	}
	buf_text(out, text);
	return READING_FINE;
}

READING_ENCODE(float_encode)
{
	const struct form *form = &forms[reading->kind];
	struct real real;
	uint64_t bits;

	(void)used;
	if (!parse_special(form, text, &bits)) {
		const char *end = read_real(text, &real);

		if (end == text || *end != '\0' || isnan(real.value))
			return not_such(err, reading, text, "1.5, -2e-3, inf or nan");
		if (!bits_of(form, &real, &bits))
			return not_fitting(err, reading, text, "it is too large");
	}
	store_int(bytes, len, big, bits);
	return true;
}

/* The x87 number: sign and exponent, and 64 bits of which the highest is the one before the
 * point. */
struct extended {
	bool minus;
	unsigned exponent;
	uint64_t mantissa;
};

enum { X87_BIAS = 16383, X87_TOP = 0x7fff };

/* mantissa * 2^exponent; false: it is too large. */
static bool extended_make(struct extended *x, uint64_t mantissa, int64_t exponent)
{
	x->exponent = 0;
	x->mantissa = 0;
	if (mantissa == 0)
		return true;
	for (; !(mantissa >> 63); mantissa <<= 1)
		exponent--;
	int64_t biased = exponent + 63 + X87_BIAS;
	if (biased <= 0) {
		mantissa = shift_round(mantissa, 1 - biased > 64 ? 65 : (unsigned)(1 - biased));
		biased = (int64_t)(mantissa >> 63);
	}
	x->mantissa = mantissa;
	x->exponent = (unsigned)biased & X87_TOP;
	return biased < X87_TOP;
}

static bool from_real(struct extended *x, long double value)
{
	int exponent;
	long double part = ldexpl(frexpl(value < 0 ? -value : value, &exponent), 64);
	uint64_t mantissa = (uint64_t)part;
	long double rest = part - (long double)mantissa;

	x->minus = signbit(value) != 0;
	if (rest > 0.5L || (rest == 0.5L && (mantissa & 1)))
		mantissa++;
	if (mantissa == 0 && rest > 0)
		return extended_make(x, UINT64_C(1) << 63, exponent - 63);
	return extended_make(x, mantissa, (int64_t)exponent - 64);
}

/* "0x8000000000000001p-63"; false: it is another text, or too large. */
static bool from_hex(struct extended *x, const char *text, bool *fits)
{
	uint64_t mantissa;
	struct err ignored;
	size_t used;
	char *end;

	x->minus = *text == '-';
	text += *text == '-' || *text == '+';
	if (strncasecmp(text, "0x", 2) != 0 ||
	    !number_parse(text, strlen(text), &used, &mantissa, &ignored) || text[used] != 'p')
		return false;
	text += used + 1;
	errno = 0;
	long long exponent = strtoll(text, &end, 10);
	*fits = errno == 0 && exponent < 100000 && exponent > -100000 &&
		extended_make(x, mantissa, exponent);
	return end != text && *end == '\0';
}

static bool from_special(struct extended *x, const char *text)
{
	x->minus = *text == '-';
	x->exponent = X87_TOP;
	x->mantissa = UINT64_C(1) << 63;
	text += *text == '-' || *text == '+';
	if (strcasecmp(text, "inf") == 0)
		return true;
	if (strcasecmp(text, "nan") == 0) {
		x->mantissa |= UINT64_C(1) << 62;
		return true;
	}
	if (strncasecmp(text, "nan(0x", 6) != 0 || strspn(text + 6, "0123456789abcdefABCDEF") != 16)
		return false;
	x->mantissa = strtoull(text + 6, NULL, 16);
	return strcmp(text + 22, ")") == 0 && x->mantissa > UINT64_C(1) << 63;
}

static bool same(const struct extended *a, const struct extended *b)
{
	return a->minus == b->minus && a->exponent == b->exponent && a->mantissa == b->mantissa;
}

static void print_finite(const struct extended *x, struct buf *out)
{
	enum { DIGITS = 21 };
	int exponent = (int)(x->exponent ? x->exponent : 1) - X87_BIAS - 63;
	long double number = ldexpl((long double)x->mantissa, exponent);
	struct extended again, plain;
	struct real real;
	char text[TEXT];

	/* Some have two forms; it is the usual one that is read back. */
	extended_make(&plain, x->mantissa, exponent);
	plain.minus = x->minus;
	for (int digits = 1; digits <= DIGITS; digits++) {
		snprintf(text, sizeof(text), "%.*Lg", digits, x->minus ? -number : number);
		plain_point(text);
		read_real(text, &real);
		if (!isinf(real.most) && from_real(&again, real.most) && same(&again, &plain)) {
			buf_text(out, text);
			return;
		}
	}
	buf_format(out, "%s0x%" PRIx64 "p%d", x->minus ? "-" : "", x->mantissa, exponent);
}

READING_DECODE(extended_decode)
{
	uint8_t little[10];
	struct extended x;

	(void)reading, (void)value;
	bytes_turn(little, bytes, len, big);
	x.mantissa = load_int(little, 8, false);
	x.exponent = (unsigned)load_int(little + 8, 2, false) & X87_TOP;
	x.minus = little[9] >> 7;
	if (x.exponent > 0 && !(x.mantissa >> 63)) {
		buf_text(out, "no number: its highest bit is not set");
		return READING_WRONG;
	}
	if (x.exponent < X87_TOP)
		print_finite(&x, out);
	else if (x.mantissa == UINT64_C(1) << 63)
		buf_format(out, "%sinf", x.minus ? "-" : "");
	else if (x.mantissa == UINT64_C(3) << 62)
		buf_format(out, "%snan", x.minus ? "-" : "");
	else
		buf_format(out, "%snan(0x%016" PRIx64 ")", x.minus ? "-" : "", x.mantissa);
	return READING_FINE;
}

READING_ENCODE(extended_encode)
{
	struct extended x;
	struct real real;
	uint8_t little[10];
	bool fits = true;

	(void)used;
	if (!from_special(&x, text) && !from_hex(&x, text, &fits)) {
		const char *end = read_real(text, &real);

		if (end == text || *end != '\0' || isnan(real.most))
			return not_such(err, reading, text, "1.5, -2e-3, inf or nan");
		fits = !isinf(real.most) && from_real(&x, real.most);
	}
	if (!fits)
		return not_fitting(err, reading, text, "it is too large");
	store_int(little, 8, false, x.mantissa);
	store_int(little + 8, 2, false, x.exponent | (x.minus ? 0x8000u : 0));
	bytes_turn(bytes, little, len, big);
	return true;
}

static double scale_of(const struct reading *reading)
{
	return ldexp(1, reading->kind);
}

/* To the nearest whole number, halves away from zero. */
static bool to_fixed(const struct reading *reading, double value, size_t len, int64_t *number)
{
	double scaled = value * scale_of(reading), limit = ldexp(1, (int)len * 8 - 1);

	scaled += scaled < 0 ? -0.5 : 0.5;
	if (!(scaled > -limit - 1 && scaled < limit))
		return false;
	*number = (int64_t)scaled;
	return true;
}

READING_DECODE(fixed_decode)
{
	uint64_t sign = UINT64_C(1) << (len * 8 - 1);
	int64_t number = (int64_t)((load_int(bytes, len, big) ^ sign) - sign), again;
	double real, exact = (double)number / scale_of(reading);
	char text[TEXT];
	struct err ignored;

	(void)value;
	for (int digits = 1; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, exact);
		plain_point(text);
		if (real_parse(text, &real, &ignored) && to_fixed(reading, real, len, &again) &&
		    again == number)
			break;
	}
	buf_text(out, text);
	return READING_FINE;
}

READING_ENCODE(fixed_encode)
{
	int64_t number;
	double real;
	char limits[TEXT];

	(void)used;
	if (!real_parse(text, &real, err))
		return false;
	if (!to_fixed(reading, real, len, &number)) {
		double most = ldexp(1, (int)len * 8 - 1 - reading->kind);

		snprintf(limits, sizeof(limits), "%g up to, but not with, %g", -most, most);
		return not_fitting(err, reading, text, limits);
	}
	store_int(bytes, len, big, (uint64_t)number);
	return true;
}
