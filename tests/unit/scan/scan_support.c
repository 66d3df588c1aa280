/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan_support.h"

#include <sys/wait.h>
#include <unistd.h>

#include "store/store.h"

static void must(bool ok, const struct err *err)
{
	if (!ok)
		fail_msg("%s", err->text);
}

struct scan_world scan_world;

int scan_start(void **state)
{
	struct err err = { 0 };

	(void)state;
	scan_world.store = store_new(4096, &err);
	must(scan_world.store != NULL, &err);
	ropes_init(&scan_world.ropes, scan_world.store);
	scan_world.dir = tmpdir_new();
	return 0;
}

int scan_end(void **state)
{
	(void)state;
	tmpdir_free(scan_world.dir);
	ropes_done(&scan_world.ropes);
	store_free(scan_world.store);
	return 0;
}

static struct document *empty(void)
{
	struct err err = { 0 };
	struct document *document = document_new(&scan_world.ropes, 0, &err);

	must(document != NULL, &err);
	return document;
}

struct document *scan_document(const void *bytes, size_t len)
{
	struct document *document = empty();
	struct err err = { 0 };

	if (len > 0)
		must(document_insert(document, 0, bytes, len, 0, &err), &err);
	return document;
}

struct document *scan_pieces(struct random *rnd, const uint8_t *bytes,
			     size_t len, size_t most)
{
	struct document *document = empty();
	struct err err = { 0 };

	/* From the end to the start: so no piece lies behind its neighbour in the arena. */
	for (size_t part; len > 0; len -= part) {
		part = (size_t)random_between(rnd, 1, most);
		if (part > len)
			part = len;
		must(document_insert(document, 0, bytes + len - part, part, 0, &err), &err);
	}
	return document;
}

struct document *scan_file(const void *bytes, size_t len)
{
	struct document_options options = { .mode = DOCUMENT_COPY, .no_map = no_map_asked() };
	struct err err = { 0 };
	const char *path = tmpdir_write(scan_world.dir, "file", bytes, len);
	struct document *document = document_open(&scan_world.ropes, path, &options, &err);

	must(document != NULL, &err);
	return document;
}

struct document *scan_damaged(size_t before, size_t after)
{
	uint8_t pages[3 * SCAN_PAGE];
	struct document *document;
	struct err err = { 0 };

	assert_true(sysconf(_SC_PAGESIZE) == SCAN_PAGE);
	memset(pages, 'a', SCAN_PAGE);
	memset(pages + SCAN_PAGE, 'b', SCAN_PAGE);
	memset(pages + 2 * SCAN_PAGE, 'x', SCAN_PAGE);
	document = scan_file(pages, sizeof(pages));
	/* The page of x goes before that of b, and the file is cut before it. */
	must(document_move(document, 2 * SCAN_PAGE, SCAN_PAGE, SCAN_PAGE, &err), &err);
	must(document_delete(document, 2 * SCAN_PAGE + after, SCAN_PAGE - after, 0, &err), &err);
	must(document_delete(document, 0, SCAN_PAGE - before, 0, &err), &err);
	assert_int_equal(truncate(document_path(document), 2 * SCAN_PAGE), 0);
	return document;
}

void scan_part(struct random *rnd, uint64_t size, uint64_t *start, uint64_t *end)
{
	uint64_t a = random_below(rnd, 2) ? 0 : random_below(rnd, size + 1);
	uint64_t b = random_below(rnd, 2) ? size : random_below(rnd, size + 1);

	*start = a < b ? a : b;
	*end = a < b ? b : a;
}

uint64_t scan_damaged_bytes(size_t before, size_t after, uint8_t bytes[3 * SCAN_PAGE],
			    uint8_t known[3 * SCAN_PAGE])
{
	memset(bytes, 'a', before);
	memset(bytes + before + SCAN_PAGE, 'b', after);
	memset(known, 1, before + SCAN_PAGE + after);
	memset(known + before, 0, SCAN_PAGE);
	return before + SCAN_PAGE + after;
}

void scan_fill(struct random *rnd, uint8_t *data, size_t len, unsigned alphabet)
{
	size_t at = 0;

	while (at < len) {
		size_t run = (size_t)random_between(rnd, 1, 40);
		size_t back = (size_t)random_between(rnd, 1, 9);
		bool repeat = random_below(rnd, 2) == 0 && at >= back;

		for (; run > 0 && at < len; run--, at++)
			data[at] = repeat ? data[at - back] :
					    (uint8_t)random_below(rnd, alphabet);
	}
}

uint64_t scan_dump(const struct document *document, uint64_t pos, uint64_t len,
		   const struct dump_options *options, struct buf *out)
{
	struct snapshot snapshot = document_snapshot(document);
	struct err err = { 0 };
	struct dump *dump = dump_new(&snapshot, pos, len, options, &err);
	uint64_t unknown;
	size_t before;

	must(dump != NULL, &err);
	do {
		before = out->len;
		must(dump_next(dump, out, &err), &err);
	} while (out->len > before);
	unknown = dump_unknown(dump);
	dump_free(dump);
	snapshot_done(&snapshot);
	return unknown;
}

bool scan_run(const char *command, struct buf *out)
{
	FILE *pipe = popen(command, "r");
	char text[4096];
	size_t len;

	assert_non_null(pipe);
	while ((len = fread(text, 1, sizeof(text), pipe)) > 0)
		buf_add(out, text, len);
	return pclose(pipe) == 0;
}
