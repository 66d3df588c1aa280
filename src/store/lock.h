/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who else has a file: another burin that edits it, or a program that has locked it.
 *
 * A burin that can change a file holds a lock on one byte at 2^62 of it, far behind all that files
 * have, so it is in nobody's way. It is a lock for reading, of the open file (OFD): no permission
 * to write is needed for it, it goes away with the descriptor however the program ends, and each
 * who takes one sees the others. It belongs to the inode, so another name of the file, a hard link
 * or a bind mount, leads to it as well.
 *
 *	lock_take(&lock, file)           gives who else has one
 *	lock_drop(&lock)
 *
 * Nothing here waits, and nothing is refused: locks are advice. Where the file system has none, or
 * could keep us waiting for a server, there is nothing to be told.
 */
#ifndef BURIN_STORE_LOCK_H
#define BURIN_STORE_LOCK_H

#include "store/file.h"

#include <stdbool.h>
#include <sys/types.h>

enum lock_others {
	LOCK_NOBODY,
	LOCK_BURIN,              /* another burin edits it */
	LOCK_FOREIGN,            /* another program has locked it, or a part of it */
};

struct lock {
	int fd;                  /* of our own, holds it; -1: none */
	dev_t dev;
	ino_t ino;
};

/* Takes the lock of an open file; gives who else has one. What can not be locked just has none. */
enum lock_others lock_take(struct lock *lock, const struct file *file);

/* The same without taking one. */
enum lock_others lock_look(const struct file *file);

/* Whether it is the lock of this file. */
bool lock_is_of(const struct lock *lock, const struct file_identity *identity);
void lock_drop(struct lock *lock);

#endif
