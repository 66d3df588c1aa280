/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Hits to a file: in plain text an offset a line, in JSON an object a line, as --find prints both;
 * in CSV a line of names first. Of strings the text, as --strings prints it. The file gets its name
 * when all is in it, so it is whole or not there at all, and a program that is killed leaves
 * nothing behind.
 */
#include "edit/findings_private.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/json.h"
#include "base/number.h"
#include "base/write.h"
#include "document/whole_file.h"
#include "edit/editor.h"
#include "edit/show.h"

enum { BATCH = 256, PART = 1 << 20, BYTES = 16, TEXT = 4096 };

struct export {
	struct job job;
	struct snapshot snapshot;        /* owned */
	struct shifts shifts;            /* owned */
	struct hits *hits;
	struct whole_file file;          /* owned */
	struct buf out;
	enum findings_format format;
	bool strings;                    /* their texts are written ... */
	struct strings_set set;          /* ... owned */
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

static void add_characters(struct export *export, const char *text, size_t len)
{
	struct buf *out = &export->out;

	if (export->format == FINDINGS_JSON) {
		json_characters(out, text, len);
		return;
	}
	for (size_t i = 0; i < len; i++) {
		buf_text(out, export->format == FINDINGS_CSV && text[i] == '"' ? "\"" : "");
		buf_add(out, text + i, 1);
	}
}

static void add_part(struct export *export, const struct strings_encoding *encoding,
		     const uint8_t *bytes, size_t len)
{
	struct buf text = BUF_INIT;

	strings_text(encoding, bytes, len, &text);
	add_characters(export, (const char *)text.data, text.len);
	export->out.failed |= text.failed;
	buf_done(&text);
}

/* All before the text of one. A line names the encoding where there are several. */
static void add_head(struct export *export, const char *encoding, uint64_t offset, uint64_t len)
{
	struct buf *out = &export->out;

	if (export->format == FINDINGS_PLAIN) {
		buf_format(out, "%7" PRIx64 " ", offset);
		if (export->set.count > 1)
			buf_format(out, "%s ", encoding);
		return;
	}
	if (export->format == FINDINGS_JSON)
		buf_format(out, "{\"offset\":%" PRIu64 ",\"length\":%" PRIu64 ",\"encoding\":\"",
			   offset, len);
	else
		buf_format(out, "%" PRIu64 ",%" PRIu64 ",\"", offset, len);
	add_characters(export, encoding, strlen(encoding));
	buf_text(out, export->format == FINDINGS_JSON ? "\",\"text\":\"" : "\",\"");
}

/* In parts, however long it is. */
static bool add_string(struct export *export, const struct hit *hit, struct err *err)
{
	const struct strings_encoding *encoding = &export->set.list[hit->kind];
	uint64_t size = snapshot_len(&export->snapshot);
	uint64_t pos = min_u64(shifts_now(&export->shifts, hit->pos), size);
	uint64_t left = min_u64(hit->len, size - pos);
	struct buf *out = &export->out;
	uint8_t bytes[TEXT];
	size_t count;

	add_head(export, strings_encoding_name(encoding), export->base + pos, left);
	for (; left > 0; pos += count, left -= count) {
		count = (size_t)min_u64(left, TEXT);
		snapshot_read(&export->snapshot, pos, bytes, NULL, count, NULL);
		if (left > count)
			count = strings_whole(encoding, bytes, count);
		add_part(export, encoding, bytes, count);
		if (out->len >= PART && !flush(export, err))
			return false;
	}
	buf_text(out, export->format == FINDINGS_PLAIN ? "\n" :
		      export->format == FINDINGS_JSON ? "\"}\n" : "\"\n");
	return true;
}

static bool add_batch(struct export *export, const struct hit *batch, size_t count,
		      struct err *err)
{
	for (size_t i = 0; i < count; i++) {
		if (!export->strings)
			add_hit(export, &batch[i]);
		else if (!add_string(export, &batch[i], err))
			return false;
	}
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
		if (!add_batch(export, batch, count, err))
			return JOB_FAILED;
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
	strings_set_done(&export->set);
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
	export->strings = findings->strings;
	strings_set_copy(&findings->set, &export->set);
	if (format == FINDINGS_CSV)
		buf_format(&export->out, "offset,length,%s,text\n",
			   export->strings ? "encoding" : "hex");
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
	buf_format(&text, "%s %s%s written to %s", number_grouped(export->at, count),
		   export->strings ? "string" : "hit", export->at == 1 ? "" : "s",
		   export->file.target.path);
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
