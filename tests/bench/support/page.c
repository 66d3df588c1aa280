/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The least that a curses program has to do to show what burin shows: page [-c] FILE maps the
 * file, draws a status line, rows of address, hexadecimal and text, and a line of hints. Page
 * Down, G and q are its keys. With -c each byte has the colour that burin gives it, and the
 * lines burin's attributes. It has no options, no checks, and no fault guard.
 */
#include <curses.h>
#include <fcntl.h>
#include <inttypes.h>
#include <locale.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ROW = 4096 };

struct page {
	const char *name;
	const uint8_t *bytes;
	uint64_t size, top;
	int columns, digits;
	bool coloured;
};

static const char hints[] = "F1 help  ^S save  ^Q quit  g goto  / find  i edit  : command";

/* Pairs 1 to 6: address and zero, control, space, high, full, and the terminal's own, to which
 * curses comes back with fewer bytes than to pair 0. */
static void make_pairs(void)
{
	static const short colours[] = { 244, COLOR_MAGENTA, 65, COLOR_RED, 136, -1 };

	start_color();
	use_default_colors();
	for (short i = 0; i < 6; i++)
		init_pair((short)(i + 1), colours[i], -1);
}

static int pair_of(uint8_t byte)
{
	if (byte == 0)
		return 1;
	if (byte == 0xff)
		return 5;
	if (byte >= 0x80)
		return 4;
	if (byte == ' ' || (byte >= '\t' && byte <= '\r'))
		return 3;
	return byte > ' ' && byte < 0x7f ? 6 : 2;
}

/* As many columns as fit, in eights. */
static void fit(struct page *page)
{
	int eights = 1;

	page->digits = 8;
	while (page->digits < 16 && page->size >> (4 * page->digits))
		page->digits++;
	while (page->digits + 2 + (eights + 1) * 25 + 1 + (eights + 1) * 8 - 1 <= COLS)
		eights++;
	page->columns = 8 * eights;
}

static int digits_cell(const struct page *page, int index)
{
	return page->digits + 2 + 3 * index + index / 8;
}

/* The row as text, and where its bytes stand in it. */
static int format_row(const struct page *page, uint64_t pos, char *text)
{
	static const char set[] = "0123456789abcdef";
	int text_cell = digits_cell(page, page->columns - 1) + 4;

	memset(text, ' ', (size_t)(text_cell + page->columns));
	for (int i = 0; i < page->digits; i++)
		text[i] = set[pos >> 4 * (page->digits - 1 - i) & 15];
	for (int i = 0; i < page->columns && pos + (uint64_t)i < page->size; i++) {
		uint8_t byte = page->bytes[pos + (uint64_t)i];
		text[digits_cell(page, i)] = set[byte >> 4];
		text[digits_cell(page, i) + 1] = set[byte & 15];
		text[text_cell + i] = (char)(byte >= 0x20 && byte < 0x7f ? byte : '.');
	}
	return text_cell;
}

static void colour_row(const struct page *page, int row, uint64_t pos, int text_cell)
{
	mvchgat(row, 0, page->digits, A_NORMAL, 1, NULL);
	for (int i = 0; i < page->columns && pos + (uint64_t)i < page->size; i++) {
		short pair = (short)pair_of(page->bytes[pos + (uint64_t)i]);
		/* With the blank behind, which would cost two changes of colour. */
		mvchgat(row, digits_cell(page, i), i % 8 == 7 ? 4 : 3, A_NORMAL, pair, NULL);
		mvchgat(row, text_cell + i, 1, A_NORMAL, pair, NULL);
	}
}

static void draw_lines(const struct page *page)
{
	int reverse = page->coloured ? (int)A_REVERSE : (int)A_NORMAL;

	attrset(reverse);
	mvprintw(0, 0, " %-*.*s copy  0x%" PRIx64 "  %" PRIu64 "  %3u%%  %" PRIu64 " ", COLS / 2,
		 COLS / 2 - 2, page->name, page->top, page->top,
		 (unsigned)(page->top / (page->size / 100 + 1)), page->size);
	attrset((int)A_NORMAL);
	mvaddnstr(LINES - 1, 0, hints, COLS - 1);
}

static void draw(const struct page *page)
{
	char text[ROW];

	erase();
	draw_lines(page);
	for (int row = 1; row < LINES - 2; row++) {
		uint64_t pos = page->top + (uint64_t)(row - 1) * (uint64_t)page->columns;
		if (pos >= page->size)
			break;
		int text_cell = format_row(page, pos, text);
		mvaddnstr(row, 0, text, text_cell + page->columns);
		if (page->coloured)
			colour_row(page, row, pos, text_cell);
	}
	move(1, page->digits + 2);
	refresh();
}

static void turn(struct page *page, int key)
{
	uint64_t columns = (uint64_t)page->columns, rows = (uint64_t)(LINES - 3);
	uint64_t last = (page->size - 1) / columns * columns;

	if (key == KEY_NPAGE && page->top + rows * columns <= last)
		page->top += rows * columns;
	if (key == 'G')
		page->top = last > (rows - 1) * columns ? last - (rows - 1) * columns : 0;
}

static bool map(struct page *page, const char *name)
{
	struct stat facts;
	int fd = open(name, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &facts) != 0)
		return false;
	page->name = name;
	page->size = (uint64_t)facts.st_size;
	page->bytes = mmap(NULL, (size_t)page->size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	return page->bytes != MAP_FAILED;
}

int main(int argc, char **argv)
{
	struct page page = { .coloured = argc == 3 && strcmp(argv[1], "-c") == 0 };

	if (argc < 2 || !map(&page, argv[argc - 1])) {
		fprintf(stderr, "page [-c] FILE\n");
		return 2;
	}
	setlocale(LC_ALL, "");
	initscr();
	raw();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	if (page.coloured)
		make_pairs();
	fit(&page);
	for (int key = 0; key != 'q'; key = getch()) {
		turn(&page, key);
		draw(&page);
	}
	endwin();
	return 0;
}
