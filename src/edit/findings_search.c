/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The jobs that fill the list. One runs at a time: what comes first to its end while another has
 * begun finds that it is not wanted any more. The hits that a job fills or reads are counted
 * references, since the list may be closed before the job has ended.
 */
#include "edit/findings_private.h"

#include <stdlib.h>

#include "base/checked.h"
#include "base/number.h"
#include "edit/editor.h"
#include "scan/search.h"

/* What runs goes on without the list, and ends soon. */
void findings_let_go(struct findings *findings)
{
	if (findings->task) {
		job_cancel(findings->job);
		((struct finding *)findings->task)->owner = NULL;
	}
	findings->task = NULL;
	findings->job = NULL;
}

struct findings *findings_ended(struct task *task)
{
	struct finding *finding = (struct finding *)task;
	struct findings *owner = finding->owner;

	finding->owner = NULL;
	if (owner) {
		owner->task = NULL;
		owner->job = NULL;
	}
	return owner;
}

/* Of one that could not be started, too. */
static void release(struct task *task)
{
	struct finding *finding = (struct finding *)task;

	findings_ended(task);
	found_unref(finding->found);
	found_unref(finding->left);
}

bool findings_run(struct findings *findings, struct job *job, task_end *end, struct found *found,
		  struct found *left, struct err *err)
{
	struct finding *finding = job ? calloc(1, sizeof(*finding)) : NULL;

	if (!finding) {
		job_free(job);
		return job ? err_nomem(err) : false;
	}
	findings_let_go(findings);
	task_init(&finding->task, findings->editor, findings->list.window, end);
	finding->task.release = release;
	finding->owner = findings;
	finding->found = found_ref(found);
	finding->left = found_ref(left);
	findings->task = &finding->task;
	findings->job = job;
	return task_start(&finding->task, job, err);
}

/* Searches for all hits, into `hits`. NULL with an error. */
static struct job *search_job(const struct findings *findings, struct hits *hits, struct err *err)
{
	struct document *document = findings->list.window->document;
	struct snapshot snapshot = document_snapshot(document);
	uint64_t size = snapshot_len(&snapshot);
	struct search_request request = {
		.pattern = &findings->pattern,
		.end = size,
		.all = true,
		.separate = !findings->editor->options.overlap,
		.hits = hits,
		.threads = findings->editor->threads,
	};

	if (findings->selection) {
		request.end = min_u64(shifts_now(&findings->shifts, findings->end), size);
		request.start = min_u64(shifts_now(&findings->shifts, findings->start),
					request.end);
	}
	struct job *job = findings->strings ?
		findings_strings_job(findings, &snapshot, request.start, request.end, hits, err) :
		search_new(&snapshot, &request, err);
	snapshot_done(&snapshot);
	return job;
}

/* Position of the row of the cursor. */
static uint64_t place_of(const struct findings *findings)
{
	struct hit hit = { .pos = 0 };

	hits_get(findings_shown(findings)->hits, findings->list.cursor, &hit, 1);
	return shifts_now(&findings->shifts, hit.pos);
}

/* The hits of the document as it is now take the place of the old ones. Consumes the reference. */
static void take_found(struct findings *findings, struct found *found)
{
	if (findings->selection) {
		findings->end = shifts_now(&findings->shifts, findings->end);
		findings->start = shifts_now(&findings->shifts, findings->start);
	}
	shifts_clear(&findings->shifts);
	found_unref(findings->found);
	findings->found = found;
	findings->generation = document_generation(findings->list.window->document);
	findings->searched = findings->generation;
	findings->stopped = findings->half = false;
	findings->unknown = 0;
}

static bool tell_none(const struct findings *findings, bool waited, struct err *err)
{
	struct editor *editor = findings->editor;
	const char *where = findings->selection ? " in the selection" : "";
	const char *before = findings->strings ? "there are no " : "";
	const char *after = findings->strings ? "" : " was not found";
	int len = (int)findings->text.len;
	const char *text = (const char *)findings->text.data;

	if (waited)
		return err_set(err, ERR_RANGE, "%s%.*s%s%s", before, len, text, after, where);
	editor_message(editor, MESSAGE_WARNING, "%s%.*s%s%s", before, len, text, after, where);
	editor->bell = true;
	return true;
}

static bool tell_failure(struct findings *findings, const struct err *failure, struct err *err)
{
	char count[NUMBER_TEXT];

	findings->stopped = true;
	*err = *failure;
	number_grouped(hits_count(findings->found->hits), count);
	if (failure->code != ERR_CANCELLED)
		return err_prefix(err, "only the first %s hits are listed", count);
	return err_set(err, ERR_CANCELLED, "stopped: the %s hits so far are listed", count);
}

static void tell_all(struct findings *findings)
{
	uint64_t dropped = hits_dropped(findings->found->hits);
	char text[NUMBER_TEXT], more[NUMBER_TEXT];

	if (dropped > 0)
		editor_message(findings->editor, MESSAGE_WARNING, "the list holds %s hits; %s more "
			       "were found: search in a selection, or for more bytes",
			       number_grouped(hits_count(findings->found->hits), text),
			       number_grouped(dropped, more));
	else if (findings->unknown > 0)
		editor_message(findings->editor, MESSAGE_WARNING,
			       "%s could not be read and so not searched",
			       number_size(findings->unknown, text));
}

static bool search_ended(struct task *task, struct job *job, const struct err *failure,
			 struct err *err)
{
	struct findings *findings = findings_ended(task);
	struct editor *editor = task->editor;
	bool ok;

	if (!findings)
		return true;
	findings->unknown = findings->strings ? strings_unknown(job) : search_unknown(job);
	if (failure)
		return tell_failure(findings, failure, err);
	if (hits_count(findings->found->hits) > 0) {
		tell_all(findings);
		return true;
	}
	ok = tell_none(findings, task->waited, err);
	editor_end_list(editor, &findings->list);
	return ok;
}

bool findings_start(struct list *list, struct err *err)
{
	struct findings *findings = (struct findings *)list;
	struct found *found = found_new(err);
	struct job *job;

	if (!found)
		return false;
	findings_let_go(findings);
	job = search_job(findings, found->hits, err);
	if (!job) {
		found_unref(found);
		return false;
	}
	take_found(findings, found);
	found_unref(findings->left);
	findings->left = NULL;
	buf_clear(&list->filter);
	return findings_run(findings, job, search_ended, found, NULL, err);
}

/* The filter's hits among all of them. NULL with an error. */
static struct job *filter_job(const struct findings *findings, const char *text,
			      struct found *found, struct found *left, struct err *err)
{
	struct snapshot snapshot = document_snapshot(findings->list.window->document);
	struct pattern pattern;
	struct job *job = NULL;

	const struct charset *charset = findings->strings ? NULL : findings->list.window->charset;

	if (pattern_parse_in(text, charset, &pattern, err)) {
		job = findings_filter_new(&snapshot, &pattern, &findings->shifts,
					  findings->strings ? &findings->set : NULL, found->hits,
					  left->hits, err);
		pattern_done(&pattern);
	}
	snapshot_done(&snapshot);
	return job;
}

static bool filter_ended(struct task *task, struct job *job, const struct err *failure,
			 struct err *err)
{
	struct findings *findings = findings_ended(task);

	(void)job;
	if (!findings)
		return true;
	findings->half = failure != NULL;
	if (!failure)
		return true;
	*err = *failure;
	return failure->code != ERR_CANCELLED ? false :
	       err_set(err, ERR_CANCELLED, "stopped: not all hits went through the filter");
}

static bool start_filter(struct findings *findings, const char *text, struct err *err)
{
	struct found *left = found_new(err);
	struct job *job = left ? filter_job(findings, text, findings->found, left, err) : NULL;

	if (!job) {
		found_unref(left);
		return false;
	}
	found_unref(findings->left);
	findings->left = left;
	return findings_run(findings, job, filter_ended, findings->found, left, err);
}

bool findings_filter(struct list *list, const char *text, struct err *err)
{
	struct findings *findings = (struct findings *)list;
	uint64_t pos = place_of(findings);

	if (findings->job && !findings->left)
		return err_set(err, ERR_REFUSED, "hits are still being searched for: Esc stops");
	if (*text != '\0') {
		if (!start_filter(findings, text, err))
			return false;
	} else {
		findings_let_go(findings);
		found_unref(findings->left);
		findings->left = NULL;
	}
	findings->half = false;
	list_go(list, shifts_now(&findings->shifts, 0) == 0 && findings->shifts.count == 0 ?
		hits_find(findings_shown(findings)->hits, pos) : 0);
	return true;
}

/* Here and now, with the filter. Where that fails the old hits go on to be shown. */
void findings_search_again(struct findings *findings)
{
	struct list *list = &findings->list;
	uint64_t pos = place_of(findings);
	struct err ignored;
	struct found *found = found_new(&ignored), *left = NULL;
	struct job *job = found ? search_job(findings, found->hits, &ignored) : NULL;
	bool ok = job && job_run(job, &ignored);

	job_free(job);
	job = NULL;
	if (ok)
		take_found(findings, found_ref(found));
	if (ok && list->filter.len > 0) {
		left = found_new(&ignored);
		if (left)
			job = filter_job(findings, buf_string(&list->filter), found, left,
					 &ignored);
		ok = job && job_run(job, &ignored);
		job_free(job);
	}
	if (ok) {
		found_unref(findings->left);
		findings->left = found_ref(left);
		list_go(list, hits_find(findings_shown(findings)->hits, pos));
	}
	found_unref(left);
	found_unref(found);
}
