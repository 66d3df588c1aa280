/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The cursor is a byte offset that always stands before a character with a width of its own, so a
 * letter and the accents that combine with it move and go together. Bytes that are not UTF-8 (a
 * file name that completion put in) count as a character each.
 */
#include "edit/lineedit.h"

#include <string.h>

#include "base/printable.h"

void lineedit_init(struct lineedit *line)
{
	line->text = (struct buf)BUF_INIT;
	line->cursor = 0;
}

void lineedit_done(struct lineedit *line)
{
	buf_done(&line->text);
	line->cursor = 0;
}

/* When memory ran out the line is emptied: the state stays whole, and the person sees it. */
static void recover(struct lineedit *line)
{
	if (buf_ok(&line->text))
		return;
	buf_clear(&line->text);
	line->cursor = 0;
}

static size_t character_at(const struct lineedit *line, size_t at, uint32_t *code)
{
	size_t len = utf8_decode(line->text.data + at, line->text.len - at, code);
	if (len == 0) {
		*code = 0xfffd;
		return 1;
	}
	return len;
}

static size_t next(const struct lineedit *line, size_t at)
{
	uint32_t code;
	if (at == line->text.len)
		return at;
	at += character_at(line, at, &code);
	while (at < line->text.len) {
		size_t len = character_at(line, at, &code);
		if (printable_width(code) != 0)
			break;
		at += len;
	}
	return at;
}

static size_t previous(const struct lineedit *line, size_t at)
{
	size_t before = 0;
	for (size_t i = 0; i < at; i = next(line, i))
		before = i;
	return before;
}

static bool is_blank_at(const struct lineedit *line, size_t at)
{
	return line->text.data[at] == ' ';
}

static size_t word_end(const struct lineedit *line, size_t at)
{
	while (at < line->text.len && is_blank_at(line, at))
		at = next(line, at);
	while (at < line->text.len && !is_blank_at(line, at))
		at = next(line, at);
	return at;
}

static size_t word_start(const struct lineedit *line, size_t at)
{
	while (at > 0 && is_blank_at(line, previous(line, at)))
		at = previous(line, at);
	while (at > 0 && !is_blank_at(line, previous(line, at)))
		at = previous(line, at);
	return at;
}

static void remove_range(struct lineedit *line, size_t from, size_t to)
{
	buf_remove(&line->text, from, to - from);
	line->cursor = from;
}

void lineedit_replace(struct lineedit *line, size_t from, size_t to, const char *text)
{
	buf_remove(&line->text, from, to - from);
	buf_insert(&line->text, from, text, strlen(text));
	line->cursor = from + strlen(text);
	recover(line);
}

void lineedit_set(struct lineedit *line, const char *text)
{
	lineedit_replace(line, 0, line->text.len, text);
}

void lineedit_insert(struct lineedit *line, const char *text, size_t len)
{
	size_t start = line->cursor;
	buf_insert(&line->text, start, text, len);
	recover(line);
	if (line->text.len < start + len)
		return;
	for (size_t i = start; i < start + len; i++)
		if (line->text.data[i] < ' ' || line->text.data[i] == 0x7f)
			line->text.data[i] = ' ';
	line->cursor = start + len;
}

/* What the Ctrl keys of readline mean, as the plain key; 0: none. */
static uint32_t translate(uint32_t code)
{
	switch (code) {
	case 'a': return KEY_GO_HOME;
	case 'e': return KEY_GO_END;
	case 'b': return KEY_GO_LEFT;
	case 'f': return KEY_GO_RIGHT;
	case 'd': return KEY_DEL;
	case 'h': return KEY_BACKSP;
	default: return 0;
	}
}

static bool control(struct lineedit *line, uint32_t code)
{
	switch (code) {
	case 'k':
		remove_range(line, line->cursor, line->text.len);
		return true;
	case 'u':
		remove_range(line, 0, line->cursor);
		return true;
	case 'w':
		remove_range(line, word_start(line, line->cursor), line->cursor);
		return true;
	case KEY_GO_LEFT:
		line->cursor = word_start(line, line->cursor);
		return true;
	case KEY_GO_RIGHT:
		line->cursor = word_end(line, line->cursor);
		return true;
	default:
		return false;
	}
}

static bool plain(struct lineedit *line, uint32_t code)
{
	switch (code) {
	case KEY_GO_HOME:
		line->cursor = 0;
		return true;
	case KEY_GO_END:
		line->cursor = line->text.len;
		return true;
	case KEY_GO_LEFT:
		line->cursor = previous(line, line->cursor);
		return true;
	case KEY_GO_RIGHT:
		line->cursor = next(line, line->cursor);
		return true;
	case KEY_DEL:
		remove_range(line, line->cursor, next(line, line->cursor));
		return true;
	case KEY_BACKSP:
		remove_range(line, previous(line, line->cursor), line->cursor);
		return true;
	default:
		return false;
	}
}

static bool with_alt(struct lineedit *line, uint32_t code)
{
	switch (code) {
	case 'b':
		return control(line, KEY_GO_LEFT);
	case 'f':
		return control(line, KEY_GO_RIGHT);
	case 'd':
		remove_range(line, line->cursor, word_end(line, line->cursor));
		return true;
	case KEY_BACKSP:
		return control(line, 'w');
	default:
		return false;
	}
}

bool lineedit_key(struct lineedit *line, const struct key *key)
{
	if (key_is_text(key)) {
		uint8_t text[4];
		lineedit_insert(line, (const char *)text, utf8_encode(key->code, text));
		return true;
	}
	if (key->mods == KEY_CTRL)
		return translate(key->code) ? plain(line, translate(key->code))
					    : control(line, key->code);
	if (key->mods == KEY_ALT)
		return with_alt(line, key->code);
	return key->mods == 0 && plain(line, key->code);
}

const char *lineedit_text(struct lineedit *line)
{
	const char *text = buf_string(&line->text);
	recover(line);
	return text;
}
