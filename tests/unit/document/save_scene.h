/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BURIN_UNIT_DOCUMENT_SAVE_SCENE_H
#define BURIN_UNIT_DOCUMENT_SAVE_SCENE_H

/* What tests of the middle of a save begin with: a file with owner, mode, attribute, and edits. */

#include "save_support.h"

enum { SCENE_SIZE = 300000 };

/* A file, and a document of it with edits. */
struct scene {
	struct world world;
	struct document *document;
	const char *path;
	const char *fresh; /* a name that is not there */
	char *old;
	char *new;
	size_t new_len;
	bool has_attribute;
};

extern struct scene scene;

int scene_start(void **state);
int scene_end(void **state); /* also takes the hook away */
#define scene_test(name) cmocka_unit_test_setup_teardown(name, scene_start, scene_end)

/* The document of the file as it is, with the edits. */
void scene_open(void);

bool save_to(const char *path, struct err *err);
void check_old(void);
void check_new(void);
void check_attributes(void);

#endif
