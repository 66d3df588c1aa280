/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Hits are kept as they were found, in little memory (scan/hits.h), with where their positions are
 * now beside them (edit/shifts.h): so an edit costs nothing for each of 100 million hits. Whether
 * a row is still a hit is looked at when it is shown, and so an undo brings it back.
 *
 * Rejected: searching around each edit and putting the difference into the list, which pays only
 * in large files, needs a second list beside the compact one, and is wrong for patterns without a
 * bound. A large document is searched anew when that is asked for.
 */
#include "edit/findings_private.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/checked.h"
#include "base/number.h"
#include "edit/editor.h"
#include "edit/list_place.h"

struct found *found_new(struct err *err)
{
	struct found *found = calloc(1, sizeof(*found));

	if (!found) {
		err_nomem(err);
		return NULL;
	}
	found->refs = 1;
	found->hits = hits_new(FINDINGS_MOST, err);
	if (found->hits)
		return found;
	free(found);
	return NULL;
}

struct found *found_ref(struct found *found)
{
	if (found)
		found->refs++;
	return found;
}

void found_unref(struct found *found)
{
	if (!found || --found->refs > 0)
		return;
	hits_free(found->hits);
	free(found);
}

static const struct findings *of(const struct list *list)
{
	return (const struct findings *)list;
}

struct found *findings_shown(const struct findings *findings)
{
	return findings->left ? findings->left : findings->found;
}

static uint64_t findings_count(const struct list *list)
{
	return hits_count(findings_shown(of(list))->hits);
}

/* What a match of any length may need to be seen around a hit. */
enum { AROUND = 256, LOOKED_AT = 8192 };

/* Whether it is one, as far as a look at some thousand bytes can tell. */
static bool matches_at(const struct findings *findings, uint64_t pos, uint64_t len)
{
	const struct document *document = findings->list.window->document;
	uint64_t size = document_size(document);
	uint64_t lead = min_u64(pos, AROUND), most = max_u64(len, findings->pattern.most);
	uint8_t bytes[LOOKED_AT], known[LOOKED_AT];
	struct matcher_text text = { .data = bytes, .pos = pos - lead, .starts = pos == lead };
	struct match match;

	if (pos >= size)
		return false;
	uint64_t reach = min_u64(lead + min_u64(most, LOOKED_AT) + AROUND, LOOKED_AT);
	size_t wanted = (size_t)min_u64(reach, size - text.pos);
	document_read(document, text.pos, bytes, known, wanted, NULL);
	text.len = (size_t)lead;
	while (text.len < wanted && known[text.len])
		text.len++;
	text.ends = text.pos + text.len == size || most > LOOKED_AT;
	matcher_begin(findings->matcher, &text);
	if (text.len == lead)
		return false;
	enum match_result result = matcher_next(findings->matcher, (size_t)lead, (size_t)lead + 1,
						&match);
	return result == MATCH_MORE || result == MATCH_FOUND;
}

static bool is_hit(const struct findings *findings, const struct hit *hit)
{
	return findings->strings ? findings_strings_is_one(findings, hit) :
				   matches_at(findings, hit->pos, hit->len);
}

static void findings_row(const struct list *list, uint64_t index, struct list_row *row)
{
	const struct findings *findings = of(list);
	struct hit hit;

	if (hits_get(findings_shown(findings)->hits, index, &hit, 1) == 0)
		return;
	hit.pos = shifts_now(&findings->shifts, hit.pos);
	if (findings->strings)
		findings_strings_row(findings, &hit, row);
	else
		list_place(list->window, hit.pos, hit.len, row);
	if (findings->searched != document_generation(list->window->document) &&
	    !is_hit(findings, &hit)) {
		row->mark = LIST_GONE;
		buf_format(&row->text, "\tno %s any more", findings->strings ? "string" : "hit");
	}
}

static void findings_title(const struct list *list, struct buf *out)
{
	const struct findings *findings = of(list);

	buf_text(out, findings->strings ? "" : "hits of ");
	buf_add(out, findings->text.data, findings->text.len);
	if (findings->selection)
		buf_text(out, " in the selection");
}

static void findings_state(const struct list *list, struct buf *out)
{
	const struct findings *findings = of(list);
	uint64_t dropped = hits_dropped(findings->found->hits);
	char text[NUMBER_TEXT];

	if (findings->job) {
		uint64_t done = atomic_load(&findings->job->done);
		uint64_t total = max_u64(atomic_load(&findings->job->total), 1);

		buf_format(out, "%s %u%%", findings->job->class->verb,
			   (unsigned)((unsigned __int128)min_u64(done, total) * 100 / total));
	} else if (dropped > 0) {
		buf_format(out, "%s more not listed", number_grouped(dropped, text));
	} else if (findings->stopped || findings->half) {
		buf_text(out, findings->stopped ? "stopped" : "filter stopped");
	} else if (findings->unknown > 0) {
		buf_format(out, "%s unreadable", number_size(findings->unknown, text));
	}
}

static uint64_t findings_find(const struct list *list, uint64_t pos)
{
	return hits_find(findings_shown(of(list))->hits, pos);
}

static bool findings_stop(struct list *list)
{
	struct findings *findings = (struct findings *)list;

	if (findings->job)
		job_cancel(findings->job);
	return findings->job != NULL;
}

static void findings_free(struct list *list)
{
	struct findings *findings = (struct findings *)list;

	findings_let_go(findings);
	found_unref(findings->found);
	found_unref(findings->left);
	matcher_free(findings->matcher);
	pattern_done(&findings->pattern);
	strings_set_done(&findings->set);
	shifts_done(&findings->shifts);
	buf_done(&findings->text);
	free(findings);
}

/* False: where things went is lost. */
static bool follow(struct findings *findings)
{
	const struct document *document = findings->list.window->document;
	struct document_edit edits[DOCUMENT_EDITS];
	struct err ignored;
	size_t count;
	bool ok = document_edits_since(document, findings->generation, edits, &count);

	for (size_t i = 0; ok && i < count; i++)
		ok = shifts_add(&findings->shifts, &edits[i], &ignored);
	findings->generation = document_generation(document);
	return ok;
}

/* For expressions. */
static bool read_at(void *context, uint64_t pos, uint8_t *bytes, size_t len)
{
	const struct document *document = context;
	uint64_t size = document_size(document);

	return pos <= size && len <= size - pos &&
	       document_read(document, pos, bytes, NULL, len, NULL) == 0;
}

/* Of the document as it is now; without memory for it the old one stays. */
static bool make_matcher(struct findings *findings, struct err *err)
{
	struct document *document = findings->list.window->document;
	struct matcher_source source = {
		.read = read_at, .context = document, .size = document_size(document),
	};
	struct matcher *matcher;

	if (findings->strings)
		return true;
	matcher = matcher_new(&findings->pattern, &source, err);
	if (!matcher)
		return false;
	matcher_free(findings->matcher);
	findings->matcher = matcher;
	return true;
}

static void findings_settle(struct list *list)
{
	struct findings *findings = (struct findings *)list;
	const struct document *document = list->window->document;
	struct err err;

	if (findings->generation == document_generation(document))
		return;
	if (!make_matcher(findings, &err) || (!follow(findings) && !findings_start(list, &err)))
		editor_error(findings->editor, &err);
	else if (!findings->job && !findings->stopped &&
		 document_size(document) <= FINDINGS_LIVE &&
		 hits_count(findings->found->hits) <= FINDINGS_LIVE_HITS)
		findings_search_again(findings);
}

static const struct list_key findings_keys[] = {
	{ "r", "again", "find-all-again" },
	{ "x", "export", "export" },
	{ NULL, NULL, NULL },
};

static const struct list_class findings_class = {
	.name = "hits",
	.count = findings_count,
	.row = findings_row,
	.free = findings_free,
	.title = findings_title,
	.state = findings_state,
	.settle = findings_settle,
	.filter = findings_filter,
	.find = findings_find,
	.stop = findings_stop,
	.keys = findings_keys,
};

struct list *findings_of(struct list *list)
{
	return list && list->class == &findings_class ? list : NULL;
}

bool findings_touch(const struct list *list, uint64_t pos, uint64_t len)
{
	const struct findings *findings = (const struct findings *)list;
	struct hits *hits = findings_shown(findings)->hits;
	uint64_t count = hits_count(hits), low = 0, high = count;
	struct hit hit = { .pos = 0 };

	/* Positions are those of the search, and their order is that of now. */
	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		hits_get(hits, middle, &hit, 1);
		if (shifts_now(&findings->shifts, hit.pos) < pos)
			low = middle + 1;
		else
			high = middle;
	}
	if (findings->strings || low >= count || hits_get(hits, low, &hit, 1) == 0)
		return false;
	return shifts_now(&findings->shifts, hit.pos) - pos < len;
}

/* `text` says what is listed. */
static bool set_up(struct findings *findings, const char *text, struct err *err)
{
	struct window *window = findings->list.window;
	uint64_t len;

	buf_text(&findings->text, text);
	findings->selection = window_selection(window, &findings->start, &len) && len > 0;
	findings->end = findings->start + len;
	findings->generation = document_generation(window->document);
	findings->searched = findings->generation;
	findings->found = make_matcher(findings, err) ? found_new(err) : NULL;
	return findings->found && (buf_ok(&findings->text) || err_nomem(err));
}

static struct findings *make(struct editor *editor, struct window *window, struct err *err)
{
	struct findings *findings = calloc(1, sizeof(*findings));

	if (!findings) {
		err_nomem(err);
		return NULL;
	}
	list_init(&findings->list, &findings_class, window);
	findings->editor = editor;
	return findings;
}

struct list *findings_new(struct editor *editor, struct window *window, const char *pattern,
			  struct err *err)
{
	struct findings *findings = make(editor, window, err);

	if (!findings)
		return NULL;
	if (pattern_parse_in(pattern, window->charset, &findings->pattern, err) &&
	    set_up(findings, pattern, err))
		return &findings->list;
	list_free(&findings->list);
	return NULL;
}

struct list *findings_new_strings(struct editor *editor, struct window *window,
				  const struct strings_set *set, uint64_t least, struct err *err)
{
	struct findings *findings = make(editor, window, err);

	if (!findings)
		return NULL;
	findings->strings = true;
	strings_set_copy(set, &findings->set);
	findings->least = least;
	strings_set_text(set, &findings->text);
	buf_format(&findings->text, " strings of %" PRIu64 " or more", least);
	if (set_up(findings, "", err))
		return &findings->list;
	list_free(&findings->list);
	return NULL;
}
