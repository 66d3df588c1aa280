/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What frames cost: bytes sent to the terminal, which over a slow line is what a person waits for.
 * The figures are printed as remarks.
 */
#include "support/testing.h"

#include "session.h"
#include "terminal.h"

#define PAGE_DOWN "\033[6~"

/* Bytes of all classes in runs of different length, as in a program. */
static const char *make_file(struct tmpdir *dir, size_t size)
{
	struct random rnd;
	uint8_t *data = calloc(1, size);
	const char *path;

	assert_non_null(data);
	random_init(&rnd, 1);
	for (size_t at = 0; at < size;) {
		size_t run = (size_t)random_between(&rnd, 2, 16);
		uint64_t kind = random_below(&rnd, 5);
		for (; run > 0 && at < size; run--, at++)
			data[at] = kind < 2 ? 0 : kind < 4 ? (uint8_t)random_between(&rnd, 32, 126)
							   : (uint8_t)random_next(&rnd);
	}
	path = tmpdir_write(dir, "mixed", data, size);
	free(data);
	return path;
}

static size_t count_bytes(struct terminal *terminal)
{
	size_t len;

	terminal_settle(terminal);
	len = terminal_output(terminal)->len;
	terminal_forget(terminal);
	return len;
}

static void page_down_costs(const char *term, size_t most)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = terminal_new(24, 80);
	size_t first, page, row, step;

	terminal_start(terminal, term, make_file(dir, 65536), NULL);
	terminal_expect(terminal, "00000000  ");
	first = count_bytes(terminal);
	terminal_type(terminal, PAGE_DOWN);
	page = count_bytes(terminal);
	terminal_type(terminal, PAGE_DOWN);
	page = (page + count_bytes(terminal)) / 2;
	terminal_type(terminal, "\033[B");
	row = count_bytes(terminal);
	terminal_type(terminal, "\033[C");
	step = count_bytes(terminal);
	printf("# %s: first frame %zu, page down %zu, row down %zu, step right %zu bytes\n", term,
	       first, page, row, step);
	assert_true(page <= most);
	assert_true(step <= 200);
	terminal_leave(terminal, "q");
	tmpdir_free(dir);
}

static void page_down_in_colour(void **state)
{
	(void)state;
	if (!terminal_is_known("xterm-256color"))
		skip();
	page_down_costs("xterm-256color", 2600);
}

static void page_down_without_colour(void **state)
{
	(void)state;
	if (!terminal_is_known("vt100"))
		skip();
	page_down_costs("vt100", 2000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(page_down_in_colour),
		cmocka_unit_test(page_down_without_colour),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
