/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the header of a program says of its bytes: for which machine they are, and at which
 * addresses they will be in memory. ELF, PE (and DOS programs), Mach-O with its fat files.
 *
 * Everything in a header may be a lie: what does not lie within the file, or wraps, is left out,
 * and of everything there is a most. What is found is only ever used to show something.
 *
 *	struct executable *executable = malloc(sizeof(*executable));
 *	if (executable_read(executable, &input) && executable_address(executable, pos, &address))
 */
#ifndef BURIN_SCAN_EXECUTABLE_H
#define BURIN_SCAN_EXECUTABLE_H

#include "document/snapshot.h"
#include "scan/architecture.h"

#include <stddef.h>
#include <stdint.h>

/* Where the bytes come from. */
struct executable_input {
	/* [pos, pos + len), which lies within; false: not all of it can be read. */
	bool (*read)(void *context, uint64_t pos, void *to, size_t len);
	void *context;
	uint64_t size;
};

/* A section or segment: bytes of the file with their place in memory. */
struct executable_part {
	uint64_t pos, len;           /* within the file; len > 0 */
	uint64_t address;            /* of the first; address + len does not wrap */
	bool code;                   /* can be run */
	enum architecture architecture;
};

enum { EXECUTABLE_PARTS = 256 };

struct executable {
	const char *format;          /* "ELF", "PE", "DOS", "Mach-O" */
	enum architecture architecture;      /* ARCHITECTURE_AUTO: one that is not known */
	struct executable_part part[EXECUTABLE_PARTS];
	size_t count;
	bool sections;               /* some of the parts of code are as small as sections */
	bool has_entry;
	uint64_t entry;              /* the position at which it begins to run */
};

/* False: these bytes are no such program. */
bool executable_read(struct executable *executable, const struct executable_input *input);
bool executable_read_snapshot(struct executable *executable, const struct snapshot *snapshot);

/* The smallest part that holds a position; NULL: none does. */
const struct executable_part *executable_part(const struct executable *executable, uint64_t pos);

/* From a position to its address in memory, and back; several parts may have the same addresses (of
 * an object file all begin at 0), and the one that holds `near` is asked first. */
bool executable_address(const struct executable *executable, uint64_t pos, uint64_t *address);
bool executable_position(const struct executable *executable, uint64_t address, uint64_t near,
			 uint64_t *pos);

/* The code in the file, in its order and without what comes twice: sections where there are some,
 * else segments. Returns how many ranges there are. */
struct executable_range {
	uint64_t pos, len;
};
size_t executable_code(const struct executable *executable,
		       struct executable_range range[EXECUTABLE_PARTS]);

/* Of the bytes at a position: a fat file has several. */
enum architecture executable_architecture(const struct executable *executable, uint64_t pos);

#endif
