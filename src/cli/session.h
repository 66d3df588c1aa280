/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An editor as the command line asks for it, for the screen and for --batch:
 *
 *	editor = session_new(cli, screen, workers, &err);
 *	opened = session_open(cli, editor, &failures);
 */
#ifndef BURIN_CLI_SESSION_H
#define BURIN_CLI_SESSION_H

#include "cli/options.h"
#include "edit/editor.h"

/* With the config file (not in batch: a script means the same everywhere) and then the options in
 * force. A mistake in the config file is a message in the editor. */
struct editor *session_new(const struct cli *cli, bool screen, unsigned workers, struct err *err)
	BURIN_MUST_CHECK;

/* Called for each file that could not be opened, and where -s is wrong for one that was. */
typedef void session_tell(void *context, const struct err *err);

/* Opens --new and the files, with their cursors at -s, and shows the first. Returns how many were
 * opened. */
size_t session_open(const struct cli *cli, struct editor *editor, session_tell *tell,
		    void *context);

/* The lines of -x and -f one by one, in the order given, until `run` returns false; that is the
 * result then. ERR_IO when a file could not be read. `where` is "" or "FILE:12". */
typedef bool session_run(void *context, const char *line, const char *where, struct err *err);
bool session_lines(const struct cli *cli, session_run *run, void *context, struct err *err)
	BURIN_MUST_CHECK;

/* Puts the place and the command before what was wrong with it. Always returns false. */
bool session_name_mistake(const char *where, const char *line, struct err *err);

/* The lines typed at prompts, kept between runs. Loading gives what tells saving whether anything
 * was added. What fails is not told: nobody's work depends on it. */
uint64_t session_history_load(struct editor *editor);
void session_history_save(struct editor *editor, uint64_t loaded);

/* Notes that are not in their side files yet go there. What goes wrong is told on standard error,
 * and false is returned. */
bool session_notes_end(struct editor *editor) BURIN_MUST_CHECK;

/* The process that opens more files for the user, unless there is one. Early, where a server may
 * have to be asked for a file: a process made later has to close that, and waits for the server. */
void session_start_helper(const struct cli *cli);

/* When all files are open: starts that process, and gives up the rights that are not needed any
 * more. What can not be done is left out. */
void session_confine(const struct cli *cli, struct editor *editor);

/* What a session leaves as proof: the action log, opened before any file; digests, taken when all
 * are open, taken again at the end and compared, which is told on standard error. False: they are
 * not the same, or the log is not whole. */
bool session_evidence_open(const struct cli *cli, struct editor *editor, struct err *err)
	BURIN_MUST_CHECK;
void session_evidence_begin(const struct cli *cli, struct editor *editor);
bool session_evidence_end(const struct cli *cli, struct editor *editor) BURIN_MUST_CHECK;

#endif
