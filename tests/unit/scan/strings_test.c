/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Strings of documents in tiny pieces, through windows and steps of a few bytes, by every kernel,
 * against the definition: at each place the longest run of characters, one byte on where it is too
 * short; of a charset the runs of the characters that it has one after the other. Several encodings
 * find what each of them does.
 */
#include "scan_support.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/printable.h"
#include "scan/strings_private.h"

enum { MOST = 3000, HITS_MOST = 20000 };

/* All that there are without iconv, and two tables: one in which zeroes are text. */
static const char *const pool[] = {
	"ascii", "8bit", "utf-8", "utf-16le", "utf-16be", "utf-32le", "utf-32be", "cp437",
	"ebcdic-037", "zero.tbl", "pairs.tbl", "shift-jis", "gb18030",
};
enum { POOL = sizeof(pool) / sizeof(pool[0]), PLAIN = 7, BUILT_IN = 11 };
static struct strings_set sets[POOL];    /* one encoding each; empty where there is no such iconv */

static int open_pool(void **state)
{
	static const char zero[] = "00=A\n61=a\n6162=bc\n4100=d\n20202020=e\n/FF\n0A=f\n";
	static const char pairs[] = "41=A\n4142=B\n414243=C\n4144454647484950=D\n80=x\n8000=y\n"
				    "C2A0=z\nE0=g\n*0A\n";
	struct err err;
	int failed = scan_start(state);

	if (failed)
		return failed;
	tmpdir_write(scan_world.dir, "zero.tbl", zero, sizeof(zero) - 1);
	tmpdir_write(scan_world.dir, "pairs.tbl", pairs, sizeof(pairs) - 1);
	for (unsigned i = 0; i < POOL; i++) {
		const char *name = strstr(pool[i], ".tbl") ? tmpdir_path(scan_world.dir, pool[i]) :
							     pool[i];

		if (!strings_set_parse(name, &sets[i], &err))
			assert_true(i >= BUILT_IN);
	}
	return 0;
}

static int close_pool(void **state)
{
	for (unsigned i = 0; i < POOL; i++)
		strings_set_done(&sets[i]);
	return scan_end(state);
}

/* Up to four of them; as copies. */
static void choose_set(struct random *rnd, unsigned from, struct strings_set *set)
{
	unsigned wanted = (unsigned)random_between(rnd, 1, random_below(rnd, 2) ? 4 : 1);

	set->count = 0;
	while (set->count < wanted) {
		const struct strings_set *one = &sets[random_below(rnd, from)];
		bool twice = one->count == 0;

		for (unsigned i = 0; !twice && i < set->count; i++)
			twice = strcmp(strings_encoding_name(&set->list[i]),
				       strings_encoding_name(&one->list[0])) == 0;
		if (!twice)
			set->list[set->count++] = one->list[0];
	}
}

/* bytes[i] can not be read where known[i] is 0; known may be NULL. */
struct content {
	const uint8_t *bytes, *known;
	uint64_t len;
};

static bool is_plain(unsigned byte)
{
	return byte == 9 || (byte >= 32 && byte <= 126);
}

/* Bytes of the character at pos, 0: none. */
static uint64_t character(const struct content *content, enum strings_kind kind, uint64_t pos,
			  uint64_t end)
{
	const uint8_t *at = content->bytes + pos;
	uint64_t room = 0, len;

	while (pos + room < end && room < 4 && (!content->known || content->known[pos + room]))
		room++;
	if (room == 0)
		return 0;
	switch (kind) {
	case STRINGS_ASCII:
		return is_plain(at[0]);
	case STRINGS_8BIT:
		return is_plain(at[0]) || at[0] > 127;
	case STRINGS_UTF16LE:
		return room >= 2 && is_plain(at[0]) && at[1] == 0 ? 2 : 0;
	case STRINGS_UTF16BE:
		return room >= 2 && is_plain(at[1]) && at[0] == 0 ? 2 : 0;
	case STRINGS_UTF32LE:
		return room >= 4 && is_plain(at[0]) && !at[1] && !at[2] && !at[3] ? 4 : 0;
	case STRINGS_UTF32BE:
		return room >= 4 && is_plain(at[3]) && !at[0] && !at[1] && !at[2] ? 4 : 0;
	default:
		break;
	}
	if (at[0] < 0x80)
		return is_plain(at[0]);
	len = at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : 2;
	if (at[0] < 0xc2 || at[0] > 0xf4 || len > room)
		return 0;
	for (uint64_t i = 1; i < len; i++)
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	if ((at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xed && at[1] > 0x9f) ||
	    (at[0] == 0xf0 && at[1] < 0x90) || (at[0] == 0xf4 && at[1] > 0x8f) ||
	    (at[0] == 0xc2 && at[1] < 0xa0))
		return 0;
	return len;
}

static size_t find_runs(const struct content *content, const struct strings_request *request,
			enum strings_kind kind, struct hit *hits)
{
	uint64_t pos = request->start;
	size_t found = 0;

	while (pos < request->end) {
		uint64_t at = pos, count = 0, len;

		while (at < request->end &&
		       (len = character(content, kind, at, request->end)) > 0) {
			at += len;
			count++;
		}
		if (count >= request->least)
			hits[found++] = (struct hit){ .pos = pos, .len = at - pos };
		/* The rest of a run that is too short is too short as well. */
		pos = count > 0 ? at : pos + 1;
	}
	return found;
}

/* One character after the other, from the start and from after what is unknown. */
static size_t find_decoded(const struct content *content, const struct strings_request *request,
			   const struct charset *charset, struct hit *hits)
{
	struct charset_unit unit = { .len = 0 };
	uint64_t start = request->start, count = 0;
	size_t found = 0;

	for (uint64_t pos = start; pos <= request->end; pos += unit.len) {
		size_t room = 0;
		bool text = false;

		while (pos + room < request->end && room < CHARSET_KEY &&
		       (!content->known || content->known[pos + room]))
			room++;
		unit.len = 1;
		if (room > 0) {
			charset_decode(charset, content->bytes + pos, room, &unit);
			text = strings_is_unit(&unit);
		}
		if (text && count++ == 0)
			start = pos;
		if (text)
			continue;
		if (count >= request->least)
			hits[found++] = (struct hit){ .pos = start, .len = pos - start };
		count = 0;
	}
	return found;
}

static int by_place(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;

	if (x->pos != y->pos)
		return x->pos < y->pos ? -1 : 1;
	return x->kind < y->kind ? -1 : x->kind > y->kind;
}

static size_t find_naively(const struct content *content, const struct strings_request *request,
			   struct hit *hits)
{
	size_t count = 0;

	for (unsigned i = 0; i < request->set->count; i++) {
		const struct strings_encoding *encoding = &request->set->list[i];
		size_t before = count;

		count += encoding->kind >= STRINGS_BYTE ?
			 find_decoded(content, request, encoding->charset, hits + count) :
			 find_runs(content, request, encoding->kind, hits + count);
		for (; before < count; before++)
			hits[before].kind = i;
	}
	assert_true(count <= HITS_MOST);
	qsort(hits, count, sizeof(hits[0]), by_place);
	return count;
}

static struct hits *new_hits(void)
{
	struct err err;
	struct hits *hits = hits_new(UINT64_MAX, &err);

	assert_non_null(hits);
	return hits;
}

static void check(const struct document *document, const struct content *content,
		  struct strings_request *request, const struct strings_sizes *sizes,
		  const struct strings_kernel *kernel)
{
	static struct hit right[HITS_MOST];
	struct hits *hits = new_hits();
	struct snapshot snapshot = document_snapshot(document);
	size_t wanted = find_naively(content, request, right);
	struct hit got;
	struct err err = { 0 };
	struct job *job;

	request->hits = hits;
	job = sizes ? strings_new_with(&snapshot, request, sizes, kernel, &err) :
		      strings_new(&snapshot, request, &err);
	assert_non_null(job);
	assert_true(job_run(job, &err));
	assert_int_equal(hits_count(hits), wanted);
	assert_int_equal(strings_count(job), wanted);
	assert_int_equal(atomic_load(&job->done), atomic_load(&job->total));
	for (size_t i = 0; i < wanted; i++) {
		hits_get(hits, i, &got, 1);
		assert_memory_equal(&got, &right[i], sizeof(got));
		if (!content->known)
			assert_true(strings_begins(&request->set->list[got.kind], request->least,
						   content->bytes + got.pos, got.len));
	}
	job_free(job);
	snapshot_done(&snapshot);
	hits_free(hits);
}

static void choose(struct random *rnd, uint64_t size, struct strings_set *set,
		   struct strings_request *request, struct strings_sizes *sizes)
{
	choose_set(rnd, random_below(rnd, 3) ? PLAIN : POOL, set);
	*request = (struct strings_request){
		.set = set,
		.least = random_below(rnd, 8) ? random_between(rnd, 1, 6) :
						random_between(rnd, 1, 150),
		.threads = (unsigned)random_below(rnd, 4),
	};
	scan_part(rnd, size, &request->start, &request->end);
	sizes->window = (size_t)16 << random_below(rnd, 8);
	sizes->want = (size_t)random_between(rnd, 8, sizes->window);
	sizes->step = random_between(rnd, 8, 900);
}

/* Text in all encodings, and what is nearly text. */
static void fill(struct random *rnd, uint8_t *bytes, size_t len)
{
	static const uint8_t odd[] = { 0, 0, 9, 10, 31, 32, 126, 127, 128, 0x9f, 0xa0, 0xc2, 0xc3,
				       0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xff, 'a' };
	size_t at = 0;

	while (at < len) {
		unsigned way = (unsigned)random_below(rnd, 9);
		uint64_t count = random_below(rnd, 8) ? random_between(rnd, 1, 9) :
							random_between(rnd, 1, 200);
		bool big = random_below(rnd, 2);

		for (; count > 0 && at < len; count--) {
			uint8_t unit[4] = { 0 };
			size_t size = way == 0 || way == 1 ? 2 : way == 2 ? 4 : 1;

			unit[big ? size - 1 : 0] = (uint8_t)random_between(rnd, 32, 126);
			if (way == 3)
				unit[0] = odd[random_below(rnd, sizeof(odd))];
			else if (way == 4)
				unit[0] = (uint8_t)random_below(rnd, 256);
			else if (way == 5)
				unit[0] = 0;
			else if (way == 6)
				size = utf8_encode((uint32_t)random_between(rnd, 0x70, 0x120),
						   unit);
			else if (way == 7)
				size = utf8_encode((uint32_t)random_between(rnd, 0x7f0, 0x11000),
						   unit);
			memcpy(bytes + at, unit, size < len - at ? size : len - at);
			at += size;
		}
	}
}

static void agrees_with_the_definition(void **state)
{
	static uint8_t bytes[MOST];
	size_t kernels;
	const struct strings_kernel *const *kernel = strings_kernels(&kernels);
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (unsigned round = 0; round < 60; round++) {
		size_t len = (size_t)random_below(&rnd, round % 4 ? 400 : sizeof(bytes));
		struct content content = { bytes, NULL, len };
		struct document *document;

		fill(&rnd, bytes, len);
		document = round % 2 ? scan_pieces(&rnd, bytes, len, round % 3 ? 7 : 600) :
				       scan_document(bytes, len);
		for (unsigned i = 0; i < 60; i++) {
			const struct strings_kernel *by = kernel[i % kernels];
			struct strings_request request;
			struct strings_sizes sizes;
			struct strings_set set;

			choose(&rnd, len, &set, &request, &sizes);
			if (!by->is_usable())
				continue;
			check(document, &content, &request, i % 6 ? &sizes : NULL, by);
		}
		document_close(document);
	}
}

static void an_unknown_byte_ends_a_string(void **state)
{
	static uint8_t bytes[3 * SCAN_PAGE], known[3 * SCAN_PAGE];
	uint64_t len = scan_damaged_bytes(100, 200, bytes, known);
	struct content content = { bytes, known, len };
	struct document *document = scan_damaged(100, 200);
	struct strings_request request;
	struct strings_sizes sizes;
	struct strings_set set;
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (unsigned i = 0; i < 100; i++) {
		choose(&rnd, len, &set, &request, &sizes);
		check(document, &content, &request, i % 3 ? &sizes : NULL, strings_kernel_best());
	}
	struct snapshot snapshot = document_snapshot(document);
	struct err err = { 0 };

	for (unsigned threads = 1; threads < 4; threads++) {
		struct strings_request all = { .set = &sets[STRINGS_ASCII], .least = 4,
						.end = len, .threads = threads };

		sizes = (struct strings_sizes){ 64, 50, 333 };
		struct job *job = strings_new_with(&snapshot, &all, &sizes, strings_kernel_best(),
						   &err);
		assert_non_null(job);
		assert_true(job_run(job, &err));
		assert_int_equal(strings_count(job), 2);
		assert_int_equal(strings_unknown(job), SCAN_PAGE);
		job_free(job);
	}
	snapshot_done(&snapshot);
	document_close(document);
}

/* Characters at the edges of a hole have zeroes of it; a TiB of it is passed over. */
static void passes_over_holes(void **state)
{
	static const struct hit wanted[STRINGS_BYTE][3] = {
		[STRINGS_ASCII] = { { 1, 4, 0 }, { 0, 0, 0 } },
		[STRINGS_UTF16LE] = { { 9, 10, 0 }, { 0, 0, 0 } },
		[STRINGS_UTF16BE] = { { 10, 8, 0 }, { ((uint64_t)1 << 40) - 1, 8, 0 },
				       { 0, 0, 0 } },
		[STRINGS_UTF32BE] = { { 0, 0, 0 } },
	};
	const char *path = tmpdir_path(scan_world.dir, "sparse");
	struct document_options options = { .mode = DOCUMENT_READ };
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	uint64_t size = ((uint64_t)1 << 40) + 4096;
	struct document *document;
	struct snapshot snapshot;
	struct err err = { 0 };

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, "\1abcd\1\1\1\1a\0b\0c\0d\0e", 18, 0), 18);
	assert_int_equal(pwrite(fd, "v\0w\0x\0y\1", 8, (off_t)1 << 40), 8);
	if (ftruncate(fd, (off_t)size) != 0) {
		close(fd);
		skip();
	}
	close(fd);
	document = document_open(&scan_world.ropes, path, &options, &err);
	assert_non_null(document);
	snapshot = document_snapshot(document);
	for (unsigned i = 0; i < STRINGS_BYTE; i++) {
		struct hits *hits = new_hits();
		struct strings_request request = { .set = &sets[i],
						   .least = 4, .end = size, .hits = hits };
		struct job *job = strings_new(&snapshot, &request, &err);
		struct hit hit;
		uint64_t n = 0;

		assert_non_null(job);
		if (i == STRINGS_ASCII || i >= STRINGS_UTF16LE) {
			assert_true(job_run(job, &err));
			for (; wanted[i][n].len > 0; n++) {
				assert_int_equal(hits_get(hits, n, &hit, 1), 1);
				assert_int_equal(hit.pos, wanted[i][n].pos);
				assert_int_equal(hit.len, wanted[i][n].len);
			}
			assert_int_equal(hits_count(hits), n);
		}
		job_free(job);
		hits_free(hits);
	}
	snapshot_done(&snapshot);
	document_close(document);
}

static void a_long_string_is_one(void **state)
{
	enum { LEN = 3 << 20 };
	char *bytes = malloc(LEN);
	struct hits *hits = new_hits();
	struct err err = { 0 };
	struct document *document;
	struct snapshot snapshot;
	struct hit hit;

	(void)state;
	assert_non_null(bytes);
	memset(bytes, 'x', LEN);
	document = scan_file(bytes, LEN);
	snapshot = document_snapshot(document);
	struct strings_request request = { .set = &sets[STRINGS_ASCII], .least = LEN, .end = LEN,
					   .hits = hits, .threads = 2 };
	struct job *job = strings_new(&snapshot, &request, &err);

	assert_non_null(job);
	assert_true(job_run(job, &err));
	assert_int_equal(hits_get(hits, 0, &hit, 1), 1);
	assert_int_equal(hit.pos, 0);
	assert_int_equal(hit.len, LEN);
	job_free(job);
	hits_free(hits);
	snapshot_done(&snapshot);
	document_close(document);
	free(bytes);
}

static void refuses_and_cancels(void **state)
{
	struct document *document = scan_document("abcabc", 6);
	struct snapshot snapshot = document_snapshot(document);
	const struct strings_set *set = &sets[STRINGS_ASCII];
	struct strings_request request = { .set = set, .least = 4, .end = 7 };
	struct err err = { 0 };
	struct job *job;

	(void)state;
	assert_null(strings_new(&snapshot, &request, &err));
	assert_int_equal(err.code, ERR_RANGE);
	request = (struct strings_request){ .set = set, .end = 6 };
	assert_null(strings_new(&snapshot, &request, &err));
	assert_int_equal(err.code, ERR_RANGE);
	request = (struct strings_request){ .set = set, .least = 4, .end = 6 };
	job = strings_new(&snapshot, &request, &err);
	assert_non_null(job);
	job_cancel(job);
	assert_int_equal(job_step(job, &err), JOB_FAILED);
	assert_int_equal(err.code, ERR_CANCELLED);
	job_free(job);
	snapshot_done(&snapshot);
	document_close(document);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_the_definition),
		cmocka_unit_test(an_unknown_byte_ends_a_string),
		cmocka_unit_test(passes_over_holes),
		cmocka_unit_test(a_long_string_is_one),
		cmocka_unit_test(refuses_and_cancels),
	};

	return cmocka_run_group_tests(tests, open_pool, close_pool);
}
