/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The two processes share one piece of memory: the request, the answer, and a word that says which
 * of them it is. We write a byte into a socket for a request; the helper sleeps in its read(),
 * which ends when we do, since nobody else holds the other end. For the answer there is a futex,
 * and the eventfd for who waits in poll(). A helper that ended shows at the socket as well.
 */
#include "store/fetcher.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "base/checked.h"

enum fetcher_state { FETCHER_FREE, FETCHER_ASKED, FETCHER_ANSWERED };
enum fetcher_wish { FETCHER_READ, FETCHER_LOOK, FETCHER_OPEN };

/* What both processes see. Each writes only in its turn. */
struct page {
	_Atomic uint32_t state;      /* enum fetcher_state; the futex */
	uint32_t wish;               /* enum fetcher_wish */
	uint64_t at;                 /* what is asked for */
	uint64_t len;
	uint64_t got;                /* the answer */
	struct careful careful;      /* known, then found */
	char path[PATH_MAX];         /* to be looked at, or opened */
	struct fetcher_look look;    /* the answer to that */
	uint8_t data[FETCHER_ROOM];
};

struct fetcher {
	struct page *page;           /* shared */
	int ask;                     /* our end of the socket pair */
};

/* In the helper. */

static void wake_futex(struct page *page)
{
	syscall(SYS_futex, &page->state, FUTEX_WAKE, INT32_MAX, NULL, NULL, 0);
}

/* All that opening a file, or listing a folder, asks of who has it; anything else is not opened
 * (store/file.c). What is answered does not matter. */
static void try_opening(const char *path)
{
	char names[4096];
	struct statfs fs;
	struct stat st;
	int fd = -1;

	if (stat(path, &st) == 0 && (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode)))
		fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return;
	if (S_ISDIR(st.st_mode))
		syscall(SYS_getdents64, fd, names, sizeof names);
	if (fstat(fd, &st) != 0 || fstatfs(fd, &fs) != 0 ||
	    faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) != 0)
		errno = 0;
	close(fd);
}

static void answer(int file, struct page *page)
{
	if (page->wish == FETCHER_OPEN) {
		try_opening(page->path);
		return;
	}
	if (page->wish == FETCHER_LOOK) {
		page->look.is_open = fstat(file, &page->look.open) == 0;
		page->look.is_named = stat(page->path, &page->look.named) == 0;
		return;
	}
	page->got = careful_read(file, page->data, (size_t)page->len, page->at, &page->careful);
}

void fetcher_serve(int file, int page_fd, int asked, int notify)
{
	const uint64_t one = 1;
	struct page *page = mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED, page_fd,
				 0);
	char byte;

	if (page == MAP_FAILED)
		return;
	for (;;) {
		ssize_t n = read(asked, &byte, 1);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		answer(file, page);
		atomic_store(&page->state, FETCHER_ANSWERED);
		wake_futex(page);
		if (notify >= 0 && write(notify, &one, sizeof one) < 0)
			continue;
	}
}

/* In ours. */

static bool share_page(struct fetcher *fetcher, int *fd, struct err *err)
{
	*fd = memfd_create("burin-reader", MFD_CLOEXEC);
	if (*fd < 0 || ftruncate(*fd, sizeof *fetcher->page) != 0)
		return err_sys(err, errno, "cannot share memory");
	fetcher->page = mmap(NULL, sizeof *fetcher->page, PROT_READ | PROT_WRITE, MAP_SHARED, *fd,
			    0);
	return fetcher->page != MAP_FAILED || err_sys(err, errno, "cannot share memory");
}

struct fetcher *fetcher_open(int fd, struct nursery *nursery, struct err *err)
{
	struct fetcher *fetcher = calloc(1, sizeof *fetcher);
	int page = -1, ends[2] = { -1, -1 };
	bool ok = false;

	if (!fetcher) {
		err_nomem(err);
		return NULL;
	}
	fetcher->page = MAP_FAILED;
	if (!share_page(fetcher, &page, err))
		goto out;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
		err_sys(err, errno, "cannot make a pair of sockets");
		goto out;
	}
	fetcher->ask = ends[0];
	/* Without a file of its own it is given one that nobody has to answer for. */
	ok = nursery_start(nursery, (int[]){ fd >= 0 ? fd : page, page, ends[1] }, err);
	close(ends[1]);
	if (!ok)
		close(ends[0]);
out:
	if (page >= 0)
		close(page);
	if (ok)
		return fetcher;
	if (fetcher->page != MAP_FAILED)
		munmap(fetcher->page, sizeof *fetcher->page);
	free(fetcher);
	return NULL;
}

void fetcher_close(struct fetcher *fetcher)
{
	if (!fetcher)
		return;
	/* One that is stuck ends when the disk answers. */
	close(fetcher->ask);
	munmap(fetcher->page, sizeof *fetcher->page);
	free(fetcher);
}

static void ask(struct fetcher *fetcher, enum fetcher_wish wish)
{
	ssize_t n;

	fetcher->page->wish = wish;
	atomic_store(&fetcher->page->state, FETCHER_ASKED);
	do
		n = send(fetcher->ask, "", 1, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
}

void fetcher_ask(struct fetcher *fetcher, uint64_t at, size_t len, const struct careful *known)
{
	struct page *page = fetcher->page;

	page->at = at;
	page->len = min_size(len, FETCHER_ROOM);
	page->careful = *known;
	ask(fetcher, FETCHER_READ);
}

static bool ask_about(struct fetcher *fetcher, enum fetcher_wish wish, const char *path,
		      struct err *err)
{
	size_t len = strlen(path);

	if (len >= sizeof fetcher->page->path)
		return err_set(err, ERR_RANGE, "the name is longer than the system allows");
	memcpy(fetcher->page->path, path, len + 1);
	ask(fetcher, wish);
	return true;
}

bool fetcher_ask_look(struct fetcher *fetcher, const char *path, struct err *err)
{
	return ask_about(fetcher, FETCHER_LOOK, path, err);
}

bool fetcher_ask_open(struct fetcher *fetcher, const char *path, struct err *err)
{
	return ask_about(fetcher, FETCHER_OPEN, path, err);
}

bool fetcher_wait(struct fetcher *fetcher, int ms)
{
	struct page *page = fetcher->page;
	struct timespec most = { ms / 1000, (long)(ms % 1000) * 1000000 };

	if (ms > 0 && atomic_load(&page->state) == FETCHER_ASKED)
		syscall(SYS_futex, &page->state, FUTEX_WAIT, FETCHER_ASKED, &most, NULL, 0);
	return atomic_load(&page->state) == FETCHER_ANSWERED;
}

size_t fetcher_take(struct fetcher *fetcher, void *to, struct careful *careful)
{
	struct page *page = fetcher->page;
	size_t got = (size_t)min_u64(page->got, page->len);

	memcpy(to, page->data, got);
	*careful = page->careful;
	careful->count = (unsigned)min_u64(careful->count, CAREFUL_RUNS);
	atomic_store(&page->state, FETCHER_FREE);
	return got;
}

void fetcher_take_look(struct fetcher *fetcher, struct fetcher_look *look)
{
	*look = fetcher->page->look;
	atomic_store(&fetcher->page->state, FETCHER_FREE);
}

bool fetcher_is_alive(struct fetcher *fetcher)
{
	struct pollfd ended = { .fd = fetcher->ask };

	return poll(&ended, 1, 0) == 0;
}
