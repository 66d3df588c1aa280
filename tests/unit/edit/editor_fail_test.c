/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A fixed run of a hundred keys, through all of the program but the terminal, where the n-th
 * allocation fails, for n = 0, 1, 2 … until no call is left to fail. Whatever happens the editor
 * goes on, the file on the disk is as it was or as a save left it, and what can be undone leads
 * back to the bytes of the start.
 */
#include "editor_fixture.h"

#include <errno.h>
#include <locale.h>

#include "support/fail.h"
#include "view/paint.h"

enum { SIZE = 200 };
enum { MALLOC_STEP = 7, CALLOC_STEP = 7, REALLOC_STEP = 97, STRDUP_STEP = 3 };

static const char *const steps[] = {
	"<Right><Right><Down><Down><End><PageDown><Home>",
	"i1234<Esc>u<C-r><C-r>",
	"<S-Right><S-Right><S-Down>y<End><C-v><M-v>",
	":fill 0..<BackTab><C-u>put aa bb<Enter>",
	"/0a ff<Enter>nN", ":cou<Tab> \"x\"<Enter>",
	"*0?<Enter>", "<Down><Space>mb", "/0a<Enter><Esc>", "r:export out<Enter>", "<F6>i0<Esc>u",
	"<Esc><F6><Esc>", ":replace-each 0a => 0b 0c<Enter>ya", ":jumps<Enter><Down><Enter><Esc>",
	":tr<Tab>xor ff<Enter>", ":set columns=8 nofold<Enter>",
	":move 0,8 16<Enter>", ":resize 180<Enter>",
	"ma<C-End>'a", ":insert \"text\"<Enter>",
	"<F1><Down>/key<Enter>n<Esc>",
	":read b<Enter>", ":map <lt>F5> undo<Enter><F5>",
	"<C-w>s<C-w>v<Down>", ":split b<Enter><C-w>b<C-w>w<Down>", "<C-w>c<C-w>o",
	":write c<Enter>", ":edit b<Enter>", "F<Esc>", ":close!<Enter>",
	":keys vi<Enter>", "v3ly5lp", "ddp.", ":q<Enter><Esc>",
	":keys modern<Enter>", "<C-s>", "=", "<C-z>",
};

struct sweep {
	struct fixture fixture;
	struct grid grid;
	uint8_t first[SIZE];
	const char *path;
};

static void begin(struct sweep *sweep)
{
	sweep->fixture.dir = tmpdir_new();
	sweep->path = tmpdir_write(sweep->fixture.dir, "data", sweep->first, SIZE);
	tmpdir_write(sweep->fixture.dir, "b", "second", 6);
	grid_init(&sweep->grid);
}

static void paint(struct sweep *sweep)
{
	struct editor *editor = sweep->fixture.editor;
	struct err err;

	editor_settle(editor);
	if (sweep->grid.rows == editor->rows ||
	    grid_resize(&sweep->grid, editor->rows, editor->cols, &err))
		view_render(editor, &sweep->grid);
}

/* False when the editor did not come up, with a reason. */
static bool come_up(struct sweep *sweep)
{
	static const struct editor_setup setup = { .screen = true, .arena_chunk = 256 };
	static const struct document_options options = { .mode = DOCUMENT_COPY };
	struct fixture *f = &sweep->fixture;

	err_clear(&f->err);
	f->editor = editor_new(&setup, &f->err);
	if (!f->editor) {
		assert_int_equal(f->err.code, ERR_NOMEM);
		return false;
	}
	editor_resize(f->editor, 12, 80);
	if (!editor_open(f->editor, sweep->path, &options, &f->err)) {
		assert_string_not_equal(f->err.text, "");
		return false;
	}
	return true;
}

static void play(struct sweep *sweep)
{
	struct err err;

	for (size_t i = 0; i < ARRAY_COUNT(steps); i++) {
		paint(sweep);
		/* It is the notation of the keys for which there may be no memory. */
		(void)!editor_type(sweep->fixture.editor, steps[i], &err);
	}
	paint(sweep);
}

/* Everything can be undone as soon as there is memory. */
static void check_undo(struct sweep *sweep)
{
	struct fixture *f = &sweep->fixture;
	struct document_place place;
	uint8_t bytes[SIZE];

	for (size_t i = 0; i < f->editor->window_count; i++) {
		struct document *document = f->editor->windows[i]->document;
		if (strcmp(document_path(document), sweep->path) != 0)
			continue;
		while (document_undo_count(document) > 0)
			assert_true(document_undo(document, &place, &f->err));
		assert_int_equal(document_size(document), SIZE);
		assert_int_equal(document_read(document, 0, bytes, NULL, SIZE, NULL), 0);
		assert_memory_equal(bytes, sweep->first, SIZE);
	}
}

static void end(struct sweep *sweep)
{
	editor_free(sweep->fixture.editor);
	sweep->fixture.editor = NULL;
	grid_done(&sweep->grid);
	tmpdir_free(sweep->fixture.dir);
}

/* One run; false when so many calls were not made. */
static bool run_once(const char *function, uint64_t n, bool for_ever)
{
	struct sweep sweep = { .path = NULL };
	bool failed;

	for (size_t i = 0; i < SIZE; i++)
		sweep.first[i] = (uint8_t)(i < 80 ? 0 : i * 7);
	begin(&sweep);
	if (for_ever)
		fail_from(function, n, ENOMEM);
	else
		fail_at(function, n, ENOMEM);
	bool up = come_up(&sweep);
	if (up)
		play(&sweep);
	failed = fail_happened() > 0;
	fail_reset();
	if (up)
		check_undo(&sweep);
	end(&sweep);
	return failed;
}

/* `make check-memory` asks for every n. */
static void sweep(const char *function, uint64_t step, bool for_ever)
{
	uint64_t n = 0;

	if (getenv("BURIN_EVERY"))
		step = 1;

	while (run_once(function, n, for_ever))
		n += n < 24 ? 1 : step;
	print_message("# %s: %" PRIu64 " calls\n", function, n);
}

/* Most places are passed many times: after the first calls every few are enough. */
static void one_allocation_fails(void **state)
{
	(void)state;
	sweep("malloc", MALLOC_STEP, false);
	sweep("calloc", CALLOC_STEP, false);
	sweep("realloc", REALLOC_STEP, false);
	sweep("strdup", STRDUP_STEP, false);
}

static void memory_stays_used_up(void **state)
{
	(void)state;
	sweep("malloc", MALLOC_STEP * 3, true);
	sweep("calloc", CALLOC_STEP * 3, true);
	sweep("realloc", REALLOC_STEP * 3, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_allocation_fails),
		cmocka_unit_test(memory_stays_used_up),
	};
	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
