/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The loop: wait, take all keys that are there, draw once.
 *
 * Keys that arrive together are handled together, so a held key never runs ahead of the screen.
 * Nothing here waits for anything but poll().
 */
#include "tui/tui.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "base/clock.h"
#include "edit/notebook.h"
#include "edit/recover.h"
#include "tui/decode.h"
#include "tui/screen.h"
#include "tui/signals.h"
#include "tui/watch.h"
#include "view/paint.h"

enum {
	READ_SIZE = 4096,        /* what a terminal's line holds; on a stack that may be small */
	PROGRESS_MS = 100,       /* a running job is drawn this often */
	LIVE_MS = 1000,          /* so is a file that another program may change, */
	HINT_MS = 50,            /* and one that is said to change not more often */
};

struct loop {
	struct editor *editor;
	struct screen *screen;
	struct decode decode;
	struct grid grid;
	int signal_fd;
	enum theme theme;        /* as shown */
	bool mouse;
	struct watch watch;
	bool hinted;             /* something happened to the file since ... */
	uint64_t watched_ms;     /* ... it was last looked at */
	bool lost;               /* the terminal is gone */
};

bool tui_is_built(void)
{
	return true;
}

const char *tui_library(void)
{
	return screen_library();
}

void tui_guard_terminal(void)
{
	signals_install_fatal();
}

static void fit(struct loop *loop)
{
	int rows, cols;

	screen_size(loop->screen, &rows, &cols);
	if (rows != loop->editor->rows || cols != loop->editor->cols)
		editor_resize(loop->editor, rows, cols);
}

static void follow_options(struct loop *loop)
{
	const struct options *options = &loop->editor->options;

	if (loop->theme == (enum theme)options->theme && loop->mouse == options->mouse)
		return;
	loop->theme = (enum theme)options->theme;
	loop->mouse = options->mouse;
	screen_use(loop->screen, loop->theme, loop->mouse);
}

static void draw(struct loop *loop)
{
	struct editor *editor = loop->editor;
	struct err err;

	recover_ask(editor);
	editor_settle(editor);
	follow_options(loop);
	if (editor->redraw)
		screen_redraw(loop->screen);
	editor->redraw = false;
	if (editor->bell)
		screen_bell(loop->screen);
	editor->bell = false;
	if (editor->clip.len > 0 &&
	    !screen_clip(loop->screen, editor->clip.data, editor->clip.len))
		editor_message(editor, MESSAGE_WARNING, "this terminal has no clipboard");
	buf_done(&editor->clip);
	if (loop->grid.rows != editor->rows || loop->grid.cols != editor->cols)
		if (!grid_resize(&loop->grid, editor->rows, editor->cols, &err))
			return;
	view_render(editor, &loop->grid);
	screen_show(loop->screen, &loop->grid);
	editor_seen(editor);
}

static void suspend(struct loop *loop)
{
	loop->editor->suspend = false;
	screen_suspend(loop->screen);
	fit(loop);
}

/* False when it did not fit into memory: a part of it is not what was pasted. */
static bool hand_paste(struct loop *loop)
{
	struct buf *paste = &loop->decode.paste;
	bool whole = buf_ok(paste);

	buf_done(&loop->editor->paste);
	if (whole)
		loop->editor->paste = *paste;
	else
		buf_done(paste);
	*paste = (struct buf)BUF_INIT;
	if (!whole)
		editor_message(loop->editor, MESSAGE_ERROR,
			       "there is no memory for the pasted text: nothing was pasted");
	return whole;
}

static void hand_keys(struct loop *loop, bool flush)
{
	struct key key;

	while (!loop->editor->quit && decode_next(&loop->decode, flush, &key)) {
		if (key.code == KEY_PASTE && !hand_paste(loop))
			continue;
		editor_key(loop->editor, &key);
		if (loop->editor->suspend)
			suspend(loop);
	}
}

/* Everything the terminal has for us, as long as there is more. */
static void take_input(struct loop *loop)
{
	static const int rounds = 16;    /* a paste of megabytes still lets the screen be drawn */
	struct pollfd ready = { screen_fd(loop->screen), POLLIN, 0 };
	uint8_t bytes[READ_SIZE];

	for (int i = 0; i < rounds && poll(&ready, 1, 0) > 0; i++) {
		ssize_t got = read(ready.fd, bytes, sizeof(bytes));
		if (got < 0 && (errno == EINTR || errno == EAGAIN))
			return;
		if (got <= 0) {
			loop->lost = true;
			return;
		}
		decode_feed(&loop->decode, bytes, (size_t)got);
		hand_keys(loop, false);
	}
}

static void end_by_signal(struct editor *editor, int signal)
{
	recover_keep(editor);
	notebook_rescue(editor);
	editor->quit = true;
	editor->exit_code = 128 + signal;
}

static void take_signals(struct loop *loop)
{
	struct key escape = { .code = KEY_ESC };
	int signal;

	while ((signal = signals_next(loop->signal_fd)) != 0)
		switch (signal) {
		case SIGINT:
			editor_key(loop->editor, &escape);
			break;
		case SIGTSTP:
			suspend(loop);
			break;
		case SIGCONT:
			screen_resume(loop->screen);
			break;
		case SIGUSR1:
			recover_sync(loop->editor);
			break;
		case SIGTERM:
		case SIGHUP:
			end_by_signal(loop->editor, signal);
			break;
		}
	fit(loop);
}

/* Does the screen show what another program may change at any moment? */
static bool is_live(const struct editor *editor)
{
	const struct window *window = editor_window(editor);

	return window && document_path(window->document);
}

/* Once a second, and soon after a hint; but what was found to be wrong is looked at until it is
 * right again. */
static void watch(struct loop *loop)
{
	const struct window *window = editor_window(loop->editor);
	uint64_t now = clock_ms();
	/* Where a server has to be asked, to watch a name can wait for ever. */
	bool watched = window && !document_has_server(window->document);

	watch_file(&loop->watch, watched ? document_path(window->document) : NULL);
	if (now - loop->watched_ms < (loop->hinted ? HINT_MS : LIVE_MS) &&
	    (!window || window->buffer->disk == DISK_SAME))
		return;
	loop->hinted = false;
	loop->watched_ms = now;
	editor_watch(loop->editor);
}

static int wait_ms(const struct loop *loop)
{
	if (decode_waits(&loop->decode))
		return DECODE_ESC_MS;
	if (loop->hinted)
		return HINT_MS;
	if (queue_count(loop->editor->queue) > 0)
		return PROGRESS_MS;
	if (loop->editor->macros.depth > 0)
		return 0;
	return is_live(loop->editor) ? LIVE_MS : -1;
}

static void turn(struct loop *loop)
{
	struct pollfd ready[] = {
		{ screen_fd(loop->screen), POLLIN, 0 },
		{ loop->signal_fd, POLLIN, 0 },
		{ queue_fd(loop->editor->queue), POLLIN, 0 },
		/* A program that writes all the time must not keep us from waiting. */
		{ loop->hinted ? -1 : loop->watch.fd, POLLIN, 0 },
	};
	int count = poll(ready, 4, wait_ms(loop));

	if (count == 0 && decode_waits(&loop->decode))
		hand_keys(loop, true);
	if (count > 0 && ready[1].revents)
		take_signals(loop);
	if (count > 0 && ready[0].revents)
		take_input(loop);
	if (count > 0 && ready[3].revents)
		loop->hinted = watch_take(&loop->watch);
	if (loop->lost)
		end_by_signal(loop->editor, SIGHUP);
	editor_poll(loop->editor);
	watch(loop);
}

bool tui_run(struct editor *editor, void (*shown)(void *context), void *context,
	     struct err *err)
{
	struct loop loop = { .editor = editor, .theme = THEME_COUNT, .signal_fd = -1 };
	bool ok = false;

	decode_init(&loop.decode);
	watch_init(&loop.watch);
	grid_init(&loop.grid);
	/* First, so that no signal meets the handlers of curses. */
	loop.signal_fd = signals_open(err);
	if (loop.signal_fd < 0)
		goto out;
	loop.screen = screen_open(&loop.decode, err);
	if (!loop.screen)
		goto out;
	fit(&loop);
	loop.watched_ms = clock_ms();
	while (!editor->quit) {
		draw(&loop);
		if (shown)
			shown(context);
		shown = NULL;
		notebook_begin(editor);
		notebook_tend(editor);
		turn(&loop);
	}
	ok = true;
out:
	screen_close(loop.screen);
	if (loop.signal_fd >= 0)
		signals_close(loop.signal_fd, editor->exit_code > 128);
	decode_done(&loop.decode);
	watch_done(&loop.watch);
	grid_done(&loop.grid);
	return ok;
}
