/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Between the helper and a child stands a process that waits for it and for its own control
 * descriptor: it tells how the child ended, or, when nobody listens any more or time is up, kills
 * it with all that it started. The child leads a session, so it has no terminal to type into.
 */
#include "cli/helper_child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"

enum { LOOK_MS = 20 };       /* how often the child is looked after */

/* Signals as a program expects to find them. */
static void reset_signals(void)
{
	static const int numbers[] = { SIGPIPE, SIGXFSZ, SIGCHLD, SIGINT, SIGQUIT, SIGHUP,
				       SIGTERM };
	struct sigaction action = { .sa_handler = SIG_DFL };
	sigset_t none;

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		sigaction(numbers[i], &action, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void become_command(const char *command, const int fds[3])
{
	int kept[3];

	setsid();
	reset_signals();
	/* Out of the way of 0, 1 and 2 first. */
	for (int i = 0; i < 3; i++)
		if ((kept[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, 3)) < 0)
			_exit(126);
	for (int i = 0; i < 3; i++)
		if (dup2(kept[i], i) != i)
			_exit(126);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

/* Nobody listens any more. */
static bool is_closed(int control, int ms)
{
	struct pollfd ready = { control, POLLIN, 0 };

	return poll(&ready, 1, ms) > 0 && ready.revents & (POLLHUP | POLLERR | POLLIN);
}

/* Waits for the child; its status, or -1 when it had to be killed. `limit` in ms, 0: none. */
static int wait_for(pid_t child, int control, uint64_t limit)
{
	uint64_t begin = clock_ms();
	int status = 0, ms = 1;

	for (;;) {
		pid_t ended = waitpid(child, &status, WNOHANG);
		if (ended == child)
			return status;
		if (ended < 0 && errno != EINTR)
			return -1;
		if (is_closed(control, ms) || (limit > 0 && clock_ms() - begin > limit))
			break;
		ms = ms < LOOK_MS ? ms * 2 : LOOK_MS;
	}
	/* Its session has its number, as a group. */
	kill(-child, SIGKILL);
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	return -1;
}

static void keep_company(const char *command, const int fds[3], int control)
{
	pid_t child;
	int status;

	reset_signals();
	child = fork();
	if (child == 0)
		become_command(command, fds);
	for (int i = 0; i < 3; i++)
		close(fds[i]);
	status = child > 0 ? wait_for(child, control, 0) : -1;
	if (send(control, &status, sizeof(status), MSG_NOSIGNAL) < 0) {
		/* Nobody wants to know. */
	}
	_exit(0);
}

int helper_child_run(const char *command, const int fds[3])
{
	int ends[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		close(ends[0]);
		keep_company(command, fds, ends[1]);
	}
	close(ends[1]);
	if (pid > 0)
		return ends[0];
	close(ends[0]);
	return -1;
}

static const struct confined_parser *find(const struct confined_parser *parsers, const char *name)
{
	for (; parsers && parsers->name; parsers++)
		if (strcmp(parsers->name, name) == 0)
			return parsers;
	return NULL;
}

/* The limit of time is kept from outside of the child: it may be stuck anywhere. */
static void keep_parser(const struct confined_parser *parser, int bytes, int reply)
{
	pid_t child;

	reset_signals();
	child = fork();
	if (child == 0)
		_exit(confined_work(parser, bytes, reply) ? 0 : 1);
	if (child > 0)
		wait_for(child, reply, CONFINED_MS);
	_exit(0);
}

int helper_child_parse(const char *name, int bytes, const struct confined_parser *parsers)
{
	const struct confined_parser *parser = find(parsers, name);
	int ends[2];
	pid_t pid;

	errno = ENOENT;
	if (!parser || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		close(ends[0]);
		keep_parser(parser, bytes, ends[1]);
	}
	close(ends[1]);
	if (pid > 0)
		return ends[0];
	close(ends[0]);
	return -1;
}
