/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A sorted array. Notes are written by people, so there are few; where another program made tens of
 * thousands, what is asked for while painting is still found by bisection: no note that begins more
 * than `longest` bytes before a place can cover it.
 */
#include "document/notes_private.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/printable.h"

static const char *const colours[NOTE_COLOURS] = {
	[NOTE_YELLOW] = "yellow", [NOTE_RED] = "red", [NOTE_GREEN] = "green",
	[NOTE_CYAN] = "cyan", [NOTE_BLUE] = "blue", [NOTE_MAGENTA] = "magenta",
};

const char *note_colour_name(enum note_colour colour)
{
	return colours[colour];
}

bool note_colour_find(const char *name, size_t len, enum note_colour *colour)
{
	for (int i = 0; i < NOTE_COLOURS; i++)
		if (strlen(colours[i]) == len && memcmp(colours[i], name, len) == 0) {
			*colour = (enum note_colour)i;
			return true;
		}
	return false;
}

void notes_init(struct notes *notes, const struct document *document)
{
	*notes = (struct notes){
		.generation = document ? document_generation(document) : 0,
		.undo_count = document ? document_undo_count(document) : 0,
	};
}

static void note_done(struct note *note)
{
	free(note->name);
	free(note->comment);
}

void notes_done(struct notes *notes)
{
	for (size_t i = 0; i < notes->count; i++)
		note_done(&notes->list[i]);
	free(notes->list);
	notes_trail_clear(notes);
	free(notes->trail);
	*notes = (struct notes){ .generation = notes->generation };
}

size_t note_name_len(const char *text)
{
	size_t len = 0, room = strnlen(text, NOTE_NAME_MOST + 4);

	while (len < room) {
		char c = text[len];
		uint32_t code;
		size_t used = utf8_decode((const uint8_t *)text + len, room - len, &code);
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			     (c >= '0' && c <= '9') || c == '_' || c == '.';

		if (used == 0 || (used == 1 && !plain) || (used > 1 && code <= 0xa0))
			break;
		len += used;
	}
	return len;
}

bool note_check(const struct note *note, struct err *err)
{
	size_t len = strlen(note->name);

	if (len == 0 || (note_name_len(note->name) < len && len <= NOTE_NAME_MOST))
		return err_set(err, ERR_SYNTAX, "the name of a note is made of letters, digits, "
			       "\"_\" and \".\", not \"%.*s\"", NOTE_NAME_MOST, note->name);
	if (len > NOTE_NAME_MOST)
		return err_set(err, ERR_RANGE, "the name of a note has at most %d bytes",
			       NOTE_NAME_MOST);
	if (strlen(note->comment) > NOTE_COMMENT_MOST)
		return err_set(err, ERR_RANGE, "the comment of a note has at most %d bytes",
			       NOTE_COMMENT_MOST);
	if (note->len > UINT64_MAX - note->pos)
		return err_set(err, ERR_RANGE, "the note %s ends nowhere", note->name);
	return true;
}

static int compare(const void *left, const void *right)
{
	const struct note *a = left, *b = right;

	if (a->pos != b->pos)
		return a->pos < b->pos ? -1 : 1;
	if (a->len != b->len)
		return a->len > b->len ? -1 : 1;
	return strcmp(a->name, b->name);
}

static void measure(struct notes *notes)
{
	notes->longest = 0;
	for (size_t i = 0; i < notes->count; i++)
		notes->longest = max_u64(notes->longest, notes->list[i].len);
}

void notes_sort(struct notes *notes)
{
	bool sorted = true;

	for (size_t i = 1; i < notes->count && sorted; i++)
		sorted = compare(&notes->list[i - 1], &notes->list[i]) < 0;
	if (!sorted)
		qsort(notes->list, notes->count, sizeof(*notes->list), compare);
	measure(notes);
}

/* The first that begins at or behind pos. */
static size_t lower(const struct notes *notes, uint64_t pos)
{
	size_t low = 0, high = notes->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (notes->list[middle].pos < pos)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Where it stands, or would stand. */
static size_t place_of(const struct notes *notes, const struct note *note)
{
	size_t index = lower(notes, note->pos);

	while (index < notes->count && compare(&notes->list[index], note) < 0)
		index++;
	return index;
}

static bool make_room(struct notes *notes, struct err *err)
{
	size_t room = notes->room ? notes->room * 2 : 16;
	struct note *list;

	if (notes->count >= NOTES_MOST)
		return err_set(err, ERR_RANGE, "there are %d notes, and no room for more",
			       NOTES_MOST);
	if (notes->count < notes->room)
		return true;
	list = realloc(notes->list, room * sizeof(*list));
	if (!list)
		return err_nomem(err);
	notes->list = list;
	notes->room = room;
	return true;
}

static bool copy_note(const struct note *note, struct note *copy, struct err *err)
{
	*copy = *note;
	copy->name = strdup(note->name);
	copy->comment = strdup(note->comment);
	if (copy->name && copy->comment)
		return true;
	note_done(copy);
	return err_nomem(err);
}

static void put_in(struct notes *notes, const struct note *note)
{
	size_t index = place_of(notes, note);

	memmove(notes->list + index + 1, notes->list + index,
		(notes->count - index) * sizeof(*note));
	notes->list[index] = *note;
	notes->count++;
	notes->longest = max_u64(notes->longest, note->len);
	notes->version++;
}

static void take_out(struct notes *notes, size_t index)
{
	notes->count--;
	memmove(notes->list + index, notes->list + index + 1,
		(notes->count - index) * sizeof(*notes->list));
	notes->version++;
}

/* No other note than that one has the name. */
static bool is_free(const struct notes *notes, const char *name, size_t but, struct err *err)
{
	size_t taken = notes_find(notes, name, strlen(name));

	return taken == SIZE_MAX || taken == but ||
	       err_set(err, ERR_EXISTS, "there is a note %s already, at 0x%" PRIx64, name,
		       notes->list[taken].pos);
}

bool notes_add(struct notes *notes, const struct note *note, struct err *err)
{
	struct note copy;

	if (!note_check(note, err) || !is_free(notes, note->name, SIZE_MAX, err) ||
	    !make_room(notes, err) || !copy_note(note, &copy, err))
		return false;
	copy.id = ++notes->last_id;
	put_in(notes, &copy);
	return true;
}

bool notes_change(struct notes *notes, size_t index, const struct note *to, struct err *err)
{
	struct note copy, old = notes->list[index];

	if (!note_check(to, err) || !is_free(notes, to->name, index, err) ||
	    !copy_note(to, &copy, err))
		return false;
	copy.id = old.id;
	if (copy.pos != old.pos || copy.len != old.len)
		notes_trail_drop(notes, old.id);
	take_out(notes, index);
	put_in(notes, &copy);
	note_done(&old);
	return true;
}

void notes_remove(struct notes *notes, size_t index)
{
	struct note old = notes->list[index];

	notes_trail_drop(notes, old.id);
	take_out(notes, index);
	note_done(&old);
}

bool notes_copy(const struct notes *from, struct notes *copy, struct err *err)
{
	*copy = (struct notes){ .generation = from->generation, .longest = from->longest };
	copy->list = calloc(from->count + 1, sizeof(*copy->list));
	if (!copy->list)
		return err_nomem(err);
	copy->room = from->count + 1;
	for (; copy->count < from->count; copy->count++)
		if (!copy_note(&from->list[copy->count], &copy->list[copy->count], err)) {
			notes_done(copy);
			return false;
		}
	copy->last_id = from->last_id;
	return true;
}

size_t notes_find(const struct notes *notes, const char *name, size_t len)
{
	for (size_t i = 0; i < notes->count; i++)
		if (strncmp(notes->list[i].name, name, len) == 0 &&
		    notes->list[i].name[len] == '\0')
			return i;
	return SIZE_MAX;
}

size_t notes_find_id(const struct notes *notes, uint64_t id)
{
	for (size_t i = 0; i < notes->count; i++)
		if (notes->list[i].id == id)
			return i;
	return SIZE_MAX;
}

void notes_owners(const struct notes *notes, uint64_t pos, const struct note **owner, size_t len)
{
	uint64_t back = min_u64(pos, notes->longest);

	for (size_t i = 0; i < len; i++)
		owner[i] = NULL;
	for (size_t n = lower(notes, pos - back); n < notes->count; n++) {
		const struct note *note = &notes->list[n];
		uint64_t shown = max_u64(note->len, 1);
		uint64_t from = note->pos > pos ? note->pos - pos : 0;

		if (from >= len)
			break;
		if (note->pos < pos && pos - note->pos >= shown)
			continue;
		for (size_t i = (size_t)from; i < len && pos + i - note->pos < shown; i++)
			if (!owner[i] || max_u64(owner[i]->len, 1) >= shown)
				owner[i] = note;
	}
}

size_t notes_at(const struct notes *notes, uint64_t pos)
{
	const struct note *owner;

	notes_owners(notes, pos, &owner, 1);
	return owner ? (size_t)(owner - notes->list) : SIZE_MAX;
}

size_t notes_next(const struct notes *notes, uint64_t pos, bool backward)
{
	size_t index = backward || pos == UINT64_MAX ? lower(notes, pos) : lower(notes, pos + 1);

	if (backward)
		return index > 0 ? index - 1 : SIZE_MAX;
	return index < notes->count ? index : SIZE_MAX;
}

void notes_free_name(const struct notes *notes, const char *wanted, struct buf *out)
{
	enum { DIGITS = 8 };
	size_t len = strlen(wanted), start = out->len;

	if (len > 0 && notes_find(notes, wanted, len) == SIZE_MAX) {
		buf_text(out, wanted);
		return;
	}
	/* Cut where there is no room for the number, but never inside of a character. */
	if (len > NOTE_NAME_MOST - DIGITS)
		for (len = NOTE_NAME_MOST - DIGITS; ((unsigned char)wanted[len] & 0xc0) == 0x80;)
			len--;
	for (uint64_t number = len ? 2 : 1;; number++) {
		if (len > 0)
			buf_format(out, "%.*s_%" PRIu64, (int)len, wanted, number);
		else
			buf_format(out, "note%" PRIu64, number);
		if (!buf_ok(out) ||
		    notes_find(notes, buf_string(out) + start, out->len - start) == SIZE_MAX)
			return;
		buf_remove(out, start, out->len - start);
	}
}
