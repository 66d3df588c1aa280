/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table: an option's effect is the function of its row. options_parse.c walks the arguments. */
#include "cli/options.h"

#include <assert.h>
#include <limits.h>
#include <string.h>

#include "base/number.h"
#include "edit/keymap.h"

/* Options that are only on, and those that are kept as they were typed: each named after the member
 * of struct cli that it sets. */
#define ON(member) \
	static bool set_##member(struct cli *cli, const char *value, struct err *err) \
	{ \
		(void)value, (void)err; \
		cli->member = true; \
		return true; \
	}
#define TEXT(member) \
	static bool set_##member(struct cli *cli, const char *value, struct err *err) \
	{ \
		(void)err; \
		cli->member = value; \
		return true; \
	}

ON(force)
ON(forensic)
ON(sha256)
ON(little_endian)
ON(upper)
ON(json)
ON(dry_run)
ON(count)
ON(decimal)
ON(recursive)
ON(no_map)
ON(no_sandbox)
ON(no_log)
ON(no_config)
TEXT(action_log)
TEXT(offset)
TEXT(length)
TEXT(output)
TEXT(base)
TEXT(new_size)
TEXT(encoding)

#undef ON
#undef TEXT

static bool set_read_only(struct cli *cli, const char *value, struct err *err)
{
	(void)value, (void)err;
	cli->mode = DOCUMENT_READ;
	return true;
}

static bool set_in_place(struct cli *cli, const char *value, struct err *err)
{
	(void)value, (void)err;
	cli->mode = DOCUMENT_WRITE;
	return true;
}

static bool set_copy(struct cli *cli, const char *value, struct err *err)
{
	(void)value, (void)err;
	cli->mode = DOCUMENT_COPY;
	return true;
}

static bool parse_count(const char *value, unsigned *count, struct err *err)
{
	uint64_t number;

	if (!number_parse_all(value, &number, err))
		return false;
	if (number > INT_MAX)
		return err_set(err, ERR_RANGE, "%s is too large", value);
	*count = (unsigned)number;
	return true;
}

static bool set_columns(struct cli *cli, const char *value, struct err *err)
{
	cli->has_columns = true;
	return parse_count(value, &cli->columns, err);
}

static bool set_group(struct cli *cli, const char *value, struct err *err)
{
	cli->has_group = true;
	return parse_count(value, &cli->group, err);
}

/* One action only: `burin --dump --batch` is a mistake. */
static bool set_action(struct cli *cli, enum cli_action action, struct err *err)
{
	if (cli->action != CLI_AUTO && cli->action != action)
		return err_set(err, ERR_SYNTAX,
			       "does not go together with what was asked for before");
	cli->action = action;
	return true;
}

static bool set_dump(struct cli *cli, const char *value, struct err *err)
{
	(void)value;
	return set_action(cli, CLI_DUMP, err);
}

/* A format asks for a dump; plain also says what --undump reads. */
static bool use_format(struct cli *cli, enum dump_format format, struct err *err)
{
	cli->format = format;
	if (cli->action == CLI_UNDUMP)
		return true;
	return set_action(cli, CLI_DUMP, err);
}

static bool set_format(struct cli *cli, const char *value, struct err *err)
{
	enum dump_format format;

	if (!dump_format_find(value, &format))
		return err_set(err, ERR_SYNTAX, "there is no format \"%s\"", value);
	return use_format(cli, format, err);
}

static bool set_plain(struct cli *cli, const char *value, struct err *err)
{
	(void)value;
	return use_format(cli, DUMP_PLAIN, err);
}

static bool set_include(struct cli *cli, const char *value, struct err *err)
{
	(void)value;
	return use_format(cli, DUMP_C, err);
}

static bool set_bits(struct cli *cli, const char *value, struct err *err)
{
	(void)value;
	return use_format(cli, DUMP_BITS, err);
}

static bool set_colour(struct cli *cli, const char *value, struct err *err)
{
	if (strcmp(value, "always") == 0)
		cli->colour = CLI_COLOUR_ALWAYS;
	else if (strcmp(value, "never") == 0)
		cli->colour = CLI_COLOUR_NEVER;
	else if (strcmp(value, "auto") == 0)
		cli->colour = CLI_COLOUR_AUTO;
	else
		return err_set(err, ERR_SYNTAX, "\"%s\" is not always, auto or never", value);
	return true;
}

/* "-p --undump" and "--undump -p" are the same. */
static bool set_undump(struct cli *cli, const char *value, struct err *err)
{
	(void)value;
	if (cli->action == CLI_DUMP && cli->format == DUMP_PLAIN)
		cli->action = CLI_AUTO;
	return set_action(cli, CLI_UNDUMP, err);
}

static bool set_find(struct cli *cli, const char *value, struct err *err)
{
	if (cli->pattern)
		return err_set(err, ERR_SYNTAX, "one pattern only; ( \"a\" | \"b\" ) is either "
			       "of two");
	cli->pattern = value;
	return set_action(cli, CLI_FIND, err);
}

static bool set_strings(struct cli *cli, const char *value, struct err *err)
{
	(void)value;
	return set_action(cli, CLI_STRINGS, err);
}

static bool set_least(struct cli *cli, const char *value, struct err *err)
{
	cli->has_least = true;
	if (!number_parse_all(value, &cli->least, err))
		return false;
	return cli->least > 0 ||
	       err_set(err, ERR_RANGE, "a string has at least one character");
}

static bool set_replace(struct cli *cli, const char *value, struct err *err)
{
	if (cli->pattern)
		return err_set(err, ERR_SYNTAX, "one pattern only");
	cli->pattern = value;
	return set_action(cli, CLI_REPLACE, err);
}

static bool set_type(struct cli *cli, const char *value, struct err *err)
{
	(void)value;
	return set_action(cli, CLI_TYPE, err);
}

static bool set_digest(struct cli *cli, const char *value, struct err *err)
{
	cli->digests = value;
	return set_action(cli, CLI_DIGEST, err);
}

static bool set_statistics(struct cli *cli, const char *value, struct err *err)
{
	(void)value;
	return set_action(cli, CLI_STATISTICS, err);
}

static bool set_disassemble(struct cli *cli, const char *value, struct err *err)
{
	return (!value || architecture_find(value, &cli->architecture, err)) &&
	       set_action(cli, CLI_DISASSEMBLE, err);
}

static bool set_max(struct cli *cli, const char *value, struct err *err)
{
	cli->has_max = true;
	return number_parse_all(value, &cli->max, err);
}

static bool set_batch(struct cli *cli, const char *value, struct err *err)
{
	(void)value;
	return set_action(cli, CLI_BATCH, err);
}

static bool add_step(struct cli *cli, bool is_script, const char *text)
{
	cli->steps[cli->step_count++] = (struct cli_step){ is_script, text };
	return true;
}

static bool add_command(struct cli *cli, const char *value, struct err *err)
{
	(void)err;
	return add_step(cli, false, value);
}

static bool add_script(struct cli *cli, const char *value, struct err *err)
{
	(void)err;
	return add_step(cli, true, value);
}

static bool set_keys(struct cli *cli, const char *value, struct err *err)
{
	enum preset preset;

	if (!preset_find(value, &preset))
		return err_set(err, ERR_SYNTAX, "there are no keys \"%s\": modern, vi or emacs",
			       value);
	cli->keys = value;
	return true;
}

static bool set_recover(struct cli *cli, const char *value, struct err *err)
{
	static const char *const ways[] = { "take", "look", "discard", "finish", "undo", "leave" };

	cli->recover = value ? value : "take";
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		if (strcmp(cli->recover, ways[i]) == 0)
			return true;
	return err_set(err, ERR_SYNTAX, "\"%s\" is not take, look, discard, finish, undo or leave",
		       value);
}

static bool set_list_recovery(struct cli *cli, const char *value, struct err *err)
{
	(void)value;
	return set_action(cli, CLI_LIST_RECOVERY, err);
}

static bool set_clean(struct cli *cli, const char *value, struct err *err)
{
	(void)value;
	return set_action(cli, CLI_CLEAN, err);
}

/* These two win over everything before them. */
static bool set_help(struct cli *cli, const char *value, struct err *err)
{
	(void)value, (void)err;
	cli->action = CLI_HELP;
	return true;
}

static bool set_version(struct cli *cli, const char *value, struct err *err)
{
	(void)value, (void)err;
	cli->action = CLI_VERSION;
	return true;
}

#define OPEN CLI_GROUP_OPEN
#define RECOVER CLI_GROUP_RECOVER
#define SHOW CLI_GROUP_SHOW
#define DUMP CLI_GROUP_DUMP
#define FIND CLI_GROUP_FIND
#define TELL CLI_GROUP_TELL
#define RUN CLI_GROUP_RUN
#define OTHER CLI_GROUP_OTHER

static const struct cli_option table[] = {
	{ "read-only", "rR", NULL, NULL, NULL, OPEN,
	  "Refuses every change.", set_read_only },
	{ "in-place", "w", NULL, NULL, NULL, OPEN,
	  "Writes every change to the file at once; its length is fixed.", set_in_place },
	{ "force", "", NULL, NULL, NULL, OPEN,
	  "Writes to a device also while it is mounted.", set_force },
	{ "forensic", "", NULL, NULL, NULL, OPEN,
	  "Reads without a trace: as -r, no history, times of access stay.", set_forensic },
	{ "action-log", "", NULL, "FILE", NULL, OPEN,
	  "Logs every action to a new file.", set_action_log },
	{ "sha256", "", NULL, NULL, NULL, OPEN,
	  "Takes the SHA-256 of each file at the start and at the end.", set_sha256 },
	{ "copy-on-write", "", NULL, NULL, NULL, OPEN,
	  "Keeps changes in memory until they are saved (the default).", set_copy },
	{ "offset", "s", NULL, "EXPR", NULL, OPEN,
	  "Starts there; -N counts from the end. +EXPR is the same.", set_offset },
	{ "length", "nl", NULL, "EXPR", NULL, OPEN,
	  "Opens only this many bytes from the offset on.", set_length },
	{ "new", "", NULL, "SIZE", NULL, OPEN,
	  "Opens a new document of this many zero bytes, without a file.", set_new_size },
	{ "no-mmap", "", NULL, NULL, NULL, OPEN,
	  "Reads by blocks what could be mapped.", set_no_map },
	{ "recover", "", NULL, "[=HOW]", "take look discard finish undo leave", RECOVER,
	  "Takes, looks at or drops unsaved edits; settles an interrupted save.", set_recover },
	{ "list-recovery", "", NULL, NULL, NULL, RECOVER,
	  "Lists what sessions left: edit logs, half saves, undo histories.", set_list_recovery },
	{ "clean", "", NULL, NULL, NULL, RECOVER,
	  "Removes the logs named, or after asking those of no more use.", set_clean },
	{ "no-log", "", NULL, NULL, NULL, RECOVER,
	  "Keeps no log of the edits, so a crash loses them.", set_no_log },
	{ "columns", "c", NULL, "N", NULL, SHOW,
	  "Shows N bytes a row.", set_columns },
	{ "group", "g", NULL, "N", NULL, SHOW,
	  "Shows groups of N bytes.", set_group },
	{ "little-endian", "e", NULL, NULL, NULL, SHOW,
	  "Shows the bytes of a group from the last to the first.", set_little_endian },
	{ "upper", "u", NULL, NULL, NULL, SHOW,
	  "Writes hexadecimal digits in upper case.", set_upper },
	{ "base-address", "o", NULL, "EXPR", NULL, SHOW,
	  "Adds this to the addresses that are shown.", set_base },
	{ "encoding", "", NULL, "NAME", NULL, SHOW,
	  "Text is in this encoding or FILE.tbl; of --strings also A,B,C.", set_encoding },
	{ "keys", "", NULL, "NAME", "modern vi emacs", SHOW,
	  "Chooses the default keys: modern, vi or emacs.", set_keys },
	{ "dump", "", NULL, NULL, NULL, DUMP,
	  "Prints a dump as xxd does, also on a terminal.", set_dump },
	{ "format", "", NULL, "NAME", "xxd plain c bits hexdump od json", DUMP,
	  "Dumps in this format: xxd, plain, c, bits, hexdump, od or json.", set_format },
	{ "plain", "p", NULL, NULL, NULL, DUMP,
	  "Dumps plain hexadecimal.", set_plain },
	{ "include", "i", NULL, NULL, NULL, DUMP,
	  "Dumps an array in C.", set_include },
	{ "bits", "", NULL, NULL, NULL, DUMP,
	  "Dumps binary digits.", set_bits },
	{ "color", "", "colour", "WHEN", "always auto never", DUMP,
	  "Colours a dump: always, auto or never.", set_colour },
	{ "undump", "", NULL, NULL, NULL, DUMP,
	  "Turns a dump (with -p plain hexadecimal) back into bytes.", set_undump },
	{ "find", "", NULL, "PATTERN", NULL, FIND,
	  "Prints where the pattern is found, as grep -ob does.", set_find },
	{ "strings", "", NULL, NULL, NULL, FIND,
	  "Prints offsets and texts as strings -t x does.", set_strings },
	{ "min-length", "", NULL, "N", NULL, FIND,
	  "Finds strings of at least this many characters (default 4).", set_least },
	{ "replace", "", NULL, "PATTERN", NULL, FIND,
	  "Replaces all hits with the next argument, and saves the files.", set_replace },
	{ "dry-run", "", NULL, NULL, NULL, FIND,
	  "Prints what --replace would change, and changes nothing.", set_dry_run },
	{ "output", "", NULL, "FILE", NULL, FIND,
	  "Saves what --replace makes of one file under another name.", set_output },
	{ "count", "", NULL, NULL, NULL, FIND,
	  "Prints only how many hits each file has.", set_count },
	{ "max", "", NULL, "N", NULL, FIND,
	  "Goes on to the next file after this many hits.", set_max },
	{ "decimal", "", NULL, NULL, NULL, FIND,
	  "Prints offsets as decimal numbers.", set_decimal },
	{ "recursive", "", NULL, NULL, NULL, FIND,
	  "Searches the files in folders; with --find -r is the same.", set_recursive },
	{ "type", "", NULL, NULL, NULL, TELL,
	  "Prints what kind of file each is, as file(1) does.", set_type },
	{ "digest", "", NULL, "NAMES", NULL, TELL,
	  "Prints digests as sha256sum does: crc32,md5; \"list\" names them.", set_digest },
	{ "statistics", "", NULL, NULL, NULL, TELL,
	  "Prints entropy, chi-square, mean and more, as ent does.", set_statistics },
	{ "disassemble", "", NULL, "[=ARCH]", NULL, TELL,
	  "Prints instructions, of x86-64, arm, ... or as the header says.", set_disassemble },
	{ "execute", "x", NULL, "COMMAND", NULL, RUN,
	  "Runs a command line; may be given more than once.", add_command },
	{ "script", "f", NULL, "FILE", NULL, RUN,
	  "Runs the command lines of a file.", add_script },
	{ "batch", "", NULL, NULL, NULL, RUN,
	  "Runs -x and -f without a screen.", set_batch },
	{ "json", "", NULL, NULL, NULL, RUN,
	  "Prints JSON: a line per command, hit or file, or a dump.", set_json },
	{ "no-config", "", NULL, NULL, NULL, OTHER,
	  "Does not read the config file.", set_no_config },
	{ "no-sandbox", "", NULL, NULL, NULL, OTHER,
	  "Keeps the rights that are given up after start-up.", set_no_sandbox },
	{ "help", "h", NULL, NULL, NULL, OTHER,
	  "Shows this help.", set_help },
	{ "version", "V", NULL, NULL, NULL, OTHER,
	  "Shows the version and what is built in.", set_version },
};

#undef OPEN
#undef RECOVER
#undef SHOW
#undef DUMP
#undef FIND
#undef TELL
#undef RUN
#undef OTHER

enum { OPTIONS = sizeof table / sizeof *table };

const struct cli_option *cli_option_at(size_t index)
{
	return index < OPTIONS ? &table[index] : NULL;
}

const char *cli_group_title(enum cli_group group)
{
	static const char *const titles[] = {
		[CLI_GROUP_OPEN] = "Opening",
		[CLI_GROUP_RECOVER] = "After a crash",
		[CLI_GROUP_SHOW] = "Showing",
		[CLI_GROUP_DUMP] = "Dumping",
		[CLI_GROUP_FIND] = "Finding and replacing",
		[CLI_GROUP_TELL] = "Telling about files",
		[CLI_GROUP_RUN] = "Running commands",
		[CLI_GROUP_OTHER] = "Others",
	};

	assert((unsigned)group < CLI_GROUP_COUNT);
	return titles[group];
}
