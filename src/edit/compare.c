/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of bytes is compared piece by piece, as long as a row can be. */
#include "edit/compare.h"

#include <string.h>

#include "base/checked.h"
#include "scan/difference.h"

enum { PIECE = 256 };

static bool is_beside(const struct window *window, const struct window *other)
{
	return other != window && other->synced &&
	       (other->document != window->document || other->sync_at != window->sync_at);
}

size_t compare_sides(const struct editor *editor, const struct window *window,
		     struct compare_side sides[COMPARE_MOST])
{
	const struct tile *tile = window->synced ? tiles_first(&editor->tiles) : NULL;
	size_t count = 0;

	for (; tile && count < COMPARE_MOST; tile = tiles_next(tile))
		if (is_beside(window, tile->content))
			sides[count++] = (struct compare_side){
				tile->content, window->sync_at,
				((const struct window *)tile->content)->sync_at
			};
	return count;
}

bool compare_is_on(const struct editor *editor, const struct window *window)
{
	struct compare_side sides[COMPARE_MOST];

	return editor->options.differences && compare_sides(editor, window, sides) > 0;
}

/* How many bytes from pos on, at most `len`, have a partner, from *beside on, or have none. */
static size_t run_along(const struct compare_side *side, uint64_t pos, size_t len,
			uint64_t *beside, bool *has)
{
	uint64_t size = document_size(side->window->document);
	uint64_t first = side->here > side->there ? side->here - side->there : 0;

	*has = difference_beside(side->here, side->there, size, pos, beside);
	if (*has)
		return (size_t)min_u64(len, size - *beside);
	return pos < first ? (size_t)min_u64(len, first - pos) : len;
}

static void mark_piece(const struct document *other, uint64_t beside, const uint8_t *data,
		       const uint8_t *known, uint8_t *flags, size_t len)
{
	uint8_t bytes[PIECE], read[PIECE];
	int why;

	(void)document_read(other, beside, bytes, read, len, &why);
	for (size_t i = 0; i < len; i++)
		flags[i] |= known[i] && read[i] && data[i] != bytes[i];
}

static void mark_beside(const struct compare_side *side, uint64_t pos, const uint8_t *data,
			const uint8_t *known, uint8_t *flags, size_t len)
{
	uint64_t beside;
	size_t run;
	bool has;

	for (size_t at = 0; at < len; at += run) {
		run = run_along(side, pos + at, len - at < PIECE ? len - at : PIECE, &beside,
				&has);
		if (has)
			mark_piece(side->window->document, beside, data + at, known + at,
				   flags + at, run);
		else
			memset(flags + at, 1, run);
	}
}

void compare_marks(const struct compare_side *sides, size_t count, uint64_t pos,
		   const uint8_t *data, const uint8_t *known, uint8_t *flags, size_t len)
{
	memset(flags, 0, len);
	for (size_t i = 0; i < count; i++)
		mark_beside(&sides[i], pos, data, known, flags, len);
}
