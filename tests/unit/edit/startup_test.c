/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include <sys/stat.h>
#include <unistd.h>

#include "edit/editor.h"
#include "edit/paths.h"
#include "edit/startup.h"

/* A home of its own, with an editor. */
struct house {
	struct tmpdir *dir;
	struct editor *editor;
};

static struct house make(void)
{
	static const struct editor_setup setup = { .keys = PRESET_MODERN };
	struct house house = { .dir = tmpdir_new() };
	struct err err;
	house.editor = editor_new(&setup, &err);
	assert_non_null(house.editor);
	assert_int_equal(mkdir(tmpdir_path(house.dir, "burin"), 0700), 0);
	setenv("XDG_CONFIG_HOME", tmpdir_path(house.dir, ""), 1);
	return house;
}

static void clear(struct house *house)
{
	editor_free(house->editor);
	tmpdir_free(house->dir);
}

static const char *write_config(struct house *house, const char *text)
{
	const char *path = tmpdir_write(house->dir, "burin/config", text, strlen(text));
	assert_int_equal(chmod(path, 0644), 0);
	return path;
}

static void no_config_is_no_error(void **state)
{
	(void)state;
	struct house house = make();
	struct err err;
	assert_true(startup_config(house.editor, &err));
	setenv("XDG_CONFIG_HOME", tmpdir_path(house.dir, "none"), 1);
	assert_true(startup_config(house.editor, &err));
	clear(&house);
}

static void runs_the_lines(void **state)
{
	(void)state;
	struct house house = make();
	struct err err;
	write_config(&house, "# mine\nset columns=32 fold\nkeys vi\nmap <F9> goto 0x40\n");
	assert_true(startup_config(house.editor, &err));
	assert_int_equal(house.editor->options.columns, 32);
	assert_true(house.editor->options.fold);
	editor_settle(house.editor);
	assert_string_equal(keymap_lookup(house.editor->keymap, CONTEXT_VIEW, "goto 0x40"), "<F9>");
	assert_string_equal(keymap_lookup(house.editor->keymap, CONTEXT_VIEW, "left"), "h");
	clear(&house);
}

static void errors_name_the_line(void **state)
{
	(void)state;
	struct house house = make();
	struct err err;
	write_config(&house, "set fold\nset group=3\nset upper\n");
	assert_false(startup_config(house.editor, &err));
	assert_int_equal(strncmp(err.text, "config:2: group is one of", 24), 0);
	assert_true(house.editor->options.fold && house.editor->options.upper);
	clear(&house);
}

static void a_strangers_config_is_not_run(void **state)
{
	(void)state;
	struct house house = make();
	struct err err;
	const char *path = write_config(&house, "set fold\n");
	assert_int_equal(chmod(path, 0646), 0);
	assert_false(startup_config(house.editor, &err));
	assert_int_equal(err.code, ERR_REFUSED);
	assert_non_null(strstr(err.text, "chmod o-w"));
	assert_false(house.editor->options.fold);
	assert_int_equal(chmod(path, 0644), 0);
	if (geteuid() == 0 && chown(path, 12345, 12345) == 0) {
		assert_false(startup_config(house.editor, &err));
		assert_non_null(strstr(err.text, "somebody else"));
		assert_false(house.editor->options.fold);
	}
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_false(startup_config(house.editor, &err));
	assert_non_null(strstr(err.text, "no plain file"));
	clear(&house);
}

static void check_path(const char *variable, const char *value, const char *home,
		       const char *expected)
{
	struct buf path = BUF_INIT;
	if (value)
		setenv(variable, value, 1);
	else
		unsetenv(variable);
	if (home)
		setenv("HOME", home, 1);
	else
		unsetenv("HOME");
	bool config = strcmp(variable, "XDG_CONFIG_HOME") == 0;
	bool ok = config ? paths_config("x", &path) : paths_state("x", &path);
	assert_int_equal(ok, expected != NULL);
	if (expected)
		assert_string_equal(buf_string(&path), expected);
	buf_done(&path);
}

static void paths_are_absolute(void **state)
{
	(void)state;
	check_path("XDG_CONFIG_HOME", "/c", "/h", "/c/burin/x");
	check_path("XDG_CONFIG_HOME", "c", "/h", "/h/.config/burin/x");
	check_path("XDG_CONFIG_HOME", "", "/h", "/h/.config/burin/x");
	check_path("XDG_CONFIG_HOME", NULL, "h", NULL);
	check_path("XDG_CONFIG_HOME", NULL, NULL, NULL);
	check_path("XDG_STATE_HOME", "/s", "/h", "/s/burin/x");
	check_path("XDG_STATE_HOME", NULL, "/h", "/h/.local/state/burin/x");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_config_is_no_error),
		cmocka_unit_test(runs_the_lines),
		cmocka_unit_test(errors_name_the_line),
		cmocka_unit_test(a_strangers_config_is_not_run),
		cmocka_unit_test(paths_are_absolute),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
