/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing both, and what the two readers share. Names of members are those of the CSV's columns. */
#include "document/notes_exchange_private.h"

#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "base/number.h"
#include "document/notes_merge.h"

bool notes_kind_of(const char *path, enum notes_kind *kind, struct err *err)
{
	const char *dot = strrchr(path, '.');

	*kind = NOTES_JSON;
	if (dot && strcmp(dot, ".csv") == 0)
		*kind = NOTES_CSV;
	else if (!dot || strcmp(dot, ".json") != 0)
		return err_set(err, ERR_SYNTAX, "%s: notes go to and come from a .json or a .csv "
			       "file", path);
	return true;
}

static void export_json(const struct note *note, uint64_t origin, bool last, struct buf *out)
{
	buf_format(out, "\t{\"name\":");
	json_string(out, note->name, strlen(note->name));
	buf_format(out, ",\"offset\":%" PRIu64 ",\"length\":%" PRIu64 ",\"colour\":\"%s\","
		   "\"comment\":", origin + note->pos, note->len, note_colour_name(note->colour));
	json_string(out, note->comment, strlen(note->comment));
	buf_format(out, "}%s\n", last ? "" : ",");
}

static void export_csv(const struct note *note, uint64_t origin, struct buf *out)
{
	buf_format(out, "%s,%" PRIu64 ",%" PRIu64 ",%s,\"", note->name, origin + note->pos,
		   note->len, note_colour_name(note->colour));
	for (const char *at = note->comment; *at; at++) {
		buf_text(out, *at == '"' ? "\"" : "");
		buf_add_byte(out, (uint8_t)*at);
	}
	buf_text(out, "\"\n");
}

void notes_export(const struct notes *notes, enum notes_kind kind, uint64_t origin,
		  struct buf *out)
{
	buf_text(out, kind == NOTES_JSON ? "[\n" : "name,offset,length,colour,comment\n");
	for (size_t i = 0; i < notes->count; i++) {
		if (kind == NOTES_JSON)
			export_json(&notes->list[i], origin, i + 1 == notes->count, out);
		else
			export_csv(&notes->list[i], origin, out);
	}
	buf_text(out, kind == NOTES_JSON ? "]\n" : "");
}

void notes_draft_done(struct notes_draft *draft)
{
	buf_done(&draft->name);
	buf_done(&draft->comment);
	*draft = (struct notes_draft){ 0 };
}

static bool set_number(uint64_t *number, const char *member, const char *text, struct err *err)
{
	return number_parse_all(text, number, err) || err_prefix(err, "%s", member);
}

bool notes_draft_set(struct notes_draft *draft, const char *member, const struct buf *text,
		     struct err *err)
{
	struct buf copy = BUF_INIT, *kept = NULL;
	const char *string;
	bool ok = true;

	if (text->len > 0)
		buf_add(&copy, text->data, text->len);
	string = buf_string(&copy);
	if (strlen(string) != text->len)
		ok = buf_ok(&copy) ? err_set(err, ERR_SYNTAX, "%s has a zero byte", member) :
				     err_nomem(err);
	else if (strcmp(member, "offset") == 0)
		ok = draft->has_pos = set_number(&draft->pos, member, string, err);
	else if (strcmp(member, "length") == 0)
		ok = set_number(&draft->len, member, string, err);
	else if (strcmp(member, "colour") == 0 || strcmp(member, "color") == 0)
		ok = note_colour_find(string, text->len, &draft->colour) || text->len == 0 ||
		     err_set(err, ERR_RANGE, "there is no colour %.40s", string);
	else if (strcmp(member, "name") == 0)
		kept = &draft->name;
	else if (strcmp(member, "comment") == 0)
		kept = &draft->comment;
	if (kept) {
		buf_done(kept);
		*kept = copy;
	} else {
		buf_done(&copy);
	}
	return ok;
}

bool notes_draft_add(struct notes_draft *draft, struct notes *notes, struct err *err)
{
	struct note note = {
		.pos = draft->pos, .len = draft->len, .colour = draft->colour,
		.name = (char *)(uintptr_t)buf_string(&draft->name),
		.comment = (char *)(uintptr_t)buf_string(&draft->comment),
	};
	bool ok;

	if (!draft->has_pos)
		ok = err_set(err, ERR_SYNTAX, "a note has no offset");
	else
		ok = (draft->name.len == 0 || note_check(&note, err)) &&
		     notes_add_free(notes, &note, err);
	notes_draft_done(draft);
	return ok;
}

bool notes_import(struct notes *notes, enum notes_kind kind, const char *text, size_t len,
		  struct err *err)
{
	bool ok;

	if (len > NOTES_TEXT_MOST)
		ok = err_set(err, ERR_RANGE, "there is too much to be read");
	else if (kind == NOTES_JSON)
		ok = notes_import_json(notes, text, len, err);
	else
		ok = notes_import_csv(notes, text, len, err);
	if (!ok)
		notes_done(notes);
	return ok;
}
