/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes as what a person does to an editor with a screen: keys, command lines made from the table
 * of commands, clicks, pastes and resizes, on a small file in a folder of its own, painted after
 * each. What must hold then is in fuzz_editor_check.c.
 *
 * The first byte chooses mode, keys and kind of document. Then each step is a byte and what it
 * takes: below 0x80 the key of that character, then special keys, command lines, clicks, pastes
 * and sizes. Steps that would leave the folder are left out.
 */
#include "fuzz_editor.h"

#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "edit/command.h"

enum { STEPS_MOST = 120, SIZE_MOST = 16384, COUNT_MOST = 300, FILE_LEN = 300 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The rest of the input; it ends with zeros. */
struct input {
	const uint8_t *at;
	size_t len;
};

static unsigned take(struct input *input)
{
	if (input->len == 0)
		return 0;
	input->len--;
	return *input->at++;
}

#define PICK(table, number) ((table)[(number) % (sizeof(table) / sizeof(*(table)))])

static const char *const positions[] = {
	"0", "$", ".", "$-1", "1", "0x10", "17", "0x100", ".+1", ".-1", "'a", "''", "999", "(2*3)",
};
static const char *const numbers[] = {
	"0", "1", "2", "3", "7", "16", "0x40", "255", "4096", "5000", "0xffffffffffffffff",
};
static const char *const ranges[] = {
	"0,$", "0,1", ".,$", "0,.", "3,+5", "0,+0", "$,$", "16,32", "0,+300", ".,+1", "9,2",
};
static const char *const files[] = { "data", "b", "c", "new", "\"a b\"", "." };
static const char *const encodings[] = { "ascii", "8bit", "utf-8,l", "all", "cp437", "x" };
static const char *const bytes[] = {
	"00", "ff", "00 11 22", "\"text\"", "'x'", "aa", "u16:1000", "7f454c46", "zz",
};
static const char *const patterns[] = {
	"00", "ff", "\"a\"", "00 01", "?? 41", "[00-1f]", "i:abc", "s:c", "re:a.", "u32:1",
	"10 !00",
};
static const char *const texts[] = {
	"1", "", "x", "2s", "5", "q delete", "<C-q> undo", "aa bb", "re", "u", "3 4", "z goto 3",
	"00 => ff", "?? 41 => \"a\" ??", "(61|62) => $1 $1", "41 => \"\"",
};
static const char *const letters[] = { "a", "b", "z", "'", "\"", "A", "1" };

static const char *option_word(struct input *input, struct buf *text)
{
	static const char *const values[] = {
		"0", "1", "3", "8", "16", "64", "255", "hex", "auto",
	};
	size_t count = 0;
	while (option_at(count))
		count++;
	const struct option *option = option_at(take(input) % count);
	unsigned how = take(input);
	if (option->type == OPTION_BOOL)
		buf_format(text, "%s%s", how & 1 ? "no" : "", option->name);
	else if (option->type == OPTION_CHOICE) {
		for (count = 0; option->choices[count];)
			count++;
		buf_format(text, "%s=%s", option->name, option->choices[how % count]);
	} else
		buf_format(text, "%s=%s", option->name, PICK(values, how));
	return "";
}

static const char *argument_word(const struct argument *argument, struct input *input,
				 struct buf *text)
{
	if (argument->type == ARG_OPTION)
		return option_word(input, text);
	unsigned which = take(input);
	size_t count = 0;
	switch (argument->type) {
	case ARG_POSITION: return PICK(positions, which);
	case ARG_NUMBER:   return PICK(numbers, which);
	case ARG_RANGE:    return PICK(ranges, which);
	case ARG_FILE:     return PICK(files, which);
	case ARG_BYTES:    return PICK(bytes, which);
	case ARG_PATTERN:  return PICK(patterns, which);
	case ARG_ENCODINGS: return PICK(encodings, which);
	case ARG_REGISTER: return PICK(letters, which);
	case ARG_COMMAND:  return command_at(which % 100)->name;
	case ARG_CHOICE:
		while (argument->choices[count])
			count++;
		return argument->choices[which % count];
	default:
		return PICK(texts, which);
	}
}

/* A file of lines could name any file. */
static bool stays_here(const char *line)
{
	return !strchr(line, '/') && !strchr(line, '~') && !strstr(line, "so") &&
	       !strstr(line, "shm:") && !strstr(line, "..");
}

static void run_command(struct run *run, struct input *input)
{
	struct buf line = BUF_INIT;
	struct err err = { 0 };
	size_t count = 0;
	while (command_at(count))
		count++;
	const struct command *command = command_at((take(input) | take(input) << 8) % count);
	unsigned how = take(input);
	buf_format(&line, "%s%s", command->name, how & 1 ? "!" : "");
	for (size_t i = 0; i < COMMAND_ARGUMENTS && command->args[i].type != ARG_NONE; i++) {
		if (how >> (i + 1) & 1)
			continue;
		buf_format(&line, " ");
		buf_format(&line, "%s", argument_word(&command->args[i], input, &line));
	}
	if (stays_here(buf_string(&line))) {
		run_say(run, ":%s", buf_string(&line));
		run->exported |= strcmp(command->name, "export") == 0;
		if (!editor_run(run->editor, buf_string(&line), &err)) {
			check(err.code != ERR_NONE && err.text[0] != '\0');
			editor_error(run->editor, &err);
		}
	}
	buf_done(&line);
}

/* What is typed must not leave the folder, and counts stay so small that nothing is slow. */
static bool is_harmless(const struct editor *editor, const struct key *key)
{
	if (editor->has_count && editor->count > COUNT_MOST && key->code <= '9')
		return false;
	if (editor->prompt.kind == PROMPT_NONE)
		return true;
	struct buf text = BUF_INIT;
	buf_add(&text, editor->prompt.line.text.data, editor->prompt.line.text.len);
	bool harmless = key->code != KEY_RETURN || stays_here(buf_string(&text));
	buf_done(&text);
	return harmless && key->code != '/' && key->code != '~';
}

static void press(struct run *run, const struct key *key)
{
	struct buf text = BUF_INIT;
	if (is_harmless(run->editor, key)) {
		key_format(key, &text);
		run_say(run, "%s", buf_string(&text));
		editor_key(run->editor, key);
	}
	buf_done(&text);
}

static void press_special(struct run *run, unsigned which)
{
	static const uint32_t codes[] = {
		KEY_ESC, KEY_RETURN, KEY_TABULATOR, KEY_BACKSP, KEY_DEL, KEY_INS, KEY_GO_UP,
		KEY_GO_DOWN, KEY_GO_LEFT, KEY_GO_RIGHT, KEY_GO_HOME, KEY_GO_END, KEY_PAGE_UP,
		KEY_PAGE_DOWN, KEY_FUNCTION + 1, KEY_FUNCTION + 3,
	};
	struct key key = { .code = PICK(codes, which) };
	static const uint8_t mods[] = { 0, KEY_SHIFT, KEY_CTRL, KEY_CTRL | KEY_SHIFT };
	key.mods = PICK(mods, which / 16);
	press(run, &key);
}

static void press_character(struct run *run, unsigned code)
{
	struct key key = { .code = code };
	if (code < 0x20) {
		key.code = code == 0 ? ' ' : code <= 26 ? 'a' + code - 1 : code;
		key.mods = code == 27 ? 0 : KEY_CTRL;
		if (code == 27)
			key.code = KEY_ESC;
	} else if (code == 0x7f) {
		key.code = KEY_BACKSP;
	}
	if (key.mods == KEY_CTRL && (key.code == 'i' || key.code == 'm'))
		key = (struct key){ .code = key.code == 'i' ? KEY_TABULATOR : KEY_RETURN };
	press(run, &key);
}

static void click(struct run *run, struct input *input, unsigned which)
{
	struct key key = { .code = KEY_CLICK + which % 6 };
	key.row = (int)take(input) % (run->editor->rows + 2) - 1;
	key.col = (int)take(input) % (run->editor->cols + 2) - 1;
	run_say(run, "mouse %u at %d,%d", key.code - KEY_CLICK, key.row, key.col);
	editor_key(run->editor, &key);
}

static void paste(struct run *run, struct input *input)
{
	struct key key = { .code = KEY_PASTE };
	buf_clear(&run->editor->paste);
	for (unsigned len = take(input) % 64; len > 0; len--) {
		uint8_t byte = (uint8_t)take(input);
		if (byte == '/' || byte == '~' || byte == 'o' || byte == '\0')
			byte = '\n';
		buf_add(&run->editor->paste, &byte, 1);
	}
	run_say(run, "paste of %zu", run->editor->paste.len);
	editor_key(run->editor, &key);
}

static void resize(struct run *run, struct input *input)
{
	int rows = (int)take(input) % 40, cols = (int)take(input) % 160;
	run_say(run, "%d rows of %d", rows, cols);
	editor_resize(run->editor, rows, cols);
}

/* Alt, and letters beyond ASCII. */
static void press_other(struct run *run, struct input *input)
{
	unsigned code = take(input);
	struct key key = { .code = code < 0x80 && code > ' ' ? code : 0x3a0 + code };
	key.mods = code < 0x80 ? KEY_ALT : 0;
	press(run, &key);
}

static void step(struct run *run, struct input *input)
{
	unsigned op = take(input);
	if (op < 0x80)
		press_character(run, op);
	else if (op < 0xc0)
		press_special(run, op);
	else if (op < 0xe8)
		run_command(run, input);
	else if (op < 0xf0)
		click(run, input, op);
	else if (op < 0xf4)
		paste(run, input);
	else if (op < 0xf8)
		resize(run, input);
	else if (op < 0xfc)
		press_other(run, input);
	else
		editor_watch(run->editor);
}

/* Huge documents make what follows slow, not wrong. */
static void keep_small(struct run *run)
{
	struct editor *editor = run->editor;
	struct window *window;
	while ((window = editor_window(editor)) && document_size(window->document) > SIZE_MOST) {
		struct document_place place;
		struct err err;
		if (document_undo(window->document, &place, &err))
			continue;
		run_say(run, "too large: closed");
		editor_close(editor, editor->current);
	}
}

static void play(struct run *run, struct input *input)
{
	for (int i = 0; i < STEPS_MOST && input->len > 0; i++) {
		step(run, input);
		run->editor->quit = run->editor->suspend = run->editor->bell = false;
		keep_small(run);
		editor_settle(run->editor);
		run_after(run);
	}
}

static void write_file(const char *name, const void *data, size_t len)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	need(fd >= 0 && write(fd, data, len) == (ssize_t)len);
	close(fd);
}

static void write_files(void)
{
	uint8_t data[FILE_LEN];
	for (size_t i = 0; i < sizeof data; i++)
		data[i] = (uint8_t)(i < 64 ? 0 : i < 128 ? 'a' + i % 26 : i * i);
	write_file("data", data, sizeof data);
	write_file("b", "second", 6);
	write_file("c", "", 0);
}

static struct editor *make(unsigned how)
{
	struct editor_setup setup = { .screen = true, .keys = (enum preset)(how / 3 % 3),
				      .arena_chunk = 64 };
	struct document_options options = { .mode = (enum document_mode)(how % 3) };
	struct err err;
	struct editor *editor = editor_new(&setup, &err);
	check(editor != NULL);
	editor_resize(editor, 12, 80);
	if (how / 9 % 8 == 7) {
		struct document *document = document_new(&editor->ropes, 256, &err);
		check(document && editor_add(editor, document, &err));
	} else {
		options.no_map = how / 9 % 8 == 6;
		if (how / 9 % 8 == 5) {
			options.sliced = true;
			options.offset = 30;
			options.length = 100;
		}
		check(editor_open(editor, "data", &options, &err));
	}
	editor_settle(editor);
	return editor;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, size };
	struct run run = { .loud = getenv("FUZZ_SAY") != NULL };
	setlocale(LC_CTYPE, "C.UTF-8");
	run_enter_folder();
	write_files();
	run.editor = make(take(&input));
	run_open(&run);
	play(&run, &input);
	run_end(&run);
	editor_free(run.editor);
	run_close(&run);
	run_leave_folder();
	return 0;
}
