/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include <string.h>

#include "edit/settings.h"
#include "edit/settings_type.h"

static void read_lines(struct settings *settings, const char *const *lines)
{
	for (; *lines; lines++) {
		struct err err = { 0 };
		bool used;

		if (!settings_line(settings, *lines, &used, &err))
			fail_msg("%s: %s", *lines, err.text);
		assert_true(used);
	}
}

static uint64_t columns(struct settings *settings, const char *name, const char *bytes, size_t len)
{
	struct settings_local local;

	settings_match(settings, name, (const uint8_t *)bytes, len, &local);
	assert_int_equal(local.serial != 0, local.mask != 0);
	return local.mask ? local.options.columns : 0;
}

static void the_last_section_that_fits_wins(void **state)
{
	static const char *const lines[] = {
		"[*.bin]", "set columns=1", "", "# a remark", "[/boot/*]", "set columns=2",
		"[type elf]", "set columns=3", "[magic 0x2 ?? 7a]", "set columns=4", "[a b]",
		"set columns=5", "[all]", NULL,
	};
	static const struct { const char *name, *bytes; size_t len; uint64_t columns; } rows[] = {
		{ "/tmp/a.bin", "", 0, 1 }, { "a.bin", "", 0, 1 }, { "a.bin.old", "", 0, 0 },
		{ "/boot/a.bin", "", 0, 2 }, { "boot", "", 0, 0 }, { NULL, "", 0, 0 },
		{ "/boot/x", "\177ELF", 4, 3 }, { "x", "\177EL", 3, 0 },
		{ "x", "abcz", 4, 4 }, { "x", "abc", 3, 0 }, { NULL, "\177ELz", 4, 4 },
		{ "/tmp/a b", "abcz", 4, 5 },
	};
	struct settings settings = { .count = 0 };

	(void)state;
	read_lines(&settings, lines);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(columns(&settings, rows[i].name, rows[i].bytes, rows[i].len),
				 rows[i].columns);
	settings_done(&settings);
}

static void what_is_wrong_is_told(void **state)
{
	static const char *const wrong[] = {
		"[", "[*.bin", "[]", "[type nothing]", "[magic ]", "[magic 4]", "[magic 4g]",
		"[magic 0xfffffff 41]", "[magic 0x10000000000000000 41]",
	};
	static const char *const lines[] = {
		"echo a", "set nothing=1", "set mouse", "set keys=vi", "set columns?", "set fold!",
		"set columns=a", "set encoding=nonsense", "map a b",
	};
	struct settings settings = { .count = 0 };
	struct err err;
	bool used;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_false(settings_line(&settings, wrong[i], &used, &err));
	assert_true(settings_line(&settings, "[x]", &used, &err));
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_false(settings_line(&settings, lines[i], &used, &err));
	assert_true(settings_line(&settings, "[all]", &used, &err) && used);
	assert_true(settings_line(&settings, "echo a", &used, &err) && !used);
	assert_int_equal(columns(&settings, "x", "", 0), 0);
	settings_done(&settings);
}

static void what_the_command_line_gives_stays(void **state)
{
	static const char *const lines[] = { "[*]", "set columns=1 group=2", NULL };
	struct settings settings = { .count = 0 };
	struct options before, after;
	struct settings_local local;

	(void)state;
	read_lines(&settings, lines);
	options_init(&before);
	options_init(&after);
	after.columns = 7;
	settings_give(&settings, &before, &after);
	settings_match(&settings, "a", NULL, 0, &local);
	settings_copy(&after, &local.options, local.mask);
	assert_int_equal(after.columns, 7);
	assert_int_equal(after.group, 2);
	settings_done(&settings);
}

/* Each name of the table is found, and once. */
static void types_have_names(void **state)
{
	(void)state;
	assert_string_equal(settings_type_name(0), "ELF");
	for (size_t i = 0; settings_type_name(i); i++) {
		const char *name = settings_type_name(i);

		assert_ptr_equal(settings_type_find(name, strlen(name)), name);
		assert_false(settings_type_fits(name, (const uint8_t *)"", 0));
	}
	assert_null(settings_type_find("", 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_section_that_fits_wins),
		cmocka_unit_test(what_is_wrong_is_told),
		cmocka_unit_test(what_the_command_line_gives_stays),
		cmocka_unit_test(types_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
