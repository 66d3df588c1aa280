/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Removed by atexit(), and by the signals which a person sends: a forgotten file of 1 TiB
 * looks alarming. */
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST = 16, BLOCK = 65536 };

static char folder[256];
static char paths[MOST][320];
static char output[320];
static size_t count;

static void remove_files(void)
{
	for (size_t i = 0; i < count; i++)
		unlink(paths[i]);
	if (output[0])
		unlink(output);
	rmdir(folder);
}

static void end(int number)
{
	remove_files();
	_exit(128 + number);
}

static bool make_folder(void)
{
	const char *parent = getenv("TMPDIR");

	if (folder[0])
		return true;
	snprintf(folder, sizeof(folder), "%s/burin-bench-XXXXXX",
		 parent && *parent ? parent : "/tmp");
	if (!mkdtemp(folder)) {
		fprintf(stderr, "%s: %s\n", folder, strerror(errno));
		return false;
	}
	atexit(remove_files);
	signal(SIGINT, end);
	signal(SIGTERM, end);
	signal(SIGHUP, end);
	return true;
}

const char *files_output(void)
{
	if (!folder[0])
		return NULL;
	snprintf(output, sizeof(output), "%s/output", folder);
	return output;
}

static bool fill(int fd, uint64_t from, uint64_t len)
{
	static uint64_t block[BLOCK / sizeof(uint64_t)];
	uint64_t x = UINT64_C(88172645463325252) ^ from;

	for (uint64_t done = 0; done < len;) {
		size_t part = len - done < BLOCK ? (size_t)(len - done) : BLOCK;

		for (size_t i = 0; i < BLOCK / sizeof(uint64_t); i++) {
			x ^= x << 13;
			x ^= x >> 7;
			x ^= x << 17;
			block[i] = x;
		}
		if (pwrite(fd, block, part, (off_t)(from + done)) != (ssize_t)part)
			return false;
		done += part;
	}
	return true;
}

const char *files_make(uint64_t size, uint64_t filled)
{
	if (count == MOST || !make_folder())
		return NULL;
	char *path = paths[count];
	snprintf(path, sizeof(paths[0]), "%s/%" PRIu64 "-%zu", folder, size, count);
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return NULL;
	count++;
	if (filled > size)
		filled = size;
	bool good = ftruncate(fd, (off_t)size) == 0 && fill(fd, 0, filled) &&
		    fill(fd, size - filled, filled);
	if (!good)
		printf("left out: a file of %s (%s)\n", files_size(size), strerror(errno));
	close(fd);
	return good ? path : NULL;
}

bool files_fill(const char *path, uint64_t from, uint64_t len)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	bool good = fd >= 0 && fill(fd, from, len);

	if (fd >= 0)
		close(fd);
	return good;
}

const char *files_size(uint64_t size)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB" };
	static char texts[4][32];
	static unsigned turn;
	char *text = texts[turn++ % 4];
	size_t unit = 0;

	while (unit < 4 && size >= 1024 && size % 1024 == 0) {
		size /= 1024;
		unit++;
	}
	snprintf(text, sizeof(texts[0]), "%" PRIu64 " %s", size, units[unit]);
	return text;
}
