/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Searching a warm file of 1 GiB, beside what others have: whole processes (grep, rg), the screens
 * of other editors, memmem() and PCRE2's JIT over a mapping, and the least there is to do: to add
 * up all mapped bytes with SIMD, their pages to be fetched. All in turns; the least of the rounds
 * counts, as a neighbour can only make it more.
 */
#include <fcntl.h>
#include <math.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "document/document.h"
#include "scan/regex.h"
#include "scan/search.h"
#include "support/files.h"
#include "support/peers.h"
#include "support/table.h"

enum { SIZE = 1 << 30, SLICE = 16 << 20, ROUNDS = 7, EDITOR_ROUNDS = 2, KEYS = 40, ARGUMENTS = 8 };

extern char **environ;

static const char *file;         /* of the table that is being made */
static struct ropes ropes;
static volatile uint64_t sink;

static double now_ms(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

#ifdef __x86_64__
__attribute__((target_clones("avx2", "default"), optimize("O3")))
#endif
static uint64_t add_up(const uint64_t *words, size_t count)
{
	uint64_t sum[16] = { 0 };

	for (size_t i = 0; i < count; i += 16) {
		for (unsigned k = 0; k < 16; k++)
			sum[k] += words[i + k];
	}
	for (unsigned k = 1; k < 16; k++)
		sum[0] += sum[k];
	return sum[0];
}

/* What is done in this process, from mapping to unmapping. */
enum way { SUM, MEMMEM, JIT, ONE, BACK, BOTH, PROCESS };

static void look(const uint8_t *bytes, enum way way, const char *needle, struct regex *regex)
{
	struct regex_text text = { bytes, SLICE, true, true, false, NULL };
	struct match match;

	if (way == SUM)
		sink += add_up((const uint64_t *)(const void *)bytes, SLICE / 8);
	else if (way == MEMMEM)
		sink += memmem(bytes, SLICE, needle, strlen(needle)) != NULL;
	else if (regex != NULL)
		sink += regex_next(regex, &text, 0, SLICE, &match);
}

static void look_at_mapping(enum way way, const char *needle)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	uint8_t *map = mmap(NULL, SIZE, PROT_READ, MAP_SHARED, fd, 0);
	struct err err;
	size_t at;
	struct regex *regex = way == JIT ? regex_new(needle, 0, &at, &err) : NULL;

	/* What this process has resident would be said of those that it starts. */
	for (at = 0; map != MAP_FAILED && at < SIZE; at += SLICE) {
		look(map + at, way, needle, regex);
		madvise(map + at, SLICE, MADV_DONTNEED);
	}
	if (map != MAP_FAILED)
		munmap(map, SIZE);
	regex_free(regex);
	close(fd);
}

static void search(enum way way, const char *text)
{
	static const struct document_options options = { .mode = DOCUMENT_READ };
	struct err err;
	struct document *document = document_open(&ropes, file, &options, &err);
	struct snapshot snapshot;
	struct pattern pattern;

	if (document == NULL || !pattern_parse(text, &pattern, &err)) {
		document_close(document);
		return;
	}
	snapshot = document_snapshot(document);
	struct search_request request = {
		.pattern = &pattern, .end = SIZE, .backward = way == BACK,
		.from = way == BACK ? SIZE - pattern.len : 0, .all = way != BACK,
		.threads = way == BOTH ? 2 : 1,
	};
	struct job *job = search_new(&snapshot, &request, &err);
	if (job != NULL && job_run(job, &err))
		sink += search_count(job);
	job_free(job);
	snapshot_done(&snapshot);
	pattern_done(&pattern);
	document_close(document);
}

/* One thing to measure. */
struct subject {
	const char *name;
	enum way way;
	const char *needle;      /* NULL: the end of the table */
	const char *program[ARGUMENTS];  /* the file is added; "burin" is ours */
};

struct result {
	struct series ms, cpu, mib;
};

static bool run(const struct subject *subject, struct result *result)
{
	const char *argv[ARGUMENTS + 2], *folder = getenv("BURIN_BUILDDIR");
	posix_spawn_file_actions_t actions;
	char path[4096];
	size_t count = 0;
	double start = now_ms();
	struct rusage used;
	pid_t pid;
	int status = -1;

	snprintf(path, sizeof(path), "%s/burin", folder != NULL ? folder : ".");
	for (; count < ARGUMENTS && subject->program[count] != NULL; count++) {
		argv[count] = subject->program[count];
		if (strcmp(argv[count], "burin") == 0)
			argv[count] = path;
	}
	argv[count++] = file;
	argv[count] = NULL;
	posix_spawn_file_actions_init(&actions);
	/* Not /dev/null, for which grep stops at the first match. */
	posix_spawn_file_actions_addopen(&actions, 1, files_output(),
					 O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (posix_spawnp(&pid, argv[0], &actions, NULL, (char **)(uintptr_t)argv, environ) == 0)
		wait4(pid, &status, 0, &used);
	posix_spawn_file_actions_destroy(&actions);
	if (status == -1 || !WIFEXITED(status) || WEXITSTATUS(status) > 1)
		return false;
	series_add(&result->ms, now_ms() - start);
	series_add(&result->cpu, (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e3 +
			   (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e3);
	series_add(&result->mib, (double)used.ru_maxrss / 1024);
	return true;
}

static void measure_one(const struct subject *subject, struct result *result)
{
	double start = now_ms();

	if (subject->way == PROCESS) {
		run(subject, result);
		return;
	}
	if (subject->way <= JIT)
		look_at_mapping(subject->way, subject->needle);
	else
		search(subject->way, subject->needle);
	series_add(&result->ms, now_ms() - start);
}

#define FIND "burin", "--find"
#define GREP "grep", "-obUaP"

static const struct subject random_file[] = {
	{ "add up all bytes", SUM, "", { NULL } },
	{ "search, 8 bytes", ONE, "\"PATTERN8\"", { NULL } },
	{ "the same, two threads", BOTH, "\"PATTERN8\"", { NULL } },
	{ "the same, backward", BACK, "\"PATTERN8\"", { NULL } },
	{ "1 byte, 4 million hits", ONE, "50", { NULL } },
	{ "2 bytes, 16000 hits", ONE, "fe ca", { NULL } },
	{ "4 bytes", ONE, "\"ERN8\"", { NULL } },
	{ "32 bytes", ONE, "\"PATTERN8 that is 32 bytes long.\" ff", { NULL } },
	{ "8 bytes, any case", ONE, "\"PATTERN8\"/i", { NULL } },
	{ "8 bytes, half of each a wildcard", ONE, "5? ?1 5? ?4 4? ?2 4? ?8", { NULL } },
	{ "memmem()", MEMMEM, "PATTERN8", { NULL } },
	{ "PCRE2, JIT", JIT, "PATTERN8", { NULL } },
	{ "burin --find", PROCESS, "", { FIND, "\"PATTERN8\"" } },
	{ "burin --find, one processor", PROCESS, "",
	  { "taskset", "-c", "0", FIND, "\"PATTERN8\"" } },
	{ "rg -F", PROCESS, "", { "rg", "-obUaF", "PATTERN8" } },
	{ "grep -F", PROCESS, "", { "grep", "-obUaF", "PATTERN8" } },
	{ NULL, SUM, NULL, { NULL } },
};

static const struct subject zero_file[] = {
	{ "add up all bytes", SUM, "", { NULL } },
	{ "search, 00*7 01", ONE, "00000000 00000001", { NULL } },
	{ "the same, two threads", BOTH, "00000000 00000001", { NULL } },
	{ "the same, backward", BACK, "00000000 00000001", { NULL } },
	{ "burin --find", PROCESS, "", { FIND, "0000000000000001" } },
	{ "rg", PROCESS, "", { "rg", "-obUa", "--no-unicode", "\\x00{7}\\x01" } },
	{ NULL, SUM, NULL, { NULL } },
};

/* Pairs: ours on one processor, then grep's. */
static const struct subject regexes[] = {
#define PAIR(text) \
	{ text, PROCESS, "", { "taskset", "-c", "0", FIND, "re:" text } }, \
	{ "  grep -P", PROCESS, "", { "taskset", "-c", "0", GREP, text } }
	PAIR("PATTERN[0-9]"),
	PAIR("[P-R]ATT[DEF]RN[0-9]"),
	PAIR("(?i)pattern[0-9]"),
	PAIR("[a-z]+_PATT.*N8"),
	PAIR("\\w+@\\w+\\.com"),
	PAIR("(foo|bar|baz)+[0-9]"),
	PAIR("[a-z]{8,}"),
	PAIR("\\d{4,}x"),
	PAIR("[A-Z]+_[a-z]+"),
	PAIR("[^\\n]{4}ELF"),
	{ NULL, SUM, NULL, { NULL } },
};

static void measure(const char *title, const struct subject *subjects, struct result *results,
		    int rounds)
{
	static const struct column columns[] = {
		{ "ms", 1 }, { "GB/s", 2 }, { "CPU ms", 1 }, { "MiB", 0 },
	};

	for (int round = 0; round < rounds; round++) {
		look_at_mapping(SUM, "");
		for (size_t i = 0; subjects[i].needle != NULL; i++)
			measure_one(&subjects[i], &results[i]);
	}
	table_head(title, columns, 4);
	for (size_t i = 0; subjects[i].needle != NULL; i++) {
		double ms = results[i].ms.count > 0 ? series_least(&results[i].ms) : NAN;
		bool process = results[i].cpu.count > 0;

		table_row(subjects[i].name,
			  (double[]){ ms, SIZE / 1e6 / ms,
				      process ? series_least(&results[i].cpu) : NAN,
				      process ? series_median(&results[i].mib) : NAN }, 4);
	}
}

static double least(const struct subject *subjects, const struct result *results,
		    const char *name)
{
	for (size_t i = 0; subjects[i].needle != NULL; i++) {
		if (strcmp(subjects[i].name, name) == 0 && results[i].ms.count > 0)
			return series_least(&results[i].ms);
	}
	return NAN;
}

/* Nothing to compare with is no failure. */
static bool target(const char *what, double value, double most)
{
	return isnan(value) || table_target(what, value, most);
}

static bool judge(const struct result *random, const struct result *zero)
{
	double one = least(random_file, random, "search, 8 bytes");
	double sum = least(random_file, random, "add up all bytes");
	double process = least(random_file, random, "burin --find");
	double rg = least(random_file, random, "rg -F");
	bool met = target("8 bytes, of adding up", one / sum, 1 / 0.8);

	met = target("backward, of forward",
		     least(random_file, random, "the same, backward") / one, 1.1) && met;
	met = target("--find, of rg", process / rg, 1) && met;
	met = target("--find, of grep -F",
		     process / least(random_file, random, "grep -F"), 1) && met;
	met = target("8 bytes, of memmem()",
		     one / least(random_file, random, "memmem()"), 1) && met;
	met = target("8 bytes, of PCRE2's JIT",
		     one / least(random_file, random, "PCRE2, JIT"), 1) && met;
	return target("00*7 01 in zeroes, of 8 bytes in random ones",
		      least(zero_file, zero, "search, 00*7 01") / one, 2) && met;
}

static bool judge_regexes(const struct result *results)
{
	bool met = true;

	for (size_t i = 0; regexes[i].needle != NULL; i += 2) {
		if (results[i].cpu.count > 0 && results[i + 1].cpu.count > 0)
			met = target(regexes[i].name, series_least(&results[i].cpu) /
				     series_least(&results[i + 1].cpu), 1.1) && met;
	}
	return met;
}

/* Other editors, and the keys that search. */
static const struct {
	struct peer peer;
	const char *keys;
	double times;            /* burin is so many times as fast */
} editors[] = {
	{ { .name = "burin", .program = "./burin" }, "/\"PATTERN8\"\r", 0 },
	{ { .name = "hyx", .program = "hyx" }, "/s PATTERN8\r", 5 },
	{ { .name = "tweak", .program = "tweak" }, "\023PATTERN8\r", 20 },
	{ { .name = "hexedit", .program = "hexedit" }, "/5041545445524e38\r", 40 },
};

enum { EDITORS = sizeof(editors) / sizeof(editors[0]) };

/* Where a neighbour has the processor, a search in other threads can look like rest. */
static bool settle_long(struct pty *pty, struct pty_facts *facts)
{
	if (!pty_settle(pty, facts))
		return false;
	usleep(500000);
	return pty_settle(pty, facts);
}

static bool compare_editors(void)
{
	static const struct column columns[] = { { "ms", 1 }, { "CPU ms", 1 }, { "MiB", 0 } };
	static struct result results[EDITORS];
	struct pty_facts facts;
	bool met = true;

	for (int round = 0; round < EDITOR_ROUNDS; round++) {
		for (size_t i = 0; i < EDITORS; i++) {
			struct pty *pty = peer_found(&editors[i].peer) ?
					  peer_start(&editors[i].peer, file, 24, 80) : NULL;

			look_at_mapping(SUM, "");
			if (pty != NULL && pty_settle(pty, &facts) &&
			    pty_send(pty, editors[i].keys, strlen(editors[i].keys), 1) &&
			    settle_long(pty, &facts)) {
				series_add(&results[i].ms, facts.last_ms);
				series_add(&results[i].cpu, facts.cpu_ms);
				series_add(&results[i].mib, (double)facts.hwm_kib / 1024);
			}
			pty_stop(pty);
		}
	}
	table_head("8 bytes in the editor", columns, 3);
	for (size_t i = 0; i < EDITORS; i++) {
		if (results[i].ms.count > 0)
			table_row(editors[i].peer.name,
				  (double[]){ series_least(&results[i].ms),
					      series_least(&results[i].cpu),
					      series_median(&results[i].mib) }, 3);
	}
	for (size_t i = 1; i < EDITORS; i++) {
		if (results[i].ms.count > 0 && results[0].ms.count > 0)
			met = target(editors[i].peer.name, series_least(&results[0].ms) /
				     series_least(&results[i].ms), 1 / editors[i].times) && met;
	}
	return met;
}

/* Keys while a file of 16 GiB, 2 of them data, is searched by a slow expression. */
static bool press_keys(void)
{
	static const struct peer burin = { .name = "burin", .program = "./burin" };
	static const struct column columns[] = {
		{ "median ms", 2 }, { "most ms", 2 }, { "Esc ms", 2 }, { "MiB", 0 },
	};
	static const char line[] = "/re:[a-z]{2}[0-9]{3}[a-z]{3}[^a]{9}[0-9]{5}\r";
	const char *large = files_make(UINT64_C(16) << 30, UINT64_C(1) << 30);
	struct pty *pty = large == NULL ? NULL : peer_start(&burin, large, 24, 80);
	static struct series answers;
	struct pty_facts facts;
	double ms = NAN;

	if (pty == NULL || !pty_settle(pty, &facts))
		return false;
	pty_send(pty, line, strlen(line), 1);
	usleep(100000);
	for (int i = 0; i < KEYS && pty_send(pty, i % 2 ? "\033[D" : "\033[C", 3, 1); i++) {
		if (pty_answer(pty, &ms))
			series_add(&answers, ms);
		usleep(10000);
	}
	pty_send(pty, "\033", 1, 1);
	pty_answer(pty, &ms);
	pty_settle(pty, &facts);
	pty_stop(pty);
	table_head("keys during a search of 16 GiB", columns, 4);
	table_row("burin", (double[]){ series_median(&answers), series_quantile(&answers, 1),
				       ms, (double)facts.hwm_kib / 1024 }, 4);
	return target("ms of a key", series_quantile(&answers, 1), 20) &
	       target("ms of Esc", ms, 50);
}

static bool write_end(const char *path, const void *bytes, size_t len)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool good = fd >= 0 && pwrite(fd, bytes, len, (off_t)(SIZE - len)) == (ssize_t)len;

	close(fd);
	return good;
}

static bool fill_with_zeroes(const char *path)
{
	static const uint8_t zeroes[1 << 20];
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool good = fd >= 0;

	for (size_t at = 0; good && at < SIZE; at += sizeof(zeroes))
		good = pwrite(fd, zeroes, sizeof(zeroes), (off_t)at) == (ssize_t)sizeof(zeroes);
	close(fd);
	return good && write_end(path, "\1", 1);
}

/* With an argument the keys alone. */
int main(int argc, char **argv)
{
	(void)argv;
	if (argc > 1)
		return press_keys() ? 0 : 1;

	static struct result random[32], zero[32], pairs[32];
	const char *path = files_make(SIZE, SIZE / 2), *zeroes = files_make(SIZE, 0);
	struct err err;
	struct store *store = store_new(1 << 16, &err);
	bool met;

	if (store == NULL || path == NULL || zeroes == NULL ||
	    !write_end(path, "PATTERN8", 8) || !fill_with_zeroes(zeroes))
		return 1;
	setenv("LC_ALL", "C", 1);
	ropes_init(&ropes, store);
	file = zeroes;
	measure("1 GiB of zeroes", zero_file, zero, ROUNDS);
	file = path;
	measure("1 GiB of random bytes", random_file, random, ROUNDS);
	met = judge(random, zero);
	measure("regular expressions, one processor each", regexes, pairs, 2);
	met = judge_regexes(pairs) && met;
	met = compare_editors() && met;
	met = press_keys() && met;
	ropes_done(&ropes);
	store_free(store);
	return met ? 0 : 1;
}
