/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any text as keys in notation. What is parsed is written in a form that parses to the same keys,
 * its label can be shown, a key map finds what it was given, and a line editor fed with the keys
 * stays whole.
 */
#include <locale.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/printable.h"
#include "edit/keymap.h"
#include "edit/lineedit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void check_key(const struct key *key)
{
	struct buf text = BUF_INIT, label = BUF_INIT;
	struct key again;
	struct err err;
	size_t used;
	key_format(key, &text);
	check(key_parse(buf_string(&text), &used, &again, &err));
	check(used == text.len && key_equal(key, &again));
	keys_label(buf_string(&text), &label);
	check(label.len > 0);
	buf_done(&text);
	buf_done(&label);
}

static void check_line(const struct lineedit *line)
{
	size_t at = 0;
	while (at < line->cursor) {
		uint32_t code;
		size_t len = utf8_decode(line->text.data + at, line->text.len - at, &code);
		check(len > 0);
		at += len;
	}
	check(at == line->cursor && at <= line->text.len);
}

static void check_keymap(const char *text, const struct key *keys, size_t count)
{
	const char *line;
	struct err err = { 0 };
	struct keymap *keymap = keymap_new(&err);
	check(keymap && keymap_bind_default(keymap, 1u << CONTEXT_VIEW, "<C-x>g", "goto", &err));
	if (keymap_bind(keymap, CONTEXT_VIEW, text, "line", &err)) {
		check(count > 0 && count <= KEYMAP_SEQUENCE);
		check(keymap_find(keymap, CONTEXT_VIEW, keys, count, &line) == KEYMAP_MATCH);
		check(strcmp(line, "line") == 0);
		for (size_t part = 1; part < count; part++)
			check(keymap_find(keymap, CONTEXT_VIEW, keys, part, &line) ==
			      KEYMAP_PREFIX);
	} else {
		check(err.code != ERR_NONE && err.text[0] != '\0');
	}
	keymap_free(keymap);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	struct key keys[KEYMAP_SEQUENCE + 1];
	struct lineedit line;
	struct err err = { 0 };
	size_t count = 0, used;
	char *text = malloc(size + 1);
	check(text != NULL);
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	lineedit_init(&line);
	const char *at = text;
	for (; *at; at += used) {
		struct key key;
		if (!key_parse(at, &used, &key, &err))
			break;
		check_key(&key);
		lineedit_key(&line, &key);
		check_line(&line);
		if (count <= KEYMAP_SEQUENCE)
			keys[count++] = key;
	}
	check_keymap(text, keys, *at ? 0 : count);
	lineedit_done(&line);
	free(text);
	return 0;
}
