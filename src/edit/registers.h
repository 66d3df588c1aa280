/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The clipboard: ropes under the names a to z and " (the unnamed one, which every copy and cut
 * fills). Copying 10 GiB is one reference.
 */
#ifndef BURIN_EDIT_REGISTERS_H
#define BURIN_EDIT_REGISTERS_H

#include "document/rope.h"

struct registers {
	struct ropes *ropes;         /* borrowed */
	struct rope *content[27];    /* owned; NULL: empty; the last is the unnamed one */
};

void registers_init(struct registers *registers, struct ropes *ropes);
void registers_done(struct registers *registers);

/* Consumes the rope. False: there is no such name. */
bool registers_set(struct registers *registers, char name, struct rope *rope);

/* Borrowed. NULL: it is empty, or there is no such name. */
struct rope *registers_get(const struct registers *registers, char name);

#endif
