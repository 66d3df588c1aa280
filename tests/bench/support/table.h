/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Measured values, and tables of them.
 *
 * What is compared is measured in turns (one of each, then again), so that a noisy neighbour
 * hits all alike, and the medians are put into a row each:
 *
 *	static const struct column columns[] = { { "ms", 2 }, { "of the floor", 2 } };
 *
 *	table_head("start", columns, 2);
 *	table_row("burin", (double[]){ 2.1, 1.2 }, 2);
 */
#ifndef BURIN_BENCH_TABLE_H
#define BURIN_BENCH_TABLE_H

#include <stdbool.h>
#include <stddef.h>

enum { SERIES_MOST = 512 };

struct series {
	double values[SERIES_MOST];
	size_t count;
};

void series_add(struct series *series, double value);    /* what does not fit is left out */
double series_median(const struct series *series);       /* NAN when it is empty */
double series_least(const struct series *series);
/* 0.95: the fastest of the slowest 5 %. */
double series_quantile(const struct series *series, double part);

struct column {
	const char *title;
	int decimals;
};

void table_head(const char *title, const struct column *columns, size_t count);
void table_row(const char *name, const double *values, size_t count);    /* NAN is shown as "-" */

/* One line that says whether `value` is at most `most`; returns that. */
bool table_target(const char *what, double value, double most);

#endif
