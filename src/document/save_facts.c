/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A question the system can not answer is answered with "yes": the save itself then meets the
 * obstacle, with the file as before. A sticky folder needs no question of its own: it keeps those
 * from a rename who own neither the file nor the folder, and who does not own the file is refused
 * anyway.
 */
#include "document/save_facts.h"

#include "base/checked.h"
#include "document/document_private.h"
#include "document/journal_private.h"
#include "document/rope.h"
#include "store/private_folder.h"
#include "store/store.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { GROUPS_MAX = 65536, BLOCK_UNIT = 512 };

bool save_is_same_file(
	const struct document *document, const char *path, const struct save_target *target)
{
	const struct file_identity *own = &document->identity;

	if (!document->path)
		return false;
	if (!path || strcmp(path, document->path) == 0)
		return true;
	return document->file && document->file->kind != FILE_SPOOL && target->exists &&
	       target->folder >= 0 && target->st.st_dev == own->dev &&
	       target->st.st_ino == own->ino;
}

/* In place others may write, and the user sees it; only another file under the name counts. */
static bool is_changed(const struct document *document, const struct save_target *target)
{
	const struct file_identity *own = &document->identity;
	const struct stat *st = &target->st;

	if (target->kind == SAVE_TARGET_SHM)
		return false;
	if (!target->exists || st->st_dev != own->dev || st->st_ino != own->ino)
		return !document->file || document->file->kind != FILE_SPOOL || !target->exists;
	if (document->mode == DOCUMENT_WRITE || target->kind != SAVE_TARGET_FILE)
		return false;
	return (uint64_t)st->st_size != own->size ||
	       !file_is_same_time(st->st_mtim, own->mtime) ||
	       !file_is_same_time(st->st_ctim, own->ctime);
}

static bool is_same_inode(const struct document *document, const struct save_target *target)
{
	const struct file_identity *own = &document->identity;

	if (!target->exists || !document->file || document->file->kind == FILE_SPOOL)
		return false;
	return target->kind == SAVE_TARGET_SHM ||
	       (target->st.st_dev == own->dev && target->st.st_ino == own->ino);
}

static bool is_own_group(gid_t group)
{
	int count = getgroups(0, NULL);
	bool found = group == getegid();
	gid_t *groups = NULL;

	if (found || count <= 0 || count > GROUPS_MAX)
		return found;
	groups = calloc((size_t)count, sizeof *groups);
	if (!groups)
		return false;
	count = getgroups(count, groups);
	for (int i = 0; i < count && !found; i++)
		found = groups[i] == group;
	free(groups);
	return found;
}

static bool is_owner_kept(const struct stat *st)
{
	return geteuid() == 0 || (st->st_uid == geteuid() && is_own_group(st->st_gid));
}

static bool is_folder_writable(const struct save_target *target)
{
	return !target->folder_immutable &&
	       faccessat(target->folder, ".", W_OK | X_OK, AT_EACCESS) == 0;
}

/* File systems that can share blocks between files may need no room for what is not edited. */
static bool may_share(int folder)
{
	struct statfs fs;

	if (fstatfs(folder, &fs) != 0)
		return false;
	return fs.f_type == BTRFS_SUPER_MAGIC || fs.f_type == XFS_SUPER_MAGIC;
}

static uint64_t room_in(int folder)
{
	struct statvfs fs;
	uint64_t blocks, room;

	/* A file system that does not count says 0 of 0. */
	if (fstatvfs(folder, &fs) != 0 || fs.f_blocks == 0)
		return UINT64_MAX;
	blocks = geteuid() == 0 ? fs.f_bfree : fs.f_bavail;
	return mul_fits(blocks, fs.f_frsize, &room) ? room : UINT64_MAX;
}

struct tally {
	const struct document *document;
	uint64_t made;  /* bytes that are in no file: arena, patterns */
	uint64_t own;   /* bytes of the document's own file */
	uint64_t other; /* bytes of other files */
};

static bool count_piece(void *context, const struct piece *piece)
{
	struct tally *tally = context;
	const struct source *source = store_source(tally->document->ropes->store, piece->source);

	if (source_is_zero_fill(source))
		return true;
	if (piece->source != STORE_ARENA && piece->source == tally->document->source)
		tally->own += piece->len;
	else if (source_fd(source) >= 0)
		tally->other += piece->len;
	else
		tally->made += piece->len;
	return true;
}

/* A quick estimate, never too high: the room is reserved exactly before the first byte is
 * written. */
static uint64_t need_of(const struct document *document, const struct save_request *request,
	const struct save_target *target)
{
	struct tally tally = { .document = document };
	uint64_t pos = request->partial ? request->pos : 0;
	uint64_t len = request->partial ? request->len : rope_len(document->rope);
	struct stat st;

	rope_visit(document->rope, pos, len, count_piece, &tally);
	if (may_share(target->folder))
		return tally.made;
	if (document->file && fstat(document->file->fd, &st) == 0)
		tally.own = min_u64(tally.own, (uint64_t)st.st_blocks * BLOCK_UNIT);
	return tally.made + tally.own + tally.other;
}

static uint64_t size_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
		return UINT64_MAX;
	return limit.rlim_cur;
}

/* What the journal takes beside the bytes: a record for each run of a range. */
enum { RECORD = 64, JOURNAL_FIXED = 16384 };

static void look_for_folder(struct save_facts *facts)
{
	struct err err;
	struct private_folder *folder = private_folder_open(true, &err);

	if (folder)
		facts->journal_room = room_in(private_folder_fd(folder));
	else
		facts->no_journal = "the private folder can not be used (see XDG_STATE_HOME)";
	private_folder_close(folder);
}

static void look_for_journal(struct save_facts *facts, const struct save_ranges *ranges)
{
	uint64_t records = ranges->count + ranges->bytes / JOURNAL_RUN;

	facts->changed = ranges->bytes;
	if (!mul_fits(ranges->bytes, 3, &facts->journal_need) ||
	    !add_fits(facts->journal_need, records * RECORD + JOURNAL_FIXED, &facts->journal_need))
		facts->journal_need = UINT64_MAX;
	look_for_folder(facts);
}

void save_facts_add_shift(struct save_facts *facts, const struct save_shift *shift)
{
	if (!shift->runs.list)
		return;
	facts->can_shift = true;
	facts->moved = shift->runs.moved;
	facts->journal_need = save_shift_need(shift);
	look_for_folder(facts);
}

/* Into a file that is written to just now other bytes come than those it would be replaced with. */
static bool is_being_saved(int fd)
{
	struct err ignored;
	struct private_folder *folder = fd >= 0 ? private_folder_open(false, &ignored) : NULL;
	bool busy = folder && journal_is_busy(&disk_real, private_folder_fd(folder), fd);

	private_folder_close(folder);
	return busy;
}

struct save_facts save_facts_gather(const struct document *document,
	const struct save_request *request, const struct save_target *target, uint64_t size,
	const struct save_ranges *ranges, int fd)
{
	struct save_facts facts = {
		.name = target->path,
		.folder = target->folder_path ? target->folder_path : "",
		.mode = document->mode,
		.kind = target->kind,
		.modified = document_is_modified(document),
		.partial = request->partial,
		.same_file = save_is_same_file(document, request->path, target),
		.target_exists = target->exists,
		.overwrite = request->overwrite,
		.links = target->exists ? target->st.st_nlink : 0,
		.owner_kept = !target->exists || is_owner_kept(&target->st),
		.mount_point = target->mount_point,
		.immutable = target->immutable,
		.room = UINT64_MAX,
		.size_limit = size_limit(),
		.size = size,
		.choice = request->choice,
		.same_inode = is_same_inode(document, target),
		.same_size = ranges != NULL,
		.can_open = fd >= 0,
		.journal_room = UINT64_MAX,
	};

	if (ranges && fd >= 0)
		look_for_journal(&facts, ranges);
	facts.being_saved = is_being_saved(facts.same_inode && fd < 0 ? document->file->fd : fd);
	facts.changed_on_disk = facts.same_file && is_changed(document, target);
	facts.file_writable = fd >= 0;
	if (target->folder < 0)
		return facts;
	facts.folder_writable = is_folder_writable(target);
	facts.file_writable =
		!target->exists || faccessat(target->folder, target->name, W_OK, AT_EACCESS) == 0;
	facts.need = need_of(document, request, target);
	facts.room = room_in(target->folder);
	return facts;
}
