/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The command line: one table of options, and what they asked for.
 *
 *	struct cli cli;
 *	if (!cli_parse(&cli, argc, argv, &err))
 *		usage error: err.text, exit code 2
 *	...
 *	cli_done(&cli);
 *
 * Nothing is evaluated or opened here: positions stay text until the document that they are about
 * is there. --help, the man page and the completions of the shells are made of the same table.
 */
#ifndef BURIN_CLI_OPTIONS_H
#define BURIN_CLI_OPTIONS_H

#include "base/err.h"
#include "document/document.h"
#include "scan/architecture.h"
#include "scan/dump.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cli_exit { CLI_OK, CLI_FAILURE, CLI_USAGE };        /* the program's exit codes */

enum cli_action {
	CLI_AUTO,            /* the screen, or a dump where standard output is no terminal */
	CLI_DUMP,
	CLI_UNDUMP,
	CLI_BATCH,
	CLI_FIND,
	CLI_STRINGS,
	CLI_REPLACE,
	CLI_TYPE,
	CLI_DIGEST,
	CLI_STATISTICS,
	CLI_DISASSEMBLE,
	CLI_LIST_RECOVERY,
	CLI_CLEAN,
	CLI_HELP,
	CLI_VERSION,
};

enum cli_colour { CLI_COLOUR_AUTO, CLI_COLOUR_ALWAYS, CLI_COLOUR_NEVER };

/* A command line of -x, or a file of them of -f. */
struct cli_step {
	bool is_script;
	const char *text;            /* borrowed from argv */
};

/* All strings are borrowed from argv; NULL where not given. */
struct cli {
	enum cli_action action;
	enum document_mode mode;
	enum dump_format format;
	enum cli_colour colour;
	const char *offset;          /* of -s and +EXPR: the last one */
	const char *length;
	const char *base;            /* of --base-address */
	const char *new_size;
	const char *keys;
	const char *encoding;        /* of texts; NULL: as usual */
	bool has_columns, has_group;
	unsigned columns, group;
	bool little_endian;
	bool upper;
	bool json;
	const char *pattern;         /* of --find and --replace */
	const char *with;            /* of --replace */
	const char *digests;         /* of --digest: names */
	enum architecture architecture;      /* of --disassemble */
	const char *output;          /* of --output */
	bool dry_run;
	bool count, decimal, recursive;
	bool has_least;
	uint64_t least;              /* characters of a string of --strings */
	bool has_max;
	uint64_t max;                /* hits of a file */
	bool letter_r;               /* -r or -R was given: --recursive of --find */
	bool no_map;
	bool no_config;
	bool no_log;
	const char *recover;         /* of --recover: a word of :recover */
	bool no_sandbox;
	bool force;
	bool forensic;
	bool sha256;
	const char *action_log;
	struct cli_step *steps;      /* in the order given, owned */
	size_t step_count;
	const char **files;          /* owned; the strings are not */
	size_t file_count;
};

/* ERR_SYNTAX names the option and what is wrong with it. On failure there is nothing to be
 * freed. */
bool cli_parse(struct cli *cli, int argc, char **argv, struct err *err) BURIN_MUST_CHECK;
void cli_done(struct cli *cli);

/* The table. */
enum cli_group {
	CLI_GROUP_OPEN,
	CLI_GROUP_RECOVER,
	CLI_GROUP_SHOW,
	CLI_GROUP_DUMP,
	CLI_GROUP_FIND,
	CLI_GROUP_TELL,
	CLI_GROUP_RUN,
	CLI_GROUP_OTHER,
	CLI_GROUP_COUNT,
};

struct cli_option {
	const char *name;            /* without "--"; NULL: the short one alone */
	char letters[3];             /* without "-"; "" when there is none */
	const char *alias;           /* another long name, or NULL */
	const char *argument;        /* what the help calls it; NULL: it takes none; "[=X]": it may
				      * be left out, and stands behind "=" */
	const char *choices;         /* "a b c": the only values; NULL: any */
	enum cli_group group;
	const char *help;            /* one sentence with a full stop */
	bool (*apply)(struct cli *cli, const char *value, struct err *err);
};

const struct cli_option *cli_option_at(size_t index);    /* NULL past the last */
const char *cli_group_title(enum cli_group group);

#endif
