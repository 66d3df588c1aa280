/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What must hold after every step, whatever it was: the cursor and the rows lie in the document,
 * cells can be sent to a terminal, the bytes changed only where document_edits_since() tells, a
 * file is either as it was or what a document held, and a document that says it is not modified
 * is what is on the disk.
 */
#include "fuzz_editor.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/printable.h"
#include "view/paint.h"

static char folder[64];
static int came_from = -1;

void run_fail(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s:%d: does not hold: %s (errno: %s)\n", file, line, what,
		strerror(errno));
	abort();
}

void run_give_up(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s:%d: not to be had here: %s (%s)\n", file, line, what,
		strerror(errno));
	_exit(1);
}

void run_say(const struct run *run, const char *format, ...)
{
	va_list list;
	if (!run->loud)
		return;
	va_start(list, format);
	vfprintf(stderr, format, list);
	va_end(list);
	fputc('\n', stderr);
}

static void remove_folder(void)
{
	rmdir(folder);
}

void run_enter_folder(void)
{
	if (!folder[0]) {
		snprintf(folder, sizeof folder, "%s/burin-fuzz-XXXXXX",
			 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
		need(mkdtemp(folder) != NULL && atexit(remove_folder) == 0);
	}
	came_from = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	need(came_from >= 0 && chdir(folder) == 0);
}

/* Calls f for every file of the folder. */
static void each_file(struct run *run, void (*f)(struct run *run, const char *name))
{
	DIR *dir = opendir(".");
	struct dirent *entry;
	need(dir != NULL);
	while ((entry = readdir(dir)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			f(run, entry->d_name);
	closedir(dir);
}

static void remove_file(struct run *run, const char *name)
{
	(void)run;
	check(unlink(name) == 0);
}

void run_leave_folder(void)
{
	each_file(NULL, remove_file);
	check(fchdir(came_from) == 0);
	close(came_from);
}

static void read_document(const struct document *document, struct buf *bytes)
{
	uint64_t size = document_size(document);
	buf_clear(bytes);
	buf_fill(bytes, 0, (size_t)size);
	need(buf_ok(bytes));
	if (size > 0)
		check(document_read(document, 0, bytes->data, NULL, (size_t)size, NULL) == 0);
}

static bool is_same(const struct buf *a, const struct buf *b)
{
	return a->len == b->len && (a->len == 0 || memcmp(a->data, b->data, a->len) == 0);
}

static bool holds_part(const struct buf *whole, const struct buf *part)
{
	return part->len == 0 ||
	       (whole->len > 0 && memmem(whole->data, whole->len, part->data, part->len));
}

static void check_window(const struct window *window)
{
	uint64_t size = document_size(window->document);
	bool seen = false;
	check(window->cursor <= window_limit(window) && window->top <= size);
	check(!window->selecting || window->anchor <= size);
	check(window->shown_count >= 0 && window->shown_count <= WINDOW_ROWS);
	for (int i = 0; i < window->shown_count; i++) {
		const struct window_row *row = &window->shown[i];
		check(row->pos <= size && row->len <= size - row->pos);
		check(i == 0 || row->pos == row[-1].pos + row[-1].len);
		check(!row->folded || row->len > 0);
		check(row->len > 0 || i == window->shown_count - 1);
		seen |= window->cursor >= row->pos && (window->cursor - row->pos < row->len ||
						       row->len == 0);
		seen |= window->cursor == size && row->pos + row->len == size;
	}
	check(seen || window->shown_count == 0);
}

static void check_cells(const struct grid *grid)
{
	for (int i = 0; i < grid->rows * grid->cols; i++) {
		const struct cell *cell = &grid->cells[i];
		int left = grid->cols - i % grid->cols;
		int width = printable_width(cell->code);
		check(cell->style < STYLE_COUNT ||
		      (cell->style >= STYLE_SWATCH && cell->style < STYLE_SWATCH + 216));
		if (cell->code == 0)
			check(left < grid->cols && printable_width(cell[-1].code) == 2);
		else
			check(width == 1 || (width == 2 && left > 1 && cell[1].code == 0));
	}
	check(grid->cursor_row >= -1 && grid->cursor_row < grid->rows);
	check(grid->cursor_row < 0 || (grid->cursor_col >= 0 && grid->cursor_col < grid->cols));
}

static void check_screen(struct run *run)
{
	const struct editor *editor = run->editor;
	struct err err;
	check(editor->window_count == 0 || editor->current < editor->window_count);
	check(editor->tiles.focus->content == editor_window(editor));
	for (struct tile *tile = tiles_first(&editor->tiles); tile; tile = tiles_next(tile))
		if (tile->content && (tile->rows > 0 || tile == editor->tiles.focus))
			check_window(tile->content);
	check(grid_resize(&run->grid, editor->rows, editor->cols, &err));
	view_render(editor, &run->grid);
	check_cells(&run->grid);
}

/* Bytes that came and went as the edits tell: `known` has 0 for each that came. */
static void apply_edits(const struct document_edit *edits, size_t count, struct buf *bytes,
			struct buf *known)
{
	for (size_t i = 0; i < count; i++) {
		size_t pos = (size_t)edits[i].pos, came = (size_t)edits[i].inserted;
		struct buf fresh = BUF_INIT;
		check(pos <= bytes->len && edits[i].removed <= bytes->len - pos);
		buf_remove(bytes, pos, (size_t)edits[i].removed);
		buf_remove(known, pos, (size_t)edits[i].removed);
		buf_fill(&fresh, 0, came);
		if (came > 0) {
			buf_insert(bytes, pos, fresh.data, came);
			buf_insert(known, pos, fresh.data, came);
		}
		buf_done(&fresh);
	}
}

static void check_edits(struct run *run, struct buf *now)
{
	struct document_edit edits[DOCUMENT_EDITS];
	struct buf known = BUF_INIT;
	size_t count = 0;
	if (document_edits_since(run->document, run->generation, edits, &count)) {
		buf_fill(&known, 1, run->bytes.len);
		apply_edits(edits, count, &run->bytes, &known);
		check(run->bytes.len == now->len);
		for (size_t i = 0; i < now->len; i++)
			check(!known.data[i] || run->bytes.data[i] == now->data[i]);
	}
	buf_done(&known);
}

static void follow_document(struct run *run)
{
	const struct window *window = editor_window(run->editor);
	struct document *document = window ? window->document : NULL;
	struct buf now = BUF_INIT;
	if (document)
		read_document(document, &now);
	if (document && document == run->document)
		check_edits(run, &now);
	else
		run->base_known = false;
	if (document && !document_undo_count(document) && !document_redo_count(document)) {
		buf_clear(&run->base);
		buf_add(&run->base, now.data, now.len);
		run->base_known = true;
	}
	/* A save of bytes that are what they were leaves no trace on the disk. */
	run->written |= document && document == run->document && run->modified &&
			run->generation == document_generation(document) &&
			!document_is_modified(document);
	run->modified = document && document_is_modified(document);
	run->document = document;
	run->generation = document ? document_generation(document) : 0;
	buf_done(&run->before);
	run->before = run->bytes;
	run->bytes = now;
}

static void read_file(const char *name, struct buf *bytes)
{
	uint8_t part[4096];
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	ssize_t got;
	check(fd >= 0);
	buf_clear(bytes);
	while ((got = read(fd, part, sizeof part)) > 0)
		buf_add(bytes, part, (size_t)got);
	close(fd);
	check(got == 0);
}

static uint64_t file_number(const char *name)
{
	struct stat st;
	check(stat(name, &st) == 0);
	return st.st_ino;
}

static bool holds_file(const struct document *document, const struct buf *bytes)
{
	struct buf content = BUF_INIT;
	read_document(document, &content);
	/* A slice is written into its file. */
	bool holds = holds_part(&content, bytes) ||
		     (document_origin(document) > 0 && holds_part(bytes, &content));
	buf_done(&content);
	return holds;
}

/* A file that is not what it was is what some document holds, or a part of that. */
static void check_file(struct run *run, const char *name)
{
	struct buf bytes = BUF_INIT;
	struct run_file *file = run->files;
	bool holds = false;
	check(!strstr(name, ".burin-"));
	read_file(name, &bytes);
	while (file < run->files + run->file_count && strcmp(file->name, name) != 0)
		file++;
	if (file < run->files + run->file_count && !is_same(&file->bytes, &bytes)) {
		for (size_t i = 0; i < run->editor->window_count; i++)
			holds |= holds_file(run->editor->windows[i]->document, &bytes);
		check(holds || run->exported || holds_part(&run->before, &bytes) ||
		      holds_part(&bytes, &run->before));
		run->written = true;
	}
	run->written |= file == run->files + run->file_count || file->number != file_number(name);
	if (file == run->files + run->file_count && run->file_count < RUN_FILES &&
	    strlen(name) < RUN_NAME) {
		snprintf(file->name, RUN_NAME, "%s", name);
		run->file_count++;
	}
	if (file < run->files + run->file_count) {
		buf_done(&file->bytes);
		file->bytes = bytes;
		file->number = file_number(name);
	} else {
		buf_done(&bytes);
	}
}

static void check_disk(struct run *run)
{
	struct document *document = run->document;
	struct buf bytes = BUF_INIT;
	each_file(run, check_file);
	if (document && document_path(document) && !document_is_modified(document) &&
	    document_disk(document) == DISK_SAME) {
		read_file(document_path(document), &bytes);
		check(run->bytes.len <= bytes.len && holds_part(&bytes, &run->bytes));
		check(document_origin(document) > 0 || is_same(&bytes, &run->bytes));
	}
	buf_done(&bytes);
}

void run_open(struct run *run)
{
	grid_init(&run->grid);
	run_after(run);
	run->written = false;
}

void run_after(struct run *run)
{
	check_screen(run);
	follow_document(run);
	check_disk(run);
}

/* In place a full disk is in the way. */
static void check_done(bool done, const struct err *err)
{
	if (done)
		return;
	fprintf(stderr, "%s\n", err->text);
	need(err->sys != ENOSPC && err->code != ERR_NOMEM);
	check(done);
}

void run_end(struct run *run)
{
	struct document_place place;
	struct err err;
	struct document *document = run->document;
	/* A document that was made read-only keeps its history and its state. */
	if (!document || document_mode(document) == DOCUMENT_READ)
		return;
	while (document_undo_count(document) > 0)
		check_done(document_undo(document, &place, &err), &err);
	read_document(document, &run->bytes);
	check(!run->base_known || is_same(&run->base, &run->bytes));
	check(run->written || !document_is_modified(document));
	while (document_redo_count(document) > 0)
		check_done(document_redo(document, &place, &err), &err);
}

void run_close(struct run *run)
{
	grid_done(&run->grid);
	buf_done(&run->bytes);
	buf_done(&run->before);
	buf_done(&run->base);
	while (run->file_count > 0)
		buf_done(&run->files[--run->file_count].bytes);
}
