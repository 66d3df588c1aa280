/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A socket pair of which only we hold the other end: when we end, however that comes, so does the
 * nursery. Each message is three descriptors. Children are not waited for: the system takes care
 * of them when nobody wants to know how they ended.
 *
 * It lets go of all that it inherited, files and mappings, and leads a session of its own: the
 * terminal's signals do not reach it or its children, and no terminal stays open because one of
 * them is stuck.
 *
 * The nursery must never have a descriptor of such a file itself: to close it is to wait for its
 * server (store/closer.h). So a message is received by the child that it is for.
 */
#include "store/nursery.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/closer.h"
#include "store/fault.h"

enum state { STATE_EGG, STATE_HATCHED, STATE_FAILED };

struct nursery {
	_Atomic int state;           /* enum state; changed under the lock, once */
	int socket;                  /* -1: not yet */
	int notify;                  /* borrowed */
	pid_t pid;
	pthread_mutex_t lock;        /* one asks at a time */
	struct closer *closer;       /* owned; NULL: what is closed is waited for */
};

/* Descriptors of a message. */
union control {
	struct cmsghdr align;
	char room[CMSG_SPACE(NURSERY_FDS * sizeof(int))];
};

/* Makes system calls only: the program that this process came from may have threads. */
static void close_from(unsigned from, unsigned to)
{
#ifdef SYS_close_range
	if (from > to || syscall(SYS_close_range, from, to, 0) == 0)
		return;
#endif
	for (unsigned fd = from; fd <= to && fd < 65536; fd++)
		close((int)fd);
}

static void keep_only(int a, int b)
{
	unsigned low = (unsigned)(a < b ? a : b), high = (unsigned)(a < b ? b : a);

	if (low > 0)
		close_from(0, low - 1);
	if (high > low + 1)
		close_from(low + 1, high - 1);
	close_from(high + 1, UINT32_MAX);
}

/* False at the end. */
static bool take_message(int from, int fds[NURSERY_FDS])
{
	union control control;
	char byte;
	struct iovec part = { &byte, 1 };
	struct msghdr message = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control.room,
		.msg_controllen = sizeof control.room,
	};
	ssize_t n;

	do
		n = recvmsg(from, &message, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	struct cmsghdr *header = n > 0 ? CMSG_FIRSTHDR(&message) : NULL;
	if (!header || header->cmsg_len != CMSG_LEN(NURSERY_FDS * sizeof(int)))
		return false;
	memcpy(fds, CMSG_DATA(header), NURSERY_FDS * sizeof(int));
	return true;
}

static void fetch(int from, int taken, int notify)
{
	int fds[NURSERY_FDS];

	prctl(PR_SET_NAME, "burin-reader");
	if (!take_message(from, fds))
		return;
	close(taken);
	close(from);
	fetcher_serve(fds[0], fds[1], fds[2], notify);
}

/* A message that no child can take. Descriptors that there is no room for are gone, and nobody has
 * to answer. */
static void drop_message(int from)
{
	char byte;

	if (recv(from, &byte, 1, 0) < 0)
		return;
}

/* Returns when the child has the message, or has ended. */
static void start_child(int from, int notify)
{
	int taken[2];
	pid_t pid = -1;
	char byte;

	if (pipe2(taken, O_CLOEXEC) == 0) {
		pid = fork();
		if (pid == 0) {
			close(taken[0]);
			fetch(from, taken[1], notify);
			syscall(SYS_exit_group, 0);
		}
		close(taken[1]);
		while (pid > 0 && read(taken[0], &byte, 1) < 0 && errno == EINTR)
			;
		close(taken[0]);
	}
	if (pid < 0)
		drop_message(from);
}

static void nurse(int from, int notify)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct pollfd asked = { .fd = from, .events = POLLIN };

	setsid();
	prctl(PR_SET_NAME, "burin-readers");
	sigaction(SIGCHLD, &ignore, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
	keep_only(from, notify >= 0 ? notify : from);
	fault_unmap_all();
	while (!(asked.revents & POLLHUP)) {
		int count = poll(&asked, 1, -1);

		if (count < 0 && errno != EINTR)
			break;
		if (count > 0 && asked.revents == POLLIN)
			start_child(from, notify);
	}
	syscall(SYS_exit_group, 0);
}

struct nursery *nursery_new(int notify, struct err *err)
{
	struct nursery *nursery = calloc(1, sizeof *nursery);

	if (!nursery) {
		err_nomem(err);
		return NULL;
	}
	nursery->socket = -1;
	nursery->notify = notify;
	pthread_mutex_init(&nursery->lock, NULL);
	return nursery;
}

/* Under the lock. */
static bool make_process(struct nursery *nursery)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
		return false;
	nursery->pid = fork();
	if (nursery->pid == 0)
		nurse(ends[1], nursery->notify);
	close(ends[1]);
	nursery->socket = ends[0];
	return nursery->pid > 0;
}

bool nursery_hatch(struct nursery *nursery)
{
	if (atomic_load(&nursery->state) == STATE_EGG) {
		pthread_mutex_lock(&nursery->lock);
		if (atomic_load(&nursery->state) == STATE_EGG)
			atomic_store(&nursery->state, make_process(nursery) ? STATE_HATCHED
									    : STATE_FAILED);
		pthread_mutex_unlock(&nursery->lock);
	}
	return atomic_load(&nursery->state) == STATE_HATCHED;
}

bool nursery_start_closer(struct nursery *nursery, struct err *err)
{
	if (!nursery->closer)
		nursery->closer = closer_new(err);
	return nursery->closer != NULL;
}

void nursery_close(struct nursery *nursery, int fd)
{
	closer_close(nursery ? nursery->closer : NULL, fd);
}

void nursery_free(struct nursery *nursery)
{
	if (!nursery)
		return;
	if (nursery->socket >= 0)
		close(nursery->socket);
	/* It never waits for anything but the socket. */
	if (nursery->pid > 0)
		waitpid(nursery->pid, NULL, 0);
	closer_free(nursery->closer);
	pthread_mutex_destroy(&nursery->lock);
	free(nursery);
}

bool nursery_start(struct nursery *nursery, const int fds[NURSERY_FDS], struct err *err)
{
	union control control = { .room = "" };
	struct iovec part = { (char[]){ 'h' }, 1 };
	struct msghdr message = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control.room,
		.msg_controllen = sizeof control.room,
	};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	ssize_t n;

	if (!nursery_hatch(nursery))
		return err_set(err, ERR_IO, "cannot start a process that reads");
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(NURSERY_FDS * sizeof(int));
	memcpy(CMSG_DATA(header), fds, NURSERY_FDS * sizeof(int));
	pthread_mutex_lock(&nursery->lock);
	do
		n = sendmsg(nursery->socket, &message, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	pthread_mutex_unlock(&nursery->lock);
	return n > 0 || err_sys(err, errno, "cannot start a process that reads");
}
