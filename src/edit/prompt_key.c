/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keys of the prompt. The prompt is closed before its line is run, because a command may open
 * another one. An argument that can not be understood is not run: the prompt stays and says why.
 */
#include "edit/prompt.h"

#include <stdlib.h>
#include <string.h>

#include "edit/editor.h"
#include "edit/palette.h"

static bool is_ctrl(const struct key *key, uint32_t code)
{
	return key->mods == KEY_CTRL && key->code == code;
}

static bool closes(const struct key *key)
{
	return (key->code == KEY_ESC && key->mods == 0) || is_ctrl(key, 'c') || is_ctrl(key, 'g');
}

static void run(struct editor *editor, const struct request *request, const char *text)
{
	struct err err;
	bool ok = request ? command_run_with(editor, request, text, &err)
			  : command_run_line(editor, text, false, 1, &err);
	if (!ok)
		editor_error(editor, &err);
}

/* NULL: the key is no answer. */
static struct prompt_choice *find_choice(struct prompt *prompt, const struct key *key)
{
	uint32_t code = key->code;

	if (code >= 'A' && code <= 'Z')
		code += 'a' - 'A';
	for (int i = 0; i < prompt->choice_count && key_is_text(key); i++)
		if (prompt->choices[i].key == code)
			return &prompt->choices[i];
	return NULL;
}

/* Enter takes the guard away, and no other key. */
static void guard(struct editor *editor, const struct key *key)
{
	struct prompt *prompt = &editor->prompt;
	struct buf name = BUF_INIT, label = BUF_INIT;

	if (prompt->guarded && key->code == KEY_RETURN) {
		prompt->guarded = false;
		buf_clear(&prompt->preview);
		return;
	}
	editor->bell = true;
	if (prompt->guarded || key->code == KEY_RETURN)
		return;
	prompt->guarded = true;
	key_format(key, &name);
	keys_label(buf_string(&name), &label);
	buf_format(&prompt->preview, prompt->seen ? "%s is no answer: press Enter, then one" :
		   "%s was typed before this was asked: press Enter, then answer",
		   buf_string(&label));
	buf_done(&name);
	buf_done(&label);
}

static void answer(struct editor *editor, const struct key *key)
{
	struct prompt *prompt = &editor->prompt;
	struct prompt_choice *choice = find_choice(prompt, key);

	if (!choice || !prompt->seen || prompt->guarded) {
		guard(editor, key);
		return;
	}
	char *line = (char *)(uintptr_t)choice->line;
	choice->line = NULL;
	editor->agreed = prompt->agrees;
	prompt_close(editor);
	if (line)
		run(editor, NULL, line);
	editor->agreed = false;
	free(line);
}

/* Takes what a closed prompt leaves behind: the request points into `given`. */
static void run_argument(struct editor *editor, const char *text)
{
	struct prompt *prompt = &editor->prompt;
	struct request request = prompt->request;
	struct buf given = prompt->given;
	prompt->given = (struct buf)BUF_INIT;
	request.given = buf_string(&given);
	prompt_close(editor);
	run(editor, &request, text);
	buf_done(&given);
}

static const char *last_pattern(const struct prompt *prompt)
{
	const struct prompt_history *history = &prompt->history[HISTORY_PATTERNS];
	return history->count > 0 ? history->lines[history->count - 1] : "";
}

/* An empty search is the one of last time. */
static const char *what_is_meant(struct prompt *prompt)
{
	const char *const *choices;
	const char *text = lineedit_text(&prompt->line);
	if (*text == '\0' && prompt_type(prompt, &choices) == ARG_PATTERN)
		return last_pattern(prompt);
	return text;
}

static int history_step(const struct key *key)
{
	if ((key->code == KEY_GO_UP && key->mods == 0) || is_ctrl(key, 'p'))
		return -1;
	if ((key->code == KEY_GO_DOWN && key->mods == 0) || is_ctrl(key, 'n'))
		return 1;
	return 0;
}

/* The chosen command is run, or with Tab written on the command line for more to be typed. */
static void accept_palette(struct editor *editor, bool write)
{
	const struct command *command = palette_command(editor->palette);
	struct buf line = BUF_INIT;
	if (!command) {
		editor->bell = true;
		return;
	}
	prompt_close(editor);
	buf_format(&line, "%s ", command->name);
	if (write)
		prompt_open_line(editor, buf_string(&line));
	else
		run(editor, NULL, command->name);
	buf_done(&line);
}

static int64_t palette_step(const struct list *palette, const struct key *key)
{
	int64_t page = palette->rows > 2 ? palette->rows - 1 : 1;
	if (key->code == KEY_PAGE_UP || key->code == KEY_PAGE_DOWN)
		return key->code == KEY_PAGE_UP ? -page : page;
	return history_step(key);
}

/* True: the key was for the list. */
static bool palette_key(struct editor *editor, const struct key *key)
{
	int64_t step = palette_step(editor->palette, key);
	if (key->code == KEY_RETURN || key->code == KEY_TABULATOR)
		accept_palette(editor, key->code == KEY_TABULATOR);
	else if (step != 0)
		list_move(editor->palette, step);
	else
		return false;
	if (editor->prompt.kind == PROMPT_PALETTE)
		prompt_update(editor);
	return true;
}

static void accept(struct editor *editor)
{
	struct prompt *prompt = &editor->prompt;
	const char *meant = what_is_meant(prompt);
	prompt_update(editor);
	if (*meant == '\0') {
		prompt_close(editor);
		return;
	}
	if (prompt->kind == PROMPT_ARGUMENT && prompt->preview_is_error) {
		editor->bell = true;
		return;
	}
	char *text = strdup(meant);
	if (!text)
		return;
	prompt_history_add(prompt, prompt_history_kind(prompt), text);
	if (prompt->kind == PROMPT_ARGUMENT) {
		run_argument(editor, text);
	} else {
		prompt_close(editor);
		run(editor, NULL, text);
	}
	free(text);
}

static void drop_completions(struct prompt *prompt)
{
	completions_done(&prompt->completions);
	prompt->completion_at = SIZE_MAX;
}

static void put_word(struct prompt *prompt, const char *word)
{
	struct completions *found = &prompt->completions;
	lineedit_replace(&prompt->line, found->from, found->to, word);
	found->to = found->from + strlen(word);
}

/* The longest start that all words share; its length. */
static size_t shared_start(const struct completions *found)
{
	size_t len = strlen(found->words[0]);
	for (size_t i = 1; i < found->count; i++) {
		size_t same = 0;
		while (same < len && found->words[i][same] == found->words[0][same])
			same++;
		len = same;
	}
	/* A character is not cut in two. */
	while (len > 0 && ((uint8_t)found->words[0][len] & 0xc0) == 0x80)
		len--;
	return len;
}

/* The first Tab: all that the words share, or the first of them when nothing more is shared. */
static void begin_completion(struct editor *editor, bool back)
{
	struct prompt *prompt = &editor->prompt;
	struct completions *found = &prompt->completions;
	const char *const *choices;
	enum argument_type type = prompt_type(prompt, &choices);
	struct err err;
	if (!complete_line(&editor->ropes, lineedit_text(&prompt->line), prompt->line.cursor, type,
			   choices, found, &err) ||
	    found->count == 0) {
		editor->bell = true;
		drop_completions(prompt);
		return;
	}
	size_t shared = shared_start(found);
	if (found->count > 1 && shared > found->to - found->from) {
		char *word = strndup(found->words[0], shared);
		if (word)
			put_word(prompt, word);
		free(word);
		return;
	}
	prompt->completion_at = back ? found->count - 1 : 0;
	put_word(prompt, found->words[prompt->completion_at]);
	if (found->count == 1)
		drop_completions(prompt);
}

static void complete(struct editor *editor, bool back)
{
	struct prompt *prompt = &editor->prompt;
	size_t count = prompt->completions.count;
	if (count == 0) {
		begin_completion(editor, back);
	} else {
		size_t at = prompt->completion_at;
		if (back)
			at = at == SIZE_MAX || at == 0 ? count - 1 : at - 1;
		else
			at = at == SIZE_MAX || at + 1 == count ? 0 : at + 1;
		prompt->completion_at = at;
		put_word(prompt, prompt->completions.words[at]);
	}
	prompt_update(editor);
}

static bool is_one_key(const struct prompt *prompt)
{
	const char *const *choices;
	return prompt_type(prompt, &choices) == ARG_REGISTER;
}

/* A wrong key ends the question too: the keys after it are meant for the bytes. */
static void accept_key(struct editor *editor)
{
	struct prompt *prompt = &editor->prompt;
	if (prompt->preview_is_error) {
		editor_message(editor, MESSAGE_ERROR, "%s", buf_string(&prompt->preview));
		editor->bell = true;
		prompt_close(editor);
		return;
	}
	accept(editor);
}

/* The line ends that come with a copied line are not part of what is asked for. */
static void paste(struct prompt *prompt, const struct buf *text)
{
	size_t len = text->len;
	while (len > 0 && (text->data[len - 1] == '\n' || text->data[len - 1] == '\r'))
		len--;
	lineedit_insert(&prompt->line, (const char *)text->data, len);
}

static void edit(struct editor *editor, const struct key *key)
{
	struct prompt *prompt = &editor->prompt;
	bool was_empty = prompt->line.text.len == 0;
	if (key->code == KEY_PASTE)
		paste(prompt, &editor->paste);
	else if (key->code == KEY_BACKSP && key->mods == 0 && was_empty) {
		prompt_close(editor);
		return;
	} else if (!lineedit_key(&prompt->line, key)) {
		editor->bell = true;
		return;
	}
	prompt_update(editor);
	if (is_one_key(prompt) && key_is_text(key))
		accept_key(editor);
}

void prompt_key(struct editor *editor, const struct key *key)
{
	struct prompt *prompt = &editor->prompt;
	int step = history_step(key);
	if (key_is_mouse(key))
		return;
	if (closes(key)) {
		prompt_close(editor);
		return;
	}
	if (prompt->kind == PROMPT_QUESTION) {
		answer(editor, key);
		return;
	}
	if (prompt->kind == PROMPT_PALETTE && palette_key(editor, key))
		return;
	if (key->code == KEY_TABULATOR) {
		complete(editor, key->mods & KEY_SHIFT);
		return;
	}
	drop_completions(prompt);
	if (key->code == KEY_RETURN)
		accept(editor);
	else if (step == 0)
		edit(editor, key);
	else if (prompt_history_move(prompt, step))
		prompt_update(editor);
	else
		editor->bell = true;
}
