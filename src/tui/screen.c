/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Curses for output alone (it sends only the cells that changed); keys are read by decode.c.
 *
 * newterm() and not initscr(), which ends the program when TERM is unknown. Curses is told the
 * screen's size: it would believe LINES=1000000000, or a terminal of 65535 rows. Rows that are the
 * same as in the last frame are not even handed to curses: a moved cursor touches two rows.
 */
#include "tui/screen.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <term.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/buf.h"
#include "base/printable.h"
#include "tui/signals.h"
#include "tui/theme.h"

enum { TERM_MOST = 255 };    /* a longer name of a terminal is none */

/* 1000: buttons, 1002: drag, 1006: coordinates without a limit. */
static const char mouse_on[] = "\033[?1000h\033[?1002h\033[?1006h";
static const char mouse_off[] = "\033[?1006l\033[?1002l\033[?1000l";
static const char paste_on[] = "\033[?2004h";
static const char paste_off[] = "\033[?2004l";

/* The terminal, once it is taken. */
struct screen {
	SCREEN *curses;
	FILE *out, *in;
	bool own_files;          /* opened by us: the terminal itself */
	struct grid last;        /* as shown */
	bool is_shown;           /* nothing happened to the terminal since */
	cchar_t *line;           /* one row for curses, last.cols of them */
	bool mouse;              /* reports are asked for */
	bool has_mouse;          /* the terminal knows them, and bracketed paste */
};

static const char *capability(const char *name)
{
	const char *text = tigetstr(name);

	return text && text != (const char *)-1 ? text : NULL;
}

/* Appends a capability without its delays ("$<2>"), which today's terminals do not need. False when
 * there is no room. */
static bool add_capability(char *text, size_t room, const char *name)
{
	const char *from = capability(name);
	size_t len = strlen(text);

	while (from && *from) {
		const char *end = from[0] == '$' && from[1] == '<' ? strchr(from, '>') : NULL;
		if (end) {
			from = end + 1;
			continue;
		}
		if (len + 1 == room)
			return false;
		text[len++] = *from++;
		text[len] = '\0';
	}
	return true;
}

static void send(struct screen *screen, const char *text)
{
	fputs(text, screen->out);
	fflush(screen->out);
}

static void send_capability(struct screen *screen, const char *name)
{
	char text[64] = "";

	if (add_capability(text, sizeof(text), name))
		send(screen, text);
}

static void learn_keys(struct decode *decode)
{
	static const struct {
		const char *capability;
		uint32_t code;
		uint8_t mods;
	} keys[] = {
		{ "kcuu1", KEY_GO_UP, 0 }, { "kcud1", KEY_GO_DOWN, 0 },
		{ "kcub1", KEY_GO_LEFT, 0 }, { "kcuf1", KEY_GO_RIGHT, 0 },
		{ "khome", KEY_GO_HOME, 0 }, { "kend", KEY_GO_END, 0 },
		{ "kpp", KEY_PAGE_UP, 0 }, { "knp", KEY_PAGE_DOWN, 0 },
		{ "kdch1", KEY_DEL, 0 }, { "kich1", KEY_INS, 0 },
		{ "kcbt", KEY_TABULATOR, KEY_SHIFT },
		{ "kLFT", KEY_GO_LEFT, KEY_SHIFT }, { "kRIT", KEY_GO_RIGHT, KEY_SHIFT },
		{ "kUP", KEY_GO_UP, KEY_SHIFT }, { "kDN", KEY_GO_DOWN, KEY_SHIFT },
		{ "kHOM", KEY_GO_HOME, KEY_SHIFT }, { "kEND", KEY_GO_END, KEY_SHIFT },
		{ "kf1", KEY_FUNCTION + 1, 0 }, { "kf2", KEY_FUNCTION + 2, 0 },
		{ "kf3", KEY_FUNCTION + 3, 0 }, { "kf4", KEY_FUNCTION + 4, 0 },
		{ "kf5", KEY_FUNCTION + 5, 0 }, { "kf6", KEY_FUNCTION + 6, 0 },
		{ "kf7", KEY_FUNCTION + 7, 0 }, { "kf8", KEY_FUNCTION + 8, 0 },
		{ "kf9", KEY_FUNCTION + 9, 0 }, { "kf10", KEY_FUNCTION + 10, 0 },
		{ "kf11", KEY_FUNCTION + 11, 0 }, { "kf12", KEY_FUNCTION + 12, 0 },
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		decode_learn(decode, capability(keys[i].capability), keys[i].code, keys[i].mods);
}

static bool open_files(struct screen *screen, struct err *err)
{
	screen->out = stdout;
	screen->in = stdin;
	if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
		return true;
	/* Standard input is the data (burin -): the keys come from the terminal itself. */
	screen->out = fopen("/dev/tty", "we");
	screen->in = fopen("/dev/tty", "re");
	screen->own_files = true;
	if (screen->out && screen->in)
		return true;
	return err_set(err, ERR_REFUSED,
		       "there is no terminal for the screen; --dump and --batch work without one");
}

static bool refuse_terminal(const char *term, const char *why, struct err *err)
{
	struct buf name = BUF_INIT;

	printable_add(&name, term, strnlen(term, 40));
	err_set(err, ERR_REFUSED, "the terminal type \"%s\" %s", buf_string(&name), why);
	buf_done(&name);
	return false;
}

static int clamp(int value, int fallback, int most)
{
	if (value <= 0)
		value = fallback;
	return value > most ? most : value;
}

/* The size that the terminal tells, within our limits. */
static void ask_size(const struct screen *screen, int *rows, int *cols)
{
	struct winsize size = { 0 };

	if (ioctl(fileno(screen->out), TIOCGWINSZ, &size) < 0)
		memset(&size, 0, sizeof(size));
	*rows = clamp(size.ws_row, LINES > 0 ? LINES : 24, SCREEN_ROWS);
	*cols = clamp(size.ws_col, COLS > 0 ? COLS : 80, SCREEN_COLS);
}

/* Tells curses the size in the one way in which it believes any number. */
static void tell_size(const struct screen *screen)
{
	char number[16];
	int rows, cols;

	ask_size(screen, &rows, &cols);
	snprintf(number, sizeof(number), "%d", rows);
	setenv("LINES", number, 1);
	snprintf(number, sizeof(number), "%d", cols);
	setenv("COLUMNS", number, 1);
}

/* newterm() installs handlers, which would end or stop the program behind our back. */
static SCREEN *make_curses(struct screen *screen)
{
	static const int taken[] = { SIGINT, SIGTERM, SIGTSTP, SIGWINCH };
	enum { TAKEN = sizeof(taken) / sizeof(taken[0]) };
	struct sigaction before[TAKEN];
	SCREEN *curses;

	for (size_t i = 0; i < TAKEN; i++)
		sigaction(taken[i], NULL, &before[i]);
	curses = newterm(NULL, screen->out, screen->in);
	for (size_t i = 0; i < TAKEN; i++)
		sigaction(taken[i], &before[i], NULL);
	return curses;
}

/* Without a descriptor to read the description with every terminal is unknown. */
static bool can_read_descriptions(const struct screen *screen, struct err *err)
{
	int probe = fcntl(fileno(screen->out), F_DUPFD_CLOEXEC, 0);

	if (probe < 0)
		return err_sys(err, errno, "the description of the terminal can not be read");
	close(probe);
	return true;
}

/* Terminfo puts descriptions on the stack, and dies where they do not fit. */
static bool has_stack(struct err *err)
{
	static const rlim_t least = 256 << 10;
	struct rlimit limit;

	if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur >= least)
		return true;
	return err_set(err, ERR_REFUSED, "the stack is limited to %llu KiB, too little for a "
		       "screen: raise it with ulimit -s; --dump and --batch work",
		       (unsigned long long)limit.rlim_cur >> 10);
}

/* Asked before curses begins, which would already send something. */
static bool check_terminal(const struct screen *screen, const char *term, struct err *err)
{
	int known = 0;
	bool can_place;

	if (!term || !*term)
		return err_set(err, ERR_REFUSED,
			       "the variable TERM is not set: say which terminal this is, "
			       "for instance TERM=xterm");
	if (!has_stack(err) || !can_read_descriptions(screen, err))
		return false;
	if (strlen(term) > TERM_MOST || setupterm(term, fileno(screen->out), &known) == ERR)
		return refuse_terminal(term, "is not known here: set TERM to another, "
					     "for instance xterm", err);
	can_place = capability("cup") != NULL;
	del_curterm(cur_term);
	return can_place ||
	       refuse_terminal(term, "can not place the cursor; --dump and --batch work", err);
}

static bool start_curses(struct screen *screen, struct err *err)
{
	const char *term = getenv("TERM");

	if (!check_terminal(screen, term, err))
		return false;
	use_tioctl(FALSE);
	use_extended_names(TRUE);
	tell_size(screen);
	screen->curses = make_curses(screen);
	unsetenv("LINES");
	unsetenv("COLUMNS");
	return screen->curses || refuse_terminal(term, "can not be used", err);
}

static void set_modes(struct screen *screen)
{
	raw();
	noecho();
	nonl();
	typeahead(-1);
	leaveok(stdscr, FALSE);
	screen->has_mouse = capability("kmous") != NULL;
}

/* What curses does not know of: keypad, paste and mouse. */
static void ask_reports(struct screen *screen)
{
	send_capability(screen, "smkx");
	if (screen->has_mouse)
		send(screen, paste_on);
	if (screen->mouse)
		send(screen, mouse_on);
}

static void end_reports(struct screen *screen)
{
	if (screen->has_mouse) {
		send(screen, mouse_off);
		send(screen, paste_off);
	}
	send_capability(screen, "rmkx");
}

/* Hands signals.c what a crash shall send. */
static void arm(const struct screen *screen)
{
	static const char *const names[] = { "sgr0", "op", "rmkx", "cnorm", "rmcup" };
	char text[SIGNALS_FAREWELL] = "";

	if (screen->has_mouse) {
		strcat(text, mouse_off);
		strcat(text, paste_off);
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		add_capability(text, sizeof(text), names[i]);
	signals_arm_terminal(text);
}

struct screen *screen_open(struct decode *decode, struct err *err)
{
	struct screen *screen = calloc(1, sizeof(*screen));

	if (!screen) {
		err_nomem(err);
		return NULL;
	}
	grid_init(&screen->last);
	if (!open_files(screen, err))
		goto fail;
	signals_keep_terminal(fileno(screen->in), fileno(screen->out));
	if (!start_curses(screen, err))
		goto fail;
	set_modes(screen);
	ask_reports(screen);
	arm(screen);
	learn_keys(decode);
	return screen;
fail:
	screen_close(screen);
	return NULL;
}

void screen_close(struct screen *screen)
{
	if (!screen)
		return;
	if (screen->curses) {
		end_reports(screen);
		endwin();
		signals_arm_terminal(NULL);
		delscreen(screen->curses);
	}
	if (screen->own_files) {
		if (screen->out)
			fclose(screen->out);
		if (screen->in)
			fclose(screen->in);
	}
	grid_done(&screen->last);
	free(screen->line);
	free(screen);
}

const char *screen_library(void)
{
	return curses_version();
}

int screen_fd(const struct screen *screen)
{
	return fileno(screen->in);
}

void screen_size(struct screen *screen, int *rows, int *cols)
{
	ask_size(screen, rows, cols);
	if (*rows != LINES || *cols != COLS) {
		resizeterm(*rows, *cols);
		screen_redraw(screen);
	}
}

void screen_use(struct screen *screen, enum theme theme, bool mouse)
{
	theme_load(theme);
	if (screen->has_mouse && mouse != screen->mouse) {
		send(screen, mouse ? mouse_on : mouse_off);
		screen->mouse = mouse;
	}
	screen_redraw(screen);
}

static int used_cells(const struct cell *cells, int cols)
{
	while (cols > 0 && cells[cols - 1].code == ' ')
		cols--;
	return cols;
}

/* A blank between others has the colour of the one before it, which is not seen: to change it there
 * and back would cost most of the bytes of a frame. */
static void show_row(struct screen *screen, const struct cell *cells, int row, int cols)
{
	int count = 0, used = used_cells(cells, cols);
	struct look before = { 0, 0 };

	for (int col = 0; col < cols; col++) {
		if (cells[col].code == 0)
			continue;
		wchar_t text[2] = { (wchar_t)cells[col].code, 0 };
		struct look look = theme_look(cells[col].style, cells[col].flags);
		if (cells[col].code == ' ' && col < used && theme_is_plain(&look) &&
		    theme_is_plain(&before))
			look = before;
		setcchar(&screen->line[count++], text, look.attributes, (short)0, &look.pair);
		before = look;
	}
	mvadd_wchnstr(row, 0, screen->line, count);
}

/* Room for a frame of this size; forgets the last one when it changed. */
static bool fit(struct screen *screen, const struct grid *grid)
{
	struct err err;

	if (screen->line && screen->last.rows == grid->rows && screen->last.cols == grid->cols)
		return true;
	cchar_t *line = realloc(screen->line, (size_t)grid->cols * sizeof(*line));
	if (!line)
		return false;
	screen->line = line;
	if (!grid_resize(&screen->last, grid->rows, grid->cols, &err))
		return false;
	screen_redraw(screen);
	return true;
}

void screen_show(struct screen *screen, const struct grid *grid)
{
	size_t row_size = (size_t)grid->cols * sizeof(struct cell);

	if (!fit(screen, grid))
		return;
	bool same = screen->is_shown && screen->last.cursor_row == grid->cursor_row &&
		    screen->last.cursor_col == grid->cursor_col;
	for (int row = 0; row < grid->rows; row++) {
		struct cell *last = &screen->last.cells[(size_t)row * (size_t)grid->cols];
		const struct cell *now = &grid->cells[(size_t)row * (size_t)grid->cols];
		if (memcmp(last, now, row_size) == 0)
			continue;
		show_row(screen, now, row, grid->cols);
		memcpy(last, now, row_size);
		same = false;
	}
	/* Also for nothing curses asks the system. */
	if (same)
		return;
	curs_set(grid->cursor_row >= 0);
	if (grid->cursor_row >= 0)
		move(grid->cursor_row, grid->cursor_col);
	refresh();
	screen->last.cursor_row = grid->cursor_row;
	screen->last.cursor_col = grid->cursor_col;
	screen->is_shown = true;
}

void screen_redraw(struct screen *screen)
{
	size_t size = (size_t)screen->last.rows * (size_t)screen->last.cols * sizeof(struct cell);

	if (screen->last.cells)
		memset(screen->last.cells, 0xff, size);
	clearok(curscr, TRUE);
	screen->is_shown = false;
}

void screen_bell(struct screen *screen)
{
	(void)screen;
	beep();
}

/* xterm's sequence; a terminal without its mouse reports is not of its kind, and would show it. */
bool screen_clip(struct screen *screen, const uint8_t *text, size_t len)
{
	struct buf sequence = BUF_INIT;
	bool ok = screen->has_mouse;

	buf_text(&sequence, "\033]52;c;");
	base64_encode(&sequence, text, len);
	buf_text(&sequence, "\a");
	ok = ok && buf_ok(&sequence);
	if (ok)
		send(screen, buf_string(&sequence));
	buf_done(&sequence);
	return ok;
}

void screen_suspend(struct screen *screen)
{
	end_reports(screen);
	endwin();
	signals_arm_terminal(NULL);
	signals_stop();
	/* Its modes may be others now: those it shall have in the end. */
	signals_keep_terminal(fileno(screen->in), fileno(screen->out));
	def_shell_mode();
	/* refresh() after endwin() puts the terminal back into our modes. */
	refresh();
	arm(screen);
	ask_reports(screen);
	screen_redraw(screen);
}

void screen_resume(struct screen *screen)
{
	reset_prog_mode();
	ask_reports(screen);
	screen_redraw(screen);
}
