/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * x = 2^e * m with m near 1, and ln m = 2 artanh((m - 1) / (m + 1)), whose series gains more than
 * a digit and a half with each term. e^x = 2^k * e^r with |r| <= ln 2 / 2, by Taylor's series.
 */
#include "base/logarithm.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#define LN_2 0.69314718055994530942
/* The same in two parts: a product of the first with a small whole number is exact. */
#define LN_2_HIGH 0.693147180369123816490
#define LN_2_LOW 1.90821492927058770002e-10

enum { MANTISSA = 52, BIAS = 1023, LOG_TERMS = 11, POWER_TERMS = 14 };

static double of_bits(uint64_t bits)
{
	double x;

	memcpy(&x, &bits, sizeof(x));
	return x;
}

/* x = 2^*exponent * what is returned, which is in [0.7, 1.42). */
static double split(double x, int *exponent)
{
	const uint64_t mask = (UINT64_C(1) << MANTISSA) - 1;
	uint64_t bits;
	double m;

	memcpy(&bits, &x, sizeof(bits));
	*exponent = (int)(bits >> MANTISSA) - BIAS;
	m = of_bits((bits & mask) | (uint64_t)BIAS << MANTISSA);
	if (m < 1.4142135623730951)
		return m;
	*exponent += 1;
	return m / 2;
}

static double near_one(double m)
{
	double s = (m - 1) / (m + 1), sum = 0;

	for (int i = LOG_TERMS - 1; i >= 0; i--)
		sum = sum * s * s + 1.0 / (2 * i + 1);
	return 2 * s * sum;
}

double logarithm_2(double x)
{
	int exponent;
	double m;

	assert(x >= 1e-300);
	m = split(x, &exponent);
	return exponent + near_one(m) / LN_2;
}

double logarithm_e(double x)
{
	int exponent;
	double m;

	assert(x >= 1e-300);
	m = split(x, &exponent);
	return exponent * LN_2 + near_one(m);
}

double logarithm_power(double x)
{
	double r, sum = 1;
	int k;

	assert(x <= 700);
	if (x < -690)
		return 0;
	k = (int)(x / LN_2 + (x < 0 ? -0.5 : 0.5));
	r = x - k * LN_2_HIGH - k * LN_2_LOW;
	for (int i = POWER_TERMS; i > 0; i--)
		sum = 1 + sum * r / i;
	return sum * of_bits((uint64_t)(k + BIAS) << MANTISSA);
}
