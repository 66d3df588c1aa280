/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows are numbers of the table's rows, sorted anew for each text: there are some hundred. To
 * weigh every possible way in which letters can be spread over a name was rejected: the first way
 * from the left is what a person sees, too.
 */
#include "edit/palette.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>


/* Where a word was found, best first; letters that lie apart add to FIT_SPREAD. */
enum { FIT_WHOLE, FIT_START, FIT_WORD, FIT_INSIDE, FIT_SPREAD = 8, FIT_HELP = 64 };

struct fit {
	const struct command *command;
	unsigned score;
	size_t index;            /* in the table: settles a tie */
};

struct palette {
	struct list list;
	const struct keymap *keymap;
	enum context context;
	const struct command **all;      /* owned; in the order of the table */
	struct fit *left;                /* owned; what the filter left, best first */
	size_t count, left_count;
};

static bool is_at(const char *text, const char *word, size_t len)
{
	return strncasecmp(text, word, len) == 0;
}

/* Of the letters in their order, but not side by side: how far they are spread. */
static unsigned fit_spread(const char *name, const char *word, size_t len)
{
	const char *first = NULL, *last = NULL;

	for (size_t i = 0; i < len; i++, name++) {
		while (*name && tolower((unsigned char)*name) != tolower((unsigned char)word[i]))
			name++;
		if (*name == '\0')
			return PALETTE_NO_FIT;
		first = first ? first : name;
		last = name;
	}
	return FIT_SPREAD + (unsigned)(last - first) + 1 - (unsigned)len;
}

static unsigned fit_name(const char *name, const char *word, size_t len)
{
	unsigned best = PALETTE_NO_FIT;

	if (is_at(name, word, len))
		return name[len] == '\0' ? FIT_WHOLE : FIT_START;
	for (size_t i = 1; name[i] && best > FIT_WORD; i++)
		if (is_at(name + i, word, len))
			best = name[i - 1] == '-' ? FIT_WORD : FIT_INSIDE;
	return best < PALETTE_NO_FIT ? best : fit_spread(name, word, len);
}

static unsigned fit_alias(const char *alias, const char *word, size_t len)
{
	while (alias && *alias) {
		size_t part = strcspn(alias, " ");

		if (part == len && is_at(alias, word, len))
			return FIT_WHOLE;
		alias += part;
		alias += strspn(alias, " ");
	}
	return PALETTE_NO_FIT;
}

/* At the start of a word there, or the letters of nearly all texts would be found. */
static unsigned fit_help(const char *help, const char *word, size_t len)
{
	for (size_t i = 0; help[i]; i++)
		if ((i == 0 || !isalnum((unsigned char)help[i - 1])) && is_at(help + i, word, len))
			return FIT_HELP;
	return PALETTE_NO_FIT;
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

unsigned palette_fit(const struct command *command, const char *text)
{
	unsigned sum = 0;

	for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
		size_t len = strcspn(text, " ");
		unsigned fit = least(fit_name(command->name, text, len),
				     fit_alias(command->alias, text, len));

		fit = least(fit, fit_help(command->help, text, len));
		if (fit == PALETTE_NO_FIT)
			return PALETTE_NO_FIT;
		sum += fit;
		text += len;
	}
	return sum < PALETTE_NO_FIT ? sum : PALETTE_NO_FIT - 1;
}

static int compare(const void *a, const void *b)
{
	const struct fit *one = a, *other = b;

	if (one->score != other->score)
		return one->score < other->score ? -1 : 1;
	return one->index < other->index ? -1 : one->index > other->index;
}

static bool palette_filter(struct list *list, const char *text, struct err *err)
{
	struct palette *palette = (struct palette *)list;

	(void)err;
	palette->left_count = 0;
	for (size_t i = 0; i < palette->count; i++) {
		unsigned score = palette_fit(palette->all[i], text);

		if (score < PALETTE_NO_FIT)
			palette->left[palette->left_count++] =
				(struct fit){ palette->all[i], score, i };
	}
	qsort(palette->left, palette->left_count, sizeof(*palette->left), compare);
	list_go(list, 0);
	return true;
}

static uint64_t palette_count(const struct list *list)
{
	return ((const struct palette *)list)->left_count;
}

/* A key of this context, else one with the context that it is for. */
static void add_key(const struct palette *palette, const char *name, struct buf *out)
{
	const char *keys = keymap_lookup(palette->keymap, palette->context, name), *line;
	enum context context = palette->context;

	for (size_t i = 0; !keys && keymap_next(palette->keymap, &i, &context, &keys, &line);)
		if (strcmp(line, name) != 0)
			keys = NULL;
	if (!keys)
		return;
	keys_label(keys, out);
	if (context != palette->context)
		buf_format(out, " (%s)", context_name(context));
}

static void palette_row(const struct list *list, uint64_t index, struct list_row *row)
{
	const struct palette *palette = (const struct palette *)list;
	const struct command *command = palette->left[index].command;

	buf_format(&row->text, "%s\t", command->name);
	add_key(palette, command->name, &row->text);
	buf_format(&row->text, "\t%s", command->help);
}

static void palette_free(struct list *list)
{
	struct palette *palette = (struct palette *)list;

	free(palette->all);
	free(palette->left);
	free(palette);
}

static const struct list_class palette_class = {
	.name = "commands",
	.count = palette_count,
	.row = palette_row,
	.filter = palette_filter,
	.free = palette_free,
};

static bool is_shown(const struct command *command, enum context context)
{
	return !(command->flags & COMMAND_QUIET) || command->contexts & 1u << context;
}

struct list *palette_new(const struct keymap *keymap, enum context context, struct err *err)
{
	struct palette *palette = calloc(1, sizeof(*palette));
	struct command_walk walk = { 0 };
	const struct command *command;
	size_t most = 0;

	if (!palette) {
		err_nomem(err);
		return NULL;
	}
	list_init(&palette->list, &palette_class, NULL);
	palette->keymap = keymap;
	palette->context = context;
	while (command_next(&walk))
		most++;
	palette->all = calloc(most, sizeof(*palette->all));
	palette->left = calloc(most, sizeof(*palette->left));
	if (!palette->all || !palette->left) {
		list_free(&palette->list);
		err_nomem(err);
		return NULL;
	}
	walk = (struct command_walk){ 0 };
	while ((command = command_next(&walk)) != NULL)
		if (is_shown(command, context))
			palette->all[palette->count++] = command;
	palette_filter(&palette->list, "", err);
	return &palette->list;
}

const struct command *palette_command(const struct list *list)
{
	const struct palette *palette = (const struct palette *)list;

	return list->cursor < palette->left_count ? palette->left[list->cursor].command : NULL;
}
