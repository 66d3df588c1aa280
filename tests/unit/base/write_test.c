/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "base/write.h"

enum { SIZE = 1 << 20 };     /* more than a pipe holds */

/* Reads to the end; NULL when a byte was wrong or missing. */
static void *read_to_the_end(void *argument)
{
	int fd = *(int *)argument;
	static uint8_t piece[5000];
	size_t at = 0;
	ssize_t got;

	while ((got = read(fd, piece, sizeof piece)) > 0)
		for (ssize_t i = 0; i < got; i++, at++)
			if (piece[i] != (uint8_t)(at * 7 >> 3))
				return NULL;
	return at == SIZE ? argument : NULL;
}

static void goes_on_where_a_pipe_is_full(void **state)
{
	static uint8_t bytes[SIZE];
	pthread_t thread;
	void *result;
	int ends[2];

	(void)state;
	for (size_t i = 0; i < SIZE; i++)
		bytes[i] = (uint8_t)(i * 7 >> 3);
	for (int no_block = 0; no_block < 2; no_block++) {
		assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
		if (no_block)
			assert_int_equal(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
		assert_int_equal(pthread_create(&thread, NULL, read_to_the_end, &ends[0]), 0);
		assert_true(write_all(ends[1], bytes, SIZE));
		close(ends[1]);
		pthread_join(thread, &result);
		assert_non_null(result);
		close(ends[0]);
	}
}

static void tells_why_it_failed(void **state)
{
	int ends[2];

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	close(ends[0]);
	assert_true(write_all(ends[1], "", 0));
	assert_false(write_all(ends[1], "x", 1));
	assert_int_equal(errno, EPIPE);
	close(ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(goes_on_where_a_pipe_is_full),
		cmocka_unit_test(tells_why_it_failed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
