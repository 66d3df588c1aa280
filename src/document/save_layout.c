/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Long runs of a file are handed on as such: the kernel copies them, shares their blocks, and
 * knows their holes. Everything else is read, many small pieces at once. No list of extents is
 * kept: a document can have millions of pieces, and finding one is O(height).
 */
#include "document/save_layout.h"

#include "base/checked.h"
#include "store/io.h"
#include "store/store.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SMALL = 16384 }; /* a shorter run of a file costs less to read than to look at */

uint64_t save_layout_size(const struct save_layout *layout)
{
	return layout->head + layout->len + layout->tail;
}

/* Cuts a run of a file where data and holes meet. */
static struct save_extent cut_at_hole(struct save_extent extent)
{
	off_t data = lseek(extent.fd, (off_t)extent.off, SEEK_DATA);
	struct stat st;

	if (data >= 0 && (uint64_t)data > extent.off) {
		extent.kind = SAVE_EXTENT_ZERO;
		extent.len = min_u64(extent.len, (uint64_t)data - extent.off);
	} else if (data >= 0) {
		off_t hole = lseek(extent.fd, data, SEEK_HOLE);

		if (hole > data)
			extent.len = min_u64(extent.len, (uint64_t)(hole - data));
	} else if (errno == ENXIO && fstat(extent.fd, &st) == 0) {
		/* A hole up to the end; what lies behind the end of a file that was cut is lost. */
		bool lost = (uint64_t)st.st_size <= extent.off;

		extent.kind = lost ? SAVE_EXTENT_BYTES : SAVE_EXTENT_ZERO;
		extent.len =
			min_u64(extent.len, lost ? SAVE_RUN : (uint64_t)st.st_size - extent.off);
	}
	return extent;
}

struct finding {
	const struct save_layout *layout;
	struct save_extent extent; /* len 0: no piece was seen yet */
};

static struct save_extent extent_of(const struct finding *finding, const struct piece *piece)
{
	const struct source *source =
		store_source(finding->layout->snapshot->ropes->store, piece->source);
	struct save_extent extent = {
		.kind = SAVE_EXTENT_BYTES, .pos = finding->extent.pos, .len = piece->len, .fd = -1,
	};

	if (source_is_zero_fill(source)) {
		extent.kind = SAVE_EXTENT_ZERO;
	} else if (source_fd(source) >= 0 && piece->len >= SMALL) {
		extent.kind = SAVE_EXTENT_FILE;
		extent.source = source;
		extent.place = source_place(source, piece->off, piece->len);
		extent.fd = extent.place.fd;
		extent.off = extent.place.at;
		extent.len = extent.place.len;
	}
	return extent;
}

/* The first piece makes the extent; pieces that have to be read are joined to it. */
static bool add_piece(void *context, const struct piece *piece)
{
	struct finding *finding = context;
	struct save_extent extent = extent_of(finding, piece);

	if (finding->extent.len == 0)
		finding->extent = extent;
	else if (extent.kind == SAVE_EXTENT_BYTES)
		finding->extent.len += extent.len;
	else
		return false;
	return extent.kind == SAVE_EXTENT_BYTES && finding->extent.len < SAVE_RUN;
}

static struct save_extent extent_in_range(const struct save_layout *layout, uint64_t pos)
{
	struct finding finding = { .layout = layout, .extent.pos = pos };
	uint64_t at = pos - layout->head;

	rope_visit(
		layout->snapshot->rope, layout->from + at, layout->len - at, add_piece, &finding);
	if (finding.extent.kind == SAVE_EXTENT_BYTES)
		finding.extent.len = min_u64(finding.extent.len, SAVE_RUN);
	return finding.extent;
}

/* The place in the file of a position before or behind the range; *rest is how much follows
 * there. */
static uint64_t place_outside(const struct save_layout *layout, uint64_t pos, uint64_t *rest)
{
	uint64_t behind = layout->head + layout->len;

	if (pos < layout->head) {
		*rest = layout->head - pos;
		return pos;
	}
	*rest = behind + layout->tail - pos;
	return layout->tail_off + (pos - behind);
}

static bool is_outside(const struct save_layout *layout, uint64_t pos)
{
	return pos < layout->head || pos - layout->head >= layout->len;
}

struct save_extent save_layout_at(const struct save_layout *layout, uint64_t pos)
{
	struct save_extent extent = { .kind = SAVE_EXTENT_FILE, .pos = pos, .fd = layout->file };

	assert(pos < save_layout_size(layout));
	if (is_outside(layout, pos)) {
		extent.off = place_outside(layout, pos, &extent.len);
		return cut_at_hole(extent);
	}
	do {
		extent = extent_in_range(layout, pos);
		if (extent.kind == SAVE_EXTENT_FILE)
			extent = cut_at_hole(extent);
	} while (!save_layout_held(&extent));
	return extent;
}

bool save_layout_held(const struct save_extent *extent)
{
	return !extent->source || source_was_there(extent->source, &extent->place);
}

static bool lost(const struct save_layout *layout, uint64_t pos, int why, struct err *err)
{
	err_set(err, ERR_LOST,
		"the byte at 0x%" PRIx64 " can not be read (%s), so it can not be saved",
		layout->address + pos, why ? strerror(why) : "the file ends before");
	err->sys = why;
	return false;
}

bool save_layout_read(const struct save_layout *layout, uint64_t pos, uint8_t *to, uint8_t *known,
	size_t len, struct err *err)
{
	uint64_t rest;
	int why = 0;

	if (is_outside(layout, pos)) {
		uint64_t off = place_outside(layout, pos, &rest);
		size_t got = io_pread(layout->file, to, len, off, &why);

		return got == len || lost(layout, pos + got, why, err);
	}
	if (snapshot_read(
		    layout->snapshot, pos - layout->head + layout->from, to, known, len, &why) == 0)
		return true;
	return lost(layout, pos + (uint64_t)((uint8_t *)memchr(known, 0, len) - known), why, err);
}
