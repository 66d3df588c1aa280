/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as a config file. Lines that name files or run programs are made remarks. An error
 * names the file, and its line is one of it; the editor is usable after.
 */
#include <locale.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "edit/editor.h"
#include "edit/source.h"

enum { SIZE_MOST = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

static bool is_kept(const char *line, size_t len)
{
	static const char *const words[] = {
		"set", "map", "unmap", "mark", "goto", "keys", "echo",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t word = strlen(words[i]);
		if (len > word && memcmp(line, words[i], word) == 0 && line[word] == ' ')
			return true;
	}
	/* Most of what is no command is an error, and that is what is looked for. */
	return len > 0 && (line[0] < 'a' || line[0] > 'z') && line[0] != '!' && line[0] != '|' &&
	       line[0] != ' ' && line[0] != ':' && line[0] != '\t' &&
	       (line[0] < 'A' || line[0] > 'Z');
}

static size_t tame(char *text, size_t size)
{
	size_t lines = 1;

	for (size_t at = 0; at < size; lines++) {
		char *end = memchr(text + at, '\n', size - at);
		size_t len = end ? (size_t)(end - text) - at : size - at;
		if (len > 0 && !is_kept(text + at, len))
			text[at] = '#';
		at += len + 1;
	}
	return lines;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct editor_setup setup = { .keys = PRESET_MODERN };
	char text[SIZE_MOST];
	struct err err = { 0 };
	struct editor *editor;
	size_t lines;
	int fd;

	setlocale(LC_CTYPE, "C.UTF-8");
	if (size > SIZE_MOST)
		return 0;
	if (size > 0)
		memcpy(text, data, size);
	lines = tame(text, size);
	fd = memfd_create("config", MFD_CLOEXEC);
	check(fd >= 0 && write(fd, text, size) == (ssize_t)size && lseek(fd, 0, SEEK_SET) == 0);
	editor = editor_new(&setup, &err);
	check(editor != NULL);
	check(editor_add(editor, document_new(&editor->ropes, 64, &err), &err));
	if (!source_run(editor, fd, "config", &err)) {
		check(strncmp(err.text, "config", 6) == 0);
		if (err.text[6] == ':')
			check(strtoul(err.text + 7, NULL, 10) <= lines);
	}
	close(fd);
	/* Sections are for files that are opened later. */
	check(editor_add(editor, document_new(&editor->ropes, 600, &err), &err));
	check(editor_run(editor, "put 7f 45 4c 46", &err));
	editor_settings_open(editor, editor_window(editor));
	editor_settle(editor);
	editor_show(editor, 0);
	check(editor_run(editor, "goto 0", &err));
	editor_free(editor);
	return 0;
}
