/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A save that replaces the file ends in two steps that no system call makes one: the new file gets
 * the name, and the log of the old one goes. Who is killed between them would leave a log whose
 * file is gone, and a question about edits that are saved. So the log says it itself: when the
 * save begins a record with an empty slot is appended, which stands behind the edits that are
 * being saved, and just before the names are exchanged the slot gets the new file's identity, and
 * is synced. Whoever finds that file under the name knows.
 *
 * A save that moves bytes within the file has the same to tell: when it is finished after its
 * session is gone, the positions of the log are no more those of the file. There the slot has the
 * file itself, with the length it is to have and no time of change.
 *
 * The slot is written by the thread of the save, while edits are appended behind it: it is no part
 * of the sums that follow, and has one of its own, which starts at the sum before it.
 */
#include "document/edit_log_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/checksum.h"

struct edit_log_slot edit_log_saving(struct edit_log *log)
{
	struct edit_log_slot slot = { .off = log->end + LOG_HEAD, .sum = log->sum };

	if (log->broken)
		return slot;
	log_begin(log);
	buf_fill(&log->buf, 0, LOG_SLOT);
	if (!log_end(log, LOG_SAVING, 0))
		return slot;
	slot.fd = fcntl(log->fd, F_DUPFD_CLOEXEC, 0);
	slot.open = slot.fd >= 0;
	return slot;
}

static bool fill_slot(const struct edit_log_slot *slot, const struct log_identity *file,
		      struct buf *buf)
{
	log_put_identity(buf, file);
	if (buf_ok(buf))
		log_put(buf, checksum_crc32c(slot->sum, buf->data, buf->len), 4);
	return buf_ok(buf) && buf->len == LOG_SLOT;
}

static bool identify(int fd, struct log_identity *file)
{
	struct err ignored;
	char *path;

	if (!log_identify(fd, file, &path, &ignored))
		return false;
	free(path);
	return true;
}

static void write_slot(const struct edit_log_slot *slot, const struct log_identity *file)
{
	struct buf buf = BUF_INIT;

	if (fill_slot(slot, file, &buf) &&
	    pwrite(slot->fd, buf.data, buf.len, (off_t)slot->off) == (ssize_t)buf.len &&
	    fdatasync(slot->fd) != 0)
		errno = 0;
	buf_done(&buf);
}

/* Where it fails there will be a question too many. */
void edit_log_saved_as(const struct edit_log_slot *slot, int fd)
{
	struct log_identity file;

	if (slot->open && identify(fd, &file))
		write_slot(slot, &file);
}

void edit_log_saved_within(const struct edit_log_slot *slot, int fd, uint64_t size)
{
	struct log_identity file;

	if (!slot->open || !identify(fd, &file))
		return;
	file.size = size;
	file.mtime_s = 0;
	file.mtime_ns = 0;
	write_slot(slot, &file);
}

bool log_is_saved_within(const struct log_identity *saved, const struct log_identity *now)
{
	return saved->mtime_s == 0 && saved->mtime_ns == 0 && saved->size == now->size &&
	       log_is_same_file(saved, now);
}

void edit_log_slot_done(struct edit_log_slot *slot)
{
	if (slot->open)
		close(slot->fd);
	slot->open = false;
}

bool log_take_slot(struct log_body *body, uint32_t sum, struct log_identity *file)
{
	const uint8_t *bytes = body->at;

	if (body->end - body->at != LOG_SLOT)
		return false;
	log_take_identity(body, file);
	return log_take(body, 4) == checksum_crc32c(sum, bytes, LOG_SLOT - 4);
}
