/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * posix_spawn() and not fork(): the child shares the driver's pages until it executes, so that
 * the driver's own size is not in the start time. The child leads a session of its own and
 * opens the terminal itself, which makes it the controlling one. We keep the other end open
 * too: only there can be seen how much input the program has not read yet.
 *
 * "Does it wait?" is asked of /proc: a state of S and no more time on a processor than at the
 * last look.
 */
#include "pty.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { QUIET_MS = 5, TIMEOUT_MS = 10000, TAIL = 4096 };

struct pty {
	pid_t pid;
	int master, slave;
	double since;            /* ms: the start, or the last keys */
	double first, last;      /* ms: when bytes came; 0: none */
	uint64_t bytes;
	double cpu_before;       /* ms, at `since` */
	char tail[TAIL];         /* a ring: byte n of the output is at n % TAIL */
	uint64_t written;        /* bytes ever */
};

static double now_ms(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

static bool read_proc(pid_t pid, const char *name, char *text, size_t room)
{
	char path[128];
	ssize_t got = -1;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		got = read(fd, text, room - 1);
		close(fd);
	}
	text[got > 0 ? got : 0] = '\0';
	return got > 0;
}

/* On a processor, all threads that live, in ms. */
static double cpu_ms(pid_t pid)
{
	char path[64], text[128];
	unsigned long long sum = 0;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	DIR *tasks = opendir(path);
	if (!tasks)
		return 0;
	for (const struct dirent *task; (task = readdir(tasks));) {
		char name[300];
		snprintf(name, sizeof(name), "task/%s/schedstat", task->d_name);
		if (task->d_name[0] != '.' && read_proc(pid, name, text, sizeof(text)))
			sum += strtoull(text, NULL, 10);
	}
	closedir(tasks);
	return (double)sum / 1e6;
}

/* The state stands after the name, which is in parentheses and may hold some. */
static char state_of(pid_t pid)
{
	char text[1024];
	const char *end;

	if (!read_proc(pid, "stat", text, sizeof(text)))
		return 'X';
	end = strrchr(text, ')');
	return end && end[1] == ' ' ? end[2] : 'X';
}

static uint64_t status_value(const char *status, const char *name)
{
	const char *at = strstr(status, name);

	return at ? strtoull(at + strlen(name), NULL, 10) : 0;
}

static bool open_terminal(struct pty *pty, int rows, int cols, char *name, size_t room)
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };

	pty->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (pty->master < 0 || grantpt(pty->master) != 0 || unlockpt(pty->master) != 0 ||
	    ptsname_r(pty->master, name, room) != 0)
		return false;
	pty->slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
	return pty->slave >= 0 && ioctl(pty->slave, TIOCSWINSZ, &size) == 0 &&
	       fcntl(pty->master, F_SETFL, O_NONBLOCK) == 0;
}

static void set_environment(void)
{
	setenv("TERM", "xterm-256color", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	unsetenv("LINES");
	unsetenv("COLUMNS");
	unsetenv("COLORTERM");
}

static bool spawn(struct pty *pty, const char *const argv[], const char *name)
{
	extern char **environ;
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	/* posix_spawnp() promises not to write there. */
	char *const *arguments = (char *const *)(uintptr_t)argv;
	int failed;

	set_environment();
	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
	posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0);
	posix_spawn_file_actions_adddup2(&actions, 0, 1);
	posix_spawn_file_actions_adddup2(&actions, 0, 2);
	pty->since = now_ms();
	failed = posix_spawnp(&pty->pid, argv[0], &actions, &attributes, arguments, environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	return failed == 0;
}

struct pty *pty_start(const char *const argv[], int rows, int cols)
{
	struct pty *pty = calloc(1, sizeof(*pty));
	char name[128];

	if (!pty)
		return NULL;
	pty->master = pty->slave = -1;
	if (open_terminal(pty, rows, cols, name, sizeof(name)) && spawn(pty, argv, name))
		return pty;
	pty_stop(pty);
	return NULL;
}

/* Reads what is there; true when there was something. */
static bool take_output(struct pty *pty)
{
	char bytes[65536];
	ssize_t got = read(pty->master, bytes, sizeof(bytes));

	if (got <= 0)
		return false;
	pty->last = now_ms();
	if (pty->first == 0)
		pty->first = pty->last;
	pty->bytes += (uint64_t)got;
	for (ssize_t i = 0; i < got; i++)
		pty->tail[pty->written++ % TAIL] = bytes[i];
	return true;
}

bool pty_send(struct pty *pty, const char *keys, size_t len, unsigned count)
{
	size_t total = len * count, done = 0;
	char *all = malloc(total);

	if (!all)
		return false;
	/* What came before is no answer. */
	for (struct pollfd old = { .fd = pty->master, .events = POLLIN };
	     poll(&old, 1, 0) > 0 && take_output(pty);)
		continue;
	for (unsigned i = 0; i < count; i++)
		memcpy(all + i * len, keys, len);
	pty->cpu_before = cpu_ms(pty->pid);
	pty->bytes = 0;
	pty->first = pty->last = 0;
	pty->since = now_ms();
	while (done < total) {
		struct pollfd ready = { .fd = pty->master, .events = POLLIN | POLLOUT };
		if (poll(&ready, 1, TIMEOUT_MS) <= 0)
			break;
		if (ready.revents & POLLIN)
			take_output(pty);
		if (ready.revents & POLLOUT) {
			ssize_t wrote = write(pty->master, all + done, total - done);
			if (wrote < 0 && errno != EAGAIN && errno != EINTR)
				break;
			done += wrote > 0 ? (size_t)wrote : 0;
		}
	}
	free(all);
	return done == total;
}

static bool input_is_read(const struct pty *pty)
{
	int waiting = 0;

	return ioctl(pty->slave, FIONREAD, &waiting) == 0 && waiting == 0;
}

static void fill_facts(const struct pty *pty, double cpu, struct pty_facts *facts)
{
	char status[8192];

	*facts = (struct pty_facts){
		.first_ms = pty->first - pty->since,
		.last_ms = pty->last - pty->since,
		.bytes = pty->bytes,
		.cpu_ms = cpu - pty->cpu_before,
	};
	if (!read_proc(pty->pid, "status", status, sizeof(status)))
		return;
	facts->hwm_kib = status_value(status, "\nVmHWM:");
	facts->anon_kib = status_value(status, "\nRssAnon:");
	facts->file_kib = status_value(status, "\nRssFile:");
	facts->threads = (unsigned)status_value(status, "\nThreads:");
}

bool pty_settle(struct pty *pty, struct pty_facts *facts)
{
	double quiet_since = now_ms(), cpu = -1;
	char state = 'R';

	for (double give_up = quiet_since + TIMEOUT_MS; now_ms() < give_up;) {
		struct pollfd ready = { .fd = pty->master, .events = POLLIN };
		if (poll(&ready, 1, 1) > 0 && take_output(pty)) {
			quiet_since = now_ms();
			continue;
		}
		state = state_of(pty->pid);
		if (state == 'Z' || state == 'X')
			return false;
		double spent = cpu_ms(pty->pid);
		if (spent != cpu || state != 'S' || !input_is_read(pty))
			quiet_since = now_ms();
		cpu = spent;
		if (now_ms() - quiet_since < QUIET_MS || pty->last == 0)
			continue;
		fill_facts(pty, cpu, facts);
		return true;
	}
	return false;
}

bool pty_answer(struct pty *pty, double *ms)
{
	for (double give_up = now_ms() + TIMEOUT_MS; pty->first == 0 && now_ms() < give_up;) {
		struct pollfd ready = { .fd = pty->master, .events = POLLIN };

		if (poll(&ready, 1, TIMEOUT_MS) > 0 && !take_output(pty))
			return false;
	}
	if (pty->first == 0)
		return false;
	*ms = pty->first - pty->since;
	return true;
}

size_t pty_tail(const struct pty *pty, char *to, size_t room)
{
	uint64_t len = pty->written < TAIL ? pty->written : TAIL;

	if (len > room)
		len = room;
	for (uint64_t i = 0; i < len; i++)
		to[i] = pty->tail[(pty->written - len + i) % TAIL];
	return (size_t)len;
}

void pty_stop(struct pty *pty)
{
	if (!pty)
		return;
	if (pty->pid > 0) {
		kill(pty->pid, SIGKILL);
		while (waitpid(pty->pid, NULL, 0) < 0 && errno == EINTR)
			continue;
	}
	if (pty->master >= 0)
		close(pty->master);
	if (pty->slave >= 0)
		close(pty->slave);
	free(pty);
}
