/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See session.h. Options of the command line are words of :set, so they have the same limits and
 * messages. */
#include "cli/session.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/input.h"
#include "cli/place.h"
#include "cli/report.h"
#include "document/server.h"
#include "edit/arrangement.h"
#include "edit/encoding.h"
#include "edit/notebook.h"
#include "edit/paths.h"
#include "edit/recover.h"
#include "edit/source.h"
#include "edit/startup.h"

static bool set_number(struct options *options, const char *name, unsigned value, struct err *err)
{
	struct buf word = BUF_INIT, out = BUF_INIT;
	bool ok;

	buf_format(&word, "%s=%u", name, value);
	ok = option_apply(options, buf_string(&word), &out, err);
	buf_done(&word);
	buf_done(&out);
	return ok;
}

static bool apply_options(const struct cli *cli, struct options *options, struct err *err)
{
	enum preset preset;

	if (cli->has_columns && !set_number(options, "columns", cli->columns, err))
		return false;
	if (cli->has_group && !set_number(options, "group", cli->group, err))
		return false;
	if (cli->keys && preset_find(cli->keys, &preset))
		options->keys = preset;
	options->little_endian = options->little_endian || cli->little_endian;
	options->upper = options->upper || cli->upper;
	return true;
}

static bool apply_encoding(const struct cli *cli, struct editor *editor, struct err *err)
{
	struct buf word = BUF_INIT, out = BUF_INIT;
	bool ok;

	if (!cli->encoding)
		return true;
	buf_format(&word, "encoding=%s", cli->encoding);
	ok = option_apply(&editor->options, buf_string(&word), &out, err) &&
	     encoding_apply(editor, err);
	buf_done(&word);
	buf_done(&out);
	return ok;
}

struct editor *session_new(const struct cli *cli, bool screen, unsigned workers, struct err *err)
{
	struct editor_setup setup = {
		.screen = screen,
		.workers = workers,
		.recover = cli->forensic ? RECOVER_IGNORE :
			   screen && !cli->no_log ? RECOVER_LOG : RECOVER_CHECK,
	};
	struct editor *editor;
	struct options before;
	struct err ignored;

	if (cli->keys && !preset_find(cli->keys, &setup.keys))
		setup.keys = PRESET_MODERN;
	editor = editor_new(&setup, err);
	if (!editor)
		return NULL;
	editor->forensic = cli->forensic;
	if (screen && !cli->no_config && !startup_config(editor, &ignored))
		editor_error(editor, &ignored);
	before = editor->options;
	if (apply_options(cli, &editor->options, err) && apply_encoding(cli, editor, err)) {
		settings_give(&editor->settings, &before, &editor->options);
		return editor;
	}
	editor_free(editor);
	return NULL;
}

/* The cursor of the window that was just opened. */
static bool go_to_offset(const struct cli *cli, struct editor *editor, struct err *err)
{
	struct window *window = editor_window(editor);
	struct place place;

	if (!place_number("--base-address", cli->base, &window->buffer->base, err))
		return false;
	/* A slice begins there. */
	if (!cli->offset || document_origin(window->document) > 0)
		return true;
	if (!place_find(&place, cli, window->document, err))
		return err_prefix(err, "%s", document_name(window->document));
	window_go(window, place.offset, false);
	return true;
}

static bool open_new(const struct cli *cli, struct editor *editor, struct err *err)
{
	struct document *document;
	uint64_t size;

	if (!place_number("--new", cli->new_size, &size, err))
		return false;
	document = document_new(&editor->ropes, size, err);
	return document && editor_add(editor, document, err);
}

static bool open_input(const struct cli *cli, struct editor *editor, struct err *err)
{
	struct document *document;

	if (cli->length)
		return err_set(err, ERR_REFUSED, "standard input can not be opened in part: "
			       "write it to a file first");
	document = input_spool(&editor->ropes, err);
	if (document && cli->mode == DOCUMENT_READ &&
	    !document_set_mode(document, DOCUMENT_READ, err)) {
		document_close(document);
		return false;
	}
	return document && editor_add(editor, document, err);
}

/* On a screen alone: without one nobody waits but who asked for it. Ctrl-C ends us, which nothing
 * would in the middle of opening. */
static void wait_for_server(const struct cli *cli, struct editor *editor, const char *name)
{
	enum { TELL_MS = 1000, MOST_MS = 60000 };
	struct err ignored;
	struct job *job = server_wait_new(&editor->ropes, name, &ignored);

	if (job)
		session_start_helper(cli);
	if (job && !server_wait_is_over(job, TELL_MS)) {
		report_line("waiting for its server (Ctrl-C gives up): %s", name);
		while (!server_wait_is_over(job, MOST_MS))
			;
	}
	job_free(job);
}

static bool open_one(const struct cli *cli, struct editor *editor, const char *name,
		     struct err *err)
{
	struct document_options options;

	if (strcmp(name, "-") == 0)
		return open_input(cli, editor, err);
	wait_for_server(cli, editor, name);
	if (place_options(&options, cli, &editor->ropes, name, err) &&
	    editor_open(editor, name, &options, err))
		return true;
	/* What is wrong with a place does not say in which file. */
	if (strncmp(err->text, name, strlen(name)) != 0)
		err_prefix(err, "%s", name);
	return false;
}

/* One file, and nothing said of what is to be seen of it. */
static bool is_plain(const struct cli *cli)
{
	return cli->file_count == 1 && !cli->new_size && !cli->offset && !cli->length &&
	       !cli->base && !cli->no_config && !cli->recover && cli->step_count == 0;
}

size_t session_open(const struct cli *cli, struct editor *editor, session_tell *tell,
		    void *context)
{
	size_t opened = 0;
	struct err err;

	for (size_t i = cli->new_size ? 0 : 1; i <= cli->file_count; i++) {
		bool ok = i == 0 ? open_new(cli, editor, &err)
				 : open_one(cli, editor, cli->files[i - 1], &err);

		if (ok)
			recover_begin(editor, editor_window(editor));
		if (ok && i > 0 && cli->recover &&
		    !recover_run(editor, editor_window(editor), cli->recover, &err)) {
			err_prefix(&err, "%s", cli->files[i - 1]);
			tell(context, &err);
		}

		opened += ok;
		if (!ok || !go_to_offset(cli, editor, &err))
			tell(context, &err);
	}
	if (opened > 1)
		editor_show(editor, 0);
	else if (opened == 1 && is_plain(cli))
		arrangement_begin(editor);
	return opened;
}

static char *read_script(const char *path, struct err *err)
{
	bool input = strcmp(path, "-") == 0;
	int fd = input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	char *lines;

	if (fd < 0) {
		err_sys(err, errno, "%s", path);
		return NULL;
	}
	lines = source_text(fd, path, err);
	if (!input)
		close(fd);
	return lines;
}

static bool run_script(const char *path, session_run *run, void *context, struct err *err)
{
	char *text = read_script(path, err);
	char *rest = text;
	char *line;
	bool ok = text != NULL;

	for (unsigned number = 1; ok && (line = source_line(&rest)) != NULL; number++) {
		struct buf where = BUF_INIT;

		buf_format(&where, "%s:%u", path, number);
		if (*line && *line != '#')
			ok = run(context, line, buf_string(&where), err);
		buf_done(&where);
	}
	free(text);
	return ok;
}

bool session_lines(const struct cli *cli, session_run *run, void *context, struct err *err)
{
	for (size_t i = 0; i < cli->step_count; i++) {
		const struct cli_step *step = &cli->steps[i];
		bool ok = step->is_script ? run_script(step->text, run, context, err)
					  : run(context, step->text, "", err);

		if (!ok)
			return false;
	}
	return true;
}

bool session_name_mistake(const char *where, const char *line, struct err *err)
{
	size_t word = strcspn(line, " !");

	/* Many messages begin with their command. */
	if (strncmp(err->text, line, word) != 0 || err->text[word] != ':')
		err_prefix(err, "%s", line);
	if (*where)
		err_prefix(err, "%s", where);
	return false;
}

/* FNV-1a over all lines: a session that added none must not undo what another one saved
 * meanwhile. */
static uint64_t history_print(const struct prompt *prompt)
{
	uint64_t print = UINT64_C(0xcbf29ce484222325);

	for (int kind = 0; kind < HISTORY_KINDS; kind++)
		for (size_t i = 0; i < prompt->history[kind].count; i++)
			for (const char *c = prompt->history[kind].lines[i];; c++) {
				print = (print ^ (unsigned char)*c) * UINT64_C(0x100000001b3);
				if (!*c)
					break;
			}
	return print;
}

uint64_t session_history_load(struct editor *editor)
{
	struct buf path = BUF_INIT;
	struct err err;

	if (paths_state("history", &path) &&
	    !prompt_history_load(&editor->prompt, buf_string(&path), &err))
		err_clear(&err);
	buf_done(&path);
	return history_print(&editor->prompt);
}

void session_history_save(struct editor *editor, uint64_t loaded)
{
	struct buf path = BUF_INIT;
	struct err err;

	if (history_print(&editor->prompt) != loaded && paths_state("history", &path) &&
	    !prompt_history_save(&editor->prompt, buf_string(&path), &err))
		err_clear(&err);
	buf_done(&path);
}

bool session_notes_end(struct editor *editor)
{
	bool ok = true;

	for (size_t i = 0; i < editor->window_count; i++) {
		struct window *window = editor->windows[i];
		struct err err;

		if (notebook_keep(editor, window, false, &err))
			continue;
		report_line("%s: %s", document_name(window->document), err.text);
		ok = false;
	}
	return ok;
}
