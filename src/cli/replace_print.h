/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of --replace: what would be changed, and what was. */
#ifndef BURIN_CLI_REPLACE_PRINT_H
#define BURIN_CLI_REPLACE_PRINT_H

#include "cli/find_print.h"
#include "document/document.h"
#include "scan/replace.h"

/* A line for each change: "0x7: 62 75 -> 42 55", the first bytes of each. The document still has
 * the old ones. False when they could not be written. */
bool replace_print_changes(struct find_print *print, const struct document *document,
			   const struct replacements *list, struct err *err) BURIN_MUST_CHECK;

/* "hello: 3 hits replaced"; `dry`: "would be replaced". */
bool replace_print_summary(struct find_print *print, const char *name, uint64_t count, bool dry,
			   struct err *err) BURIN_MUST_CHECK;

#endif
