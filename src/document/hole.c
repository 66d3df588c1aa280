/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A piece of a fill tells by itself; a piece of a regular file is asked for by SEEK_DATA and
 * SEEK_HOLE, at the file's offset of that piece. The descriptor's own offset is moved by that,
 * which nobody minds, as all reading is by pread() or through the mapping. Where a file system can
 * not tell, or may not answer, everything is data.
 */
#include "document/hole.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/checked.h"

uint64_t hole_end(int fd, uint64_t off)
{
	struct stat status;
	off_t data = lseek(fd, (off_t)off, SEEK_DATA);

	if (data >= 0)
		return (uint64_t)data;
	/* No data behind: a hole up to the end of the file, unless that lies before. */
	if (errno == ENXIO && fstat(fd, &status) == 0 && (uint64_t)status.st_size > off)
		return (uint64_t)status.st_size;
	return off;
}

uint64_t hole_data_end(int fd, uint64_t off)
{
	off_t hole = lseek(fd, (off_t)off, SEEK_HOLE);

	return hole >= 0 && (uint64_t)hole > off ? (uint64_t)hole : UINT64_MAX;
}

static struct hole hole_in_file(int fd, uint64_t off)
{
	struct stat status;

	if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
		return (struct hole){ .len = UINT64_MAX };
	uint64_t end = hole_end(fd, off);
	if (end > off)
		return (struct hole){ .len = end - off, .period = 1, .zero = true };
	end = hole_data_end(fd, off);
	return (struct hole){ .len = end - off };
}

static struct hole hole_in_place(const struct source *source, uint64_t off, uint64_t len)
{
	struct source_place place;
	struct hole hole;

	do {
		place = source_place(source, off, len);
		hole = place.fd >= 0 ? hole_in_file(place.fd, place.at) :
				       (struct hole){ .len = UINT64_MAX };
	} while (!source_was_there(source, &place));
	hole.len = min_u64(hole.len, place.len);
	return hole;
}

struct hole hole_at(const struct snapshot *snapshot, uint64_t pos)
{
	struct piece piece = rope_piece_at(snapshot->rope, pos);
	const struct source *source = store_source(snapshot->ropes->store, piece.source);
	uint64_t inside = pos - piece.pos;
	struct hole hole = { .len = UINT64_MAX, .period = source_period(source) };

	if (hole.period > 0)
		hole.zero = source_is_zero_fill(source);
	else if (source_fd(source) >= 0 && !source->has_server)
		hole = hole_in_place(source, piece.off + inside, piece.len - inside);
	hole.len = min_u64(hole.len, piece.len - inside);
	return hole;
}

struct hole hole_at_now(const struct snapshot *snapshot, uint64_t pos)
{
	return snapshot_is_slow(snapshot, pos) ? (struct hole){ .len = 1 } :
						 hole_at(snapshot, pos);
}

/* The system can not be asked where a hole begins. Ever longer leaps back are tried, then ever
 * shorter ones, and each is asked whether it is all hole up to pos. */
uint64_t hole_before(const struct snapshot *snapshot, uint64_t pos)
{
	uint64_t known = 0, leap = 1;
	bool growing = true;

	while (leap > 0) {
		struct hole hole = { 0 };

		if (leap <= pos - known)
			hole = hole_at(snapshot, pos - known - leap);
		if (hole.zero && hole.len >= known + leap) {
			known += leap;
			leap = growing ? leap * 2 : leap / 2;
		} else {
			growing = false;
			leap /= 2;
		}
	}
	return known;
}
