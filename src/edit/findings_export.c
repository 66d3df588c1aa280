/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Hits to a file: in plain text an offset a line, in JSON an object a line, as --find prints both;
 * in CSV a line of names first. The file gets its name when all is in it, so it is whole or not
 * there at all, and a program that is killed leaves nothing behind.
 */
#include "edit/findings_private.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/number.h"
#include "base/outside.h"
#include "base/write.h"
#include "document/save_target.h"
#include "document/temporary.h"
#include "edit/editor.h"
#include "edit/show.h"

enum { BATCH = 256, PART = 1 << 20, BYTES = 16 };

struct export {
	struct job job;
	struct snapshot snapshot;        /* owned */
	struct shifts shifts;            /* owned */
	struct hits *hits;
	struct save_target target;       /* owned */
	struct temporary temporary;      /* owned */
	struct buf out;
	enum findings_format format;
	bool over;
	uint64_t base;                   /* added to positions */
	uint64_t at;
};

static void add_json(struct buf *out, uint64_t offset, uint64_t len, const uint8_t *bytes,
		     size_t shown)
{
	buf_format(out, "{\"offset\":%" PRIu64 ",\"length\":%" PRIu64 ",\"hex\":\"", offset, len);
	bytes_format_hex(out, bytes, shown, 0, false);
	buf_text(out, "\"}\n");
}

/* Text with quotes around it, and those in it twice. */
static void add_csv(struct buf *out, uint64_t offset, uint64_t len, const uint8_t *bytes,
		    size_t shown)
{
	buf_format(out, "%" PRIu64 ",%" PRIu64 ",", offset, len);
	bytes_format_hex(out, bytes, shown, 0, false);
	buf_text(out, ",\"");
	for (size_t i = 0; i < shown; i++) {
		bool plain = bytes[i] >= 0x20 && bytes[i] < 0x7f;

		buf_text(out, bytes[i] == '"' ? "\"" : "");
		buf_add_byte(out, plain ? bytes[i] : '.');
	}
	buf_text(out, "\"\n");
}

static void add_hit(struct export *export, const struct hit *hit)
{
	uint64_t size = snapshot_len(&export->snapshot);
	uint64_t pos = min_u64(shifts_now(&export->shifts, hit->pos), size);
	uint64_t len = min_u64(hit->len, size - pos);
	uint8_t bytes[BYTES];
	size_t shown = (size_t)min_u64(len, BYTES);

	if (export->format == FINDINGS_PLAIN) {
		buf_format(&export->out, "0x%" PRIx64 "\n", export->base + pos);
		return;
	}
	snapshot_read(&export->snapshot, pos, bytes, NULL, shown, NULL);
	if (export->format == FINDINGS_JSON)
		add_json(&export->out, export->base + pos, len, bytes, shown);
	else
		add_csv(&export->out, export->base + pos, len, bytes, shown);
}

/* A file that is replaced keeps who may read it. */
static bool publish(struct export *export, struct err *err)
{
	struct temporary *temporary = &export->temporary;
	const struct save_target *target = &export->target;

	if (fsync(temporary->fd) != 0)
		return err_sys(err, errno, "%s", target->path);
	if (!export->over || !target->exists)
		return temporary_publish(temporary, err);
	if (fchmod(temporary->fd, target->st.st_mode & 07777) != 0)
		return err_sys(err, errno, "%s", target->path);
	if (!temporary_give_name(temporary, err))
		return false;
	if (outside_renameat2(target->folder, temporary->name, target->folder, target->name,
			      0) != 0)
		return err_sys(err, errno, "%s", target->path);
	temporary->named = false;
	return true;
}

static bool flush(struct export *export, struct err *err)
{
	if (!buf_ok(&export->out))
		return err_nomem(err);
	if (!write_all(export->temporary.fd, export->out.data, export->out.len))
		return err_sys(err, errno, "%s", export->target.path);
	buf_clear(&export->out);
	return true;
}

static enum job_state export_step(struct job *job, struct err *err)
{
	struct export *export = (struct export *)job;
	struct hit batch[BATCH];
	size_t count;

	while (export->out.len < PART) {
		count = hits_get(export->hits, export->at, batch, BATCH);
		if (count == 0)
			return flush(export, err) && publish(export, err) ? JOB_DONE : JOB_FAILED;
		for (size_t i = 0; i < count; i++)
			add_hit(export, &batch[i]);
		export->at += count;
	}
	atomic_store(&job->done, export->at);
	return flush(export, err) ? JOB_RUNNING : JOB_FAILED;
}

static void export_free(struct job *job)
{
	struct export *export = (struct export *)job;

	temporary_discard(&export->temporary);
	save_target_close(&export->target);
	shifts_done(&export->shifts);
	snapshot_done(&export->snapshot);
	buf_done(&export->out);
	free(export);
}

static const struct job_class export_class = {
	.verb = "exporting", .step = export_step, .free = export_free,
};

/* Only a plain file is replaced. */
static bool check_target(const struct export *export, struct err *err)
{
	const struct save_target *target = &export->target;

	if (!target->exists)
		return true;
	if (!S_ISREG(target->st.st_mode))
		return err_set(err, ERR_REFUSED, "%s is not a file", target->path);
	return export->over || err_set(err, ERR_EXISTS, "%s exists", target->path);
}

static bool open_target(struct export *export, const char *path, struct err *err)
{
	if (!save_target_open(&export->target, path, err)) {
		export->target.folder = -1;
		return false;
	}
	return check_target(export, err) &&
	       temporary_open(&export->temporary, export->target.folder, export->target.name, 0666,
			      err);
}

static struct job *export_new(const struct findings *findings, const char *path,
			      enum findings_format format, bool over, struct err *err)
{
	const struct window *window = findings->list.window;
	struct export *export = calloc(1, sizeof(*export));

	if (!export) {
		err_nomem(err);
		return NULL;
	}
	export->hits = findings_shown(findings)->hits;
	job_init(&export->job, &export_class, hits_count(export->hits));
	temporary_init(&export->temporary);
	export->snapshot = document_snapshot(window->document);
	export->base = window_address(window, 0);
	export->format = format;
	export->over = over;
	if (format == FINDINGS_CSV)
		buf_text(&export->out, "offset,length,hex,text\n");
	if (open_target(export, path, err) && shifts_copy(&findings->shifts, &export->shifts, err))
		return &export->job;
	export_free(&export->job);
	return NULL;
}

static bool export_ended(struct task *task, struct job *job, const struct err *failure,
			 struct err *err)
{
	const struct export *export = (const struct export *)job;
	char count[NUMBER_TEXT];
	struct buf text = BUF_INIT;
	bool ok;

	findings_ended(task);
	if (failure) {
		*err = *failure;
		return false;
	}
	buf_format(&text, "%s hit%s written to %s", number_grouped(export->at, count),
		   export->at == 1 ? "" : "s", export->target.path);
	ok = buf_ok(&text) ? show_text(task->editor, "export", buf_string(&text), err) :
			     err_nomem(err);
	buf_done(&text);
	return ok;
}

bool findings_export(struct list *list, const char *path, enum findings_format format, bool over,
		     struct err *err)
{
	struct findings *findings = (struct findings *)list;

	if (findings->job)
		return err_set(err, ERR_REFUSED, "the list is not complete yet: Esc stops");
	return findings_run(findings, export_new(findings, path, format, over, err), export_ended,
			    findings->found, findings->left, err);
}
