/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The programs are those of this table and their command lines are fixed: nothing that was copied
 * is ever part of one. They run where the shell's commands do (scan/pipe.h), so a viewer, which
 * gave up that right, and a program that fails, end at the terminal's sequence.
 *
 * Within tmux the sequence would need set-clipboard=on; tmux itself needs no setting, and gives the
 * text on to the terminal around it.
 */
#include "edit/clipboard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/number.h"
#include "document/document.h"
#include "edit/editor.h"
#include "edit/show.h"
#include "edit/task.h"
#include "scan/pipe.h"

struct clip_program {
	const char *variable;    /* set where its clipboard is; NULL: it needs none */
	const char *name;
	const char *command;
	bool remote;             /* also where the terminal is on another machine */
};

static const struct clip_program programs[] = {
	{ "TMUX", "tmux", "tmux load-buffer -w - 2>/dev/null", true },
	{ "WAYLAND_DISPLAY", "wl-copy", "exec wl-copy", false },
	{ "DISPLAY", "xclip", "exec xclip -selection clipboard", false },
	{ "DISPLAY", "xsel", "exec xsel -ib", false },
	{ NULL, "pbcopy", "exec pbcopy", false },
};

static bool is_set(const char *variable)
{
	const char *value = getenv(variable);

	return value && *value;
}

/* On the PATH. Nothing is run that a folder named by no '/' at its start holds. */
static bool is_there(const char *name)
{
	const char *at = getenv("PATH");
	char path[4096];

	while (at && *at) {
		size_t len = strcspn(at, ":");

		if (*at == '/' && len + strlen(name) + 2 < sizeof(path)) {
			snprintf(path, sizeof(path), "%.*s/%s", (int)len, at, name);
			if (access(path, X_OK) == 0)
				return true;
		}
		at += len + (at[len] == ':');
	}
	return false;
}

const char *clipboard_program(void)
{
	bool remote = is_set("SSH_CONNECTION") || is_set("SSH_TTY");

	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		const struct clip_program *program = &programs[i];

		if ((!program->variable || is_set(program->variable)) &&
		    (!remote || program->remote) && is_there(program->name))
			return program->command;
	}
	return NULL;
}

struct clipping {
	struct task task;
	struct buf text;         /* for the terminal, if the program fails */
	char *what;
};

static void release(struct task *task)
{
	struct clipping *clipping = (struct clipping *)task;

	buf_done(&clipping->text);
	free(clipping->what);
}

/* Takes the text over. */
static bool send_to_terminal(struct editor *editor, struct buf *text, const char *what,
			     struct err *err)
{
	char size[NUMBER_TEXT], most[NUMBER_TEXT];

	if (text->len > CLIPBOARD_TERMINAL_MOST)
		return err_set(err, ERR_RANGE, "%s of text is more than the terminal's clipboard "
			       "takes (%s): :write A,B FILE writes the bytes to a file",
			       number_size(text->len, size),
			       number_size(CLIPBOARD_TERMINAL_MOST, most));
	buf_done(&editor->clip);
	editor->clip = *text;
	*text = (struct buf)BUF_INIT;
	editor_message(editor, MESSAGE_INFO, "%s sent to the terminal's clipboard", what);
	return true;
}

static bool ended(struct task *task, struct job *job, const struct err *failure, struct err *err)
{
	struct clipping *clipping = (struct clipping *)task;

	if (failure && failure->code == ERR_CANCELLED) {
		*err = *failure;
		return false;
	}
	if (failure || pipe_status(job) != 0)
		return send_to_terminal(task->editor, &clipping->text, clipping->what, err);
	editor_message(task->editor, MESSAGE_INFO, "%s copied to the clipboard", clipping->what);
	return true;
}

/* Takes the text over. ERR_REFUSED and the like: it can not be run here. */
static bool run(struct editor *editor, struct window *window, const char *command,
		struct buf *text, const char *what, struct err *err)
{
	const struct pipe_request request = { .command = command, .len = text->len, .most = 1 };
	struct clipping *clipping = calloc(1, sizeof(*clipping));
	struct rope *rope = document_make(&editor->ropes, text->data, text->len, err);
	struct snapshot snapshot;
	struct job *job;

	if (!clipping || !rope) {
		free(clipping);
		rope_unref(&editor->ropes, rope);
		return err_nomem(err);
	}
	snapshot = snapshot_of(&editor->ropes, rope);
	rope_unref(&editor->ropes, rope);
	job = pipe_new(&snapshot, &request, err);
	snapshot_done(&snapshot);
	if (!job) {
		free(clipping);
		return send_to_terminal(editor, text, what, err);
	}
	task_init(&clipping->task, editor, window, ended);
	clipping->task.release = release;
	clipping->text = *text;
	clipping->what = strdup(what);
	*text = (struct buf)BUF_INIT;
	return task_start(&clipping->task, job, err);
}

bool clipboard_put(struct editor *editor, struct window *window, struct buf *text,
		   const char *what, struct err *err)
{
	const char *command = editor->options.clipboard == CLIPBOARD_AUTO ? clipboard_program() :
									    NULL;
	bool ok;

	if (!buf_ok(text))
		ok = err_nomem(err);
	else if (!show_can_ask(editor))
		ok = show_text(editor, what, buf_string(text), err);
	else if (editor->options.clipboard == CLIPBOARD_NO)
		ok = err_set(err, ERR_REFUSED, "the system's clipboard is switched off: "
			     ":set clipboard=auto");
	else if (command && text->len > 0)
		ok = run(editor, window, command, text, what, err);
	else
		ok = send_to_terminal(editor, text, what, err);
	buf_done(text);
	return ok;
}
