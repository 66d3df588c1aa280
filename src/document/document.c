/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opening, closing, and what a document is. A document begins as one piece over its file's
 * source; reload and the way into and out of `write` begin it again over a new source, and
 * only when that is there the old one is let go.
 *
 * `read` and `copy` share one kind of source, which is never written: mapped shared and
 * read-only. A private mapping would show the same bytes, for a page that was never written
 * is the file's.
 */
#include "document/document.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/clock.h"
#include "document/document_private.h"
#include "store/kinds.h"

static const char note_read_only[] = "the file may not be written: opened read-only";
static const char note_other_name[] =
	"the file may not be written; edits can be saved under another name";

/* The part of the file that the options ask for. */
static bool choose_range(const struct file *file, const struct document_options *options,
			 uint64_t *off, uint64_t *len, struct err *err)
{
	*off = 0;
	*len = file->size;
	if (!options->sliced)
		return true;
	if (options->length == 0)
		return err_set(err, ERR_RANGE, "a slice needs a length of at least one byte");
	if (options->offset >= file->size)
		return err_set(err, ERR_RANGE, "offset 0x%" PRIx64 " is not in the file, which has "
			       "0x%" PRIx64 " bytes", options->offset, file->size);
	*off = options->offset;
	*len = min_u64(options->length, file->size - options->offset);
	return true;
}

static bool add_source(struct ropes *ropes, struct source *source, uint64_t len, uint16_t *id,
		       struct rope **rope, struct err *err)
{
	if (!source || !store_add(ropes->store, source, id, err))
		return false;
	if (!ropes_reserve(ropes, 1, err)) {
		store_unref(ropes->store, *id);
		return false;
	}
	*rope = rope_leaf(ropes, *id, 0, len);
	return true;
}

bool document_map(struct ropes *ropes, const struct file *file,
		  const struct document_options *options, bool writable, uint16_t *id,
		  struct rope **rope, struct err *err)
{
	uint64_t off, len;

	*id = STORE_ARENA;
	*rope = NULL;
	if (!choose_range(file, options, &off, &len, err))
		return false;
	if (len == 0)
		return true;
	struct source *source = file_source(file, off, len, writable, options->no_map, err);

	if (source)
		store_hurry(ropes->store, source);
	return add_source(ropes, source, len, id, rope, err);
}

static struct document *make(struct ropes *ropes, const struct document_options *options,
			     struct err *err)
{
	struct document *document = calloc(1, sizeof *document);

	if (!document) {
		err_nomem(err);
		return NULL;
	}
	document->ropes = ropes;
	document->options = *options;
	document->mode = options->mode;
	document->opened = clock_ms();
	document->note = "";
	history_init(&document->history, ropes);
	document->lock.fd = -1;
	document->changes = changes_new();
	if (document->changes)
		return document;
	free(document);
	err_nomem(err);
	return NULL;
}

/* Lets content and file go; history and name stay. */
static void drop_content(struct document *document)
{
	document_log_drop(document);
	history_clear(&document->history);
	witnesses_done(&document->witnesses);
	rope_unref(document->ropes, document->rope);
	rope_unref(document->ropes, document->saved);
	if (document->source != STORE_ARENA)
		store_unref(document->ropes->store, document->source);
	file_close(document->file);
	document->rope = NULL;
	document->saved = NULL;
	document->source = STORE_ARENA;
	document->file = NULL;
}

void document_begin(struct document *document, uint16_t id, struct rope *rope)
{
	drop_content(document);
	document->source = id;
	document->rope = rope;
	document->saved = rope_ref(rope);
	document->saved_state = history_state(&document->history);
	document->arena_mark = source_size(store_source(document->ropes->store, STORE_ARENA));
	document_forget_edits(document);
}

static const char *choose_note(const struct file *file, enum document_mode asked)
{
	if (asked == DOCUMENT_WRITE && !file->writable)
		return note_read_only;
	if (asked == DOCUMENT_COPY && file->kind != FILE_SPOOL && !file->can_write)
		return note_other_name;
	return "";
}

void document_take_file(struct document *document, struct file *file, enum document_mode mode)
{
	document->file = file;
	store_hurry_file(document->ropes->store, file);
	document->identity = file->identity;
	document->note = choose_note(file, mode);
	document->mode = mode == DOCUMENT_WRITE && !file->writable ? DOCUMENT_READ : mode;
	document->looking = false;
	document_move_claim(document);
}

/* The document begins anew over `file`, which is consumed, also on failure. Then it is as
 * before. */
static bool adopt(struct document *document, struct file *file, enum document_mode mode,
		  struct err *err)
{
	bool writable = mode == DOCUMENT_WRITE && file->writable;
	struct rope *rope;
	uint16_t id;

	if (!document_map(document->ropes, file, &document->options, writable, &id, &rope, err)) {
		file_close(file);
		return false;
	}
	document_begin(document, id, rope);
	document_take_file(document, file, mode);
	return true;
}

unsigned document_file_flags(const struct document_options *options, enum document_mode mode)
{
	return (mode == DOCUMENT_WRITE ? FILE_FOR_WRITING : 0u) |
	       (options->in_use ? FILE_IN_USE : 0u) | (options->forensic ? FILE_FORENSIC : 0u);
}

bool document_is_device(const struct document *document)
{
	return document->file && document->file->kind == FILE_BLOCK;
}

struct document *document_open(struct ropes *ropes, const char *path,
			       const struct document_options *options, struct err *err)
{
	struct document *document = make(ropes, options, err);
	struct file *file;

	if (!document)
		return NULL;
	document->path = strdup(path);
	if (!document->path) {
		err_nomem(err);
		goto fail;
	}
	file = file_open(path, document_file_flags(options, options->mode), err);
	if (file && adopt(document, file, options->mode, err))
		return document;
fail:
	document_close(document);
	return NULL;
}

struct document *document_new(struct ropes *ropes, uint64_t size, struct err *err)
{
	struct document *document = make(ropes, &(struct document_options){ 0 }, err);
	struct rope *rope = NULL;
	uint16_t id = STORE_ARENA;

	if (!document)
		return NULL;
	if (size > 0 && !add_source(ropes, map_anonymous(size, err), size, &id, &rope, err)) {
		document_close(document);
		return NULL;
	}
	document_begin(document, id, rope);
	return document;
}

struct document *document_spool(struct ropes *ropes, int fd, uint64_t limit, struct err *err)
{
	struct document *document = make(ropes, &(struct document_options){ 0 }, err);
	struct file *file;

	if (!document)
		return NULL;
	file = file_spool(fd, limit, err);
	if (file && adopt(document, file, DOCUMENT_COPY, err))
		return document;
	document_close(document);
	return NULL;
}

void document_close(struct document *document)
{
	if (!document)
		return;
	document_log_close(document);
	drop_content(document);
	history_done(&document->history);
	fills_done(&document->fills, document->ropes->store);
	changes_free(document->changes);
	lock_drop(&document->lock);
	free(document->path);
	free(document);
}

struct interruption {
	struct store *store;
	bool on;
};

static bool interrupt_piece(void *context, const struct piece *piece)
{
	const struct interruption *interruption = context;

	source_interrupt(store_source(interruption->store, piece->source), interruption->on);
	return true;
}

void document_interrupt(struct document *document, bool on)
{
	struct interruption interruption = { document->ropes->store, on };

	rope_visit(document->rope, 0, rope_len(document->rope), interrupt_piece, &interruption);
	if (document->source != STORE_ARENA)
		source_interrupt(store_source(interruption.store, document->source), on);
}

bool document_late(int why, struct err *err)
{
	if (why != EAGAIN)
		return false;
	return err_set(err, ERR_LOST, "the disk has not answered yet: wait for the bytes, "
		       "and try again");
}

bool document_has_file(const struct document *document)
{
	return document->path && document->file && document->file->kind != FILE_SPOOL;
}

static bool open_again(struct document *document, enum document_mode mode, struct err *err)
{
	struct file *file = document_open_file(document, mode, err);

	return file && adopt(document, file, mode, err);
}

bool document_revert(struct document *document, struct err *err)
{
	if (!document->path)
		return err_set(err, ERR_REFUSED, "there is no file that could be read again");
	return open_again(document, document->mode, err);
}

/* Into `write`. The file is tried before anything is given up. */
static bool enter_write(struct document *document, struct err *err)
{
	struct file *file;

	if (!document_has_file(document))
		return err_set(err, ERR_REFUSED,
			       "only a file can be edited in place: write it to one first");
	file = document_open_file(document, DOCUMENT_WRITE, err);
	if (!file)
		return false;
	if (!file->writable) {
		file_close(file);
		return err_set(err, ERR_READONLY, "the file may not be written");
	}
	return adopt(document, file, DOCUMENT_WRITE, err);
}

bool document_set_mode(struct document *document, enum document_mode mode, struct err *err)
{
	if (mode == document->mode)
		return true;
	if (document->looking)
		return err_set(err, ERR_REFUSED, "this is what a log holds, to be looked at: "
			       "recover takes it, reload leaves it");
	if (document_is_modified(document))
		return err_set(err, ERR_REFUSED,
			       "there are unsaved edits: write or undo them first");
	if (mode == DOCUMENT_WRITE)
		return enter_write(document, err);
	if (document->mode == DOCUMENT_WRITE)
		return open_again(document, mode, err);
	document->mode = mode;
	if (mode == DOCUMENT_READ)
		lock_drop(&document->lock);
	document->note = document->file ? choose_note(document->file, mode) : "";
	history_seal(&document->history);
	return true;
}

uint64_t document_size(const struct document *document)
{
	return rope_len(document->rope);
}

bool document_is_slice(const struct document *document)
{
	return document->options.sliced;
}

uint64_t document_origin(const struct document *document)
{
	return document->options.sliced ? document->options.offset : 0;
}

enum document_mode document_mode(const struct document *document)
{
	return document->mode;
}

const char *document_path(const struct document *document)
{
	return document->path;
}

const char *document_name(const struct document *document)
{
	if (document->path)
		return document->path;
	return document->file ? "(standard input)" : "(new)";
}

const char *document_note(const struct document *document)
{
	return document->note;
}

const char *document_medium(const struct document *document)
{
	if (document->source == STORE_ARENA)
		return "memory";
	return source_kind(store_source(document->ropes->store, document->source));
}

bool document_is_fixed_size(const struct document *document, const char **reason)
{
	if (document->options.sliced)
		*reason = "this is a slice: its length is fixed";
	else if (document->mode == DOCUMENT_WRITE)
		*reason = "in place the length is fixed: use :mode copy to insert or delete";
	else
		return false;
	return true;
}

bool document_can_save(const struct document *document)
{
	return document_has_file(document) && document->file->can_write;
}

uint64_t document_generation(const struct document *document)
{
	return document->generation;
}

struct ropes *document_ropes(const struct document *document)
{
	return document->ropes;
}
