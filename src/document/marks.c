/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Marks are moved by the edits since they were looked at last. Where too many edits have gone
 * by, or the file was read anew, they stay where they are, but not past the end.
 */
#include "document/marks.h"

#include "base/checked.h"

void marks_init(struct marks *marks, const struct document *document)
{
	*marks = (struct marks){ .generation = document_generation(document) };
}

void marks_follow(struct marks *marks, const struct document *document)
{
	struct document_edit edits[DOCUMENT_EDITS];
	uint64_t size = document_size(document);
	size_t count;

	if (marks->generation == document_generation(document))
		return;
	if (!document_edits_since(document, marks->generation, edits, &count))
		count = 0;
	for (size_t i = 0; i < MARKS_COUNT; i++) {
		for (size_t k = 0; k < count; k++)
			marks->pos[i] = document_edit_move(&edits[k], marks->pos[i]);
		marks->pos[i] = min_u64(marks->pos[i], size);
	}
	marks->generation = document_generation(document);
}

static int index_of(char name)
{
	if (name == '\'')
		return MARKS_JUMP;
	return name >= 'a' && name <= 'z' ? name - 'a' : -1;
}

bool marks_set(struct marks *marks, char name, uint64_t pos)
{
	int index = index_of(name);

	if (index < 0)
		return false;
	marks->set |= UINT32_C(1) << index;
	marks->pos[index] = pos;
	return true;
}

bool marks_get(const struct marks *marks, char name, uint64_t *pos)
{
	int index = index_of(name);

	if (index < 0 || !(marks->set >> index & 1))
		return false;
	*pos = marks->pos[index];
	return true;
}
