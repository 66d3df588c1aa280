/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include "cli/options.h"

enum { WORDS = 24 };

/* "burin" and the words of a line, which are separated by blanks. */
static bool parse(struct cli *cli, const char *line, struct err *err)
{
	static char text[256];
	char name[] = "burin", *argv[WORDS] = { name };
	int argc = 1;

	snprintf(text, sizeof text, "%s", line);
	for (char *word = strtok(text, " "); word; word = strtok(NULL, " "))
		argv[argc++] = word;
	assert_in_range(argc, 1, WORDS - 1);
	return cli_parse(cli, argc, argv, err);
}

static void parse_good(struct cli *cli, const char *line)
{
	struct err err = { 0 };

	if (!parse(cli, line, &err))
		fail_msg("%s: %s", line, err.text);
}

static void actions(void **state)
{
	(void)state;
	static const struct {
		const char *line;
		enum cli_action action;
		enum dump_format format;
	} rows[] = {
		{ "", CLI_AUTO, DUMP_XXD },
		{ "file", CLI_AUTO, DUMP_XXD },
		{ "--dump", CLI_DUMP, DUMP_XXD },
		{ "-p", CLI_DUMP, DUMP_PLAIN },
		{ "-i", CLI_DUMP, DUMP_C },
		{ "--bits", CLI_DUMP, DUMP_BITS },
		{ "--format=od", CLI_DUMP, DUMP_OD },
		{ "--format hexdump", CLI_DUMP, DUMP_HEXDUMP },
		{ "--form json", CLI_DUMP, DUMP_JSON },
		{ "--json", CLI_DUMP, DUMP_JSON },
		{ "--dump -p", CLI_DUMP, DUMP_PLAIN },
		{ "--undump", CLI_UNDUMP, DUMP_XXD },
		{ "--undump -p", CLI_UNDUMP, DUMP_PLAIN },
		{ "-p --undump", CLI_UNDUMP, DUMP_PLAIN },
		{ "--batch -x q", CLI_BATCH, DUMP_XXD },
		{ "--json --batch -x q", CLI_BATCH, DUMP_XXD },
		{ "--batch --json -f script", CLI_BATCH, DUMP_XXD },
		{ "--find 00", CLI_FIND, DUMP_XXD },
		{ "--find=00 --json f", CLI_FIND, DUMP_XXD },
		{ "--json -r --count --find 00 --help", CLI_HELP, DUMP_XXD },
		{ "--dump --help", CLI_HELP, DUMP_XXD },
		{ "-h", CLI_HELP, DUMP_XXD },
		{ "--version", CLI_VERSION, DUMP_XXD },
		{ "-- --dump", CLI_AUTO, DUMP_XXD },
	};

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct cli cli;
		parse_good(&cli, rows[i].line);
		assert_int_equal(cli.action, rows[i].action);
		assert_int_equal(cli.format, rows[i].format);
		cli_done(&cli);
	}
}

static void modes(void **state)
{
	(void)state;
	static const struct {
		const char *line;
		enum document_mode mode;
	} rows[] = {
		{ "f", DOCUMENT_COPY },
		{ "-r f", DOCUMENT_READ },
		{ "-R f", DOCUMENT_READ },
		{ "--read-only f", DOCUMENT_READ },
		{ "f -w", DOCUMENT_WRITE },
		{ "--in-place f", DOCUMENT_WRITE },
		{ "-w --copy-on-write", DOCUMENT_COPY },
	};

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct cli cli;
		parse_good(&cli, rows[i].line);
		assert_int_equal(cli.mode, rows[i].mode);
		cli_done(&cli);
	}
}

static void same_text(const char *text, const char *expected)
{
	if (!expected)
		assert_null(text);
	else
		assert_string_equal(text, expected);
}

static void offsets_and_files(void **state)
{
	(void)state;
	static const struct {
		const char *line, *offset, *length;
		const char *files[4];
	} rows[] = {
		{ "a b", NULL, NULL, { "a", "b" } },
		{ "-s 0x10 a", "0x10", NULL, { "a" } },
		{ "-s0x10 a", "0x10", NULL, { "a" } },
		{ "--offset=0x10 a", "0x10", NULL, { "a" } },
		{ "a +0x10", "0x10", NULL, { "a" } },
		{ "+0x10 a -n 4", "0x10", "4", { "a" } },
		{ "-l 4 a", NULL, "4", { "a" } },
		{ "--length 4 a", NULL, "4", { "a" } },
		{ "-s -16 a", "-16", NULL, { "a" } },
		{ "-s 1 +2 a", "2", NULL, { "a" } },
		{ "a -- +1 -r -x", NULL, NULL, { "a", "+1", "-r", "-x" } },
		{ "./+1 +", NULL, NULL, { "./+1", "+" } },
		{ "- a -", NULL, NULL, { "-", "a", "-" } },
		{ "-- --", NULL, NULL, { "--" } },
	};

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct cli cli;
		size_t count = 0;

		parse_good(&cli, rows[i].line);
		same_text(cli.offset, rows[i].offset);
		same_text(cli.length, rows[i].length);
		while (count < 4 && rows[i].files[count])
			count++;
		assert_int_equal(cli.file_count, count);
		for (size_t f = 0; f < count; f++)
			assert_string_equal(cli.files[f], rows[i].files[f]);
		cli_done(&cli);
	}
}

static void commands_keep_their_order(void **state)
{
	struct cli cli;

	(void)state;
	parse_good(&cli, "-x one -f two --execute=three --script four -x -q file --batch");
	assert_int_equal(cli.step_count, 5);
	assert_string_equal(cli.steps[0].text, "one");
	assert_string_equal(cli.steps[1].text, "two");
	assert_string_equal(cli.steps[2].text, "three");
	assert_string_equal(cli.steps[3].text, "four");
	assert_string_equal(cli.steps[4].text, "-q");
	assert_false(cli.steps[0].is_script);
	assert_true(cli.steps[1].is_script);
	assert_false(cli.steps[2].is_script);
	assert_true(cli.steps[3].is_script);
	assert_int_equal(cli.file_count, 1);
	cli_done(&cli);
}

static void replacing(void **state)
{
	struct cli cli;

	(void)state;
	parse_good(&cli, "f --replace 00 +1 g --dry-run --max 2 --json");
	assert_int_equal(cli.action, CLI_REPLACE);
	assert_string_equal(cli.pattern, "00");
	assert_string_equal(cli.with, "+1");
	assert_null(cli.offset);
	assert_true(cli.dry_run && cli.has_max && cli.json);
	assert_int_equal(cli.file_count, 2);
	cli_done(&cli);
	parse_good(&cli, "--replace 00 --output x -- -1");
	assert_string_equal(cli.with, "-1");
	assert_string_equal(cli.output, "x");
	cli_done(&cli);
}

static void finding(void **state)
{
	struct cli cli;

	(void)state;
	parse_good(&cli, "f --find re:x --count --max 0x10 --decimal --recursive");
	assert_string_equal(cli.pattern, "re:x");
	assert_true(cli.count && cli.has_max && cli.decimal && cli.recursive);
	assert_int_equal(cli.max, 16);
	assert_int_equal(cli.file_count, 1);
	cli_done(&cli);
	parse_good(&cli, "--find x f");
	assert_false(cli.count || cli.has_max || cli.decimal || cli.recursive);
	cli_done(&cli);
	parse_good(&cli, "-r --find x f");
	assert_true(cli.recursive);
	cli_done(&cli);
	parse_good(&cli, "--find x --read-only f");
	assert_false(cli.recursive);
	cli_done(&cli);
}

static void values(void **state)
{
	struct cli cli;

	(void)state;
	parse_good(&cli, "-c 0x20 -g 4 -e -u -o 1M --keys vi --new 4k --no-mmap --no-config "
		   "--color=always");
	assert_true(cli.has_columns && cli.has_group);
	assert_int_equal(cli.columns, 32);
	assert_int_equal(cli.group, 4);
	assert_true(cli.little_endian && cli.upper && cli.no_map && cli.no_config);
	assert_string_equal(cli.base, "1M");
	assert_string_equal(cli.keys, "vi");
	assert_string_equal(cli.new_size, "4k");
	assert_int_equal(cli.colour, CLI_COLOUR_ALWAYS);
	cli_done(&cli);
	parse_good(&cli, "--colour never");
	assert_int_equal(cli.colour, CLI_COLOUR_NEVER);
	cli_done(&cli);
}

static void mistakes(void **state)
{
	(void)state;
	static const struct {
		const char *line, *text;
	} rows[] = {
		{ "-z", "-z: there is no such option" },
		{ "--dump -rz", "-z: there is no such option" },
		{ "--nonsense", "--nonsense: there is no such option, or more than one" },
		{ "--co", "--co: there is no such option, or more than one" },
		{ "-s", "-s needs a value" },
		{ "--offset", "--offset needs a value" },
		{ "--colour", "--color needs a value" },
		{ "--dump=1", "--dump takes no value" },
		{ "-c x", NULL },
		{ "-c 9999999999", "-c: 9999999999 is too large" },
		{ "--format=png", "--format: there is no format \"png\"" },
		{ "--color=maybe", "--color: \"maybe\" is not always, auto or never" },
		{ "--keys nano", NULL },
		{ "--dump --undump", NULL },
		{ "-i --undump", NULL },
		{ "--batch -p -x q", NULL },
		{ "--batch", NULL },
		{ "--dump -x q", NULL },
		{ "--undump a b c", NULL },
		{ "--dump --new 4", NULL },
		{ "--find", "--find needs a value" },
		{ "--find 00 --dump", NULL },
		{ "-p --find 00", NULL },
		{ "--find 00 -x q", "--find runs no commands: use --batch" },
		{ "--find 00 --new 4", NULL },
		{ "--find 00 --max x", NULL },
		{ "--find 00 --find 01", NULL },
		{ "--count f", NULL },
		{ "--dump --max 3", NULL },
		{ "-r --decimal f", NULL },
		{ "--recursive f", NULL },
		{ "--replace", "--replace needs a value" },
		{ "--replace 00", "--replace takes two: PATTERN WITH" },
		{ "--replace 00 01 -r f", NULL },
		{ "--replace 00 01 --find 02", NULL },
		{ "--replace 00 01 --new 4", NULL },
		{ "--replace 00 01 --output x f g", NULL },
		{ "-w --replace 00 01 --output x f", NULL },
		{ "--dry-run f", NULL },
		{ "--output x f", NULL },
		{ "--replace 00 01 -x q", "--replace runs no commands: use --batch" },
	};

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct cli cli;
		struct err err = { 0 };

		assert_false(parse(&cli, rows[i].line, &err));
		assert_int_not_equal(err.text[0], '\0');
		if (rows[i].text)
			assert_string_equal(err.text, rows[i].text);
	}
}

static bool is_sentence(const char *help)
{
	size_t len = strlen(help);

	return len > 0 && len <= 72 && help[len - 1] == '.' && help[0] >= 'A' && help[0] <= 'Z';
}

static void the_table_is_sound(void **state)
{
	char seen[256] = { 0 };
	size_t count = 0;

	(void)state;
	for (; cli_option_at(count); count++) {
		const struct cli_option *option = cli_option_at(count);

		assert_true(is_sentence(option->help));
		assert_non_null(option->apply);
		assert_true((unsigned)option->group < CLI_GROUP_COUNT);
		assert_true(!option->choices || option->argument);
		for (const char *c = option->letters; *c; c++)
			assert_int_equal(seen[(unsigned char)*c]++, 0);
		for (size_t other = 0; other < count; other++)
			assert_string_not_equal(option->name, cli_option_at(other)->name);
	}
	assert_null(cli_option_at(count + 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(actions),
		cmocka_unit_test(modes),
		cmocka_unit_test(offsets_and_files),
		cmocka_unit_test(commands_keep_their_order),
		cmocka_unit_test(finding),
		cmocka_unit_test(replacing),
		cmocka_unit_test(values),
		cmocka_unit_test(mistakes),
		cmocka_unit_test(the_table_is_sound),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
