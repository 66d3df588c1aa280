/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Optional libraries that are loaded when they are asked for, and not with the program: linking one
 * would cost every start.
 */
#ifndef BURIN_BASE_LIBRARY_H
#define BURIN_BASE_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

struct library_symbol {
	const char *name;
	void *function;          /* a pointer to a function pointer, which is filled */
};

/* Loads the first of the files that is there, and all symbols, both lists ended by NULL. It stays
 * loaded. False: no file is there, or one of the symbols is missing. */
bool library_load(const char *const *files, const struct library_symbol *symbols);

#endif
