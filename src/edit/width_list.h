/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Candidates for the width of records as a list (edit/list.h): width, score, equal bytes, records.
 * Enter shows so many bytes a row. */
#ifndef BURIN_EDIT_WIDTH_LIST_H
#define BURIN_EDIT_WIDTH_LIST_H

#include "edit/list.h"
#include "scan/record_width.h"

/* Of `len` bytes. The candidates are copied. */
struct list *width_list_new(struct window *window, const struct record_width *widths,
			    size_t count, uint64_t len, struct err *err) BURIN_MUST_CHECK;

#endif
