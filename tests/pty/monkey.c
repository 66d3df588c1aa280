/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A monkey at the terminal: the whole program under a pseudo-terminal gets random keys, escape
 * sequences, pastes, mouse events, resizes and job control, while another process truncates,
 * grows, rewrites and replaces the file it shows. It must not crash, must answer a key within
 * seconds, must rest when nothing comes, and must leave the terminal as it found it.
 *
 *	make monkey SECONDS=60 SEED=1
 *
 * Not a part of `make check`. One session lasts a few hundred actions; a session's seed is
 * printed, and with ACTIONS_LOG set each action is.
 *
 * No '/' and no '~' is sent as a character, so that no name leaves the folder; and no ^\, which
 * would kill the program by the will of the terminal while that is the shell's.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "leader.h"
#include "support/testing.h"

enum { ACTIONS = 300, PATIENCE_MS = 20000, FILE_MOST = 70000, TAIL = 32768 };

struct monkey {
	uint64_t seed, state;
	int master;
	struct leader leader;
	struct termios found;
	bool ended;
	int status;
	bool loud;
	char tail[TAIL];         /* the last that it wrote */
	size_t tail_len;
	uint64_t output;         /* bytes it wrote */
};

static const char *program;

static uint64_t now_ms(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

static unsigned pick(struct monkey *monkey, unsigned below)
{
	uint64_t mix = monkey->state += UINT64_C(0x9e3779b97f4a7c15);
	mix = (mix ^ (mix >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	mix = (mix ^ (mix >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (unsigned)((mix ^ (mix >> 31)) % below);
}

static void say(const struct monkey *monkey, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static void say(const struct monkey *monkey, const char *format, ...)
{
	va_list list;
	if (!monkey->loud)
		return;
	va_start(list, format);
	fputs("# ", stdout);
	vprintf(format, list);
	putchar('\n');
	fflush(stdout);
	va_end(list);
}

static _Noreturn void fall(struct monkey *monkey, const char *what)
{
	printf("# seed %" PRIu64 ": %s; the last output:\n", monkey->seed, what);
	for (size_t i = 0; i < monkey->tail_len; i++)
		putchar(monkey->tail[i] == '\033' ? '^' : monkey->tail[i]);
	printf("\nnot ok - seed %" PRIu64 ": %s\n", monkey->seed, what);
	fflush(stdout);
	leader_stop(&monkey->leader);
	exit(1);
}

static void keep_tail(struct monkey *monkey, const char *bytes, size_t len)
{
	if (len > TAIL / 2) {
		bytes += len - TAIL / 2;
		len = TAIL / 2;
	}
	if (monkey->tail_len + len > TAIL) {
		memmove(monkey->tail, monkey->tail + TAIL / 2, monkey->tail_len - TAIL / 2);
		monkey->tail_len -= TAIL / 2;
	}
	memcpy(monkey->tail + monkey->tail_len, bytes, len);
	monkey->tail_len += len;
}

/* Reads what comes within the time; false: nothing. */
static bool pump(struct monkey *monkey, int timeout_ms)
{
	struct pollfd ready = { monkey->master, POLLIN, 0 };
	char bytes[65536];
	ssize_t got;
	if (poll(&ready, 1, timeout_ms) <= 0)
		return false;
	got = read(monkey->master, bytes, sizeof(bytes));
	if (got <= 0)
		return false;
	keep_tail(monkey, bytes, (size_t)got);
	monkey->output += (uint64_t)got;
	return true;
}

/* Notes that it ended; lets it go on when it stopped. */
static void look(struct monkey *monkey)
{
	int status;
	while (!monkey->ended && leader_event(&monkey->leader, 0, &status)) {
		if (WIFSTOPPED(status)) {
			say(monkey, "stopped, goes on");
			leader_continue(&monkey->leader);
			continue;
		}
		monkey->ended = true;
		monkey->status = status;
	}
}

static int pending(const struct monkey *monkey)
{
	int count = 0, fd = open(ptsname(monkey->master), O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (fd >= 0) {
		ioctl(fd, FIONREAD, &count);
		close(fd);
	}
	return count;
}

/* Clock ticks of processor time so far. */
static uint64_t ticks(const struct monkey *monkey)
{
	char path[64];
	uint64_t user = 0, kernel = 0;
	snprintf(path, sizeof(path), "/proc/%d/stat", (int)monkey->leader.program);
	FILE *file = fopen(path, "re");
	if (file) {
		if (fscanf(file, "%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u "
				 "%" SCNu64 " %" SCNu64, &user, &kernel) != 2)
			user = kernel = 0;
		fclose(file);
	}
	return user + kernel;
}

/* Until it has taken all keys; it fails the monkey when it does not in time. */
static void catch_up(struct monkey *monkey)
{
	uint64_t end = now_ms() + PATIENCE_MS;
	while (!monkey->ended && pending(monkey) > 0) {
		pump(monkey, 5);
		look(monkey);
		if (now_ms() > end)
			fall(monkey, "does not take its keys");
	}
}

static void put(struct monkey *monkey, const void *bytes, size_t len)
{
	const char *at = bytes;
	uint64_t end = now_ms() + PATIENCE_MS;
	while (len > 0 && !monkey->ended) {
		struct pollfd ready = { monkey->master, POLLOUT, 0 };
		size_t part = len < 1024 ? len : 1024;
		ssize_t done = poll(&ready, 1, 0) > 0 ? write(monkey->master, at, part) : 0;
		if (done < 0 && errno != EAGAIN)
			return;
		if (done > 0) {
			at += done;
			len -= (size_t)done;
		}
		while (pump(monkey, 0))
			;
		look(monkey);
		catch_up(monkey);
		if (now_ms() > end)
			fall(monkey, "takes no more keys");
	}
}

static void put_text(struct monkey *monkey, const char *text)
{
	say(monkey, "\"%s\"", text[0] == '\033' ? text + 1 : text);
	put(monkey, text, strlen(text));
}

/* What can be done. */

static void do_keys(struct monkey *monkey)
{
	char text[16];
	size_t len = 1 + pick(monkey, 8);
	for (size_t i = 0; i < len; i++) {
		do
			text[i] = (char)(pick(monkey, 5) ? 32 + pick(monkey, 96) :
							   1 + pick(monkey, 31));
		while (text[i] == '/' || text[i] == '~' || text[i] == 26 ||
		       text[i] == 28);
	}
	text[len] = '\0';
	put_text(monkey, text);
}

static void do_special(struct monkey *monkey)
{
	static const char *const sequences[] = {
		"\033[A", "\033[B", "\033[C", "\033[D", "\033OA", "\033OB", "\033[H", "\033[F",
		"\033[5~", "\033[6~", "\033[2~", "\033[3~", "\033[Z", "\033OP", "\033OQ", "\033OR",
		"\033[1;2C", "\033[1;2B", "\033[1;5C", "\033[1;5F", "\033[1;6D",
		"\033[3;2~", "\033",
		"\033x", "\033[", "\033O", "\033[999;999;999;999;999Z",
		"\033]0;x\a", "\033P1\033\\",
		"\033[200~", "\033[201~", "\xff\xfe", "\xe2\x82", "\xc3\xa9",
		"\xf0\x9f\x98\x80", "\r",
		"\t", "\b", "\177", "\001", "\006", "\016", "\032",
	};
	for (unsigned n = 1 + pick(monkey, 4); n > 0; n--)
		put_text(monkey, sequences[pick(monkey, ARRAY_COUNT(sequences))]);
}

static void do_line(struct monkey *monkey)
{
	static const char *const lines[] = {
		"w", "w!", "w b", "w! b", "wa!", "e data", "e b", "close!", "reload!", "mode write",
		"mode copy", "mode read", "set keys=vi", "set keys=emacs", "set keys=modern",
		"set columns=0", "set columns=7", "set nofold", "set fold", "set base=binary",
		"set theme=mono", "set nomouse", "set mouse", "find \"a\"",
		"find ff 00", "count 00",
		"find re:[a-z]+", "fill aa", "put 00 11", "insert \"hello\"", "delete 100",
		"0", "$",
		"resize 5000", "resize 60000", "move 0,64 128", "transform xor ff",
		"undo 5", "redo 5",
		"earlier 5s", "later 5s", "read b", "select-all", "cut", "copy", "paste", "files",
		"info", "help", "keys", "set", "map", "write 0,10 c", "suspend", "next", "unselect",
		"next-hole", "next-different", "history-clear", "goto $-1",
		"nonsense", "next-changed",
	};
	char line[128];
	snprintf(line, sizeof(line), "\033:%s\r", lines[pick(monkey, ARRAY_COUNT(lines))]);
	put_text(monkey, "\033");
	pump(monkey, 120);
	put_text(monkey, line + 1);
}

static void do_mouse(struct monkey *monkey)
{
	static const int buttons[] = { 0, 1, 2, 3, 32, 35, 64, 65, 4, 999 };
	char text[64];
	snprintf(text, sizeof(text), "\033[<%d;%d;%d%c", buttons[pick(monkey, 10)],
		 (int)pick(monkey, 320) - 2, (int)pick(monkey, 210) - 2,
		 pick(monkey, 3) ? 'M' : 'm');
	put_text(monkey, text);
}

static void do_paste(struct monkey *monkey)
{
	static char text[9000];
	size_t len = pick(monkey, 8) ? pick(monkey, 40) : pick(monkey, sizeof(text) - 16);
	memcpy(text, "\033[200~", 6);
	for (size_t i = 0; i < len; i++) {
		if (pick(monkey, 3))
			text[6 + i] = "0123456789abcdef \n"[pick(monkey, 18)];
		else
			text[6 + i] = (char)(1 + pick(monkey, 255));
		if (strchr("/~\033\032\034", text[6 + i]))
			text[6 + i] = ' ';
	}
	memcpy(text + 6 + len, "\033[201~", 6);
	say(monkey, "paste of %zu", len);
	put(monkey, text, len + 12);
}

static void do_resize(struct monkey *monkey)
{
	struct winsize size = { .ws_row = (unsigned short)(1 + pick(monkey, 40)),
				.ws_col = (unsigned short)(1 + pick(monkey, 120)) };
	if (!pick(monkey, 4))
		size = (struct winsize){ .ws_row = (unsigned short)(1 + pick(monkey, 200)),
					 .ws_col = (unsigned short)(1 + pick(monkey, 300)) };
	if (!pick(monkey, 8))
		size.ws_row = size.ws_col = 1;
	say(monkey, "size %dx%d", size.ws_col, size.ws_row);
	ioctl(monkey->master, TIOCSWINSZ, &size);
}

static void do_signal(struct monkey *monkey)
{
	static const int signals[] = { SIGTSTP, SIGCONT, SIGWINCH, SIGINT, SIGSTOP, SIGTSTP };
	int number = signals[pick(monkey, ARRAY_COUNT(signals))];
	say(monkey, "signal %d", number);
	kill(monkey->leader.program, number);
}

static void write_some(struct monkey *monkey, int fd)
{
	uint8_t bytes[512];
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)pick(monkey, pick(monkey, 2) ? 256 : 1);
	if (pwrite(fd, bytes, 1 + pick(monkey, sizeof(bytes)), pick(monkey, FILE_MOST)) < 0)
		say(monkey, "not written");
}

/* Another program and the file. */
static void do_disk(struct monkey *monkey)
{
	unsigned how = pick(monkey, 8);
	int fd = open(how == 7 ? "beside" : "data", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	say(monkey, "disk %u", how);
	if (fd < 0)
		return;
	if (how < 3 && ftruncate(fd, how == 0 ? 0 : pick(monkey, FILE_MOST)) < 0)
		say(monkey, "not cut");
	for (unsigned n = how < 2 ? 0 : pick(monkey, 16); n > 0; n--)
		write_some(monkey, fd);
	close(fd);
	if (how == 7)
		(void)!rename("beside", "data");
	if (how == 6)
		unlink("data");
}

/* It rests when nothing comes: a tenth of a second of processor time in one second is too much. */
static void do_rest(struct monkey *monkey)
{
	uint64_t end = now_ms() + PATIENCE_MS, before, used;
	catch_up(monkey);
	do {
		before = ticks(monkey);
		uint64_t until = now_ms() + 500;
		while (now_ms() < until) {
			pump(monkey, 50);
			look(monkey);
		}
		used = ticks(monkey) - before;
		if (now_ms() > end)
			fall(monkey, "does not come to rest");
	} while (!monkey->ended && used > (uint64_t)sysconf(_SC_CLK_TCK) / 10);
}

static void act(struct monkey *monkey)
{
	static void (*const actions[])(struct monkey *) = {
		do_keys, do_keys, do_keys, do_keys, do_special, do_special, do_special, do_line,
		do_line, do_line, do_mouse, do_mouse, do_paste, do_resize, do_disk,
	};
	unsigned which = pick(monkey, 100);
	if (which == 0)
		do_rest(monkey);
	else if (which < 4)
		do_signal(monkey);
	else
		actions[pick(monkey, ARRAY_COUNT(actions))](monkey);
	if (pick(monkey, 3))
		pump(monkey, (int)pick(monkey, 20));
	look(monkey);
}

static void run(void *context)
{
	static char name[] = "burin", file[] = "data", write_mode[] = "--in-place";
	char *const arguments[2][4] = { { name, file, NULL }, { name, write_mode, file, NULL } };
	unsetenv("ESCDELAY");
	setenv("TERM", "xterm-256color", 1);
	execv(program, arguments[*(const bool *)context]);
}

static void check_end(struct monkey *monkey)
{
	struct termios modes;
	/* A ^C of the monkey's kills what has given the terminal back and is about to exit. */
	if (WIFSIGNALED(monkey->status) && WTERMSIG(monkey->status) == SIGINT)
		monkey->status = 0;
	if (monkey->status != 0)
		printf("# wait status 0x%x\n", (unsigned)monkey->status);
	if (WIFSIGNALED(monkey->status) || WEXITSTATUS(monkey->status) > 2)
		fall(monkey, WIFSIGNALED(monkey->status) ? "was killed by a signal" : "failed");
	if (tcgetattr(monkey->master, &modes) < 0 ||
	    modes.c_lflag != monkey->found.c_lflag || modes.c_iflag != monkey->found.c_iflag ||
	    modes.c_oflag != monkey->found.c_oflag)
		fall(monkey, "left other modes of the terminal");
	if (!memmem(monkey->tail, monkey->tail_len, "\033[?1049l", 8))
		fall(monkey, "left the other screen on");
}

/* Ends it as a person would, and by a signal where keys are bound to something else by now. */
static void end(struct monkey *monkey)
{
	uint64_t until = now_ms() + PATIENCE_MS;
	int tries = 0;
	while (!monkey->ended) {
		if (tries++ < 3) {
			put(monkey, "\033", 1);
			pump(monkey, 120);
			put(monkey, "\033:quit!\r", 8);
		} else if (tries == 5) {
			say(monkey, "terminated");
			kill(monkey->leader.program, SIGCONT);
			kill(monkey->leader.program, SIGTERM);
		}
		for (int i = 0; i < 20 && !monkey->ended; i++) {
			pump(monkey, 20);
			look(monkey);
		}
		if (now_ms() > until)
			fall(monkey, "does not end");
	}
	while (pump(monkey, 50))
		;
	if (WIFEXITED(monkey->status) && WEXITSTATUS(monkey->status) == 128 + SIGTERM)
		monkey->status = 0;
	check_end(monkey);
}

static void write_first(struct monkey *monkey)
{
	int fd = open("data", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	for (int n = 0; n < 20; n++)
		write_some(monkey, fd);
	close(fd);
}

static uint64_t session(uint64_t seed)
{
	const struct winsize size = { .ws_row = 24, .ws_col = 80 };
	struct monkey monkey = { .seed = seed, .state = seed, .loud = getenv("ACTIONS_LOG") };
	write_first(&monkey);
	bool in_place = pick(&monkey, 4) == 0;
	monkey.master = leader_start(&monkey.leader, &size, run, &in_place, &monkey.found);
	fcntl(monkey.master, F_SETFL, O_NONBLOCK);
	pump(&monkey, 2000);
	int actions = 0;
	while (actions < ACTIONS && !monkey.ended) {
		act(&monkey);
		actions++;
	}
	end(&monkey);
	leader_stop(&monkey.leader);
	close(monkey.master);
	printf("ok - seed %" PRIu64 ": %d actions, %" PRIu64 " bytes of output\n", seed, actions,
	       monkey.output);
	fflush(stdout);
	return (uint64_t)actions;
}

/* A sanitizer that finds a leak says so by its exit code. What terminfo keeps is not ours. */
static void tell_sanitizer(const char *folder)
{
	char options[256];
	FILE *file = fopen("leaks", "we");
	if (file) {
		fputs("leak:libtinfo\nleak:libncurses\n", file);
		fclose(file);
	}
	snprintf(options, sizeof(options), "exitcode=99:print_suppressions=0:suppressions=%s/leaks",
		 folder);
	setenv("LSAN_OPTIONS", options, 1);
}

int main(int argc, char **argv)
{
	static char path[4096], folder[] = "/tmp/burin-monkey-XXXXXX";
	uint64_t seconds = argc > 1 ? strtoull(argv[1], NULL, 0) : 60;
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	uint64_t until = now_ms() + seconds * 1000, actions = 0;
	const char *build = getenv("BURIN_BUILDDIR");
	snprintf(path, sizeof(path), "%s/burin", build ? build : ".");
	program = realpath(path, NULL);
	if (!program || !mkdtemp(folder) || chdir(folder) < 0) {
		perror(path);
		return 1;
	}
	tell_sanitizer(folder);
	do
		actions += session(seed++);
	while (now_ms() < until);
	printf("# %" PRIu64 " actions\n", actions);
	return 0;
}
