/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the readers of JSON and CSV share: a note that is put together member by member. */
#ifndef BURIN_DOCUMENT_NOTES_EXCHANGE_PRIVATE_H
#define BURIN_DOCUMENT_NOTES_EXCHANGE_PRIVATE_H

#include "document/notes_exchange.h"

struct notes_draft {
	struct buf name, comment;
	uint64_t pos, len;
	bool has_pos;
	enum note_colour colour;
};

void notes_draft_done(struct notes_draft *draft);

/* A member by its name; one that is not known is passed over. The text is without quotes. */
bool notes_draft_set(struct notes_draft *draft, const char *member, const struct buf *text,
		     struct err *err) BURIN_MUST_CHECK;

/* The draft is empty after it. */
bool notes_draft_add(struct notes_draft *draft, struct notes *notes, struct err *err)
	BURIN_MUST_CHECK;

bool notes_import_json(struct notes *notes, const char *text, size_t len, struct err *err)
	BURIN_MUST_CHECK;
bool notes_import_csv(struct notes *notes, const char *text, size_t len, struct err *err)
	BURIN_MUST_CHECK;

#endif
