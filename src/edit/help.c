/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Nothing about a command is written twice: its row says what it does, the key map by which keys.
 * Only the two small languages, patterns and expressions, are described here.
 */
#include "edit/help.h"

#include <string.h>

#include "base/printable.h"

enum { USAGE_CELLS = 34, OPTION_CELLS = 22 };

static const char introduction[] =
	"Esc or q closes this text; / searches in it, n goes on.\n"
	"^X is Ctrl with X, M-x is Alt with x, S-Left is Shift with Left.\n";

static const char patterns[] =
	"\fPatterns (search, count, replace; :help pattern)\n"
	"  48 8b ?? 4? c3       hexadecimal; ? is any digit, ?? any byte\n"
	"  [00-1f 41] [^00]     one of these bytes; any but these\n"
	"  {4}  {0,16}          a gap of any bytes, as short as can be\n"
	"  ( 41 | 42 43 )       one or the other; ( ) captures, for a replacement\n"
	"  \"text\"  \"text\"/i     text, with \\n \\t \\0 \\xHH; /i: in any case\n"
	"    /u /U              in UTF-16, little and big endian; also /utf8 /utf16le\n"
	"                       /utf16be /utf32le /utf32be /latin1 /cp437 /ebcdic\n"
	"    /any               in any of these\n"
	"    /sjis /koi8-r …    in one that :set encoding= shows; else as it is set\n"
	"  u32le:1000  f64be:2  a number of a type: u or i with 8 to 64, f32, f64;\n"
	"                       without le or be in either order\n"
	"  u16:10..20           a number in a range; f32:1.5~0.01: about 1.5\n"
	"  leb128:300           in LEB128; sleb128:-3\n"
	"  ptr64le:4096..8191   a pointer into a range; alone, where pointers stand\n"
	"  anything else        is text as it is\n"
	"After any of these:\n"
	"  /near:2  /xor        2 bytes may differ; XORed with any byte\n"
	"  /base64              in base64, however it is aligned\n"
	"  /align:4  /not       at multiples of 4; where it does not match\n"
	"  /changed             with a byte that was changed and not saved\n"
	"  /selection           in the selection; n and N stay in it\n"
	"Alone, or with /align, /not, /changed, /selection after a blank:\n"
	"  re:lib[a-z]+         a regular expression; re/ismx: with flags\n"
	"  expr: u32le(.) == size && u8(.+4) > 0x20\n"
	"                       where this is true; . is the place\n"
	"  list:FILE            the patterns in a file, one a line; # begins a remark\n"
	"\n"
	"\fReplacements (replace PATTERN => WITH)\n"
	"  90 ?? 4?             hexadecimal; ? keeps what is there\n"
	"  \"text\"  u16be:512    text, numbers; \"\" is nothing\n"
	"  $0  $1  $name        what was found, a capture; also in text, as ${name}\n"
	"  u32le:${u32le(.)+1}  a number computed for each hit, which begins at .\n"
	"\n";

static const char bytes[] =
	"\fBytes (put, insert, fill)\n"
	"  de ad be ef  0xde,0xad  41h  \\xde\\xad     hexadecimal, in pairs\n"
	"  \"text\\n\"  u16be:512                       text, numbers; several may follow\n";

static const char expressions[] =
	"\fPositions, lengths and numbers\n"
	"  4096 0x1000 0o17 0b11 1_000 4k 2MiB 63s   s: sectors of 512 bytes\n"
	"  .  $  50%  'a  @name                      cursor, end, percent, mark, note\n"
	"  +64  -32                                  from the cursor\n"
	"  u32le(.+4)                                a number read from the document\n"
	"  ( ) ~ * / % + - << >> & ^ | < <= == && || as in C\n"
	"\n"
	"\fRanges (select, copy, cut, move, write)\n"
	"  A,B                 from A up to, but not with, B\n"
	"  A+LEN  A,+LEN       LEN bytes from A on\n";

static void pad(struct buf *out, size_t start, int cells)
{
	if (!buf_ok(out))
		return;
	int used = printable_cells((const char *)out->data + start, out->len - start);
	buf_fill(out, ' ', used + 2 < cells ? (size_t)(cells - used) : 2);
}

/* What else the keys do in the other of the two contexts. */
static bool is_elsewhere(const struct keymap *keymap, enum context context, const char *keys,
			 const char *line)
{
	enum context other, wanted = context == CONTEXT_VIEW ? CONTEXT_EDIT : CONTEXT_VIEW;
	const char *other_keys, *other_line;
	for (size_t i = 0; keymap_next(keymap, &i, &other, &other_keys, &other_line);)
		if (other == wanted && strcmp(other_keys, keys) == 0 &&
		    strcmp(other_line, line) != 0)
			return true;
	return false;
}

static bool is_listed(const struct keymap *keymap, size_t before, const char *keys,
		      const char *line)
{
	enum context context;
	const char *other_keys, *other_line;
	for (size_t i = 0; keymap_next(keymap, &i, &context, &other_keys, &other_line) &&
			   i < before;)
		if (strcmp(other_keys, keys) == 0 && strcmp(other_line, line) == 0)
			return true;
	return false;
}

void help_keys(const struct keymap *keymap, const char *line, struct buf *out)
{
	enum context context;
	const char *keys, *bound;
	bool first = true;
	for (size_t i = 0; keymap_next(keymap, &i, &context, &keys, &bound);) {
		if (strcmp(bound, line) != 0 || is_listed(keymap, i, keys, line))
			continue;
		buf_text(out, first ? "" : "  ");
		first = false;
		keys_label(keys, out);
		if (context <= CONTEXT_EDIT && is_elsewhere(keymap, context, keys, line))
			buf_format(out, " (%s)", context_name(context));
	}
}

static void add_command(const struct keymap *keymap, const struct command *command,
			struct buf *out)
{
	size_t start = out->len;
	buf_text(out, "  ");
	command_usage(command, out);
	pad(out, start, USAGE_CELLS);
	help_keys(keymap, command->name, out);
	while (out->len > 0 && out->data[out->len - 1] == ' ')
		buf_remove(out, out->len - 1, 1);
	buf_format(out, "\n      %s\n", command->help);
}

static void add_group(const struct keymap *keymap, enum command_group group, struct buf *out)
{
	struct command_walk walk = { 0 };
	const struct command *row;
	buf_format(out, "\n\f%s\n", command_group_name(group));
	while ((row = command_next(&walk)) != NULL)
		if (row->group == group)
			add_command(keymap, row, out);
}

/* Keys that run a line with arguments: only a person's :map makes those. */
static void add_own_keys(const struct keymap *keymap, struct buf *out)
{
	enum context context;
	const char *keys, *line;
	bool any = false;
	for (size_t i = 0; keymap_next(keymap, &i, &context, &keys, &line);) {
		struct err ignored;
		if (command_find(line, strlen(line), &ignored))
			continue;
		buf_text(out, any ? "" : "\n\fYour own keys\n");
		any = true;
		size_t start = out->len;
		buf_text(out, "  ");
		keys_label(keys, out);
		buf_format(out, " (%s)", context_name(context));
		pad(out, start, OPTION_CELLS);
		printable_add(out, line, strlen(line));
		buf_text(out, "\n");
	}
}

static void add_option(const struct options *options, const struct option *option,
		       struct buf *out)
{
	size_t start = out->len;
	buf_text(out, "  ");
	option_format(options, option, out);
	pad(out, start, OPTION_CELLS);
	buf_format(out, "%s\n", option->help);
}

static void add_options(const struct options *options, struct buf *out)
{
	const struct option *option;
	buf_text(out, "\n\fOptions (:set NAME, :set noNAME, :set NAME=VALUE)\n");
	for (size_t i = 0; (option = option_at(i)) != NULL; i++)
		add_option(options, option, out);
}

void help_all(const struct keymap *keymap, const struct options *options, struct buf *out)
{
	buf_format(out, "\fburin: the %s keys\n%s", preset_name((enum preset)options->keys),
		   introduction);
	for (int group = 0; group < GROUP_COUNT; group++)
		add_group(keymap, (enum command_group)group, out);
	add_own_keys(keymap, out);
	add_options(options, out);
	buf_format(out, "\n%s%s\n%s", patterns, bytes, expressions);
}

static const char *note_of(enum argument_type type)
{
	switch (type) {
	case ARG_PATTERN:
		return patterns;
	case ARG_BYTES:
		return bytes;
	case ARG_POSITION:
	case ARG_NUMBER:
	case ARG_RANGE:
		return expressions;
	default:
		return NULL;
	}
}

/* "One of: a, b, c", over several lines where it is long. */
static void add_choices(const char *const *choices, struct buf *out)
{
	static const char lead[] = "      One of: ";
	enum { MOST = 78 };
	size_t width = 0;
	for (size_t i = 0; choices[i]; i++) {
		size_t len = strlen(choices[i]) + 1;
		if (i > 0 && width + 1 + len <= MOST) {
			buf_text(out, " ");
			width++;
		} else {
			buf_format(out, "%s%*s", i ? "\n" : "", (int)strlen(lead), i ? "" : lead);
			width = strlen(lead);
		}
		buf_format(out, "%s%s", choices[i], choices[i + 1] ? "," : "\n");
		width += len;
	}
}

static void add_topic(const struct keymap *keymap, const struct options *options,
		      const struct command *command, struct buf *out)
{
	const char *shown = NULL;
	add_command(keymap, command, out);
	if (command->alias)
		buf_format(out, "      Also: %s\n", command->alias);
	for (size_t i = 0; i < COMMAND_ARGUMENTS; i++) {
		const char *const *choices = command->args[i].choices;
		const char *note = note_of(command->args[i].type);
		if (choices)
			add_choices(choices, out);
		if (note && note != shown)
			buf_format(out, "\n%s", note);
		shown = note ? note : shown;
	}
	if (command->args[0].type == ARG_OPTION)
		add_options(options, out);
}

static const char minimap[] =
	"  The minimap: a bar of the whole file, a part of it in each row. Beside it\n"
	"  > is the cursor's part, / holds hits of the last search or of the list of\n"
	"  hits, | is what else is on the screen.\n"
	"\n"
	"      entropy   . : + x #   (or shades) from bytes that are all alike, over few\n"
	"                values, text and code, to packed or encrypted ones\n"
	"      class     0 zero  c control  _ white space  A text  h high  F ff:\n"
	"                what most bytes are\n"
	"      in both   ? not readable  * changed  @ mark or note  - hole\n"
	"                blank: not known yet\n"
	"\n"
	"  It is made of samples, which get more while there is nothing else to do.\n"
	"  Hits are looked for then, too: in all of a file up to 1 GiB, in samples of\n"
	"  more. A click goes there, and a drag along it. Each pane has its own.\n";

/* The small languages have names too. */
static const char *language(const char *name)
{
	static const struct {
		const char *name, *text;
	} rows[] = {
		{ "pattern", patterns }, { "patterns", patterns }, { "bytes", bytes },
		{ "expression", expressions }, { "expressions", expressions },
		{ "range", expressions }, { "ranges", expressions },
		{ "minimap", minimap },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (strcmp(rows[i].name, name) == 0)
			return rows[i].text;
	return NULL;
}

bool help_topic(const struct keymap *keymap, const struct options *options, const char *name,
		struct buf *out, struct err *err)
{
	const struct option *option = option_find(name);
	const char *text = language(name);
	struct err ignored;
	const struct command *command = command_find(name, strlen(name),
						     option || text ? &ignored : err);
	if (!command && !option && !text)
		return false;
	/* A language is not the start of a command's name. */
	if (command && text && strcmp(command->name, name) != 0)
		command = NULL;
	if (command)
		add_topic(keymap, options, command, out);
	if (option)
		add_option(options, option, out);
	if (text)
		buf_format(out, "%s%s", command || option ? "\n" : "", text);
	return true;
}
