/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What stands alone: regular expressions, expressions, lists. They take all that follows, but for
 * modifiers at the end: known words behind a blank and a slash. An expression that ends like that
 * would make no sense, and a regular expression can say the blank as \x20.
 */
#include "scan/pattern_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/expression.h"
#include "scan/pattern_list.h"
#include "scan/regex.h"
#include "scan/regex_shape.h"

/* "re:" or "re/flags:" at the start: where the expression begins, NULL: nothing of the kind. */
static const char *regex_start(struct parser *parser, unsigned *flags)
{
	static const char letters[] = "isxm";
	const char *text = parser->text + strspn(parser->text, " \t");
	size_t len;

	*flags = 0;
	if (strncmp(text, "re", 2) != 0)
		return NULL;
	text += 2;
	if (*text == '/') {
		len = strspn(++text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
		if (text[len] != ':')
			return NULL;
		for (; *text != ':'; text++) {
			const char *letter = strchr(letters, *text);

			if (letter == NULL) {
				pattern_wrong(parser, text, "no flag of a regular expression: "
					      "i, s, x and m are");
				return NULL;
			}
			*flags |= 1u << (letter - letters);
		}
	}
	return *text == ':' ? text + 1 : NULL;
}

/* Where the modifiers at the end of what stands alone begin: each a word behind a blank. */
static size_t without_modifiers(const char *text)
{
	size_t len = strlen(text), cut = len;

	for (;;) {
		size_t end = cut, start;

		while (end > 0 && pattern_is_blank(text[end - 1]))
			end--;
		for (start = end; start > 0 && !pattern_is_blank(text[start - 1]);)
			start--;
		if (start == 0 || text[start] != '/' ||
		    !pattern_is_modifier(text + start + 1, strcspn(text + start + 1, ": \t")))
			return cut;
		for (cut = start; cut > 0 && pattern_is_blank(text[cut - 1]);)
			cut--;
	}
}

static bool take_modifiers(struct parser *parser, const char *from)
{
	for (parser->at = from; *parser->at != '\0';) {
		enum item result = ITEM_TAKEN;

		if (pattern_is_blank(*parser->at))
			parser->at++;
		else
			result = *parser->at == '/' ? pattern_take_modifier(parser) : ITEM_TEXT;
		if (result == ITEM_TEXT)
			pattern_wrong(parser, parser->at, "expected a blank and a modifier");
		if (result != ITEM_TAKEN)
			return false;
	}
	return true;
}

/* Consumes *made, whose text is set already. `rest`: the modifiers. */
static bool finish(struct parser *parser, struct pattern *made, const char *rest,
		   struct pattern *pattern)
{
	made->source = strdup(parser->text);
	if (made->source == NULL) {
		err_nomem(parser->err);
	} else if (take_modifiers(parser, rest) && pattern_apply_modifiers(parser, made)) {
		*pattern = *made;
		return true;
	}
	pattern_done(made);
	return false;
}

static bool parse_regex(struct parser *parser, const char *start, unsigned flags,
			struct pattern *pattern)
{
	struct pattern made = { .kind = PATTERN_REGEX, .flags = flags };
	size_t len = without_modifiers(start), at = 0;
	struct regex *regex;

	if (len == 0)
		return pattern_wrong(parser, start, "a regular expression is missing") ==
		       ITEM_TAKEN;
	made.text = strndup(start, len);
	if (made.text == NULL)
		return err_nomem(parser->err);
	regex = regex_new(made.text, flags, &at, parser->err);
	if (regex == NULL) {
		if (parser->err->code == ERR_SYNTAX)
			pattern_wrong_inside(parser, start + at);
		free(made.text);
		return false;
	}
	made.len = regex_least(regex) > 0 ? regex_least(regex) : 1;
	made.most = regex_bound(made.text, flags);
	made.groups = regex_groups(regex);
	regex_free(regex);
	return finish(parser, &made, start + len, pattern);
}

static bool read_nothing(void *context, uint64_t pos, uint8_t *bytes, size_t len, struct err *err)
{
	(void)context;
	(void)pos;
	(void)err;
	memset(bytes, 1, len);
	return true;
}

/* Tried once, at 1 of 2^40 bytes that are all 1, so that what is no expression is said at once.
 * A value out of range may come from these bytes alone. */
static bool try_expression(struct parser *parser, const char *start, const char *text)
{
	struct expression_env env = {
		.end = UINT64_C(1) << 40, .cursor = 1, .has_cursor = true, .read = read_nothing,
	};
	const char *place;
	uint64_t value;
	int column;

	if (expression_eval(text, &env, &value, parser->err) || parser->err->code == ERR_RANGE)
		return true;
	place = strstr(parser->err->text, " at column ");
	column = place != NULL ? atoi(place + strlen(" at column ")) : 1;
	pattern_wrong_inside(parser, start + (column > 0 ? column - 1 : 0));
	return false;
}

static bool parse_expression(struct parser *parser, const char *start, struct pattern *pattern)
{
	struct pattern made = { .kind = PATTERN_EXPRESSION, .len = 1, .most = 1 };
	size_t len = without_modifiers(start);

	made.text = strndup(start, len);
	if (made.text == NULL)
		return err_nomem(parser->err);
	if (!try_expression(parser, start, made.text)) {
		free(made.text);
		return false;
	}
	return finish(parser, &made, start + len, pattern);
}

static bool parse_list(struct parser *parser, const char *start, struct pattern *pattern)
{
	struct pattern made = { .kind = PATTERN_LIST };
	size_t len;

	start += strspn(start, " \t");
	len = without_modifiers(start);
	if (len == 0)
		return pattern_wrong(parser, start, "the name of a file is missing") == ITEM_TAKEN;
	made.text = strndup(start, len);
	if (made.text == NULL)
		return err_nomem(parser->err);
	made.list = pattern_list_read(made.text, parser->err);
	if (made.list == NULL) {
		free(made.text);
		return false;
	}
	made.len = pattern_list_least(made.list);
	made.most = pattern_list_most(made.list);
	return finish(parser, &made, start + len, pattern);
}

enum item pattern_take_alone(struct parser *parser, struct pattern *pattern)
{
	const char *text = parser->text + strspn(parser->text, " \t"), *regex;
	unsigned flags;
	bool done;

	err_clear(parser->err);
	regex = regex_start(parser, &flags);
	if (parser->err->code != ERR_NONE)
		return ITEM_WRONG;
	if (regex != NULL)
		done = parse_regex(parser, regex, flags, pattern);
	else if (strncmp(text, "expr:", 5) == 0)
		done = parse_expression(parser, text + 5, pattern);
	else if (strncmp(text, "list:", 5) == 0)
		done = parse_list(parser, text + 5, pattern);
	else
		return ITEM_TEXT;
	return done ? ITEM_TAKEN : ITEM_WRONG;
}
