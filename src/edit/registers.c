/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An array of references. Nothing to search: a name is an index. */
#include "edit/registers.h"

enum { UNNAMED = 26 };

void registers_init(struct registers *registers, struct ropes *ropes)
{
	*registers = (struct registers){ .ropes = ropes };
}

void registers_done(struct registers *registers)
{
	for (int i = 0; i <= UNNAMED; i++) {
		rope_unref(registers->ropes, registers->content[i]);
		registers->content[i] = NULL;
	}
}

static int index_of(char name)
{
	if (name >= 'a' && name <= 'z')
		return name - 'a';
	return name == '"' ? UNNAMED : -1;
}

bool registers_set(struct registers *registers, char name, struct rope *rope)
{
	int index = index_of(name);

	if (index < 0) {
		rope_unref(registers->ropes, rope);
		return false;
	}
	rope_unref(registers->ropes, registers->content[index]);
	registers->content[index] = rope;
	return true;
}

struct rope *registers_get(const struct registers *registers, char name)
{
	int index = index_of(name);

	return index < 0 ? NULL : registers->content[index];
}
