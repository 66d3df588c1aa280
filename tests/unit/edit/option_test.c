/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include <ctype.h>

#include "edit/option.h"

static void check(const char *words, const char *name, const char *expected)
{
	struct options options;
	struct buf out = BUF_INIT;
	struct err err;
	char copy[100];
	options_init(&options);
	snprintf(copy, sizeof copy, "%s", words);
	for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
		assert_true(option_apply(&options, word, &out, &err));
	assert_int_equal(out.len, 0);
	option_format(&options, option_find(name), &out);
	assert_string_equal(buf_string(&out), expected);
	buf_done(&out);
}

static void sets(void **state)
{
	(void)state;
	check("", "columns", "columns=0");
	check("columns=32", "columns", "columns=32");
	check("columns:0x20", "columns", "columns=32");
	check("cols=8", "columns", "columns=8");
	check("group=4", "group", "group=4");
	check("fold", "fold", "fold");
	check("fold nofold", "fold", "nofold");
	check("fold=on", "fold", "fold");
	check("mouse=off", "mouse", "nomouse");
	check("fold!", "fold", "fold");
	check("fold! fold!", "fold", "nofold");
	check("le", "little-endian", "little-endian");
	check("nole", "little-endian", "nolittle-endian");
	check("base=binary", "base", "base=binary");
	check("keys=emacs", "keys", "keys=emacs");
}

static void tells(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		{ "columns", "columns=0" }, { "columns?", "columns=0" }, { "fold?", "nofold" },
		{ "base", "base=hex" },     { "hints?", "hints" },
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct options options;
		struct buf out = BUF_INIT;
		struct err err;
		options_init(&options);
		assert_true(option_apply(&options, rows[i][0], &out, &err));
		assert_string_equal(buf_string(&out), rows[i][1]);
		buf_done(&out);
	}
}

static void refuses(void **state)
{
	(void)state;
	static const struct {
		const char *word;
		enum err_code code;
		const char *says;
	} rows[] = {
		{ "", ERR_SYNTAX, "no option" },
		{ "colour", ERR_SYNTAX, "no option \"colour\"" },
		{ "nocolumns", ERR_SYNTAX, "no option" },
		{ "no", ERR_SYNTAX, "no option" },
		{ "columns=x", ERR_SYNTAX, "columns" },
		{ "columns=", ERR_SYNTAX, "columns" },
		{ "columns=4097", ERR_RANGE, "columns is 0 to 4096, not 4097" },
		{ "group=3", ERR_RANGE, "group is one of 1, 2, 4, 8, 16, not \"3\"" },
		{ "group=0", ERR_RANGE, "group is 1 to 16" },
		{ "base=ternary", ERR_RANGE, "hex, decimal, octal, binary" },
		{ "fold=maybe", ERR_SYNTAX, "on or off" },
		{ "fold!!", ERR_SYNTAX, "not understood" },
		{ "columns!", ERR_SYNTAX, "columns=VALUE" },
		{ "nofold?", ERR_SYNTAX, "no option" },
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct options options, before;
		struct buf out = BUF_INIT;
		struct err err;
		options_init(&options);
		options_init(&before);
		assert_false(option_apply(&options, rows[i].word, &out, &err));
		assert_int_equal(err.code, rows[i].code);
		assert_non_null(strstr(err.text, rows[i].says));
		const struct option *option;
		for (size_t o = 0; (option = option_at(o)) != NULL; o++)
			assert_true(option_is_default(&options, option));
		buf_done(&out);
	}
}

/* What option_format() writes, option_apply() understands. */
static void what_is_written_can_be_read(void **state)
{
	(void)state;
	const struct option *option;
	for (size_t i = 0; (option = option_at(i)) != NULL; i++) {
		struct options options, copy;
		struct buf text = BUF_INIT, again = BUF_INIT, out = BUF_INIT;
		struct err err;
		options_init(&options);
		options_init(&copy);
		if (option->type == OPTION_BOOL)
			buf_format(&text, "%s!", option->name);
		else if (option->choices)
			buf_format(&text, "%s=%s", option->name, option->choices[1]);
		else
			buf_format(&text, "%s=%" PRIu64, option->name, option->most);
		assert_true(option_apply(&options, buf_string(&text), &out, &err));
		assert_false(option_is_default(&options, option));
		buf_clear(&text);
		option_format(&options, option, &text);
		assert_true(option_apply(&copy, buf_string(&text), &out, &err));
		option_format(&copy, option, &again);
		assert_string_equal(buf_string(&text), buf_string(&again));
		assert_int_equal(out.len, 0);
		buf_done(&text);
		buf_done(&again);
		buf_done(&out);
	}
}

static void the_table_is_whole(void **state)
{
	(void)state;
	const struct option *option;
	for (size_t i = 0; (option = option_at(i)) != NULL; i++) {
		for (const char *at = option->name; *at; at++)
			assert_true(islower((unsigned char)*at) || *at == '-');
		assert_ptr_equal(option_find(option->name), option);
		if (option->alias)
			assert_ptr_equal(option_find(option->alias), option);
		size_t len = strlen(option->help);
		assert_true(len > 10 && len <= 56 && option->help[len - 1] == '.');
		assert_true(option->type != OPTION_CHOICE || option->choices);
	}
	assert_null(option_find("nonsense"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sets),
		cmocka_unit_test(tells),
		cmocka_unit_test(refuses),
		cmocka_unit_test(what_is_written_can_be_read),
		cmocka_unit_test(the_table_is_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
