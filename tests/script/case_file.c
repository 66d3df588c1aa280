/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines in, lines out. What is not understood is an error: a mistyped step would test nothing. */
#include "script/case_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct step *add_step(struct case_file *file)
{
	struct step *steps = realloc(file->steps, (file->count + 1) * sizeof(*steps));

	if (!steps)
		return NULL;
	file->steps = steps;
	steps[file->count] = (struct step){ .name = NULL };
	return &steps[file->count++];
}

static bool add_block(struct case_file *file, const char *line)
{
	struct step *step = file->count > 0 ? &file->steps[file->count - 1] : NULL;

	if (!step || !step->name) {
		errno = EINVAL;
		return false;
	}
	step->has_block = true;
	buf_format(&step->block, "%s\n", line);
	return true;
}

static bool take_line(struct case_file *file, char *line)
{
	bool remark = line[0] == '\0' || line[0] == '#';
	char *colon = strchr(line, ':');
	struct step *step;

	if (line[0] == '|')
		return add_block(file, line + 1);
	if (!remark && !colon) {
		errno = EINVAL;
		return false;
	}
	step = add_step(file);
	if (!step)
		return false;
	if (remark) {
		step->value = strdup(line);
		return step->value != NULL;
	}
	*colon = '\0';
	step->name = strdup(line);
	step->value = strdup(colon + 1 + strspn(colon + 1, " "));
	return step->name && step->value;
}

bool case_read(struct case_file *file, const char *path)
{
	FILE *stream = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;
	ssize_t len;
	bool ok = true;

	if (!stream)
		return false;
	while (ok && (len = getline(&line, &room, stream)) >= 0) {
		if (len > 0 && line[len - 1] == '\n')
			line[len - 1] = '\0';
		ok = take_line(file, line);
	}
	free(line);
	fclose(stream);
	return ok;
}

static void write_block(FILE *stream, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		fprintf(stream, "|%.*s\n", (int)len, text);
		text += len + (text[len] == '\n');
	}
}

bool case_write(const struct case_file *file, const char *path)
{
	FILE *stream = fopen(path, "we");

	if (!stream)
		return false;
	for (size_t i = 0; i < file->count; i++) {
		struct step *step = &file->steps[i];

		if (!step->name)
			fprintf(stream, "%s\n", step->value);
		else
			fprintf(stream, "%s:%s%s\n", step->name, *step->value ? " " : "",
				step->value);
		if (step->has_block)
			write_block(stream, buf_string(&step->block));
	}
	return fclose(stream) == 0;
}

void case_done(struct case_file *file)
{
	for (size_t i = 0; i < file->count; i++) {
		free(file->steps[i].name);
		free(file->steps[i].value);
		buf_done(&file->steps[i].block);
	}
	free(file->steps);
	*file = (struct case_file){ .count = 0 };
}

bool case_set_value(struct step *step, const char *value)
{
	char *copy = strcmp(step->value, value) != 0 ? strdup(value) : NULL;

	if (!copy)
		return false;
	free(step->value);
	step->value = copy;
	return true;
}

bool case_set_block(struct step *step, const char *text)
{
	if (strcmp(buf_string(&step->block), text) == 0)
		return false;
	buf_clear(&step->block);
	buf_text(&step->block, text);
	step->has_block = true;
	return true;
}
