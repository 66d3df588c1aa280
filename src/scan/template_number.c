/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Expressions have no values below zero, numbers of a type have: so the low 64 bits are what is
 * computed, and read again as the type means them. */
#include "scan/template_number.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/expression.h"

static const char low_bits[] = ") & 0xffffffffffffffff";

static bool read_ones(void *context, uint64_t pos, uint8_t *bytes, size_t len, struct err *err)
{
	(void)context;
	(void)pos;
	(void)err;
	memset(bytes, 1, len);
	return true;
}

static bool read_there(void *context, uint64_t pos, uint8_t *bytes, size_t len, struct err *err)
{
	const struct template_hit *hit = context;

	if (hit->source->read != NULL && hit->source->read(hit->source->context, pos, bytes, len))
		return true;
	return err_set(err, ERR_RANGE, "can not be read");
}

/* A value out of range may come from the bytes that it is tried with. */
static bool try_once(const char *text, size_t *error_at, struct err *err)
{
	struct expression_env env = {
		.end = UINT64_C(1) << 40, .cursor = 1, .has_cursor = true, .read = read_ones,
	};
	uint64_t value;
	const char *place;

	if (expression_eval(text, &env, &value, err) || err->code == ERR_RANGE)
		return true;
	place = strstr(err->text, " at column ");
	*error_at = place != NULL ? strtoul(place + strlen(" at column "), NULL, 10) : 1;
	*error_at -= *error_at > 0;
	return false;
}

bool template_number_init(struct template_number *number, const struct scalar *scalar,
			  const char *text, size_t len, size_t *error_at, struct err *err)
{
	char *copy = malloc(len + sizeof(low_bits) + 1);

	*error_at = 0;
	if (copy == NULL)
		return err_nomem(err);
	memcpy(copy, text, len);
	copy[len] = '\0';
	if (!try_once(copy, error_at, err)) {
		free(copy);
		return false;
	}
	copy[0] = '(';
	memcpy(copy + 1, text, len);
	memcpy(copy + 1 + len, low_bits, sizeof(low_bits));
	*number = (struct template_number){ scalar, copy };
	return true;
}

void template_number_done(struct template_number *number)
{
	free(number->text);
}

/* Of 64 bits, so that there is nothing to lose. */
static uint64_t float_bits(const struct scalar *scalar, int64_t value)
{
	double wide = (double)value;
	float narrow = (float)value;
	uint64_t bits;
	uint32_t low;

	memcpy(&bits, &wide, sizeof(bits));
	memcpy(&low, &narrow, sizeof(low));
	return scalar->size == 4 ? low : bits;
}

static bool fits(const struct scalar *scalar, uint64_t value)
{
	uint8_t bytes[8];

	scalar_store(scalar, value, bytes);
	return scalar->kind == SCALAR_FLOAT || scalar_load(scalar, bytes) == value;
}

bool template_number_add(const struct template_number *number, const struct template_hit *hit,
			 struct buf *out, struct err *err)
{
	const struct scalar *scalar = number->scalar;
	struct expression_env env = {
		.end = hit->source->size, .cursor = hit->pos, .has_cursor = true,
		.read = read_there, .context = (void *)(uintptr_t)hit,
	};
	uint64_t value;
	uint8_t bytes[8];

	if (!expression_eval(number->text, &env, &value, err))
		return err_prefix(err, "the hit at 0x%" PRIx64, hit->pos);
	if (scalar == NULL) {
		buf_format(out, "%" PRId64, (int64_t)value);
		return true;
	}
	if (!fits(scalar, value))
		return err_set(err, ERR_RANGE, "the hit at 0x%" PRIx64 ": %" PRId64 " does not fit "
			       "%s; & 0xff and the like take its low bits", hit->pos,
			       (int64_t)value, scalar->name);
	if (scalar->kind == SCALAR_FLOAT)
		value = float_bits(scalar, (int64_t)value);
	scalar_store(scalar, value, bytes);
	buf_add(out, bytes, scalar->size);
	return true;
}
