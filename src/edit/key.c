/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One table of names serves parsing, writing and the labels for people. A key is brought into one
 * form while it is parsed (<C-I>, <C-i> and <Tab> are the same key), so that comparing two is
 * comparing numbers: the terminal's side has to deliver that form.
 */
#include "edit/key.h"

#include <string.h>
#include <strings.h>

#include "base/printable.h"

struct name {
	const char *name;
	uint32_t code;
};

static const struct name names[] = {
	{ "Esc", KEY_ESC },
	{ "Enter", KEY_RETURN },
	{ "Tab", KEY_TABULATOR },
	{ "Space", ' ' },
	{ "lt", '<' },
	{ "Backspace", KEY_BACKSP },
	{ "Delete", KEY_DEL },
	{ "Insert", KEY_INS },
	{ "Up", KEY_GO_UP },
	{ "Down", KEY_GO_DOWN },
	{ "Left", KEY_GO_LEFT },
	{ "Right", KEY_GO_RIGHT },
	{ "Home", KEY_GO_HOME },
	{ "End", KEY_GO_END },
	{ "PageUp", KEY_PAGE_UP },
	{ "PageDown", KEY_PAGE_DOWN },
	{ "F1", KEY_FUNCTION + 1 },
	{ "F2", KEY_FUNCTION + 2 },
	{ "F3", KEY_FUNCTION + 3 },
	{ "F4", KEY_FUNCTION + 4 },
	{ "F5", KEY_FUNCTION + 5 },
	{ "F6", KEY_FUNCTION + 6 },
	{ "F7", KEY_FUNCTION + 7 },
	{ "F8", KEY_FUNCTION + 8 },
	{ "F9", KEY_FUNCTION + 9 },
	{ "F10", KEY_FUNCTION + 10 },
	{ "F11", KEY_FUNCTION + 11 },
	{ "F12", KEY_FUNCTION + 12 },
	{ "Click", KEY_CLICK },
	{ "Drag", KEY_DRAG },
	{ "Release", KEY_RELEASE },
	{ "RightClick", KEY_RIGHT_CLICK },
	{ "WheelUp", KEY_WHEEL_UP },
	{ "WheelDown", KEY_WHEEL_DOWN },
	{ "Paste", KEY_PASTE },
};

enum { NAME_COUNT = sizeof names / sizeof *names };

static const char *find_name(uint32_t code)
{
	for (size_t i = 0; i < NAME_COUNT; i++)
		if (names[i].code == code)
			return names[i].name;
	return NULL;
}

static bool is_character(uint32_t code)
{
	return code < KEY_NONE;
}

/* What a terminal can not tell apart is one key. */
static bool normalise(struct key *key, struct err *err)
{
	if (is_character(key->code) && key->mods & KEY_SHIFT)
		return err_set(err, ERR_SYNTAX,
			       "Shift with a character is that character: write A, not <S-a>");
	if (key->code == '@' && key->mods & KEY_CTRL)
		key->code = ' ';
	if (key->code == '/' && key->mods & KEY_CTRL)
		key->code = '_';
	if (key->mods & KEY_CTRL && key->code >= 'A' && key->code <= 'Z')
		key->code += 'a' - 'A';
	uint32_t plain = 0;
	if (key->mods & KEY_CTRL)
		plain = key->code == 'i'   ? KEY_TABULATOR
			: key->code == 'm' ? KEY_RETURN
			: key->code == '[' ? KEY_ESC
					   : 0;
	if (plain != 0) {
		key->code = plain;
		key->mods &= (uint8_t)~KEY_CTRL;
	}
	return true;
}

/* "<" has been read; text is behind it. */
static bool parse_bracket(const char *text, size_t *used, struct key *key, struct err *err)
{
	const char *at = text;
	while (*at && at[1] == '-' && at[2] != '\0') {
		uint8_t mod = *at == 'C' ? KEY_CTRL : *at == 'M' || *at == 'A' ? KEY_ALT : 0;
		if (*at == 'S')
			mod = KEY_SHIFT;
		if (mod == 0)
			break;
		key->mods |= mod;
		at += 2;
	}
	uint32_t code = 0;
	size_t len = *at ? utf8_decode((const uint8_t *)at, strlen(at), &code) : 0;
	if (len > 0 && at[len] == '>' && code > ' ' && code != 0x7f && key->mods != 0) {
		key->code = code;
		*used = (size_t)(at - text) + len + 1;
		return normalise(key, err);
	}
	len = strcspn(at, "> ");
	if (at[len] != '>')
		return err_set(err, ERR_SYNTAX, "'<' without '>' in a key; '<' itself is <lt>");
	*used = (size_t)(at - text) + len + 1;
	for (size_t i = 0; i < NAME_COUNT; i++) {
		/* Hundreds of keys are bound before the first frame: most by one comparison. */
		if ((names[i].name[0] ^ *at) & ~('a' ^ 'A') ||
		    strncasecmp(names[i].name, at, len) != 0 || names[i].name[len] != '\0')
			continue;
		key->code = names[i].code;
		return normalise(key, err);
	}
	if (len == strlen("BackTab") && strncasecmp(at, "BackTab", len) == 0) {
		key->code = KEY_TABULATOR;
		key->mods |= KEY_SHIFT;
		return true;
	}
	return err_set(err, ERR_SYNTAX, "no key is called <%.*s>", (int)(len > 20 ? 20 : len), at);
}

bool key_parse(const char *text, size_t *used, struct key *key, struct err *err)
{
	struct key parsed = { .code = KEY_NONE };
	if (*text == '<') {
		if (!parse_bracket(text + 1, used, &parsed, err))
			return false;
		*used += 1;
		*key = parsed;
		return true;
	}
	size_t len = *text ? utf8_decode((const uint8_t *)text, strlen(text), &parsed.code) : 0;
	if (len == 0)
		return err_set(err, ERR_SYNTAX,
			       *text ? "a key that is not UTF-8" : "a key is missing");
	if (parsed.code == ' ')
		return err_set(err, ERR_SYNTAX, "a blank among keys is written <Space>");
	if (parsed.code < ' ' || parsed.code == 0x7f)
		return err_set(err, ERR_SYNTAX, "a control character among keys is written <C-x>");
	*used = len;
	*key = parsed;
	return true;
}

static void add_character(uint32_t code, struct buf *out)
{
	uint8_t text[4];
	size_t len = utf8_encode(code, text);
	buf_add(out, text, len);
}

void key_format(const struct key *key, struct buf *out)
{
	const char *name = find_name(key->code);
	if (!name && key->mods == 0) {
		add_character(key->code, out);
		return;
	}
	buf_text(out, "<");
	bool back_tab = key->code == KEY_TABULATOR && key->mods & KEY_SHIFT;
	if (key->mods & KEY_CTRL)
		buf_text(out, "C-");
	if (key->mods & KEY_ALT)
		buf_text(out, "M-");
	if (key->mods & KEY_SHIFT && !back_tab)
		buf_text(out, "S-");
	if (back_tab)
		buf_text(out, "BackTab");
	else if (name)
		buf_text(out, name);
	else
		add_character(key->code, out);
	buf_text(out, ">");
}

/* True when the label is a word that needs a blank beside it. */
static bool label(const struct key *key, struct buf *out)
{
	bool character = is_character(key->code) && key->code != ' ';
	bool word = !character || key->mods & KEY_ALT;
	if (key->mods & KEY_ALT)
		buf_text(out, "M-");
	if (key->mods & KEY_CTRL)
		buf_text(out, "^");
	if (key->mods & KEY_SHIFT)
		buf_text(out, "S-");
	if (!character)
		buf_text(out, find_name(key->code));
	else if (key->mods & KEY_CTRL && key->code >= 'a' && key->code <= 'z')
		add_character(key->code - ('a' - 'A'), out);
	else
		add_character(key->code, out);
	return word;
}

void keys_label(const char *keys, struct buf *out)
{
	bool word_before = false;
	for (bool first = true; *keys; first = false) {
		struct key key;
		struct err err;
		size_t used;
		if (!key_parse(keys, &used, &key, &err)) {
			printable_add(out, keys, strlen(keys));
			return;
		}
		size_t start = out->len;
		bool word = label(&key, out);
		if (!first && (word || word_before))
			buf_insert(out, start, " ", 1);
		word_before = word;
		keys += used;
	}
}

bool key_equal(const struct key *a, const struct key *b)
{
	return a->code == b->code && a->mods == b->mods;
}

bool key_is_mouse(const struct key *key)
{
	return key->code >= KEY_CLICK && key->code <= KEY_WHEEL_DOWN;
}

bool key_is_text(const struct key *key)
{
	return is_character(key->code) && key->code >= ' ' && key->code != 0x7f &&
	       (key->mods & (KEY_CTRL | KEY_ALT)) == 0;
}
