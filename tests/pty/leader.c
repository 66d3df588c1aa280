/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leader.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/testing.h"

/* The two ends of the pipes that the leader has. */
struct ends {
	int events;
	int control;
};

static void default_signals(void)
{
	sigset_t none;

	for (int number = 1; number < 32; number++)
		signal(number, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* A group of its own, before either of the two goes on. */
static pid_t start_program(void (*run)(void *context), void *context)
{
	pid_t pid = fork();

	if (pid == 0) {
		setpgid(0, 0);
		tcsetpgrp(STDIN_FILENO, getpid());
		default_signals();
		run(context);
		_exit(127);
	}
	if (pid > 0) {
		setpgid(pid, pid);
		tcsetpgrp(STDIN_FILENO, pid);
	}
	return pid;
}

static bool tell(const struct ends *ends, int number)
{
	return write(ends->events, &number, sizeof(number)) == sizeof(number);
}

/* False when the test has gone or wants no more. */
static bool told_to_go_on(const struct ends *ends)
{
	char byte;

	return read(ends->control, &byte, 1) == 1;
}

static _Noreturn void lead(const struct ends *ends, void (*run)(void *context), void *context)
{
	pid_t program;
	int status;

	/* The terminal may hang up, and is often somebody else's; the leader stays. */
	signal(SIGHUP, SIG_IGN);
	signal(SIGTTOU, SIG_IGN);
	signal(SIGTTIN, SIG_IGN);
	signal(SIGTSTP, SIG_IGN);
	if (!told_to_go_on(ends))
		_exit(0);
	program = start_program(run, context);
	if (program < 0 || !tell(ends, program))
		_exit(1);
	while (waitpid(program, &status, WUNTRACED) == program) {
		tcsetpgrp(STDIN_FILENO, getpid());
		if (!tell(ends, status) || !WIFSTOPPED(status) || !told_to_go_on(ends))
			break;
		tcsetpgrp(STDIN_FILENO, program);
		kill(-program, SIGCONT);
	}
	/* The terminal lives as long as the leader. */
	while (told_to_go_on(ends))
		;
	_exit(0);
}

static void make_pipe(int ends[2])
{
	if (pipe2(ends, O_CLOEXEC) < 0)
		fail_msg("no pipe");
}

int leader_start(struct leader *leader, const struct winsize *size, void (*run)(void *context),
		 void *context, struct termios *modes)
{
	int events[2], control[2], master;

	make_pipe(events);
	make_pipe(control);
	fflush(stdout);
	leader->pid = forkpty(&master, NULL, NULL, size);
	if (leader->pid < 0)
		fail_msg("no pseudo-terminal");
	if (leader->pid == 0) {
		struct ends ends = { events[1], control[0] };
		close(control[1]);
		close(events[0]);
		lead(&ends, run, context);
	}
	close(events[1]);
	close(control[0]);
	leader->events = events[0];
	leader->control = control[1];
	fcntl(master, F_SETFD, FD_CLOEXEC);
	tcgetattr(master, modes);
	modes->c_cc[VERASE] = '\b';
	modes->c_lflag &= ~(tcflag_t)ECHOK;
	modes->c_iflag &= ~(tcflag_t)IXANY;
	tcsetattr(master, TCSANOW, modes);
	tcgetattr(master, modes);
	leader_continue(leader);
	if (!leader_event(leader, 30000, &leader->program))
		fail_msg("burin could not be started");
	return master;
}

bool leader_event(struct leader *leader, int timeout_ms, int *status)
{
	struct pollfd ready = { leader->events, POLLIN, 0 };

	return poll(&ready, 1, timeout_ms) > 0 &&
	       read(leader->events, status, sizeof(*status)) == sizeof(*status);
}

void leader_continue(struct leader *leader)
{
	if (write(leader->control, "c", 1) != 1)
		fail_msg("the session's leader has gone");
}

void leader_stop(struct leader *leader)
{
	kill(-leader->program, SIGKILL);
	close(leader->control);
	waitpid(leader->pid, NULL, 0);
	close(leader->events);
}
