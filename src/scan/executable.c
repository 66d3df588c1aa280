/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which format it is, and the arithmetic between positions and addresses. The lists of parts are
 * short, so they are walked.
 */
#include "scan/executable.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "scan/executable_private.h"

bool executable_bytes(const struct executable_input *input, uint64_t pos, void *to, size_t len)
{
	return pos <= input->size && len <= input->size - pos &&
	       input->read(input->context, pos, to, len);
}

void executable_add(struct executable *executable, const struct executable_input *input,
		    const struct executable_part *part)
{
	struct executable_part *added;
	uint64_t end;

	if (executable->count == EXECUTABLE_PARTS || part->pos >= input->size)
		return;
	added = &executable->part[executable->count];
	*added = *part;
	added->len = min_u64(part->len, input->size - part->pos);
	if (added->len > 0 && add_fits(added->address, added->len, &end))
		executable->count++;
}

bool executable_read(struct executable *executable, const struct executable_input *input)
{
	static bool (*const readers[])(struct executable *executable,
				       const struct executable_input *input) = {
		executable_read_elf, executable_read_pe, executable_read_macho,
	};

	for (size_t i = 0; i < sizeof(readers) / sizeof(*readers); i++) {
		memset(executable, 0, sizeof(*executable));
		if (readers[i](executable, input))
			return true;
	}
	memset(executable, 0, sizeof(*executable));
	return false;
}

static bool read_snapshot(void *context, uint64_t pos, void *to, size_t len)
{
	return snapshot_read(context, pos, to, NULL, len, NULL) == 0;
}

bool executable_read_snapshot(struct executable *executable, const struct snapshot *snapshot)
{
	const struct executable_input input = {
		read_snapshot, (void *)snapshot, snapshot_len(snapshot),
	};

	return executable_read(executable, &input);
}

const struct executable_part *executable_part(const struct executable *executable, uint64_t pos)
{
	const struct executable_part *best = NULL;

	for (size_t i = 0; i < executable->count; i++) {
		const struct executable_part *part = &executable->part[i];

		if (pos >= part->pos && pos - part->pos < part->len &&
		    (!best || part->len < best->len))
			best = part;
	}
	return best;
}

bool executable_address(const struct executable *executable, uint64_t pos, uint64_t *address)
{
	const struct executable_part *part = executable_part(executable, pos);

	if (part)
		*address = part->address + (pos - part->pos);
	return part != NULL;
}

static bool is_at(const struct executable_part *part, uint64_t address)
{
	return address >= part->address && address - part->address < part->len;
}

bool executable_position(const struct executable *executable, uint64_t address, uint64_t near,
			 uint64_t *pos)
{
	const struct executable_part *part = executable_part(executable, near);

	for (size_t i = 0; !(part && is_at(part, address)) && i < executable->count; i++)
		part = &executable->part[i];
	if (!part || !is_at(part, address))
		return false;
	*pos = part->pos + (address - part->address);
	return true;
}

/* No smaller part of code is within it. */
static bool is_innermost(const struct executable *executable, const struct executable_part *part)
{
	for (size_t i = 0; i < executable->count; i++) {
		const struct executable_part *other = &executable->part[i];

		if (other->code && other->len < part->len && other->pos >= part->pos &&
		    other->pos - part->pos < part->len)
			return false;
	}
	return true;
}

static int by_pos(const void *one, const void *two)
{
	const struct executable_range *a = one, *b = two;

	return a->pos != b->pos ? (a->pos > b->pos) - (a->pos < b->pos) :
				  (a->len > b->len) - (a->len < b->len);
}

size_t executable_code(const struct executable *executable,
		       struct executable_range range[EXECUTABLE_PARTS])
{
	uint64_t end = 0;
	size_t count = 0, kept = 0;

	for (size_t i = 0; i < executable->count; i++)
		if (executable->part[i].code && is_innermost(executable, &executable->part[i]))
			range[count++] = (struct executable_range){ executable->part[i].pos,
								    executable->part[i].len };
	qsort(range, count, sizeof(*range), by_pos);
	for (size_t i = 0; i < count; i++) {
		uint64_t after = range[i].pos + range[i].len, from = max_u64(range[i].pos, end);

		if (after <= from)
			continue;
		range[kept++] = (struct executable_range){ from, after - from };
		end = after;
	}
	return kept;
}

enum architecture executable_architecture(const struct executable *executable, uint64_t pos)
{
	const struct executable_part *part = executable_part(executable, pos);

	return part ? part->architecture : executable->architecture;
}
