/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * signalfd for what is read, plain handlers for what kills. A fatal handler calls nothing but
 * write(), sigprocmask(), tcsetattr() and raise(), on data prepared while all was well; the
 * terminal is one per process, hence the statics.
 */
#include "tui/signals.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { STACK = 65536 };

static const int fatal[] = { SIGSEGV, SIGABRT, SIGFPE, SIGILL, SIGBUS, SIGQUIT };
static const int read_signals[] = { SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT,
				    SIGUSR1 };

static struct {
	struct termios modes;
	int in, out;
	bool kept;
	volatile sig_atomic_t armed;
	char farewell[SIGNALS_FAREWELL];
	size_t farewell_len;
} terminal;

static void die(int signal)
{
	if (terminal.armed) {
		sigset_t set;
		terminal.armed = 0;
		/* In the background tcsetattr() would stop the process instead. */
		sigemptyset(&set);
		sigaddset(&set, SIGTTOU);
		sigprocmask(SIG_BLOCK, &set, NULL);
		if (write(terminal.out, terminal.farewell, terminal.farewell_len) < 0) {
			/* Nothing is left to try. */
		}
		if (terminal.kept)
			tcsetattr(terminal.in, TCSANOW, &terminal.modes);
	}
	raise(signal);
}

void signals_install_fatal(void)
{
	static char stack[STACK];
	stack_t alternate = { .ss_sp = stack, .ss_size = sizeof(stack) };
	struct sigaction action = { .sa_handler = die };

	sigaltstack(&alternate, NULL);
	/* SA_RESETHAND: the raise() in die() meets the default action. */
	action.sa_flags = (int)(SA_ONSTACK | SA_RESETHAND | SA_NODEFER);
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++)
		sigaction(fatal[i], &action, NULL);
}

void signals_keep_terminal(int in, int out)
{
	terminal.in = in;
	terminal.out = out;
	terminal.kept = tcgetattr(in, &terminal.modes) == 0;
}

/* The fences keep the copying between the two stores: a handler may come at any moment. */
void signals_arm_terminal(const char *farewell)
{
	terminal.armed = 0;
	if (!farewell)
		return;
	atomic_signal_fence(memory_order_seq_cst);
	terminal.farewell_len = strlen(farewell);
	memcpy(terminal.farewell, farewell, terminal.farewell_len);
	atomic_signal_fence(memory_order_seq_cst);
	terminal.armed = 1;
}

static void fill_set(sigset_t *set)
{
	sigemptyset(set);
	for (size_t i = 0; i < sizeof(read_signals) / sizeof(read_signals[0]); i++)
		sigaddset(set, read_signals[i]);
}

int signals_open(struct err *err)
{
	sigset_t set;
	int fd;

	fill_set(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (fd < 0) {
		err_sys(err, errno, "signals can not be received");
		sigprocmask(SIG_UNBLOCK, &set, NULL);
	}
	return fd;
}

int signals_next(int fd)
{
	struct signalfd_siginfo info;

	return read(fd, &info, sizeof(info)) == sizeof(info) ? (int)info.ssi_signo : 0;
}

void signals_close(int fd, bool ending)
{
	sigset_t set;

	close(fd);
	if (ending)
		return;
	fill_set(&set);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

void signals_stop(void)
{
	struct timespec at_once = { 0, 0 };
	sigset_t stop, go_on;

	sigemptyset(&stop);
	sigaddset(&stop, SIGTSTP);
	sigemptyset(&go_on);
	sigaddset(&go_on, SIGCONT);
	kill(0, SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &stop, NULL);   /* it stops here */
	sigprocmask(SIG_BLOCK, &stop, NULL);
	sigtimedwait(&go_on, NULL, &at_once);    /* the caller knows that it goes on */
}
