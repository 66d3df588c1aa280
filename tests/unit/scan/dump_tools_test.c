/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dumps against the programs themselves, where they are installed: random bytes, and random
 * options of all that both have, byte for byte.
 */
#include "scan_support.h"

#include <limits.h>

enum { BYTES = 5000 };

/* One comparison: the options for us, and the command line for the program. */
struct trial {
	struct dump_options options;
	uint64_t pos, len;
	char command[PATH_MAX + 200];
	size_t used;
};

static void add(struct trial *trial, const char *format, ...) BURIN_PRINTF(2, 3);

static void add(struct trial *trial, const char *format, ...)
{
	size_t room = sizeof(trial->command) - trial->used;
	va_list list;
	int len;

	va_start(list, format);
	len = vsnprintf(trial->command + trial->used, room, format, list);
	va_end(list);
	assert_true(len >= 0 && (size_t)len < room);
	trial->used += (size_t)len;
}

static bool one_in(struct random *rnd, unsigned n)
{
	return random_below(rnd, n) == 0;
}

/* Whether `command` runs and its output has `text` in it. */
static bool says(const char *command, const char *text)
{
	struct buf out = BUF_INIT;
	bool found = scan_run(command, &out) && strstr(buf_string(&out), text) != NULL;

	buf_done(&out);
	return found;
}

static void choose_xxd_layout(struct trial *trial, struct random *rnd, bool old)
{
	static const unsigned columns[] = { 1, 2, 3, 5, 8, 15, 16, 17, 24, 32, 64, 255, 256 };
	static const unsigned groups[] = { 0, 1, 2, 3, 4, 5, 8, 16, 32, 100, 300 };
	struct dump_options *options = &trial->options;
	bool stream = options->format == DUMP_PLAIN || options->format == DUMP_C;

	if (!one_in(rnd, 3)) {
		options->columns = columns[random_below(rnd, ARRAY_COUNT(columns))];
		if (stream && one_in(rnd, 3))
			options->columns = 1000;
		add(trial, " -c %u", options->columns);
	}
	if (!one_in(rnd, 3)) {
		options->group = groups[random_below(rnd, ARRAY_COUNT(groups))];
		add(trial, " -g %u", options->group);
	}
	/* Versions differ in groups that do not fit the row. */
	if (options->format == DUMP_XXD && one_in(rnd, 3) &&
	    (old || (options->columns % 4 == 0 && options->group == UINT_MAX))) {
		options->little_endian = true;
		add(trial, " -e");
	}
}

static void choose_xxd(struct trial *trial, struct random *rnd, bool old)
{
	static const char *const switches[] = {
		[DUMP_XXD] = "", [DUMP_PLAIN] = " -p", [DUMP_C] = " -i", [DUMP_BITS] = " -b",
	};
	static const int64_t bases[] = { 1, 100, 0xfffffff8, 0x7fffffffffff, -1, -20 };
	struct dump_options *options = &trial->options;

	options->format = (enum dump_format)random_below(rnd, DUMP_BITS + 1);
	add(trial, "xxd%s", switches[options->format]);
	choose_xxd_layout(trial, rnd, old);
	/* Versions differ in 0X and 0x. */
	if (one_in(rnd, 3) && (old || options->format != DUMP_C)) {
		options->upper = true;
		add(trial, " -u");
	}
	if (one_in(rnd, 3)) {
		options->decimal = true;
		add(trial, " -d");
	}
	if (options->format != DUMP_PLAIN && options->format != DUMP_C && one_in(rnd, 2)) {
		options->fold = true;
		add(trial, " -a");
	}
	if (old && one_in(rnd, 3)) {
		int64_t base = bases[random_below(rnd, ARRAY_COUNT(bases))];

		options->base = (uint64_t)base;
		add(trial, " -o %" PRId64, base);
	}
	add(trial, " -s %" PRIu64, trial->pos);
	if (trial->pos + trial->len < BYTES)
		add(trial, " -l %" PRIu64, trial->len);
}

static void choose_hexdump(struct trial *trial, struct random *rnd)
{
	trial->options.format = DUMP_HEXDUMP;
	trial->options.fold = one_in(rnd, 2);
	add(trial, "hexdump -C%s -s %" PRIu64 " -n %" PRIu64, trial->options.fold ? "" : " -v",
	    trial->pos, trial->len);
}

static void choose_od(struct trial *trial, struct random *rnd)
{
	trial->options.format = DUMP_OD;
	trial->options.fold = one_in(rnd, 2);
	trial->options.decimal = one_in(rnd, 2);
	add(trial, "od -t x1z%s -A %s -j %" PRIu64 " -N %" PRIu64,
	    trial->options.fold ? "" : " -v", trial->options.decimal ? "d" : "x", trial->pos,
	    trial->len);
	if (one_in(rnd, 2)) {
		trial->options.columns = (unsigned)random_between(rnd, 1, 256);
		add(trial, " -w%u", trial->options.columns);
	}
}

static void fill(struct random *rnd, uint8_t *bytes)
{
	unsigned kind = (unsigned)random_below(rnd, 4);

	if (kind == 0)
		random_fill(rnd, bytes, BYTES);
	else
		scan_fill(rnd, bytes, BYTES, kind == 1 ? 2 : 256);
	if (kind == 3)
		memset(bytes, 0, BYTES);
	/* Rows that fold, at any alignment. */
	for (unsigned i = 0; i < 6; i++) {
		size_t at = (size_t)random_below(rnd, BYTES);
		size_t len = (size_t)random_below(rnd, 400);

		if (len > BYTES - at)
			len = BYTES - at;
		memset(bytes + at, i % 2 ? 0 : (int)random_below(rnd, 256), len);
	}
}

static void choose_range(struct trial *trial, struct random *rnd)
{
	*trial = (struct trial){ .options.group = UINT_MAX };
	trial->pos = one_in(rnd, 2) ? 0 : random_below(rnd, BYTES);
	trial->len = BYTES - trial->pos;
	if (one_in(rnd, 2))
		trial->len = random_between(rnd, 1, one_in(rnd, 2) ? 100 : trial->len);
	if (trial->len > BYTES - trial->pos)
		trial->len = BYTES - trial->pos;
}

static void run(struct trial *trial, const struct document *document, struct random *rnd)
{
	struct buf ours = BUF_INIT, theirs = BUF_INIT;

	/* The name of the array is that of the file, or none is given to a pipe. */
	if (trial->options.format == DUMP_C && one_in(rnd, 2)) {
		trial->options.name = document_path(document);
		add(trial, " '%s'", document_path(document));
	} else {
		add(trial, " < '%s'", document_path(document));
	}
	add(trial, " 2> /dev/null");
	if (scan_run(trial->command, &theirs)) {
		scan_dump(document, trial->pos, trial->len, &trial->options, &ours);
		if (ours.len != theirs.len || memcmp(ours.data, theirs.data, ours.len) != 0)
			fail_msg("%s:\n%.3000s\ninstead of\n%.3000s", trial->command,
				 buf_string(&ours), buf_string(&theirs));
	} else if (!trial->options.little_endian) {
		fail_msg("%s failed", trial->command);
	}
	buf_done(&ours);
	buf_done(&theirs);
}

enum tool { XXD, OLD_XXD, HEXDUMP, OD };

static void compare(enum tool tool)
{
	static uint8_t bytes[BYTES];
	struct random rnd;

	random_start(&rnd);
	for (unsigned i = 0; i < 12; i++) {
		struct document *document;

		fill(&rnd, bytes);
		document = scan_file(bytes, BYTES);
		for (unsigned k = 0; k < 15; k++) {
			struct trial trial;

			choose_range(&trial, &rnd);
			if (tool == HEXDUMP)
				choose_hexdump(&trial, &rnd);
			else if (tool == OD)
				choose_od(&trial, &rnd);
			else
				choose_xxd(&trial, &rnd, tool == OLD_XXD);
			run(&trial, document, &rnd);
		}
		document_close(document);
	}
}

static void equals_xxd(void **state)
{
	(void)state;
	if (!says("xxd -v 2>&1", "Juergen Weigert"))
		skip();
	compare(says("xxd -v 2>&1", "2022-01-14") ? OLD_XXD : XXD);
}

static void equals_hexdump(void **state)
{
	(void)state;
	if (!says("hexdump --version 2>&1", "util-linux"))
		skip();
	compare(HEXDUMP);
}

static void equals_od(void **state)
{
	(void)state;
	if (!says("od --version 2>&1", "GNU coreutils"))
		skip();
	compare(OD);
}

/* The program that is running. */
static void equals_xxd_on_a_real_file(void **state)
{
	struct document_options options = { .mode = DOCUMENT_READ };
	struct dump_options dump_options = { .format = DUMP_XXD, .group = UINT_MAX };
	struct buf ours = BUF_INIT, theirs = BUF_INIT;
	struct document *document;
	struct err err = { 0 };

	(void)state;
	if (!says("xxd -v 2>&1", "Juergen Weigert"))
		skip();
	document = document_open(&scan_world.ropes, "/proc/self/exe", &options, &err);
	assert_non_null(document);
	scan_dump(document, 0, document_size(document), &dump_options, &ours);
	assert_true(scan_run("xxd /proc/$PPID/exe", &theirs));
	assert_int_equal(ours.len, theirs.len);
	assert_memory_equal(ours.data, theirs.data, ours.len);
	buf_done(&ours);
	buf_done(&theirs);
	document_close(document);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equals_xxd),
		cmocka_unit_test(equals_hexdump),
		cmocka_unit_test(equals_od),
		cmocka_unit_test(equals_xxd_on_a_real_file),
	};
	return cmocka_run_group_tests(tests, scan_start, scan_end);
}
