/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The front opens nothing, so nothing keeps it. It has the same standard streams and is in the same
 * process group as the child, which the terminal's signals reach by themselves; twice does no harm.
 *
 * To try each file by a helper first (document/server.h), as the screen does, was rejected: a
 * server can also go silent while its file is read, and when the end of the program closes it.
 */
#include "cli/front.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli/report.h"
#include "document/server.h"

enum { PATIENCE_S = 1 };         /* for a child that is told to end */

/* Below a folder, in a list of digests and in the lines of a batch there may be any name. */
static bool may_wait(const struct cli *cli)
{
	if ((cli->recursive || cli->action == CLI_DIGEST || cli->action == CLI_BATCH) &&
	    server_is_mounted())
		return true;
	for (size_t i = 0; i < cli->file_count; i++)
		if (strcmp(cli->files[i], "-") != 0 && server_may_be_asked(cli->files[i]))
			return true;
	return cli->output && server_may_be_asked(cli->output);
}

/* Those that end a program, but for the ones that this one was started to ignore, and its child. */
static void choose_signals(sigset_t *set)
{
	static const int ends[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

	sigemptyset(set);
	sigaddset(set, SIGCHLD);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		struct sigaction action;

		if (sigaction(ends[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
			sigaddset(set, ends[i]);
	}
}

/* By that signal, and without a second image of memory. */
static _Noreturn void end_by(int number)
{
	static const struct rlimit none = { 0, 0 };
	struct sigaction usual = { .sa_handler = SIG_DFL };
	sigset_t only;

	sigemptyset(&only);
	sigaddset(&only, number);
	setrlimit(RLIMIT_CORE, &none);
	sigaction(number, &usual, NULL);
	raise(number);
	sigprocmask(SIG_UNBLOCK, &only, NULL);
	_exit(128 + number);
}

/* Does not return when it has ended. */
static void look_after(pid_t child)
{
	int status;

	if (waitpid(child, &status, WNOHANG) != child)
		return;
	if (WIFSIGNALED(status))
		end_by(WTERMSIG(status));
	_exit(WEXITSTATUS(status));
}

static _Noreturn void tell_and_go(pid_t child, int number)
{
	const struct timespec patience = { .tv_sec = PATIENCE_S };
	sigset_t ended;

	sigemptyset(&ended);
	sigaddset(&ended, SIGCHLD);
	kill(child, number);
	sigtimedwait(&ended, NULL, &patience);
	look_after(child);
	report_line("the server of a file does not answer: process %d ends when it does",
		    (int)child);
	end_by(number);
}

static _Noreturn void stand_in_front(pid_t child, const sigset_t *awaited)
{
	for (;;) {
		int number = sigwaitinfo(awaited, NULL);

		look_after(child);
		if (number > 0 && number != SIGCHLD)
			tell_and_go(child, number);
	}
}

void front_start(const struct cli *cli)
{
	struct sigaction usual = { .sa_handler = SIG_DFL }, given;
	sigset_t awaited, before;
	pid_t front = getpid(), child;

	if (!may_wait(cli))
		return;
	/* Where the end of a child is ignored it is not told. */
	sigaction(SIGCHLD, &usual, &given);
	choose_signals(&awaited);
	sigprocmask(SIG_BLOCK, &awaited, &before);
	child = fork();
	if (child > 0)
		stand_in_front(child, &awaited);
	sigaction(SIGCHLD, &given, NULL);
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (child < 0)
		return;
	/* As if it were one process. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != front)
		_exit(EXIT_FAILURE);
}
