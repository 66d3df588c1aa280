/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a document goes to a file: a pure function of facts, so that its table is a test.
 *
 *	PATCH     the length is the same: the changed ranges are written into the file itself, by
 *	          way of a journal that can finish or undo what was interrupted
 *	SHIFT     another length, and the file can not be replaced, or is not to be: its bytes move
 *	          within it, by way of such a journal; only after a question
 *	REPLACE   an unnamed temporary file in the same folder, whole, synced, then the names
 *	          are exchanged
 *	NEW       the same without an old file; never over an existing one
 *	SYNC      in place: the bytes are there already
 *	NOTHING   no change to save
 *	REFUSED   would break what the text names; the text also names the way out
 */
#ifndef BURIN_DOCUMENT_SAVE_PLAN_H
#define BURIN_DOCUMENT_SAVE_PLAN_H

#include "base/err.h"
#include "document/document.h"

#include <stdint.h>

enum save_method {
	SAVE_NOTHING,
	SAVE_SYNC,
	SAVE_PATCH,
	SAVE_SHIFT,
	SAVE_REPLACE,
	SAVE_NEW,
	SAVE_REFUSED,
};

/* What the user wants of it. */
enum save_choice {
	SAVE_AUTO,               /* what is least work */
	SAVE_ATOMIC,             /* a new file: whoever reads meanwhile sees all of it or nothing */
	SAVE_INPLACE,            /* the file itself: links, owner and open handles stay */
};

/* What is there under the target's name. */
enum save_target_kind {
	SAVE_TARGET_FILE,        /* a regular file, or nothing */
	SAVE_TARGET_DEVICE,      /* a block device */
	SAVE_TARGET_SHM,         /* "shm:NAME" */
	SAVE_TARGET_FOLDER,
	SAVE_TARGET_OTHER,       /* FIFO, socket, character device */
};

struct save_facts {
	const char *name;        /* of the target, as the user knows it; raw bytes, borrowed */
	const char *folder;      /* the folder it is in; raw bytes, borrowed */
	enum document_mode mode;
	enum save_target_kind kind;
	bool modified;           /* there is something to save */
	bool partial;            /* only a range goes out: never a plain save */
	bool same_file;          /* the target is the document's own file, or has its name */
	bool target_exists;
	bool overwrite;          /* the user agreed to replace what is there, or to a SHIFT */
	bool changed_on_disk;    /* another program changed, replaced or removed it since it was
	                            opened (in place: replaced or removed) */
	uint64_t links;          /* hard links of the target */
	bool owner_kept;         /* owner and group of the target can be given to a new file */
	bool folder_writable;    /* files can be made and renamed in it */
	bool mount_point;        /* a file mounted over: its name can not be exchanged */
	bool file_writable;      /* permission to write the target itself */
	bool immutable;          /* chattr +i or +a */
	bool being_saved;        /* another save writes into it just now */
	uint64_t need;           /* bytes to be written */
	uint64_t room;           /* bytes free for us where it goes; UINT64_MAX: unknown */
	uint64_t size_limit;     /* RLIMIT_FSIZE; UINT64_MAX: none */
	uint64_t size;           /* of the result */
	enum save_choice choice;
	bool same_inode;         /* the target is the very file whose bytes were opened or saved */
	bool same_size;          /* the document is as long as that file is now */
	bool can_open;           /* the target was opened for writing */
	uint64_t changed;        /* bytes that differ, where same_size; roughly */
	uint64_t journal_need;   /* bytes that a journal of them takes */
	uint64_t journal_room;   /* bytes free where it goes; UINT64_MAX: unknown */
	bool can_shift;          /* another length, and it is known what moves */
	uint64_t moved;          /* bytes that would move */
	const char *no_journal;  /* why there can be none; NULL: there can */
};

/* For SAVE_REFUSED *err says why and what to do (ERR_REFUSED, ERR_EXISTS, ERR_CHANGED or
 * ERR_READONLY; ERR_ASK: a SHIFT that the user has not agreed to). */
enum save_method save_plan(const struct save_facts *facts, struct err *err);

/* For the user, before a long save: "in place", "as a new file in place of the old one". */
const char *save_method_text(enum save_method method);

#endif
