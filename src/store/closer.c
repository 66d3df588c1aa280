/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The two processes share a board of slots, and an eventfd says that there is something on it. For
 * each descriptor the closer makes a process of its own, so one that is stuck delays no other.
 *
 * A shared table has a consequence: nothing is closed by the mere end of the program, also not a
 * lock released. So the closer, told of that end by the system, closes all that is left at once,
 * again each descriptor in a process of its own, and ends.
 *
 * Rejected: to hold such files by O_PATH alone, which needs no answer to be closed, and to open
 * them again by /proc for each use. That would lose files that were removed or replaced by name,
 * whose bytes undo still needs.
 */
#include "store/closer.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "store/fault.h"

enum {
	SLOTS = 64,
	WAIT_MS = 20,                /* for a server that answers */
	FDS_MOST = 65536,            /* beyond it nothing is looked for at the end */
};

enum slot_state { SLOT_FREE, SLOT_TAKEN, SLOT_ASKED, SLOT_STARTED };

struct slot {
	_Atomic uint32_t state;      /* enum slot_state; the futex */
	int fd;
};

struct closer {
	struct slot *slots;          /* SLOTS of them, shared; owned */
	int event;
};

/* Like fork(), but for the table of descriptors, which stays one. */
static pid_t split(void)
{
	const unsigned long flags = CLONE_FILES | SIGCHLD;

#if defined __s390__
	return (pid_t)syscall(SYS_clone, 0UL, flags, 0UL, 0UL, 0UL);
#else
	return (pid_t)syscall(SYS_clone, flags, 0UL, 0UL, 0UL, 0UL);
#endif
}

static void finish(struct slot *slot)
{
	atomic_store(&slot->state, SLOT_FREE);
	syscall(SYS_futex, &slot->state, FUTEX_WAKE, INT32_MAX, NULL, NULL, 0);
}

/* In the closer. It makes system calls only: the program that it came from may have threads. */

static void do_nothing(int signal)
{
	(void)signal;
}

static void close_apart(int fd, struct slot *slot)
{
	pid_t pid = split();

	if (pid > 0)
		return;
	if (pid == 0)
		close(fd);
	if (slot)
		finish(slot);
	if (pid == 0)
		syscall(SYS_exit_group, 0);
}

static void close_asked(struct closer *closer)
{
	for (int i = 0; i < SLOTS; i++) {
		struct slot *slot = &closer->slots[i];
		uint32_t asked = SLOT_ASKED;

		if (atomic_compare_exchange_strong(&slot->state, &asked, SLOT_STARTED))
			close_apart(slot->fd, slot);
	}
}

static void close_all(void)
{
	struct rlimit limit = { .rlim_cur = FDS_MOST };

	getrlimit(RLIMIT_NOFILE, &limit);
	for (int fd = 0; fd < FDS_MOST && (rlim_t)fd < limit.rlim_cur; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			close_apart(fd, NULL);
}

static void serve(struct closer *closer, pid_t parent)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, wake = { .sa_handler = do_nothing };
	struct pollfd asked = { .fd = closer->event, .events = POLLIN };
	sigset_t others;
	uint64_t count;

	/* Only the end of the program is to be heard of, and only while nothing is done. */
	sigfillset(&others);
	sigprocmask(SIG_SETMASK, &others, NULL);
	sigdelset(&others, SIGTERM);
	sigaction(SIGTERM, &wake, NULL);
	sigaction(SIGCHLD, &ignore, NULL);
	setsid();
	prctl(PR_SET_NAME, "burin-closer");
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	fault_unmap_all();
	while (getppid() == parent) {
		if (ppoll(&asked, 1, NULL, &others) > 0 &&
		    read(closer->event, &count, sizeof count) > 0)
			close_asked(closer);
	}
	close_all();
	syscall(SYS_exit_group, 0);
}

/* In ours. */

struct closer *closer_new(struct err *err)
{
	struct closer *closer = calloc(1, sizeof *closer);
	pid_t parent = getpid(), pid = -1;

	if (!closer) {
		err_nomem(err);
		return NULL;
	}
	closer->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	closer->slots = mmap(NULL, SLOTS * sizeof *closer->slots, PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (closer->event >= 0 && closer->slots != MAP_FAILED)
		pid = split();
	if (pid == 0)
		serve(closer, parent);
	if (pid > 0)
		return closer;
	err_sys(err, errno, "cannot start a process that closes files");
	if (closer->event >= 0)
		close(closer->event);
	closer_free(closer);
	return NULL;
}

void closer_free(struct closer *closer)
{
	if (!closer)
		return;
	/* The closer has its own sight of both. The event stays open: it may be waiting there. */
	if (closer->slots != MAP_FAILED)
		munmap(closer->slots, SLOTS * sizeof *closer->slots);
	free(closer);
}

static struct slot *take_slot(struct closer *closer)
{
	for (int i = 0; i < SLOTS; i++) {
		uint32_t is_free = SLOT_FREE;

		if (atomic_compare_exchange_strong(&closer->slots[i].state, &is_free, SLOT_TAKEN))
			return &closer->slots[i];
	}
	return NULL;
}

static void wait_for(struct slot *slot)
{
	struct timespec most = { .tv_nsec = WAIT_MS * 1000000L };
	uint32_t state = atomic_load(&slot->state);

	/* Once for each state, and a slot that was given to another meanwhile is none of ours. */
	for (int i = 0; i < 2 && state != SLOT_FREE; i++) {
		syscall(SYS_futex, &slot->state, FUTEX_WAIT, state, &most, NULL, 0);
		state = atomic_load(&slot->state);
	}
}

void closer_close(struct closer *closer, int fd)
{
	const uint64_t one = 1;
	struct slot *slot = closer ? take_slot(closer) : NULL;

	if (!closer)
		close(fd);
	/* With so many that are stuck, this one stays open until the end. */
	if (!slot)
		return;
	slot->fd = fd;
	atomic_store(&slot->state, SLOT_ASKED);
	if (write(closer->event, &one, sizeof one) < 0)
		return;
	wait_for(slot);
}
