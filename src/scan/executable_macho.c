/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mach-O, of both widths and orders, and fat files, which hold some of them for several machines: a
 * part knows its own. Class files of Java begin as fat files do, with a number that is no count of
 * machines.
 */
#include "scan/executable_private.h"

#include <string.h>

#include "base/checked.h"
#include "base/scalar.h"

enum {
	COMMANDS_MOST = 1024, MACHINES_MOST = 20, SECTIONS_MOST = 256,
	COMMAND_SEGMENT = 1, COMMAND_SEGMENT_WIDE = 0x19,
	RUNS = 4, WIDE_MACHINE = 0x01000000, MACHINE_ARM = 12,
	SUBTYPE_V6M = 14, SUBTYPE_V7M = 15, SUBTYPE_V7EM = 16,
};
#define COMMAND_MAIN UINT32_C(0x80000028)
#define SECTION_CODE UINT32_C(0x80000400)

/* One of the programs. */
struct macho {
	const struct executable_input *input;
	struct executable *executable;
	uint64_t start;              /* of its header; offsets count from there */
	bool wide, big;
	enum architecture architecture;
};

static uint64_t word(const struct macho *macho, const uint8_t *bytes)
{
	return load_int(bytes, 4, macho->big);
}

static uint64_t size_at(const struct macho *macho, const uint8_t *bytes)
{
	return load_int(bytes, macho->wide ? 8 : 4, macho->big);
}

static enum architecture architecture_of(uint64_t machine, uint64_t subtype)
{
	subtype &= 0x00ffffff;
	switch (machine) {
	case 7:
		return ARCHITECTURE_X86;
	case 7 | WIDE_MACHINE:
		return ARCHITECTURE_X86_64;
	case MACHINE_ARM:
		return subtype >= SUBTYPE_V6M && subtype <= SUBTYPE_V7EM ? ARCHITECTURE_THUMB :
									   ARCHITECTURE_ARM;
	case MACHINE_ARM | WIDE_MACHINE:
	case MACHINE_ARM | 0x02000000:
		return ARCHITECTURE_AARCH64;
	case 6:
		return ARCHITECTURE_M68K;
	case 14:
		return ARCHITECTURE_SPARC;
	case 18:
		return ARCHITECTURE_PPC;
	case 18 | WIDE_MACHINE:
		return ARCHITECTURE_PPC64;
	default:
		return ARCHITECTURE_AUTO;
	}
}

static void add(const struct macho *macho, uint64_t offset, uint64_t len, uint64_t address,
		bool code)
{
	struct executable_part part = {
		.len = len, .address = address, .code = code,
		.architecture = macho->architecture,
	};

	if (add_fits(macho->start, offset, &part.pos))
		executable_add(macho->executable, macho->input, &part);
}

static void read_section(const struct macho *macho, uint64_t pos)
{
	uint8_t bytes[80];
	size_t width = macho->wide ? 8 : 4, size = macho->wide ? 80 : 68;

	if (!executable_bytes(macho->input, pos, bytes, size))
		return;
	const uint8_t *rest = bytes + 32 + 2 * width;
	if (!(word(macho, rest + 16) & SECTION_CODE))
		return;
	add(macho, word(macho, rest), size_at(macho, bytes + 32 + width),
	    size_at(macho, bytes + 32), true);
	macho->executable->sections = true;
}

/* A segment with its sections; `pos` and `size` are of the command. */
static void read_segment(const struct macho *macho, uint64_t pos, uint64_t size)
{
	uint8_t bytes[72];
	size_t width = macho->wide ? 8 : 4, len = macho->wide ? 72 : 56;
	uint64_t sections, one = macho->wide ? 80 : 68;

	if (size < len || !executable_bytes(macho->input, pos, bytes, len))
		return;
	const uint8_t *rest = bytes + 24 + 4 * width;
	sections = min_u64(word(macho, rest + 8), min_u64(SECTIONS_MOST, (size - len) / one));
	for (uint64_t i = 0; i < sections; i++)
		read_section(macho, pos + len + i * one);
	add(macho, size_at(macho, bytes + 24 + 2 * width), size_at(macho, bytes + 24 + 3 * width),
	    size_at(macho, bytes + 24), word(macho, rest + 4) & RUNS);
}

/* Where main() is, counted from the header. */
static void read_main(const struct macho *macho, uint64_t pos, uint64_t size)
{
	struct executable *executable = macho->executable;
	uint8_t bytes[8];

	if (executable->has_entry || size < 16 ||
	    !executable_bytes(macho->input, pos + 8, bytes, sizeof(bytes)))
		return;
	executable->has_entry = add_fits(macho->start, load_int(bytes, 8, macho->big),
					 &executable->entry) &&
				executable->entry < macho->input->size;
}

static void read_commands(const struct macho *macho, uint64_t pos, uint64_t count)
{
	uint8_t bytes[8];

	for (uint64_t i = 0; i < min_u64(count, COMMANDS_MOST); i++) {
		if (!executable_bytes(macho->input, pos, bytes, sizeof(bytes)))
			return;
		uint64_t command = word(macho, bytes), size = word(macho, bytes + 4);
		if (size < sizeof(bytes) || size > macho->input->size - pos)
			return;
		if (command == (macho->wide ? COMMAND_SEGMENT_WIDE : COMMAND_SEGMENT))
			read_segment(macho, pos, size);
		else if (command == COMMAND_MAIN)
			read_main(macho, pos, size);
		pos += size;
	}
}

static bool read_one(struct executable *executable, const struct executable_input *input,
		     uint64_t start)
{
	struct macho macho = { .input = input, .executable = executable, .start = start };
	uint8_t header[28];
	uint64_t magic;

	if (!executable_bytes(input, start, header, sizeof(header)))
		return false;
	macho.big = header[0] == 0xfe;
	magic = word(&macho, header);
	if ((magic & ~UINT64_C(1)) != 0xfeedface)
		return false;
	macho.wide = magic & 1;
	macho.architecture = architecture_of(word(&macho, header + 4), word(&macho, header + 8));
	if (executable->architecture == ARCHITECTURE_AUTO)
		executable->architecture = macho.architecture;
	read_commands(&macho, start + (macho.wide ? 32 : 28), word(&macho, header + 16));
	return true;
}

static bool read_fat(struct executable *executable, const struct executable_input *input,
		     bool wide, uint64_t count)
{
	uint8_t bytes[32];
	size_t size = wide ? 32 : 20;
	bool any = false;

	for (uint64_t i = 0; i < count; i++) {
		if (!executable_bytes(input, 8 + i * size, bytes, size))
			break;
		any |= read_one(executable, input, load_int(bytes + 8, wide ? 8 : 4, true));
	}
	return any;
}

bool executable_read_macho(struct executable *executable, const struct executable_input *input)
{
	uint8_t bytes[8];

	if (!executable_bytes(input, 0, bytes, sizeof(bytes)))
		return false;
	uint64_t magic = load_int(bytes, 4, true), count = load_int(bytes + 4, 4, true);
	executable->format = "Mach-O";
	if ((magic == 0xcafebabe || magic == 0xcafebabf) && count <= MACHINES_MOST)
		return read_fat(executable, input, magic & 1, count);
	return read_one(executable, input, 0);
}
