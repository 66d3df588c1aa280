/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bars are as high as the square root of the count: where half of a file is zeros the other bytes
 * are still to be seen, and where all are equally often their differences are, too. The plane of
 * pairs has a dot where they are at least half as often as they would be in random bytes, so that
 * random bytes fill it and all structure leaves it empty elsewhere.
 */
#include "edit/statistics_page.h"

#include <inttypes.h>

#include "base/checked.h"
#include "base/number.h"
#include "edit/plot.h"

enum {
	USUAL_COLS = 80, USUAL_ROWS = 21,
	MARGIN = 3,              /* before plots: "ff " */
	PLOT_LOW = 3, PLOT_HIGH = 6,     /* rows of bars and curves, on a small screen and else */
	LABEL = 12,              /* before numbers */
	CELLS_LEAST = 8,
	SHADES = 9,
};

static void add_label(const char *name, struct buf *out)
{
	buf_format(out, "%-*s", LABEL, name);
}

static void add_count(const struct statistics *it, struct buf *out)
{
	char text[NUMBER_TEXT];

	add_label("bytes", out);
	buf_format(out, "%s\n", number_grouped(it->len, text));
	if (it->unknown == 0)
		return;
	add_label("unknown", out);
	buf_format(out, "%s can not be read, and are left out\n",
		   number_grouped(it->unknown, text));
}

static void add_values(const struct statistics *it, struct buf *out)
{
	unsigned most = 0;

	for (unsigned i = 1; i < 256; i++)
		if (it->counts[i] > it->counts[most])
			most = i;
	add_label("values", out);
	buf_format(out, "%u, most often %02x: %.2f%%\n", it->distinct, most,
		   100 * (double)it->counts[most] / (double)it->len);
}

static void add_figures(const struct statistics *it, struct buf *out)
{
	const double pi = 3.14159265358979323846;
	double off = it->pi > pi ? it->pi - pi : pi - it->pi;

	add_label("entropy", out);
	buf_format(out, "%.6f bits a byte\n", it->entropy);
	add_label("chi-square", out);
	buf_format(out, "%.2f, which random bytes exceed in %.2f%%\n", it->chi_square,
		   100 * it->chance);
	add_label("mean", out);
	buf_format(out, "%.4f (random: 127.5)\n", it->mean);
	add_label("pi", out);
	if (it->points > 0)
		buf_format(out, "%.6f (random: 3.141593; off by %.2f%%)\n", it->pi,
			   100 * off / pi);
	else
		buf_text(out, "takes six bytes\n");
	add_label("correlation", out);
	if (it->has_serial)
		buf_format(out, "%.6f of a byte and the next (random: 0)\n", it->serial);
	else
		buf_text(out, "none, all bytes are equal\n");
}

static void add_runs(const struct statistics_page *page, struct buf *out)
{
	const struct statistics *it = page->statistics;
	char text[NUMBER_TEXT];

	buf_text(out, "\fLongest runs\n");
	if (it->run_count == 0)
		buf_format(out, "none of %d bytes or more\n", STATISTICS_RUN_LEAST);
	for (size_t i = 0; i < it->run_count; i++)
		buf_format(out, "%02x  %s at 0x%" PRIx64 "\n", it->runs[i].byte,
			   number_grouped(it->runs[i].len, text),
			   page->address + it->runs[i].pos);
}

static int plot_rows(const struct statistics_page *page)
{
	return page->rows < 2 * PLOT_HIGH ? PLOT_LOW : PLOT_HIGH;
}

/* Cells of a plot of 256 values: as many as have room, at most a dot for each. */
static int cells_of_values(const struct statistics_page *page)
{
	int cells = page->braille ? 128 : 256;

	while (cells > page->cols - MARGIN && cells > CELLS_LEAST)
		cells /= 2;
	return cells;
}

static void add_plot(const struct plot *plot, const char *top, const char *foot, struct buf *out)
{
	for (int row = 0; row < plot->rows; row++) {
		const char *label = row == 0 ? top : row == plot->rows - 1 ? foot : "";

		buf_format(out, "%-*s", plot_is_empty(plot, row) ? 0 : MARGIN, label);
		plot_row(plot, row, out);
		buf_text(out, "\n");
	}
}

/* 00, 40, 80, c0 where they belong, and ff at the end. */
static void add_value_axis(int cells, struct buf *out)
{
	size_t start;

	buf_fill(out, ' ', MARGIN);
	start = out->len;
	for (int i = 0; i < 4; i++) {
		buf_format(out, "%02x", 64 * i);
		buf_fill(out, ' ', (size_t)(cells / 4 - 2 - (i == 3 && cells > CELLS_LEAST) * 2));
	}
	if (buf_ok(out) && cells > CELLS_LEAST && out->len > start)
		buf_text(out, "ff");
	buf_text(out, "\n");
}

/* The greatest level that is at most height * sqrt(count / most); 1 where there is anything. */
static int level_of(uint64_t count, uint64_t most, int height)
{
	double part = (double)count / (double)most;
	int level = 0;

	while (level < height && (double)(level + 1) * (level + 1) <= part * height * height)
		level++;
	return level == 0 && count > 0 ? 1 : level;
}

static void add_bars(const struct statistics_page *page, struct buf *out)
{
	const struct statistics *it = page->statistics;
	struct plot plot;
	uint64_t most = 1;

	plot_init(&plot, cells_of_values(page), plot_rows(page), page->braille);
	for (int i = 0; i < 256; i++)
		most = max_u64(most, it->counts[i]);
	for (int i = 0; i < 256; i++) {
		int level = level_of(it->counts[i], most, plot_height(&plot));

		plot_column(&plot, i * plot_width(&plot) / 256, 0, level - 1);
	}
	buf_text(out, "\fBytes (height: root of the count)\n");
	add_plot(&plot, "", "", out);
	add_value_axis(plot.cols, out);
}

/* The mean of the blocks of one column; -1: they are unknown. */
static double mean_entropy(const struct statistics *it, size_t x, size_t width)
{
	size_t low = x * it->block_count / width, high = (x + 1) * it->block_count / width;
	double sum = 0, count = 0;

	for (size_t i = low; i < max_size(high, low + 1); i++)
		if (it->blocks[i] >= 0) {
			sum += it->blocks[i];
			count++;
		}
	return count > 0 ? sum / count : -1;
}

static void plot_curve(const struct statistics *it, struct plot *plot)
{
	int width = plot_width(plot), height = plot_height(plot), before = -1;

	for (int x = 0; x < width; x++) {
		double entropy = mean_entropy(it, (size_t)x, (size_t)width);
		int y = entropy < 0 ? -1 : (int)(entropy / 8 * (height - 1) + 0.5);

		if (y >= 0 && before >= 0)
			plot_column(plot, x, y < before ? y : before, y < before ? before : y);
		else if (y >= 0)
			plot_set(plot, x, y);
		before = y;
	}
}

static void add_curve(const struct statistics_page *page, struct buf *out)
{
	const struct statistics *it = page->statistics;
	int room = page->cols - MARGIN;
	struct plot plot;
	char text[NUMBER_TEXT];

	plot_init(&plot, room < CELLS_LEAST ? CELLS_LEAST : room > 128 ? 128 : room,
		  plot_rows(page), page->braille);
	plot_curve(it, &plot);
	buf_format(out, "\fEntropy, bits a byte of each %s\n", number_size(it->block_len, text));
	add_plot(&plot, "8", "0", out);
	buf_format(out, "%*s0x%" PRIx64 " to 0x%" PRIx64 "\n", MARGIN, "",
		   page->address + it->start, page->address + it->end);
}

static uint64_t pairs_in(const struct statistics *it, int first, int firsts, int second,
			 int seconds)
{
	uint64_t sum = 0;

	for (int a = first; a < first + firsts; a++)
		for (int b = second; b < second + seconds; b++)
			sum += it->pairs[256 * a + b];
	return sum;
}

static uint64_t all_pairs(const struct statistics *it)
{
	return pairs_in(it, 0, 256, 0, 256);
}

/* Cells across: so many that all rows can be seen at once, and half as many rows. */
static int cells_of_pairs(const struct statistics_page *page)
{
	int cells = cells_of_values(page);

	cells = cells > 2 * PLOT_ROWS ? 2 * PLOT_ROWS : cells;
	while (cells / 2 > page->rows - 1 && cells > CELLS_LEAST)
		cells /= 2;
	return cells;
}

static void plot_pairs(const struct statistics *it, struct plot *plot)
{
	int width = plot_width(plot), each = 256 / width;
	double usual = (double)all_pairs(it) / 65536 * each * each;

	for (int x = 0; x < width; x++)
		for (int y = 0; y < width; y++) {
			uint64_t count = pairs_in(it, (width - 1 - y) * each, each, x * each,
						  each);

			if (count > 0 && (double)count * 2 >= usual)
				plot_set(plot, x, y);
		}
}

/* A shade for each four times of what is usual, which is in the middle of them. */
static char shade_of(uint64_t count, double usual)
{
	double bound = usual / 128;
	int shade = 0;

	while (count > 0 && shade < SHADES && (shade == 0 || (double)count >= bound)) {
		shade++;
		bound *= 4;
	}
	return " .:-=+*#%@"[shade];
}

static void add_shades(const struct statistics *it, int cells, struct buf *out)
{
	int seconds = 256 / cells, firsts = 2 * seconds;
	double usual = (double)all_pairs(it) / 65536 * firsts * seconds;

	for (int first = 0; first < 256; first += firsts) {
		buf_fill(out, ' ', MARGIN);
		for (int second = 0; second < 256; second += seconds)
			buf_add_byte(out, (uint8_t)shade_of(pairs_in(it, first, firsts, second,
								     seconds), usual));
		buf_text(out, "\n");
	}
}

static void add_pairs(const struct statistics_page *page, struct buf *out)
{
	int cells = cells_of_pairs(page);
	struct plot plot;

	buf_text(out, "\fPairs: first byte down, second across\n");
	if (!page->braille) {
		add_shades(page->statistics, cells, out);
		return;
	}
	plot_init(&plot, cells, cells / 2, true);
	plot_pairs(page->statistics, &plot);
	add_plot(&plot, "00", "ff", out);
	add_value_axis(cells, out);
}

void statistics_page(const struct statistics_page *given, struct buf *out)
{
	struct statistics_page page = *given;

	page.cols = page.cols > 0 ? page.cols : USUAL_COLS;
	page.rows = page.rows > 0 ? page.rows : USUAL_ROWS;
	add_count(page.statistics, out);
	if (page.statistics->len == 0)
		return;
	add_values(page.statistics, out);
	add_figures(page.statistics, out);
	add_bars(&page, out);
	add_curve(&page, out);
	add_pairs(&page, out);
	add_runs(&page, out);
}
