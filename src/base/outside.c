/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one end of the socket to the helper. There is one helper for the process, as there is one set
 * of rights that it gave up: hence the static. A mutex makes question and answer one thing.
 *
 * A helper that is gone is not started anew (this process may not fork any more): what it would
 * have opened then fails as if nobody may open it, and the editor goes on.
 *
 * Only EACCES is taken to the helper: it is what Landlock says. A file that the user has no right
 * to is refused there with the same word.
 */
#include "base/outside.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

static struct {
	pthread_mutex_t mutex;
	int fd;              /* of the socket; -1: there is no helper ... */
	bool (*start)(struct err *err);  /* ... and this starts one, if not NULL */
} helper = { PTHREAD_MUTEX_INITIALIZER, -1, NULL };

/* One question. */
struct question {
	struct outside_request request;
	const char *texts[OUTSIDE_TEXTS];
	int fds[OUTSIDE_FDS];
	size_t fd_count;
};

void outside_set_helper(int fd)
{
	if (helper.fd >= 0)
		close(helper.fd);
	helper.fd = fd;
}

void outside_set_starter(bool (*start)(struct err *err))
{
	helper.start = start;
}

static bool start(struct err *err)
{
	bool (*starter)(struct err *) = helper.start;

	helper.start = NULL;
	return starter == NULL || starter(err);
}

bool outside_has_helper(void)
{
	return helper.fd >= 0;
}

union control {
	struct cmsghdr header;       /* for its alignment */
	char room[CMSG_SPACE(OUTSIDE_FDS * sizeof(int))];
};

static bool send_question(const struct question *question)
{
	struct iovec parts[1 + OUTSIDE_TEXTS];
	union control control = { .room = { 0 } };
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = 1 + question->request.texts };
	size_t len = 0;
	ssize_t sent;

	parts[0] = (struct iovec){ (void *)&question->request, sizeof(question->request) };
	for (uint32_t i = 0; i < question->request.texts; i++) {
		parts[1 + i].iov_base = (void *)question->texts[i];
		parts[1 + i].iov_len = strlen(question->texts[i]) + 1;
		len += parts[1 + i].iov_len;
	}
	if (len > OUTSIDE_TEXT) {
		errno = ENAMETOOLONG;
		return false;
	}
	if (question->fd_count > 0) {
		size_t size = question->fd_count * sizeof(int);
		message.msg_control = control.room;
		message.msg_controllen = CMSG_SPACE(size);
		struct cmsghdr *header = CMSG_FIRSTHDR(&message);
		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN(size);
		memcpy(CMSG_DATA(header), question->fds, size);
	}
	do
		sent = sendmsg(helper.fd, &message, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	return sent >= 0;
}

/* The descriptor of a reply, -1 when there is none. */
static int take_fd(struct msghdr *message)
{
	struct cmsghdr *header = CMSG_FIRSTHDR(message);
	int fd = -1;

	if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS &&
	    header->cmsg_len == CMSG_LEN(sizeof(fd)))
		memcpy(&fd, CMSG_DATA(header), sizeof(fd));
	return fd;
}

/* False with errno when there was no answer. */
static bool receive_answer(struct outside_reply *reply, int *fd)
{
	union control control;
	struct iovec part = { reply, sizeof(*reply) };
	struct msghdr message = {
		.msg_iov = &part, .msg_iovlen = 1,
		.msg_control = control.room, .msg_controllen = sizeof(control.room),
	};
	ssize_t got;

	do
		got = recvmsg(helper.fd, &message, MSG_CMSG_CLOEXEC);
	while (got < 0 && errno == EINTR);
	*fd = got >= 0 ? take_fd(&message) : -1;
	if (got == (ssize_t)sizeof(*reply))
		return true;
	if (*fd >= 0)
		close(*fd);
	errno = EPIPE;
	return false;
}

/* -1 with errno; else 0, or the descriptor that came. EPIPE: the helper is gone. */
static int ask(const struct question *question)
{
	struct outside_reply reply;
	int fd = -1;
	bool ok;

	pthread_mutex_lock(&helper.mutex);
	ok = send_question(question) && receive_answer(&reply, &fd);
	pthread_mutex_unlock(&helper.mutex);
	if (!ok)
		return -1;
	if (reply.error != 0) {
		if (fd >= 0)
			close(fd);
		errno = reply.error;
		return -1;
	}
	return fd >= 0 ? fd : 0;
}

static void add_name(struct question *question, const char *name, int folder)
{
	uint32_t index = question->request.texts++;

	assert(index < OUTSIDE_TEXTS);
	question->texts[index] = name;
	if (folder == AT_FDCWD)
		return;
	question->request.folders |= 1u << index;
	question->fds[question->fd_count++] = folder;
}

/* Of a call that failed: whether the helper could do it. */
static bool is_for_helper(void)
{
	return errno == EACCES && helper.fd >= 0;
}

/* What the user sees is what the call itself said, when nobody was there to be asked. */
static int settle(int result)
{
	if (result < 0 && errno == EPIPE)
		errno = EACCES;
	return result;
}

int outside_openat(int folder, const char *path, int flags, mode_t mode)
{
	struct question question = { .request = { .op = OUTSIDE_OPEN, .flags = flags,
						  .mode = (uint32_t)mode } };
	int fd = openat(folder, path, flags, mode);

	if (fd >= 0 || !is_for_helper())
		return fd;
	add_name(&question, path, folder);
	return settle(ask(&question));
}

int outside_linkat(int from, const char *name, int to, const char *new_name, int flags)
{
	struct question question = { .request = { .op = OUTSIDE_LINK, .flags = flags } };
	int result = linkat(from, name, to, new_name, flags);

	if (result == 0 || !is_for_helper())
		return result;
	add_name(&question, name, from);
	add_name(&question, new_name, to);
	return settle(ask(&question));
}

/* A kernel lets only the privileged name a file by its descriptor, or any by way of /proc. */
int outside_name_file(int fd, int folder, const char *name)
{
	struct question question = { .request = { .op = OUTSIDE_LINK, .flags = AT_EMPTY_PATH } };
	char path[32];
	int error;

	if (linkat(fd, "", folder, name, AT_EMPTY_PATH) == 0)
		return 0;
	error = errno;
	if (error != EEXIST && error != EACCES) {
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		if (linkat(AT_FDCWD, path, folder, name, AT_SYMLINK_FOLLOW) == 0)
			return 0;
		if (errno == ENOENT)
			errno = error;
	}
	if (!is_for_helper())
		return -1;
	add_name(&question, "", fd);
	add_name(&question, name, folder);
	return settle(ask(&question));
}

int outside_renameat2(int from, const char *name, int to, const char *new_name, unsigned flags)
{
	struct question question = { .request = { .op = OUTSIDE_RENAME,
						  .flags = (int32_t)flags } };
	int result = renameat2(from, name, to, new_name, flags);

	if (result == 0 || !is_for_helper())
		return result;
	add_name(&question, name, from);
	add_name(&question, new_name, to);
	return settle(ask(&question));
}

int outside_unlinkat(int folder, const char *name, int flags)
{
	struct question question = { .request = { .op = OUTSIDE_UNLINK, .flags = flags } };
	int result = unlinkat(folder, name, flags);

	if (result == 0 || !is_for_helper())
		return result;
	add_name(&question, name, folder);
	return settle(ask(&question));
}

static int ask_for(const struct question *question, struct err *err)
{
	int fd;

	if (helper.fd < 0 && !start(err))
		return -1;
	fd = helper.fd >= 0 ? ask(question) : -1;
	if (helper.fd < 0)
		err_set(err, ERR_REFUSED, "it can not be run: this session has no helper "
			"process");
	else if (fd < 0 && errno == EPIPE)
		err_set(err, ERR_REFUSED, "it can not be run: the helper process is gone; start "
			"burin anew");
	else if (fd < 0 && errno == EPERM)
		err_set(err, ERR_REFUSED, "it can not be run: burin was started with -r; start it "
			"without");
	else if (fd < 0)
		err_sys(err, errno, "it can not be started");
	return fd > 0 ? fd : -1;
}

int outside_run(const char *command, const int fds[3], struct err *err)
{
	struct question question = {
		.request = { .op = OUTSIDE_RUN, .texts = 1 },
		.texts = { command }, .fds = { fds[0], fds[1], fds[2] }, .fd_count = 3,
	};

	return ask_for(&question, err);
}

int outside_parse(const char *parser, int bytes, struct err *err)
{
	struct question question = {
		.request = { .op = OUTSIDE_PARSE, .texts = 1 },
		.texts = { parser }, .fds = { bytes }, .fd_count = 1,
	};

	return ask_for(&question, err);
}
