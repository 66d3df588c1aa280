/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parser as its process runs it, here without confinement: encodings of the manufacturers'
 * manuals, a few of each machine; and requests and replies that are none. What the library lacks is
 * left out.
 */
#include "support/testing.h"

#include "base/bytes.h"
#include "base/scalar.h"
#include "scan/disasm.h"
#include "scan/disasm_message.h"
#include "scan/disasm_target.h"

/* "push rbp; call 0x1009 >1009; ...": what is after '>' is the target. */
static void list(const struct buf *reply, struct buf *out)
{
	struct disasm_reply_line line;
	size_t at = 1;

	while (disasm_reply_next(reply->data, reply->len, &at, &line)) {
		buf_format(out, "%s%.*s%s%.*s", out->len > 0 ? "; " : "",
			   (int)line.mnemonic_len, line.mnemonic,
			   line.operands_len > 0 ? " " : "", (int)line.operands_len,
			   line.operands);
		if (line.has_target)
			buf_format(out, " >%" PRIx64, line.target);
	}
}

static void ask(enum architecture architecture, const uint8_t *bytes, size_t len, uint32_t skip,
		struct buf *reply)
{
	const struct disasm_segment segment = { 0, (uint32_t)len, 0x1000 };
	const struct disasm_request request = { architecture, skip, &segment, 1, bytes,
						(uint32_t)len };
	/* Nobody frees it. */
	static void *prepared;
	struct buf message = BUF_INIT;

	prepared = prepared ? prepared : disasm_prepare(NULL, 0);
	buf_clear(reply);
	disasm_request_add(&message, &request);
	assert_true(disasm_parse(prepared, message.data, message.len, reply));
	buf_done(&message);
}

static bool is_missing(void)
{
	struct buf text = BUF_INIT;
	bool there;

	disasm_describe(&text);
	there = strncmp(buf_string(&text), "capstone ", 9) == 0 && strchr("0123456789",
								buf_string(&text)[9]);
	buf_done(&text);
	return !there;
}

static void instructions_of_all_machines(void **state)
{
	static const struct { const char *name, *bytes, *lines; } cases[] = {
		{ "x86-16", "b83412 e80a00 cd10 ebfe",
		  "mov ax, 0x1234; call 0x1010 >1010; int 0x10; jmp 0x1008 >1008" },
		{ "x86", "55 89e5 b801000000 e810000000 7405 c3",
		  "push ebp; mov ebp, esp; mov eax, 1; call 0x101d >101d; je 0x1014 >1014; ret" },
		{ "x86-64", "55 4889e5 e800000000 0f8410000000 ebf0 ffd0 c3",
		  "push rbp; mov rbp, rsp; call 0x1009 >1009; je 0x101f >101f; "
		  "jmp 0x1001 >1001; call rax; ret" },
		{ "arm", "00482de9 04b08de2 020000eb feffffea 1eff2fe1",
		  "push {fp, lr}; add fp, sp, #4; bl #0x1018 >1018; b #0x100c >100c; bx lr" },
		{ "armbe", "e92d4800 eb000002", "push {fp, lr}; bl #0x1014 >1014" },
		{ "thumb", "80b5 00af 7047 00f002f8 fee7 01d0",
		  "push {r7, lr}; add r7, sp, #0; bx lr; bl #0x100e >100e; b #0x100a >100a; "
		  "beq #0x1012 >1012" },
		{ "thumbbe", "b580 4770", "push {r7, lr}; bx lr" },
		{ "aarch64", "fd7bbfa9 04000094 c0035fd6 40000054 600000b4 60000836",
		  "stp x29, x30, [sp, #-0x10]!; bl #0x1014 >1014; ret; b.eq #0x1014 >1014; "
		  "cbz x0, #0x101c >101c; tbz w0, #1, #0x1020 >1020" },
		{ "mips", "27bdffe0 0c000410 00000000 10400002 03e00008",
		  "addiu $sp, $sp, -0x20; jal 0x1040 >1040; nop; beqz $v0, 0x1018 >1018; "
		  "jr $ra" },
		{ "mipsel", "e0ffbd27 1004000c", "addiu $sp, $sp, -0x20; jal 0x1040 >1040" },
		{ "mips64", "67bdfff0 03e00008", "daddiu $sp, $sp, -0x10; jr $ra" },
		{ "mips64el", "f0ffbd67", "daddiu $sp, $sp, -0x10" },
		{ "ppc", "9421fff0 48000011 41820008 4e800020",
		  "stwu r1, -0x10(r1); bl 0x1014 >1014; beq 0x1010 >1010; blr" },
		{ "ppc64", "f821ff91 48000010", "stdu r1, -0x70(r1); b 0x1014 >1014" },
		{ "ppc64le", "91ff21f8 11000048", "stdu r1, -0x70(r1); bl 0x1014 >1014" },
		{ "sparc", "9de3bfa0 40000004 01000000 02800004 81c7e008",
		  "save %sp, -0x60, %sp; call 0x1014 >1014; nop; be 0x101c >101c; ret" },
		{ "sparc64", "9de3bf50 40000004", "save %sp, -0xb0, %sp; call 0x1014 >1014" },
		{ "s390x", "ebbff0580024 c0e500000008 a7f40004 07fe",
		  "stmg %r11, %r15, 0x58(%r15); brasl %r14, 0x1016 >1016; j 0x1014 >1014; "
		  "br %r14" },
		{ "m68k", "61000010 6006 4e5e 4e75",
		  "bsr.w $1012 >1012; bra.b $100c >100c; unlk a6; rts" },
		{ "m6809", "8612 bd1200 2002 39",
		  "lda #18; jsr $1200 >1200; bra $1009 >1009; rts" },
		{ "m6811", "8612 bd1200 39", "ldaa #18; jsr $1200 >1200; rts" },
		{ "m6800", "8612 2002 39", "ldaa #18; bra $1006 >1006; rts" },
		{ "m6805", "a612 2002 81", "lda #18; bra $1006 >1006; rts" },
		{ "cpu12", "8612 161200 3d", "ldaa #18; jsr $1200 >1200; rts" },
		{ "xcore", "fe0f fe17", "get r11, ed; ldw et, sp[4]" },
		{ "evm", "6061", "push1 61" },
		{ "riscv64", "ef000001 6304b500 eff01fff 09c5 01a8 e7004500 8280",
		  "jal 0x10 >1010; beq a0, a1, 8 >100c; jal -0x10 >ff8; c.beqz a0, 0xa >1016; "
		  "c.j 0x10 >101e; jalr ra, a0, 4; c.jr ra" },
		{ "riscv32", "0128 ef000001", "c.jal 0x10 >1010; jal 0x10 >1012" },
		{ "m6502", "a912 4c0012 60", " >1200; rts" },
		{ "m65816", "22563412 5c563412 a93412",
		  "jsl 0x123456 >123456; jml 0x123456 >123456; lda #0x1234" },
		{ "sh4", "feaf 028b 10b0 0b00 0900 2b41",
		  "bra 0x1000 >1000; bf 0x100a >100a; bsr 0x1028 >1028; rts; nop; jmp @r1" },
		{ "tricore", "3c04 6d000800 df0f0480 fc2e 0090",
		  "j #0x1008 >1008; call #0x1012 >1012; jne d15, #0, #0x100e >100e; "
		  "loop a2, 0x1006 >1006; ret" },
		{ "bpf", "0500000005000000 1500020134120000",
		  "jmp +0x5 >1030; jeq 0x1234, +0x2, +0x1 >1018" },
		{ "ebpf", "0500ffff00000000 1501010002000000 8500000001000000",
		  "jmp +0xffff >1000; jeq r1, 0x2, +0x1 >1018; call 0x1" },
		{ "wasm", "0c01 1005", "br 0x1; call 0x5" },
		{ "x86-64", "0606 c3", ".byte 0x06; .byte 0x06; ret" },
		{ "aarch64", "ffffffff c0035fd6 c003",
		  ".byte 0xff, 0xff, 0xff, 0xff; ret; .byte 0xc0, 0x03" },
	};
	struct buf reply = BUF_INIT, text = BUF_INIT;
	enum architecture architecture;
	uint8_t bytes[64];
	struct err err;
	size_t told = 0;

	(void)state;
	if (is_missing())
		skip();
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		size_t len = 0;

		for (const char *c = cases[i].bytes; *c; c += *c == ' ' ? 1 : 2)
			if (*c != ' ')
				bytes[len++] = (uint8_t)strtoul((char[]){ c[0], c[1], 0 }, NULL,
								16);
		assert_true(architecture_find(cases[i].name, &architecture, &err));
		ask(architecture, bytes, len, 0, &reply);
		assert_true(reply.len > 0);
		if (reply.data[0] == '-') {
			print_message("%.*s\n", (int)reply.len, (const char *)reply.data);
			continue;
		}
		buf_clear(&text);
		list(&reply, &text);
		/* Versions differ in how they write these. */
		if (cases[i].lines[0] == ' ')
			assert_non_null(strstr(buf_string(&text), cases[i].lines));
		else
			assert_string_equal(buf_string(&text), cases[i].lines);
		told++;
	}
	assert_true(told > 20);
	buf_done(&reply);
	buf_done(&text);
}

/* As capstone 4 and 5 write them; what they count among jumps, they do. */
static void targets(void **state)
{
	static const struct {
		const char *machine;
		bool jumps;
		const char *mnemonic, *operands;
		uint64_t target;         /* of an instruction at 0x1000; 0: none */
	} cases[] = {
		{ "x86-64", true, "call", "0x1015", 0x1015 },
		{ "x86-64", true, "call", "rax", 0 },
		{ "x86-64", true, "jmp", "qword ptr [rip + 0x10]", 0 },
		{ "x86-64", false, "mov", "eax, 0x1015", 0 },
		{ "aarch64", true, "tbz", "w0, #1, #0x1020", 0x1020 },
		{ "m68k", true, "bra.b", "$100c", 0x100c },
		{ "m68k", true, "jsr", "$1234.l", 0 },
		{ "ppc", false, "bl", "0x1014", 0x1014 },
		{ "s390x", false, "brasl", "%r14, 0x1016", 0x1016 },
		{ "mips64", false, "jal", "0x1040", 0x1040 },
		{ "sparc", false, "call", "0x1014", 0x1014 },
		{ "riscv64", true, "jal", "0x10", 0x1010 },
		{ "riscv64", true, "bltz", "a1, -0x804", 0x7fc },
		{ "riscv32", true, "c.j", "-2", 0xffe },
		{ "riscv64", true, "jalr", "ra, a0, 4", 0 },
		{ "riscv64", true, "c.jr", "ra", 0 },
		{ "m6502", true, "jmp", "(0x1234)", 0 },
		{ "m6502", true, "jsr", "0x1234", 0x1234 },
		{ "m65c02", true, "bbr0", "0x10, 0x1005", 0x1005 },
		{ "sh4", true, "bra", "0x1000", 0x1000 },
		{ "sh4", true, "jmp", "@r1", 0 },
		{ "sh4", false, "mov.l", "0x1014,r1", 0 },
		{ "tricore", false, "j", "#0x1008", 0x1008 },
		{ "tricore", false, "loop", "a2, 0xff6", 0xff6 },
		{ "tricore", true, "call", "#0x1012", 0x1012 },
		{ "tricore", false, "bisr", "#0x40", 0 },
		{ "tricore", true, "calli", "a11", 0 },
		{ "bpf", false, "jmp", "+0x5", 0x1030 },
		{ "bpf", false, "jeq", "0x1234, +0x2, +0x1", 0x1010 },
		{ "bpf", false, "jgt", "x, +0x3, +0x0", 0x1020 },
		{ "bpf", false, "jmp", "+0xffffffff", 0x1000 },
		{ "bpf", true, "ldimm", "0x4", 0 },
		{ "ebpf", false, "jlt", "r1, 0xa, +0xfffd", 0xff0 },
		{ "ebpf", false, "jmp", "r1", 0 },
		{ "ebpf", true, "lddw", "r1, 0x1122334455667788", 0 },
		{ "ebpf", false, "call", "0x1", 0 },
		{ "wasm", true, "br", "0x1", 0 },
		{ "evm", true, "jump", "", 0 },
	};
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct disasm_words words = {
			.mnemonic = cases[i].mnemonic, .operands = cases[i].operands,
			.address = 0x1000, .jumps = cases[i].jumps,
		};
		uint64_t target = 0;
		bool has;

		assert_true(architecture_find(cases[i].machine, &words.architecture, &err));
		has = disasm_target(&words, &target);
		if (has != (cases[i].target != 0) || (has && target != cases[i].target))
			fail_msg("%s: %s %s leads to 0x%" PRIx64, cases[i].machine,
				 words.mnemonic, words.operands, has ? target : 0);
	}
}

static void lines_that_are_not_wanted(void **state)
{
	static const uint8_t bytes[] = { 0x55, 0x48, 0x89, 0xe5, 0xc3 };
	struct buf reply = BUF_INIT, text = BUF_INIT;

	(void)state;
	if (is_missing())
		skip();
	ask(ARCHITECTURE_X86_64, bytes, sizeof(bytes), 2, &reply);
	list(&reply, &text);
	assert_string_equal(buf_string(&text), "ret");
	buf_done(&reply);
	buf_done(&text);
}

/* In a build without the library, and where it is not installed, it says so. */
static void without_the_library(void **state)
{
	struct buf reply = BUF_INIT;

	(void)state;
	if (!is_missing())
		skip();
	ask(ARCHITECTURE_X86_64, (const uint8_t *)"\xc3", 1, 0, &reply);
	assert_true(reply.len > 10 && reply.data[0] == '-');
	assert_non_null(strstr(buf_string(&reply), "capstone"));
	buf_done(&reply);
}

static void requests_that_are_none(void **state)
{
	static const uint8_t bytes[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	const struct disasm_segment segments[] = { { 0, 4, 0x1000 }, { 4, 4, 0x2000 } };
	const struct disasm_request request = { ARCHITECTURE_ARM, 1, segments, 2, bytes, 8 };
	struct disasm_segment segment[DISASM_SEGMENTS];
	struct disasm_request read;
	struct buf good = BUF_INIT;

	(void)state;
	disasm_request_add(&good, &request);
	assert_true(disasm_request_parse(good.data, good.len, &read, segment));
	assert_int_equal(read.architecture, ARCHITECTURE_ARM);
	assert_int_equal(read.skip, 1);
	assert_int_equal(segment[1].address, 0x2000);
	assert_memory_equal(read.bytes, bytes, 8);
	for (size_t len = 0; len < good.len; len++)
		assert_false(disasm_request_parse(good.data, len, &read, segment));
	for (size_t i = 0; i < 28; i++) {
		uint8_t was = good.data[i];

		good.data[i] = 0xff;
		if (disasm_request_parse(good.data, good.len, &read, segment))
			assert_true(segment[0].len <= 8 && segment[0].off <= 8 - segment[0].len);
		good.data[i] = was;
	}
	buf_done(&good);
}

static void replies_that_are_cut_short(void **state)
{
	const struct disasm_reply_line one = { 3, 4, true, true, 0x1234, "jmp", "0x1234", 3, 6 };
	struct disasm_reply_line read;
	struct buf reply = BUF_INIT;
	size_t at;

	(void)state;
	disasm_reply_add(&reply, &one);
	for (size_t len = 0; len <= reply.len; len++) {
		at = 0;
		assert_int_equal(disasm_reply_next(reply.data, len, &at, &read),
				 len == reply.len);
	}
	assert_int_equal(at, reply.len);
	assert_int_equal(read.off, 3);
	assert_int_equal(read.target, 0x1234);
	assert_memory_equal(read.operands, "0x1234", 6);
	/* A line of no bytes would never end. */
	reply.data[4] = 0;
	at = 0;
	assert_false(disasm_reply_next(reply.data, reply.len, &at, &read));
	buf_done(&reply);
}

static void names(void **state)
{
	enum architecture architecture;
	struct err err;

	(void)state;
	for (int i = 1; i < ARCHITECTURE_COUNT; i++) {
		assert_true(architecture_find(architecture_names[i], &architecture, &err));
		assert_int_equal(architecture, i);
		assert_true(architecture_shape(architecture)->align > 0);
	}
	assert_null(architecture_names[ARCHITECTURE_COUNT]);
	assert_true(architecture_find("amd64", &architecture, &err));
	assert_int_equal(architecture, ARCHITECTURE_X86_64);
	assert_false(architecture_find("z80", &architecture, &err));
	assert_int_equal(err.code, ERR_SYNTAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(instructions_of_all_machines),
		cmocka_unit_test(targets),
		cmocka_unit_test(lines_that_are_not_wanted),
		cmocka_unit_test(without_the_library),
		cmocka_unit_test(requests_that_are_none),
		cmocka_unit_test(replies_that_are_cut_short),
		cmocka_unit_test(names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
