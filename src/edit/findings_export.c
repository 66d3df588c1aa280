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

#include "base/bytes.h"
#include "base/checked.h"
#include "base/number.h"
#include "base/write.h"
#include "document/whole_file.h"
#include "edit/editor.h"
#include "edit/show.h"

enum { BATCH = 256, PART = 1 << 20, BYTES = 16 };

struct export {
	struct job job;
	struct snapshot snapshot;        /* owned */
	struct shifts shifts;            /* owned */
	struct hits *hits;
	struct whole_file file;          /* owned */
	struct buf out;
	enum findings_format format;
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

static bool flush(struct export *export, struct err *err)
{
	if (!buf_ok(&export->out))
		return err_nomem(err);
	if (!write_all(whole_file_fd(&export->file), export->out.data, export->out.len))
		return err_sys(err, errno, "%s", export->file.target.path);
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
			return flush(export, err) && whole_file_publish(&export->file, err) ?
			       JOB_DONE : JOB_FAILED;
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

	whole_file_close(&export->file);
	shifts_done(&export->shifts);
	snapshot_done(&export->snapshot);
	buf_done(&export->out);
	free(export);
}

static const struct job_class export_class = {
	.verb = "exporting", .step = export_step, .free = export_free,
};

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
	whole_file_init(&export->file);
	export->snapshot = document_snapshot(window->document);
	export->base = window_address(window, 0);
	export->format = format;
	if (format == FINDINGS_CSV)
		buf_text(&export->out, "offset,length,hex,text\n");
	if (whole_file_open(&export->file, path, 0666, over, err) &&
	    shifts_copy(&findings->shifts, &export->shifts, err))
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
		   export->at == 1 ? "" : "s", export->file.target.path);
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
