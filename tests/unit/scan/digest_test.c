/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and what they mean; digests of pieces, parts, edited bytes and holes; what is refused. */
#include "support/testing.h"

#include <fcntl.h>
#include <unistd.h>

#include "document/document.h"
#include "scan/digest.h"

static struct store *store;
static struct ropes ropes;

static int set_up(void **state)
{
	struct err err;

	(void)state;
	store = store_new(4096, &err);
	if (!store)
		return 1;
	ropes_init(&ropes, store);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	ropes_done(&ropes);
	store_free(store);
	return 0;
}

/* All digests of some bytes as one text. */
static void digest_text(const char *names, const void *bytes, size_t len, struct buf *out)
{
	struct err err;
	struct digest *digest = digest_new(&err);

	buf_clear(out);
	assert_non_null(digest);
	if (digest_add(digest, names, &err)) {
		digest_feed(digest, bytes, len);
		digest_end(digest);
		for (size_t i = 0; i < digest_count(digest); i++)
			buf_format(out, "%s%s", i ? " " : "", digest_hex(digest, i));
	} else {
		buf_format(out, "error: %s", err.text);
	}
	digest_free(digest);
}

static bool has_library(void)
{
	struct buf text = BUF_INIT;
	bool has;

	digest_describe(&text);
	has = strstr(buf_string(&text), "RHash, ") != NULL;
	buf_done(&text);
	return has;
}

static void names_are_understood(void **state)
{
	static const struct { const char *names, *text; } cases[] = {
		{ "crc32", "cbf43926" }, { "CRC-32/ISO-HDLC,crc_32", "cbf43926" },
		{ "crc32c sum8", "e3069283 dd" }, { "cksum", "377a6011" },
		{ "sha-256",
		  "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225" },
		{ "crc:16:0x1021:init=0xffff", "29b1" },
		{ "crc:32:0x04c11db7:init=0xffffffff:xorout=0xffffffff:reflected", "cbf43926" },
		{ "crc:12:0x80f:refout", "daf" }, { "crc:5:9:init=9", "00" },
		{ "", "" },
		{ "crc32 nothing", "error: there is no digest \"nothing\"" },
		{ "crc:16", "error: crc:16: crc:WIDTH:POLY is followed by" },
		{ "crc:2:1", "error: crc:2:1: a CRC has 3 to 64 bits" },
		{ "crc:65:1", "error: crc:65:1: a CRC has 3 to 64 bits" },
		{ "crc:8:0x100", "error: crc:8:0x100: a number does not fit 8 bits" },
		{ "crc:8:7:ini=1", "error: crc:8:7:ini=1: \"ini=1\" is not init=N" },
		{ "crc:8:7:init=", "error: crc:8:7:init=" },
		{ "crc:8:7:init=1x", "error: crc:8:7:init=1x: \"1x\" is no number" },
	};
	struct buf text = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		digest_text(cases[i].names, "123456789", 9, &text);
		if (strncmp(buf_string(&text), cases[i].text, strlen(cases[i].text)) != 0)
			fail_msg("%s: %s", cases[i].names, buf_string(&text));
	}
	buf_done(&text);
}

static void groups_have_members(void **state)
{
	static const struct { const char *group; size_t least; } cases[] = {
		{ "crc", 100 }, { "sums", 18 }, { "all", 23 },
	};
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct digest *digest = digest_new(&err);

		assert_true(digest_add(digest, cases[i].group, &err));
		assert_true(digest_count(digest) >= cases[i].least);
		digest_feed(digest, (const uint8_t *)"abc", 3);
		digest_end(digest);
		for (size_t k = 0; k < digest_count(digest); k++)
			assert_int_equal(strlen(digest_hex(digest, k)),
					 (digest_bits(digest, k) + 3) / 4);
		digest_free(digest);
	}
}

static void the_library_has_more(void **state)
{
	static const struct { const char *name, *hex; } cases[] = {
		{ "md5", "900150983cd24fb0d6963f7d28e17f72" },
		{ "sha1", "a9993e364706816aba3e25717850c26c9cd0d89d" },
		{ "sha3-256", "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532" },
		{ "blake2s", "508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982" },
	};
	struct buf text = BUF_INIT;

	(void)state;
	if (!has_library()) {
		digest_text("md5", "abc", 3, &text);
		assert_non_null(strstr(buf_string(&text), "RHash"));
	}
	for (size_t i = 0; i < ARRAY_COUNT(cases) && has_library(); i++) {
		digest_text(cases[i].name, "abc", 3, &text);
		assert_string_equal(buf_string(&text), cases[i].hex);
	}
	buf_done(&text);
}

static void run(const struct document *document, uint64_t pos, uint64_t len, struct buf *out)
{
	struct err err;
	struct digest *digest = digest_new(&err);
	struct snapshot snapshot = document_snapshot(document);
	struct job *job;

	buf_clear(out);
	assert_true(digest && digest_add(digest, "all", &err));
	job = digest_job(&snapshot, pos, len, digest, &err);
	assert_non_null(job);
	if (job_run(job, &err))
		for (size_t i = 0; i < digest_count(digest_of(job)); i++)
			buf_format(out, "%s%s", i ? " " : "", digest_hex(digest_of(job), i));
	else
		buf_format(out, "error: %s", err.text);
	job_free(job);
	snapshot_done(&snapshot);
}

/* A document of many pieces, and the same bytes in an array. */
static void edited_bytes(void **state)
{
	enum { SIZE = 5000 };
	static uint8_t bytes[SIZE];
	struct buf got = BUF_INIT, wanted = BUF_INIT;
	struct random random;
	struct err err;
	struct document *document = document_new(&ropes, SIZE, &err);

	(void)state;
	assert_non_null(document);
	random_start(&random);
	for (int i = 0; i < 200; i++) {
		size_t len = random_below(&random, 60) + 1;
		size_t pos = random_below(&random, SIZE - len);
		uint8_t piece[60];

		random_fill(&random, piece, len);
		memcpy(bytes + pos, piece, len);
		assert_true(document_overwrite(document, pos, piece, len, 0, &err));
	}
	for (int i = 0; i < 20; i++) {
		size_t pos = random_below(&random, SIZE), len = random_below(&random, SIZE - pos);

		run(document, pos, len, &got);
		digest_text("all", bytes + pos, len, &wanted);
		assert_string_equal(buf_string(&got), buf_string(&wanted));
	}
	buf_done(&got);
	buf_done(&wanted);
	document_close(document);
}

static void holes_and_what_is_lost(void **state)
{
	struct document_options options = { .mode = DOCUMENT_READ };
	struct tmpdir *dir = tmpdir_new();
	struct buf got = BUF_INIT, wanted = BUF_INIT;
	uint8_t *zeros = calloc(1, 3 << 20);
	const char *path = tmpdir_path(dir, "file");
	struct document *document;
	struct err err;

	(void)state;
	assert_non_null(zeros);
	tmpdir_write(dir, "file", "abc", 3);
	assert_int_equal(truncate(path, 3 << 20), 0);
	memcpy(zeros, "abc", 3);
	document = document_open(&ropes, path, &options, &err);
	assert_non_null(document);
	run(document, 0, 3 << 20, &got);
	digest_text("all", zeros, 3 << 20, &wanted);
	assert_string_equal(buf_string(&got), buf_string(&wanted));
	assert_int_equal(truncate(path, 1 << 20), 0);
	run(document, 0, 3 << 20, &got);
	assert_string_equal(buf_string(&got), "error: there is no digest: bytes near 0x100000 can "
			    "not be read");
	run(document, 0, 1 << 20, &got);
	digest_text("all", zeros, 1 << 20, &wanted);
	assert_string_equal(buf_string(&got), buf_string(&wanted));
	document_close(document);
	free(zeros);
	buf_done(&got);
	buf_done(&wanted);
	tmpdir_free(dir);
}

/* Cancelled and dropped at any moment: no leak. */
static void half_done(void **state)
{
	struct err err;
	struct document *document = document_new(&ropes, 100 << 20, &err);
	struct snapshot snapshot = document_snapshot(document);
	struct digest *digest = digest_new(&err);
	struct job *job;

	(void)state;
	assert_true(digest_add(digest, "all", &err));
	job = digest_job(&snapshot, 0, 100 << 20, digest, &err);
	assert_int_equal(job_step(job, &err), JOB_RUNNING);
	job_cancel(job);
	assert_int_equal(job_step(job, &err), JOB_FAILED);
	job_free(job);
	snapshot_done(&snapshot);
	document_close(document);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_understood),
		cmocka_unit_test(groups_have_members),
		cmocka_unit_test(the_library_has_more),
		cmocka_unit_test(edited_bytes),
		cmocka_unit_test(holes_and_what_is_lost),
		cmocka_unit_test(half_done),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
