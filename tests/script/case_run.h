/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One case being run. run_cases.c does what its steps say, case_check.c compares; it takes what
 * came out instead when the case is recorded anew.
 */
#ifndef BURIN_TESTS_CASE_RUN_H
#define BURIN_TESTS_CASE_RUN_H

#include "edit/editor.h"
#include "script/case_file.h"

struct runner {
	const char *path;            /* of the case */
	char folder[64];
	struct case_file file;
	struct editor *editor;       /* NULL until the first key or line */
	struct editor_setup setup;
	struct document_options options;
	int rows, cols;
	char name[64];               /* of the file that is opened; "" for none */
	const char *fresh;           /* size of a document without a file, or NULL */
	uint64_t base;
	bool update, changed, failed;
	char error[512];             /* of the last run: */
};

/* Says why the case does not hold; false. */
bool run_fail(struct runner *runner, const char *what, const char *why);

/* Appends text with each `from` as `to`. */
void run_replace(struct buf *out, const char *text, const char *from, const char *to);

/* A check of run_cases.c: the editor runs, and for some a file is open. */
void check_bytes(struct runner *runner, struct step *step);
void check_screen(struct runner *runner, struct step *step);
void check_cursor(struct runner *runner, struct step *step);
void check_selection(struct runner *runner, struct step *step);
void check_state(struct runner *runner, struct step *step);
void check_modified(struct runner *runner, struct step *step);
void check_disk(struct runner *runner, struct step *step);
void check_disk_of(struct runner *runner, struct step *step);
void check_message(struct runner *runner, struct step *step);
void check_error(struct runner *runner, struct step *step);
void check_output(struct runner *runner, struct step *step);
void check_quit(struct runner *runner, struct step *step);
void check_wants(struct runner *runner, struct step *step);

#endif
