/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Patterns as values: made, copied, described. A copy of one with structure is parsed again from
 * its source, so that nothing has to know how to copy what a parser makes. */
#include "scan/pattern.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "scan/pattern_list.h"
#include "scan/pattern_private.h"

enum {
	SHOWN = 16,              /* bytes that a description lists */
	QUOTED = 120,            /* characters of the source that it repeats */
};

/* Three arrays in one block. */
static bool make(const uint8_t *value, const uint8_t *mask, const uint8_t *fold, size_t len,
		 struct pattern *pattern, struct err *err)
{
	uint8_t *block;

	if (len == 0)
		return err_set(err, ERR_SYNTAX, "an empty pattern finds nothing");
	if (len > PATTERN_MOST)
		return err_set(err, ERR_RANGE, "a pattern of %zu bytes is too long: at most %d",
			       len, PATTERN_MOST);
	block = malloc(3 * len);
	if (block == NULL)
		return err_nomem(err);
	*pattern = (struct pattern){
		.len = len, .value = block, .mask = block + len, .fold = block + 2 * len,
		.exact = true, .most = len,
	};
	memcpy(pattern->value, value, len);
	for (size_t i = 0; i < len; i++) {
		pattern->mask[i] = mask == NULL ? 0xff : mask[i];
		pattern->fold[i] = fold == NULL ? 0 : fold[i];
		pattern->exact = pattern->exact && pattern->mask[i] == 0xff && !pattern->fold[i];
		assert(value[i] == (value[i] & pattern->mask[i]));
	}
	return true;
}

bool pattern_make_bytes(const struct program *program, struct pattern *pattern, struct err *err)
{
	struct buf bytes = BUF_INIT;
	size_t len = program->count;
	const uint8_t *value;
	bool done = false;

	for (unsigned part = 0; part < 3; part++) {
		for (size_t i = 0; i < len; i++) {
			const struct program_step *step = &program->steps[i];

			buf_add_byte(&bytes, part == 0 ? step->value : part == 1 ? step->mask
										 : step->fold);
		}
	}
	if (program->failed || !buf_ok(&bytes)) {
		err_nomem(err);
	} else {
		/* make() refuses an empty pattern; its buffer has no place to count from. */
		value = bytes.data ? bytes.data : (const uint8_t *)"";
		done = make(value, value + len, value + 2 * len, len, pattern, err);
	}
	buf_done(&bytes);
	return done;
}

bool pattern_from_bytes(const void *bytes, size_t len, struct pattern *pattern, struct err *err)
{
	return make(bytes, NULL, NULL, len, pattern, err);
}

/* Not parsed again: the file may be another one by now. */
static bool copy_list(const struct pattern *pattern, struct pattern *copy, struct err *err)
{
	*copy = *pattern;
	copy->note = NULL;
	copy->text = strdup(pattern->text);
	copy->source = strdup(pattern->source);
	copy->list = pattern_list_ref(pattern->list);
	if (copy->text != NULL && copy->source != NULL)
		return true;
	pattern_done(copy);
	return err_nomem(err);
}

bool pattern_copy(const struct pattern *pattern, struct pattern *copy, struct err *err)
{
	if (pattern->kind == PATTERN_LIST)
		return copy_list(pattern, copy, err);
	if (pattern->source != NULL)
		return pattern_parse_in(pattern->source, pattern->charset, copy, err);
	return make(pattern->value, pattern->mask, pattern->fold, pattern->len, copy, err);
}

void pattern_done(struct pattern *pattern)
{
	free(pattern->value);
	if (pattern->program != NULL)
		program_done(pattern->program);
	free(pattern->program);
	free(pattern->text);
	pattern_list_unref(pattern->list);
	charset_unref(pattern->charset);
	free(pattern->source);
	free(pattern->note);
	*pattern = (struct pattern){ 0 };
}

static bool is_text(const struct pattern *pattern)
{
	if (!pattern->quoted || pattern->note != NULL)
		return false;
	for (size_t i = 0; i < pattern->len; i++) {
		if (pattern->mask[i] != 0xff || pattern->value[i] < ' ' ||
		    pattern->value[i] >= 0x7f)
			return false;
	}
	return true;
}

static void describe_places(const struct pattern *pattern, struct buf *out)
{
	for (size_t i = 0; i < pattern->len && i < SHOWN; i++) {
		uint8_t value = pattern->value[i], mask = pattern->mask[i];

		buf_add_byte(out, ' ');
		buf_add_byte(out, mask & 0xf0 ? (uint8_t)"0123456789abcdef"[value >> 4] : '?');
		buf_add_byte(out, mask & 0x0f ? (uint8_t)"0123456789abcdef"[value & 15] : '?');
	}
	if (pattern->len > SHOWN)
		buf_text(out, " ...");
}

static void describe_bytes(const struct pattern *pattern, struct buf *out)
{
	bool folds = memchr(pattern->fold, 1, pattern->len) != NULL;
	const char *plural = pattern->len == 1 ? "" : "s";

	if (folds && is_text(pattern)) {
		buf_format(out, "text, %zu byte%s, any case", pattern->len, plural);
		return;
	}
	buf_format(out, "%zu byte%s:", pattern->len, plural);
	describe_places(pattern, out);
	if (is_text(pattern))
		buf_text(out, ", text");
	else if (folds)
		buf_text(out, ", any case");
}

/* The source without what a terminal should not see, and without needless blanks. */
static void add_source(const char *source, struct buf *out)
{
	size_t start = out->len;

	for (const char *at = source; *at != '\0'; at++) {
		unsigned char c = (unsigned char)*at;

		if (out->len - start > QUOTED) {
			buf_text(out, " ...");
			return;
		}
		if (pattern_is_blank(*at) && (at == source || pattern_is_blank(at[-1])))
			continue;
		if (pattern_is_blank(*at))
			buf_add_byte(out, ' ');
		else if (c > ' ' && c < 0x7f)
			buf_add_byte(out, c);
		else
			buf_format(out, "\\x%02x", c);
	}
}

static void describe_kind(const struct pattern *pattern, struct buf *out)
{
	static const char *const flags[] = { ", any case", ", . takes line feeds",
					     ", extended", ", ^ and $ at every line" };

	if (pattern->kind == PATTERN_BYTES) {
		describe_bytes(pattern, out);
	} else if (pattern->kind == PATTERN_LIST) {
		size_t count = pattern_list_count(pattern->list);

		buf_format(out, "%zu pattern%s of ", count, count == 1 ? "" : "s");
		add_source(pattern->text, out);
	} else if (pattern->kind == PATTERN_EXPRESSION) {
		buf_text(out, "where this is true: ");
		add_source(pattern->text, out);
	} else if (pattern->kind == PATTERN_REGEX) {
		buf_text(out, "regular expression: ");
		add_source(pattern->text, out);
		for (unsigned i = 0; i < 4; i++)
			buf_text(out, pattern->flags >> i & 1 ? flags[i] : "");
		if (pattern->groups > 0)
			buf_format(out, ", %u group%s", pattern->groups,
				   pattern->groups == 1 ? "" : "s");
	} else {
		buf_format(out, "%" PRIu64, pattern->program->least);
		if (pattern->most != pattern->program->least)
			buf_format(out, " to %" PRIu64, pattern->most);
		buf_text(out, pattern->most == 1 ? " byte: " : " bytes: ");
		add_source(pattern->source, out);
	}
}

void pattern_describe(const struct pattern *pattern, struct buf *out)
{
	describe_kind(pattern, out);
	if (pattern->note != NULL)
		buf_text(out, pattern->note);
	if (pattern->near > 0)
		buf_format(out, ", up to %u byte%s differing", pattern->near,
			   pattern->near == 1 ? "" : "s");
	if (pattern->xored)
		buf_text(out, ", XORed with any byte");
	if (pattern->align > 1)
		buf_format(out, ", at multiples of %" PRIu64, pattern->align);
	if (pattern->inverted)
		buf_text(out, ", where it does not match");
	if (pattern->changed)
		buf_text(out, ", with a changed byte");
	if (pattern->selection)
		buf_text(out, ", in the selection");
}

bool pattern_is_plain(const struct pattern *pattern)
{
	return pattern->kind == PATTERN_BYTES && pattern->near == 0 && !pattern->xored &&
	       !pattern->inverted && !pattern->changed && pattern->align <= 1;
}

bool pattern_matches(const struct pattern *pattern, const uint8_t *bytes)
{
	for (size_t i = 0; i < pattern->len; i++) {
		uint8_t byte = bytes[i];

		if (pattern->fold[i] && byte >= 'A' && byte <= 'Z')
			byte |= 0x20;
		if ((byte & pattern->mask[i]) != pattern->value[i])
			return false;
	}
	return true;
}

/* Whether a way through the program can be taken on zeroes: asked by running it. */
static bool program_takes_zeroes(const struct program *program)
{
	struct program_run run = { 0 };
	size_t len = (size_t)program->most;
	uint8_t *zeroes = calloc(len, 1);
	struct match match;
	bool takes = zeroes == NULL ||
		     program_match(program, &run, zeroes, len, 0, &match) != MATCH_NONE;

	program_run_done(&run);
	free(zeroes);
	return takes;
}

bool pattern_takes_zeroes(const struct pattern *pattern)
{
	if (pattern->inverted || pattern->near > 0 || pattern->xored)
		return true;
	if (pattern->kind == PATTERN_LIST)
		return pattern_list_takes_zeroes(pattern->list);
	if (pattern->kind == PATTERN_PROGRAM)
		return program_takes_zeroes(pattern->program);
	if (pattern->kind != PATTERN_BYTES)
		return true;
	for (size_t i = 0; i < pattern->len; i++) {
		if (pattern->value[i] != 0)
			return false;
	}
	return true;
}
