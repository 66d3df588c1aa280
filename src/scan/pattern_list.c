/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The file is opened so that a pipe or a device can not hold the reader up, since a list is read
 * while its name is typed. Lists are counted atomically: each thread of a search has a matcher of
 * its own, and so a copy of the pattern.
 */
#include "scan/pattern_list.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/checked.h"

struct entry {
	struct pattern pattern;  /* owned */
	const char *text;        /* in list->text */
	unsigned line;
};

struct pattern_list {
	atomic_uint refs;
	struct buf text;         /* the file, its lines ended by zeroes */
	struct entry *entries;   /* owned */
	size_t count, room;
	size_t others;
};

static bool read_all(int fd, struct buf *text, struct err *err)
{
	uint8_t part[1 << 14];
	ssize_t got;

	do {
		got = read(fd, part, sizeof(part));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_sys(err, errno, "cannot be read");
		buf_add(text, part, (size_t)got);
		if (text->len > PATTERN_LIST_BYTES)
			return err_set(err, ERR_RANGE, "a list has at most 4 MiB");
	} while (got != 0);
	buf_add_byte(text, '\0');
	return buf_ok(text) || err_nomem(err);
}

static bool read_file(const char *path, struct buf *text, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	bool ok;

	if (fd < 0 || fstat(fd, &st) != 0) {
		err_sys(err, errno, "%s", path);
		if (fd >= 0)
			close(fd);
		return false;
	}
	ok = S_ISREG(st.st_mode) || err_set(err, ERR_REFUSED, "is no regular file");
	ok = ok && read_all(fd, text, err);
	close(fd);
	return ok || err_prefix(err, "%s", path);
}

static bool add_entry(struct pattern_list *list, const char *text, unsigned line, struct err *err)
{
	struct entry entry = { .text = text, .line = line };
	bool other;

	if (strncmp(text + strspn(text, " \t"), "list:", 5) == 0)
		return err_set(err, ERR_REFUSED, "a list in a list");
	if (!pattern_parse(text, &entry.pattern, err))
		return false;
	other = !pattern_is_plain(&entry.pattern) || !entry.pattern.exact;
	list->others += other;
	if (entry.pattern.changed || entry.pattern.selection)
		err_set(err, ERR_REFUSED, "/%s stands after the name of the list",
			entry.pattern.changed ? "changed" : "selection");
	else if (list->count == PATTERN_LIST_MOST || list->others > PATTERN_LIST_OTHERS)
		err_set(err, ERR_RANGE, list->count == PATTERN_LIST_MOST ?
			"a list has at most 65536 patterns" :
			"at most 256 patterns of a list are more than plain bytes");
	else if (list->count < list->room ||
		 (list->room = list->room == 0 ? 64 : 2 * list->room, true)) {
		void *grown = realloc(list->entries, list->room * sizeof(entry));

		if (grown != NULL) {
			list->entries = grown;
			list->entries[list->count++] = entry;
			return true;
		}
		err_nomem(err);
	}
	pattern_done(&entry.pattern);
	return false;
}

static bool add_lines(struct pattern_list *list, const char *path, struct err *err)
{
	char *at = (char *)list->text.data, *end = at + list->text.len - 1;

	for (unsigned line = 1; at < end; line++) {
		char *stop = memchr(at, '\n', (size_t)(end - at));
		size_t len;

		stop = stop == NULL ? end : stop;
		*stop = '\0';
		if (stop > at && stop[-1] == '\r')
			stop[-1] = '\0';
		len = strspn(at, " \t");
		if (strlen(at) + 1 < (size_t)(stop - at))
			return err_set(err, ERR_SYNTAX, "%s:%u: a byte of zero", path, line);
		if (at[len] != '\0' && at[len] != '#' && !add_entry(list, at, line, err))
			return err_prefix(err, "%s:%u", path, line);
		at = stop + 1;
	}
	return list->count > 0 || err_set(err, ERR_SYNTAX, "%s: has no patterns", path);
}

struct pattern_list *pattern_list_read(const char *path, struct err *err)
{
	struct pattern_list *list = calloc(1, sizeof(*list));

	if (list == NULL) {
		err_nomem(err);
		return NULL;
	}
	atomic_init(&list->refs, 1);
	if (read_file(path, &list->text, err) && add_lines(list, path, err))
		return list;
	pattern_list_unref(list);
	return NULL;
}

struct pattern_list *pattern_list_ref(struct pattern_list *list)
{
	atomic_fetch_add(&list->refs, 1);
	return list;
}

void pattern_list_unref(struct pattern_list *list)
{
	if (list == NULL || atomic_fetch_sub(&list->refs, 1) > 1)
		return;
	for (size_t i = 0; i < list->count; i++)
		pattern_done(&list->entries[i].pattern);
	free(list->entries);
	buf_done(&list->text);
	free(list);
}

size_t pattern_list_count(const struct pattern_list *list)
{
	return list->count;
}

const struct pattern *pattern_list_at(const struct pattern_list *list, size_t i)
{
	return &list->entries[i].pattern;
}

const char *pattern_list_text(const struct pattern_list *list, size_t i)
{
	return list->entries[i].text;
}

unsigned pattern_list_line(const struct pattern_list *list, size_t i)
{
	return list->entries[i].line;
}

size_t pattern_list_least(const struct pattern_list *list)
{
	size_t least = SIZE_MAX;

	for (size_t i = 0; i < list->count; i++)
		least = min_size(least, list->entries[i].pattern.len);
	return least;
}

uint64_t pattern_list_most(const struct pattern_list *list)
{
	uint64_t most = 0;

	for (size_t i = 0; i < list->count; i++)
		most = max_u64(most, list->entries[i].pattern.most);
	return most;
}

bool pattern_list_takes_zeroes(const struct pattern_list *list)
{
	bool takes = false;

	for (size_t i = 0; i < list->count && !takes; i++)
		takes = pattern_takes_zeroes(&list->entries[i].pattern);
	return takes;
}
