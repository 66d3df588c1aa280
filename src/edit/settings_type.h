/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A cheap guess at what kind of file some bytes begin: a table of signatures, no parsing. What a
 * file really is `:type` asks libmagic.
 */
#ifndef BURIN_EDIT_SETTINGS_TYPE_H
#define BURIN_EDIT_SETTINGS_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The name as the table writes it, in any case of letters; NULL: it is not there. */
const char *settings_type_find(const char *name, size_t len);
bool settings_type_fits(const char *name, const uint8_t *bytes, size_t len);

#endif
