/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Made from the table of options. */
#include "cli/help.h"

#include <string.h>

#include "base/confine.h"
#include "cli/options.h"
#include "scan/digest.h"
#include "scan/disasm.h"
#include "scan/filetype.h"
#include "scan/regex.h"

enum { HELP_COLUMN = 30 };

static const char usage[] = "usage: burin [OPTION]... [+EXPR] [FILE]...\n";

/* "  -s, --offset EXPR" */
static void add_names(const struct cli_option *option, struct buf *out)
{
	buf_text(out, "  ");
	for (const char *c = option->letters; *c; c++)
		buf_format(out, "-%c, ", *c);
	if (!option->letters[0])
		buf_text(out, "    ");
	buf_format(out, "--%s", option->name);
	if (option->argument)
		buf_format(out, "%s%s", option->argument[0] == '[' ? "" : " ", option->argument);
}

static void add_option(const struct cli_option *option, struct buf *out)
{
	size_t start = out->len;

	add_names(option, out);
	if (out->len - start >= HELP_COLUMN) {
		buf_add_byte(out, '\n');
		start = out->len;
	}
	buf_fill(out, ' ', HELP_COLUMN - (out->len - start));
	buf_format(out, "%s\n", option->help);
}

void help_text(struct buf *out)
{
	buf_text(out, usage);
	buf_text(out,
		 "       burin --find PATTERN [OPTION]... [FILE]...\n"
		 "       burin --replace PATTERN WITH [OPTION]... [FILE]...\n"
		 "       burin --undump [INPUT [OUTPUT]]\n\n"
		 "Shows and edits the bytes of files of any size. Where standard output is no\n"
		 "terminal, prints a dump. The file - is standard input; -- ends the options.\n");
	for (enum cli_group group = 0; group < CLI_GROUP_COUNT; group++) {
		buf_format(out, "\n%s:\n", cli_group_title(group));
		for (size_t i = 0; cli_option_at(i); i++)
			if (cli_option_at(i)->group == group)
				add_option(cli_option_at(i), out);
	}
	buf_text(out,
		 "\nEXPR: 4096, 0x1000, 4k, 3s (sectors), $-16, 50%, 2*(1<<20), u32le(0x3c).\n"
		 "On the screen F1 shows the keys and the commands.\n"
		 "PATTERN: 48 8b ?? 4?, \"text\"/i, u32le:1000, re:[a-z]+; burin(1) has them all.\n"
		 "Exit codes: 0, 1 failure, 2 usage; of --find and --replace 0 found, 1 not\n"
		 "found, 2 failure.\n");
}

void help_usage(struct buf *out)
{
	buf_text(out, usage);
	buf_text(out, "burin --help tells more.\n");
}

static void add_compiler(struct buf *out)
{
#if defined __clang__
	buf_format(out, "clang %d.%d.%d", __clang_major__, __clang_minor__, __clang_patchlevel__);
#elif defined __GNUC__
	buf_format(out, "gcc %d.%d.%d", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#else
	buf_text(out, "unknown");
#endif
}

void help_version(struct buf *out, const char *terminal)
{
	buf_text(out, PACKAGE_STRING "\n"
		 "License GPL-3.0-or-later: GNU GPL version 3 or later "
		 "<https://gnu.org/licenses/gpl.html>.\n"
		 "This is free software: you may change and share it. There is no warranty.\n\n");
	buf_format(out, "screen:    %s\n",
		   *terminal ? terminal :
		   "not built in: --dump, --undump, --find, --replace and --batch work");
	buf_format(out, "search:    bytes with wildcards, text, numbers; %s\n",
		   regex_library() ? regex_library() : "no regular expressions");
	buf_text(out, "digests:   ");
	digest_describe(out);
	buf_text(out, "\ntypes:     ");
	filetype_describe(out);
	buf_text(out, "\ndisasm:    ");
	disasm_describe(out);
	buf_text(out, "\nconfined:  ");
	confine_describe(out);
	buf_text(out, "\ncompiler:  ");
	add_compiler(out);
	buf_text(out, "\n");
}
