/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two passes over the layout. The first reserves room with fallocate() for what will take room,
 * so that a full disk is known before the first byte is written; posix_fallocate() was rejected,
 * because where the file system can not reserve it writes a byte into each block instead. The
 * second brings the bytes: shared blocks (FICLONERANGE) where both sides are aligned, else
 * copy_file_range(), else read and write. A faster way that fails is never an error; the slowest
 * has the last word.
 *
 * Zeroes and holes are left out: the file has its size from the start and is one hole.
 *
 * Another document's save may move the bytes while they are copied from where they were. What
 * came of that is brought again by reading, which can not be misled; up to its end, since now it
 * may be a hole that would be left out.
 */
#include "document/save_copy.h"

#include "base/checked.h"
#include "base/number.h"
#include "store/io.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

static const uint64_t step_size = 8 << 20; /* bytes copied in one step */
static const uint64_t call_most = 1 << 30; /* bytes given to one system call */
static const uint64_t extent_cost = 4096;  /* an extent counts as so many bytes at least */

bool save_copy_init(
	struct save_copy *copy, const struct save_layout *layout, int to, struct err *err)
{
	char text[NUMBER_TEXT];
	struct stat st;

	*copy = (struct save_copy){
		.layout = layout,
		.to = to,
		.size = save_layout_size(layout),
		.can_reserve = true,
		.clone_fd = -1,
	};
	if (copy->size > INT64_MAX || ftruncate(to, (off_t)copy->size) != 0)
		return err_sys(err, copy->size > INT64_MAX ? EFBIG : errno,
			"cannot make a file of %s", number_size(copy->size, text));
	if (fstat(to, &st) != 0)
		return err_sys(err, errno, "cannot look at the temporary file");
	copy->block = st.st_blksize > 0 ? (uint64_t)st.st_blksize : 4096;
	copy->buffer = malloc(2 * (size_t)SAVE_RUN);
	return copy->buffer || err_nomem(err);
}

void save_copy_done(struct save_copy *copy)
{
	free(copy->buffer);
	copy->buffer = NULL;
}

/* Makes room for the run that was gathered. */
static bool reserve_wanted(struct save_copy *copy, struct err *err)
{
	char text[NUMBER_TEXT];
	int result;

	if (copy->wanted_len == 0)
		return true;
	do
		result = fallocate(copy->to, FALLOC_FL_KEEP_SIZE, (off_t)copy->wanted,
			(off_t)copy->wanted_len);
	while (result != 0 && errno == EINTR);
	copy->wanted_len = 0;
	if (result == 0)
		return true;
	copy->can_reserve = false;
	if (errno == EOPNOTSUPP || errno == ENOSYS || errno == EINVAL)
		return true;
	return err_sys(err, errno, "there is no room for %s", number_size(copy->size, text));
}

/* Runs that follow each other are reserved together. */
static bool reserve(struct save_copy *copy, uint64_t pos, uint64_t len, struct err *err)
{
	while (len > 0 && copy->can_reserve) {
		if (copy->wanted_len > 0 &&
			(pos != copy->wanted + copy->wanted_len || copy->wanted_len >= call_most) &&
			!reserve_wanted(copy, err))
			return false;
		if (copy->wanted_len == 0)
			copy->wanted = pos;

		uint64_t now = min_u64(len, call_most - copy->wanted_len);

		copy->wanted_len += now;
		pos += now;
		len -= now;
	}
	return true;
}

/* The part of an extent whose blocks can be shared: *skip bytes after its start. */
static uint64_t core_of(
	const struct save_copy *copy, const struct save_extent *extent, uint64_t *skip)
{
	uint64_t over = extent->pos % copy->block;

	*skip = over ? copy->block - over : 0;
	if (extent->kind != SAVE_EXTENT_FILE || extent->off % copy->block != over ||
		extent->len < *skip)
		return 0;
	return (extent->len - *skip) / copy->block * copy->block;
}

static bool clone(
	const struct save_copy *copy, const struct save_extent *extent, uint64_t skip, uint64_t len)
{
	struct file_clone_range range = {
		.src_fd = extent->fd,
		.src_offset = extent->off + skip,
		.src_length = len,
		.dest_offset = extent->pos + skip,
	};

	return ioctl(copy->to, FICLONERANGE, &range) == 0;
}

/* What was brought of the extent, up to `end` in the result, may be something else. */
static bool held(struct save_copy *copy, const struct save_extent *extent, uint64_t end)
{
	if (save_layout_held(extent))
		return true;
	copy->doubtful = max_u64(copy->doubtful, end);
	return false;
}

/* Whether the blocks of this file can be shared is found out by sharing some. */
static bool can_clone(
	struct save_copy *copy, const struct save_extent *extent, uint64_t skip, uint64_t len)
{
	len = min_u64(len, copy->block);
	if (copy->clone_fd != extent->fd) {
		copy->can_clone = clone(copy, extent, skip, len);
		if (copy->can_clone)
			(void)held(copy, extent, extent->pos + skip + len);
	}
	copy->clone_fd = extent->fd;
	return copy->can_clone;
}

static bool reserve_extent(
	struct save_copy *copy, const struct save_extent *extent, struct err *err)
{
	uint64_t skip;
	uint64_t core = core_of(copy, extent, &skip);

	if (extent->kind == SAVE_EXTENT_ZERO)
		return true;
	if (core == 0 || !can_clone(copy, extent, skip, core))
		return reserve(copy, extent->pos, extent->len, err);
	return reserve(copy, extent->pos, skip, err) &&
	       reserve(copy, extent->pos + skip + core, extent->len - skip - core, err);
}

static bool reserve_step(struct save_copy *copy, struct err *err)
{
	for (uint64_t cost = 0; cost < step_size && copy->reserved < copy->size;) {
		struct save_extent extent = save_layout_at(copy->layout, copy->reserved);

		if (!reserve_extent(copy, &extent, err))
			return false;
		copy->reserved += extent.len;
		cost += extent_cost;
	}
	return copy->reserved < copy->size || reserve_wanted(copy, err);
}

/* The slow way; returns how many bytes, 0 on failure. */
static uint64_t copy_by_hand(
	struct save_copy *copy, const struct save_extent *extent, struct err *err)
{
	size_t len = (size_t)min_u64(extent->len, SAVE_RUN);

	if (!save_layout_read(
		    copy->layout, extent->pos, copy->buffer, copy->buffer + SAVE_RUN, len, err) ||
		!io_pwrite(copy->to, copy->buffer, len, extent->pos, err))
		return 0;
	return len;
}

/* The system copies; returns how many bytes, 0 when it would rather not. */
static uint64_t copy_by_system(const struct save_copy *copy, const struct save_extent *extent)
{
	off_t from = (off_t)extent->off;
	off_t to = (off_t)extent->pos;
	ssize_t n;

	do
		n = copy_file_range(extent->fd, &from, copy->to, &to,
			(size_t)min_u64(extent->len, step_size), 0);
	while (n < 0 && errno == EINTR);
	return n > 0 ? (uint64_t)n : 0;
}

/* Shares blocks as far as that goes from the start of the extent; 0: it does not. */
static uint64_t copy_by_sharing(struct save_copy *copy, struct save_extent *extent)
{
	uint64_t skip;
	uint64_t core =
		min_u64(core_of(copy, extent, &skip), call_most / copy->block * copy->block);

	if (core == 0 || !can_clone(copy, extent, skip, core))
		return 0;
	if (skip > 0) {
		/* Up to the first whole block, by other means. */
		extent->len = skip;
		return 0;
	}
	return clone(copy, extent, 0, core) ? core : 0;
}

/* Shares or copies the start of an extent of a file; how many bytes, 0: it has to be done by
 * hand. */
static uint64_t copy_from_file(
	struct save_copy *copy, struct save_extent *extent, uint64_t *cost)
{
	uint64_t len = copy_by_sharing(copy, extent);

	if (len == 0) {
		len = copy_by_system(copy, extent);
		*cost += len;
	}
	return len > 0 && held(copy, extent, extent->pos + len) ? len : 0;
}

/* Brings the start of the extent at copy->pos; adds to *cost what it was worth. */
static bool copy_some(struct save_copy *copy, uint64_t *cost, struct err *err)
{
	bool doubted = copy->pos < copy->doubtful;
	struct save_extent extent = save_layout_at(copy->layout, copy->pos);
	uint64_t len = 0;

	*cost += extent_cost;
	if (doubted)
		extent.len = copy->doubtful - copy->pos;
	else if (extent.kind == SAVE_EXTENT_ZERO)
		len = extent.len;
	else if (extent.kind == SAVE_EXTENT_FILE)
		len = copy_from_file(copy, &extent, cost);
	if (len == 0) {
		len = copy_by_hand(copy, &extent, err);
		*cost += len;
		if (len == 0)
			return false;
	}
	copy->pos += len;
	return true;
}

bool save_copy_step(struct save_copy *copy, bool *done, struct err *err)
{
	uint64_t start = copy->pos;
	uint64_t cost = 0;

	if (copy->reserved < copy->size)
		return reserve_step(copy, err);
	while (cost < step_size && copy->pos < copy->size)
		if (!copy_some(copy, &cost, err))
			return false;
	/* Writing begins now, or the sync at the end would stand still for minutes. */
	if (copy->pos > start)
		sync_file_range(
			copy->to, (off_t)start, (off_t)(copy->pos - start), SYNC_FILE_RANGE_WRITE);
	*done = copy->pos == copy->size;
	return true;
}
