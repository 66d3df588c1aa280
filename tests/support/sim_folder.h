/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BURIN_SUPPORT_SIM_FOLDER_H
#define BURIN_SUPPORT_SIM_FOLDER_H

/*
 * A real folder that files are saved in, as a disk on which the power fails would have it. It is
 * told of each call by unit/document/save_hook.h, and says at any moment what a crash just then may
 * leave: of the bytes, sizes and modes that were not synced any part, of each name any state since
 * the folder was synced. A sync that fails has brought some of it to the disk, and the rest never
 * comes there.
 *
 *	sim_folder_open(&folder, &random, path);
 *	sim_folder_add(&folder, "file");                 what is there, on the disk
 *	... each call: sim_folder_note(&folder, call);
 *	sim_folder_crash(&folder, killed);
 *	if (sim_folder_look(&folder, "file", &rest))     now rest.bytes, rest.len
 *	sim_folder_check(&folder);                       what programs see is what really is there
 *	sim_folder_close(&folder);
 */

#include "support/sim_file.h"
#include "unit/document/save_hook.h"

#include <limits.h>

enum { SIM_FOLDER_FILES = 8, SIM_ENTRIES = 8 };

struct sim_entry {
	char text[NAME_MAX + 1];
	struct sim_name name;
	bool forgotten;          /* its last change will not come to the disk by itself */
	int left;                /* the file that the last crash left under it; -1: none */
};

struct sim_folder {
	struct random *random;   /* borrowed */
	char path[PATH_MAX];
	uint64_t ino;            /* of the real one */
	struct sim_file files[SIM_FOLDER_FILES];     /* ino: the real ones'; the last counts */
	int count;
	struct sim_entry entries[SIM_ENTRIES];
	int entry_count;
	bool killed;             /* the last crash was a kill */
	uint8_t *room;           /* owned; bytes that it left */
};

/* A file that is left. */
struct sim_rest {
	const uint8_t *bytes;    /* borrowed until the next look */
	uint64_t len;
	uint64_t mode;
};

void sim_folder_open(struct sim_folder *folder, struct random *random, const char *path);
void sim_folder_add(struct sim_folder *folder, const char *name);

/* False: a call that leaves everything as it was. */
bool sim_folder_note(struct sim_folder *folder, const struct save_call *call);
void sim_folder_crash(struct sim_folder *folder, bool killed);

/* False: there is no such name. */
bool sim_folder_look(struct sim_folder *folder, const char *name, struct sim_rest *rest);

/* How many names there are beside those given, which NULL ends. */
int sim_folder_others(const struct sim_folder *folder, const char *const *names);

/* Fails the test unless the folder really is what the calls have made of it: none was missed. */
void sim_folder_check(struct sim_folder *folder);

/* Removes the real files but this one. */
void sim_folder_clear(const struct sim_folder *folder, const char *but);
void sim_folder_close(struct sim_folder *folder);

#endif
