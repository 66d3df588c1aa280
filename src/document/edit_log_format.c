/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Header, names and identities. A name is two hashes, of what the file is and of where it is; so a
 * listing of the folder tells which logs to look into, whether a file was renamed or replaced. What
 * a log is about is then said by its header.
 */
#include "document/edit_log_format.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "base/checksum.h"

void log_put(struct buf *buf, uint64_t number, unsigned bytes)
{
	uint8_t to[8];

	for (unsigned i = 0; i < bytes; i++)
		to[i] = (uint8_t)(number >> 8 * i);
	buf_add(buf, to, bytes);
}

void log_put_identity(struct buf *buf, const struct log_identity *file)
{
	log_put(buf, file->dev, 8);
	log_put(buf, file->ino, 8);
	log_put(buf, (uint64_t)file->birth_s, 8);
	log_put(buf, file->birth_ns, 8);
	log_put(buf, file->size, 8);
	log_put(buf, (uint64_t)file->mtime_s, 8);
	log_put(buf, file->mtime_ns, 8);
}

static void put_text(struct buf *buf, const char *text)
{
	size_t len = strlen(text);

	log_put(buf, len, 4);
	buf_add(buf, text, len);
}

void log_put_header(struct buf *buf, const struct log_header *header, uint32_t *sum)
{
	struct buf body = BUF_INIT;
	size_t start = buf->len;

	log_put(&body, header->in_place, 8);
	log_put(&body, header->origin, 8);
	log_put(&body, header->length, 8);
	log_put(&body, header->pid, 8);
	log_put(&body, (uint64_t)header->began, 8);
	log_put_identity(&body, &header->file);
	put_text(&body, header->host);
	put_text(&body, header->boot);
	put_text(&body, header->path);
	buf_add(buf, LOG_MAGIC, 8);
	log_put(buf, LOG_VERSION, 4);
	log_put(buf, body.len, 4);
	buf_add(buf, body.data, body.len);
	buf->failed = buf->failed || body.failed;
	buf_done(&body);
	if (!buf_ok(buf))
		return;
	*sum = checksum_crc32c(0, buf->data + start, buf->len - start);
	log_put(buf, *sum, 4);
}

/* FNV-1a. */
static uint64_t hash(uint64_t so_far, const void *bytes, size_t len)
{
	const uint8_t *at = bytes;

	for (size_t i = 0; i < len; i++)
		so_far = (so_far ^ at[i]) * UINT64_C(0x100000001b3);
	return so_far;
}

static void make_keys(const struct log_identity *file, const char *path, uint64_t keys[2])
{
	const uint64_t start = UINT64_C(0xcbf29ce484222325);
	const uint64_t numbers[] = { file->dev, file->ino, (uint64_t)file->birth_s,
				     file->birth_ns };

	keys[0] = hash(start, numbers, sizeof numbers);
	keys[1] = hash(start, path, strlen(path));
}

void log_name(const struct log_identity *file, const char *path, unsigned n, char name[LOG_NAME])
{
	uint64_t keys[2];

	make_keys(file, path, keys);
	snprintf(name, LOG_NAME, "%016" PRIx64 "-%016" PRIx64 ".%u.log", keys[0], keys[1], n);
}

bool log_name_is(const char *name)
{
	size_t digits = 0;

	while (digits < 33 && (digits == 16 ? name[digits] == '-' :
					      isxdigit((unsigned char)name[digits]) != 0))
		digits++;
	return digits == 33 && name[33] == '.' && isdigit((unsigned char)name[34]) &&
	       strcmp(name + 35, ".log") == 0;
}

bool log_name_fits(const char *name, const char *own)
{
	return log_name_is(name) &&
	       (memcmp(name, own, 16) == 0 || memcmp(name + 17, own + 17, 16) == 0);
}

/* What the kernel says of an open file; a name with " (deleted)" leads nowhere and does no harm. */
static char *real_path(int fd)
{
	char link[32], path[PATH_MAX];
	ssize_t len;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	len = readlink(link, path, sizeof path - 1);
	path[len > 0 ? len : 0] = '\0';
	return strdup(path);
}

bool log_identify(int fd, struct log_identity *file, char **path, struct err *err)
{
	struct statx st;

	if (statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_BTIME, &st) != 0)
		return err_sys(err, errno, "can not tell which file it is");
	*path = real_path(fd);
	if (!*path)
		return err_nomem(err);
	*file = (struct log_identity){
		.dev = makedev(st.stx_dev_major, st.stx_dev_minor),
		.ino = st.stx_ino,
		.size = st.stx_size,
		.mtime_s = st.stx_mtime.tv_sec,
		.mtime_ns = st.stx_mtime.tv_nsec,
	};
	if (st.stx_mask & STATX_BTIME) {
		file->birth_s = st.stx_btime.tv_sec;
		file->birth_ns = st.stx_btime.tv_nsec;
	}
	return true;
}

bool log_is_same_file(const struct log_identity *a, const struct log_identity *b)
{
	return a->dev == b->dev && a->ino == b->ino && a->birth_s == b->birth_s &&
	       a->birth_ns == b->birth_ns;
}

bool log_is_same_content(const struct log_identity *a, const struct log_identity *b)
{
	return log_is_same_file(a, b) && a->size == b->size && a->mtime_s == b->mtime_s &&
	       a->mtime_ns == b->mtime_ns;
}

void log_read_boot(char boot[40])
{
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	ssize_t got = fd >= 0 ? read(fd, boot, 36) : 0;

	boot[got > 0 ? got : 0] = '\0';
	if (fd >= 0)
		close(fd);
}

void log_describe_session(struct log_header *header)
{
	header->version = LOG_VERSION;
	header->pid = (uint64_t)getpid();
	header->began = (int64_t)time(NULL);
	if (gethostname(header->host, sizeof header->host - 1) != 0)
		header->host[0] = '\0';
	header->host[sizeof header->host - 1] = '\0';
}
