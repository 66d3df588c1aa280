/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every fault that can be made without privileges. Also built with the portable guarded copy, as
 * fault_portable_test.
 */
#include "support/testing.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "pattern_file.h"
#include "store/fault.h"

enum { PAGE = 4096, SIZE = 40 * PAGE };

/* A mapped file of SIZE bytes. */
struct mapped {
	struct tmpdir *dir;
	int fd;
	struct fault_map *map;
};

static struct mapped map_pattern(uint64_t size, bool writable)
{
	struct mapped m = { .dir = tmpdir_new() };
	struct err err;

	m.fd = pattern_open(m.dir, "file", size);
	m.map = fault_map_new(m.fd, 0, size, writable, &err);
	assert_non_null(m.map);
	return m;
}

static void unmap(struct mapped *m)
{
	fault_map_free(m->map);
	close(m->fd);
	tmpdir_free(m->dir);
}

static void exit_seven(int number)
{
	(void)number;
	_exit(7);
}

/* The child of a test: a fault outside of all mappings. Exits with 42 when it survives. */
static void fault_somewhere_else(int fd, void (*before)(int), bool by_kill)
{
	const struct rlimit no_core = { 0, 0 };
	struct err err;

	/* Mapped first, it lies behind the mapping that is guarded. */
	volatile char *own = mmap(NULL, 2 * PAGE, PROT_READ, MAP_SHARED, fd, 0);

	setrlimit(RLIMIT_CORE, &no_core);
	signal(SIGBUS, before);
	alarm(20);
	if (!fault_install(&err) || !fault_map_new(fd, 0, 10, false, &err))
		_exit(43);
	if (by_kill) {
		raise(SIGBUS);
	} else {
		char byte = own[PAGE];

		(void)byte;
	}
	_exit(42);
}

/* First, before this process itself installs the handler. */
static void leaves_foreign_faults_alone(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	int fd = pattern_open(dir, "short", 10);

	(void)state;
	for (int i = 0; i < 4; i++) {
		bool own_action = i & 1;
		pid_t child = fork();
		int status;

		if (child == 0)
			fault_somewhere_else(fd, own_action ? exit_seven : SIG_DFL, i & 2);
		assert_int_equal(waitpid(child, &status, 0), child);
		if (own_action)
			assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 7);
		else
			assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS);
	}
	close(fd);
	tmpdir_free(dir);
}

static const off_t cuts[] = { 0, 1, PAGE - 1, PAGE, PAGE + 1, SIZE / 2, SIZE / 2 + 77, SIZE };

/* All that is left can be copied, and not a byte more. */
static void check_copy(struct fault_map *map, off_t size)
{
	static uint8_t back[SIZE];
	size_t got = fault_copy(map, 0, back, SIZE);

	/* The first copy after a change may give less. */
	assert_in_range(got, 0, size);
	assert_int_equal(pattern_right(back, 0, got), got);
	got = fault_copy(map, 0, back, SIZE);
	assert_int_equal(got, size);
	assert_int_equal(pattern_right(back, 0, got), got);
	for (off_t off = size > 9 ? size - 9 : 0; off < size + 9 && off + 16 <= SIZE; off++) {
		got = fault_copy(map, (uint64_t)off, back, 16);
		assert_int_equal(got, size <= off ? 0 : size - off < 16 ? size - off : 16);
		assert_int_equal(pattern_right(back, (uint64_t)off, got), got);
	}
}

static void copies_what_is_left(void **state)
{
	struct mapped m = map_pattern(SIZE, false);

	(void)state;
	check_copy(m.map, SIZE);
	for (size_t i = 0; i < ARRAY_COUNT(cuts); i++) {
		assert_int_equal(ftruncate(m.fd, cuts[i]), 0);
		check_copy(m.map, cuts[i]);
		assert_true(pattern_write(m.fd, (uint64_t)cuts[i], SIZE));
		check_copy(m.map, SIZE);
	}
	unmap(&m);
}

static size_t touch(const uint8_t *bytes, size_t len)
{
	size_t zeros = 0;

	for (size_t i = 0; i < len; i++)
		zeros += bytes[i] == 0;
	return zeros;
}

static void refuses_spans_that_were_cut(void **state)
{
	struct mapped m = map_pattern(SIZE, false);
	uint64_t ticket;

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cuts); i++) {
		size_t left = (size_t)cuts[i];
		const uint8_t *bytes = fault_begin(m.map, 0, SIZE, &ticket);

		assert_int_equal(ftruncate(m.fd, cuts[i]), 0);
		assert_int_equal(touch(bytes, SIZE), SIZE - left);
		if (left < SIZE)
			assert_false(fault_end(m.map, 0, SIZE, ticket));
		else
			(void)!fault_end(m.map, 0, SIZE, ticket);   /* only the times changed */
		if (left > 0) {
			bytes = fault_begin(m.map, 0, left, &ticket);
			assert_int_equal(touch(bytes, left), 0);
			assert_true(fault_end(m.map, 0, left, ticket));
		}
		/* Grown again: no stale page of zeros stays. */
		assert_true(pattern_write(m.fd, left, SIZE));
		bytes = fault_begin(m.map, 0, SIZE, &ticket);
		assert_int_equal(pattern_right(bytes, 0, SIZE), SIZE);
		(void)!fault_end(m.map, 0, SIZE, ticket);
		bytes = fault_begin(m.map, 0, SIZE, &ticket);
		assert_int_equal(pattern_right(bytes, 0, SIZE), SIZE);
		assert_true(fault_end(m.map, 0, SIZE, ticket));
	}
	assert_in_range(fault_count(m.map), 1, 100);
	unmap(&m);
}

/* Neither a fault nor the size tells of this one. */
static void notices_a_file_cut_and_written_again(void **state)
{
	struct mapped m = map_pattern(SIZE, false);
	uint64_t ticket;
	const uint8_t *bytes = fault_begin(m.map, 0, SIZE, &ticket);

	(void)state;
	assert_int_equal(ftruncate(m.fd, PAGE + 100), 0);
	assert_int_equal(touch(bytes, 2 * PAGE - 1), PAGE - 101);
	usleep(20000);               /* older kernels have a coarse clock for the times of files */
	assert_true(pattern_write(m.fd, PAGE + 100, SIZE));
	assert_int_equal(touch(bytes, SIZE), 0);
	assert_false(fault_end(m.map, 0, SIZE, ticket));
	unmap(&m);
}

static size_t count_mappings(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	size_t lines = 0;
	int c;

	assert_non_null(maps);
	while ((c = getc(maps)) != EOF)
		lines += c == '\n';
	fclose(maps);
	return lines;
}

static void repairs_a_huge_span_at_once(void **state)
{
	const uint64_t size = UINT64_C(1) << 40;
	struct tmpdir *dir = tmpdir_new();
	int fd = open(tmpdir_sparse(dir, "huge", size), O_RDWR);
	size_t before = count_mappings();
	struct err err;
	struct fault_map *map = fault_map_new(fd, 0, size, false, &err);
	uint64_t ticket, sum = 0;

	(void)state;
	/* Instrumented programs have less address space. */
	if (map) {
		const uint8_t *bytes = fault_begin(map, 0, size, &ticket);

		assert_int_equal(ftruncate(fd, 0), 0);
		for (uint64_t off = 0; off < size; off += 1 << 26)
			sum += bytes[off];
		assert_int_equal(sum, 0);
		assert_in_range(fault_count(map), 1, 2);
		assert_in_range(count_mappings(), 1, before + 10);
		assert_false(fault_end(map, 0, size, ticket));
		fault_map_free(map);
	} else {
		assert_int_equal(err.code, ERR_NOMEM);
	}
	close(fd);
	tmpdir_free(dir);
}

static void pokes_into_the_file(void **state)
{
	struct mapped m = map_pattern(SIZE, true);
	uint8_t *other = mmap(NULL, SIZE, PROT_READ, MAP_SHARED, m.fd, 0);
	uint64_t ticket;
	struct err err;
	char back[6] = "";

	(void)state;
	assert_true(other != MAP_FAILED);
	assert_int_equal(fault_poke(m.map, PAGE - 3, "burin", 5), 5);
	assert_memory_equal(other + PAGE - 3, "burin", 5);
	assert_int_equal(pread(m.fd, back, 5, PAGE - 3), 5);
	assert_string_equal(back, "burin");
	assert_true(fault_sync(m.map, &err));

	assert_int_equal(ftruncate(m.fd, 2 * PAGE + 3), 0);
	assert_int_equal(fault_poke(m.map, 2 * PAGE, "burin", 5), 3);
	assert_int_equal(fault_poke(m.map, 2 * PAGE + 3, "burin", 5), 0);
	assert_int_equal(fault_poke(m.map, 3 * PAGE - 2, "burin", 5), 0);
	assert_int_equal(fault_poke(m.map, 9 * PAGE, "burin", 5), 0);

	/* Not into the zeros that stand in for the file while a span is looked at. */
	const uint8_t *bytes = fault_begin(m.map, 0, SIZE, &ticket);
	assert_true(touch(bytes, SIZE) > 0);
	assert_true(pattern_write(m.fd, 0, SIZE));
	assert_int_equal(fault_poke(m.map, 9 * PAGE, "burin", 5), 5);
	assert_memory_equal(other + 9 * PAGE, "burin", 5);
	assert_false(fault_end(m.map, 0, SIZE, ticket));
	munmap(other, SIZE);
	unmap(&m);
}

static void gives_pages_back(void **state)
{
	struct mapped m = map_pattern(SIZE, true);
	uint8_t back[SIZE];

	(void)state;
	assert_int_equal(fault_poke(m.map, 5000, "x", 1), 1);
	fault_drop(m.map, 100, SIZE - 200);
	assert_int_equal(fault_copy(m.map, 5000, back, 1), 1);
	assert_int_equal(back[0], 'x');
	unmap(&m);
}

static void starts_at_any_page(void **state)
{
	struct mapped m = map_pattern(SIZE, false);
	struct err err;
	struct fault_map *part = fault_map_new(m.fd, 3 * PAGE, 100, false, &err);
	uint8_t back[100];

	(void)state;
	assert_non_null(part);
	assert_int_equal(fault_copy(part, 0, back, 100), 100);
	assert_int_equal(pattern_right(back, 3 * PAGE, 100), 100);
	assert_int_equal(ftruncate(m.fd, 3 * PAGE + 50), 0);
	(void)!fault_copy(part, 0, back, 100);
	assert_int_equal(fault_copy(part, 0, back, 100), 50);
	fault_map_free(part);
	unmap(&m);
}

static void has_a_table_of_its_size(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	int fd = pattern_open(dir, "file", PAGE);
	struct fault_map *maps[FAULT_MAPS];
	struct err err = { 0 };
	uint8_t byte;

	(void)state;
	for (int i = 0; i < FAULT_MAPS; i++) {
		maps[i] = fault_map_new(fd, 0, PAGE, false, &err);
		assert_non_null(maps[i]);
	}
	assert_null(fault_map_new(fd, 0, PAGE, false, &err));
	assert_int_equal(err.code, ERR_NOMEM);
	fault_map_free(maps[5]);
	maps[5] = fault_map_new(fd, 0, PAGE, false, &err);
	assert_non_null(maps[5]);
	for (int i = 0; i < FAULT_MAPS; i++) {
		assert_int_equal(fault_copy(maps[i], 7, &byte, 1), 1);
		assert_int_equal(byte, pattern_at(7));
		fault_map_free(maps[i]);
	}
	fault_map_free(NULL);
	close(fd);
	tmpdir_free(dir);
}

/* The torture: a process cuts the file and writes it again, threads read. */
enum { TORTURE_SIZE = 1 << 20, ROUNDS = 40 };

struct reader {
	struct fault_map *map;
	atomic_bool *stop;
	uint64_t seed;
	bool spans;
	uint64_t accepted;
	uint64_t refused;
	uint64_t invented;           /* accepted reads with a byte that is not the file's */
};

static void *read_on(void *arg)
{
	enum { MOST = 65536 };
	struct reader *r = arg;
	uint8_t *buffer = malloc(MOST);
	struct random rnd;

	random_init(&rnd, r->seed);
	while (buffer && !atomic_load(r->stop)) {
		uint64_t off = random_below(&rnd, TORTURE_SIZE - MOST);
		size_t len = (size_t)random_between(&rnd, 1, random_below(&rnd, 2) ? 300 : MOST);
		uint64_t ticket;
		size_t got = len;
		bool right;

		if (r->spans) {
			const uint8_t *bytes = fault_begin(r->map, off, len, &ticket);

			right = pattern_right(bytes, off, len) == len;
			if (!fault_end(r->map, off, len, ticket))
				got = 0;
		} else {
			got = fault_copy(r->map, off, buffer, len);
			right = pattern_right(buffer, off, got) == got;
		}
		if (got == 0)
			r->refused++;
		else if (right)
			r->accepted++;
		else
			r->invented++;
	}
	free(buffer);
	return NULL;
}

static void cut_and_write(int fd)
{
	struct random rnd;

	random_init(&rnd, 9);
	for (int i = 0; i < ROUNDS; i++) {
		uint64_t left = random_below(&rnd, TORTURE_SIZE);

		if (ftruncate(fd, (off_t)left) != 0)
			_exit(1);
		usleep((useconds_t)random_below(&rnd, 300));
		if (!pattern_write(fd, left, TORTURE_SIZE))
			_exit(1);
		usleep(11000);       /* a tick of the coarsest clock for the times of files */
	}
	_exit(0);
}

static void never_accepts_an_invented_byte(void **state)
{
	struct mapped m = map_pattern(TORTURE_SIZE, false);
	atomic_bool stop = false;
	struct reader readers[] = {
		{ .map = m.map, .stop = &stop, .seed = 1, .spans = true },
		{ .map = m.map, .stop = &stop, .seed = 2, .spans = true },
		{ .map = m.map, .stop = &stop, .seed = 3, .spans = false },
	};
	pthread_t threads[ARRAY_COUNT(readers)];
	pid_t child = fork();
	int status;

	(void)state;
	if (child == 0)
		cut_and_write(m.fd);
	for (size_t i = 0; i < ARRAY_COUNT(readers); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, read_on, &readers[i]), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	atomic_store(&stop, true);
	for (size_t i = 0; i < ARRAY_COUNT(readers); i++) {
		pthread_join(threads[i], NULL);
		print_message("# %s: %" PRIu64 " accepted, %" PRIu64 " refused\n",
			      readers[i].spans ? "spans" : "copies", readers[i].accepted,
			      readers[i].refused);
		assert_int_equal(readers[i].invented, 0);
		assert_true(readers[i].accepted > 0);
	}
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	unmap(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leaves_foreign_faults_alone),
		cmocka_unit_test(copies_what_is_left),
		cmocka_unit_test(refuses_spans_that_were_cut),
		cmocka_unit_test(notices_a_file_cut_and_written_again),
		cmocka_unit_test(repairs_a_huge_span_at_once),
		cmocka_unit_test(pokes_into_the_file),
		cmocka_unit_test(gives_pages_back),
		cmocka_unit_test(starts_at_any_page),
		cmocka_unit_test(has_a_table_of_its_size),
		cmocka_unit_test(never_accepts_an_invented_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
