/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An open document and all that is known of it, however many windows show it: what moves with its
 * edits (marks, notes, ranges), what became of its file, and which save of it runs.
 *
 * The first window makes it, further ones share it (window_beside()), the last one that is freed
 * frees it.
 */
#ifndef BURIN_EDIT_WINDOW_BUFFER_H
#define BURIN_EDIT_WINDOW_BUFFER_H

#include "base/err.h"
#include "document/document.h"
#include "document/marks.h"
#include "edit/settings.h"
#include "edit/window_notes.h"
#include "scan/sha256.h"

#include <stdint.h>

struct window;

struct buffer {
	struct document *document;   /* owned */
	struct window *windows;      /* all that show it, the newest first; owned by the editor */
	struct marks marks;
	struct window_notes notebook;/* notes, and where they are kept */
	uint64_t generation;         /* of the document, as last followed */
	uint64_t base;               /* --base-address: added to what is shown and typed */
	bool closing;                /* to be closed once it is saved */
	bool device_meant;           /* the user agreed that it is written to */
	bool saving;                 /* a save runs ... */
	uint64_t saving_generation;  /* ... of this state ... */
	uint64_t saving_since;       /* clock_ms() ... */
	bool saving_whole;           /* ... from the first byte to the last */
	bool save_again;             /* the newer changes are saved as soon as it has ended ... */
	bool save_again_anyway;      /* ... whatever became of the file */
	bool kept;                   /* a state was written as a whole, to whichever file ... */
	uint64_t kept_generation;    /* ... this one */
	char sha256[SHA256_TEXT];    /* as it was first taken; "": not yet */
	enum document_disk disk;     /* what became of the file, as last watched */
	uint64_t disk_stamp;         /* document_news.stamp then */
	uint64_t watched_generation; /* of the document then */
	enum document_disk told;     /* what was said of it last ... */
	uint64_t told_stamp;         /* ... and of which state */
	enum document_others others; /* who else has the file, as last claimed */
	bool asks_about_others;      /* it is open to be read, until that is answered ... */
	enum document_mode wanted;   /* ... although this was asked for */
	bool tailing;                /* the cursor goes to the end as the file grows */
	struct document_range *held; /* owned; changes that the next save leaves out */
	size_t held_count;
	struct document_conflicts conflicts; /* owned; edits over what another program changed */
	char leftover[64];           /* the log of a session that ended badly; "": none */
	bool half_saved;             /* so did a save into the file itself */
	bool asks;                   /* what to do with these is to be asked yet */
	bool recover_begun;          /* what was left over was looked for */
	bool undo_loaded;            /* kept undo history was looked for */
	bool log_told;               /* that edits are not logged was said */
	struct settings_local local; /* options of its own */
};

/* Consumes the document, also on failure. */
struct buffer *buffer_new(struct document *document, struct err *err) BURIN_MUST_CHECK;

/* Of one that no window shows. */
void buffer_free(struct buffer *buffer);

/* A window shows it from now on, or no longer; the last one takes it along. */
void buffer_add(struct buffer *buffer, struct window *window);
void buffer_remove(struct buffer *buffer, struct window *window);

/* Moves marks, notes and ranges with the edits since. */
void buffer_follow(struct buffer *buffer);

#endif
