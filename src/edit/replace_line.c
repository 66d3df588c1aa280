/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An error of WITH counts columns from where WITH begins. */
#include "edit/replace_line.h"

#include <stdlib.h>
#include <string.h>

static const char separator[] = " => ";

bool replace_line_parse(struct replace_line *parsed, const char *line,
			const struct charset *charset, struct err *err)
{
	const char *mark = strstr(line, separator);

	*parsed = (struct replace_line){ .text = NULL };
	if (!mark || mark == line)
		return err_set(err, ERR_SYNTAX, "replace takes PATTERN => WITH, as in "
			       "replace 48 8b ?? => 90 90 ??; nothing is written \"\"");
	parsed->text = strndup(line, (size_t)(mark - line));
	if (!parsed->text)
		return err_nomem(err);
	if (pattern_parse_in(parsed->text, charset, &parsed->pattern, err))
		parsed->with = template_new(mark + strlen(separator), &parsed->pattern,
					    err);
	if (!parsed->with)
		replace_line_done(parsed);
	return parsed->with != NULL;
}

void replace_line_done(struct replace_line *parsed)
{
	template_free(parsed->with);
	pattern_done(&parsed->pattern);
	free(parsed->text);
	*parsed = (struct replace_line){ .text = NULL };
}

bool replace_line_describe(const char *line, const struct charset *charset, struct buf *out,
			   struct err *err)
{
	const char *mark = strstr(line, separator);
	struct replace_line parsed;
	struct pattern pattern;

	if (mark) {
		if (!replace_line_parse(&parsed, line, charset, err))
			return false;
		pattern_describe(&parsed.pattern, out);
		buf_text(out, mark);
		replace_line_done(&parsed);
		return true;
	}
	/* Half a pattern is no error yet. */
	if (pattern_parse_in(line, charset, &pattern, err)) {
		pattern_describe(&pattern, out);
		buf_text(out, "; => and what it becomes follow");
		pattern_done(&pattern);
	}
	return true;
}
