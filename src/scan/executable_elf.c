/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ELF, of both classes and both orders. Segments say where bytes will be in memory; sections of
 * code are smaller, and one begins with an instruction, so both are taken. In an object file,
 * which has no segments, all sections begin at 0.
 */
#include "scan/executable_private.h"

#include <string.h>

#include "base/checked.h"
#include "base/scalar.h"

enum {
	HEADER = 64, SEGMENTS_MOST = 1024, SECTIONS_MOST = 4096,
	TYPE_OBJECT = 1, SEGMENT_LOAD = 1, SEGMENT_RUNS = 1,
	SECTION_NO_BYTES = 8, SECTION_LOADED = 2, SECTION_RUNS = 4,
	MACHINE_MIPS = 8, MACHINE_S390 = 22, MACHINE_ARM = 40, MACHINE_RISCV = 243,
};

/* The file header, and how to read the others. */
struct elf {
	const struct executable_input *input;
	bool wide, big;              /* 64 bits; big endian */
	uint8_t header[HEADER];
};

/* Those that have one row whatever the class, the order and the flags. */
static const struct { uint16_t machine; enum architecture architecture; } machines[] = {
	{ 2, ARCHITECTURE_SPARC }, { 3, ARCHITECTURE_X86 }, { 4, ARCHITECTURE_M68K },
	{ 6, ARCHITECTURE_X86 }, { 18, ARCHITECTURE_SPARC }, { 20, ARCHITECTURE_PPC },
	{ MACHINE_S390, ARCHITECTURE_S390X }, { 42, ARCHITECTURE_SH4 },
	{ 43, ARCHITECTURE_SPARC64 }, { 44, ARCHITECTURE_TRICORE }, { 53, ARCHITECTURE_CPU12 },
	{ 62, ARCHITECTURE_X86_64 }, { 70, ARCHITECTURE_M6811 }, { 140, ARCHITECTURE_C64X },
	{ 183, ARCHITECTURE_AARCH64 }, { 203, ARCHITECTURE_XCORE }, { 247, ARCHITECTURE_EBPF },
};

/* A field of `narrow` bytes at one place in the class of 32 bits, of 8 (or as many) at another. */
static uint64_t half(const struct elf *elf, const uint8_t *bytes)
{
	return load_int(bytes, 2, elf->big);
}

static uint64_t word(const struct elf *elf, const uint8_t *bytes)
{
	return load_int(bytes, 4, elf->big);
}

static uint64_t size_at(const struct elf *elf, const uint8_t *bytes, size_t narrow, size_t wide)
{
	return elf->wide ? load_int(bytes + wide, 8, elf->big) :
			   load_int(bytes + narrow, 4, elf->big);
}

static enum architecture mips_of(const struct elf *elf, uint64_t flags)
{
	/* Bits 28 to 31 are the level: 3, 4, 5, 6 and 8, 10 have 64 bits. */
	unsigned level = (unsigned)(flags >> 28 & 15);
	bool wide = elf->wide || (level >= 2 && level <= 4) || level == 6 || level == 8 ||
		    level == 10;

	if (wide)
		return elf->big ? ARCHITECTURE_MIPS64 : ARCHITECTURE_MIPS64EL;
	return elf->big ? ARCHITECTURE_MIPS : ARCHITECTURE_MIPSEL;
}

/* An entry at an odd address is one in Thumb. Big files of today have code in little endian. */
static enum architecture arm_of(const struct elf *elf, uint64_t flags)
{
	bool big = elf->big && !(flags & 0x00800000);

	if (size_at(elf, elf->header, 24, 24) & 1)
		return big ? ARCHITECTURE_THUMBBE : ARCHITECTURE_THUMB;
	return big ? ARCHITECTURE_ARMBE : ARCHITECTURE_ARM;
}

static enum architecture architecture_of(const struct elf *elf)
{
	uint64_t machine = half(elf, elf->header + 18);
	uint64_t flags = word(elf, elf->header + (elf->wide ? 48 : 36));

	switch (machine) {
	case MACHINE_MIPS:
		return mips_of(elf, flags);
	case MACHINE_ARM:
		return arm_of(elf, flags);
	case MACHINE_RISCV:
		return elf->wide ? ARCHITECTURE_RISCV64 : ARCHITECTURE_RISCV32;
	case 21:
		return elf->big ? ARCHITECTURE_PPC64 : ARCHITECTURE_PPC64LE;
	default:
		break;
	}
	for (size_t i = 0; i < sizeof(machines) / sizeof(*machines); i++)
		if (machines[i].machine == machine)
			return machines[i].architecture;
	return ARCHITECTURE_AUTO;
}

static void add_segment(const struct elf *elf, struct executable *executable,
			const uint8_t *bytes)
{
	const struct executable_part part = {
		.pos = size_at(elf, bytes, 4, 8), .len = size_at(elf, bytes, 16, 32),
		.address = size_at(elf, bytes, 8, 16),
		.code = word(elf, bytes + (elf->wide ? 4 : 24)) & SEGMENT_RUNS,
		.architecture = executable->architecture,
	};

	if (word(elf, bytes) == SEGMENT_LOAD)
		executable_add(executable, elf->input, &part);
}

static void add_section(const struct elf *elf, struct executable *executable,
			const uint8_t *bytes)
{
	uint64_t flags = size_at(elf, bytes, 8, 8);
	bool object = half(elf, elf->header + 16) == TYPE_OBJECT;
	const struct executable_part part = {
		.pos = size_at(elf, bytes, 16, 24), .len = size_at(elf, bytes, 20, 32),
		.address = size_at(elf, bytes, 12, 16), .code = flags & SECTION_RUNS,
		.architecture = executable->architecture,
	};

	if (word(elf, bytes + 4) == SECTION_NO_BYTES || !(flags & SECTION_LOADED) ||
	    !(part.code || object))
		return;
	executable_add(executable, elf->input, &part);
	executable->sections |= part.code;
}

/* A table of `count` entries of `size` bytes; what is not there is left out. */
static void walk(const struct elf *elf, struct executable *executable, uint64_t pos, uint64_t size,
		 uint64_t count, uint64_t least,
		 void (*add)(const struct elf *elf, struct executable *executable,
			     const uint8_t *bytes))
{
	uint8_t bytes[HEADER];
	uint64_t at;

	if (pos == 0 || size < least)
		return;
	for (uint64_t i = 0; i < count; i++) {
		if (!add_fits(pos, i * size, &at) ||
		    !executable_bytes(elf->input, at, bytes, (size_t)least))
			return;
		add(elf, executable, bytes);
	}
}

static void find_entry(const struct elf *elf, struct executable *executable)
{
	uint64_t address = size_at(elf, elf->header, 24, 24);

	if (half(elf, elf->header + 18) == MACHINE_ARM)
		address &= ~UINT64_C(1);
	executable->has_entry = address != 0 &&
		executable_position(executable, address, 0, &executable->entry);
}

bool executable_read_elf(struct executable *executable, const struct executable_input *input)
{
	struct elf elf = { .input = input };
	size_t least;

	if (!executable_bytes(input, 0, elf.header, 20) || memcmp(elf.header, "\177ELF", 4) != 0)
		return false;
	elf.wide = elf.header[4] == 2;
	elf.big = elf.header[5] == 2;
	least = elf.wide ? 64 : 52;
	if (!executable_bytes(input, 0, elf.header, least))
		return false;
	executable->format = "ELF";
	executable->architecture = architecture_of(&elf);
	const uint8_t *table = elf.header + (elf.wide ? 54 : 42);
	walk(&elf, executable, size_at(&elf, elf.header, 32, 40), half(&elf, table + 4),
	     min_u64(half(&elf, table + 6), SECTIONS_MOST), elf.wide ? 64 : 40, add_section);
	walk(&elf, executable, size_at(&elf, elf.header, 28, 32), half(&elf, table),
	     min_u64(half(&elf, table + 2), SEGMENTS_MOST), elf.wide ? 56 : 32, add_segment);
	find_entry(&elf, executable);
	return true;
}
