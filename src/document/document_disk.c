/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What another program does to the file, and the ways to go on with it.
 *
 * The pieces of the file show what is in it now, whoever wrote that: to see new bytes nothing has
 * to be done to the rope. A file that has grown is taken further by the source that its last bytes
 * come from; after a save by exchange that can be a source of the old file, and then the tail has
 * one of its own.
 *
 * Edits are laid over a file that has taken the name as one change of everything: the rope of the
 * new file gives way to one in which the runs that were not edited are the new file's. That costs a
 * piece per edit, reads nothing, and undo leads to the new file.
 */
#include "document/document.h"

#include <inttypes.h>
#include <time.h>

#include "base/clock.h"
#include "document/document_private.h"

/* In place our own edits change the file's times, so only its length tells. */
static enum document_disk compare_length(const struct document *document, uint64_t size)
{
	uint64_t was = document->identity.size;

	if (size == was)
		return document->mode == DOCUMENT_WRITE ? DISK_SAME : DISK_CHANGED;
	return size > was ? DISK_GROWN : DISK_SHRUNK;
}

/* Different numbers for identities that differ, for all that can happen to one file. */
static uint64_t stamp_of(const struct file_identity *identity)
{
	const uint64_t parts[] = {
		(uint64_t)identity->dev, (uint64_t)identity->ino, identity->size,
		(uint64_t)identity->mtime.tv_sec, (uint64_t)identity->mtime.tv_nsec,
		(uint64_t)identity->ctime.tv_sec, (uint64_t)identity->ctime.tv_nsec,
	};
	uint64_t stamp = 0;

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		stamp = (stamp ^ parts[i]) * UINT64_C(0x9e3779b97f4a7c15);
		stamp ^= stamp >> 29;
	}
	return stamp;
}

static struct document_news look(const struct document *document, struct file_identity *now)
{
	struct document_news news = { .disk = DISK_SAME, .was = document->identity.size };

	*now = document->identity;
	if (!document_has_file(document))
		return news;
	switch (file_look(document->file, &document->identity, now)) {
	case FILE_MODIFIED:
		news.disk = compare_length(document, now->size);
		break;
	case FILE_REPLACED:
		news.disk = DISK_REPLACED;
		break;
	case FILE_GONE:
		news.disk = DISK_GONE;
		return news;
	case FILE_SAME:
		break;
	}
	news.is = now->size;
	news.stamp = stamp_of(now);
	return news;
}

struct document_news document_look(const struct document *document)
{
	struct file_identity now;

	return look(document, &now);
}

enum document_disk document_disk(const struct document *document)
{
	return document_look(document).disk;
}

static void refresh_sources(struct document *document)
{
	if (document->source != STORE_ARENA)
		source_refresh(store_source(document->ropes->store, document->source), 0);
}

void document_refresh(struct document *document)
{
	refresh_sources(document);
	document_note_edit(document, 0, 0, 0);
}

void document_accept(struct document *document)
{
	struct file_identity now;

	if (look(document, &now).disk != DISK_CHANGED)
		return;
	document->identity = now;
	document_refresh(document);
	document_keep_anew(document);
}

/* Whether the source is of the file that `identity` tells of. */
static bool is_of_file(const struct source *source, const struct file_identity *identity)
{
	struct file_identity own;
	struct err ignored;

	return source_fd(source) >= 0 && file_identify(source_fd(source), &own, &ignored) &&
	       file_is_same_inode(&own, identity);
}

/* A detour knows all places of a source, so that one does not grow any more. */
static bool can_go_on(const struct store *store, uint16_t id, const struct file_identity *now)
{
	return id != STORE_ARENA && !source_detour(store_source(store, id)) &&
	       is_of_file(store_source(store, id), now);
}

/* The number of a source that the bytes of the file from `at` on can be read through, with a
 * reference for the caller; *off is where they are in it. */
static bool find_source(struct document *document, const struct file_identity *now, uint64_t at,
			uint16_t *id, uint64_t *off)
{
	struct store *store = document->ropes->store;
	uint64_t len = rope_len(document->saved);

	*id = len > 0 ? rope_piece_at(document->saved, len - 1).source : document->source;
	if (!can_go_on(store, *id, now))
		*id = document->source;
	if (!can_go_on(store, *id, now))
		return false;
	*off = at - source_start(store_source(store, *id));
	source_refresh(store_source(store, *id), *off + (now->size - at));
	if (source_size(store_source(store, *id)) < *off + (now->size - at))
		return false;
	store_ref(store, *id);
	return true;
}

/* The same by a source of its own, of the file that has the name. */
static bool open_source(struct document *document, const struct file_identity *now, uint64_t at,
			uint16_t *id, uint64_t *off, struct err *err)
{
	struct file *file = document_open_file(document, DOCUMENT_READ, err);
	struct source *source;

	*off = 0;
	if (!file)
		return false;
	if (!file_is_same_inode(&file->identity, now) || file->size < now->size) {
		file_close(file);
		return err_set(err, ERR_CHANGED, "the file changed again meanwhile: try again");
	}
	source = file_source(file, at, now->size - at, false, document->options.no_map, err);
	file_close(file);
	return source && store_add(document->ropes->store, source, id, err);
}

/* [at, now->size) of the file becomes the end of the document and of what counts as saved. */
static bool append(struct document *document, const struct file_identity *now, uint64_t at,
		   struct err *err)
{
	struct ropes *ropes = document->ropes;
	uint64_t end = rope_len(document->rope), off;
	uint16_t id;

	if (now->size - at > (uint64_t)INT64_MAX - end)
		return err_set(err, ERR_RANGE, "the document would be longer than a file can be");
	if (!ropes_reserve(ropes, ROPE_NODES_PER_EDIT, err))
		return false;
	if (!find_source(document, now, at, &id, &off) &&
	    !open_source(document, now, at, &id, &off, err))
		return false;
	document->rope = rope_join(ropes, document->rope,
				   rope_leaf(ropes, id, off, now->size - at));
	document->saved = rope_join(ropes, document->saved,
				    rope_leaf(ropes, id, off, now->size - at));
	/* A document over an empty file had none yet. */
	if (document->source == STORE_ARENA && at == 0)
		document->source = id;
	else
		store_unref(ropes->store, id);
	document_note_edit(document, end, 0, now->size - at);
	return true;
}

/* In place the document is one piece of a source that can be written. */
static bool map_longer(struct document *document, const struct file_identity *now, struct err *err)
{
	struct file file = *document->file;
	uint64_t end = rope_len(document->rope);
	struct rope *rope;
	uint16_t id;

	file.size = now->size;
	if (!document_map(document->ropes, &file, &document->options, true, &id, &rope, err))
		return false;
	rope_unref(document->ropes, document->rope);
	rope_unref(document->ropes, document->saved);
	if (document->source != STORE_ARENA)
		store_unref(document->ropes->store, document->source);
	document->source = id;
	document->rope = rope;
	document->saved = rope_ref(rope);
	document_note_edit(document, end, 0, now->size - end);
	return true;
}

bool document_grow(struct document *document, struct err *err)
{
	struct file_identity now;
	uint64_t was = document->identity.size;

	err_clear(err);
	if (look(document, &now).disk != DISK_GROWN)
		return true;
	if (document->options.sliced)
		return err_set(err, ERR_REFUSED, "this is a slice: its length is fixed");
	if (document->mode == DOCUMENT_WRITE ? !map_longer(document, &now, err) :
					       !append(document, &now, was, err))
		return false;
	document->file->size = now.size;
	document->identity = now;
	document_log_rebase(document);
	return true;
}

/* Laying edits over another file. */
struct laying {
	struct document *document;
	struct rope *rope;       /* owned; the new file's, and more and more of the edits */
	uint64_t origin;         /* offset in the file of position 0 */
	struct err *err;
};

/* True for bytes of the old file at their own place: there the new one's are to be seen. */
static bool is_at_its_place(const struct laying *laying, const struct piece *piece)
{
	const struct document *document = laying->document;
	const struct source *source;

	if (piece->source == STORE_ARENA)
		return false;
	source = store_source(document->ropes->store, piece->source);
	return (piece->source == document->source || is_of_file(source, &document->identity)) &&
	       source_start(source) + piece->off == laying->origin + piece->pos;
}

static bool lay_piece(void *context, const struct piece *piece)
{
	struct laying *laying = context;
	struct ropes *ropes = laying->document->ropes;
	struct rope *left, *right, *gone;

	if (is_at_its_place(laying, piece))
		return true;
	if (!ropes_reserve(ropes, ROPE_NODES_PER_EDIT, laying->err))
		return false;
	rope_split(ropes, laying->rope, piece->pos, &left, &right);
	rope_split(ropes, right, piece->len, &gone, &right);
	rope_unref(ropes, gone);
	left = rope_join(ropes, left, rope_leaf(ropes, piece->source, piece->off, piece->len));
	laying->rope = rope_join(ropes, left, right);
	return true;
}

static bool lay_edits(struct laying *laying, struct rope *file)
{
	struct document *document = laying->document;
	uint64_t size = rope_len(document->rope);

	if (rope_len(document->saved) != size || rope_len(file) != size)
		return err_set(laying->err, ERR_REFUSED, "the edits can not be laid over the new "
			       "file, which has %" PRIu64 " bytes, not %" PRIu64
			       ": :reload! gives them up, :write NAME keeps them elsewhere",
			       rope_len(file), size);
	laying->rope = rope_ref(file);
	return rope_visit(document->rope, 0, size, lay_piece, laying) &&
	       history_reserve(&document->history, 1, laying->err);
}

/* The document goes over to `file` (consumed). `rope` of source `id` is what is in it, `edited`
 * what the document is to hold; all are consumed. */
static void go_over(struct document *document, struct file *file, uint16_t id, struct rope *rope,
		    struct rope *edited)
{
	struct change change = { .inserted = edited };

	rope_ref(rope);
	document_begin(document, id, rope);
	document_take_file(document, file, document->mode);
	change.removed = rope;
	rope_unref(document->ropes, document->rope);
	document->rope = rope_ref(edited);
	history_add(&document->history, &change, 0, clock_ms() - document->opened);
	history_seal(&document->history);
	document_log_rebase(document);
	document_keep_anew(document);
}

static bool lay_over_new_file(struct document *document, struct err *err)
{
	struct laying laying = {
		.document = document, .origin = document_origin(document), .err = err
	};
	struct file *file = document_open_file(document, DOCUMENT_READ, err);
	struct rope *rope = NULL;
	uint16_t id = STORE_ARENA;

	if (file && document_map(document->ropes, file, &document->options, false, &id, &rope,
				 err) && lay_edits(&laying, rope)) {
		go_over(document, file, id, rope, laying.rope);
		return true;
	}
	rope_unref(document->ropes, laying.rope);
	rope_unref(document->ropes, rope);
	if (id != STORE_ARENA)
		store_unref(document->ropes->store, id);
	file_close(file);
	return false;
}

bool document_reload(struct document *document, struct err *err)
{
	struct file_identity now;

	if (!document->path)
		return err_set(err, ERR_REFUSED, "there is no file that could be read again");
	if (!document_is_modified(document))
		return document_revert(document, err);
	switch (look(document, &now).disk) {
	case DISK_SAME:
		document_refresh(document);
		return true;
	case DISK_CHANGED:
		document_accept(document);
		return true;
	case DISK_GROWN:
		return document_grow(document, err);
	case DISK_SHRUNK:
		return err_set(err, ERR_REFUSED, "the file has %" PRIu64 " bytes, not %" PRIu64
			       " any more: :reload! gives the edits up, :write NAME keeps them "
			       "elsewhere", now.size, document->identity.size);
	case DISK_REPLACED:
		return lay_over_new_file(document, err);
	case DISK_GONE:
		break;
	}
	return err_set(err, ERR_REFUSED, "there is no file of this name any more: :write! writes "
		       "it anew");
}

/* After a save by exchange of names the open file is not the one that has the name. */
static enum lock_others claim(struct document *document)
{
	struct file_identity open_one;
	struct err ignored;
	struct file *file = NULL;
	enum lock_others others = LOCK_NOBODY;

	if (!file_identify(document->file->fd, &open_one, &ignored) ||
	    !file_is_same_inode(&open_one, &document->identity))
		file = file_open(document->path, false, &ignored);
	if (document->mode == DOCUMENT_READ)
		others = lock_look(file ? file : document->file);
	else
		others = lock_take(&document->lock, file ? file : document->file);
	file_close(file);
	return others;
}

/* A burin that was killed lets go of its files a moment later (store/closer.h). */
static enum lock_others claim_patiently(struct document *document)
{
	const struct timespec moment = { .tv_nsec = 20000000 };
	enum { MOMENTS = 10 };
	enum lock_others others = claim(document);

	for (int i = 0; i < MOMENTS && others == LOCK_BURIN; i++) {
		nanosleep(&moment, NULL);
		others = claim(document);
	}
	return others;
}

enum document_others document_claim(struct document *document)
{
	static const enum document_others kinds[] = {
		[LOCK_NOBODY] = OTHERS_NONE, [LOCK_BURIN] = OTHERS_BURIN,
		[LOCK_FOREIGN] = OTHERS_LOCKED,
	};

	lock_drop(&document->lock);
	return document_has_file(document) ? kinds[claim_patiently(document)] : OTHERS_NONE;
}

void document_move_claim(struct document *document)
{
	if (document->lock.fd >= 0 && !lock_is_of(&document->lock, &document->identity))
		(void)document_claim(document);
}
