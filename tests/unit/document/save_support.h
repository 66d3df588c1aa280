/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BURIN_UNIT_DOCUMENT_SAVE_SUPPORT_H
#define BURIN_UNIT_DOCUMENT_SAVE_SUPPORT_H

/* What the tests of saving share: a store with a folder, and saves that must succeed or fail. */

#include "support/testing.h"

#include "base/job.h"
#include "document/document.h"
#include "document/save.h"

#include <sys/stat.h>

struct world {
	struct store *store;
	struct ropes ropes;
	struct tmpdir *dir;
};

void world_start(struct world *world);
void world_end(struct world *world);

/* The same around each test of a group, which gets the world as its state. */
int world_setup(void **state);
int world_teardown(void **state);
#define world_test(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

/* Opened to be copied on write. */
struct document *world_open(struct world *world, const char *path);
struct document *world_open_slice(struct world *world, const char *path, uint64_t offset,
				  uint64_t length);
struct document *world_new(struct world *world, uint64_t size);

/* Edits that must succeed. */
void put(struct document *document, uint64_t pos, const char *text);
void insert(struct document *document, uint64_t pos, const char *text);
void cut(struct document *document, uint64_t pos, uint64_t len);

/* Plans, runs, finishes and frees. False, with the reason, where one of them fails. */
bool try_save(struct document *document, const struct save_request *request, struct err *err);

/* What save_well() asks for; at first SAVE_ATOMIC. */
extern enum save_choice world_choice;

/* The same to `path` (NULL: its own). */
void save_well(struct document *document, const char *path, bool overwrite);

/* Must fail with this code and with a message that has this text in it. */
void save_badly(struct document *document, const struct save_request *request, enum err_code code,
		const char *text);

/* Of the file itself, also where it is a link. */
struct stat stat_of(const char *path);

/* The file holds the document's bytes. */
void check_saved(struct document *document, const char *path);

#endif
