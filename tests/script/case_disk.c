/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file that is written again is made younger by a second: the clock of the file system may be
 * too coarse to tell. */
#include "script/case_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/number.h"

static bool put(int fd, const struct buf *unit, uint64_t times, struct err *err)
{
	struct buf all = BUF_INIT;
	bool ok;

	for (uint64_t i = 0; i < times; i++)
		buf_add(&all, unit->data, unit->len);
	ok = buf_ok(&all) && (all.len == 0 || write(fd, all.data, all.len) == (ssize_t)all.len);
	buf_done(&all);
	return ok || err_sys(err, errno, "write");
}

static bool put_hole(int fd, uint64_t len, struct err *err)
{
	off_t end = lseek(fd, (off_t)len, SEEK_CUR);

	return (end >= 0 && ftruncate(fd, end) == 0) || err_sys(err, errno, "hole");
}

static bool put_part(int fd, const char *text, struct err *err)
{
	const char *star = strstr(text, " * ");
	const char *what = star ? star + 3 : text;
	struct buf unit = BUF_INIT;
	uint64_t times = 1;
	size_t used;
	bool ok;

	if (star && !number_parse(text, (size_t)(star - text), &used, &times, err))
		return false;
	if (strcmp(what, "hole") == 0)
		return put_hole(fd, times, err);
	ok = bytes_parse(what, &unit, err) && put(fd, &unit, times, err);
	buf_done(&unit);
	return ok;
}

static bool put_all(int fd, const char *content, struct err *err)
{
	bool ok = true;

	while (ok && *content) {
		const char *plus = strstr(content, " + ");
		size_t len = plus ? (size_t)(plus - content) : strlen(content);
		char *part = strndup(content, len);

		ok = part ? put_part(fd, part, err) : err_nomem(err);
		free(part);
		content += len + (plus ? 3 : 0);
	}
	return ok;
}

bool disk_write(const char *name, const char *content, struct err *err)
{
	struct stat old;
	bool existed = stat(name, &old) == 0;
	int fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	off_t end;
	bool ok;

	if (fd < 0)
		return err_sys(err, errno, "%s", name);
	ok = put_all(fd, content, err);
	end = lseek(fd, 0, SEEK_CUR);
	if (ok && (end < 0 || ftruncate(fd, end) != 0))
		ok = err_sys(err, errno, "%s", name);
	if (existed) {
		struct timespec times[2] = { old.st_atim, old.st_mtim };

		times[1].tv_sec++;
		if (ok && futimens(fd, times) != 0)
			ok = err_sys(err, errno, "%s", name);
	}
	close(fd);
	return ok;
}

bool disk_append(const char *name, const char *content, struct err *err)
{
	int fd = open(name, O_WRONLY | O_APPEND | O_CLOEXEC);
	bool ok;

	if (fd < 0)
		return err_sys(err, errno, "%s", name);
	ok = put_all(fd, content, err);
	close(fd);
	return ok;
}

/* How many bytes from the start are the same. */
static size_t run_len(const uint8_t *bytes, size_t len)
{
	size_t run = 1;

	while (run < len && bytes[run] == bytes[0])
		run++;
	return run;
}

/* How many bytes there are before the next long run. */
static size_t plain_len(const uint8_t *bytes, size_t len)
{
	enum { LONG = 32 };
	size_t at = 0, run;

	for (; at < len; at += run) {
		run = run_len(bytes + at, len - at);
		if (run >= LONG)
			break;
	}
	return at;
}

void disk_format_bytes(const uint8_t *bytes, size_t len, struct buf *out)
{
	size_t start = out->len;

	while (len > 0) {
		size_t some = plain_len(bytes, len);

		buf_text(out, out->len > start ? " + " : "");
		if (some > 0) {
			bytes_format_hex(out, bytes, some, ' ', false);
		} else {
			some = run_len(bytes, len);
			buf_format(out, "%zu * %02x", some, bytes[0]);
		}
		bytes += some;
		len -= some;
	}
}

void disk_format(const char *name, struct buf *out)
{
	FILE *file = fopen(name, "re");
	struct buf bytes = BUF_INIT;
	char chunk[4096];
	size_t got;

	if (!file) {
		buf_text(out, "none");
		return;
	}
	while ((got = fread(chunk, 1, sizeof(chunk), file)) > 0)
		buf_add(&bytes, chunk, got);
	disk_format_bytes(bytes.data, bytes.len, out);
	fclose(file);
	buf_done(&bytes);
}
