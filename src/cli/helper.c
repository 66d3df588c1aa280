/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One loop: a message, what it asks for, an answer. Nothing is kept between two messages.
 *
 * It leads a session of its own, so neither the keys of the terminal nor its end reach it: what it
 * lives by is the socket. Commands and parsers run in processes of their own (helper_child.c), so
 * the next file can be opened meanwhile.
 */
#include "cli/helper.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/outside.h"
#include "cli/helper_child.h"

/* A message, taken apart. */
struct asked {
	struct outside_request request;
	char text[OUTSIDE_TEXT];
	const char *names[OUTSIDE_TEXTS];
	int fds[OUTSIDE_FDS];
	size_t fd_count;
	int folders[OUTSIDE_TEXTS];  /* AT_FDCWD where none came */
};

static void close_fds(const struct asked *asked)
{
	for (size_t i = 0; i < asked->fd_count; i++)
		close(asked->fds[i]);
}

static void take_fds(struct asked *asked, struct msghdr *message)
{
	for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header;
	     header = CMSG_NXTHDR(message, header)) {
		if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS)
			continue;
		size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (size_t i = 0; i < count; i++) {
			int fd;
			memcpy(&fd, CMSG_DATA(header) + i * sizeof(fd), sizeof(fd));
			if (asked->fd_count < OUTSIDE_FDS)
				asked->fds[asked->fd_count++] = fd;
			else
				close(fd);
		}
	}
}

/* The texts must fill what came to its end, and each must have its own. */
static bool take_texts(struct asked *asked, size_t len)
{
	size_t at = 0, used = 0;

	if (asked->request.op >= OUTSIDE_OPS || asked->request.texts > OUTSIDE_TEXTS)
		return false;
	for (uint32_t i = 0; i < asked->request.texts; i++) {
		const char *end = at < len ? memchr(asked->text + at, '\0', len - at) : NULL;
		if (!end)
			return false;
		asked->names[i] = asked->text + at;
		at = (size_t)(end - asked->text) + 1;
		asked->folders[i] = AT_FDCWD;
		if (!(asked->request.folders >> i & 1))
			continue;
		if (used == asked->fd_count)
			return false;
		asked->folders[i] = asked->fds[used++];
	}
	return at == len;
}

/* False: the other end is closed. *whole: the message is as it should be. */
static bool receive(int fd, struct asked *asked, bool *whole)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(OUTSIDE_FDS * sizeof(int))];
	} control;
	struct iovec parts[] = {
		{ &asked->request, sizeof(asked->request) },
		{ asked->text, sizeof(asked->text) },
	};
	struct msghdr message = {
		.msg_iov = parts, .msg_iovlen = 2,
		.msg_control = control.room, .msg_controllen = sizeof(control.room),
	};
	ssize_t got;

	asked->fd_count = 0;
	do
		got = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
	while (got < 0 && errno == EINTR);
	if (got <= 0)
		return false;
	take_fds(asked, &message);
	*whole = (size_t)got >= sizeof(asked->request) &&
		 !(message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) &&
		 take_texts(asked, (size_t)got - sizeof(asked->request));
	return true;
}

static void answer(int fd, int error, int given)
{
	struct outside_reply reply = { error };
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(int))];
	} control = { .room = { 0 } };
	struct iovec part = { &reply, sizeof(reply) };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
	ssize_t sent;

	if (given >= 0) {
		message.msg_control = control.room;
		message.msg_controllen = sizeof(control.room);
		struct cmsghdr *header = CMSG_FIRSTHDR(&message);
		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN(sizeof(given));
		memcpy(CMSG_DATA(header), &given, sizeof(given));
	}
	do
		sent = sendmsg(fd, &message, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
}

/* A viewer's file is opened to be looked at, and never made. */
static bool is_reading(int flags)
{
	return (flags & O_ACCMODE) == O_RDONLY &&
	       !(flags & (O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY)));
}

static int open_file(const struct asked *asked, enum helper_kind kind)
{
	int flags = asked->request.flags | O_CLOEXEC | O_NOCTTY;

	if (kind == HELPER_VIEWER && !is_reading(flags)) {
		errno = EACCES;
		return -1;
	}
	/* What would make this process wait is the asker's to wait for. */
	return openat(asked->folders[0], asked->names[0], flags | O_NONBLOCK,
		      (mode_t)(asked->request.mode & 07777));
}

/* The flag is the asker's business again when it has the file. */
static int open_as_asked(const struct asked *asked, enum helper_kind kind)
{
	int fd = open_file(asked, kind);
	int flags = fd >= 0 ? fcntl(fd, F_GETFL) : -1;

	if (flags >= 0 && !(asked->request.flags & O_NONBLOCK))
		fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
	return fd;
}

/* A name for a file that has none: by its descriptor, or, for kernels that let only the privileged
 * do so, by way of /proc. */
static int link_name(const struct asked *asked)
{
	const char *name = asked->names[0];
	int flags = asked->request.flags;
	char path[32];

	if (linkat(asked->folders[0], name, asked->folders[1], asked->names[1], flags) == 0)
		return 0;
	if (!(flags & AT_EMPTY_PATH) || errno == EEXIST)
		return -1;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", asked->folders[0]);
	return linkat(AT_FDCWD, path, asked->folders[1], asked->names[1], AT_SYMLINK_FOLLOW);
}

static bool is_allowed(const struct asked *asked, enum helper_kind kind)
{
	static const struct { uint32_t texts; size_t fds; bool by_viewer; } wants[] = {
		[OUTSIDE_OPEN] = { 1, 1, true },
		[OUTSIDE_LINK] = { 2, 2, false },
		[OUTSIDE_RENAME] = { 2, 2, false },
		[OUTSIDE_UNLINK] = { 1, 1, false },
		[OUTSIDE_RUN] = { 1, 3, false },
		[OUTSIDE_PARSE] = { 1, 1, true },
	};
	uint32_t op = asked->request.op;
	bool exact = op == OUTSIDE_RUN || op == OUTSIDE_PARSE;

	errno = EINVAL;
	if (asked->request.texts != wants[op].texts || asked->fd_count > wants[op].fds ||
	    (exact && asked->fd_count != wants[op].fds))
		return false;
	errno = EPERM;
	return kind == HELPER_EDITOR || wants[op].by_viewer;
}

/* -1 with errno; *given is a descriptor for the answer, or -1. */
static int perform(const struct asked *asked, enum helper_kind kind,
		   const struct confined_parser *parsers, int *given)
{
	const struct outside_request *request = &asked->request;

	if (!is_allowed(asked, kind))
		return -1;
	switch ((enum outside_op)request->op) {
	case OUTSIDE_OPEN:
		*given = open_as_asked(asked, kind);
		break;
	case OUTSIDE_LINK:
		return link_name(asked);
	case OUTSIDE_RENAME:
		return renameat2(asked->folders[0], asked->names[0], asked->folders[1],
				 asked->names[1], (unsigned)request->flags);
	case OUTSIDE_UNLINK:
		return unlinkat(asked->folders[0], asked->names[0], request->flags);
	case OUTSIDE_RUN:
		*given = helper_child_run(asked->names[0], asked->fds);
		break;
	case OUTSIDE_PARSE:
		*given = helper_child_parse(asked->names[0], asked->fds[0], parsers);
		break;
	case OUTSIDE_OPS:
		break;
	}
	return *given >= 0 ? 0 : -1;
}

bool helper_serve(int fd, enum helper_kind kind, const struct confined_parser *parsers)
{
	struct asked asked;
	int given = -1, error = EINVAL;
	bool whole;

	if (!receive(fd, &asked, &whole))
		return false;
	if (whole)
		error = perform(&asked, kind, parsers, &given) == 0 ? 0 : errno;
	close_fds(&asked);
	answer(fd, error, given);
	if (given >= 0)
		close(given);
	return true;
}

/* Files are mapped shared, and nothing else is but a table of the C library, which it would use
 * without it. A file that the program closes shall not be held here: its disk could not be taken
 * out. */
static void drop_mappings(void)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	char *line = NULL;
	size_t room = 0;
	uintptr_t first, end;
	char sharing;

	while (maps && getline(&line, &room, maps) > 0)
		if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %*3c%c", &first, &end, &sharing) == 3 &&
		    sharing == 's' && !strstr(line, "/gconv-modules.cache"))
			munmap((void *)first, end - first);
	free(line);
	if (maps)
		fclose(maps);
}

/* Only the socket stays open: not the terminal, not the files of whoever started the program. */
static int let_go(int socket)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = 0; fd <= 2 && null >= 0; fd++)
		dup2(null, fd);
	if (socket != 3 && dup3(socket, 3, O_CLOEXEC) != 3)
		return socket;
	/* close_range(); where it is missing, those that are likely. */
	if (syscall(436, 4u, ~0u, 0u) != 0)
		for (int fd = 4; fd < 256; fd++)
			close(fd);
	return 3;
}

/* The program may have prepared the terminal for its own death. */
static void forget_signals(void)
{
	static const int numbers[] = { SIGSEGV, SIGABRT, SIGFPE, SIGILL, SIGBUS, SIGQUIT };
	struct sigaction usual = { .sa_handler = SIG_DFL };
	sigset_t none;

	sigemptyset(&usual.sa_mask);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		sigaction(numbers[i], &usual, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void live(int socket, enum helper_kind kind, const struct confined_parser *parsers)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN, .sa_flags = SA_NOCLDWAIT };

	setsid();
	forget_signals();
	prctl(PR_SET_NAME, "burin-helper", 0, 0, 0);
	sigemptyset(&ignore.sa_mask);
	sigaction(SIGCHLD, &ignore, NULL);
	socket = let_go(socket);
	drop_mappings();
	while (helper_serve(socket, kind, parsers))
		;
	_exit(0);
}

bool helper_start(enum helper_kind kind, const struct confined_parser *parsers, struct err *err)
{
	int ends[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
		return err_sys(err, errno, "cannot start a helper");
	pid = fork();
	if (pid < 0) {
		err_sys(err, errno, "cannot start a helper");
		close(ends[0]);
		close(ends[1]);
		return false;
	}
	if (pid == 0)
		live(ends[1], kind, parsers);
	close(ends[1]);
	outside_set_helper(ends[0]);
	return true;
}
