/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A line is walked from its start: the command's name, then an argument by each word, until the
 * word that the cursor stands in. The type there says where candidates come from. Optional ranges
 * are skipped where the next type is asked for by what the word looks like, since nobody
 * completes a number.
 */
#include "edit/complete.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/outside.h"
#include "document/server.h"
#include "edit/argument.h"
#include "edit/option.h"
#include "edit/paths.h"
#include "scan/charset.h"
#include "scan/strings.h"

enum { WORDS_MOST = 1000 };

/* The word that is completed, and how. */
struct target {
	enum argument_type type;
	const char *const *choices;
	const char *word;        /* its start */
	size_t len;              /* up to the cursor */
	bool quoted;             /* names are written with argument_quote() */
	bool one;                /* encoding, not a list of them */
	struct ropes *ropes;     /* or NULL: folders are waited for */
};

static bool add_word(struct completions *found, char *word)
{
	if (word && found->count < WORDS_MOST)
		found->words[found->count++] = word;
	else
		free(word);
	return word != NULL;
}

static bool add_if(struct completions *found, const struct target *target, const char *prefix,
		   const char *name, const char *suffix)
{
	struct buf word = BUF_INIT;
	buf_format(&word, "%s%s%s", prefix, name, suffix);
	if (strncmp(buf_string(&word), target->word, target->len) != 0) {
		buf_done(&word);
		return true;
	}
	return add_word(found, buf_take_string(&word));
}

static bool add_commands(struct completions *found, const struct target *target)
{
	struct command_walk walk = { 0 };
	const struct command *row;
	bool ok = true;
	while (ok && (row = command_next(&walk)) != NULL)
		if (!(row->flags & COMMAND_QUIET))
			ok = add_if(found, target, "", row->name, "");
	return ok;
}

static bool add_options(struct completions *found, const struct target *target)
{
	const struct option *row;
	bool ok = add_if(found, target, "", "all", "");
	for (size_t i = 0; ok && (row = option_at(i)) != NULL; i++) {
		if (row->type == OPTION_BOOL)
			ok = add_if(found, target, "", row->name, "") &&
			     add_if(found, target, "no", row->name, "");
		else if (!row->choices)
			ok = add_if(found, target, "", row->name, "=");
		for (size_t c = 0; ok && row->choices && row->choices[c]; c++) {
			struct buf value = BUF_INIT;
			buf_format(&value, "=%s", row->choices[c]);
			ok = add_if(found, target, "", row->name, buf_string(&value));
			buf_done(&value);
		}
	}
	return ok;
}

static bool add_names(struct completions *found, const struct target *target,
		      const char *const *names)
{
	bool ok = true;
	for (; ok && *names; names++)
		ok = add_if(found, target, "", *names, "");
	return ok;
}

/* A folder that something is mounted on may have a server, and is not asked what it is. */
static bool is_folder(const char *folder, const struct dirent *entry)
{
	const char *name = entry->d_name;
	struct buf path = BUF_INIT;
	struct stat st;
	if (entry->d_type != DT_LNK && entry->d_type != DT_UNKNOWN)
		return entry->d_type == DT_DIR;
	buf_format(&path, "%s/%s", folder, name);
	bool is = stat(buf_string(&path), &st) == 0 && S_ISDIR(st.st_mode);
	buf_done(&path);
	return is;
}

/* `typed` is the folder as it was typed, with its '/', or "". */
static bool add_file(struct completions *found, const struct target *target, const char *folder,
		     const char *typed, const struct dirent *entry)
{
	struct buf plain = BUF_INIT, word = BUF_INIT;
	buf_format(&plain, "%s%s%s", typed, entry->d_name, is_folder(folder, entry) ? "/" : "");
	if (target->quoted)
		argument_quote(buf_string(&plain), &word);
	else
		buf_text(&word, buf_string(&plain));
	buf_done(&plain);
	return add_word(found, buf_take_string(&word));
}

static bool add_entries(struct completions *found, const struct target *target, DIR *dir,
			const char *folder, const char *typed, const char *start)
{
	const struct dirent *entry;
	while ((entry = readdir(dir)) != NULL && found->count < WORDS_MOST) {
		const char *name = entry->d_name;
		if (strncmp(name, start, strlen(start)) != 0 ||
		    (*name == '.' && *start != '.') || strcmp(name, ".") == 0 ||
		    strcmp(name, "..") == 0)
			continue;
		if (!add_file(found, target, folder, typed, entry))
			return false;
	}
	return true;
}

static bool answers(const struct target *target, const char *folder)
{
	enum { QUICK_MS = 200 };
	struct err ignored;
	struct job *job = target->ropes ? server_wait_new(target->ropes, folder, &ignored) : NULL;
	bool answers = !job || server_wait_is_over(job, QUICK_MS);
	job_free(job);
	return answers;
}

static bool add_files(struct completions *found, const struct target *target)
{
	struct buf cut = BUF_INIT, plain = BUF_INIT, folder = BUF_INIT;
	bool open, ok = true;
	buf_add(&cut, target->word, target->len);
	if (target->quoted)
		argument_unquote(buf_string(&cut), &plain, &open);
	else
		buf_add(&plain, cut.data, cut.len);
	char *typed = buf_take_string(&plain);
	char *slash = typed ? strrchr(typed, '/') : NULL;
	char *start = slash ? strdup(slash + 1) : typed ? strdup(typed) : NULL;
	if (!start) {
		ok = false;
		goto out;
	}
	typed[slash ? slash + 1 - typed : 0] = '\0';
	paths_expand_home(typed, &folder);
	if (folder.len == 0)
		buf_text(&folder, ".");
	int fd = !answers(target, buf_string(&folder)) ? -1 :
		 outside_openat(AT_FDCWD, buf_string(&folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC,
				0);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	if (!dir && fd >= 0)
		close(fd);
	if (dir) {
		ok = add_entries(found, target, dir, buf_string(&folder), typed, start);
		closedir(dir);
	}
out:
	free(start);
	free(typed);
	buf_done(&cut);
	buf_done(&plain);
	buf_done(&folder);
	return ok;
}

/* The row's argument that word number `index` of a line is. `first` is the first word. */
static void argument_of_word(const struct command *command, size_t index, const char *first,
			     struct target *target)
{
	bool number = argument_begins_number(first);
	size_t i = 0;
	target->type = ARG_NONE;
	for (; i < COMMAND_ARGUMENTS && command->args[i].type != ARG_NONE; i++) {
		const struct argument *argument = &command->args[i];
		bool last = i + 1 == COMMAND_ARGUMENTS || command->args[i + 1].type == ARG_NONE;
		if (argument->optional && !number &&
		    (argument->type == ARG_RANGE || (argument->type == ARG_NUMBER && !last)))
			continue;
		if (index-- > 0 && !argument_is_rest(argument->type))
			continue;
		target->type = argument->type;
		target->choices = argument->choices;
		return;
	}
}

static size_t skip_word(const char *line, size_t at, size_t cursor)
{
	struct buf ignored = BUF_INIT;
	bool open;
	at += argument_unquote(line + at, &ignored, &open);
	buf_done(&ignored);
	return at < cursor ? at : cursor;
}

static void find_target(const char *line, size_t cursor, struct target *target)
{
	size_t at = strspn(line, " :");
	size_t name_at = at, words = 0;
	struct err ignored;
	target->quoted = true;
	at += strcspn(line + at, " !");
	if (at >= cursor) {
		target->word = line + (name_at < cursor ? name_at : cursor);
		target->len = cursor - (size_t)(target->word - line);
		return;
	}
	const struct command *command = command_find(line + name_at, at - name_at, &ignored);
	at += line[at] == '!';
	size_t word_at = at, first_at = at + strspn(line + at, " ");
	while (at < cursor) {
		word_at = at + strspn(line + at, " ");
		if (word_at >= cursor) {
			word_at = cursor;
			break;
		}
		at = skip_word(line, word_at, cursor);
		if (at < cursor)
			words++;
	}
	target->word = line + word_at;
	target->len = cursor - word_at;
	target->type = ARG_NONE;
	if (command)
		argument_of_word(command, words, line + first_at, target);
}

/* Of an encoding what comes after "encoding=" or the last comma is completed, since it may be the
 * name of a file. */
static void narrow(struct target *target)
{
	const struct option *option;
	const char *end = target->word + target->len, *at;
	if (target->type == ARG_OPTION) {
		at = memchr(target->word, '=', target->len);
		option = at ? option_find_in(target->word, (size_t)(at - target->word)) : NULL;
		if (!option || option->choices != charset_names)
			return;
		target->type = ARG_ENCODINGS;
		target->one = true;
		target->word = at + 1;
	} else if (target->type == ARG_ENCODINGS) {
		at = memrchr(target->word, ',', target->len);
		target->word = at ? at + 1 : target->word;
	}
	target->len = (size_t)(end - target->word);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool add_all(struct completions *found, const struct target *target)
{
	switch (target->type) {
	case ARG_COMMAND:
		return add_commands(found, target);
	case ARG_OPTION:
		return add_options(found, target);
	case ARG_CHOICE:
		return !target->choices || add_names(found, target, target->choices);
	case ARG_ENCODINGS:
		return add_names(found, target, charset_names) &&
		       (target->one || add_names(found, target, strings_names)) &&
		       add_files(found, target);
	case ARG_FILE:
		return add_files(found, target);
	default:
		return true;
	}
}

bool complete_line(struct ropes *ropes, const char *line, size_t cursor, enum argument_type type,
		   const char *const *choices, struct completions *found, struct err *err)
{
	struct target target = {
		.type = type, .choices = choices, .word = line, .len = cursor,
		.ropes = ropes,
	};
	completions_done(found);
	if (type == ARG_COMMAND)
		find_target(line, cursor, &target);
	narrow(&target);
	found->from = (size_t)(target.word - line);
	found->to = found->from + target.len;
	found->words = calloc(WORDS_MOST, sizeof *found->words);
	if (!found->words || !add_all(found, &target)) {
		completions_done(found);
		return err_nomem(err);
	}
	qsort(found->words, found->count, sizeof *found->words, compare);
	return true;
}

void completions_done(struct completions *found)
{
	for (size_t i = 0; i < found->count; i++)
		free(found->words[i]);
	free(found->words);
	*found = (struct completions){ .words = NULL };
}
