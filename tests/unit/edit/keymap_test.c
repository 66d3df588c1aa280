/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include <errno.h>

#include "edit/keymap.h"
#include "support/fail.h"

static struct keymap *make(void)
{
	struct err err;
	struct keymap *keymap = keymap_new(&err);
	assert_non_null(keymap);
	return keymap;
}

static void bind(struct keymap *keymap, const char *keys, const char *line)
{
	struct err err;
	assert_true(keymap_bind(keymap, CONTEXT_VIEW, keys, line, &err));
}

static void bind_default(struct keymap *keymap, const char *keys, const char *line)
{
	struct err err;
	assert_true(keymap_bind_default(keymap, 1u << CONTEXT_VIEW, keys, line, &err));
}

/* The line of a sequence, "…" for a start of one, "-" for nothing. */
static const char *find(const struct keymap *keymap, enum context context, const char *keys)
{
	struct key sequence[KEYMAP_SEQUENCE + 1];
	size_t count = 0, used;
	struct err err;
	const char *line = NULL;
	for (; *keys; keys += used)
		assert_true(key_parse(keys, &used, &sequence[count++], &err));
	switch (keymap_find(keymap, context, sequence, count, &line)) {
	case KEYMAP_MATCH:
		return line;
	case KEYMAP_PREFIX:
		return "…";
	default:
		return "-";
	}
}

static void finds_what_was_bound(void **state)
{
	(void)state;
	struct keymap *keymap = make();
	bind(keymap, "g", "goto");
	bind(keymap, "<C-x><C-s>", "write");
	bind(keymap, "<C-x>g", "goto 0x10");
	assert_string_equal(find(keymap, CONTEXT_VIEW, "g"), "goto");
	assert_string_equal(find(keymap, CONTEXT_VIEW, "<C-x>"), "…");
	assert_string_equal(find(keymap, CONTEXT_VIEW, "<C-x><C-s>"), "write");
	assert_string_equal(find(keymap, CONTEXT_VIEW, "<C-x>g"), "goto 0x10");
	assert_string_equal(find(keymap, CONTEXT_VIEW, "<C-x>h"), "-");
	assert_string_equal(find(keymap, CONTEXT_VIEW, "gg"), "-");
	assert_string_equal(find(keymap, CONTEXT_EDIT, "g"), "-");
	keymap_free(keymap);
}

static void a_later_binding_wins(void **state)
{
	(void)state;
	struct keymap *keymap = make();
	bind(keymap, "<Tab>", "one");
	bind(keymap, "<C-i>", "two");
	assert_string_equal(find(keymap, CONTEXT_VIEW, "<Tab>"), "two");
	bind(keymap, "gg", "start");
	bind(keymap, "g", "goto");
	assert_string_equal(find(keymap, CONTEXT_VIEW, "g"), "goto");
	assert_string_equal(find(keymap, CONTEXT_VIEW, "gg"), "-");
	bind(keymap, "gx", "end");
	assert_string_equal(find(keymap, CONTEXT_VIEW, "g"), "…");
	assert_string_equal(find(keymap, CONTEXT_VIEW, "gx"), "end");
	keymap_free(keymap);
}

static void the_users_bindings_outlive_a_preset(void **state)
{
	(void)state;
	struct keymap *keymap = make();
	bind_default(keymap, "<C-x>a", "one");
	bind_default(keymap, "q", "quit");
	bind(keymap, "<C-x>", "cut");
	bind(keymap, "q", NULL);
	assert_string_equal(find(keymap, CONTEXT_VIEW, "<C-x>"), "cut");
	assert_string_equal(find(keymap, CONTEXT_VIEW, "<C-x>a"), "-");
	assert_string_equal(find(keymap, CONTEXT_VIEW, "q"), "-");
	keymap_drop_defaults(keymap);
	bind_default(keymap, "<C-x><C-c>", "quit");
	bind_default(keymap, "q", "quit");
	bind_default(keymap, "z", "center");
	assert_string_equal(find(keymap, CONTEXT_VIEW, "<C-x>"), "cut");
	assert_string_equal(find(keymap, CONTEXT_VIEW, "<C-x><C-c>"), "-");
	assert_string_equal(find(keymap, CONTEXT_VIEW, "q"), "-");
	assert_string_equal(find(keymap, CONTEXT_VIEW, "z"), "center");
	bind(keymap, "q", "help");
	assert_string_equal(find(keymap, CONTEXT_VIEW, "q"), "help");
	keymap_free(keymap);
}

static void lists_what_can_be_reached(void **state)
{
	(void)state;
	struct keymap *keymap = make();
	enum context context;
	const char *keys, *line;
	size_t at = 0;
	bind_default(keymap, "a", "one");
	bind_default(keymap, "<C-M>", "two");
	bind_default(keymap, "c", "three");
	bind(keymap, "a", NULL);
	assert_true(keymap_next(keymap, &at, &context, &keys, &line));
	assert_string_equal(keys, "<Enter>");
	assert_string_equal(line, "two");
	assert_true(keymap_next(keymap, &at, &context, &keys, &line));
	assert_string_equal(keys, "c");
	assert_false(keymap_next(keymap, &at, &context, &keys, &line));
	assert_string_equal(keymap_lookup(keymap, CONTEXT_VIEW, "three"), "c");
	assert_null(keymap_lookup(keymap, CONTEXT_VIEW, "one"));
	assert_null(keymap_lookup(keymap, CONTEXT_EDIT, "three"));
	keymap_free(keymap);
}

/* Not what is bound elsewhere, ends there, or was taken away. */
static void lists_what_may_follow(void **state)
{
	(void)state;
	static const struct { const char *next, *line; bool ends; } wanted[] = {
		{ "s", "write", true }, { "w", "sync", false }, { "g", "goto 0x10", true },
	};
	struct keymap *keymap = make();
	const struct key start = { .code = 'x' };
	struct key next;
	struct err err;
	size_t at = 0, count = 0;
	const char *line;
	bool ends;

	bind_default(keymap, "xs", "write");
	bind_default(keymap, "xwb", "sync");
	bind_default(keymap, "xq", "quit");
	bind_default(keymap, "y", "copy");
	bind(keymap, "xg", "goto 0x10");
	assert_true(keymap_bind(keymap, CONTEXT_VIEW, "xq", NULL, &err));
	assert_true(keymap_bind(keymap, CONTEXT_EDIT, "xe", "echo", &err));
	while (keymap_next_after(keymap, &at, CONTEXT_VIEW, &start, 1, &next, &ends, &line)) {
		assert_true(count < 3);
		assert_int_equal(next.code, wanted[count].next[0]);
		assert_string_equal(line, wanted[count].line);
		assert_int_equal(ends, wanted[count++].ends);
	}
	assert_int_equal(count, 3);
	keymap_free(keymap);
}

static void refuses_wrong_sequences(void **state)
{
	(void)state;
	struct keymap *keymap = make();
	struct err err;
	assert_false(keymap_bind(keymap, CONTEXT_VIEW, "", "x", &err));
	assert_false(keymap_bind(keymap, CONTEXT_VIEW, "<C-x><Nope>", "x", &err));
	assert_int_equal(err.code, ERR_SYNTAX);
	assert_true(keymap_bind(keymap, CONTEXT_VIEW, "12345678", "x", &err));
	assert_false(keymap_bind(keymap, CONTEXT_VIEW, "223456789", "x", &err));
	assert_int_equal(err.code, ERR_RANGE);
	assert_string_equal(find(keymap, CONTEXT_VIEW, "2"), "-");
	keymap_free(keymap);
}

static void a_failure_changes_nothing(void **state)
{
	(void)state;
	const char *const functions[] = { "malloc", "calloc", "realloc" };
	for (size_t f = 0; f < ARRAY_COUNT(functions); f++) {
		for (uint64_t n = 0;; n++) {
			struct keymap *keymap = make();
			struct err err;
			bind(keymap, "a", "one");
			fail_at(functions[f], n, ENOMEM);
			bool ok = keymap_bind(keymap, CONTEXT_VIEW, "a", "two", &err);
			bool failed = fail_happened() > 0;
			fail_reset();
			assert_int_equal(ok, !failed);
			assert_string_equal(find(keymap, CONTEXT_VIEW, "a"), ok ? "two" : "one");
			keymap_free(keymap);
			if (!failed)
				break;
		}
	}
}

static void names(void **state)
{
	(void)state;
	for (int i = 0; i < PRESET_COUNT; i++) {
		enum preset preset;
		assert_true(preset_find(preset_name((enum preset)i), &preset));
		assert_int_equal(preset, i);
	}
	for (int i = 0; i < CONTEXT_COUNT; i++) {
		enum context context;
		assert_true(context_find(context_name((enum context)i), &context));
		assert_int_equal(context, i);
	}
	enum preset preset;
	assert_false(preset_find("nano", &preset));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_was_bound),
		cmocka_unit_test(a_later_binding_wins),
		cmocka_unit_test(the_users_bindings_outlive_a_preset),
		cmocka_unit_test(lists_what_can_be_reached),
		cmocka_unit_test(lists_what_may_follow),
		cmocka_unit_test(refuses_wrong_sequences),
		cmocka_unit_test(a_failure_changes_nothing),
		cmocka_unit_test(names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
