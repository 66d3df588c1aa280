/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "edit/palette.h"
#include "support/testing.h"

static const struct command *command(const char *name)
{
	struct err err;
	const struct command *row = command_find(name, strlen(name), &err);

	assert_non_null(row);
	return row;
}

/* The name before fits what is typed better than the one behind it. */
static void what_fits_better_comes_first(void **state)
{
	static const struct { const char *text, *better, *worse; } rows[] = {
		{ "write", "write", "write-all" },
		{ "all", "find-all", "fill" },
		{ "find", "find-next", "crc-find" },
		{ "fall", "find-all", "left" },
		{ "hole", "next-hole", "fill" },
		{ "next hole", "next-hole", "next-data" },
		{ "bytes", "edit-bytes", "left" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_true(palette_fit(command(rows[i].better), rows[i].text) <
			    palette_fit(command(rows[i].worse), rows[i].text));
	assert_int_equal(palette_fit(command("write"), "w"), 0);
	assert_int_equal(palette_fit(command("write"), ""), 0);
	assert_int_equal(palette_fit(command("write"), "  "), 0);
	assert_int_equal(palette_fit(command("write"), "etirw"), PALETTE_NO_FIT);
	assert_int_equal(palette_fit(command("write"), "write zzz"), PALETTE_NO_FIT);
}

/* Whatever is typed, what is left fits, best first; without a filter all are left in order. */
static void the_filter_sorts(void **state)
{
	static const char *const texts[] = { "", "e", "se", "s e", "undo", "xyzzy", "" };
	struct err err;
	struct keymap *keymap = keymap_new(&err);
	struct list *list;

	(void)state;
	assert_non_null(keymap);
	assert_true(command_bind_keys(keymap, PRESET_MODERN, &err));
	list = palette_new(keymap, CONTEXT_VIEW, &err);
	assert_non_null(list);
	uint64_t all = list_count(list);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		unsigned before = 0;

		assert_true(list_filter(list, texts[i], &err));
		for (uint64_t row = 0; row < list_count(list); row++) {
			list_go(list, row);
			unsigned fit = palette_fit(palette_command(list), texts[i]);
			assert_true(fit >= before && fit < PALETTE_NO_FIT);
			before = fit;
		}
		if (list_count(list) == 0)
			assert_null(palette_command(list));
	}
	assert_int_equal(list_count(list), all);
	list_free(list);
	keymap_free(keymap);
}

/* The keys of the pager are no use below it. */
static void keys_of_other_places_are_left_out(void **state)
{
	struct err err;
	struct keymap *keymap = keymap_new(&err);
	struct list *list;

	(void)state;
	assert_non_null(keymap);
	list = palette_new(keymap, CONTEXT_VIEW, &err);
	assert_non_null(list);
	assert_true(list_filter(list, "pager-up", &err));
	assert_int_equal(list_count(list), 0);
	assert_true(list_filter(list, "select-left", &err));
	assert_string_equal(palette_command(list)->name, "select-left");
	list_free(list);
	list = palette_new(keymap, CONTEXT_PAGER, &err);
	assert_non_null(list);
	assert_true(list_filter(list, "pager-up", &err));
	assert_string_equal(palette_command(list)->name, "pager-up");
	list_free(list);
	keymap_free(keymap);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_fits_better_comes_first),
		cmocka_unit_test(the_filter_sorts),
		cmocka_unit_test(keys_of_other_places_are_left_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
