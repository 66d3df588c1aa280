/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each column is as wide as its title, and at least WIDTH. */
#include "table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME = 30, WIDTH = 9 };

static const struct column *shown;       /* of the table that is being printed */

void series_add(struct series *series, double value)
{
	if (series->count < SERIES_MOST)
		series->values[series->count++] = value;
}

static int compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

double series_quantile(const struct series *series, double part)
{
	double sorted[SERIES_MOST];
	size_t count = series->count;

	if (count == 0)
		return (double)NAN;
	memcpy(sorted, series->values, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), compare);
	size_t index = (size_t)(part * (double)count);
	return sorted[index < count ? index : count - 1];
}

double series_median(const struct series *series)
{
	return series_quantile(series, 0.5);
}

double series_least(const struct series *series)
{
	return series_quantile(series, 0);
}

static int width_of(const struct column *column)
{
	int len = (int)strlen(column->title);

	return len > WIDTH ? len : WIDTH;
}

void table_head(const char *title, const struct column *columns, size_t count)
{
	shown = columns;
	printf("\n%-*s", NAME, title);
	for (size_t i = 0; i < count; i++)
		printf(" %*s", width_of(&columns[i]), columns[i].title);
	printf("\n");
}

void table_row(const char *name, const double *values, size_t count)
{
	printf("%-*s", NAME, name);
	for (size_t i = 0; i < count; i++) {
		if (isnan(values[i]))
			printf(" %*s", width_of(&shown[i]), "-");
		else
			printf(" %*.*f", width_of(&shown[i]), shown[i].decimals, values[i]);
	}
	printf("\n");
	fflush(stdout);
}

bool table_target(const char *what, double value, double most)
{
	bool met = value <= most;

	printf("%s %s: %.2f, at most %.2f is wanted\n", met ? "met   " : "MISSED", what, value,
	       most);
	fflush(stdout);
	return met;
}
