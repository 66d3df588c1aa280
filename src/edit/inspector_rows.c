/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which rows there are, and in which order: what the user made of the table. */
#include "edit/inspector.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "edit/command.h"

static struct inspector_row *row_named(const struct inspector *inspector, const char *name,
				       size_t len)
{
	for (size_t i = 0; i < inspector->row_count; i++) {
		struct inspector_row *row = &inspector->row[i];
		const char *own = inspector_name(row);

		if (strlen(own) == len && memcmp(own, name, len) == 0)
			return row;
	}
	return NULL;
}

const struct inspector_row *inspector_find(const struct inspector *inspector, const char *name,
					   size_t len, bool *big, struct err *err)
{
	const struct inspector_row *row = row_named(inspector, name, len);

	*big = false;
	if (row)
		return row;
	if (len > 2 && name[len - 1] == 'e' && (name[len - 2] == 'l' || name[len - 2] == 'b'))
		row = row_named(inspector, name, len - 2);
	*big = row && name[len - 2] == 'b';
	if (!row || !row->reading || !row->reading->ordered) {
		err_set(err, ERR_SYNTAX, "there is no reading \"%.*s\": :inspect alone lists them",
			(int)len, name);
		return NULL;
	}
	return row;
}

void inspector_hide(struct inspector *inspector)
{
	if (inspector->shown_count == 0)
		return;
	inspector->row[inspector->shown[inspector->cursor]].hidden = true;
	inspector->version++;
}

void inspector_show_all(struct inspector *inspector)
{
	for (size_t i = 0; i < inspector->row_count; i++)
		inspector->row[i].hidden = false;
	inspector->version++;
}

bool inspector_shift(struct inspector *inspector, int by)
{
	size_t to = inspector->cursor + (size_t)by;

	if (to >= inspector->shown_count)
		return false;
	struct inspector_row *from = &inspector->row[inspector->shown[inspector->cursor]];
	struct inspector_row *other = &inspector->row[inspector->shown[to]];
	struct inspector_row held = *from;

	*from = *other;
	*other = held;
	inspector->version++;
	inspector_go(inspector, to);
	return true;
}

static void remove_row(struct inspector *inspector, struct inspector_row *row)
{
	size_t index = (size_t)(row - inspector->row);

	free(row->name);
	free(row->expression);
	memmove(row, row + 1, (inspector->row_count - index - 1) * sizeof(*row));
	inspector->row_count--;
}

/* Before all others: who makes a row wants to see it. */
static bool add_row(struct inspector *inspector, const char *name, size_t len, char *expression,
		    struct err *err)
{
	size_t count = inspector->row_count + 1;
	struct inspector_row *rows = realloc(inspector->row, count * sizeof(*rows));
	char *copy = strndup(name, len);

	if (rows)
		inspector->row = rows;
	size_t *shown = rows ? realloc(inspector->shown, count * sizeof(*shown)) : NULL;
	if (shown)
		inspector->shown = shown;
	if (!rows || !shown || !copy) {
		free(copy);
		return err_nomem(err);
	}
	memmove(rows + 1, rows, (count - 1) * sizeof(*rows));
	rows[0] = (struct inspector_row){ .name = copy, .expression = expression };
	inspector->row_count = count;
	return true;
}

static bool is_name(const char *name, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)name[i]) && !strchr("_-.", name[i]))
			return false;
	return len > 0 && len <= 32;
}

bool inspector_define(struct inspector *inspector, const char *name, size_t len,
		      const char *expression, struct err *err)
{
	struct inspector_row *row = row_named(inspector, name, len);
	char *copy;

	if (!is_name(name, len))
		return err_set(err, ERR_SYNTAX, "a row's name is letters, digits, - _ and .");
	if (row && row->reading)
		return err_set(err, ERR_REFUSED, "%s is a reading: take another name",
			       row->reading->name);
	inspector->version++;
	if (*expression == '\0') {
		if (!row)
			return err_set(err, ERR_SYNTAX, "there is no row \"%.*s\"", (int)len, name);
		remove_row(inspector, row);
		return true;
	}
	copy = strdup(expression);
	if (!copy)
		return err_nomem(err);
	if (row) {
		free(row->expression);
		row->expression = copy;
		row->hidden = false;
		return true;
	}
	if (add_row(inspector, name, len, copy, err))
		return true;
	free(copy);
	return false;
}

static int order_of_table(const void *a, const void *b)
{
	const struct inspector_row *left = a, *right = b;

	if (!left->reading || !right->reading)
		return (left->reading != NULL) - (right->reading != NULL);
	return left->reading < right->reading ? -1 : left->reading > right->reading;
}

static const char *next_word(const char *names, size_t *len)
{
	names += strspn(names, " ");
	*len = strcspn(names, " ");
	return names;
}

bool inspector_choose(struct inspector *inspector, const char *names, struct err *err)
{
	size_t len, at = 0;

	for (const char *word = next_word(names, &len); len > 0; word = next_word(word + len, &len))
		if (!row_named(inspector, word, len))
			return err_set(err, ERR_SYNTAX, "there is no reading \"%.*s\": :inspect "
				       "alone lists them", (int)len, word);
	names = next_word(names, &len);
	if (len == 0)
		qsort(inspector->row, inspector->row_count, sizeof(*inspector->row),
		      order_of_table);
	for (size_t i = 0; i < inspector->row_count; i++)
		inspector->row[i].hidden = len > 0;
	for (; len > 0; names = next_word(names + len, &len)) {
		struct inspector_row *row = row_named(inspector, names, len);
		struct inspector_row held = *row;

		if (!row->hidden)
			continue;
		held.hidden = false;
		memmove(&inspector->row[at + 1], &inspector->row[at],
			(size_t)(row - &inspector->row[at]) * sizeof(held));
		inspector->row[at++] = held;
	}
	inspector->version++;
	inspector_go(inspector, 0);
	return true;
}
