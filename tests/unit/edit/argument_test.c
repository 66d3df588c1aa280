/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include "edit/argument.h"
#include "edit/editor.h"

static const char *const colours[] = { "red", "green", "greenish", NULL };

static bool run(struct call *call)
{
	(void)call;
	return true;
}

#define ROW(...) { .name = "test", .args = { __VA_ARGS__ }, .help = "Tests.", .run = run }

static const struct command range_file = ROW({ ARG_RANGE, "range", true, NULL },
					     { ARG_FILE, "file", true, NULL });
static const struct command range_position = ROW({ ARG_RANGE, "range", true, NULL },
						 { ARG_POSITION, "position", false, NULL });
static const struct command just_range = ROW({ ARG_RANGE, "range", true, NULL });
static const struct command just_file = ROW({ ARG_FILE, "file", false, NULL });
static const struct command just_number = ROW({ ARG_NUMBER, "number", true, NULL });
static const struct command choice_text = ROW({ ARG_CHOICE, "colour", false, colours },
					      { ARG_TEXT, "text", true, NULL });
static const struct command just_bytes = ROW({ ARG_BYTES, "bytes", false, NULL });
static const struct command just_register = ROW({ ARG_REGISTER, "register", false, NULL });

static struct editor *make(void)
{
	static const struct editor_setup setup = { .keys = PRESET_MODERN };
	struct err err;
	struct editor *editor = editor_new(&setup, &err);
	struct document *document = document_new(&editor->ropes, 0x100, &err);
	assert_true(editor_add(editor, document, &err));
	editor_window(editor)->buffer->base = 0x1000;
	return editor;
}

/* The values in one line: positions and ranges in hex, texts in quotes, a dash for what is not
 * given. */
static void write_values(const struct arguments *arguments, const struct command *command,
			 struct buf *out)
{
	for (size_t i = 0; i < COMMAND_ARGUMENTS && command->args[i].type != ARG_NONE; i++) {
		const struct value *value = &arguments->values[i];
		buf_text(out, i ? " " : "");
		if (!value->given)
			buf_text(out, "-");
		else if (command->args[i].type == ARG_RANGE)
			buf_format(out, "%" PRIx64 "+%" PRIx64, value->number, value->len);
		else if (value->text)
			buf_format(out, "[%s]", value->text);
		else if (command->args[i].type == ARG_BYTES)
			buf_format(out, "%zu", value->bytes.len);
		else
			buf_format(out, "%" PRIx64, value->number);
	}
	if (arguments->missing >= 0)
		buf_format(out, " missing %d", arguments->missing);
}

static void takes_lines_apart(void **state)
{
	(void)state;
	static const struct {
		const struct command *command;
		const char *text, *expected; /* NULL: an error */
	} rows[] = {
		{ &range_file, "", "- -" },
		{ &range_file, " out.bin", "- [out.bin]" },
		{ &range_file, "0x1010,0x1020 out.bin", "10+10 [out.bin]" },
		{ &range_file, "0x1010,0x1020", "10+10 -" },
		{ &range_file, "0x1010+4 f", "10+4 [f]" },
		{ &range_file, "0x1010,+4 f", "10+4 [f]" },
		{ &range_file, "0x1010 , 0x1020 f", "10+10 [f]" },
		{ &range_file, "10", "- [10]" },
		{ &range_file, "10 20", NULL },
		{ &range_file, "1,foo.bin", "- [1,foo.bin]" },
		{ &range_file, "start,$ all", "0+100 [all]" },
		{ &range_file, "\"a b\"", "- [a b]" },
		{ &range_file, "a\\ b", "- [a b]" },
		{ &range_file, "a b", NULL },
		{ &range_file, "0,1 f", NULL },
		{ &range_position, "0x1000", "- 0" },
		{ &range_position, "0x1010,0x1020 0x1000", "10+10 0" },
		{ &range_position, "0x1010+16 $", "10+10 100" },
		{ &range_position, "(0x1010+16)", "- 20" },
		{ &range_position, "", "- - missing 1" },
		{ &range_position, "0x1010,0x1020", "10+10 - missing 1" },
		{ &range_position, "0x1010 + 4 * 2", "10+8 - missing 1" },
		{ &range_position, "0", NULL },
		{ &just_range, "0x1010 0x1020", "10+10" },
		{ &just_range, ". .+8", "0+8" },
		{ &just_range, "$-16+16", "f0+10" },
		{ &just_range, ".+(2+2)", "0+4" },
		{ &just_range, "0x1010", NULL },
		{ &just_range, "0x1010,", NULL },
		{ &just_range, ",4", NULL },
		{ &just_range, "0x1010,0x1010", NULL },
		{ &just_range, "0x1020,0x1010", NULL },
		{ &just_range, "0x1010,+0", NULL },
		{ &just_range, "0x1010+0xffffffffffffffff", NULL },
		{ &just_file, "a\"b c\"d", "[ab cd]" },
		{ &just_file, "\"open", NULL },
		{ &just_file, "~/x", "[/home/me/x]" },
		{ &just_file, "~", "[/home/me]" },
		{ &just_file, "~you", "[~you]" },
		{ &just_file, "\\~/x", "[~/x]" },
		{ &just_number, "1 + 2", "3" },
		{ &just_number, "$ - start", "100" },
		{ &just_number, "1 2", NULL },
		{ &just_number, "4x", NULL },
		{ &choice_text, "red", "[red] -" },
		{ &choice_text, "r  some text ", "[red] [some text ]" },
		{ &choice_text, "green x", "[green] [x]" },
		{ &choice_text, "greeni", "[greenish] -" },
		{ &choice_text, "gr", NULL },
		{ &choice_text, "blue", NULL },
		{ &choice_text, "", "- - missing 0" },
		{ &just_bytes, "de ad \"x\"", "3" },
		{ &just_bytes, "de a", NULL },
		{ &just_bytes, "\"\"", NULL },
		{ &just_register, "a", "[a]" },
		{ &just_register, "'", "[']" },
		{ &just_register, "\"", "[\"]" },
		{ &just_register, "ab", NULL },
		{ &just_register, "1", NULL },
	};
	struct editor *editor = make();
	setenv("HOME", "/home/me", 1);
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct arguments arguments;
		struct buf out = BUF_INIT;
		struct err err = { .code = ERR_NONE, .text = "" };
		arguments_init(&arguments);
		bool ok = arguments_parse(&arguments, rows[i].command, editor_window(editor),
					  rows[i].text, &err);
		write_values(&arguments, rows[i].command, &out);
		if (ok != (rows[i].expected != NULL) ||
		    (ok && strcmp(buf_string(&out), rows[i].expected) != 0))
			fail_msg("\"%s\": %s %s", rows[i].text, buf_string(&out), err.text);
		assert_true(ok || (err.code != ERR_NONE && *err.text));
		arguments_done(&arguments);
		buf_done(&out);
	}
	editor_free(editor);
}

static void a_prompt_gives_one_argument_whole(void **state)
{
	(void)state;
	static const struct {
		const struct command *command;
		int index;
		const char *text, *expected;
	} rows[] = {
		{ &just_file, 0, "a b \"c", "[a b \"c]" },
		{ &just_file, 0, "~/a b", "[/home/me/a b]" },
		{ &just_file, 0, "  ", NULL },
		{ &range_position, 1, "0x1010", "- 10" },
		{ &range_position, 1, "0x1010 4", NULL },
		{ &range_position, 1, "", NULL },
		{ &just_range, 0, " 0x1010 0x1020 ", "10+10" },
		{ &choice_text, 0, "red ", "[red] -" },
		{ &just_register, 0, "x", "[x]" },
	};
	struct editor *editor = make();
	setenv("HOME", "/home/me", 1);
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct arguments arguments;
		struct buf out = BUF_INIT;
		struct err err = { .code = ERR_NONE, .text = "" };
		arguments_init(&arguments);
		bool ok = arguments_set(&arguments, rows[i].command, rows[i].index,
					editor_window(editor), rows[i].text, &err);
		write_values(&arguments, rows[i].command, &out);
		if (ok != (rows[i].expected != NULL) ||
		    (ok && strcmp(buf_string(&out), rows[i].expected) != 0))
			fail_msg("\"%s\": %s %s", rows[i].text, buf_string(&out), err.text);
		arguments_done(&arguments);
		buf_done(&out);
	}
	editor_free(editor);
}

static void without_a_document_there_are_no_positions(void **state)
{
	(void)state;
	struct arguments arguments;
	struct err err;
	arguments_init(&arguments);
	assert_false(arguments_parse(&arguments, &just_range, NULL, "1,2", &err));
	assert_non_null(strstr(err.text, "no file is open"));
	assert_true(arguments_parse(&arguments, &just_number, NULL, "4k", &err));
	arguments_done(&arguments);
}

static void quoting_comes_back(void **state)
{
	(void)state;
	static const char letters[] = "ab \"\\~'é";
	struct random rnd;
	random_start(&rnd);
	for (int round = 0; round < 2000; round++) {
		char name[20];
		size_t len = random_below(&rnd, sizeof name);
		struct buf quoted = BUF_INIT, plain = BUF_INIT;
		bool open;
		for (size_t i = 0; i < len; i++)
			name[i] = letters[random_below(&rnd, sizeof letters - 1)];
		name[len] = '\0';
		argument_quote(name, &quoted);
		size_t used = argument_unquote(buf_string(&quoted), &plain, &open);
		assert_int_equal(used, quoted.len);
		assert_false(open);
		assert_string_equal(buf_string(&plain), name);
		buf_done(&quoted);
		buf_done(&plain);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_lines_apart),
		cmocka_unit_test(a_prompt_gives_one_argument_whole),
		cmocka_unit_test(without_a_document_there_are_no_positions),
		cmocka_unit_test(quoting_comes_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
