/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include <sys/stat.h>
#include <unistd.h>

#include "edit/complete.h"

/* What is found at the | of the line, as "from-to: word word". */
static void complete(const char *line, enum argument_type type, const char *const *choices,
		     struct buf *out)
{
	struct completions found = { .words = NULL };
	struct buf plain = BUF_INIT;
	struct err err;
	size_t cursor = (size_t)(strchr(line, '|') - line);
	buf_text(&plain, line);
	buf_remove(&plain, cursor, 1);
	assert_true(complete_line(NULL, buf_string(&plain), cursor, type, choices, &found, &err));
	buf_format(out, "%zu-%zu:", found.from, found.to);
	for (size_t i = 0; i < found.count; i++)
		buf_format(out, " %s", found.words[i]);
	completions_done(&found);
	buf_done(&plain);
}

static void check(const char *line, const char *expected)
{
	struct buf out = BUF_INIT;
	complete(line, ARG_COMMAND, NULL, &out);
	assert_string_equal(buf_string(&out), expected);
	buf_done(&out);
}

static void commands(void **state)
{
	(void)state;
	check("got|", "0-3: goto");
	check(":got|", "1-4: goto");
	check("find-|", "0-5: find-all find-next find-previous");
	check("find|-x", "0-4: find-all find-next find-previous");
	check("nonsense|", "0-8:");
	check("pager-d|", "0-7:");
	check("nonsense x|", "9-10:");
	check("goto 1|", "5-6:");
	struct buf all = BUF_INIT;
	complete("|", ARG_COMMAND, NULL, &all);
	assert_non_null(strstr(buf_string(&all), " write-all "));
	buf_done(&all);
}

static void arguments(void **state)
{
	(void)state;
	check("mode |", "5-5: copy read write");
	check("mode w|", "5-6: write");
	check("mode write |", "11-11:");
	check("keys e|", "5-6: emacs");
	check("help vers|", "5-9: version");
	check("set fo|", "4-6: fold");
	check("set nof|", "4-7: nofold");
	check("set base=|", "4-9: base=binary base=decimal base=hex base=octal");
	check("set fold nohi|", "9-13: nohints");
	check("set col|", "4-7: columns=");
	check("set group=1|", "4-11: group=1 group=16");
	check("echo hel|", "5-8:");
}

static void choices_of_a_prompt(void **state)
{
	(void)state;
	static const char *const colours[] = { "red", "rose", "blue", NULL };
	struct buf out = BUF_INIT;
	complete("r|", ARG_CHOICE, colours, &out);
	assert_string_equal(buf_string(&out), "0-1: red rose");
	buf_done(&out);
	complete("12|", ARG_POSITION, NULL, &out);
	assert_string_equal(buf_string(&out), "0-2:");
	buf_done(&out);
}

static void files(void **state)
{
	(void)state;
	struct tmpdir *dir = tmpdir_new();
	tmpdir_write(dir, "alpha.bin", "", 0);
	tmpdir_write(dir, "al pine", "", 0);
	tmpdir_write(dir, ".hidden", "", 0);
	assert_int_equal(mkdir(tmpdir_path(dir, "folder"), 0700), 0);
	tmpdir_write(dir, "folder/in", "", 0);
	assert_int_equal(chdir(tmpdir_path(dir, "")), 0);
	check("edit |", "5-5: al\\ pine alpha.bin folder/");
	check("edit al|", "5-7: al\\ pine alpha.bin");
	check("edit al\\ p|", "5-10: al\\ pine");
	check("edit \"al p|", "5-10: al\\ pine");
	check("edit .|", "5-6: .hidden");
	check("edit folder/|", "5-12: folder/in");
	check("edit none/|", "5-10:");
	check("write al|", "6-8: al\\ pine alpha.bin");
	check("write 0,1 al|", "10-12: al\\ pine alpha.bin");
	check("w! fol|", "3-6: folder/");
	tmpdir_write(dir, "my table.tbl", "", 0);
	check("set encoding=cp4|", "13-16: cp437");
	check("set enc=my|", "8-10: my\\ table.tbl");
	check("set fold encoding=folder/|", "18-25: folder/in");
	check("set encoding=all|", "13-16:");
	check("strings 4 al|", "10-12: al\\ pine all alpha.bin");
	check("strings 4 ascii,utf-32|", "16-22: utf-32be utf-32le");
	check("strings 4 8bit,my|", "15-17: my\\ table.tbl");
	struct buf out = BUF_INIT;
	complete("al p|", ARG_FILE, NULL, &out);
	assert_string_equal(buf_string(&out), "0-4: al pine");
	buf_done(&out);
	setenv("HOME", tmpdir_path(dir, "folder"), 1);
	complete("~/i|", ARG_FILE, NULL, &out);
	assert_string_equal(buf_string(&out), "0-3: ~/in");
	buf_done(&out);
	assert_int_equal(chdir("/"), 0);
	tmpdir_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands),
		cmocka_unit_test(arguments),
		cmocka_unit_test(choices_of_a_prompt),
		cmocka_unit_test(files),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
