/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three ways: ours, theirs, and what both began with. */
#include "document/notes_merge.h"

#include <string.h>

static const struct note *find(const struct notes *notes, const char *name)
{
	size_t index = notes_find(notes, name, strlen(name));

	return index == SIZE_MAX ? NULL : &notes->list[index];
}

bool note_same(const struct note *one, const struct note *other)
{
	return one->pos == other->pos && one->len == other->len && one->colour == other->colour &&
	       strcmp(one->comment, other->comment) == 0;
}

bool notes_add_free(struct notes *notes, const struct note *note, struct err *err)
{
	struct note copy = *note;
	struct buf name = BUF_INIT;
	bool ok;

	notes_free_name(notes, note->name, &name);
	copy.name = (char *)(uintptr_t)buf_string(&name);
	ok = buf_ok(&name) ? notes_add(notes, &copy, err) : err_nomem(err);
	buf_done(&name);
	return ok;
}

/* One of theirs. */
static bool take(struct notes *notes, const struct notes *base, const struct note *theirs,
		 size_t *changed, struct err *err)
{
	const struct note *ours = find(notes, theirs->name);
	const struct note *was = find(base, theirs->name);
	bool news = !was || !note_same(was, theirs);

	if (!news || (ours && note_same(ours, theirs)))
		return true;
	++*changed;
	if (ours && was && note_same(ours, was))
		return notes_change(notes, (size_t)(ours - notes->list), theirs, err);
	return notes_add_free(notes, theirs, err);
}

bool notes_merge(struct notes *notes, const struct notes *base, const struct notes *theirs,
		 size_t *changed, struct err *err)
{
	*changed = 0;
	for (size_t i = 0; i < base->count; i++) {
		const struct note *was = &base->list[i], *ours = find(notes, was->name);

		if (!ours || !note_same(ours, was) || find(theirs, was->name))
			continue;
		notes_remove(notes, (size_t)(ours - notes->list));
		++*changed;
	}
	for (size_t i = 0; i < theirs->count; i++)
		if (!take(notes, base, &theirs->list[i], changed, err))
			return false;
	return true;
}
