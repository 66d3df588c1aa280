/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Headers made here, byte by byte; and what becomes of those that lie. */
#include "support/testing.h"

#include "base/scalar.h"
#include "scan/executable.h"

enum { FILE_SIZE = 0x1000 };

struct image {
	uint8_t bytes[FILE_SIZE];
	size_t size;
	bool big;
};

static bool read_image(void *context, uint64_t pos, void *to, size_t len)
{
	const struct image *image = context;

	assert_true(pos <= image->size && len <= image->size - pos);
	memcpy(to, image->bytes + pos, len);
	return true;
}

static bool look(struct executable *executable, struct image *image)
{
	const struct executable_input input = { read_image, image, image->size };

	return executable_read(executable, &input);
}

static void put(struct image *image, size_t at, size_t size, uint64_t value)
{
	store_int(image->bytes + at, size, image->big, value);
}

/* 32 bits: "pos" in 4 bytes; 64 bits: in 8. */
static void make_elf(struct image *image, bool wide, bool big, unsigned machine, unsigned flags)
{
	size_t n = wide ? 8 : 4, segment = 0x40, section = 0x100;

	*image = (struct image){ .size = FILE_SIZE, .big = big };
	memcpy(image->bytes, "\177ELF", 4);
	image->bytes[4] = wide ? 2 : 1;
	image->bytes[5] = big ? 2 : 1;
	put(image, 16, 2, 2);
	put(image, 18, 2, machine);
	put(image, 24, n, 0x401010);
	put(image, 24 + n, n, segment);
	put(image, 24 + 2 * n, n, section);
	put(image, 24 + 3 * n, 4, flags);
	put(image, 24 + 3 * n + 6, 2, wide ? 56 : 32);
	put(image, 24 + 3 * n + 8, 2, 1);
	put(image, 24 + 3 * n + 10, 2, wide ? 64 : 40);
	put(image, 24 + 3 * n + 12, 2, 2);
	/* A segment from 0x400 on, at 0x400c00. */
	put(image, segment, 4, 1);
	put(image, segment + (wide ? 4 : 24), 4, 5);
	put(image, segment + n, n, 0x400);
	put(image, segment + 2 * n, n, 0x400c00);
	put(image, segment + 4 * n, n, 0x900);
	/* The second section is code, from 0x800 on. */
	section += wide ? 64 : 40;
	put(image, section + 4, 4, 1);
	put(image, section + 8, n, 6);
	put(image, section + 8 + n, n, 0x401000);
	put(image, section + 8 + 2 * n, n, 0x800);
	put(image, section + 8 + 3 * n, n, 0x100);
}

static void elf_of_all_machines(void **state)
{
	static const struct {
		bool wide, big;
		unsigned machine, flags;
		enum architecture architecture;
	} cases[] = {
		{ true, false, 62, 0, ARCHITECTURE_X86_64 },
		{ false, false, 3, 0, ARCHITECTURE_X86 },
		{ false, false, 40, 0, ARCHITECTURE_ARM },
		{ false, true, 40, 0, ARCHITECTURE_ARMBE },
		{ false, true, 40, 0x00800000, ARCHITECTURE_ARM },
		{ true, false, 183, 0, ARCHITECTURE_AARCH64 },
		{ false, true, 8, 0x50000000, ARCHITECTURE_MIPS },
		{ false, false, 8, 0x50000000, ARCHITECTURE_MIPSEL },
		{ false, true, 8, 0x60000000, ARCHITECTURE_MIPS64 },
		{ true, false, 8, 0x80000000, ARCHITECTURE_MIPS64EL },
		{ false, true, 20, 0, ARCHITECTURE_PPC },
		{ true, true, 21, 0, ARCHITECTURE_PPC64 },
		{ true, false, 21, 0, ARCHITECTURE_PPC64LE },
		{ false, false, 243, 0, ARCHITECTURE_RISCV32 },
		{ true, false, 243, 0, ARCHITECTURE_RISCV64 },
		{ true, true, 22, 0, ARCHITECTURE_S390X },
		{ true, true, 43, 0, ARCHITECTURE_SPARC64 },
		{ false, true, 4, 0, ARCHITECTURE_M68K },
		{ true, false, 0xfffe, 0, ARCHITECTURE_AUTO },
	};
	struct executable executable;
	struct image image;
	uint64_t address, pos;

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		make_elf(&image, cases[i].wide, cases[i].big, cases[i].machine, cases[i].flags);
		assert_true(look(&executable, &image));
		assert_string_equal(executable.format, "ELF");
		assert_int_equal(executable.architecture, cases[i].architecture);
		assert_int_equal(executable.count, 2);
		assert_true(executable.has_entry);
		assert_int_equal(executable.entry, 0x810);
		assert_true(executable_address(&executable, 0x400, &address));
		assert_int_equal(address, 0x400c00);
		assert_true(executable_address(&executable, 0x810, &address));
		assert_int_equal(address, 0x401010);
		assert_int_equal(executable_part(&executable, 0x810)->len, 0x100);
		assert_true(executable_position(&executable, 0x401500 - 1, 0, &pos));
		assert_int_equal(pos, 0xcff);
		assert_false(executable_position(&executable, 0x401500, 0, &pos));
		assert_false(executable_address(&executable, 0x3ff, &address));
	}
}

/* The entry of a program in Thumb is odd. */
static void elf_in_thumb(void **state)
{
	struct executable executable;
	struct image image;

	(void)state;
	make_elf(&image, false, false, 40, 0);
	put(&image, 24, 4, 0x401011);
	assert_true(look(&executable, &image));
	assert_int_equal(executable.architecture, ARCHITECTURE_THUMB);
	assert_int_equal(executable.entry, 0x810);
}

/* All sections of an object file are at 0: where one is decides. */
static void elf_object(void **state)
{
	struct executable executable;
	struct executable_range range[EXECUTABLE_PARTS];
	struct image image;
	uint64_t pos;

	(void)state;
	make_elf(&image, true, false, 62, 0);
	put(&image, 16, 2, 1);
	put(&image, 56, 2, 0);
	put(&image, 60, 2, 3);
	put(&image, 0x140 + 16, 8, 0);
	memcpy(image.bytes + 0x180, image.bytes + 0x140, 0x40);
	put(&image, 0x180 + 24, 8, 0x900);
	assert_true(look(&executable, &image));
	assert_int_equal(executable.count, 2);
	assert_true(executable_position(&executable, 0x10, 0x880, &pos));
	assert_int_equal(pos, 0x810);
	assert_true(executable_position(&executable, 0x10, 0x980, &pos));
	assert_int_equal(pos, 0x910);
	assert_int_equal(executable_code(&executable, range), 2);
	assert_int_equal(range[1].pos, 0x900);
}

static void make_pe(struct image *image, bool wide, unsigned machine)
{
	const size_t header = 0x80, optional = header + 24, section = optional + 0x70;

	*image = (struct image){ .size = FILE_SIZE };
	memcpy(image->bytes, "MZ", 2);
	put(image, 0x3c, 4, header);
	memcpy(image->bytes + header, "PE\0\0", 4);
	put(image, header + 4, 2, machine);
	put(image, header + 6, 2, 2);
	put(image, header + 20, 2, 0x70);
	put(image, optional, 2, wide ? 0x20b : 0x10b);
	put(image, optional + 16, 4, 0x1010);
	if (wide)
		put(image, optional + 24, 8, UINT64_C(0x140000000));
	else
		put(image, optional + 28, 4, 0x400000);
	put(image, section + 8, 4, 0x123);
	put(image, section + 12, 4, 0x1000);
	put(image, section + 16, 4, 0x200);
	put(image, section + 20, 4, 0x400);
	put(image, section + 36, 4, 0x60000020);
	put(image, section + 40 + 8, 4, 0x1000);
	put(image, section + 40 + 12, 4, 0x2000);
	put(image, section + 40 + 16, 4, 0x200);
	put(image, section + 40 + 20, 4, 0x600);
	put(image, section + 40 + 36, 4, 0xc0000040);
}

static void pe_of_both_widths(void **state)
{
	static const struct {
		bool wide;
		unsigned machine;
		enum architecture architecture;
		uint64_t base;
	} cases[] = {
		{ false, 0x14c, ARCHITECTURE_X86, 0x400000 },
		{ true, 0x8664, ARCHITECTURE_X86_64, UINT64_C(0x140000000) },
		{ true, 0xaa64, ARCHITECTURE_AARCH64, UINT64_C(0x140000000) },
		{ false, 0x1c4, ARCHITECTURE_THUMB, 0x400000 },
		{ false, 0x1234, ARCHITECTURE_AUTO, 0x400000 },
	};
	struct executable_range range[EXECUTABLE_PARTS];
	struct executable executable;
	struct image image;
	uint64_t address, pos;

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		make_pe(&image, cases[i].wide, cases[i].machine);
		assert_true(look(&executable, &image));
		assert_string_equal(executable.format, "PE");
		assert_int_equal(executable.architecture, cases[i].architecture);
		assert_int_equal(executable.count, 2);
		assert_int_equal(executable.entry, 0x410);
		assert_true(executable_address(&executable, 0x522, &address));
		assert_int_equal(address, cases[i].base + 0x1122);
		assert_false(executable_address(&executable, 0x523, &address));
		assert_true(executable_position(&executable, cases[i].base + 0x2000, 0, &pos));
		assert_int_equal(pos, 0x600);
		assert_int_equal(executable_code(&executable, range), 1);
		assert_int_equal(range[0].pos, 0x400);
		assert_int_equal(range[0].len, 0x123);
	}
	put(&image, 0x3c, 4, 0xfffffff0);
	put(&image, 8, 2, 4);
	assert_true(look(&executable, &image));
	assert_string_equal(executable.format, "DOS");
	assert_int_equal(executable.architecture, ARCHITECTURE_X86_16);
	assert_int_equal(executable.part[0].pos, 0x40);
}

/* One with a segment, a section of code in it, and main(); from `at` on. */
static void put_macho(struct image *image, size_t at, bool wide, unsigned machine)
{
	size_t n = wide ? 8 : 4, command = at + (wide ? 32 : 28), section = wide ? 80 : 68;
	size_t len = 24 + 4 * n + 16, end = command + len + section;

	put(image, at, 4, wide ? 0xfeedfacf : 0xfeedface);
	put(image, at + 4, 4, machine);
	put(image, at + 16, 4, 2);
	put(image, command, 4, wide ? 0x19 : 1);
	put(image, command + 4, 4, len + section);
	put(image, command + 24, n, 0x1000);
	put(image, command + 24 + n, n, 0x1000);
	put(image, command + 24 + 2 * n, n, 0);
	put(image, command + 24 + 3 * n, n, 0x700);
	put(image, command + 24 + 4 * n + 4, 4, 5);
	put(image, command + 24 + 4 * n + 8, 4, 1);
	put(image, command + len + 32, n, 0x1300);
	put(image, command + len + 32 + n, n, 0x80);
	put(image, command + len + 32 + 2 * n, 4, 0x300);
	put(image, command + len + 32 + 2 * n + 16, 4, 0x80000400);
	put(image, end, 4, 0x80000028);
	put(image, end + 4, 4, 24);
	put(image, end + 8, 8, 0x310);
}

static void macho_thin(void **state)
{
	static const struct {
		bool wide, big;
		unsigned machine;
		enum architecture architecture;
	} cases[] = {
		{ true, false, 0x01000007, ARCHITECTURE_X86_64 },
		{ true, false, 0x0100000c, ARCHITECTURE_AARCH64 },
		{ false, false, 7, ARCHITECTURE_X86 },
		{ false, true, 18, ARCHITECTURE_PPC },
		{ true, true, 0x01000012, ARCHITECTURE_PPC64 },
		{ false, false, 99, ARCHITECTURE_AUTO },
	};
	struct executable_range range[EXECUTABLE_PARTS];
	struct executable executable;
	struct image image;
	uint64_t address;

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		image = (struct image){ .size = FILE_SIZE, .big = cases[i].big };
		put_macho(&image, 0, cases[i].wide, cases[i].machine);
		assert_true(look(&executable, &image));
		assert_string_equal(executable.format, "Mach-O");
		assert_int_equal(executable.architecture, cases[i].architecture);
		assert_int_equal(executable.count, 2);
		assert_int_equal(executable.entry, 0x310);
		assert_true(executable_address(&executable, 0x310, &address));
		assert_int_equal(address, 0x1310);
		assert_int_equal(executable_code(&executable, range), 1);
		assert_int_equal(range[0].pos, 0x300);
		assert_int_equal(range[0].len, 0x80);
	}
}

static void macho_fat(void **state)
{
	struct executable executable;
	struct image image = { .size = FILE_SIZE, .big = true };

	(void)state;
	put(&image, 0, 4, 0xcafebabe);
	put(&image, 4, 4, 2);
	put(&image, 8 + 8, 4, 0x100);
	put(&image, 28 + 8, 4, 0x800);
	image.big = false;
	put_macho(&image, 0x100, true, 0x01000007);
	put_macho(&image, 0x800, true, 0x0100000c);
	assert_true(look(&executable, &image));
	assert_int_equal(executable.count, 4);
	assert_int_equal(executable_architecture(&executable, 0x410), ARCHITECTURE_X86_64);
	assert_int_equal(executable_architecture(&executable, 0xb10), ARCHITECTURE_AARCH64);
	assert_int_equal(executable.entry, 0x410);
	/* A class file of Java. */
	image.bytes[7] = 65;
	assert_false(look(&executable, &image));
}

static void check_bounds(const struct executable *executable, const struct image *image)
{
	struct executable_range range[EXECUTABLE_PARTS];
	size_t count = executable_code(executable, range);
	uint64_t end = 0, pos;

	assert_true(executable->count <= EXECUTABLE_PARTS);
	for (size_t i = 0; i < executable->count; i++) {
		const struct executable_part *part = &executable->part[i];

		assert_true(part->len > 0 && part->pos < image->size &&
			    part->len <= image->size - part->pos);
		assert_true(part->address + part->len > part->address);
		assert_true(executable_position(executable, part->address, part->pos, &pos));
		assert_true(pos < image->size);
	}
	for (size_t i = 0; i < count; i++) {
		assert_true(range[i].pos >= end && range[i].len > 0);
		end = range[i].pos + range[i].len;
	}
	assert_true(end <= image->size);
	assert_true(!executable->has_entry || executable->entry < image->size);
}

/* Cut short anywhere, and with any few bytes of it as large as they can be. */
static void headers_that_lie(void **state)
{
	struct executable executable;
	struct image made[3], image;

	(void)state;
	make_elf(&made[0], true, false, 62, 0);
	make_pe(&made[1], true, 0x8664);
	made[2] = (struct image){ .size = FILE_SIZE };
	put_macho(&made[2], 0, true, 0x01000007);
	for (size_t i = 0; i < ARRAY_COUNT(made); i++) {
		for (size_t at = 0; at < 0x1c0; at++) {
			image = made[i];
			image.size = at;
			if (look(&executable, &image))
				check_bounds(&executable, &image);
			image = made[i];
			for (size_t len = 1; len <= 8; len *= 2) {
				memset(image.bytes + at, 0xff, len);
				if (look(&executable, &image))
					check_bounds(&executable, &image);
			}
		}
	}
}

static void no_program(void **state)
{
	static const char *const texts[] = { "", "M", "text", "\177ELF", "\xca\xfe\xba\xbe" };
	struct executable executable;
	struct image image;

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
		image = (struct image){ .size = strlen(texts[i]) };
		memcpy(image.bytes, texts[i], image.size);
		assert_false(look(&executable, &image));
		assert_int_equal(executable.count, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(elf_of_all_machines),
		cmocka_unit_test(elf_in_thumb),
		cmocka_unit_test(elf_object),
		cmocka_unit_test(pe_of_both_widths),
		cmocka_unit_test(macho_thin),
		cmocka_unit_test(macho_fat),
		cmocka_unit_test(headers_that_lie),
		cmocka_unit_test(no_program),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
