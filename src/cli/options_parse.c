/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * getopt_long() walks the arguments in the order given ("-" before the letters), so that a +EXPR
 * can be told from a file of that name after "--", and so that files may stand anywhere whatever
 * POSIXLY_CORRECT says. Its own messages are off: they would print an argument's bytes as they are.
 */
#include "cli/options.h"

#include <assert.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum {
	OPTIONS_MOST = 64,
	FIRST_CODE = 256,            /* what getopt_long() returns for row 0 */
};

/* What getopt_long() wants to be given. */
struct parser {
	struct option longs[2 * OPTIONS_MOST + 1];
	char letters[4 * OPTIONS_MOST + 3];
};

static void make_parser(struct parser *parser)
{
	size_t longs = 0, at = 0;

	memset(parser, 0, sizeof *parser);
	parser->letters[at++] = '-';
	parser->letters[at++] = ':';
	for (int i = 0; cli_option_at((size_t)i); i++) {
		const struct cli_option *row = cli_option_at((size_t)i);
		const char *names[] = { row->name, row->alias };
		int has = !row->argument ? no_argument :
			  row->argument[0] == '[' ? optional_argument : required_argument;

		assert(i < OPTIONS_MOST);
		for (size_t n = 0; n < 2; n++)
			if (names[n])
				parser->longs[longs++] =
					(struct option){ names[n], has, NULL, FIRST_CODE + i };
		for (const char *c = row->letters; *c; c++) {
			parser->letters[at++] = *c;
			if (row->argument)
				parser->letters[at++] = ':';
		}
	}
}

static const struct cli_option *row_of(int code)
{
	if (code >= FIRST_CODE)
		return cli_option_at((size_t)(code - FIRST_CODE));
	for (size_t i = 0; cli_option_at(i); i++)
		if (strchr(cli_option_at(i)->letters, code))
			return cli_option_at(i);
	return NULL;
}

/* getopt_long() gave ':' or '?'. optopt is a letter, the code of a long name, or 0 for an unknown
 * one. */
static bool tell_mistake(int code, const char *argument, struct err *err)
{
	if (code == ':' && optopt >= FIRST_CODE)
		return err_set(err, ERR_SYNTAX, "--%s needs a value", row_of(optopt)->name);
	if (code == ':')
		return err_set(err, ERR_SYNTAX, "-%c needs a value", optopt);
	if (optopt >= FIRST_CODE)
		return err_set(err, ERR_SYNTAX, "--%s takes no value", row_of(optopt)->name);
	if (optopt == 0)
		return err_set(err, ERR_SYNTAX, "%s: there is no such option, or more than one",
			       argument);
	return err_set(err, ERR_SYNTAX, "-%c: there is no such option", optopt);
}

static void add_file(struct cli *cli, const char *argument, bool literal)
{
	if (cli->action == CLI_REPLACE && !cli->with)
		cli->with = argument;
	else if (!literal && argument[0] == '+' && argument[1])
		cli->offset = argument + 1;
	else
		cli->files[cli->file_count++] = argument;
}

static bool take_option(struct cli *cli, int code, const char *value, struct err *err)
{
	const struct cli_option *row = row_of(code);

	assert(row);
	cli->letter_r |= code == 'r' || code == 'R';
	if (row->apply(cli, value, err))
		return true;
	if (code >= FIRST_CODE)
		return err_prefix(err, "--%s", row->name);
	return err_prefix(err, "-%c", code);
}

static bool take_all(struct cli *cli, int argc, char **argv, struct err *err)
{
	struct parser parser;
	int code;

	make_parser(&parser);
	optind = 0;                  /* so it can be called again */
	opterr = 0;
	while ((code = getopt_long(argc, argv, parser.letters, parser.longs, NULL)) != -1) {
		if (code == 1)
			add_file(cli, optarg, false);
		else if (code == '?' || code == ':')
			return tell_mistake(code, argv[optind - 1], err);
		else if (!take_option(cli, code, optarg, err))
			return false;
	}
	while (optind < argc)
		add_file(cli, argv[optind++], true);
	return true;
}

static bool has_find_options(const struct cli *cli)
{
	return cli->count || cli->has_max || cli->decimal || cli->recursive;
}

static bool check_replace(const struct cli *cli, struct err *err)
{
	if (cli->action != CLI_REPLACE)
		return (!cli->dry_run && !cli->output) ||
		       err_set(err, ERR_SYNTAX, "--dry-run and --output go with --replace");
	if (!cli->with)
		return err_set(err, ERR_SYNTAX, "--replace takes two: PATTERN WITH");
	if (cli->recursive || cli->mode == DOCUMENT_READ)
		return err_set(err, ERR_SYNTAX, "--replace changes the files that are named: "
			       "neither -r nor --recursive goes with it");
	if (cli->output && (cli->file_count > 1 || cli->mode == DOCUMENT_WRITE))
		return err_set(err, ERR_SYNTAX, "--output is for one file, and not in place");
	if (cli->new_size)
		return err_set(err, ERR_SYNTAX, "there is nothing to replace in a new document");
	return true;
}

static bool finds(const struct cli *cli)
{
	return cli->action == CLI_FIND || cli->action == CLI_STRINGS;
}

static bool check_find(struct cli *cli, struct err *err)
{
	if (cli->action == CLI_REPLACE)
		return true;
	if (cli->action != CLI_STRINGS && cli->has_least)
		return err_set(err, ERR_SYNTAX, "--min-length goes with --strings");
	if (!finds(cli) && has_find_options(cli))
		return err_set(err, ERR_SYNTAX, "--count, --max, --decimal and --recursive go with "
			       "--find PATTERN or --strings");
	if (finds(cli) && cli->new_size)
		return err_set(err, ERR_SYNTAX, "there is nothing to find in a new document");
	/* As for grep; there is nothing that "read only" could mean besides. */
	cli->recursive |= cli->letter_r;
	return true;
}

static bool tells(const struct cli *cli)
{
	return cli->action == CLI_TYPE || cli->action == CLI_DIGEST ||
	       cli->action == CLI_STATISTICS ||
	       cli->action == CLI_DISASSEMBLE;
}

/* --json is of the modes that print lines, or a format of a dump. */
static void settle_json(struct cli *cli)
{
	if (!cli->json || cli->action == CLI_BATCH || finds(cli) ||
	    cli->action == CLI_REPLACE || tells(cli))
		return;
	cli->format = DUMP_JSON;
	if (cli->action == CLI_AUTO)
		cli->action = CLI_DUMP;
}

/* What goes together only when all is known. */
static bool check_forensic(struct cli *cli, struct err *err)
{
	if (cli->forensic && cli->mode == DOCUMENT_WRITE)
		return err_set(err, ERR_SYNTAX, "--forensic writes nothing: it does not go "
			       "together with -w");
	if (cli->forensic)
		cli->mode = DOCUMENT_READ;
	if ((cli->action_log || cli->sha256) && cli->action != CLI_AUTO)
		return err_set(err, ERR_SYNTAX, "--action-log and --sha256 are for the screen");
	return true;
}

static bool check_together(struct cli *cli, struct err *err)
{
	if (!check_forensic(cli, err))
		return false;
	if (cli->action == CLI_HELP || cli->action == CLI_VERSION)
		return true;
	settle_json(cli);
	if (cli->action == CLI_BATCH && cli->step_count == 0 && !cli->recover)
		return err_set(err, ERR_SYNTAX, "--batch needs commands: -x COMMAND or -f FILE");
	if (cli->step_count > 0 && cli->action != CLI_AUTO && cli->action != CLI_BATCH)
		return err_set(err, ERR_SYNTAX, "%s runs no commands: use --batch",
			       cli->action == CLI_FIND ? "--find" :
			       cli->action == CLI_STRINGS ? "--strings" :
			       cli->action == CLI_REPLACE ? "--replace" :
			       cli->action == CLI_TYPE ? "--type" :
			       cli->action == CLI_DIGEST ? "--digest" :
			       cli->action == CLI_STATISTICS ? "--statistics" :
			       cli->action == CLI_DISASSEMBLE ? "--disassemble" : "a dump");
	if (cli->action == CLI_UNDUMP && cli->file_count > 2)
		return err_set(err, ERR_SYNTAX, "--undump takes one input and one output");
	if ((cli->action == CLI_DUMP || tells(cli)) && cli->new_size)
		return err_set(err, ERR_SYNTAX, "there is nothing to %s in a new document",
			       tells(cli) ? "tell of" : "dump");
	return check_find(cli, err) && check_replace(cli, err);
}

bool cli_parse(struct cli *cli, int argc, char **argv, struct err *err)
{
	*cli = (struct cli){ .mode = DOCUMENT_COPY, .format = DUMP_XXD };
	cli->steps = calloc((size_t)argc + 1, sizeof *cli->steps);
	cli->files = calloc((size_t)argc + 1, sizeof *cli->files);
	if (!cli->steps || !cli->files) {
		cli_done(cli);
		return err_nomem(err);
	}
	if (take_all(cli, argc, argv, err) && check_together(cli, err))
		return true;
	cli_done(cli);
	return false;
}

void cli_done(struct cli *cli)
{
	free(cli->steps);
	free(cli->files);
	cli->steps = NULL;
	cli->files = NULL;
}
