/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An editor on a file, for tests that type keys and look at what came of it. */
#ifndef BURIN_TESTS_EDITOR_FIXTURE_H
#define BURIN_TESTS_EDITOR_FIXTURE_H

#include "support/testing.h"

#include "edit/editor.h"

struct fixture {
	struct tmpdir *dir;
	struct editor *editor;
	struct err err;
};

static inline struct window *window(const struct fixture *f)
{
	return editor_window(f->editor);
}

static inline void start(struct fixture *f, enum preset keys, bool screen)
{
	struct editor_setup setup = { .screen = screen, .keys = keys, .arena_chunk = 256 };

	f->editor = editor_new(&setup, &f->err);
	assert_non_null(f->editor);
	editor_resize(f->editor, 12, 80);
}

static inline void open_file(struct fixture *f, const char *name, const void *bytes, size_t len,
		      enum document_mode mode)
{
	const struct document_options options = { .mode = mode, .no_map = no_map_asked() };

	if (!editor_open(f->editor, tmpdir_write(f->dir, name, bytes, len), &options, &f->err))
		fail_msg("%s", f->err.text);
	editor_settle(f->editor);
}

static inline int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	f->dir = tmpdir_new();
	*state = f;
	return 0;
}

static inline int tear_down(void **state)
{
	struct fixture *f = *state;

	editor_free(f->editor);
	tmpdir_free(f->dir);
	free(f);
	return 0;
}

static inline void type(struct fixture *f, const char *keys)
{
	if (!editor_type(f->editor, keys, &f->err))
		fail_msg("%s: %s", keys, f->err.text);
}

static inline void run(struct fixture *f, const char *line)
{
	if (!editor_run(f->editor, line, &f->err))
		fail_msg("%s: %s", line, f->err.text);
	editor_settle(f->editor);
}

static inline void refuse(struct fixture *f, const char *line, enum err_code code)
{
	err_clear(&f->err);
	if (editor_run(f->editor, line, &f->err))
		fail_msg("%s should be refused", line);
	if (f->err.code != code)
		fail_msg("%s: code %d: %s", line, (int)f->err.code, f->err.text);
}

static inline void holds(struct fixture *f, const char *bytes, size_t len)
{
	uint8_t got[256];

	assert_int_equal(document_size(window(f)->document), len);
	document_read(window(f)->document, 0, got, NULL, len, NULL);
	assert_memory_equal(got, bytes, len);
}

static inline void says(const struct fixture *f, const char *text)
{
	const char *message = f->editor->message_kind == MESSAGE_NONE ? "" :
			      buf_string(&f->editor->message);

	if (!strstr(message, text))
		fail_msg("\"%s\" is not in the message \"%s\"", text, message);
}

#endif
