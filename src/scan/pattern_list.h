/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A list of patterns out of a file, for list:FILE. One pattern a line, in the language of
 * scan/pattern.h; empty lines and those that begin with # do not count. It is read once and shared,
 * and never changed after.
 */
#ifndef BURIN_SCAN_PATTERN_LIST_H
#define BURIN_SCAN_PATTERN_LIST_H

#include "base/err.h"
#include "scan/pattern.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pattern_list;

enum {
	PATTERN_LIST_BYTES = 4 << 20,    /* of the file */
	PATTERN_LIST_MOST = 1 << 16,     /* patterns */
	PATTERN_LIST_OTHERS = 256,       /* that are more than plain bytes */
};

/* Errors name the file and the line. One reference. */
struct pattern_list *pattern_list_read(const char *path, struct err *err) BURIN_MUST_CHECK;

/* From any thread. */
struct pattern_list *pattern_list_ref(struct pattern_list *list);
void pattern_list_unref(struct pattern_list *list);      /* NULL is allowed */

size_t pattern_list_count(const struct pattern_list *list);
const struct pattern *pattern_list_at(const struct pattern_list *list, size_t i);
const char *pattern_list_text(const struct pattern_list *list, size_t i);        /* as written */
unsigned pattern_list_line(const struct pattern_list *list, size_t i);   /* from 1 */

/* Of all of them: the shortest and the longest match. */
size_t pattern_list_least(const struct pattern_list *list);
uint64_t pattern_list_most(const struct pattern_list *list);
bool pattern_list_takes_zeroes(const struct pattern_list *list);

#endif
