/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as a side file, as JSON and as CSV. What is read is within its bounds, and written it
 * reads the same; what is not leaves no notes, and an error that says so.
 */
#include <locale.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "document/notes_exchange.h"
#include "document/notes_format.h"
#include "document/notes_merge.h"

enum { SIZE_MOST = 1 << 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void check_notes(const struct notes *notes)
{
	struct err err;

	for (size_t i = 0; i < notes->count; i++) {
		const struct note *note = &notes->list[i];

		check(note_check(note, &err) && note->colour < NOTE_COLOURS);
		check(note->len <= notes->longest);
		check(i == 0 || notes->list[i - 1].pos <= note->pos);
	}
}

/* Written and read again. */
static void check_round(const struct notes *notes, const struct notes_identity *identity)
{
	struct notes_identity of;
	struct buf text = BUF_INIT;
	struct notes read;
	struct err err;

	notes_init(&read, NULL);
	notes_format(notes, identity, "name", &text);
	check(buf_ok(&text) && notes_parse(buf_string(&text), text.len, &read, &of, &err));
	check(notes_identity_same(identity, &of) && read.count == notes->count);
	for (size_t i = 0; i < read.count; i++)
		check(note_same(&read.list[i], &notes->list[i]) &&
		      strcmp(read.list[i].name, notes->list[i].name) == 0);
	notes_done(&read);
	buf_done(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct notes_identity identity = { 0 };
	char *text = malloc(size + 1);

	setlocale(LC_CTYPE, "C.UTF-8");
	check(text != NULL);
	if (size > 0)
		memcpy(text, data, size);
	for (int kind = -1; kind <= NOTES_CSV && size <= SIZE_MOST; kind++) {
		struct err err = { 0 };
		struct notes notes;
		bool ok;

		notes_init(&notes, NULL);
		ok = kind < 0 ? notes_parse(text, size, &notes, &identity, &err) :
				notes_import(&notes, (enum notes_kind)kind, text, size, &err);
		check(ok || (err.code != ERR_NONE && err.text[0] != '\0' && notes.count == 0));
		check_notes(&notes);
		check_round(&notes, &identity);
		notes_done(&notes);
	}
	free(text);
	return 0;
}
