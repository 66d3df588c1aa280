/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Strings of documents in tiny pieces, through windows and steps of a few bytes, by every kernel,
 * against the definition: at each place the longest run of characters, one byte on where it is too
 * short.
 */
#include "scan_support.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/printable.h"
#include "scan/strings_private.h"

enum { MOST = 3000 };

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
static uint64_t character(const struct content *content, enum strings_encoding encoding,
			  uint64_t pos, uint64_t end)
{
	const uint8_t *at = content->bytes + pos;
	uint64_t room = 0, len;

	while (pos + room < end && room < 4 && (!content->known || content->known[pos + room]))
		room++;
	if (room == 0)
		return 0;
	switch (encoding) {
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

static void find_naively(const struct content *content, const struct strings_request *request,
			 struct hits *hits)
{
	uint64_t pos = request->start;
	struct err err;

	while (pos < request->end) {
		uint64_t at = pos, count = 0, len;

		while (at < request->end &&
		       (len = character(content, request->encoding, at, request->end)) > 0) {
			at += len;
			count++;
		}
		if (count >= request->least)
			assert_true(hits_add(hits, pos, at - pos, &err));
		pos = count >= request->least ? at : pos + 1;
		/* The rest of a run that is too short is too short as well. */
		if (count > 0 && count < request->least)
			pos = at;
	}
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
	struct hits *right = new_hits(), *hits = new_hits();
	struct snapshot snapshot = document_snapshot(document);
	struct hit wanted, got;
	struct err err = { 0 };
	struct job *job;

	find_naively(content, request, right);
	request->hits = hits;
	job = sizes ? strings_new_with(&snapshot, request, sizes, kernel, &err) :
		      strings_new(&snapshot, request, &err);
	assert_non_null(job);
	assert_true(job_run(job, &err));
	assert_int_equal(hits_count(hits), hits_count(right));
	assert_int_equal(strings_count(job), hits_count(right));
	assert_int_equal(atomic_load(&job->done), atomic_load(&job->total));
	for (uint64_t i = 0; i < hits_count(right); i++) {
		hits_get(right, i, &wanted, 1);
		hits_get(hits, i, &got, 1);
		assert_int_equal(got.pos, wanted.pos);
		assert_int_equal(got.len, wanted.len);
		if (!content->known)
			assert_true(strings_begins(request->encoding, request->least,
						   content->bytes + got.pos, got.len));
	}
	job_free(job);
	snapshot_done(&snapshot);
	hits_free(right);
	hits_free(hits);
}

static void choose(struct random *rnd, uint64_t size, struct strings_request *request,
		   struct strings_sizes *sizes)
{
	*request = (struct strings_request){
		.encoding = (enum strings_encoding)random_below(rnd, STRINGS_ENCODINGS),
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

			choose(&rnd, len, &request, &sizes);
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
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (unsigned i = 0; i < 100; i++) {
		choose(&rnd, len, &request, &sizes);
		check(document, &content, &request, i % 3 ? &sizes : NULL, strings_kernel_best());
	}
	struct snapshot snapshot = document_snapshot(document);
	struct err err = { 0 };

	for (unsigned threads = 1; threads < 4; threads++) {
		struct strings_request all = { .least = 4, .end = len, .threads = threads };

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
	static const struct hit wanted[STRINGS_ENCODINGS][3] = {
		[STRINGS_ASCII] = { { 1, 4 }, { 0, 0 } },
		[STRINGS_UTF16LE] = { { 9, 10 }, { 0, 0 } },
		[STRINGS_UTF16BE] = { { 10, 8 }, { ((uint64_t)1 << 40) - 1, 8 }, { 0, 0 } },
		[STRINGS_UTF32BE] = { { 0, 0 } },
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
	for (unsigned i = 0; i < STRINGS_ENCODINGS; i++) {
		struct hits *hits = new_hits();
		struct strings_request request = { .encoding = (enum strings_encoding)i,
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
	struct strings_request request = { .least = LEN, .end = LEN, .hits = hits, .threads = 2 };
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
	struct strings_request request = { .least = 4, .end = 7 };
	struct err err = { 0 };
	struct job *job;

	(void)state;
	assert_null(strings_new(&snapshot, &request, &err));
	assert_int_equal(err.code, ERR_RANGE);
	request = (struct strings_request){ .end = 6 };
	assert_null(strings_new(&snapshot, &request, &err));
	assert_int_equal(err.code, ERR_RANGE);
	request = (struct strings_request){ .least = 4, .end = 6 };
	job = strings_new(&snapshot, &request, &err);
	assert_non_null(job);
	job_cancel(job);
	assert_int_equal(job_step(job, &err), JOB_FAILED);
	assert_int_equal(err.code, ERR_CANCELLED);
	job_free(job);
	snapshot_done(&snapshot);
	document_close(document);
}

static void names_and_text(void **state)
{
	static const struct {
		const char *name;
		enum strings_encoding encoding;
	} names[] = {
		{ "ascii", STRINGS_ASCII }, { "s", STRINGS_ASCII }, { "S", STRINGS_8BIT },
		{ "utf8", STRINGS_UTF8 }, { "l", STRINGS_UTF16LE }, { "b", STRINGS_UTF16BE },
		{ "UTF-16BE", STRINGS_UTF16BE }, { "Utf-8", STRINGS_UTF8 },
		{ "L", STRINGS_UTF32LE }, { "utf32be", STRINGS_UTF32BE },
	};
	enum strings_encoding encoding;
	struct buf text = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
		assert_true(strings_encoding_find(names[i].name, &encoding));
		assert_int_equal(encoding, names[i].encoding);
	}
	assert_false(strings_encoding_find("", &encoding));
	assert_false(strings_encoding_find("sl", &encoding));
	assert_string_equal(strings_encoding_name(STRINGS_UTF16BE), "utf16be");
	strings_text(STRINGS_UTF16LE, (const uint8_t *)"a\0b\0c", 5, &text);
	strings_text(STRINGS_UTF32BE, (const uint8_t *)"\0\0\0d", 4, &text);
	strings_text(STRINGS_8BIT, (const uint8_t *)"\xff", 1, &text);
	assert_string_equal(buf_string(&text), "abd\xff");
	buf_done(&text);
	assert_true(strings_begins(STRINGS_UTF8, 2, (const uint8_t *)"\xc3\xa4z", 3));
	assert_false(strings_begins(STRINGS_UTF8, 3, (const uint8_t *)"\xc3\xa4z", 3));
	assert_false(strings_begins(STRINGS_ASCII, 3, (const uint8_t *)"ab\n", 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_the_definition),
		cmocka_unit_test(an_unknown_byte_ends_a_string),
		cmocka_unit_test(passes_over_holes),
		cmocka_unit_test(a_long_string_is_one),
		cmocka_unit_test(refuses_and_cancels),
		cmocka_unit_test(names_and_text),
	};

	return cmocka_run_group_tests(tests, scan_start, scan_end);
}
