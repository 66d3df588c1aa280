/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file of tests/script/cases, as text: "name: value" lines, each with the lines below it that
 * start with '|'. What the names mean is the runner's business (run_cases.c).
 *
 *	struct case_file file = { 0 };
 *	if (case_read(&file, path))
 *		for (size_t i = 0; i < file.count; i++)
 *			use(&file.steps[i]);
 *	case_write(&file, path);               if something was changed
 *	case_done(&file);
 *
 * Empty lines and remarks (#) are steps without a name, so that they are written back.
 */
#ifndef BURIN_TESTS_CASE_FILE_H
#define BURIN_TESTS_CASE_FILE_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

/* One "name: value". */
struct step {
	char *name;              /* NULL: `value` is a remark or empty */
	char *value;
	struct buf block;        /* the lines below it without their '|' */
	bool has_block;
};

struct case_file {
	struct step *steps;      /* owned */
	size_t count;
};

/* False, with errno, when it can not be read; EINVAL names in `count` the line that is no step. */
bool case_read(struct case_file *file, const char *path);
bool case_write(const struct case_file *file, const char *path);
void case_done(struct case_file *file);

/* Each of the two says whether something changed. */
bool case_set_value(struct step *step, const char *value);
bool case_set_block(struct step *step, const char *text);

#endif
