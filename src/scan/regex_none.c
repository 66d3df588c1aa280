/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Regular expressions in a build without PCRE2: refused, all else of patterns works. */
#include "scan/regex.h"

#include <assert.h>

struct regex *regex_new(const char *text, unsigned flags, size_t *error_at, struct err *err)
{
	(void)text;
	(void)flags;
	*error_at = 0;
	err_set(err, ERR_REFUSED, "regular expressions are not built in (they need PCRE2)");
	return NULL;
}

void regex_free(struct regex *regex)
{
	assert(regex == NULL);
	(void)regex;
}

size_t regex_least(const struct regex *regex)
{
	(void)regex;
	return 0;
}

size_t regex_behind(const struct regex *regex)
{
	(void)regex;
	return 0;
}

unsigned regex_groups(const struct regex *regex)
{
	(void)regex;
	return 0;
}

unsigned regex_group(const struct regex *regex, const char *name)
{
	(void)regex;
	(void)name;
	return 0;
}

bool regex_class(const char *text, size_t len, unsigned flags, struct byteset *set)
{
	(void)text;
	(void)len;
	(void)flags;
	(void)set;
	return false;
}

enum match_result regex_next(struct regex *regex, const struct regex_text *text, size_t from,
			     size_t to, struct match *match)
{
	(void)regex;
	(void)text;
	(void)from;
	(void)to;
	(void)match;
	return MATCH_NONE;
}

const char *regex_library(void)
{
	return NULL;
}
