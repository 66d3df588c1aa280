/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An array of objects, or an object that has one as "notes". A reader for this alone: values that
 * are not wanted are passed over, to a depth that ends long before the stack does.
 */
#include "document/notes_exchange_private.h"

#include <string.h>

#include "base/printable.h"

enum { DEPTH_MOST = 32 };

struct json {
	const char *text, *at, *end;
	int depth;
	struct err *err;
};

static bool read_value(struct json *json, struct notes_draft *draft, const char *member);

static bool fail(const struct json *json, const char *what)
{
	return err_set(json->err, ERR_SYNTAX, "%s at byte %zu", what,
		       (size_t)(json->at - json->text));
}

static void skip_blanks(struct json *json)
{
	while (json->at < json->end && memchr(" \t\r\n", *json->at, 4))
		json->at++;
}

/* The next character that is no blank is that one, and is taken. */
static bool take(struct json *json, char wanted)
{
	skip_blanks(json);
	if (json->at == json->end || *json->at != wanted)
		return false;
	json->at++;
	return true;
}

static bool read_unit(struct json *json, uint32_t *unit)
{
	*unit = 0;
	if (json->end - json->at < 4)
		return fail(json, "a character is cut");
	for (int i = 0; i < 4; i++) {
		const char *digits = "0123456789abcdef0123456789ABCDEF";
		const char *digit = *json->at ? strchr(digits, *json->at) : NULL;

		if (!digit)
			return fail(json, "this is no digit");
		*unit = *unit << 4 | ((uint32_t)(digit - digits) & 15);
		json->at++;
	}
	return true;
}

/* \uXXXX, and the other half of what needs two. Half a character becomes U+FFFD. */
static bool read_unicode(struct json *json, struct buf *out)
{
	uint8_t text[4];
	uint32_t code, low;

	if (!read_unit(json, &code))
		return false;
	if (code >= 0xd800 && code < 0xdc00 && json->end - json->at >= 6 && json->at[0] == '\\' &&
	    json->at[1] == 'u') {
		const char *back = json->at;

		json->at += 2;
		if (!read_unit(json, &low))
			return false;
		if (low >= 0xdc00 && low < 0xe000)
			code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
		else
			json->at = back;
	}
	if (code >= 0xd800 && code < 0xe000)
		code = 0xfffd;
	buf_add(out, text, utf8_encode(code, text));
	return true;
}

static bool read_escape(struct json *json, struct buf *out)
{
	static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
	const char *name;

	if (json->at == json->end)
		return fail(json, "a text is not closed");
	if (*json->at == 'u') {
		json->at++;
		return read_unicode(json, out);
	}
	name = *json->at ? strchr(names, *json->at) : NULL;
	if (!name)
		return fail(json, "this escape is not known");
	buf_add_byte(out, (uint8_t)values[name - names]);
	json->at++;
	return true;
}

static bool read_string(struct json *json, struct buf *out)
{
	if (!take(json, '"'))
		return fail(json, "a text in quotes is missing");
	while (json->at < json->end && *json->at != '"') {
		char c = *json->at++;

		if ((unsigned char)c < 0x20)
			return fail(json, "a text is not closed");
		if (c != '\\')
			buf_add_byte(out, (uint8_t)c);
		else if (!read_escape(json, out))
			return false;
	}
	if (json->at == json->end)
		return fail(json, "a text is not closed");
	json->at++;
	return buf_ok(out) || err_nomem(json->err);
}

/* A number, or true, false, null, as it is written. */
static bool read_word(struct json *json, struct buf *out)
{
	const char *start = json->at;

	while (json->at < json->end && !memchr(" \t\r\n,]}:[{\"", *json->at, 11))
		json->at++;
	if (json->at == start)
		return fail(json, "a value is missing");
	buf_add(out, start, (size_t)(json->at - start));
	return buf_ok(out) || err_nomem(json->err);
}

/* "name": value, … to the end of the object. */
static bool read_members(struct json *json, struct notes_draft *draft)
{
	bool ok = true, first = true;

	while (ok && !take(json, '}')) {
		struct buf name = BUF_INIT;

		ok = first || take(json, ',') || fail(json, "a comma is missing");
		first = false;
		ok = ok && read_string(json, &name) &&
		     (take(json, ':') || fail(json, "a colon is missing")) &&
		     read_value(json, draft, buf_string(&name));
		buf_done(&name);
	}
	return ok;
}

static bool read_items(struct json *json)
{
	bool ok = true;

	for (bool first = true; ok && !take(json, ']'); first = false)
		ok = (first || take(json, ',') || fail(json, "a comma is missing")) &&
		     read_value(json, NULL, "");
	return ok;
}

static bool read_nested(struct json *json, bool object)
{
	bool ok;

	if (++json->depth > DEPTH_MOST)
		return fail(json, "nested too deeply");
	ok = object ? read_members(json, NULL) : read_items(json);
	json->depth--;
	return ok;
}

/* A value, which is the draft's if there is one and it is no object and no array. */
static bool read_value(struct json *json, struct notes_draft *draft, const char *member)
{
	struct buf text = BUF_INIT;
	bool ok;

	if (take(json, '{'))
		return read_nested(json, true);
	if (take(json, '['))
		return read_nested(json, false);
	skip_blanks(json);
	ok = json->at < json->end && *json->at == '"' ? read_string(json, &text) :
							read_word(json, &text);
	ok = ok && (!draft || notes_draft_set(draft, member, &text, json->err));
	buf_done(&text);
	return ok;
}

static bool read_notes(struct json *json, struct notes *notes)
{
	bool ok = take(json, '[') || fail(json, "an array of notes is missing");

	for (bool first = true; ok && !take(json, ']'); first = false) {
		struct notes_draft draft = { 0 };

		ok = (first || take(json, ',') || fail(json, "a comma is missing")) &&
		     (take(json, '{') || fail(json, "an object is missing")) &&
		     read_members(json, &draft) && notes_draft_add(&draft, notes, json->err);
		notes_draft_done(&draft);
	}
	return ok;
}

/* The members of the outermost object, up to its "notes" and from there on. */
static bool read_outer(struct json *json, struct notes *notes)
{
	bool ok = true, first = true, found = false;

	while (ok && !take(json, '}')) {
		struct buf name = BUF_INIT;

		ok = (first || take(json, ',') || fail(json, "a comma is missing")) &&
		     read_string(json, &name) &&
		     (take(json, ':') || fail(json, "a colon is missing"));
		first = false;
		if (ok && !found && strcmp(buf_string(&name), "notes") == 0)
			found = ok = read_notes(json, notes);
		else
			ok = ok && read_value(json, NULL, "");
		buf_done(&name);
	}
	return ok && (found || fail(json, "there is no array \"notes\""));
}

bool notes_import_json(struct notes *notes, const char *text, size_t len, struct err *err)
{
	struct json json = { .text = text, .at = text, .end = text + len, .err = err };
	bool ok = take(&json, '{') ? read_outer(&json, notes) : read_notes(&json, notes);

	if (!ok)
		return false;
	skip_blanks(&json);
	return json.at == json.end || fail(&json, "something follows the notes");
}
