/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rejected: moving the pieces of all ropes to the arena. There are ropes that the document does not
 * know of (registers, other documents), workers read snapshots meanwhile, and a fill of gigabytes
 * would be in memory. A source is where all of them meet.
 *
 * A source keeps one such file for all its saves, so saving often does not use up descriptors.
 */
#include "document/save_keep.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/outside.h"
#include "store/io.h"

enum { LOOK = 4096 };    /* a longer table is not searched for what it needs */

static bool is_over(const struct source *source, const struct stat *file)
{
	struct stat st;
	int fd = source_fd(source);

	if (fd < 0 || source_can_poke(source) || source_size(source) == 0 || fstat(fd, &st) != 0)
		return false;
	if (S_ISBLK(st.st_mode))
		return S_ISBLK(file->st_mode) && st.st_rdev == file->st_rdev;
	return st.st_dev == file->st_dev && st.st_ino == file->st_ino;
}

static bool take(struct save_keep *keep, struct store *store, uint16_t id)
{
	struct kept_source *list =
		realloc(keep->sources, (keep->count + 1) * sizeof *keep->sources);
	struct kept_source *kept;
	const struct detour *detour;

	if (!list)
		return false;
	keep->sources = list;
	kept = &list[keep->count++];
	*kept = (struct kept_source){ .id = id, .source = store_source(store, id), .fd = -1 };
	store_ref(store, id);
	detour = source_detour(kept->source);
	if (detour)
		kept->fd = detour->kept;
	return true;
}

bool save_keep_open(struct save_keep *keep, struct store *store, int fd, struct err *err)
{
	struct stat file;

	*keep = (struct save_keep){ 0 };
	if (fstat(fd, &file) != 0)
		return err_sys(err, errno, "cannot look at the file");
	for (uint16_t id = STORE_ARENA + 1; id < store_end(store); id++) {
		const struct source *source = store_find(store, id);

		if (source && is_over(source, &file) && !take(keep, store, id))
			return err_nomem(err);
	}
	return true;
}

static bool open_kept(struct kept_source *kept, int folder, struct err *err)
{
	struct stat st;

	if (kept->fd < 0) {
		kept->fd = outside_openat(folder, ".", O_TMPFILE | O_RDWR | O_CLOEXEC,
					  0600);
		if (kept->fd < 0)
			kept->fd = memfd_create("burin-undo", MFD_CLOEXEC);
		if (kept->fd < 0)
			return err_sys(err, errno, "cannot keep the old bytes for undo");
		kept->new = true;
	}
	if (kept->end == 0 && fstat(kept->fd, &st) == 0)
		kept->end = (uint64_t)st.st_size;
	return true;
}

static bool is_needed(const struct kept_source *kept, uint64_t off, uint64_t len)
{
	const struct detour *detour = source_detour(kept->source);
	uint64_t start = source_start(kept->source);

	if (detour)
		return detour->count > LOOK || detour_needs(detour, off, len);
	return off < start + source_size(kept->source) && off + len > start;
}

static bool add_move(struct kept_source *kept, struct detour_run move)
{
	struct detour_run *last = kept->count ? &kept->moves[kept->count - 1] : NULL;

	if (last && last->off + last->len == move.off && last->at + last->len == move.at) {
		last->len += move.len;
		return true;
	}
	if (kept->count == kept->room) {
		size_t room = kept->room ? 2 * kept->room : 16;
		struct detour_run *moves = realloc(kept->moves, room * sizeof *moves);

		if (!moves)
			return false;
		kept->moves = moves;
		kept->room = room;
	}
	kept->moves[kept->count++] = move;
	return true;
}

bool save_keep_add(struct save_keep *keep, int folder, uint64_t off, const void *bytes, size_t len,
		   struct err *err)
{
	for (size_t i = 0; i < keep->count; i++) {
		struct kept_source *kept = &keep->sources[i];

		if (!is_needed(kept, off, len))
			continue;
		if (!open_kept(kept, folder, err))
			return false;
		if (!io_pwrite(kept->fd, bytes, len, kept->end, err))
			return err_prefix(err, "the old bytes can not be kept for undo");
		if (!add_move(kept, (struct detour_run){ off, len, kept->end, DETOUR_KEPT }))
			return err_nomem(err);
		kept->end += len;
	}
	return true;
}

bool save_keep_zeroes(struct save_keep *keep, int folder, uint64_t off, uint64_t len,
		      struct err *err)
{
	for (size_t i = 0; i < keep->count; i++) {
		struct kept_source *kept = &keep->sources[i];

		if (!is_needed(kept, off, len))
			continue;
		if (!open_kept(kept, folder, err))
			return false;
		if (ftruncate(kept->fd, (off_t)(kept->end + len)) != 0)
			return err_sys(err, errno, "the old bytes can not be kept for undo");
		if (!add_move(kept, (struct detour_run){ off, len, kept->end, DETOUR_KEPT }))
			return err_nomem(err);
		kept->end += len;
	}
	return true;
}

/* Its table as it is; of one that has none, as it would be. */
static struct detour *table_of(const struct source *source, struct err *err)
{
	const struct detour *now = source_detour(source);

	return now ? detour_redirect(now, NULL, 0, err) :
		     detour_new(source_size(source), source_start(source), err);
}

static int by_offset(const void *left, const void *right)
{
	const struct detour_run *a = left, *b = right;

	return a->off < b->off ? -1 : a->off > b->off;
}

static bool set_moves(struct kept_source *kept, const struct detour_run *moves, size_t count,
		      int slot, struct err *err)
{
	struct detour *next;

	if (!kept->base)
		kept->base = table_of(kept->source, err);
	next = kept->base ? detour_redirect(kept->base, moves, count, err) : NULL;
	if (!next)
		return false;
	next->kept = kept->fd;
	next->slot = slot;
	kept->new = false;
	source_set_detour(kept->source, next);
	return true;
}

bool save_keep_move(struct save_keep *keep, const struct detour_run *moves, size_t count, int slot,
		    struct err *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < keep->count; i++) {
		struct kept_source *kept = &keep->sources[i];
		size_t all = kept->count + count;
		struct detour_run *list = calloc(all + 1, sizeof *list);

		if (!list)
			return err_nomem(err);
		if (kept->count > 0)
			memcpy(list, kept->moves, kept->count * sizeof *list);
		if (count > 0)
			memcpy(list + kept->count, moves, count * sizeof *list);
		qsort(list, all, sizeof *list, by_offset);
		ok = set_moves(kept, list, all, slot, err);
		free(list);
	}
	return ok;
}

bool save_keep_restore(struct save_keep *keep, struct err *err)
{
	for (size_t i = 0; i < keep->count; i++)
		if (keep->sources[i].base && !set_moves(&keep->sources[i], NULL, 0, -1, err))
			return false;
	return true;
}

static bool publish(struct kept_source *kept, struct err *err)
{
	struct source *source = kept->source;
	const struct detour *now = source_detour(source);
	struct detour *first = NULL, *next;

	if (!now)
		first = detour_new(source_size(source), source_start(source), err);
	if (!now && !first)
		return false;
	next = detour_redirect(now ? now : first, kept->moves, kept->count, err);
	detour_free(first);
	if (!next)
		return false;
	next->kept = kept->fd;
	kept->new = false;
	source_set_detour(source, next);
	return true;
}

bool save_keep_publish(struct save_keep *keep, struct err *err)
{
	for (size_t i = 0; i < keep->count; i++)
		if (keep->sources[i].count > 0 && !publish(&keep->sources[i], err))
			return false;
	return true;
}

void save_keep_close(struct save_keep *keep, struct store *store)
{
	for (size_t i = 0; i < keep->count; i++) {
		struct kept_source *kept = &keep->sources[i];

		if (kept->new)
			close(kept->fd);
		free(kept->moves);
		detour_free(kept->base);
		store_unref(store, kept->id);
	}
	free(keep->sources);
	*keep = (struct save_keep){ 0 };
}
