/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks of the man page, in mdoc(7). */
#include "gendoc.h"

#include <inttypes.h>
#include <string.h>

#include "cli/options.h"
#include "edit/command.h"
#include "edit/option.h"
#include "edit/settings.h"

enum { LINE = 76 };

/* A character that roff would take for something else, or draw as something else. */
static void add_character(struct buf *out, const char **text)
{
	static const struct { const char *text, *roff; } special[] = {
		{ "…", "..." }, { "\\", "\\e" }, { "^", "\\(ha" }, { "~", "\\(ti" },
		{ "`", "\\(ga" }, { "'", "\\(aq" }, { "\"", "\\(dq" }, { "-", "\\-" },
	};

	for (size_t i = 0; i < sizeof special / sizeof *special; i++) {
		size_t len = strlen(special[i].text);
		if (strncmp(*text, special[i].text, len) == 0) {
			buf_text(out, special[i].roff);
			*text += len;
			return;
		}
	}
	buf_add(out, (*text)++, 1);
}

/* A word; at the start of a line a dot would make it a request, and alone punctuation is moved
 * about. */
static void add_word(struct buf *out, const char *word, size_t len)
{
	const char *end = word + len;

	if (strchr(".,:;()[]?!|", *word))
		buf_text(out, "\\&");
	while (word < end)
		add_character(out, &word);
}

/* Words in lines of at most LINE characters. */
static void add_text(struct buf *out, const char *text)
{
	size_t start = out->len;

	while (*text) {
		size_t len = strcspn(text, " ");

		if (out->len > start && out->len - start + len > LINE) {
			buf_add_byte(out, '\n');
			start = out->len;
		} else if (out->len > start)
			buf_add_byte(out, ' ');
		add_word(out, text, len);
		text += len;
		text += strspn(text, " ");
	}
	buf_add_byte(out, '\n');
}

/* On a line of a macro: no line breaks. */
static void add_words(struct buf *out, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, " ");

		buf_add_byte(out, ' ');
		add_word(out, text, len);
		text += len;
		text += strspn(text, " ");
	}
}

/* Command line. */
static void add_cli_option(const struct cli_option *option, struct buf *out)
{
	buf_text(out, ".It");
	for (const char *c = option->letters; *c; c++)
		buf_format(out, " Fl %c ,", *c);
	buf_format(out, " Fl \\-%s", option->name);
	if (option->alias)
		buf_format(out, " , Fl \\-%s", option->alias);
	if (option->argument)
		buf_format(out, option->argument[0] == '[' ? " Ns Ar %s" : " Ar %s",
			   option->argument);
	buf_add_byte(out, '\n');
	add_text(out, option->help);
}

static void block_options(struct buf *out)
{
	for (enum cli_group group = 0; group < CLI_GROUP_COUNT; group++) {
		buf_format(out, ".Ss %s\n.Bl -tag -width Ds\n", cli_group_title(group));
		for (size_t i = 0; cli_option_at(i); i++)
			if (cli_option_at(i)->group == group)
				add_cli_option(cli_option_at(i), out);
		buf_text(out, ".El\n");
	}
}

/* Commands and their keys. */
static void add_keys(const struct command *command, struct buf *out)
{
	struct buf text = BUF_INIT;

	for (enum preset preset = 0; preset < PRESET_COUNT; preset++) {
		const char *keys = command->keys[preset];
		if (!keys || !*keys)
			continue;
		buf_format(&text, "%s%s %s", text.len > 0 ? "; " : "Keys: ", preset_name(preset),
			   keys);
	}
	if (text.len > 0) {
		buf_text(out, ".br\n");
		add_text(out, buf_string(&text));
	}
	buf_done(&text);
}

static void add_command(const struct command *command, struct buf *out)
{
	struct buf usage = BUF_INIT;

	command_usage(command, &usage);
	buf_text(out, ".It Ic");
	add_words(out, buf_string(&usage));
	buf_add_byte(out, '\n');
	buf_done(&usage);
	add_text(out, command->help);
	if (command->alias) {
		buf_text(out, "Short:");
		add_words(out, command->alias);
		buf_text(out, ".\n");
	}
	add_keys(command, out);
}

static void block_commands(struct buf *out)
{
	for (enum command_group group = 0; group < GROUP_COUNT; group++) {
		buf_format(out, ".Ss %s\n.Bl -tag -width Ds\n", command_group_name(group));
		for (size_t i = 0; command_at(i); i++)
			if (command_at(i)->group == group)
				add_command(command_at(i), out);
		buf_text(out, ".El\n");
	}
}

/* :set */
static void add_limits(const struct option *option, struct buf *out)
{
	if (option->type != OPTION_NUMBER || option->choices)
		return;
	buf_format(out, "From %" PRIu64 " to %" PRIu64 ".\n", option->least, option->most);
}

static void add_setting(const struct option *option, const struct options *defaults,
			struct buf *out)
{
	struct buf value = BUF_INIT;

	option_format(defaults, option, &value);
	buf_format(out, ".It Cm %s", option->name);
	if (option->alias)
		buf_format(out, " , Cm %s", option->alias);
	buf_add_byte(out, '\n');
	add_text(out, option->help);
	add_limits(option, out);
	buf_format(out, "Default:\n.Cm");
	add_words(out, buf_string(&value));
	buf_text(out, " .\n");
	buf_done(&value);
}

static void block_settings(struct buf *out)
{
	struct options defaults;

	options_init(&defaults);
	buf_text(out, ".Bl -tag -width Ds\n");
	for (size_t i = 0; option_at(i); i++)
		add_setting(option_at(i), &defaults, out);
	buf_text(out, ".El\n");
}

/* What sections of the config file know. */
static void block_types(struct buf *out)
{
	struct buf types = BUF_INIT, options = BUF_INIT;

	for (size_t i = 0; settings_type_name(i); i++)
		buf_format(&types, "%s%s", i ? ", " : "Types are ", settings_type_name(i));
	for (size_t i = 0; option_at(i); i++)
		if (option_at(i)->of_file)
			buf_format(&options, "%s%s", options.len > 0 ? ", " : "Such options are ",
				   option_at(i)->name);
	buf_text(&types, ".");
	buf_text(&options, ".");
	add_text(out, buf_string(&types));
	add_text(out, buf_string(&options));
	buf_done(&types);
	buf_done(&options);
}

bool gendoc_block(const char *name, struct buf *out)
{
	if (strcmp(name, "options") == 0)
		block_options(out);
	else if (strcmp(name, "commands") == 0)
		block_commands(out);
	else if (strcmp(name, "settings") == 0)
		block_settings(out);
	else if (strcmp(name, "types") == 0)
		block_types(out);
	else
		return false;
	return true;
}
