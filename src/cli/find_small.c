/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The size that the system tells must be the one that is read: files of /proc say 0, files that
 * grow or shrink meanwhile something else, and all of these are opened as documents.
 *
 * An expression can ask for the document's size and read anywhere, so it is not for this.
 */
#include "cli/find_small.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/checked.h"
#include "scan/matcher.h"

enum {
	SMALL_MOST = 1 << 20,    /* bytes */
	SAMPLE = 8192,           /* of a file, to choose what to look for first */
	SAMPLE_EACH = 64,        /* so many files */
};

bool find_small_init(struct find_small *small, const struct pattern *pattern, struct err *err)
{
	*small = (struct find_small){ 0 };
	if (pattern->kind == PATTERN_EXPRESSION)
		return true;
	small->bytes = malloc(SMALL_MOST);
	if (small->bytes == NULL)
		return err_nomem(err);
	small->matcher = matcher_new(pattern, NULL, err);
	return small->matcher != NULL;
}

void find_small_done(struct find_small *small)
{
	matcher_free(small->matcher);
	free(small->bytes);
}

bool find_small_read(struct find_small *small, int fd)
{
	struct matcher_text text = { .data = small->bytes, .starts = true, .ends = true };
	struct stat st;

	if (small->matcher == NULL || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) ||
	    st.st_size <= 0 || st.st_size >= SMALL_MOST)
		return false;
	/* One more than there is, so that what has grown meanwhile is seen. */
	if (pread(fd, small->bytes, (size_t)st.st_size + 1, 0) != (ssize_t)st.st_size)
		return false;
	small->len = text.len = (size_t)st.st_size;
	small->at = 0;
	if (small->files++ % SAMPLE_EACH == 0)
		matcher_probe(small->matcher, text.data, min_size(text.len, SAMPLE));
	matcher_begin(small->matcher, &text);
	return true;
}

enum match_result find_small_next(struct find_small *small, struct match *match)
{
	enum match_result result = MATCH_NONE;

	if (small->at < small->len)
		result = matcher_next(small->matcher, small->at, small->len, match);
	if (result == MATCH_FOUND)
		small->at = match->end;
	return result;
}
