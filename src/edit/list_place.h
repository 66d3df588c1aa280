/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of a row that leads to bytes: "0x40", "7f 45 4c", ".ELF....". */
#ifndef BURIN_EDIT_LIST_PLACE_H
#define BURIN_EDIT_LIST_PLACE_H

#include "edit/list.h"

enum { LIST_PLACE_BYTES = 16, LIST_PLACE_TEXT = 32 };

/* Makes `row` lead to [pos, pos + len), and appends the address, its first LIST_PLACE_BYTES as
 * digits, and LIST_PLACE_TEXT bytes from pos on as text. What lies past the end is cut. */
void list_place(const struct window *window, uint64_t pos, uint64_t len, struct list_row *row);

#endif
