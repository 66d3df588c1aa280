/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include <errno.h>

#include "base/buf.h"
#include "support/fail.h"

static void text_is_built_in_pieces(void **state)
{
	(void)state;
	struct buf buf = BUF_INIT;
	assert_string_equal(buf_string(&buf), "");
	buf_text(&buf, "saved ");
	buf_format(&buf, "%d bytes", 12);
	buf_add_byte(&buf, '.');
	buf_fill(&buf, '!', 3);
	buf_add(&buf, NULL, 0);
	assert_true(buf_ok(&buf));
	assert_string_equal(buf_string(&buf), "saved 12 bytes.!!!");
	buf_insert(&buf, 0, "<", 1);
	buf_insert(&buf, buf.len, ">", 1);
	buf_insert(&buf, 7, "all ", 4);
	assert_string_equal(buf_string(&buf), "<saved all 12 bytes.!!!>");
	buf_remove(&buf, 7, 4);
	buf_remove(&buf, 0, 1);
	buf_remove(&buf, buf.len - 1, 1);
	buf_remove(&buf, buf.len, 0);
	assert_string_equal(buf_string(&buf), "saved 12 bytes.!!!");
	buf_clear(&buf);
	assert_string_equal(buf_string(&buf), "");
	buf_done(&buf);
	assert_null(buf.data);
}

/* Every length around the growth steps, in one format call and byte by byte. */
static void formats_of_any_length(void **state)
{
	(void)state;
	for (int len = 0; len < 300; len++) {
		struct buf once = BUF_INIT, many = BUF_INIT;
		buf_format(&once, "%*s", len, "");
		for (int i = 0; i < len; i++)
			buf_add_byte(&many, ' ');
		assert_int_equal(once.len, len);
		assert_string_equal(buf_string(&once), buf_string(&many));
		buf_done(&once);
		buf_done(&many);
	}
}

static void text_is_given_away(void **state)
{
	(void)state;
	struct buf buf = BUF_INIT;
	buf_text(&buf, "mine");
	char *text = buf_take_string(&buf);
	assert_string_equal(text, "mine");
	assert_null(buf.data);
	assert_int_equal(buf.len, 0);
	free(text);
	text = buf_take_string(&buf);
	assert_string_equal(text, "");
	free(text);
}

static void what_can_not_be_is_refused(void **state)
{
	(void)state;
	struct buf buf = BUF_INIT;
	buf_text(&buf, "kept");
	assert_false(buf_reserve(&buf, SIZE_MAX));
	assert_false(buf_ok(&buf));
	buf_text(&buf, "dropped");
	buf_insert(&buf, 2, "x", 1);
	buf_remove(&buf, 0, 2);
	assert_false(buf_reserve(&buf, 1));
	assert_int_equal(buf.len, 4);
	assert_memory_equal(buf.data, "kept", 4);
	assert_string_equal(buf_string(&buf), "");
	buf_clear(&buf);
	assert_true(buf_ok(&buf));
	buf_done(&buf);
}

/* The n-th allocation fails: the result is all or nothing. */
static void no_memory(void **state)
{
	(void)state;
	for (uint64_t n = 0;; n++) {
		fail_at("realloc", n, ENOMEM);
		struct buf buf = BUF_INIT;
		for (int i = 0; i < 200; i++)
			buf_format(&buf, "%d,", i);
		bool ok = buf_ok(&buf);
		char *text = buf_take_string(&buf);
		bool happened = fail_happened() > 0;
		assert_int_equal(ok && text, !happened);
		assert_null(buf.data);
		if (!happened) {
			assert_int_equal(strlen(text), 690);
			free(text);
			break;
		}
		assert_null(text);
	}
	fail_reset();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_built_in_pieces),
		cmocka_unit_test(formats_of_any_length),
		cmocka_unit_test(text_is_given_away),
		cmocka_unit_test(what_can_not_be_is_refused),
		cmocka_unit_test(no_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
