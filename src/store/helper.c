/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The two processes share one piece of memory: the request, the answer, and a word that says which
 * of them it is. We write a byte into a pipe for a request; the helper sleeps in its read(), which
 * ends when we do, since nobody else holds the other end. For the answer there is a futex, and the
 * eventfd for who waits in poll().
 *
 * Between fork() and its end the helper makes nothing but system calls, because the process that it
 * came from has threads. It keeps three descriptors and is a session of its own: neither the
 * terminal's signals reach it, nor does it keep a terminal from being let go while it is stuck.
 */
#include "store/helper.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/checked.h"

enum helper_state { HELPER_FREE, HELPER_ASKED, HELPER_ANSWERED };

/* What both processes see. Each writes only in its turn. */
struct page {
	_Atomic uint32_t state;      /* enum helper_state; the futex */
	uint64_t at;                 /* what is asked for */
	uint64_t len;
	uint64_t got;                /* the answer */
	struct careful careful;      /* known, then found */
	uint8_t data[HELPER_ROOM];
};

struct helper {
	struct page *page;           /* shared */
	pid_t pid;                   /* 0: it has ended and was waited for */
	int ask;                     /* write end of the pipe */
};

/* In the helper. */

static void close_between(unsigned from, unsigned to)
{
#ifdef SYS_close_range
	if (from > to || syscall(SYS_close_range, from, to, 0) == 0)
		return;
#endif
	for (unsigned fd = from; fd <= to && fd < 65536; fd++)
		close((int)fd);
}

static void keep_only(int a, int b, int c)
{
	int kept[] = { a, b, c };
	unsigned from = 0;

	for (int i = 0; i < 3; i++)
		for (int j = i + 1; j < 3; j++)
			if (kept[j] < kept[i]) {
				int least = kept[j];

				kept[j] = kept[i];
				kept[i] = least;
			}
	for (int i = 0; i < 3; i++) {
		if (kept[i] < 0)
			continue;
		if ((unsigned)kept[i] > from)
			close_between(from, (unsigned)kept[i] - 1);
		from = (unsigned)kept[i] + 1;
	}
	close_between(from, UINT32_MAX);
}

static void wake_futex(struct page *page)
{
	syscall(SYS_futex, &page->state, FUTEX_WAKE, INT32_MAX, NULL, NULL, 0);
}

static void serve(struct page *page, int fd, int asked, int notify)
{
	const uint64_t one = 1;
	char byte;

	for (;;) {
		ssize_t n = read(asked, &byte, 1);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		page->got = careful_read(fd, page->data, (size_t)page->len, page->at,
					 &page->careful);
		atomic_store(&page->state, HELPER_ANSWERED);
		wake_futex(page);
		if (notify >= 0 && write(notify, &one, sizeof one) < 0)
			continue;
	}
}

static void help(struct page *page, int fd, int asked, int notify)
{
	setsid();
	prctl(PR_SET_NAME, "burin-reader");
	keep_only(fd, asked, notify);
	serve(page, fd, asked, notify);
	syscall(SYS_exit_group, 0);
}

/* In ours. */

static bool start(struct helper *helper, int fd, int notify, struct err *err)
{
	int pipe_fds[2];

	if (pipe2(pipe_fds, O_CLOEXEC) != 0)
		return err_sys(err, errno, "cannot make a pipe");
	helper->pid = fork();
	if (helper->pid == 0)
		help(helper->page, fd, pipe_fds[0], notify);
	close(pipe_fds[0]);
	helper->ask = pipe_fds[1];
	if (helper->pid > 0)
		return true;
	helper->pid = 0;
	err_sys(err, errno, "cannot start a process that reads");
	close(helper->ask);
	return false;
}

struct helper *helper_open(int fd, int notify, struct err *err)
{
	struct helper *helper = calloc(1, sizeof *helper);

	if (!helper) {
		err_nomem(err);
		return NULL;
	}
	helper->page = mmap(NULL, sizeof *helper->page, PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (helper->page == MAP_FAILED) {
		err_sys(err, errno, "cannot share memory");
		free(helper);
		return NULL;
	}
	if (start(helper, fd, notify, err))
		return helper;
	munmap(helper->page, sizeof *helper->page);
	free(helper);
	return NULL;
}

void helper_close(struct helper *helper)
{
	if (!helper)
		return;
	bool stuck = atomic_load(&helper->page->state) == HELPER_ASKED;

	close(helper->ask);
	if (helper->pid > 0) {
		kill(helper->pid, SIGKILL);
		/* One that is stuck ends when the disk answers, and is init's by then. */
		waitpid(helper->pid, NULL, stuck ? WNOHANG : 0);
	}
	munmap(helper->page, sizeof *helper->page);
	free(helper);
}

void helper_ask(struct helper *helper, uint64_t at, size_t len, const struct careful *known)
{
	struct page *page = helper->page;
	ssize_t n;

	page->at = at;
	page->len = min_size(len, HELPER_ROOM);
	page->careful = *known;
	atomic_store(&page->state, HELPER_ASKED);
	do
		n = write(helper->ask, "", 1);
	while (n < 0 && errno == EINTR);
}

bool helper_wait(struct helper *helper, int ms)
{
	struct page *page = helper->page;
	struct timespec most = { ms / 1000, (long)(ms % 1000) * 1000000 };

	if (ms > 0 && atomic_load(&page->state) == HELPER_ASKED)
		syscall(SYS_futex, &page->state, FUTEX_WAIT, HELPER_ASKED, &most, NULL, 0);
	return atomic_load(&page->state) == HELPER_ANSWERED;
}

size_t helper_take(struct helper *helper, void *to, struct careful *careful)
{
	struct page *page = helper->page;
	size_t got = (size_t)min_u64(page->got, page->len);

	memcpy(to, page->data, got);
	*careful = page->careful;
	careful->count = (unsigned)min_u64(careful->count, CAREFUL_RUNS);
	atomic_store(&page->state, HELPER_FREE);
	return got;
}

bool helper_is_alive(struct helper *helper)
{
	if (helper->pid > 0 && waitpid(helper->pid, NULL, WNOHANG) != 0)
		helper->pid = 0;
	return helper->pid > 0;
}
