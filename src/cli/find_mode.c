/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How it works: a file is a document that is never changed, searched by the job of scan/search.h.
 * Between its steps the hits that it found are printed and forgotten, so memory does not grow with
 * their number. The steps are cut into a range for each processor.
 *
 * Small files go another way (cli/find_small.h).
 *
 * A file in a folder is opened where the walk stands, and given to the document by its descriptor:
 * its path may be longer than the system takes, or lead elsewhere by now.
 */
#include "cli/find_mode.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/checked.h"
#include "base/workers.h"
#include "cli/find_print.h"
#include "cli/find_small.h"
#include "cli/find_strings.h"
#include "cli/input.h"
#include "cli/place.h"
#include "cli/report.h"
#include "cli/walk.h"
#include "scan/pattern_list.h"
#include "scan/search.h"
#include "scan/which.h"

enum {
	ARENA_CHUNK = 4096,      /* nothing is ever put there */
	THREADS_MOST = 8,        /* more do not read memory faster */
	THREADS_FROM = 8 << 20,  /* bytes; less is searched before a thread has started */
	BATCH = 1024,            /* hits printed at a time: a multiple of what hits.h reads */
};

/* The whole run. */
struct find {
	const struct cli *cli;
	struct ropes *ropes;
	struct pattern pattern;  /* owned */
	struct hits *hits;       /* owned: of the last step */
	struct find_print print; /* owned */
	struct find_small small; /* owned; not for strings */
	struct find_strings *strings;    /* owned; NULL: a pattern is looked for */
	unsigned threads;
	bool found;
	bool trouble;            /* something was said on standard error */
	bool over;               /* standard output takes no more */
};

/* One file. */
struct target {
	const char *name;        /* for people, raw bytes */
	const struct document *document;
	struct place place;
	struct which *which;     /* of a list of patterns; else NULL */
	uint64_t left;           /* hits that are still wanted */
};

static void stop_output(struct find *find, const struct err *err)
{
	find->over = true;
	if (report_write_failure(err) != CLI_OK)
		find->trouble = true;
}

/* What was found before goes out first. */
static void flush(struct find *find)
{
	struct err err;

	if (!find->over && !find_print_flush(&find->print, &err))
		stop_output(find, &err);
}

static void tell(struct find *find, const struct err *err)
{
	flush(find);
	find->trouble = true;
	report_error(err);
}

static void tell_of(struct find *find, const char *name, struct err *err)
{
	err_prefix(err, "%s", name);
	tell(find, err);
}

/* It was number n of a list. */
static void name_pattern(const struct find *find, size_t n, struct find_print_hit *line)
{
	line->pattern = pattern_list_text(find->pattern.list, n);
	line->pattern += strspn(line->pattern, " \t");
	line->line = pattern_list_line(find->pattern.list, n);
}

static bool print_hit(struct find *find, const struct target *target, const struct hit *hit,
		      struct err *err)
{
	uint8_t bytes[FIND_PRINT_BYTES];
	struct find_print_hit line = { .pos = hit->pos, .len = hit->len, .bytes = bytes };
	size_t n;

	if (find->strings)
		return find_strings_print(find->strings, &find->print, target->document,
					  hit, err);
	if (find->cli->json) {
		line.count = (size_t)min_u64(hit->len, sizeof bytes);
		document_read(target->document, hit->pos, bytes, NULL, line.count, NULL);
	}
	if (target->which && which_find(target->which, hit->pos, hit->len, &n))
		name_pattern(find, n, &line);
	return find_print_hit(&find->print, &line, err);
}

/* The hits of a step. False when they can not be written. */
static bool print_hits(struct find *find, struct target *target, struct err *err)
{
	struct hit batch[BATCH];
	size_t count;

	for (uint64_t n = 0; target->left > 0; n += count) {
		count = hits_get(find->hits, n, batch, BATCH);
		if (count == 0)
			break;
		find->found = true;
		for (size_t i = 0; i < count && target->left > 0; i++, target->left--)
			if (!print_hit(find, target, &batch[i], err))
				return false;
	}
	hits_clear(find->hits);
	return !find->print.terminal || find_print_flush(&find->print, err);
}

static bool print_count(struct find *find, uint64_t count, struct err *err)
{
	find->found |= count > 0;
	return find_print_count(&find->print, count, err);
}

static uint64_t count_of(const struct find *find, const struct job *job)
{
	return find->strings ? strings_count(job) : search_count(job);
}

static void tell_unknown(struct find *find, const struct target *target, const struct job *job)
{
	uint64_t unknown = find->strings ? strings_unknown(job) : search_unknown(job);
	struct err err;

	if (unknown == 0)
		return;
	err_set(&err, ERR_LOST, "%" PRIu64 " bytes could not be read", unknown);
	tell_of(find, target->name, &err);
}

/* All steps, or as many as give the hits that are wanted. */
static void run_search(struct find *find, struct target *target, struct job *job)
{
	bool counts = find->cli->count, ok = true;
	enum job_state state = JOB_RUNNING;
	struct err failure, err;

	while (ok && state == JOB_RUNNING && target->left > 0) {
		state = job_step(job, &failure);
		if (counts && count_of(find, job) >= target->left)
			break;
		ok = counts || print_hits(find, target, &err);
	}
	if (counts)
		ok = print_count(find, min_u64(count_of(find, job), target->left), &err);
	if (!ok)
		stop_output(find, &err);
	if (state == JOB_FAILED)
		tell_of(find, target->name, &failure);
	tell_unknown(find, target, job);
}

static struct job *make_job(struct find *find, const struct target *target,
			    const struct snapshot *snapshot, struct err *err)
{
	unsigned threads = target->place.length < THREADS_FROM ? 1 : find->threads;
	struct hits *hits = find->cli->count ? NULL : find->hits;
	struct search_request request = {
		.pattern = &find->pattern,
		.start = target->place.offset,
		.end = target->place.offset + target->place.length,
		.from = target->place.offset,
		.all = true,
		.separate = true,
		.hits = hits,
		.threads = threads,
	};

	if (!find->strings)
		return search_new(snapshot, &request, err);
	return find_strings_job(find->strings, snapshot, &target->place, hits, threads, err);
}

static void search_target(struct find *find, struct target *target)
{
	struct snapshot snapshot = document_snapshot(target->document);
	struct err err;
	struct job *job;

	hits_clear(find->hits);
	job = make_job(find, target, &snapshot, &err);
	if (job && !find->strings && find->pattern.kind == PATTERN_LIST) {
		target->which = which_new(&snapshot, &find->pattern, &err);
		if (!target->which) {
			job_free(job);
			job = NULL;
		}
	}
	if (job)
		run_search(find, target, job);
	else
		tell_of(find, target->name, &err);
	which_free(target->which);
	job_free(job);
	snapshot_done(&snapshot);
}

/* `printed` is the name as it was given; `in_folder`: it was found there. */
static void search_document(struct find *find, const struct document *document,
			    const char *printed, const char *name, bool in_folder)
{
	struct target target = { .name = name, .document = document, .left = UINT64_MAX };
	struct err err;

	if (find->cli->has_max)
		target.left = find->cli->max;
	find_print_file(&find->print, printed, in_folder || find->cli->file_count > 1);
	if (place_find(&target.place, find->cli, document, &err)) {
		search_target(find, &target);
		return;
	}
	/* Of many files some are shorter than where the search begins. */
	if (!in_folder || err.code != ERR_RANGE)
		tell_of(find, name, &err);
}

static bool print_small(struct find *find, uint64_t left, struct err *err)
{
	struct find_small *small = &find->small;
	struct match match;
	enum match_result result = MATCH_NONE;
	uint64_t count = 0;

	while (count < left &&
	       (result = find_small_next(small, &match)) == MATCH_FOUND) {
		struct find_print_hit line = {
			.pos = match.start, .len = match.end - match.start,
			.bytes = small->bytes + match.start,
		};

		count++;
		line.count = (size_t)min_u64(line.len, FIND_PRINT_BYTES);
		if (find->pattern.kind == PATTERN_LIST)
			name_pattern(find, match.which, &line);
		find->found = true;
		if (!find->cli->count && !find_print_hit(&find->print, &line, err))
			return false;
	}
	if (find->cli->count && !print_count(find, count, err))
		return false;
	if (result == MATCH_NOMEM)
		return err_nomem(err);
	if (result == MATCH_COMPLEX)
		return err_set(err, ERR_REFUSED, "pattern too complex at 0x%zx", match.start);
	return !find->print.terminal || find_print_flush(&find->print, err);
}

/* The same as search_document(), where the file is small. */
static bool search_small(struct find *find, int fd, const char *name, bool in_folder)
{
	const struct cli *cli = find->cli;
	struct err err;

	if (find->strings != NULL || cli->offset != NULL || cli->length != NULL ||
	    !find_small_read(&find->small, fd))
		return false;
	find_print_file(&find->print, name, in_folder || cli->file_count > 1);
	if (print_small(find, cli->has_max ? cli->max : UINT64_MAX, &err))
		return true;
	if (err.code == ERR_REFUSED || err.code == ERR_NOMEM)
		tell_of(find, name, &err);
	else
		stop_output(find, &err);
	return true;
}

static bool search_small_path(struct find *find, const char *path)
{
	struct stat st;
	bool done;
	int fd;

	/* To open a device can do something to it. */
	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return false;
	done = search_small(find, fd, path, false);
	close(fd);
	return done;
}

static void search_input(struct find *find)
{
	struct err err;
	struct document *document = input_open(find->ropes, &err);

	if (document)
		search_document(find, document, "-", "standard input", false);
	else
		tell(find, &err);
	document_close(document);
}

static void search_path(struct find *find, const char *path)
{
	struct document_options options = { .mode = DOCUMENT_READ, .no_map = find->cli->no_map,
					    .forensic = find->cli->forensic };
	struct document *document;
	struct err err;

	if (search_small_path(find, path))
		return;
	document = document_open(find->ropes, path, &options, &err);
	if (document)
		search_document(find, document, path, path, false);
	else
		tell(find, &err);
	document_close(document);
}

static void search_open(struct find *find, const struct walk_file *file)
{
	struct document_options options = { .mode = DOCUMENT_READ, .no_map = find->cli->no_map,
					    .forensic = find->cli->forensic };
	struct document *document;
	struct err err;
	char path[64];
	int len = snprintf(path, sizeof path, "/proc/self/fd/%d", file->fd);

	if (search_small(find, file->fd, file->name, true))
		return;
	document = document_open(find->ropes, path, &options, &err);
	if (document) {
		search_document(find, document, file->name, file->name, true);
		document_close(document);
		return;
	}
	/* The path that it was opened by is nothing to a person. */
	if (strncmp(err.text, path, (size_t)len) == 0 && strncmp(err.text + len, ": ", 2) == 0)
		memmove(err.text, err.text + len + 2, strlen(err.text + len + 2) + 1);
	tell_of(find, file->name, &err);
}

static void search_folder(struct find *find, const char *folder)
{
	struct walk_file file;
	enum walk_result result;
	struct err err;
	struct walk *walk = walk_open(folder, &err);

	if (!walk) {
		tell(find, &err);
		return;
	}
	while (!find->over && (result = walk_next(walk, &file, &err)) != WALK_END) {
		if (result == WALK_FILE)
			search_open(find, &file);
		else
			tell(find, &err);
	}
	walk_close(walk);
}

static void search_argument(struct find *find, const char *name)
{
	struct stat st;
	struct err err;

	if (strcmp(name, "-") == 0) {
		search_input(find);
	} else if (stat(name, &st) != 0 || !S_ISDIR(st.st_mode)) {
		search_path(find, name);
	} else if (find->cli->recursive) {
		search_folder(find, name);
	} else {
		err_set(&err, ERR_REFUSED, "%s: is a directory; -r searches the files in it", name);
		tell(find, &err);
	}
}

static void search_all(struct find *find)
{
	const struct cli *cli = find->cli;

	if (cli->file_count == 0)
		search_argument(find, cli->recursive ? "." : "-");
	for (size_t i = 0; i < cli->file_count && !find->over; i++)
		search_argument(find, cli->files[i]);
	flush(find);
}

static bool begin_strings(struct find *find, struct err *err)
{
	find->strings = find_strings_new(find->cli, err);
	find->hits = find->strings ? hits_new(UINT64_MAX, err) : NULL;
	return find->hits != NULL;
}

static bool begin(struct find *find, struct err *err)
{
	if (!find_print_init(&find->print, find->cli, err))
		return false;
	if (find->cli->action == CLI_STRINGS)
		return begin_strings(find, err);
	if (!find_pattern(find->cli, &find->pattern, err))
		return false;
	if (find->pattern.changed || find->pattern.selection)
		return err_set(err, ERR_REFUSED, "pattern: /%s is for a file that is being "
			       "edited", find->pattern.changed ? "changed" : "selection");
	find->hits = hits_new(UINT64_MAX, err);
	return find->hits != NULL && find_small_init(&find->small, &find->pattern, err);
}

int find_mode_run(const struct cli *cli)
{
	struct find find = { .cli = cli, .threads = workers_processors(THREADS_MOST) };
	struct err err;
	struct store *store = store_new(ARENA_CHUNK, &err);
	struct ropes ropes;

	if (!store) {
		report_error(&err);
		return FIND_TROUBLE;
	}
	ropes_init(&ropes, store);
	find.ropes = &ropes;
	if (begin(&find, &err))
		search_all(&find);
	else
		tell(&find, &err);
	hits_free(find.hits);
	find_small_done(&find.small);
	pattern_done(&find.pattern);
	find_strings_free(find.strings);
	find_print_done(&find.print);
	ropes_done(&ropes);
	store_free(store);
	return find.trouble ? FIND_TROUBLE : find.found ? FIND_FOUND : FIND_NONE;
}
