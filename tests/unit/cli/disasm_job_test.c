/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The jobs of the disassembler: a parser stands in for capstone that makes instructions of 1 to 4
 * bytes of everything, and another that lies, crashes or never ends.
 */
#include "obedient.h"

#include <unistd.h>

#include "base/outside.h"
#include "base/scalar.h"
#include "cli/helper.h"
#include "document/document.h"
#include "scan/disasm.h"
#include "scan/disasm_message.h"

enum { LONG = 300000 };

/* The two lower bits of its first byte are the length of an instruction but one; 0x81 jumps 16
 * bytes on. */
static void decode(const struct disasm_request *request, struct buf *reply)
{
	buf_add_byte(reply, '+');
	for (size_t i = 0; i < request->count; i++) {
		const struct disasm_segment *segment = &request->segment[i];

		for (uint32_t at = 0; at < segment->len;) {
			uint8_t byte = request->bytes[segment->off + at];
			uint32_t len = (byte & 3) + 1u, left = segment->len - at;
			const struct disasm_reply_line line = {
				.off = segment->off + at, .len = (uint8_t)(len < left ? len : left),
				.code = len <= left, .has_target = byte == 0x81,
				.target = segment->address + at + 16,
				.mnemonic = "op\x1b", .mnemonic_len = 3, .operands = "",
			};

			if (line.off >= request->skip)
				disasm_reply_add(reply, &line);
			at += line.len;
		}
	}
}

static void lie(struct buf *reply)
{
	const struct disasm_reply_line lines[] = {
		{ 2, 2, true, true, UINT64_MAX, "one", "", 3, 0 },
		{ 3, 2, true, false, 0, "overlaps", "", 8, 0 },
		{ 6, 200, true, false, 0, "long", "", 4, 0 },
		{ 7, 1, true, false, 0, "two", "", 3, 0 },
		{ 1, 1, true, false, 0, "back", "", 4, 0 },
		{ 1 << 30, 1, true, false, 0, "far", "", 3, 0 },
	};

	buf_add_byte(reply, '+');
	for (size_t i = 0; i < ARRAY_COUNT(lines); i++)
		disasm_reply_add(reply, &lines[i]);
	buf_text(reply, "and half a line");
}

/* More lines than there may be, none of which is taken. */
static void lie_often(struct buf *reply)
{
	const struct disasm_reply_line line = {
		1 << 30, 1, true, false, 0, "far", "", 3, 0,
	};

	buf_add_byte(reply, '+');
	for (size_t i = 0; i < DISASM_LINES + 10; i++)
		disasm_reply_add(reply, &line);
}

static bool parse(void *prepared, const uint8_t *bytes, size_t len, struct buf *reply)
{
	struct disasm_segment segment[DISASM_SEGMENTS];
	struct disasm_request request;
	uint8_t order = 0;
	bool answer;

	(void)prepared;
	if (!disasm_request_parse(bytes, len, &request, segment))
		return false;
	if (request.len > 0 && request.architecture == ARCHITECTURE_EVM)
		order = request.bytes[0];
	if (obey(order, reply, &answer))
		return answer;
	if (order == '+')
		lie(reply);
	else if (order == 'm')
		lie_often(reply);
	else
		decode(&request, reply);
	return true;
}

static const struct confined_parser parsers[] = {
	{ "disassemble", NULL, parse }, { .name = NULL },
};

/* What all tests stand on. */
struct world {
	struct tmpdir *dir;
	struct store *store;
	struct ropes ropes;
	struct document *document;
	struct snapshot snapshot;
};

static void begin(struct world *world, const void *bytes, size_t len)
{
	struct document_options options = { .mode = DOCUMENT_READ, .no_map = true };
	struct err err;

	world->dir = tmpdir_new();
	world->store = store_new(4096, &err);
	assert_non_null(world->store);
	ropes_init(&world->ropes, world->store);
	assert_true(helper_start(HELPER_VIEWER, parsers, &err));
	tmpdir_write(world->dir, "file", bytes, len);
	world->document = document_open(&world->ropes, tmpdir_path(world->dir, "file"), &options,
					&err);
	assert_non_null(world->document);
	world->snapshot = document_snapshot(world->document);
}

static void end(struct world *world)
{
	snapshot_done(&world->snapshot);
	document_close(world->document);
	outside_set_helper(-1);
	ropes_done(&world->ropes);
	store_free(world->store);
	tmpdir_free(world->dir);
}

static void around(const struct world *world, const struct disasm_ask *ask,
		   struct disasm_lines *lines)
{
	struct err err;
	struct job *job = disasm_around_new(&world->snapshot, ask, &err);

	assert_non_null(job);
	if (!job_run(job, &err))
		fail_msg("%s", err.text);
	disasm_take(job, lines);
	job_free(job);
	/* They cover their range, and what is asked for is in it. */
	assert_true(lines->count > 0 && lines->line[0].pos == lines->start);
	for (size_t i = 0; i < lines->count; i++)
		assert_int_equal(lines->line[i].pos + lines->line[i].len,
				 i + 1 < lines->count ? lines->line[i + 1].pos : lines->end);
	assert_int_equal(lines->bytes.len, lines->end - lines->start);
	assert_true(disasm_find(lines, ask->pos) < lines->count);
}

static uint8_t *random_bytes(size_t len)
{
	uint8_t *bytes = malloc(len);
	struct random rnd;

	assert_non_null(bytes);
	random_start(&rnd);
	random_fill(&rnd, bytes, len);
	return bytes;
}

static bool begins_line(const struct disasm_lines *lines, uint64_t pos)
{
	size_t at = disasm_find(lines, pos);

	return at < lines->count && lines->line[at].pos == pos;
}

/* However one comes there, a place has the same lines; and those that are known to begin do. */
static void stable_lines(void **state)
{
	struct disasm_ask ask = { .architecture = ARCHITECTURE_X86, .base = 0x100 };
	struct disasm_lines all, here;
	struct world world;
	uint8_t *bytes;

	(void)state;
	if (!can_confine())
		skip();
	bytes = random_bytes(LONG);
	begin(&world, bytes, LONG);
	for (uint64_t pos = 0; pos < LONG - 10; pos += LONG / 7) {
		ask.pos = pos;
		around(&world, &ask, &all);
		for (uint64_t near = pos; near < all.end && near < pos + 5; near++) {
			ask.pos = near;
			around(&world, &ask, &here);
			assert_int_equal(disasm_find(&all, near) < all.count,
					 disasm_find(&here, near) < here.count);
			assert_true(begins_line(&here, all.line[disasm_find(&all, near)].pos));
			disasm_lines_done(&here);
		}
		/* From a known start on. */
		ask.pos = pos;
		ask.has_start = true;
		ask.start = all.line[0].pos;
		ask.known[0] = pos + 1;
		ask.known_count = 1;
		around(&world, &ask, &here);
		assert_int_equal(here.start, ask.start);
		assert_true(begins_line(&here, pos + 1));
		ask.has_start = false;
		ask.known_count = 0;
		disasm_lines_done(&here);
		disasm_lines_done(&all);
	}
	end(&world);
	free(bytes);
}

/* A range in steps is what it would be in one. */
static void ranges(void **state)
{
	struct disasm_ask ask = { .architecture = ARCHITECTURE_X86, .base = 0x100 };
	struct disasm_lines lines;
	struct world world;
	uint64_t pos = 3;
	uint8_t *bytes;
	struct err err;
	struct job *job;
	unsigned steps = 0;

	(void)state;
	if (!can_confine())
		skip();
	bytes = random_bytes(LONG);
	begin(&world, bytes, LONG);
	job = disasm_range_new(&world.snapshot, 3, LONG - 3, &ask, &err);
	assert_non_null(job);
	for (enum job_state said = JOB_RUNNING; said == JOB_RUNNING; steps++) {
		said = job_step(job, &err);
		assert_true(said != JOB_FAILED);
		disasm_take(job, &lines);
		for (size_t i = 0; i < lines.count; i++) {
			const struct disasm_line *line = &lines.line[i];
			uint64_t len = (bytes[pos] & 3) + 1u, left = LONG - pos;

			assert_int_equal(line->pos, pos);
			assert_int_equal(line->address, pos + 0x100);
			assert_int_equal(line->len, len < left ? len : left);
			assert_memory_equal(disasm_bytes(&lines, line), bytes + pos, line->len);
			assert_int_equal(line->has_target, bytes[pos] == 0x81 && left > 16);
			assert_true(!line->has_target || line->target == pos + 16);
			assert_string_equal(disasm_mnemonic(&lines, line), "op?");
			pos += line->len;
		}
		disasm_lines_done(&lines);
	}
	assert_int_equal(pos, LONG);
	assert_true(steps > 3);
	job_free(job);
	end(&world);
	free(bytes);
}

static void whatever_the_parser_does(void **state)
{
	static const char failed[] = "the parser \"disassemble\" failed on these bytes";
	static const struct { const char *bytes, *error; } cases[] = {
		{ "crash", failed },
		{ "loop", failed },
		{ "no", failed },
		{ "silence", "the disassembler gave no answer" },
		{ "-", "it is missing" },
		{ "flood", "the parser \"disassemble\" had too long an answer" },
	};
	struct disasm_ask ask = { .architecture = ARCHITECTURE_EVM };
	struct world world;
	struct err err;

	(void)state;
	if (!can_confine())
		skip();
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		begin(&world, cases[i].bytes, strlen(cases[i].bytes));
		struct job *job = disasm_around_new(&world.snapshot, &ask, &err);
		assert_non_null(job);
		assert_false(job_run(job, &err));
		assert_int_equal(err.code, ERR_REFUSED);
		if (strncmp(err.text, cases[i].error, strlen(cases[i].error)) != 0)
			fail_msg("\"%s\": \"%s\"", cases[i].bytes, err.text);
		job_free(job);
		end(&world);
	}
}

/* What overlaps or is outside is left out, and the bytes of it are data. */
static void lies(void **state)
{
	static const struct { uint64_t pos; uint8_t len; const char *text; } wanted[] = {
		{ 0, 2, ".byte" }, { 2, 2, "one" }, { 4, 3, ".byte" }, { 7, 1, "two" },
		{ 8, 2, ".byte" },
	};
	struct disasm_ask ask = { .architecture = ARCHITECTURE_EVM };
	struct disasm_lines lines;
	struct world world;

	(void)state;
	if (!can_confine())
		skip();
	begin(&world, "+123456789", 10);
	around(&world, &ask, &lines);
	assert_int_equal(lines.count, ARRAY_COUNT(wanted));
	for (size_t i = 0; i < lines.count; i++) {
		assert_int_equal(lines.line[i].pos, wanted[i].pos);
		assert_int_equal(lines.line[i].len, wanted[i].len);
		assert_string_equal(disasm_mnemonic(&lines, &lines.line[i]), wanted[i].text);
		assert_false(lines.line[i].has_target);
	}
	assert_string_equal(disasm_operands(&lines, &lines.line[2]), "0x34, 0x35, 0x36");
	disasm_lines_done(&lines);
	end(&world);
}

/* Also in a range, which goes on until its end is reached. */
static void many_lies(void **state)
{
	struct disasm_ask ask = { .architecture = ARCHITECTURE_EVM };
	struct disasm_lines lines;
	struct world world;
	struct err err;
	struct job *job;

	(void)state;
	if (!can_confine())
		skip();
	begin(&world, "many lies", 9);
	around(&world, &ask, &lines);
	assert_int_equal(lines.count, 1);
	assert_string_equal(disasm_mnemonic(&lines, &lines.line[0]), ".byte");
	disasm_lines_done(&lines);
	job = disasm_range_new(&world.snapshot, 0, 9, &ask, &err);
	assert_non_null(job);
	assert_true(job_run(job, &err));
	disasm_take(job, &lines);
	assert_int_equal(lines.end, 9);
	disasm_lines_done(&lines);
	job_free(job);
	end(&world);
}

/* The file is cut short below the document: its end is unknown, and no instruction. */
static void bytes_that_can_not_be_read(void **state)
{
	struct disasm_ask ask = { .architecture = ARCHITECTURE_X86 };
	struct disasm_lines lines;
	struct buf text = BUF_INIT;
	struct world world;

	(void)state;
	if (!can_confine())
		skip();
	begin(&world, "\3\3\3\3\3\3\3\3", 8);
	assert_int_equal(truncate(tmpdir_path(world.dir, "file"), 5), 0);
	around(&world, &ask, &lines);
	assert_int_equal(lines.count, 3);
	assert_int_equal(lines.line[1].kind, DISASM_DATA);
	assert_int_equal(lines.line[1].len, 1);
	assert_int_equal(lines.line[2].kind, DISASM_UNKNOWN);
	assert_int_equal(lines.line[2].len, 3);
	disasm_add_text(&lines, &lines.line[2], 0, &text);
	assert_string_equal(buf_string(&text), "00000005  ?? ?? ??                 (unknown)\n");
	buf_clear(&text);
	disasm_add_json(&lines, &lines.line[2], "f", 0, &text);
	assert_string_equal(buf_string(&text), "{\"file\":\"f\",\"offset\":5,\"unknown\":3}\n");
	buf_done(&text);
	disasm_lines_done(&lines);
	end(&world);
}

/* By a header that is known, and one that is not there. */
static void the_architecture_of_a_header(void **state)
{
	struct disasm_ask ask = { .pos = 0 };
	uint8_t elf[256] = "\177ELF\2\1";
	struct disasm_lines lines;
	struct world world;
	struct err err;
	struct job *job;

	(void)state;
	if (!can_confine())
		skip();
	store_int(elf + 18, 2, false, 62);
	begin(&world, elf, sizeof(elf));
	around(&world, &ask, &lines);
	assert_int_equal(lines.architecture, ARCHITECTURE_X86_64);
	assert_string_equal(lines.format, "ELF");
	disasm_lines_done(&lines);
	end(&world);
	begin(&world, "text", 4);
	job = disasm_around_new(&world.snapshot, &ask, &err);
	assert_non_null(job);
	assert_false(job_run(job, &err));
	assert_non_null(strstr(err.text, "no header"));
	assert_non_null(strstr(err.text, "architecture=NAME"));
	job_free(job);
	end(&world);
}

static void stopped_by_the_user(void **state)
{
	_Atomic bool stop = true;
	struct buf reply = BUF_INIT;
	struct err err;

	(void)state;
	if (!can_confine())
		skip();
	assert_true(helper_start(HELPER_VIEWER, parsers, &err));
	assert_false(confined_run_until("disassemble", (const uint8_t *)"l", 1, &reply, 10, &stop,
					&err));
	assert_int_equal(err.code, ERR_CANCELLED);
	outside_set_helper(-1);
	buf_done(&reply);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stable_lines),
		cmocka_unit_test(ranges),
		cmocka_unit_test(whatever_the_parser_does),
		cmocka_unit_test(lies),
		cmocka_unit_test(many_lies),
		cmocka_unit_test(bytes_that_can_not_be_read),
		cmocka_unit_test(the_architecture_of_a_header),
		cmocka_unit_test(stopped_by_the_user),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
