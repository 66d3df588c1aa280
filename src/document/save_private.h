/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A save, for its two files: save_start.c plans it, save.c does it. */
#ifndef BURIN_DOCUMENT_SAVE_PRIVATE_H
#define BURIN_DOCUMENT_SAVE_PRIVATE_H

#include "document/edit_log.h"
#include "document/save.h"
#include "document/save_backup.h"
#include "document/save_copy.h"
#include "document/save_layout.h"
#include "document/save_patch.h"
#include "document/save_shift.h"
#include "document/save_target.h"
#include "document/snapshot.h"
#include "document/temporary.h"
#include "store/file.h"

struct save;

/* Does a slice; sets *over after the last. */
typedef bool save_phase(struct save *save, bool *over, struct err *err);

struct save {
	struct job base;
	save_phase *const *phase; /* the present one in a list that NULL ends */
	enum save_method method;
	uint64_t work;   /* bytes to be written */
	bool overwrite;
	bool own;        /* the document counts as saved afterwards */
	bool takes_name; /* ... and has this name */
	bool touched;    /* failed, and the target is not as before; the text says how */
	struct snapshot snapshot;
	uint64_t state; /* of the document when the snapshot was taken */
	int file;       /* our own descriptor of the document's file; -1: none */
	struct save_target target;
	struct save_layout layout;
	struct temporary temporary;
	struct edit_log_slot log; /* of the document, to be told of the new file */
	struct save_copy copy;
	struct save_backup backup;
	bool wants_backup;
	struct save_patch patch;
	struct save_shift shift;
	struct store *store;           /* borrowed */
	struct file_identity identity; /* of what was written, in the end */
};

/* All but the method is zero, -1 where it is a descriptor. */
void save_init(struct save *save);

/* It becomes a job, by its method; `total` bytes are the work. */
void save_set_out(struct save *save, uint64_t total);

/* Frees it; what is half done is taken back. */
void save_let_go(struct save *save);

#endif
