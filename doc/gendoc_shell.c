/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Completions. What an option's argument is tells what is offered: the choices of its row, files,
 * the commands of burin for -x, nothing for numbers.
 */
#include "gendoc.h"

#include <string.h>

#include "cli/options.h"
#include "edit/command.h"

/* "[=HOW]" */
static bool is_optional(const struct cli_option *option)
{
	return option->argument && option->argument[0] == '[';
}

static bool wants_file(const struct cli_option *option)
{
	return strcmp(option->argument, "FILE") == 0;
}

static bool wants_command(const struct cli_option *option)
{
	return strcmp(option->argument, "COMMAND") == 0;
}

/* The names of commands that a person types, separated by blanks. */
static void add_command_names(struct buf *out)
{
	const char *blank = "";

	for (size_t i = 0; command_at(i); i++) {
		if (command_at(i)->flags & COMMAND_QUIET)
			continue;
		buf_format(out, "%s%s", blank, command_at(i)->name);
		blank = " ";
	}
}

/* A sentence as a short remark: without its full stop, quotes and brackets escaped as `quoted`
 * says. */
static void add_remark(const char *help, const char *quoted, struct buf *out)
{
	size_t len = strlen(help);

	for (size_t i = 0; i < len; i++) {
		if (i == len - 1 && help[i] == '.')
			break;
		if (strchr(quoted, help[i]))
			buf_add_byte(out, '\\');
		buf_add_byte(out, (uint8_t)help[i]);
	}
}

/* "-s|--offset" */
static void add_bash_pattern(const struct cli_option *option, struct buf *out)
{
	for (const char *c = option->letters; *c; c++)
		buf_format(out, "-%c|", *c);
	buf_format(out, "--%s", option->name);
	if (option->alias)
		buf_format(out, "|--%s", option->alias);
}

static void add_bash_case(const struct cli_option *option, struct buf *out)
{
	buf_add_byte(out, '\t');
	add_bash_pattern(option, out);
	buf_text(out, ")\n\t\t");
	if (option->choices)
		buf_format(out, "COMPREPLY=($(compgen -W '%s' -- \"$current\"))", option->choices);
	else if (wants_file(option))
		buf_text(out, "COMPREPLY=($(compgen -f -- \"$current\"))");
	else if (wants_command(option)) {
		buf_text(out, "COMPREPLY=($(compgen -W '");
		add_command_names(out);
		buf_text(out, "' -- \"$current\"))");
	} else
		buf_text(out, "COMPREPLY=()");
	buf_text(out, "\n\t\treturn ;;\n");
}

static void add_bash_names(struct buf *out)
{
	for (size_t i = 0; cli_option_at(i); i++) {
		const struct cli_option *option = cli_option_at(i);

		for (const char *c = option->letters; *c; c++)
			buf_format(out, "-%c ", *c);
		buf_format(out, "--%s", option->name);
		if (option->alias)
			buf_format(out, " --%s", option->alias);
		buf_text(out, cli_option_at(i + 1) ? " " : "");
	}
}

void gendoc_bash(struct buf *out)
{
	buf_text(out,
		 "# SPDX-License-Identifier: GPL-3.0-or-later\n"
		 "# bash completion for burin; made by doc/gendoc, do not edit.\n"
		 "# shellcheck shell=bash disable=SC2207\n"
		 "_burin() {\n"
		 "\tlocal current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
		 "\t# --option=value comes as three words.\n"
		 "\tif [[ $current == = ]]; then\n"
		 "\t\tcurrent=\n"
		 "\telif [[ $previous == = ]]; then\n"
		 "\t\tprevious=${COMP_WORDS[COMP_CWORD-2]}\n"
		 "\tfi\n"
		 "\tcase $previous in\n");
	for (size_t i = 0; cli_option_at(i); i++)
		if (cli_option_at(i)->argument && !is_optional(cli_option_at(i)))
			add_bash_case(cli_option_at(i), out);
	buf_text(out,
		 "\tesac\n"
		 "\tif [[ $current == -* ]]; then\n"
		 "\t\tCOMPREPLY=($(compgen -W '");
	add_bash_names(out);
	buf_text(out,
		 "' -- \"$current\"))\n"
		 "\telse\n"
		 "\t\tCOMPREPLY=($(compgen -f -- \"$current\"))\n"
		 "\tfi\n"
		 "}\n"
		 "complete -o filenames -F _burin burin\n");
}

static void add_zsh_action(const struct cli_option *option, struct buf *out)
{
	if (!option->argument)
		return;
	/* Two colons: it may be left out. */
	buf_format(out, is_optional(option) ? "::%s:" : ":%s:",
		   is_optional(option) ? "HOW" : option->argument);
	if (option->choices)
		buf_format(out, "(%s)", option->choices);
	else if (wants_file(option))
		buf_text(out, "_files");
	else if (wants_command(option)) {
		buf_add_byte(out, '(');
		add_command_names(out);
		buf_add_byte(out, ')');
	} else
		buf_add_byte(out, ' ');
}

static void add_zsh_name(const struct cli_option *option, const char *name, bool is_long,
			 struct buf *out)
{
	bool again = option->argument && (wants_command(option) || wants_file(option));

	buf_format(out, "\t'%s%s%s%s[", again ? "*" : "", is_long ? "--" : "-", name,
		   !option->argument ? "" : is_optional(option) ? "=-" : is_long ? "=" : "+");
	add_remark(option->help, "[]:", out);
	buf_add_byte(out, ']');
	add_zsh_action(option, out);
	buf_text(out, "' \\\n");
}

void gendoc_zsh(struct buf *out)
{
	buf_text(out,
		 "#compdef burin\n"
		 "# SPDX-License-Identifier: GPL-3.0-or-later\n"
		 "# zsh completion for burin; made by doc/gendoc, do not edit.\n"
		 "_arguments -s -S \\\n");
	for (size_t i = 0; cli_option_at(i); i++) {
		const struct cli_option *option = cli_option_at(i);

		for (const char *c = option->letters; *c; c++)
			add_zsh_name(option, (char[]){ *c, '\0' }, false, out);
		add_zsh_name(option, option->name, true, out);
		if (option->alias)
			add_zsh_name(option, option->alias, true, out);
	}
	buf_text(out, "\t'*:file:_files'\n");
}

void gendoc_fish(struct buf *out)
{
	buf_text(out,
		 "# SPDX-License-Identifier: GPL-3.0-or-later\n"
		 "# fish completion for burin; made by doc/gendoc, do not edit.\n");
	for (size_t i = 0; cli_option_at(i); i++) {
		const struct cli_option *option = cli_option_at(i);

		buf_text(out, "complete -c burin");
		for (const char *c = option->letters; *c; c++)
			buf_format(out, " -s %c", *c);
		buf_format(out, " -l %s", option->name);
		if (option->alias)
			buf_format(out, " -l %s", option->alias);
		if (option->argument && wants_file(option))
			buf_text(out, " -r -F");
		else if (option->argument && !is_optional(option))
			buf_text(out, " -x");
		if (option->choices)
			buf_format(out, " -a '%s'", option->choices);
		if (option->argument && wants_command(option)) {
			buf_text(out, " -a '");
			add_command_names(out);
			buf_add_byte(out, '\'');
		}
		buf_text(out, " -d '");
		add_remark(option->help, "'\\", out);
		buf_text(out, "'\n");
	}
}
