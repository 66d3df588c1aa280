/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a program with a header: what is found lies within them. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "scan/executable.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

/* What is asked to be read. */
struct input {
	const uint8_t *data;
	size_t size;
};

static bool read_input(void *context, uint64_t pos, void *to, size_t len)
{
	const struct input *input = context;

	check(pos <= input->size && len <= input->size - pos);
	memcpy(to, input->data + pos, len);
	return true;
}

static void check_part(const struct executable *executable, const struct executable_part *part,
		       uint64_t size)
{
	uint64_t address, pos;

	check(part->len > 0 && part->pos < size && part->len <= size - part->pos);
	check(part->address + part->len > part->address);
	check(part->architecture < ARCHITECTURE_COUNT);
	check(executable_address(executable, part->pos, &address));
	check(executable_position(executable, address, part->pos, &pos) && pos == part->pos);
	check(executable_position(executable, part->address, 0, &pos) && pos < size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, size };
	const struct executable_input given = { read_input, &input, size };
	struct executable_range range[EXECUTABLE_PARTS];
	struct executable executable;
	uint64_t end = 0;
	size_t count;

	if (!executable_read(&executable, &given)) {
		check(executable.count == 0 && executable.architecture == ARCHITECTURE_AUTO);
		return 0;
	}
	check(executable.format != NULL && executable.count <= EXECUTABLE_PARTS);
	check(!executable.has_entry || executable.entry < size);
	for (size_t i = 0; i < executable.count; i++)
		check_part(&executable, &executable.part[i], size);
	count = executable_code(&executable, range);
	for (size_t i = 0; i < count; i++) {
		check(range[i].pos >= end && range[i].len > 0);
		end = range[i].pos + range[i].len;
	}
	check(end <= size);
	return 0;
}
