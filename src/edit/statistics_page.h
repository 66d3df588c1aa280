/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statistics as a text for the pager: numbers, bars of the bytes, the entropy as a curve, and the
 * plane of pairs, as large as there is room for. */
#ifndef BURIN_EDIT_STATISTICS_PAGE_H
#define BURIN_EDIT_STATISTICS_PAGE_H

#include "base/buf.h"
#include "scan/statistics.h"

struct statistics_page {
	const struct statistics *statistics;
	uint64_t address;        /* of the document's first byte */
	int cols, rows;          /* that can be seen at once; 0: as on a terminal of 80 x 24 */
	bool braille;
};

/* Appends lines; a heading begins with \f. */
void statistics_page(const struct statistics_page *page, struct buf *out);

#endif
