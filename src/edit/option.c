/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One row per option. Values are read and written through the row's offset, so a new option is a
 * field and a row. A change has no effect of its own: editor_settle() compares the options with
 * those in force.
 */
#include "edit/option.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "edit/paths.h"
#include "scan/architecture.h"

static const char *const groups[] = { "1", "2", "4", "8", "16", NULL };
static const char *const bases[] = { "hex", "decimal", "octal", "binary", NULL };
static const char *const presets[] = { "modern", "vi", "emacs", NULL };
static const char *const clipboards[] = { "auto", "terminal", "no", NULL };
static const char *const methods[] = { "auto", "atomic", "inplace", NULL };
static const char *const controls[] = { "dots", "pictures", "cp437", NULL };
static const char *const places[] = { "data", "beside", "no", NULL };
static const char *const minimaps[] = { "off", "entropy", "class", "both", NULL };
static const char *const restores[] = { "file", "no", "all", NULL };
static const char *const themes[] = { "auto", "dark", "light", "contrast", "mono",
				      NULL };

#define AT(field) offsetof(struct options, field)

static const struct option table[] = {
	{ "columns", "cols", OPTION_NUMBER, AT(columns), 0, 4096, NULL,
	  "Bytes a row; 0 shows as many as fit.", true },
	{ "group", NULL, OPTION_NUMBER, AT(group), 1, 16, groups,
	  "Bytes a group: 1, 2, 4, 8 or 16.", true },
	{ "little-endian", "le", OPTION_BOOL, AT(little_endian), 0, 1, NULL,
	  "Shows the bytes of a group from the last to the first.", true },
	{ "base", NULL, OPTION_CHOICE, AT(base), 0, 0, bases,
	  "How a byte is written: hex, decimal, octal or binary.", true },
	{ "address-decimal", "ad", OPTION_BOOL, AT(address_decimal), 0, 1, NULL,
	  "Writes addresses in decimal.", true },
	{ "upper", NULL, OPTION_BOOL, AT(upper), 0, 1, NULL,
	  "Writes hexadecimal digits in upper case.", true },
	{ "shift", NULL, OPTION_NUMBER, AT(shift), 0, 4095, NULL,
	  "Bytes by which the starts of the rows are shifted.", true },
	{ "fold", NULL, OPTION_BOOL, AT(fold), 0, 1, NULL,
	  "Folds rows that repeat the row before.", true },
	{ "keys", NULL, OPTION_CHOICE, AT(keys), 0, 0, presets,
	  "The default keys: modern, vi or emacs.", false },
	{ "theme", NULL, OPTION_CHOICE, AT(theme), 0, 0, themes,
	  "The colours: auto, dark, light, contrast or mono.", false },
	{ "mouse", NULL, OPTION_BOOL, AT(mouse), 0, 1, NULL,
	  "Takes clicks, drags and the wheel.", false },
	{ "hints", NULL, OPTION_BOOL, AT(hints), 0, 1, NULL,
	  "Shows the line of key hints.", false },
	{ "undofile", NULL, OPTION_BOOL, AT(undo_file), 0, 1, NULL,
	  "Keeps the undo history of a file when it is closed.", false },
	{ "wrap", NULL, OPTION_BOOL, AT(wrap), 0, 1, NULL,
	  "Lets a search go on at the other end.", false },
	{ "savemethod", NULL, OPTION_CHOICE, AT(savemethod), 0, 0, methods,
	  "How a file is saved: into a new one, or in its place.", false },
	{ "backup", NULL, OPTION_BOOL, AT(backup), 0, 1, NULL,
	  "Keeps what a save replaces as NAME~.", false },
	{ "incsearch", "is", OPTION_BOOL, AT(incsearch), 0, 1, NULL,
	  "Shows the first hit while the pattern is typed.", false },
	{ "overlap", NULL, OPTION_BOOL, AT(overlap), 0, 1, NULL,
	  "Counts, lists and goes to hits that overlap, too.", false },
	{ "clipboard", NULL, OPTION_CHOICE, AT(clipboard), 0, 0, clipboards,
	  "How :copy-as reaches the system's clipboard.", false },
	{ "encoding", "enc", OPTION_TEXT, AT(encoding), 0, 0, charset_names,
	  "The encoding of text; one of iconv, or a FILE.tbl.", true },
	{ "control", NULL, OPTION_CHOICE, AT(control), 0, 0, controls,
	  "Control bytes in the text: dots, pictures or cp437.", true },
	{ "architecture", "arch", OPTION_CHOICE, AT(architecture), 0, 0, architecture_names,
	  "The machine of :disassemble; auto: by the header.", true },
	{ "notes", NULL, OPTION_CHOICE, AT(notes), 0, 0, places,
	  "Where notes are kept: data folder, beside the file, no.", false },
	{ "minimap", NULL, OPTION_CHOICE, AT(minimap), 0, 0, minimaps,
	  "The bar of the whole file: off, entropy, class, both.", false },
	{ "differences", NULL, OPTION_BOOL, AT(differences), 0, 1, NULL,
	  "Marks what differs in panes that scroll together.", false },
	{ "restore", NULL, OPTION_CHOICE, AT(restore), 0, 0, restores,
	  "The panes of last time: none, the file's, all files'.", false },
};

enum { OPTION_COUNT = sizeof table / sizeof *table };

void options_init(struct options *options)
{
	*options = (struct options){
		.group = 1,
		.base = BASE_HEX,
		.keys = PRESET_MODERN,
		.theme = THEME_AUTO,
		.mouse = true,
		.hints = true,
		.wrap = true,
		.incsearch = true,
		.differences = true,
		.encoding = "ascii",
	};
}

const struct option *option_at(size_t index)
{
	return index < OPTION_COUNT ? &table[index] : NULL;
}

const struct option *option_find_in(const char *name, size_t len)
{
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const char *names[] = { table[i].name, table[i].alias };
		for (size_t n = 0; n < 2; n++)
			if (names[n] && strlen(names[n]) == len &&
			    memcmp(names[n], name, len) == 0)
				return &table[i];
	}
	return NULL;
}

const struct option *option_find(const char *name)
{
	return option_find_in(name, strlen(name));
}

static char *text_of(const struct options *options, const struct option *option)
{
	return (char *)options + option->offset;
}

static uint64_t get(const struct options *options, const struct option *option)
{
	const char *at = (const char *)options + option->offset;
	if (option->type == OPTION_BOOL)
		return *(const bool *)at;
	uint64_t value;
	memcpy(&value, at, sizeof value);
	return value;
}

static void set(struct options *options, const struct option *option, uint64_t value)
{
	char *at = (char *)options + option->offset;
	if (option->type == OPTION_BOOL)
		*(bool *)at = value != 0;
	else
		memcpy(at, &value, sizeof value);
}

bool option_is_default(const struct options *options, const struct option *option)
{
	struct options defaults;
	options_init(&defaults);
	if (option->type == OPTION_TEXT)
		return strcmp(text_of(options, option), text_of(&defaults, option)) == 0;
	return get(options, option) == get(&defaults, option);
}

void option_format(const struct options *options, const struct option *option, struct buf *out)
{
	if (option->type == OPTION_TEXT) {
		buf_format(out, "%s=%s", option->name, text_of(options, option));
		return;
	}
	uint64_t value = get(options, option);
	if (option->type == OPTION_BOOL)
		buf_format(out, "%s%s", value ? "" : "no", option->name);
	else if (option->type == OPTION_NUMBER)
		buf_format(out, "%s=%" PRIu64, option->name, value);
	else
		buf_format(out, "%s=%s", option->name, option->choices[value]);
}

static bool choose(const struct option *option, const char *text, uint64_t *index)
{
	for (*index = 0; option->choices[*index]; ++*index)
		if (strcmp(option->choices[*index], text) == 0)
			return true;
	return false;
}

static bool refuse_choice(const struct option *option, const char *text, struct err *err)
{
	struct buf all = BUF_INIT;
	for (size_t i = 0; option->choices[i]; i++)
		buf_format(&all, "%s%s", i ? ", " : "", option->choices[i]);
	err_set(err, ERR_RANGE, "%s is one of %s, not \"%s\"", option->name, buf_string(&all),
		text);
	buf_done(&all);
	return false;
}

static bool parse_bool(const struct option *option, const char *text, uint64_t *value,
		       struct err *err)
{
	*value = strcmp(text, "on") == 0;
	if (*value || strcmp(text, "off") == 0)
		return true;
	return err_set(err, ERR_SYNTAX, "%s is on or off: write %s or no%s", option->name,
		       option->name, option->name);
}

static bool parse_number(const struct option *option, const char *text, uint64_t *value,
			 struct err *err)
{
	uint64_t index;
	if (!number_parse_all(text, value, err))
		return err_prefix(err, "%s", option->name);
	if (*value < option->least || *value > option->most)
		return err_set(err, ERR_RANGE, "%s is %" PRIu64 " to %" PRIu64 ", not %" PRIu64,
			       option->name, option->least, option->most, *value);
	char plain[NUMBER_TEXT];
	snprintf(plain, sizeof plain, "%" PRIu64, *value);
	if (option->choices && !choose(option, plain, &index))
		return refuse_choice(option, plain, err);
	return true;
}

static bool parse_value(const struct option *option, const char *text, uint64_t *value,
			struct err *err)
{
	if (option->type == OPTION_BOOL)
		return parse_bool(option, text, value, err);
	if (option->type == OPTION_NUMBER)
		return parse_number(option, text, value, err);
	return choose(option, text, value) || refuse_choice(option, text, err);
}

/* It may name a file. */
static bool set_text(struct options *options, const struct option *option, const char *text,
		     struct err *err)
{
	struct buf value = BUF_INIT;
	paths_expand_home(text, &value);
	size_t len = strlen(buf_string(&value));
	bool ok = buf_ok(&value) || err_nomem(err);
	if (ok && (len == 0 || len >= CHARSET_NAME))
		ok = err_set(err, ERR_RANGE, "%s has 1 to %d bytes, not %zu", option->name,
			     CHARSET_NAME - 1, len);
	if (ok)
		memcpy(text_of(options, option), buf_string(&value), len + 1);
	buf_done(&value);
	return ok;
}

/* "NAME" with "no" before it, when the whole is no name itself. */
static const struct option *find_negated(const char *name, size_t len)
{
	if (len <= 2 || memcmp(name, "no", 2) != 0)
		return NULL;
	const struct option *option = option_find_in(name + 2, len - 2);
	return option && option->type == OPTION_BOOL ? option : NULL;
}

bool option_apply(struct options *options, const char *word, struct buf *out, struct err *err)
{
	size_t len = strcspn(word, "=:?!");
	const char *tail = word + len;
	const struct option *option = option_find_in(word, len);
	if (!option && *tail == '\0') {
		option = find_negated(word, len);
		if (option) {
			set(options, option, 0);
			return true;
		}
	}
	if (!option)
		return err_set(err, ERR_SYNTAX, "there is no option \"%.*s\"; :set all lists them",
			       (int)(len > 40 ? 40 : len), word);
	if (*tail == '=' || *tail == ':') {
		uint64_t value;
		if (option->type == OPTION_TEXT)
			return set_text(options, option, tail + 1, err);
		if (!parse_value(option, tail + 1, &value, err))
			return false;
		set(options, option, value);
		return true;
	}
	if (*tail != '\0' && tail[1] != '\0')
		return err_set(err, ERR_SYNTAX, "\"%s\" is not understood after %s", tail,
			       option->name);
	if (*tail == '!' && option->type != OPTION_BOOL)
		return err_set(err, ERR_SYNTAX, "%s is not on or off: write %s=VALUE", option->name,
			       option->name);
	if (*tail == '!')
		set(options, option, !get(options, option));
	else if (*tail == '\0' && option->type == OPTION_BOOL)
		set(options, option, 1);
	else
		option_format(options, option, out);
	return true;
}
