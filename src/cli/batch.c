/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The editor of the screen without a screen: jobs run inline, so a command is over when it returns,
 * and what it would have shown is printed.
 *
 * A job that failed (a save) tells it by a message of the editor, so that counts as failure of the
 * command as well as an error that is returned.
 */
#include "cli/batch.h"

#include <string.h>

#include "base/json.h"
#include "base/outside.h"
#include "cli/parsers.h"
#include "cli/report.h"
#include "cli/session.h"
#include "edit/notebook.h"

struct batch {
	const struct cli *cli;
	struct editor *editor;
	bool write_failed;           /* standard output; *err of the run says how */
};

static void forget_message(struct editor *editor)
{
	editor->message_kind = MESSAGE_NONE;
	buf_clear(&editor->message);
	buf_clear(&editor->output);
}

/* What a command came to. The strings are borrowed. */
struct outcome {
	const char *line;
	bool ok;
	const char *message;         /* "" when there is none */
	const char *output;
	const char *error;
};

static bool print_json(const struct outcome *outcome, struct err *err)
{
	struct buf text = BUF_INIT;
	bool ok;

	buf_add_byte(&text, '{');
	json_member(&text, "command", outcome->line);
	buf_format(&text, ",\"ok\":%s", outcome->ok ? "true" : "false");
	if (*outcome->message)
		json_member(&text, "message", outcome->message);
	json_lines(&text, "output", outcome->output);
	if (*outcome->error)
		json_member(&text, "error", outcome->error);
	buf_text(&text, "}\n");
	ok = buf_ok(&text) || err_nomem(err);
	ok = ok && report_write(text.data, text.len, err);
	buf_done(&text);
	return ok;
}

static bool print_text(const struct batch *batch, const struct outcome *outcome, struct err *err)
{
	struct buf text = BUF_INIT;
	bool ok;

	buf_text(&text, outcome->output);
	if (*outcome->message && batch->editor->message_kind == MESSAGE_INFO)
		buf_format(&text, "%s\n", outcome->message);
	ok = buf_ok(&text) || err_nomem(err);
	ok = ok && report_write(text.data, text.len, err);
	buf_done(&text);
	if (*outcome->message && batch->editor->message_kind == MESSAGE_WARNING)
		report_line("%s", outcome->message);
	return ok;
}

/* The message of a job that failed is the error of the command. */
static bool settle(struct editor *editor, bool ok, struct err *err)
{
	queue_wait(editor->queue);
	editor_poll(editor);
	notebook_begin(editor);
	editor_settle(editor);
	if (!ok || editor->message_kind != MESSAGE_ERROR)
		return ok;
	return err_set(err, ERR_IO, "%s", buf_string(&editor->message));
}

static bool print_outcome(struct batch *batch, const char *line, bool ok, const struct err *error,
			  struct err *err)
{
	struct editor *editor = batch->editor;
	bool has_message = ok && editor->message_kind != MESSAGE_NONE;
	struct outcome outcome = {
		.line = line,
		.ok = ok,
		.message = has_message ? buf_string(&editor->message) : "",
		.output = buf_string(&editor->output),
		.error = ok ? "" : error->text,
	};

	if (batch->cli->json)
		return print_json(&outcome, err);
	return print_text(batch, &outcome, err);
}

static bool run_line(void *context, const char *line, const char *where, struct err *err)
{
	struct batch *batch = context;
	struct err late;
	bool ok;

	if (batch->editor->quit)
		return true;
	forget_message(batch->editor);
	ok = settle(batch->editor, editor_run(batch->editor, line, err), err);
	if (!ok)
		session_name_mistake(where, line, err);
	if (!print_outcome(batch, line, ok, err, &late)) {
		*err = late;
		batch->write_failed = true;
		return false;
	}
	return ok;
}

static void tell(void *context, const struct err *err)
{
	bool *failed = context;

	*failed = true;
	report_error(err);
}

/* Changes that nobody wrote, to whichever file, are most likely a mistake of the script. */
static bool is_all_saved(const struct editor *editor)
{
	bool ok = true;

	if (editor->quit)
		return true;
	for (size_t i = 0; i < editor->window_count; i++) {
		const struct window *window = editor->windows[i];
		const struct document *document = window->document;

		if (!document_is_modified(document) || document_mode(document) == DOCUMENT_WRITE)
			continue;
		if (window->buffer->kept &&
		    window->buffer->kept_generation == document_generation(document))
			continue;
		report_line("%s: changes were not saved", document_name(document));
		ok = false;
	}
	return ok;
}

/* -w on a file that may not be written. That a copy can not go back to such a file is told by
 * the write that tries. */
static void tell_fallbacks(const struct batch *batch)
{
	const struct editor *editor = batch->editor;

	for (size_t i = 0; i < editor->window_count; i++) {
		const struct document *document = editor->windows[i]->document;

		if (document_mode(document) != batch->cli->mode && *document_note(document))
			report_line("%s: %s", document_name(document), document_note(document));
		if (editor->windows[i]->buffer->others == OTHERS_BURIN)
			report_line("%s: is open in another burin as well",
				    document_name(document));
		else if (editor->windows[i]->buffer->others == OTHERS_LOCKED)
			report_line("%s: is locked by another program", document_name(document));
	}
}

static int run_all(struct batch *batch)
{
	struct err err;
	bool failed = false;

	session_open(batch->cli, batch->editor, tell, &failed);
	if (failed)
		return CLI_FAILURE;
	tell_fallbacks(batch);
	notebook_begin(batch->editor);
	if (batch->editor->message_kind == MESSAGE_WARNING)
		report_line("%s", buf_string(&batch->editor->message));
	if (!session_lines(batch->cli, run_line, batch, &err)) {
		if (batch->write_failed)
			return report_write_failure(&err);
		report_error(&err);
		return CLI_FAILURE;
	}
	if (!is_all_saved(batch->editor) || !session_notes_end(batch->editor))
		return CLI_FAILURE;
	return batch->editor->exit_code;
}

int batch_run(const struct cli *cli)
{
	struct batch batch = { .cli = cli };
	struct err err;
	int status;

	outside_set_starter(parsers_start_helper);
	batch.editor = session_new(cli, false, 0, &err);
	if (!batch.editor) {
		report_error(&err);
		return CLI_USAGE;
	}
	status = run_all(&batch);
	editor_free(batch.editor);
	return status;
}
