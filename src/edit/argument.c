/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From left to right, each argument takes what its type can read; what is left over at the end is
 * an error. The last expression of a line may hold blanks ("goto 0x10 + 4"), because the
 * expression parser takes the longest it can. Ranges are in argument_range.c.
 */
#include "edit/argument.h"

#include <inttypes.h>
#include <string.h>

#include "base/bytes.h"
#include "edit/argument_range.h"
#include "edit/paths.h"
#include "edit/window.h"

/* One argument being read. */
struct reading {
	const struct command *command;
	const struct argument *argument;
	struct window *window;
	struct value *value;
	struct buf *store;       /* for value->text */
	bool last;               /* no argument follows */
};

void arguments_init(struct arguments *arguments)
{
	*arguments = (struct arguments){ .missing = -1 };
}

void arguments_done(struct arguments *arguments)
{
	for (int i = 0; i < COMMAND_ARGUMENTS; i++) {
		buf_done(&arguments->values[i].bytes);
		buf_done(&arguments->texts[i]);
	}
	arguments_init(arguments);
}

bool argument_is_rest(enum argument_type type)
{
	return type == ARG_PATTERN || type == ARG_BYTES || type == ARG_TEXT;
}

size_t argument_unquote(const char *text, struct buf *out, bool *open)
{
	bool quoted = false;
	const char *at = text;
	for (; *at && (quoted || *at != ' '); at++) {
		if (*at == '"') {
			quoted = !quoted;
			continue;
		}
		if (*at == '\\' && at[1] != '\0')
			at++;
		buf_add(out, at, 1);
	}
	*open = quoted;
	return (size_t)(at - text);
}

void argument_quote(const char *name, struct buf *out)
{
	for (; *name; name++) {
		if (strchr(" \"\\", *name) != NULL)
			buf_add_byte(out, '\\');
		buf_add_byte(out, (uint8_t)*name);
	}
}

static bool keep_text(struct reading *reading, const char *text, size_t len, struct err *err)
{
	buf_clear(reading->store);
	buf_add(reading->store, text, len);
	reading->value->text = buf_string(reading->store);
	return buf_ok(reading->store) || err_nomem(err);
}

static bool read_position(struct reading *reading, const char *text, size_t *used,
			  struct err *err)
{
	uint64_t address;
	return command_eval(reading->window, text, EXPRESSION_RELATIVE, used, &address, err) &&
	       argument_position(reading->window, address, &reading->value->number, err);
}

bool argument_begins_number(const char *text)
{
	return *text != '\0' && strchr("0123456789.$+-('", *text);
}

static bool read_number(struct reading *reading, const char *text, size_t *used, struct err *err)
{
	if (reading->argument->optional && !reading->last && !argument_begins_number(text)) {
		reading->value->given = false;
		*used = 0;
		return true;
	}
	return command_eval(reading->window, text, EXPRESSION_PLAIN, used, &reading->value->number,
			    err);
}

/* "~" begins the home folder in each name of a list. */
static void expand(enum argument_type type, const char *names, struct buf *out)
{
	struct buf name = BUF_INIT;
	size_t len;

	for (; type == ARG_ENCODINGS && names[len = strcspn(names, ",")] == ','; names += len + 1) {
		buf_clear(&name);
		buf_add(&name, names, len);
		paths_expand_home(buf_string(&name), out);
		buf_text(out, ",");
	}
	paths_expand_home(names, out);
	buf_done(&name);
}

static bool read_file(struct reading *reading, const char *text, size_t *used, struct err *err)
{
	struct buf name = BUF_INIT;
	bool open;
	bool ok = false;
	*used = argument_unquote(text, &name, &open);
	if (open) {
		err_set(err, ERR_SYNTAX, "a quote in the file name is not closed");
		goto out;
	}
	buf_clear(reading->store);
	if (*text == '"' || *text == '\\')
		buf_add(reading->store, name.data, name.len);
	else
		expand(reading->argument->type, buf_string(&name), reading->store);
	reading->value->text = buf_string(reading->store);
	ok = (buf_ok(&name) && buf_ok(reading->store)) || err_nomem(err);
out:
	buf_done(&name);
	return ok;
}

static bool read_choice(struct reading *reading, const char *text, size_t len, struct err *err)
{
	const char *const *choices = reading->argument->choices;
	const char *found = NULL;
	size_t starts = 0;
	for (size_t i = 0; choices[i]; i++) {
		if (strncmp(choices[i], text, len) != 0)
			continue;
		found = choices[i];
		starts++;
		if (strlen(found) == len) {
			starts = 1;
			break;
		}
	}
	reading->value->text = found;
	if (starts == 1)
		return true;
	struct buf all = BUF_INIT;
	for (size_t i = 0; choices[i]; i++)
		buf_format(&all, "%s%s", i ? ", " : "", choices[i]);
	err_set(err, ERR_SYNTAX, "%s is one of %s, not \"%.*s\"", reading->argument->name,
		buf_string(&all), (int)(len > 40 ? 40 : len), text);
	buf_done(&all);
	return false;
}

static bool read_register(struct reading *reading, const char *text, size_t *used,
			  struct err *err)
{
	/* Where vi distinguishes a row from a byte (' and `), there are only bytes here. */
	const char *meant = *text == '`' ? "'" : text;
	bool fits = (*meant >= 'a' && *meant <= 'z') || *meant == '\'' || *meant == '"';
	if (!fits || (text[1] != '\0' && text[1] != ' '))
		return err_set(err, ERR_SYNTAX, "this takes one letter, a to z");
	*used = 1;
	return keep_text(reading, meant, 1, err);
}

static bool read_bytes(struct reading *reading, const char *text, struct err *err)
{
	if (!bytes_parse(text, &reading->value->bytes, err))
		return false;
	if (reading->value->bytes.len == 0)
		return err_set(err, ERR_SYNTAX, "no bytes are given");
	return true;
}

/* A word without quoting. */
static bool read_word(struct reading *reading, const char *text, size_t *used, struct err *err)
{
	*used = strcspn(text, " ");
	if (reading->argument->type == ARG_CHOICE)
		return read_choice(reading, text, *used, err);
	return keep_text(reading, text, *used, err);
}

/* A word that may be quoted: its value can be the name of a file. */
static bool read_option(struct reading *reading, const char *text, size_t *used, struct err *err)
{
	struct buf word = BUF_INIT;
	bool open, ok;
	*used = argument_unquote(text, &word, &open);
	if (open)
		ok = err_set(err, ERR_SYNTAX, "a quote is not closed");
	else
		ok = buf_ok(&word) ? keep_text(reading, buf_string(&word), word.len, err) :
				     err_nomem(err);
	buf_done(&word);
	return ok;
}

/* Reads one argument at the start of text, which is not empty. An optional range or number that is
 * none takes nothing and is not given. */
static bool read_argument(struct reading *reading, const char *text, size_t *used,
			  struct err *err)
{
	reading->value->given = true;
	*used = strlen(text);
	switch (reading->argument->type) {
	case ARG_POSITION:
		return read_position(reading, text, used, err);
	case ARG_NUMBER:
		return read_number(reading, text, used, err);
	case ARG_RANGE:
		return argument_range(reading->window, text, reading->argument->optional,
				      reading->last, used, reading->value, err);
	case ARG_FILE:
	case ARG_ENCODINGS:
		return read_file(reading, text, used, err);
	case ARG_REGISTER:
		return read_register(reading, text, used, err);
	case ARG_OPTION:
		return read_option(reading, text, used, err);
	case ARG_COMMAND:
	case ARG_CHOICE:
		return read_word(reading, text, used, err);
	case ARG_BYTES:
		return read_bytes(reading, text, err);
	case ARG_PATTERN:
	case ARG_TEXT:
		return keep_text(reading, text, *used, err);
	case ARG_NONE:
		break;
	}
	return true;
}

static struct reading start_reading(struct arguments *arguments, const struct command *command,
				    int index, struct window *window)
{
	bool last = index + 1 == COMMAND_ARGUMENTS ||
		    command->args[index + 1].type == ARG_NONE;
	return (struct reading){
		.command = command,
		.argument = &command->args[index],
		.window = window,
		.value = &arguments->values[index],
		.store = &arguments->texts[index],
		.last = last,
	};
}

static bool too_much(const struct command *command, const char *text, struct err *err)
{
	struct buf usage = BUF_INIT;
	command_usage(command, &usage);
	err_set(err, ERR_SYNTAX, "\"%.*s\" is too much: %s", (int)strnlen(text, 40), text,
		buf_string(&usage));
	buf_done(&usage);
	return false;
}

bool arguments_parse(struct arguments *arguments, const struct command *command,
		     struct window *window, const char *text, struct err *err)
{
	text += strspn(text, " ");
	for (int i = 0; i < COMMAND_ARGUMENTS && command->args[i].type != ARG_NONE; i++) {
		struct reading reading = start_reading(arguments, command, i, window);
		size_t used;
		if (*text == '\0') {
			if (!command->args[i].optional && arguments->missing < 0)
				arguments->missing = i;
			continue;
		}
		if (!read_argument(&reading, text, &used, err))
			return false;
		if (used == 0)
			continue;
		text += used;
		if (*text != '\0' && *text != ' ')
			return too_much(command, text, err);
		text += strspn(text, " ");
	}
	if (*text != '\0')
		return too_much(command, text, err);
	return true;
}

bool arguments_set(struct arguments *arguments, const struct command *command, int index,
		   struct window *window, const char *text, struct err *err)
{
	struct reading reading = start_reading(arguments, command, index, window);
	const char *start = text + strspn(text, " ");
	if (*start == '\0')
		return err_set(err, ERR_SYNTAX, "nothing is typed");
	if (reading.argument->type == ARG_FILE) {
		reading.value->given = true;
		buf_clear(reading.store);
		paths_expand_home(text, reading.store);
		reading.value->text = buf_string(reading.store);
		return buf_ok(reading.store) || err_nomem(err);
	}
	size_t used;
	reading.last = true;
	if (!read_argument(&reading, start, &used, err))
		return false;
	start += used;
	start += strspn(start, " ");
	if (used == 0 || *start != '\0')
		return err_set(err, ERR_SYNTAX, "\"%.*s\" is not understood",
			       (int)strnlen(start, 40), start);
	return true;
}
