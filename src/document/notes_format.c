/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines with words between blanks, because people read and mend them; JSON was rejected for the
 * side file as a line a note merges well under version control. The last line says how many there
 * are, so that a file that was cut is not taken for a whole one.
 */
#include "document/notes_format.h"

#include <inttypes.h>
#include <string.h>

#include "base/number.h"
#include "base/printable.h"

static const char first_line[] = "burin notes 1";

/* A line of the text, and how far it was taken apart. */
struct line {
	const char *at;
	size_t len;
	uint64_t number;
};

struct parser {
	const char *text;
	size_t left;
	struct line line;
	struct err *err;
};

/* A character that may be read by people as it is: nothing that steers a terminal. */
static bool is_plain(uint32_t code, size_t used)
{
	if (used == 1)
		return code >= 0x20 && code < 0x7f && code != '"' && code != '\\';
	return used > 1 && code > 0xa0 && printable_width(code) >= 0;
}

void notes_quote(const char *text, struct buf *out)
{
	size_t len = strlen(text);

	buf_add_byte(out, '"');
	for (size_t i = 0; i < len;) {
		uint32_t code;
		size_t used = utf8_decode((const uint8_t *)text + i, len - i, &code);

		if (used > 0 && is_plain(code, used)) {
			buf_add(out, text + i, used);
			i += used;
			continue;
		}
		if (text[i] == '"' || text[i] == '\\')
			buf_format(out, "\\%c", text[i]);
		else
			buf_format(out, "\\x%02x", (unsigned char)text[i]);
		i++;
	}
	buf_add_byte(out, '"');
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* What follows a backslash, and the bytes it took; 0: nothing that is known. */
static size_t unescape(const char *text, size_t len, uint8_t *byte)
{
	if (len >= 1 && (text[0] == '"' || text[0] == '\\')) {
		*byte = (uint8_t)text[0];
		return 1;
	}
	if (len < 3 || text[0] != 'x' || digit_of(text[1]) < 0 || digit_of(text[2]) < 0)
		return 0;
	*byte = (uint8_t)(digit_of(text[1]) << 4 | digit_of(text[2]));
	return *byte ? 3 : 0;
}

size_t notes_unquote(const char *text, size_t len, struct buf *out)
{
	size_t at = 1;

	if (len == 0 || text[0] != '"')
		return 0;
	while (at < len && text[at] != '"') {
		uint8_t byte = (uint8_t)text[at++];

		if (byte == '\\') {
			size_t used = unescape(text + at, len - at, &byte);

			if (used == 0)
				return 0;
			at += used;
		} else if (byte < 0x20 || byte == 0x7f) {
			return 0;
		}
		buf_add_byte(out, byte);
	}
	return at < len ? at + 1 : 0;
}

void notes_format(const struct notes *notes, const struct notes_identity *identity,
		  const char *about, struct buf *out)
{
	buf_format(out, "%s\n", first_line);
	if (*about) {
		buf_text(out, "# ");
		notes_quote(about, out);
		buf_add_byte(out, '\n');
	}
	buf_format(out, "size %" PRIu64 "\nsum %016" PRIx64 "\n", identity->size, identity->sum);
	for (size_t i = 0; i < notes->count; i++) {
		const struct note *note = &notes->list[i];

		buf_format(out, "note 0x%" PRIx64 " %" PRIu64 " %s %s ", note->pos, note->len,
			   note_colour_name(note->colour), note->name);
		notes_quote(note->comment, out);
		buf_add_byte(out, '\n');
	}
	buf_format(out, "end %zu\n", notes->count);
}

static bool fail(const struct parser *parser, const char *what)
{
	return err_set(parser->err, ERR_SYNTAX, "line %" PRIu64 " of the notes: %s",
		       parser->line.number, what);
}

/* The next line that is no remark; false at the end. */
static bool next_line(struct parser *parser)
{
	while (parser->left > 0) {
		const char *end = memchr(parser->text, '\n', parser->left);
		size_t len = end ? (size_t)(end - parser->text) : parser->left;

		parser->line.at = parser->text;
		parser->line.len = len;
		parser->line.number++;
		parser->text += len + (end != NULL);
		parser->left -= len + (end != NULL);
		if (len > 0 && parser->line.at[len - 1] == '\r')
			parser->line.len--;
		if (parser->line.len > 0 && parser->line.at[0] != '#')
			return true;
	}
	return false;
}

/* The next word of the line. */
static bool take_word(struct line *line, const char **word, size_t *len)
{
	const char *end;

	while (line->len > 0 && line->at[0] == ' ') {
		line->at++;
		line->len--;
	}
	end = line->len > 0 ? memchr(line->at, ' ', line->len) : NULL;
	*word = line->at;
	*len = end ? (size_t)(end - line->at) : line->len;
	line->at += *len;
	line->len -= *len;
	return *len > 0;
}

static bool take_keyword(struct parser *parser, const char *wanted)
{
	const char *word;
	size_t len;

	return take_word(&parser->line, &word, &len) && len == strlen(wanted) &&
	       memcmp(word, wanted, len) == 0;
}

static bool take_number(struct line *line, uint64_t *number)
{
	const char *word;
	struct err ignored;
	size_t len, used;

	return take_word(line, &word, &len) &&
	       number_parse(word, len, &used, number, &ignored) && used == len;
}

static bool take_sum(struct line *line, uint64_t *sum)
{
	const char *word;
	size_t len;

	*sum = 0;
	if (!take_word(line, &word, &len) || len != 16)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (digit_of(word[i]) < 0)
			return false;
		*sum = *sum << 4 | (uint64_t)digit_of(word[i]);
	}
	return true;
}

static bool is_over(struct line *line)
{
	const char *word;
	size_t len;

	return !take_word(line, &word, &len);
}

/* The last part of a line, quoted. */
static bool take_quoted(struct line *line, struct buf *out)
{
	size_t used;

	while (line->len > 0 && line->at[0] == ' ') {
		line->at++;
		line->len--;
	}
	used = notes_unquote(line->at, line->len, out);
	line->at += used;
	line->len -= used;
	return used > 0;
}

static bool take_name(struct line *line, struct buf *out)
{
	const char *word;
	size_t len;

	if (!take_word(line, &word, &len) || len > NOTE_NAME_MOST || memchr(word, '\0', len))
		return false;
	buf_add(out, word, len);
	return true;
}

static bool parse_note(struct parser *parser, struct notes *notes)
{
	const char *problem = "a note is \"note POSITION LENGTH COLOUR NAME \"COMMENT\"\"";
	struct buf name = BUF_INIT, comment = BUF_INIT;
	struct note note = { 0 };
	const char *word;
	size_t len;
	bool ok;

	ok = take_number(&parser->line, &note.pos) && take_number(&parser->line, &note.len) &&
	     take_word(&parser->line, &word, &len) &&
	     note_colour_find(word, len, &note.colour) && take_name(&parser->line, &name) &&
	     take_quoted(&parser->line, &comment) && is_over(&parser->line);
	if (!ok)
		fail(parser, problem);
	note.name = (char *)(uintptr_t)buf_string(&name);
	note.comment = (char *)(uintptr_t)buf_string(&comment);
	if (ok && !(buf_ok(&name) && buf_ok(&comment)))
		ok = err_nomem(parser->err);
	if (ok && !notes_add(notes, &note, parser->err))
		ok = err_prefix(parser->err, "line %" PRIu64 " of the notes",
				parser->line.number);
	buf_done(&name);
	buf_done(&comment);
	return ok;
}

static bool parse_head(struct parser *parser, struct notes_identity *identity)
{
	size_t len = strlen(first_line);

	if (!next_line(parser) || parser->line.len != len ||
	    memcmp(parser->line.at, first_line, len) != 0)
		return err_set(parser->err, ERR_SYNTAX, "this is no file of notes that this "
			       "version can read: it does not begin with \"%s\"", first_line);
	if (!next_line(parser) || !take_keyword(parser, "size") ||
	    !take_number(&parser->line, &identity->size) || !is_over(&parser->line))
		return fail(parser, "\"size BYTES\" is missing");
	if (!next_line(parser) || !take_keyword(parser, "sum") ||
	    !take_sum(&parser->line, &identity->sum) || !is_over(&parser->line))
		return fail(parser, "\"sum DIGITS\" is missing");
	return true;
}

static bool parse_body(struct parser *parser, struct notes *notes)
{
	while (next_line(parser)) {
		struct line line = parser->line;
		const char *word;
		uint64_t count;
		size_t len;

		take_word(&line, &word, &len);
		if (len == 3 && memcmp(word, "end", 3) == 0)
			return (take_number(&line, &count) && is_over(&line) &&
				count == notes->count && !next_line(parser)) ||
			       fail(parser, "\"end\" does not fit the notes before it");
		if (!take_keyword(parser, "note"))
			return fail(parser, "it is not understood");
		if (!parse_note(parser, notes))
			return false;
	}
	return fail(parser, "\"end COUNT\" is missing: the file was cut");
}

bool notes_parse(const char *text, size_t len, struct notes *notes,
		 struct notes_identity *identity, struct err *err)
{
	struct parser parser = { .text = text, .left = len, .err = err };

	if (len > NOTES_TEXT_MOST)
		return err_set(err, ERR_RANGE, "the file of notes is too long");
	if (parse_head(&parser, identity) && parse_body(&parser, notes))
		return true;
	notes_done(notes);
	return false;
}
