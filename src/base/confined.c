/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bytes travel in a sealed file of memory: a pipe could be filled by nobody reading it, and
 * what is read can not change under the parser. A reply ends with one byte of its own, so that one
 * cut short by a kill is not taken for whole.
 */
#include "base/confined.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/outside.h"
#include "base/seccomp.h"
#include "base/write.h"

static const uint8_t end_mark = 0xb1;

static int memory_of(const uint8_t *bytes, size_t len, struct err *err)
{
	int fd = memfd_create("burin", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0) {
		err_sys(err, errno, "cannot hand bytes over");
		return -1;
	}
	if (write_all(fd, bytes, len) &&
	    fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) == 0)
		return fd;
	err_sys(err, errno, "cannot hand bytes over");
	close(fd);
	return -1;
}

static bool failed(const char *parser, const char *why, struct err *err)
{
	return err_set(err, ERR_REFUSED, "the parser \"%s\" %s; it was confined, nothing else "
		       "happened", parser, why);
}

/* More than the other side's clock, which should be the first to end it. */
enum { PATIENCE_MS = 2 * CONFINED_MS, STOP_MS = 50 };

/* There is something to be read, or the end. */
static bool wait_for(const char *parser, int fd, uint64_t begin, const _Atomic bool *stop,
		     struct err *err)
{
	struct pollfd ready = { fd, POLLIN, 0 };

	for (;;) {
		uint64_t used = clock_ms() - begin;
		if (used >= PATIENCE_MS)
			return failed(parser, "did not end", err);
		if (stop && atomic_load(stop))
			return err_set(err, ERR_CANCELLED, "stopped");
		uint64_t left = PATIENCE_MS - used;
		if (poll(&ready, 1, stop && left > STOP_MS ? STOP_MS : (int)left) != 0)
			return true;
	}
}

static bool read_reply(const char *parser, int fd, struct buf *reply, size_t most,
		       const _Atomic bool *stop, struct err *err)
{
	uint64_t begin = clock_ms();
	uint8_t bytes[4096];

	for (;;) {
		if (!wait_for(parser, fd, begin, stop, err))
			return false;
		ssize_t got = read(fd, bytes, sizeof(bytes));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		if ((size_t)got > most + 1 - reply->len)
			return failed(parser, "had too long an answer", err);
		buf_add(reply, bytes, (size_t)got);
		if (!buf_ok(reply))
			return err_nomem(err);
	}
	if (reply->len == 0 || reply->data[reply->len - 1] != end_mark)
		return failed(parser, "failed on these bytes", err);
	reply->len--;
	return true;
}

bool confined_run(const char *parser, const uint8_t *bytes, size_t len, struct buf *reply,
		  size_t most, struct err *err)
{
	return confined_run_until(parser, bytes, len, reply, most, NULL, err);
}

bool confined_run_until(const char *parser, const uint8_t *bytes, size_t len, struct buf *reply,
			size_t most, const _Atomic bool *stop, struct err *err)
{
	int memory, fd;
	bool ok;

	if (len > CONFINED_MOST)
		return err_set(err, ERR_RANGE, "too many bytes for the parser \"%s\"", parser);
	memory = memory_of(bytes, len, err);
	if (memory < 0)
		return false;
	fd = outside_parse(parser, memory, err);
	close(memory);
	if (fd < 0)
		return false;
	buf_clear(reply);
	ok = read_reply(parser, fd, reply, most, stop, err);
	close(fd);
	if (!ok)
		buf_clear(reply);
	return ok;
}

static void limit(unsigned resource, rlim_t most)
{
	struct rlimit limits = { most, most };

	setrlimit(resource, &limits);
}

/* No descriptor but the reply is left to be read or written. */
static bool give_up(int reply)
{
	for (int fd = 0; fd < 256; fd++)
		if (fd != reply)
			close(fd);
	limit(RLIMIT_AS, (rlim_t)CONFINED_MEMORY);
	limit(RLIMIT_CPU, CONFINED_MS / 1000 + 1);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_NOFILE, 0);
	return seccomp_compute_only() || !seccomp_is_built();
}

bool confined_work(const struct confined_parser *parser, int bytes, int reply)
{
	struct buf answer = BUF_INIT;
	struct stat st;
	const uint8_t *data = NULL;
	void *prepared = NULL;
	size_t len = 0;

	if (fstat(bytes, &st) != 0 || st.st_size < 0 || st.st_size > CONFINED_MOST)
		return false;
	/* Unsealed it could be cut short below the parser. */
	int seals = fcntl(bytes, F_GET_SEALS);
	if (seals < 0 || !(seals & F_SEAL_SHRINK))
		return false;
	len = (size_t)st.st_size;
	if (len > 0)
		data = mmap(NULL, len, PROT_READ, MAP_PRIVATE, bytes, 0);
	if (data == MAP_FAILED ||
	    (parser->prepare && !(prepared = parser->prepare(data, len))) ||
	    !give_up(reply))
		return false;
	if (!parser->parse(prepared, data, len, &answer))
		return false;
	buf_add_byte(&answer, end_mark);
	return buf_ok(&answer) && write_all(reply, answer.data, answer.len);
}
