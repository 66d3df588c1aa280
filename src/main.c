/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Starts burin: makes the process safe to work in, reads the command line, and hands over to the
 * screen, to batch, to a search or to a dump.
 */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "cli/batch.h"
#include "cli/digest_mode.h"
#include "cli/disassemble_mode.h"
#include "cli/dump_mode.h"
#include "cli/find_mode.h"
#include "cli/front.h"
#include "cli/help.h"
#include "cli/options.h"
#include "cli/recover_mode.h"
#include "cli/replace_mode.h"
#include "cli/report.h"
#include "cli/session.h"
#include "cli/statistics_mode.h"
#include "cli/type_mode.h"
#include "cli/undump_mode.h"
#include "edit/arrangement.h"
#include "tui/tui.h"

/* Else the first file that is opened would become standard output, and be written to. Reading from
 * a closed input and writing to a closed output then fail as they should: they are opened the other
 * way round. */
static bool fill_descriptors(void)
{
	for (int fd = 0; fd <= 2; fd++) {
		if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF)
			continue;
		if (open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd)
			return false;
	}
	return true;
}

/* Files, the config file and the commands are the caller's choice: not with another's rights. */
static bool has_borrowed_rights(void)
{
	return getuid() != geteuid() || getgid() != getegid();
}

static void ignore_signal(int number)
{
	struct sigaction action = { .sa_handler = SIG_IGN };

	sigemptyset(&action.sa_mask);
	sigaction(number, &action, NULL);
}

/* An error on the screen before the first frame. */
struct opening {
	const struct cli *cli;
	struct editor *editor;
	struct buf errors;           /* as lines, for when nothing could be opened */
};

static void tell_opening(void *context, const struct err *err)
{
	struct opening *opening = context;

	editor_error(opening->editor, err);
	buf_format(&opening->errors, "%s", err->text);
	buf_add_byte(&opening->errors, '\0');
}

static void report_opening(const struct opening *opening)
{
	const char *at = (const char *)opening->errors.data;
	const char *end = at + opening->errors.len;

	for (; at < end; at += strlen(at) + 1)
		report_line("%s", at);
}

/* Stops at the first mistake, which is shown. */
static bool run_line(void *context, const char *line, const char *where, struct err *err)
{
	struct editor *editor = context;

	if (editor->quit || editor_run(editor, line, err))
		return true;
	return session_name_mistake(where, line, err);
}

static void give_up_rights(void *context)
{
	struct opening *opening = context;

	session_confine(opening->cli, opening->editor);
}

/* Before the first key. */
static bool needs_threads(const struct cli *cli)
{
	return cli->step_count > 0 || cli->sha256;
}

/* Rights are given up when the first frame can be seen; but lines may start threads, and those are
 * to be confined too. */
static int show(struct opening *opening, uint64_t history)
{
	struct editor *editor = opening->editor;
	bool later = !needs_threads(opening->cli);
	struct err err;

	if (!tui_run(editor, later ? give_up_rights : NULL, opening, &err)) {
		report_error(&err);
		return CLI_FAILURE;
	}
	if (!editor->viewer && !editor->forensic)
		session_history_save(editor, history);
	arrangement_end(editor);
	if (!session_notes_end(editor) && editor->exit_code == CLI_OK)
		editor->exit_code = CLI_FAILURE;
	if (!session_evidence_end(opening->cli, editor) && editor->exit_code == CLI_OK)
		return CLI_FAILURE;
	return editor->exit_code;
}

static int run_editor(const struct cli *cli, struct opening *opening)
{
	struct editor *editor = opening->editor;
	struct err err;
	uint64_t history;
	size_t opened = session_open(cli, editor, tell_opening, opening);

	if (opened == 0) {
		report_opening(opening);
		return CLI_FAILURE;
	}
	history = editor->forensic ? 0 : session_history_load(editor);
	if (needs_threads(cli))
		give_up_rights(opening);
	session_evidence_begin(cli, editor);
	if (!session_lines(cli, run_line, editor, &err))
		editor_error(editor, &err);
	if (editor->quit)
		return session_notes_end(editor) ? editor->exit_code : CLI_FAILURE;
	return show(opening, history);
}

/* The screen is gone: who waits is told why. A thread that is in the kernel for a server's answer
 * keeps the program, whatever is done to it. */
static void tell_what_keeps_us(struct editor *editor)
{
	enum { PATIENCE_MS = 1000, LOOK_MS = 20 };
	struct queue_progress progress;

	queue_cancel(editor->queue);
	for (int ms = 0; ms < PATIENCE_MS && queue_count(editor->queue) > 0; ms += LOOK_MS) {
		poll(NULL, 0, LOOK_MS);
		editor_poll(editor);
	}
	if (queue_progress(editor->queue, 0, &progress))
		report_line("%s: waiting for a disk or server that does not answer",
			    progress.verb);
}

static int run_screen(const struct cli *cli)
{
	enum { WORKERS = 2 };
	struct opening opening = { .cli = cli, .errors = BUF_INIT };
	struct err err;
	int status;

	opening.editor = session_new(cli, true, WORKERS, &err);
	if (!opening.editor) {
		report_error(&err);
		return CLI_USAGE;
	}
	status = CLI_FAILURE;
	if (session_evidence_open(cli, opening.editor, &err))
		status = run_editor(cli, &opening);
	else
		report_error(&err);
	tell_what_keeps_us(opening.editor);
	editor_free(opening.editor);
	buf_done(&opening.errors);
	return status;
}

static int print(void (*make)(struct buf *out))
{
	struct buf text = BUF_INIT;
	struct err err;
	int status = CLI_OK;

	make(&text);
	if (!report_write(text.data, text.len, &err))
		status = report_write_failure(&err);
	buf_done(&text);
	return status;
}

static void make_version(struct buf *out)
{
	help_version(out, tui_library());
}

static int refuse_usage(void)
{
	struct buf text = BUF_INIT;

	help_usage(&text);
	if (write(STDERR_FILENO, text.data, text.len) < 0) {
		/* Nobody is left to be told. */
	}
	buf_done(&text);
	return CLI_USAGE;
}

static bool is_for_screen(const struct cli *cli)
{
	return cli->action == CLI_AUTO && isatty(STDOUT_FILENO) && tui_is_built();
}

/* No action was named. */
static int run_auto(const struct cli *cli)
{
	if (is_for_screen(cli))
		return cli->file_count > 0 || cli->new_size ? run_screen(cli) : refuse_usage();
	if (cli->step_count > 0 || cli->new_size) {
		report_line("there is no terminal to show a screen on: --batch runs commands "
			    "without one");
		return CLI_USAGE;
	}
	if (cli->file_count == 0 && isatty(STDIN_FILENO))
		return refuse_usage();
	return dump_mode_run(cli);
}

static int run(const struct cli *cli)
{
	if (!is_for_screen(cli))
		front_start(cli);
	switch (cli->action) {
	case CLI_HELP:
		return print(help_text);
	case CLI_VERSION:
		return print(make_version);
	case CLI_BATCH:
		return batch_run(cli);
	case CLI_FIND:
	case CLI_STRINGS:
		if (cli->file_count == 0 && !cli->recursive && isatty(STDIN_FILENO))
			return refuse_usage();
		return find_mode_run(cli);
	case CLI_REPLACE:
		if (cli->file_count == 0 && isatty(STDIN_FILENO))
			return refuse_usage();
		return replace_mode_run(cli);
	case CLI_TYPE:
		if (cli->file_count == 0 && isatty(STDIN_FILENO))
			return refuse_usage();
		return type_mode_run(cli);
	case CLI_DIGEST:
		if (cli->file_count == 0 && isatty(STDIN_FILENO) && !digest_mode_lists(cli))
			return refuse_usage();
		return digest_mode_run(cli);
	case CLI_STATISTICS:
		if (cli->file_count == 0 && isatty(STDIN_FILENO))
			return refuse_usage();
		return statistics_mode_run(cli);
	case CLI_DISASSEMBLE:
		if (cli->file_count == 0 && isatty(STDIN_FILENO))
			return refuse_usage();
		return disassemble_mode_run(cli);
	case CLI_LIST_RECOVERY:
		return recover_mode_list();
	case CLI_CLEAN:
		return recover_mode_clean(cli);
	case CLI_UNDUMP:
		return undump_mode_run(cli);
	case CLI_DUMP:
		if (cli->file_count == 0 && isatty(STDIN_FILENO))
			return refuse_usage();
		return dump_mode_run(cli);
	case CLI_AUTO:
		break;
	}
	return run_auto(cli);
}

int main(int argc, char **argv)
{
	struct cli cli;
	struct err err;
	int status;

	if (!fill_descriptors())
		return CLI_FAILURE;
	tui_guard_terminal();
	setlocale(LC_CTYPE, "");
	ignore_signal(SIGPIPE);
	ignore_signal(SIGXFSZ);
	if (has_borrowed_rights()) {
		report_line("burin does not run with the rights of another user (set-user-ID)");
		return CLI_FAILURE;
	}
	if (!cli_parse(&cli, argc, argv, &err)) {
		report_error(&err);
		return refuse_usage();
	}
	status = run(&cli);
	cli_done(&cli);
	return status;
}
