/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must hold of every row of the command table. */
#include "support/testing.h"

#include <ctype.h>

#include "edit/command.h"

static void names_are_unique_and_plain(void **state)
{
	(void)state;
	const struct command *row, *other;
	for (size_t i = 0; (row = command_at(i)) != NULL; i++) {
		for (const char *at = row->name; *at; at++)
			assert_true(islower((unsigned char)*at) || *at == '-' ||
				    (at > row->name && isdigit((unsigned char)*at)));
		for (size_t j = 0; (other = command_at(j)) != NULL; j++)
			assert_true(i == j || strcmp(row->name, other->name) != 0);
		struct err err;
		assert_ptr_equal(command_find(row->name, strlen(row->name), &err), row);
	}
}

static void aliases_lead_to_their_command(void **state)
{
	(void)state;
	const struct command *row;
	for (size_t i = 0; (row = command_at(i)) != NULL; i++) {
		char copy[64];
		snprintf(copy, sizeof copy, "%s", row->alias ? row->alias : "");
		for (char *alias = strtok(copy, " "); alias; alias = strtok(NULL, " ")) {
			struct err err;
			if (command_find(alias, strlen(alias), &err) != row)
				fail_msg("%s is no alias of %s", alias, row->name);
		}
	}
}

static void help_is_a_short_sentence(void **state)
{
	(void)state;
	const struct command *row;
	for (size_t i = 0; (row = command_at(i)) != NULL; i++) {
		size_t len = strlen(row->help);
		if (len == 0 || len > 72 || row->help[len - 1] != '.' ||
		    !isupper((unsigned char)*row->help))
			fail_msg("help of %s: %s", row->name, row->help);
	}
}

static void rows_are_whole(void **state)
{
	(void)state;
	const struct command *row;
	for (size_t i = 0; (row = command_at(i)) != NULL; i++) {
		struct buf usage = BUF_INIT;
		command_usage(row, &usage);
		assert_true(usage.len > 0);
		assert_non_null(row->run);
		assert_true(row->group < GROUP_COUNT);
		assert_true(*command_group_name(row->group) != '\0');
		bool end = false;
		for (size_t a = 0; a < COMMAND_ARGUMENTS; a++) {
			const struct argument *argument = &row->args[a];
			assert_true(!end || argument->type == ARG_NONE);
			end = argument->type == ARG_NONE;
			assert_true(end || argument->name);
			assert_int_equal(argument->type == ARG_CHOICE, argument->choices != NULL);
		}
		for (int preset = 0; preset < PRESET_COUNT; preset++) {
			const char *keys = row->keys[preset];
			if (keys && *keys && !row->contexts && !strchr(keys, ':'))
				fail_msg("%s has keys and no context", row->name);
		}
		if (row->flags & COMMAND_CHANGES && !(row->flags & COMMAND_WINDOW))
			fail_msg("%s changes no document", row->name);
		buf_done(&usage);
	}
}

/* Those who edit say so, so that a read-only document refuses them before anything is asked. */
static void what_changes_is_flagged(void **state)
{
	(void)state;
	static const char *const names[] = {
		"put", "insert", "fill", "delete", "cut", "paste", "paste-insert", "paste-over",
		"move", "resize", "increment", "decrement", "transform", "read", "backspace",
		"replace",
		"edit-bytes", "edit-insert", "edit-overwrite", "append", "append-end",
	};
	for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
		struct err err;
		const struct command *row = command_find(names[i], strlen(names[i]), &err);
		if (!row || strcmp(row->name, names[i]) != 0)
			fail_msg("there is no command %s", names[i]);
		if (!(row->flags & COMMAND_CHANGES))
			fail_msg("%s is not flagged", names[i]);
	}
}

static size_t count_bindings(const struct keymap *keymap)
{
	enum context context;
	const char *keys, *line;
	size_t at = 0, count = 0;
	while (keymap_next(keymap, &at, &context, &keys, &line))
		count++;
	return count;
}

/* How many bindings one item of a row makes, were there no others. */
static size_t bindings_of(const struct command *row, const char *item)
{
	static const char *const contexts[] = { "view:", "edit:", "pager:", "list:", "inspector:",
						 "disassembly:" };
	unsigned bits = row->contexts;
	struct key key;
	struct err err;
	size_t used;
	for (size_t i = 0; i < ARRAY_COUNT(contexts); i++) {
		size_t len = strlen(contexts[i]);
		if (strncmp(item, contexts[i], len) == 0 && item[len] != '\0')
			return 1;
	}
	assert_true(key_parse(item, &used, &key, &err));
	if (key_is_text(&key))
		bits &= ~(unsigned)BIND_EDIT;
	return (size_t)__builtin_popcount(bits);
}

/* A clash takes the earlier binding away, so all that were made must be there. */
static void no_keys_clash(void **state)
{
	(void)state;
	for (int preset = 0; preset < PRESET_COUNT; preset++) {
		struct err err;
		struct keymap *keymap = keymap_new(&err);
		const struct command *row;
		size_t expected = 0;
		if (!command_bind_keys(keymap, (enum preset)preset, &err))
			fail_msg("%s", err.text);
		for (size_t i = 0; (row = command_at(i)) != NULL; i++) {
			char copy[128];
			const char *keys = row->keys[preset];
			snprintf(copy, sizeof copy, "%s", keys ? keys : "");
			for (char *item = strtok(copy, " "); item; item = strtok(NULL, " "))
				expected += bindings_of(row, item);
		}
		assert_int_equal(count_bindings(keymap), expected);
		keymap_free(keymap);
	}
}

static bool is_function_key(const char *keys)
{
	struct key key;
	struct err err;
	size_t used;
	return key_parse(keys, &used, &key, &err) && key.code > KEY_FUNCTION &&
	       key.code <= KEY_FUNCTION_LAST;
}

/* Some terminals keep the F keys for themselves. */
static void every_function_key_has_a_twin(void **state)
{
	(void)state;
	for (int preset = 0; preset < PRESET_COUNT; preset++) {
		struct err err;
		struct keymap *keymap = keymap_new(&err);
		enum context context, other;
		const char *keys, *line, *other_keys, *other_line;
		assert_true(command_bind_keys(keymap, (enum preset)preset, &err));
		for (size_t i = 0; keymap_next(keymap, &i, &context, &keys, &line);) {
			bool twin = !is_function_key(keys);
			for (size_t j = 0; !twin && keymap_next(keymap, &j, &other, &other_keys,
								&other_line);)
				twin = strcmp(line, other_line) == 0 &&
				       !is_function_key(other_keys) &&
				       (preset == PRESET_VI || context == other);
			if (!twin)
				fail_msg("%s %s: %s has only %s", preset_name((enum preset)preset),
					 context_name(context), line, keys);
		}
		keymap_free(keymap);
	}
}

static void keys_that_were_promised(void **state)
{
	(void)state;
	static const struct {
		enum preset preset;
		enum context context;
		const char *keys, *line;
	} rows[] = {
		{ PRESET_MODERN, CONTEXT_EDIT, "<C-s>", "write" },
		{ PRESET_MODERN, CONTEXT_EDIT, "<C-z>", "undo" },
		{ PRESET_MODERN, CONTEXT_EDIT, "<C-y>", "redo" },
		{ PRESET_MODERN, CONTEXT_EDIT, "<C-g>", "goto" },
		{ PRESET_MODERN, CONTEXT_EDIT, "<C-f>", "search" },
		{ PRESET_MODERN, CONTEXT_EDIT, "<C-c>", "copy" },
		{ PRESET_MODERN, CONTEXT_EDIT, "<C-x>", "cut" },
		{ PRESET_MODERN, CONTEXT_EDIT, "<C-v>", "paste" },
		{ PRESET_MODERN, CONTEXT_EDIT, "<C-q>", "quit" },
		{ PRESET_MODERN, CONTEXT_EDIT, "<F1>", "help" },
		{ PRESET_MODERN, CONTEXT_VIEW, "<F2>", "write" },
		{ PRESET_MODERN, CONTEXT_VIEW, "<F5>", "goto" },
		{ PRESET_MODERN, CONTEXT_VIEW, "<F7>", "search" },
		{ PRESET_MODERN, CONTEXT_VIEW, "<F10>", "quit" },
		{ PRESET_MODERN, CONTEXT_VIEW, "q", "quit" },
		{ PRESET_MODERN, CONTEXT_VIEW, "g", "goto" },
		{ PRESET_MODERN, CONTEXT_VIEW, "h", "help" },
		{ PRESET_MODERN, CONTEXT_VIEW, "?", "search-back" },
		{ PRESET_MODERN, CONTEXT_VIEW, "i", "edit-bytes" },
		{ PRESET_MODERN, CONTEXT_EDIT, "<Esc>", "cancel" },
		{ PRESET_VI, CONTEXT_VIEW, "ZZ", "x" },
		{ PRESET_VI, CONTEXT_VIEW, "gg", "start" },
		{ PRESET_VI, CONTEXT_VIEW, "h", "left" },
		{ PRESET_EMACS, CONTEXT_EDIT, "<C-x><C-s>", "write" },
		{ PRESET_EMACS, CONTEXT_EDIT, "<C-x><C-c>", "quit" },
		{ PRESET_EMACS, CONTEXT_EDIT, "<M-lt>", "start" },
		{ PRESET_EMACS, CONTEXT_EDIT, "<Enter>", "goto" },
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct err err;
		struct keymap *keymap = keymap_new(&err);
		struct key sequence[KEYMAP_SEQUENCE];
		size_t count = 0, used;
		const char *line;
		assert_true(command_bind_keys(keymap, rows[i].preset, &err));
		for (const char *at = rows[i].keys; *at; at += used)
			assert_true(key_parse(at, &used, &sequence[count++], &err));
		assert_int_equal(keymap_find(keymap, rows[i].context, sequence, count, &line),
				 KEYMAP_MATCH);
		assert_string_equal(line, rows[i].line);
		keymap_free(keymap);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_unique_and_plain),
		cmocka_unit_test(aliases_lead_to_their_command),
		cmocka_unit_test(help_is_a_short_sentence),
		cmocka_unit_test(rows_are_whole),
		cmocka_unit_test(what_changes_is_flagged),
		cmocka_unit_test(no_keys_clash),
		cmocka_unit_test(every_function_key_has_a_twin),
		cmocka_unit_test(keys_that_were_promised),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
