/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Looks for all patterns of a list at once. At each place the first of the list that matches there
 * counts; match->which tells which it was. Called by scan/matcher.h alone.
 */
#ifndef BURIN_SCAN_MATCHER_LIST_H
#define BURIN_SCAN_MATCHER_LIST_H

#include "scan/matcher.h"
#include "scan/pattern_list.h"

struct matcher_list;

/* The list is borrowed. */
struct matcher_list *matcher_list_new(const struct pattern_list *list,
				      const struct matcher_source *source, struct err *err)
	BURIN_MUST_CHECK;
void matcher_list_free(struct matcher_list *lister);     /* NULL is allowed */

/* As those of scan/matcher.h. */
void matcher_list_probe(struct matcher_list *lister, const uint8_t *sample, size_t len);
void matcher_list_begin(struct matcher_list *lister, const struct matcher_text *text);
size_t matcher_list_settled(const struct matcher_list *lister);
enum match_result matcher_list_next(struct matcher_list *lister, size_t from, size_t to,
				    struct match *match);
size_t matcher_list_behind(const struct matcher_list *lister);

#endif
