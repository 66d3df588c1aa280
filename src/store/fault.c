/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The SIGBUS handler, and why no invented byte passes for one of the file's.
 *
 * Zeros that are not in the file come from two places.
 *
 *  1. The handler puts zero pages over what a span can no longer read, so that a search or a
 *     regular expression runs on to its end instead of being jumped out of. The rule for any
 *     number of threads: while such pages can be seen, map->busy > 0 or map->lost is set, and
 *     map->ticket moves before that ends. So bytes are genuine when, after they were read, nobody
 *     is busy, nothing is lost and the ticket is the one from before. The span that notices puts
 *     the whole file back. (Remembering which range was lost takes two variables, and between
 *     writing the one and the other there is always a moment in which a second thread forgets
 *     zeros that are still there.)
 *
 *  2. In the last page the kernel itself shows zeros after the end, without a fault. Only the
 *     file's size tells. A file can also be cut and written again within one span; so the size and
 *     the times are compared with those seen last, and any difference moves the ticket. Small
 *     copies need to ask only when they end, or cross the end of a page, with a zero byte: a copy
 *     of 16 bytes costs 10 ns, an fstat() 500 ns.
 *
 * Zero pages after the end are one mapping for all of the rest, and the steps over bad sectors
 * widen: one mapping per page would meet vm.max_map_count, and then mmap() fails in here. Whoever
 * was lent zeros reads again by pread(), so a wide step loses nothing.
 *
 * Rejected: sigsetjmp around scans (a jump out of a library leaks and keeps locks);
 * MADV_POPULATE_READ (half as fast, and the file can be cut right after it).
 */
#include "store/fault.h"

#include "base/checked.h"
#include "store/guarded.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SLACK (UINT64_C(64) << 20)   /* bytes mapped after the end */

enum {
	SMALL = 512,         /* bytes copied before anything else happens; less than a page */
	SINGLE_PAGES = 16,   /* bad sectors repaired page by page before the steps widen */
	WIDEST = 20,         /* the widest step is 1 << WIDEST pages */
};

_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2 && ATOMIC_POINTER_LOCK_FREE == 2,
	       "the handler must not wait for a lock");

/* One row of the table that the handler searches. `base` is written last and cleared first. */
struct fault_map {
	atomic_flag used;            /* the row is taken */
	_Atomic uintptr_t base;      /* where it is mapped; 0: the handler skips the row */
	uint64_t start;              /* offset in the file of the first byte */
	uint64_t len;                /* bytes mapped, room for growth included, whole pages */
	int fd;                      /* borrowed */
	int prot;
	_Atomic uint64_t stamp;      /* size and times of the file when last seen, in one word */
	_Atomic uint64_t end;        /* bytes of the mapping that were the file's then; a hint */
	_Atomic uint64_t ticket;     /* moves when what was lent before may be wrong */
	atomic_bool lost;            /* zero pages stand in for the file somewhere */
	atomic_int busy;             /* threads that are putting zero pages in or out */
	atomic_uint repairs;         /* bad sectors since the file was put back */
	atomic_uint faults;          /* all of them, for fault_count() */
};

static struct {
	struct fault_map maps[FAULT_MAPS];
	size_t page;                 /* bytes */
	struct sigaction before;     /* what SIGBUS did before us */
	pthread_mutex_t installing;
} registry = { .installing = PTHREAD_MUTEX_INITIALIZER };

static uint64_t page_down(uint64_t at)
{
	return at & ~(uint64_t)(registry.page - 1);
}

static uint64_t page_up(uint64_t at)
{
	return page_down(at + registry.page - 1);
}

/* A raw system call: mmap() of libc is not promised to be safe in a handler, and sanitizers hook
 * it. */
static bool lay_over(const struct fault_map *map, uintptr_t base, uint64_t lo, uint64_t hi,
		     bool zeros)
{
	int flags = MAP_FIXED | (zeros ? MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE : MAP_SHARED);
	int fd = zeros ? -1 : map->fd;
	uint64_t off = zeros ? 0 : map->start + lo;

#ifdef SYS_mmap
	return syscall(SYS_mmap, base + lo, hi - lo, map->prot, flags, fd, off) != -1;
#else
	return mmap((void *)(base + (uintptr_t)lo), (size_t)(hi - lo), map->prot, flags, fd,
		    (off_t)off) != MAP_FAILED;
#endif
}

/* How much of the mapping is inside a file of this size. */
static uint64_t end_in_map(const struct fault_map *map, const struct stat *st)
{
	uint64_t size = st->st_size > 0 ? (uint64_t)st->st_size : 0;

	return size > map->start ? min_u64(size - map->start, map->len) : 0;
}

/* The range to replace after a fault at `at`: all of the rest when it is past the end. */
static void range_to_repair(struct fault_map *map, uint64_t at, const siginfo_t *info,
			    uint64_t *lo, uint64_t *hi)
{
	uint64_t step = registry.page;
	struct stat st;

	/* A poisoned huge page is reported by its size. */
	if (info->si_code != BUS_ADRERR && info->si_addr_lsb > 12 && info->si_addr_lsb < 40)
		step = UINT64_C(1) << info->si_addr_lsb;
	*lo = at & ~(step - 1);
	*hi = map->len;
	if (fstat(map->fd, &st) != 0 || page_down(at) >= page_up(end_in_map(map, &st)))
		return;

	unsigned repairs = atomic_fetch_add(&map->repairs, 1);
	if (repairs >= SINGLE_PAGES)
		step <<= repairs - SINGLE_PAGES < WIDEST ? repairs - SINGLE_PAGES : WIDEST;
	*hi = min_u64(*lo + step, map->len);
}

static bool repair_span(struct fault_map *map, uintptr_t base, uint64_t at, const siginfo_t *info)
{
	uint64_t lo, hi;

	range_to_repair(map, at, info, &lo, &hi);
	atomic_fetch_add(&map->faults, 1);
	atomic_fetch_add(&map->busy, 1);
	atomic_store(&map->lost, true);
	/* Replacing all of it needs no further entry in the kernel's table of mappings. */
	bool done = lay_over(map, base, lo, hi, true) || lay_over(map, base, 0, map->len, true);
	/* Again: another thread may have put the file back since. */
	atomic_store(&map->lost, true);
	atomic_fetch_add(&map->ticket, 1);
	atomic_fetch_sub(&map->busy, 1);
	return done;
}

/* True when the address is in one of our mappings and can be read now. */
static bool repair_at(uintptr_t address, const siginfo_t *info)
{
	for (size_t i = 0; i < FAULT_MAPS; i++) {
		struct fault_map *map = &registry.maps[i];
		uintptr_t base = atomic_load(&map->base);

		if (base != 0 && address >= base && address - base < map->len)
			return repair_span(map, base, address - base, info);
	}
	return false;
}

static void on_sigbus(int number, siginfo_t *info, void *context)
{
	int saved = errno;
	bool from_kernel = info->si_code > 0;        /* not from kill() */

	if (from_kernel &&
	    (guarded_recover(context) || repair_at((uintptr_t)info->si_addr, info))) {
		errno = saved;
		return;
	}
	/* Not ours. A load faults again when we return, and then meets the old action. */
	sigaction(number, &registry.before, NULL);
	if (!from_kernel)
		raise(number);
	errno = saved;
}

/* Returns an errno, or 0. */
static int install(void)
{
	struct sigaction action = {
		.sa_sigaction = on_sigbus,
		.sa_flags = SA_SIGINFO | SA_ONSTACK,
	};
	struct sigaction now;

	if (registry.page == 0)
		registry.page = (size_t)sysconf(_SC_PAGESIZE);
	sigemptyset(&action.sa_mask);
	if (sigaction(SIGBUS, NULL, &now) != 0)
		return errno;
	if ((now.sa_flags & SA_SIGINFO) && now.sa_sigaction == on_sigbus)
		return 0;
	registry.before = now;
	return sigaction(SIGBUS, &action, NULL) == 0 ? 0 : errno;
}

bool fault_install(struct err *err)
{
	int error;

	pthread_mutex_lock(&registry.installing);
	error = install();
	pthread_mutex_unlock(&registry.installing);
	return error == 0 || err_sys(err, error, "cannot catch SIGBUS");
}

/* Size and times in one word, so that threads can exchange it whole. */
static uint64_t stamp_of(const struct stat *st)
{
	const uint64_t parts[] = {
		(uint64_t)st->st_size,
		(uint64_t)st->st_mtim.tv_sec, (uint64_t)st->st_mtim.tv_nsec,
		(uint64_t)st->st_ctim.tv_sec, (uint64_t)st->st_ctim.tv_nsec,
	};
	uint64_t stamp = 0;

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		stamp = (stamp ^ parts[i]) * UINT64_C(0x9e3779b97f4a7c15);
		stamp ^= stamp >> 29;
	}
	return stamp;
}

/* True when the file is as it was when last seen. Otherwise what was lent before is no longer
 * believed. *end is how much of the mapping is the file's now. */
static bool is_unchanged(struct fault_map *map, uint64_t *end)
{
	struct stat st;
	uint64_t stamp = 0;

	*end = 0;
	if (fstat(map->fd, &st) == 0) {
		stamp = stamp_of(&st);
		*end = end_in_map(map, &st);
	}
	if (stamp != 0 && stamp == atomic_load(&map->stamp))
		return true;
	atomic_store(&map->end, *end);
	/* In this order: who sees the new stamp must see the new ticket as well. */
	atomic_fetch_add(&map->ticket, 1);
	atomic_store(&map->stamp, stamp);
	return false;
}

/* The rule at the top of this file. */
static bool is_settled(struct fault_map *map, uint64_t ticket)
{
	return atomic_load(&map->busy) == 0 && !atomic_load(&map->lost) &&
	       atomic_load(&map->ticket) == ticket;
}

static void put_file_back(struct fault_map *map)
{
	if (!atomic_load(&map->lost))
		return;
	atomic_fetch_add(&map->busy, 1);
	if (atomic_exchange(&map->lost, false)) {
		atomic_store(&map->repairs, 0);
		if (!lay_over(map, atomic_load(&map->base), 0, map->len, false))
			atomic_store(&map->lost, true);      /* tried again by the next span */
	}
	atomic_fetch_add(&map->ticket, 1);
	atomic_fetch_sub(&map->busy, 1);
}

static struct fault_map *take_row(void)
{
	for (size_t i = 0; i < FAULT_MAPS; i++) {
		if (!atomic_flag_test_and_set(&registry.maps[i].used))
			return &registry.maps[i];
	}
	return NULL;
}

/* Maps with room for growth, or without where that does not fit. Sets map->len. */
static void *map_file(struct fault_map *map, uint64_t len)
{
	const uint64_t tries[] = { len + SLACK, len };

	for (size_t i = 0; i < 2; i++) {
		map->len = page_up(tries[i]);
		if (map->len > SIZE_MAX || map->len > (uint64_t)INT64_MAX - map->start)
			continue;
		void *at = mmap(NULL, (size_t)map->len, map->prot, MAP_SHARED, map->fd,
				(off_t)map->start);
		if (at != MAP_FAILED)
			return at;
	}
	return NULL;
}

struct fault_map *fault_map_new(int fd, uint64_t off, uint64_t len, bool writable, struct err *err)
{
	struct fault_map *map;
	struct stat st;
	void *at;

	if (!fault_install(err))
		return NULL;
	assert(off % registry.page == 0 && len > 0);
	if (fstat(fd, &st) != 0) {
		err_sys(err, errno, "cannot look at the file");
		return NULL;
	}
	map = take_row();
	if (!map) {
		err_set(err, ERR_NOMEM, "too many mapped files: at most %d", FAULT_MAPS);
		return NULL;
	}
	map->fd = fd;
	map->start = off;
	map->prot = writable ? PROT_READ | PROT_WRITE : PROT_READ;
	errno = ENOMEM;
	at = len <= (uint64_t)INT64_MAX - SLACK ? map_file(map, len) : NULL;
	if (!at) {
		err_sys(err, errno, "cannot map the file");
		atomic_flag_clear(&map->used);
		return NULL;
	}
	atomic_store(&map->stamp, stamp_of(&st));
	atomic_store(&map->end, end_in_map(map, &st));
	atomic_store(&map->lost, false);
	atomic_store(&map->repairs, 0);
	atomic_store(&map->faults, 0);
	atomic_store(&map->base, (uintptr_t)at);
	return map;
}

void fault_map_free(struct fault_map *map)
{
	if (!map)
		return;
	munmap((void *)atomic_exchange(&map->base, 0), (size_t)map->len);
	atomic_flag_clear(&map->used);
}

void fault_unmap_all(void)
{
	for (size_t i = 0; i < FAULT_MAPS; i++) {
		uintptr_t base = atomic_exchange(&registry.maps[i].base, 0);

		if (base)
			munmap((void *)base, (size_t)registry.maps[i].len);
	}
}

static uint8_t *address_of(struct fault_map *map, uint64_t off, uint64_t len)
{
	assert(off <= map->len && len <= map->len - off);
	return (uint8_t *)(atomic_load_explicit(&map->base, memory_order_relaxed) + (uintptr_t)off);
}

/* Can the kernel's zeros after the end be among these bytes? Then the last one in some page is
 * zero. A longer copy can overlap with another program's write into such a page, and pays for an
 * fstat(). */
static bool may_hold_tail(const struct fault_map *map, uint64_t off, const uint8_t *bytes,
			  size_t len)
{
	uint64_t crossing = page_up(off + 1);

	if (len > SMALL || off + len > atomic_load(&map->end) || bytes[len - 1] == 0)
		return true;
	return crossing < off + len && bytes[crossing - off - 1] == 0;
}

/* How many of `len` bytes at off come before the end. */
static size_t before_end(uint64_t end, uint64_t off, size_t len)
{
	return off < end ? (size_t)min_u64(len, end - off) : 0;
}

size_t fault_copy(struct fault_map *map, uint64_t off, void *to, size_t len)
{
	const uint8_t *from = address_of(map, off, len);
	uint64_t ticket = atomic_load(&map->ticket);
	uint64_t end;

	if (len == 0 || !is_settled(map, ticket))
		return 0;
	size_t got = guarded_copy(to, from, len);
	if (got < len)
		atomic_fetch_add(&map->faults, 1);
	if (got > 0 && may_hold_tail(map, off, to, got)) {
		if (!is_unchanged(map, &end))
			return 0;
		got = before_end(end, off, got);
	}
	return is_settled(map, ticket) ? got : 0;
}

size_t fault_poke(struct fault_map *map, uint64_t off, const void *bytes, size_t len)
{
	uint8_t *to = address_of(map, off, len);
	uint64_t end;

	assert(map->prot & PROT_WRITE);
	put_file_back(map);
	uint64_t ticket = atomic_load(&map->ticket);
	if (!is_settled(map, ticket))
		return 0;
	size_t stored = guarded_copy(to, bytes, len);
	if (stored < len)
		atomic_fetch_add(&map->faults, 1);
	/* A store into a page of zeros that a span put there in between went nowhere. */
	if (!is_settled(map, ticket))
		return 0;
	/* A store after the end went nowhere as well. Our own store has moved the times by now. */
	(void)is_unchanged(map, &end);
	return before_end(end, off, stored);
}

const uint8_t *fault_begin(struct fault_map *map, uint64_t off, size_t len, uint64_t *ticket)
{
	put_file_back(map);
	*ticket = atomic_load(&map->ticket);
	return address_of(map, off, len);
}

bool fault_end(struct fault_map *map, uint64_t off, size_t len, uint64_t ticket)
{
	uint64_t end;
	bool genuine = is_unchanged(map, &end) && off + len <= end && is_settled(map, ticket);

	put_file_back(map);
	return genuine;
}

void fault_drop(struct fault_map *map, uint64_t off, uint64_t len)
{
	uint64_t lo = page_down(off);

	madvise(address_of(map, lo, off + len - lo), (size_t)(off + len - lo), MADV_DONTNEED);
}

bool fault_sync(struct fault_map *map, struct err *err)
{
	if (msync(address_of(map, 0, map->len), (size_t)map->len, MS_SYNC) != 0)
		return err_sys(err, errno, "cannot write the changes to the disk");
	return true;
}

unsigned fault_count(const struct fault_map *map)
{
	return atomic_load(&map->faults);
}

uint64_t fault_room(const struct fault_map *map)
{
	return map->len;
}
