/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What fuzz_editor.c checks around each step, and the folder it runs in:
 *
 *	run_enter_folder();
 *	run_open(&run);                  an editor in run.editor
 *	...step...; run_after(&run);
 *	run_end(&run);                   undoes everything
 *	run_close(&run);
 *	run_leave_folder();              with all files in it gone
 *
 * What does not hold aborts.
 */
#ifndef BURIN_FUZZ_EDITOR_H
#define BURIN_FUZZ_EDITOR_H

#include "edit/editor.h"
#include "view/grid.h"

enum { RUN_FILES = 16, RUN_NAME = 64 };

/* A file of the folder as it was last seen. */
struct run_file {
	char name[RUN_NAME];
	struct buf bytes;
	uint64_t number;             /* inode: a save that replaces it gives another */
};

struct run {
	struct editor *editor;       /* the caller's */
	bool loud;                   /* steps are told on stderr */
	struct grid grid;
	struct document *document;   /* of the current window at the last look, or NULL */
	uint64_t generation;         /* of it */
	struct buf bytes;            /* in it */
	struct buf before;           /* in it one step ago: what that step may have saved */
	struct buf base;             /* in it with everything undone */
	bool base_known;
	bool modified;               /* it had changes one step ago */
	bool written;                /* some file is not what it was, or was saved */
	bool exported;               /* a list of hits may be in any of them, as text */
	struct run_file files[RUN_FILES];
	size_t file_count;
};

/* What does not hold is told with its place. */
#define check(holds) ((holds) ? (void)0 : run_fail(__FILE__, __LINE__, #holds))
void run_fail(const char *file, int line, const char *what) __attribute__((noreturn));

/* What the machine must give; where it does not (a full disk, no descriptors) nothing was found,
 * and the run ends with that. */
#define need(given) ((given) ? (void)0 : run_give_up(__FILE__, __LINE__, #given))
void run_give_up(const char *file, int line, const char *what) __attribute__((noreturn));
void run_say(const struct run *run, const char *format, ...) BURIN_PRINTF(2, 3);
void run_enter_folder(void);
void run_leave_folder(void);
void run_open(struct run *run);
void run_after(struct run *run);
void run_end(struct run *run);
void run_close(struct run *run);

#endif
