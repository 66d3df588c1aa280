/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any text as an expression. The first byte chooses what a sign means and how large the document
 * is. Beside not crashing: a failure has a message, what has a value has the same in parentheses,
 * and the part of a list ends inside the text.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/expression.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

static bool find_mark(void *context, char name, uint64_t *pos)
{
	(void)context;
	*pos = 3;
	return name < 'x';
}

static bool read_pattern(void *context, uint64_t pos, uint8_t *bytes, size_t len, struct err *err)
{
	(void)context;
	for (size_t i = 0; i < len; i++)
		bytes[i] = (uint8_t)(pos + i);
	return pos % 16 != 15 || err_set(err, ERR_LOST, "not there");
}

static bool evaluate(const char *text, const struct expression_env *env, uint64_t *value)
{
	struct err err = { 0 };
	bool ok = expression_eval(text, env, value, &err);
	check(ok || (err.code != ERR_NONE && memchr(err.text, '\0', sizeof err.text) &&
		     err.text[0] != '\0'));
	return ok;
}

static void check_parentheses(const char *text, const struct expression_env *env, uint64_t value)
{
	size_t len = strlen(text);
	char *wrapped = malloc(len + 3);
	if (!wrapped)
		abort();
	wrapped[0] = '(';
	memcpy(wrapped + 1, text, len);
	memcpy(wrapped + 1 + len, ")", 2);
	uint64_t again = ~value;
	struct err err = { 0 };
	bool ok = expression_eval(wrapped, env, &again, &err);
	check(ok ? again == value : strstr(err.text, "nested") != NULL);
	free(wrapped);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	static const uint64_t ends[] = { 0, 100, 1 << 20, UINT64_MAX };
	struct expression_env env = {
		.start = data[0] & 8 ? 2 : 0, .end = ends[data[0] & 3], .cursor = 50,
		.has_cursor = (data[0] & 4) == 0,
		.sign = (enum expression_sign)((data[0] >> 4) % 3),
		.mark = find_mark, .read = read_pattern,
	};
	if (env.start > env.end)
		env.start = env.end;
	char *text = malloc(size);
	if (!text)
		abort();
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\0';
	uint64_t value, part;
	size_t used = 0;
	struct err err = { 0 };
	bool ok = evaluate(text, &env, &value);
	if (ok && env.sign == EXPRESSION_PLAIN)
		check_parentheses(text, &env, value);
	if (expression_eval_part(text, &used, &env, &part, &err))
		check(used > 0 && used <= strlen(text));
	else
		check(err.code != ERR_NONE && err.text[0] != '\0');
	free(text);
	return 0;
}
