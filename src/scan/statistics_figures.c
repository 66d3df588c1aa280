/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What follows from the counts. Sums are exact whole numbers, and the correlation is computed about
 * the rounded mean, so that of nearly equal bytes is right as well.
 *
 * The chance that random bytes exceed a chi-square x of 255 degrees is the upper incomplete gamma
 * function Q(255/2, x/2): a series below its middle, a continued fraction (by Lentz) above.
 */
#include "scan/statistics_private.h"

#include "base/logarithm.h"

#define DEGREES_HALF 127.5
#define LOG_GAMMA_OF_IT 489.1303704306428        /* ln gamma(127.5) */
#define ENOUGH 1e-15
#define TINY 1e-300

enum { TERMS_MOST = 2000 };

/* x^a e^-x / gamma(a) */
static double factor(double x)
{
	return logarithm_power(DEGREES_HALF * logarithm_e(x) - x - LOG_GAMMA_OF_IT);
}

static double lower_series(double x)
{
	double term = 1 / DEGREES_HALF, sum = term;

	for (int i = 1; i < TERMS_MOST && term > sum * ENOUGH; i++) {
		term *= x / (DEGREES_HALF + i);
		sum += term;
	}
	return sum * factor(x);
}

static double upper_fraction(double x)
{
	double b = x + 1 - DEGREES_HALF, c = 1 / TINY, d = 1 / b, h = d, change = 0;

	for (int i = 1; i < TERMS_MOST && (change < 1 - ENOUGH || change > 1 + ENOUGH); i++) {
		double a = -i * (i - DEGREES_HALF);

		b += 2;
		d = 1 / (a * d + b);
		c = b + a / c;
		change = c * d;
		h *= change;
	}
	return h * factor(x);
}

static double chance_above(double chi_square)
{
	double x = chi_square / 2;

	if (x < 1)
		return 1;
	return x < DEGREES_HALF + 1 ? 1 - lower_series(x) : upper_fraction(x);
}

static double entropy_of(const uint64_t counts[256], uint64_t len)
{
	double sum = 0;

	for (size_t i = 0; i < 256; i++)
		if (counts[i] > 0 && counts[i] < len) {
			double part = (double)counts[i] / (double)len;

			sum -= part * logarithm_2(part);
		}
	return sum;
}

static uint64_t sum_of(const uint64_t counts[256])
{
	uint64_t sum = 0;

	for (size_t i = 0; i < 256; i++)
		sum += counts[i];
	return sum;
}

static void add_blocks(struct statistics_counts *counts)
{
	struct statistics *result = &counts->result;

	for (size_t i = 0; i < result->block_count; i++) {
		uint64_t len = sum_of(counts->blocks[i]);

		result->blocks[i] = len > 0 ? entropy_of(counts->blocks[i], len) : -1;
		for (size_t byte = 0; byte < 256; byte++)
			result->counts[byte] += counts->blocks[i][byte];
	}
	result->len = sum_of(result->counts);
}

static double chi_square_of(const struct statistics *result)
{
	double wanted = (double)result->len / 256, sum = 0;

	for (size_t i = 0; i < 256; i++) {
		double off = (double)result->counts[i] - wanted;

		sum += off * off / wanted;
	}
	return sum;
}

/* About m, the correlation of neighbours a, b is (mean(ab) - mean(a)²) / (mean(a²) - mean(a)²). */
static void add_serial(struct statistics_counts *counts)
{
	struct statistics *result = &counts->result;
	__int128 products = counts->seams, sum = 0, squares = 0;
	int m = (int)(result->mean + 0.5);
	double len = (double)result->len, mean;

	for (int a = 0; a < 256; a++) {
		sum += (__int128)result->counts[a] * (a - m);
		squares += (__int128)result->counts[a] * ((a - m) * (a - m));
		for (int b = 0; b < 256; b++)
			products += (__int128)result->pairs[256 * a + b] * (a * b);
	}
	/* (a - m)(b - m) = ab - m(a + b) + m², and the a are the b. */
	products -= (__int128)2 * m * sum + (__int128)m * m * result->len;
	mean = (double)sum / len;
	result->serial = ((double)products / len - mean * mean) /
			 ((double)squares / len - mean * mean);
	result->has_serial = true;
}

static double mean_of(const struct statistics *result)
{
	unsigned __int128 sum = 0;

	for (unsigned i = 0; i < 256; i++)
		sum += (unsigned __int128)result->counts[i] * i;
	return (double)sum / (double)result->len;
}

void statistics_figures(struct statistics_counts *counts)
{
	struct statistics *result = &counts->result;

	add_blocks(counts);
	if (result->points > 0)
		result->pi = 4 * (double)result->inside / (double)result->points;
	if (result->len == 0)
		return;
	for (size_t i = 0; i < 256; i++)
		result->distinct += result->counts[i] > 0;
	result->entropy = entropy_of(result->counts, result->len);
	result->chi_square = chi_square_of(result);
	result->chance = chance_above(result->chi_square);
	result->mean = mean_of(result);
	if (result->distinct > 1)
		add_serial(counts);
}
