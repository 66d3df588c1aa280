/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can be told from the table alone, without an editor: rows by name, usage, keys.
 * Finding is a walk over some hundred names; a sorted index was not worth its upkeep.
 */
#include "edit/command.h"

#include <ctype.h>
#include <string.h>

static const char *const group_names[GROUP_COUNT] = {
	"Moving", "Selecting", "Editing", "Files", "Searching", "Showing", "The program",
};

const char *command_group_name(enum command_group group)
{
	return group_names[group];
}

int64_t call_count(const struct call *call)
{
	return call->count < INT32_MAX ? (int64_t)call->count : INT32_MAX;
}

static bool has_word(const char *words, const char *word, size_t len)
{
	while (words && *words) {
		size_t part = strcspn(words, " ");
		if (part == len && memcmp(words, word, len) == 0)
			return true;
		words += part;
		words += strspn(words, " ");
	}
	return false;
}

static const struct command *find_exact(const char *name, size_t len)
{
	struct command_walk walk = { 0 };
	const struct command *row;
	while ((row = command_next(&walk)) != NULL)
		if (has_word(row->name, name, len) || has_word(row->alias, name, len))
			return row;
	return NULL;
}

/* The shortest name that begins with these letters, if every other such name begins with it. */
static const struct command *find_start(const char *name, size_t len, bool *several)
{
	struct command_walk walk = { 0 }, again = { 0 };
	const struct command *row, *best = NULL;
	while ((row = command_next(&walk)) != NULL)
		if (strncmp(row->name, name, len) == 0 &&
		    (!best || strlen(row->name) < strlen(best->name)))
			best = row;
	*several = false;
	while (best && (row = command_next(&again)) != NULL)
		if (strncmp(row->name, name, len) == 0 &&
		    strncmp(row->name, best->name, strlen(best->name)) != 0)
			*several = true;
	return best;
}

enum { NEAR_MOST = 2, NAME_MOST = 31, LISTED = 5 };

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* How many letters have to be added, taken away, changed or swapped with the next. */
static size_t distance(const char *a, size_t a_len, const char *b)
{
	size_t b_len = strlen(b);
	if (a_len > NAME_MOST || b_len > NAME_MOST)
		return SIZE_MAX;
	size_t cost[NAME_MOST + 1][NAME_MOST + 1];
	for (size_t i = 0; i <= a_len; i++)
		cost[i][0] = i;
	for (size_t j = 0; j <= b_len; j++)
		cost[0][j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		for (size_t j = 1; j <= b_len; j++) {
			size_t change = cost[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
			cost[i][j] = least(change, least(cost[i - 1][j], cost[i][j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				cost[i][j] = least(cost[i][j], cost[i - 2][j - 2] + 1);
		}
	}
	return cost[a_len][b_len];
}

static void list_name(struct buf *list, size_t *count, const char *name)
{
	if ((*count)++ < LISTED)
		buf_format(list, "%s%s", list->len ? ", " : "", name);
	else if (*count == LISTED + 1)
		buf_text(list, ", …");
}

static void explain_unknown(const char *name, size_t len, struct err *err)
{
	struct buf near = BUF_INIT;
	size_t count = 0, best = NEAR_MOST;
	struct command_walk walk = { 0 }, again = { 0 };
	const struct command *row;
	while ((row = command_next(&walk)) != NULL)
		best = least(best, distance(name, len, row->name));
	while (len > 2 && (row = command_next(&again)) != NULL)
		if (distance(name, len, row->name) == best)
			list_name(&near, &count, row->name);
	int shown = (int)least(len, 40);
	if (count > 0)
		err_set(err, ERR_SYNTAX, "there is no command \"%.*s\"; near it: %s", shown, name,
			buf_string(&near));
	else
		err_set(err, ERR_SYNTAX, "there is no command \"%.*s\"; :help lists them", shown,
			name);
	buf_done(&near);
}

static void explain_several(const char *name, size_t len, struct err *err)
{
	struct buf list = BUF_INIT;
	size_t count = 0;
	struct command_walk walk = { 0 };
	const struct command *row;
	while ((row = command_next(&walk)) != NULL)
		if (strncmp(row->name, name, len) == 0)
			list_name(&list, &count, row->name);
	err_set(err, ERR_SYNTAX, "\"%.*s\" could be %s", (int)len, name, buf_string(&list));
	buf_done(&list);
}

const struct command *command_find(const char *name, size_t len, struct err *err)
{
	const struct command *row = len > 0 ? find_exact(name, len) : NULL;
	if (row)
		return row;
	bool several = false;
	row = len > 0 ? find_start(name, len, &several) : NULL;
	if (!row) {
		explain_unknown(name, len, err);
		return NULL;
	}
	if (several) {
		explain_several(name, len, err);
		return NULL;
	}
	return row;
}

void command_argument_usage(const struct argument *argument, struct buf *out)
{
	enum { CHOICES_SHOWN = 4 };
	size_t count = 0;
	while (argument->choices && argument->choices[count])
		count++;
	if (count > 0 && count <= CHOICES_SHOWN) {
		for (size_t i = 0; i < count; i++)
			buf_format(out, "%s%s", i ? "|" : "", argument->choices[i]);
		return;
	}
	for (const char *at = argument->name; *at; at++)
		buf_add_byte(out, (uint8_t)toupper((unsigned char)*at));
}

void command_usage(const struct command *command, struct buf *out)
{
	buf_format(out, "%s%s", command->name, command->flags & COMMAND_BANG ? "[!]" : "");
	for (size_t i = 0; i < COMMAND_ARGUMENTS; i++) {
		const struct argument *argument = &command->args[i];
		if (argument->type == ARG_NONE)
			break;
		bool again = i + 1 < COMMAND_ARGUMENTS && command->args[i + 1].name &&
			     strcmp(command->args[i + 1].name, argument->name) == 0;
		buf_text(out, argument->optional ? " [" : " ");
		command_argument_usage(argument, out);
		buf_text(out, again ? "…" : "");
		buf_text(out, argument->optional ? "]" : "");
		while (again && i + 1 < COMMAND_ARGUMENTS && command->args[i + 1].name &&
		       strcmp(command->args[i + 1].name, argument->name) == 0)
			i++;
	}
}

/* "view:<Backspace>": the item without its context; *contexts is then that context alone. */
static const char *own_context(const char *item, unsigned *contexts)
{
	const char *colon = strchr(item, ':');

	if (!colon || colon == item || colon[1] == '\0')
		return item;
	for (int context = 0; context < CONTEXT_COUNT; context++) {
		const char *name = context_name((enum context)context);
		size_t len = (size_t)(colon - item);
		if (strncmp(item, name, len) == 0 && name[len] == '\0') {
			*contexts = 1u << context;
			return colon + 1;
		}
	}
	return item;
}

static bool bind_item(struct keymap *keymap, const struct command *command, const char *item,
		      struct err *err)
{
	unsigned contexts = command->contexts;
	const char *keys = own_context(item, &contexts);

	return keymap_bind_default(keymap, contexts, keys, command->name, err);
}

static bool bind_command(struct keymap *keymap, const struct command *command, const char *items,
			 struct err *err)
{
	char item[64];
	for (items += strspn(items, " "); *items; items += strspn(items, " ")) {
		size_t len = strcspn(items, " ");
		if (len >= sizeof item)
			return err_set(err, ERR_SYNTAX, "the keys of %s are too long",
				       command->name);
		memcpy(item, items, len);
		item[len] = '\0';
		if (!bind_item(keymap, command, item, err))
			return err_prefix(err, "keys of %s", command->name);
		items += len;
	}
	return true;
}

bool command_bind_keys(struct keymap *keymap, enum preset preset, struct err *err)
{
	struct command_walk walk = { 0 };
	const struct command *row;
	keymap_drop_defaults(keymap);
	while ((row = command_next(&walk)) != NULL)
		if (row->keys[preset] && !bind_command(keymap, row, row->keys[preset], err))
			return false;
	return true;
}
