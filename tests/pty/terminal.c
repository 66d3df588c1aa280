/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

/* Last: they define short words. */
#include <curses.h>
#include <term.h>

#include "base/printable.h"
#include "leader.h"
#include "support/testing.h"

enum { PATIENCE_MS = 30000, ARGUMENTS = 32, QUIET_MS = 20, EMULATOR_MOST = 500 };

/* The emulator, and what runs in it. */
struct terminal {
	struct winsize size;     /* as burin is told */
	int rows, cols;          /* of the emulator */
	VTerm *vterm;
	VTermScreen *screen;
	bool alternate;          /* the program has the other screen */
	int master;              /* -1: nothing was started, or it hung up */
	struct leader leader;
	struct termios found;    /* the modes before burin */
	bool told;               /* `status` is news that nobody asked for yet */
	int status;              /* of burin, when it ended or stopped last */
	bool ended;
	struct buf output;
	struct buf text;         /* of terminal_row() */
	const char *term;        /* for the child */
	const char *variables[TERMINAL_VARIABLES];
	int variable_count;
	char *arguments[ARGUMENTS];
};

static int set_property(VTermProp property, VTermValue *value, void *user)
{
	struct terminal *terminal = user;

	if (property == VTERM_PROP_ALTSCREEN)
		terminal->alternate = value->boolean;
	return 1;
}

static const VTermScreenCallbacks callbacks = { .settermprop = set_property };

struct terminal *terminal_new(int rows, int cols)
{
	struct terminal *terminal = calloc(1, sizeof(*terminal));

	assert_non_null(terminal);
	terminal->rows = rows;
	terminal->cols = cols;
	terminal->size.ws_row = (unsigned short)rows;
	terminal->size.ws_col = (unsigned short)cols;
	terminal->master = -1;
	terminal->vterm = vterm_new(rows, cols);
	assert_non_null(terminal->vterm);
	vterm_set_utf8(terminal->vterm, 1);
	terminal->screen = vterm_obtain_screen(terminal->vterm);
	vterm_screen_set_callbacks(terminal->screen, &callbacks, terminal);
	vterm_screen_enable_altscreen(terminal->screen, 1);
	vterm_screen_reset(terminal->screen, 1);
	return terminal;
}

void terminal_free(struct terminal *terminal)
{
	if (terminal->leader.pid > 0)
		leader_stop(&terminal->leader);
	if (terminal->master >= 0)
		close(terminal->master);
	vterm_free(terminal->vterm);
	buf_done(&terminal->output);
	buf_done(&terminal->text);
	free(terminal);
}

void terminal_environment(struct terminal *terminal, const char *variable)
{
	assert_true(terminal->variable_count < TERMINAL_VARIABLES);
	terminal->variables[terminal->variable_count++] = variable;
}

static const char *program(void)
{
	static char path[4096];
	const char *folder = getenv("BURIN_BUILDDIR");

	snprintf(path, sizeof(path), "%s/burin", folder ? folder : ".");
	return path;
}

/* In the child. */
static void run(void *context)
{
	const struct terminal *terminal = context;

	unsetenv("TERM");
	if (terminal->term)
		setenv("TERM", terminal->term, 1);
	setenv("BURIN", program(), 1);
	for (int i = 0; i < terminal->variable_count; i++)
		/* Without a '=' it takes the variable away. */
		putenv((char *)(uintptr_t)terminal->variables[i]);
	execv(terminal->arguments[0], terminal->arguments);
}

static void start(struct terminal *terminal, const char *term)
{
	terminal->term = term;
	terminal->master = leader_start(&terminal->leader, &terminal->size, run, terminal,
					&terminal->found);
}

void terminal_start(struct terminal *terminal, const char *term, ...)
{
	va_list list;
	int count = 1;

	terminal->arguments[0] = (char *)(uintptr_t)program();
	if (no_map_asked())
		terminal->arguments[count++] = (char *)(uintptr_t)"--no-mmap";
	va_start(list, term);
	do {
		assert_true(count < ARGUMENTS);
		terminal->arguments[count] = va_arg(list, char *);
	} while (terminal->arguments[count++]);
	va_end(list);
	start(terminal, term);
}

void terminal_shell(struct terminal *terminal, const char *term, const char *script)
{
	static char shell[] = "/bin/sh", command[] = "-c";

	terminal->arguments[0] = shell;
	terminal->arguments[1] = command;
	terminal->arguments[2] = (char *)(uintptr_t)script;
	terminal->arguments[3] = NULL;
	start(terminal, term);
}

bool terminal_is_known(const char *term)
{
	int how;

	if (setupterm(term, STDOUT_FILENO, &how) != OK)
		return false;
	del_curterm(cur_term);
	return true;
}

/* Reads once; false when nothing came in time or nothing can come any more. */
static bool pump(struct terminal *terminal, int timeout_ms)
{
	struct pollfd ready = { terminal->master, POLLIN, 0 };
	char bytes[65536];
	ssize_t got;

	if (terminal->master < 0 || poll(&ready, 1, timeout_ms) <= 0)
		return false;
	got = read(terminal->master, bytes, sizeof(bytes));
	if (got <= 0)
		return false;
	buf_add(&terminal->output, bytes, (size_t)got);
	vterm_input_write(terminal->vterm, bytes, (size_t)got);
	/* Nothing that it answers is passed on: burin asks nothing. */
	while (vterm_output_read(terminal->vterm, bytes, sizeof(bytes)) > 0)
		;
	return true;
}

static int64_t now_ms(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void give_up(struct terminal *terminal, const char *what, const char *text)
{
	for (int row = 0; row < terminal->rows; row++)
		printf("# |%s\n", terminal_row(terminal, row));
	fflush(stdout);
	fail_msg("%s: %s", what, text);
}

static int pending_input(const struct terminal *terminal)
{
	int count = 0, fd = open(ptsname(terminal->master), O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (fd >= 0) {
		ioctl(fd, FIONREAD, &count);
		close(fd);
	}
	return count;
}

static bool is_asleep(const struct terminal *terminal)
{
	char path[64], state = 'S';
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)terminal->leader.program);
	file = fopen(path, "re");
	if (file) {
		if (fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
			state = 'S';
		fclose(file);
	}
	return state == 'S' || state == 'Z';
}

/* Takes news of burin, if there are any. */
static bool hear(struct terminal *terminal, int timeout_ms)
{
	if (!terminal->told && !terminal->ended)
		terminal->told = leader_event(&terminal->leader, timeout_ms, &terminal->status);
	return terminal->told;
}

/* One round of waiting for something on the screen or the disk, which will not come any more when
 * burin has ended, and all was read. */
static void wait_more(struct terminal *terminal, int64_t end, const char *what, const char *text)
{
	bool over = hear(terminal, 0) && !WIFSTOPPED(terminal->status);

	if (!pump(terminal, 50) && over)
		give_up(terminal, what, text);
	if (now_ms() > end)
		give_up(terminal, what, text);
}

void terminal_settle(struct terminal *terminal)
{
	int64_t end = now_ms() + PATIENCE_MS;
	int quiet = 0;

	while (quiet < 3) {
		if (now_ms() > end)
			give_up(terminal, "burin does not come to rest", "");
		if (pump(terminal, QUIET_MS) || pending_input(terminal) > 0 || !is_asleep(terminal))
			quiet = 0;
		else
			quiet++;
	}
}

void terminal_send(struct terminal *terminal, const void *bytes, size_t len)
{
	const char *at = bytes;

	while (len > 0) {
		/* Less than the line discipline holds, and what comes is read meanwhile. */
		size_t part = len < 2048 ? len : 2048;
		ssize_t put = write(terminal->master, at, part);
		if (put <= 0)
			fail_msg("the terminal takes no keys");
		at += put;
		len -= (size_t)put;
		while (len > 0 && pump(terminal, 1))
			;
	}
}

void terminal_type(struct terminal *terminal, const char *bytes)
{
	terminal_send(terminal, bytes, strlen(bytes));
}

static uint32_t character(struct terminal *terminal, int row, int col)
{
	VTermScreenCell cell;
	VTermPos pos = { row, col };

	if (!vterm_screen_get_cell(terminal->screen, pos, &cell))
		return ' ';
	return cell.chars[0] == 0 ? ' ' : cell.chars[0];
}

const char *terminal_row(struct terminal *terminal, int row)
{
	struct buf *text = &terminal->text;

	buf_clear(text);
	for (int col = 0; col < terminal->cols; col++) {
		uint8_t bytes[4];
		uint32_t code = character(terminal, row, col);
		/* The second cell of a wide character. */
		if (code <= 0x10ffff)
			buf_add(text, bytes, utf8_encode(code, bytes));
	}
	while (text->len > 0 && text->data[text->len - 1] == ' ')
		text->len--;
	return buf_string(text);
}

bool terminal_shows(struct terminal *terminal, const char *text)
{
	for (int row = 0; row < terminal->rows; row++)
		if (strstr(terminal_row(terminal, row), text))
			return true;
	return false;
}

static void wait_for(struct terminal *terminal, const char *text, bool shown)
{
	int64_t end = now_ms() + PATIENCE_MS;

	while (terminal_shows(terminal, text) != shown)
		wait_more(terminal, end, shown ? "never shown" : "always shown", text);
}

void terminal_expect(struct terminal *terminal, const char *text)
{
	wait_for(terminal, text, true);
}

void terminal_expect_gone(struct terminal *terminal, const char *text)
{
	wait_for(terminal, text, false);
}

void terminal_expect_row(struct terminal *terminal, int row, const char *text)
{
	int64_t end = now_ms() + PATIENCE_MS;

	while (!strstr(terminal_row(terminal, row), text))
		wait_more(terminal, end, "never in its row", text);
}

static bool disk_holds(const char *path, uint64_t pos, const void *bytes, size_t len)
{
	char got[256];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool same = false;

	assert_true(len <= sizeof(got));
	if (fd >= 0) {
		same = pread(fd, got, len, (off_t)pos) == (ssize_t)len &&
		       memcmp(got, bytes, len) == 0;
		close(fd);
	}
	return same;
}

void terminal_expect_disk(struct terminal *terminal, const char *path, uint64_t pos,
			  const void *bytes, size_t len)
{
	int64_t end = now_ms() + PATIENCE_MS;

	/* It may have ended by now, and that is no obstacle. */
	while (!disk_holds(path, pos, bytes, len)) {
		pump(terminal, 50);
		if (now_ms() > end)
			give_up(terminal, "the file never came to hold what it should", path);
	}
}

void terminal_cursor(struct terminal *terminal, int *row, int *col)
{
	VTermPos pos;

	vterm_state_get_cursorpos(vterm_obtain_state(terminal->vterm), &pos);
	*row = pos.row;
	*col = pos.col;
}

bool terminal_is_reversed(struct terminal *terminal, int row, int col)
{
	VTermScreenCell cell;

	vterm_screen_get_cell(terminal->screen, (VTermPos){ row, col }, &cell);
	return cell.attrs.reverse;
}

bool terminal_is_coloured(struct terminal *terminal, int row, int col)
{
	VTermScreenCell cell;

	vterm_screen_get_cell(terminal->screen, (VTermPos){ row, col }, &cell);
	return !VTERM_COLOR_IS_DEFAULT_FG(&cell.fg) || !VTERM_COLOR_IS_DEFAULT_BG(&cell.bg);
}

bool terminal_is_alternate(const struct terminal *terminal)
{
	return terminal->alternate;
}

void terminal_resize(struct terminal *terminal, int rows, int cols)
{
	struct winsize *size = &terminal->size;

	*size = (struct winsize){ .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };
	terminal->rows = rows < 1 ? 1 : rows > EMULATOR_MOST ? EMULATOR_MOST : rows;
	terminal->cols = cols < 1 ? 1 : cols > EMULATOR_MOST ? EMULATOR_MOST : cols;
	vterm_set_size(terminal->vterm, terminal->rows, terminal->cols);
	if (terminal->master >= 0)
		assert_int_equal(ioctl(terminal->master, TIOCSWINSZ, size), 0);
}

void terminal_modes(struct terminal *terminal, struct termios *modes)
{
	memset(modes, 0, sizeof(*modes));
	assert_int_equal(tcgetattr(terminal->master, modes), 0);
}

void terminal_set_modes(struct terminal *terminal, const struct termios *modes)
{
	assert_int_equal(tcsetattr(terminal->master, TCSANOW, modes), 0);
}

void terminal_check_restored(struct terminal *terminal)
{
	const struct termios *found = &terminal->found;
	struct termios modes;

	terminal_modes(terminal, &modes);
	assert_int_equal(modes.c_iflag, found->c_iflag);
	assert_int_equal(modes.c_oflag, found->c_oflag);
	assert_int_equal(modes.c_cflag, found->c_cflag);
	assert_int_equal(modes.c_lflag, found->c_lflag);
	assert_memory_equal(modes.c_cc, found->c_cc, sizeof(modes.c_cc));
	assert_false(terminal->alternate);
}

void terminal_hang_up(struct terminal *terminal)
{
	close(terminal->master);
	terminal->master = -1;
}

void terminal_signal(struct terminal *terminal, int signal)
{
	assert_int_equal(kill(terminal->leader.program, signal), 0);
}

pid_t terminal_program(const struct terminal *terminal)
{
	return terminal->leader.program;
}

/* Waits for news; what burin writes is read meanwhile, or it would wait for us. */
static void wait_for_news(struct terminal *terminal)
{
	int64_t end = now_ms() + PATIENCE_MS;

	while (!hear(terminal, terminal->master < 0 ? 50 : 0)) {
		pump(terminal, 20);
		if (now_ms() > end)
			give_up(terminal, "burin neither ends nor stops", "");
	}
	while (pump(terminal, QUIET_MS))
		;
	terminal->told = false;
}

void terminal_wait_stopped(struct terminal *terminal)
{
	wait_for_news(terminal);
	if (!WIFSTOPPED(terminal->status))
		fail_msg("burin ended instead of stopping: status 0x%x",
			 (unsigned)terminal->status);
}

void terminal_continue(struct terminal *terminal)
{
	leader_continue(&terminal->leader);
}

int terminal_end(struct terminal *terminal)
{
	if (!terminal->ended)
		wait_for_news(terminal);
	if (WIFSTOPPED(terminal->status))
		fail_msg("burin stopped instead of ending");
	terminal->ended = true;
	return WIFSIGNALED(terminal->status) ? -WTERMSIG(terminal->status)
					     : WEXITSTATUS(terminal->status);
}

struct buf *terminal_output(struct terminal *terminal)
{
	return &terminal->output;
}

void terminal_forget(struct terminal *terminal)
{
	buf_clear(&terminal->output);
}
