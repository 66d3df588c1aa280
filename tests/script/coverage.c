/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every command of the table occurs in a case: by its name in a run: line, and by each of its keys,
 * in each preset, in a keys: line, where the keys stand by themselves. The arguments are the cases.
 *
 * That what stands there is what runs is seen by the case that has it: the state after it is
 * checked there.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edit/command.h"
#include "edit/option.h"
#include "script/case_file.h"

/* What the cases type, a word each, for each preset; and what they run. */
struct words {
	char **word;             /* owned */
	size_t count;
};

struct coverage {
	struct words keys[PRESET_COUNT];
	struct words lines;
};

static void *must(void *pointer)
{
	if (!pointer) {
		perror("coverage");
		exit(1);
	}
	return pointer;
}

static void add_word(struct words *words, const char *text, size_t len)
{
	words->word = must(realloc(words->word, (words->count + 1) * sizeof(*words->word)));
	words->word[words->count++] = must(strndup(text, len));
}

static bool has_word(const struct words *words, const char *text, size_t len)
{
	for (size_t i = 0; i < words->count; i++)
		if (strlen(words->word[i]) == len && memcmp(words->word[i], text, len) == 0)
			return true;
	return false;
}

static void free_words(struct words *words)
{
	for (size_t i = 0; i < words->count; i++)
		free(words->word[i]);
	free(words->word);
}

static void add_keys(struct words *words, const char *text)
{
	for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
		size_t len = strcspn(text, " ");

		add_word(words, text, len);
		text += len;
	}
}

static bool add_case(struct coverage *coverage, const char *path)
{
	struct case_file file = { 0 };
	enum preset preset = PRESET_MODERN;

	if (!case_read(&file, path)) {
		printf("# %s: %s\n", path, strerror(errno));
		return false;
	}
	for (size_t i = 0; i < file.count; i++) {
		const struct step *step = &file.steps[i];

		if (!step->name)
			continue;
		if (strcmp(step->name, "preset") == 0 && !preset_find(step->value, &preset))
			printf("# %s: no preset %s\n", path, step->value);
		if (strcmp(step->name, "run") == 0)
			add_word(&coverage->lines, step->value, strcspn(step->value, " !"));
		if (strcmp(step->name, "keys") == 0)
			add_keys(&coverage->keys[preset], step->value);
	}
	case_done(&file);
	return true;
}

/* "view:X" is typed as X. */
static const char *without_context(const char *item)
{
	static const char *const contexts[] = { "view:", "edit:", "pager:", "list:",
						 "inspector:", "disassembly:" };

	for (size_t i = 0; i < sizeof(contexts) / sizeof(contexts[0]); i++)
		if (strncmp(item, contexts[i], strlen(contexts[i])) == 0)
			return item + strlen(contexts[i]);
	return item;
}

static bool check_keys(const struct coverage *coverage, const struct command *command)
{
	bool ok = true;

	for (unsigned preset = 0; preset < PRESET_COUNT; preset++) {
		const char *items = command->keys[preset] ? command->keys[preset] : "";

		for (items += strspn(items, " "); *items; items += strspn(items, " ")) {
			const char *end = items + strcspn(items, " ");
			const char *keys = without_context(items);

			if (!has_word(&coverage->keys[preset], keys, (size_t)(end - keys))) {
				printf("# no case types %.*s for %s in the %s keys\n",
				       (int)(end - keys), keys, command->name,
				       preset_name((enum preset)preset));
				ok = false;
			}
			items = end;
		}
	}
	return ok;
}

static bool check_all(const struct coverage *coverage)
{
	const struct command *command;
	bool all = true;

	for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
		bool named = has_word(&coverage->lines, command->name, strlen(command->name));
		bool typed = check_keys(coverage, command);

		if (!named)
			printf("# no case runs the line %s\n", command->name);
		printf("%s %zu - %s\n", named && typed ? "ok" : "not ok", i + 1, command->name);
		all = all && named && typed;
	}
	return all;
}

int main(int argc, char **argv)
{
	struct coverage coverage = { 0 };
	size_t count = 0;
	bool ok = true;

	while (command_at(count))
		count++;
	printf("1..%zu\n", count);
	for (int i = 1; i < argc; i++)
		ok = add_case(&coverage, argv[i]) && ok;
	ok = check_all(&coverage) && ok;
	for (unsigned preset = 0; preset < PRESET_COUNT; preset++)
		free_words(&coverage.keys[preset]);
	free_words(&coverage.lines);
	return ok ? 0 : 1;
}
