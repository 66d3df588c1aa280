/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PE, and the DOS programs that each of them begins with. */
#include "scan/executable_private.h"

#include <string.h>

#include "base/checked.h"
#include "base/scalar.h"

enum {
	DOS_HEADER = 64, HEADER = 24, SECTION = 40, SECTIONS_MOST = 96, WIDE = 0x20b,
	OPTIONAL_LEAST = 32, SECTION_RUNS = 0x20000000, SECTION_CODE = 0x20,
};

static const struct { uint16_t machine; enum architecture architecture; } machines[] = {
	{ 0x014c, ARCHITECTURE_X86 }, { 0x8664, ARCHITECTURE_X86_64 },
	{ 0x01c0, ARCHITECTURE_ARM }, { 0x01c2, ARCHITECTURE_THUMB },
	{ 0x01c4, ARCHITECTURE_THUMB }, { 0xaa64, ARCHITECTURE_AARCH64 },
	{ 0xa641, ARCHITECTURE_AARCH64 }, { 0x0166, ARCHITECTURE_MIPSEL },
	{ 0x0169, ARCHITECTURE_MIPSEL }, { 0x0266, ARCHITECTURE_MIPSEL },
	{ 0x0366, ARCHITECTURE_MIPSEL }, { 0x01a6, ARCHITECTURE_SH4 },
	{ 0x5032, ARCHITECTURE_RISCV32 }, { 0x5064, ARCHITECTURE_RISCV64 },
};

static uint64_t little(const uint8_t *bytes, size_t size)
{
	return load_int(bytes, size, false);
}

static enum architecture architecture_of(uint64_t machine)
{
	for (size_t i = 0; i < sizeof(machines) / sizeof(*machines); i++)
		if (machines[i].machine == machine)
			return machines[i].architecture;
	return ARCHITECTURE_AUTO;
}

/* The program after the header of DOS; its addresses depend on where it is loaded. */
static bool read_dos(struct executable *executable, const struct executable_input *input,
		     const uint8_t *header)
{
	const struct executable_part part = {
		.pos = little(header + 8, 2) * 16, .len = input->size,
		.code = true, .architecture = ARCHITECTURE_X86_16,
	};

	executable->format = "DOS";
	executable->architecture = ARCHITECTURE_X86_16;
	executable_add(executable, input, &part);
	executable->sections = executable->count > 0;
	return true;
}

static void add_section(struct executable *executable, const struct executable_input *input,
			const uint8_t *bytes, uint64_t base)
{
	uint64_t memory = little(bytes + 8, 4), raw = little(bytes + 16, 4);
	struct executable_part part = {
		.pos = little(bytes + 20, 4), .len = memory > 0 ? min_u64(memory, raw) : raw,
		.code = little(bytes + 36, 4) & (SECTION_RUNS | SECTION_CODE),
		.architecture = executable->architecture,
	};

	if (part.pos == 0 || !add_fits(base, little(bytes + 12, 4), &part.address))
		return;
	executable_add(executable, input, &part);
	executable->sections |= part.code;
}

static void read_sections(struct executable *executable, const struct executable_input *input,
			  uint64_t pos, uint64_t count, uint64_t base)
{
	uint8_t bytes[SECTION];

	for (uint64_t i = 0; i < min_u64(count, SECTIONS_MOST); i++, pos += SECTION) {
		if (!executable_bytes(input, pos, bytes, sizeof(bytes)))
			return;
		add_section(executable, input, bytes, base);
	}
}

bool executable_read_pe(struct executable *executable, const struct executable_input *input)
{
	uint8_t dos[DOS_HEADER], header[HEADER], optional[OPTIONAL_LEAST] = { 0 };
	uint64_t at, length, base, entry;

	if (!executable_bytes(input, 0, dos, sizeof(dos)) || memcmp(dos, "MZ", 2) != 0)
		return false;
	at = little(dos + 0x3c, 4);
	if (!executable_bytes(input, at, header, sizeof(header)) ||
	    memcmp(header, "PE\0\0", 4) != 0)
		return read_dos(executable, input, dos);
	executable->format = "PE";
	executable->architecture = architecture_of(little(header + 4, 2));
	length = little(header + 20, 2);
	at += HEADER;
	if (length < sizeof(optional) ||
	    !executable_bytes(input, at, optional, sizeof(optional)))
		memset(optional, 0, sizeof(optional));
	base = little(optional, 2) == WIDE ? little(optional + 24, 8) : little(optional + 28, 4);
	read_sections(executable, input, at + length, little(header + 6, 2), base);
	executable->has_entry = add_fits(base, little(optional + 16, 4), &entry) &&
		executable_position(executable, entry, 0, &executable->entry);
	return true;
}
