/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands for what is shown: options, bindings, help. They change state; editor_settle() puts it
 * into force. */
#include "edit/commands.h"

#include <string.h>

#include "edit/editor.h"
#include "edit/encoding.h"
#include "edit/help.h"
#include "edit/show.h"

enum { COLUMNS_MOST = 4096, COLUMNS_START = 16 };

static bool show_buf(struct call *call, const char *title, struct buf *text)
{
	bool ok = buf_ok(text) ? show_text(call->editor, title, buf_string(text), call->err)
			       : err_nomem(call->err);
	buf_done(text);
	return ok;
}

static bool list_options(struct call *call, bool all)
{
	const struct options *options = &call->editor->options;
	const struct option *option;
	struct buf text = BUF_INIT;
	for (size_t i = 0; (option = option_at(i)) != NULL; i++) {
		if (!all && option_is_default(options, option))
			continue;
		option_format(options, option, &text);
		buf_text(&text, "\n");
	}
	if (text.len == 0)
		buf_text(&text, "every option has its default; :set all lists them");
	return show_buf(call, "options", &text);
}

static bool run_set(struct call *call)
{
	struct buf asked = BUF_INIT;
	if (!call->args[0].given || strcmp(call->args[0].text, "all") == 0)
		return list_options(call, call->args[0].given);
	for (size_t i = 0; i < COMMAND_ARGUMENTS && call->args[i].given; i++) {
		size_t before = asked.len;
		if (!option_apply(&call->editor->options, call->args[i].text, &asked, call->err) ||
		    !encoding_apply(call->editor, call->err)) {
			buf_done(&asked);
			return false;
		}
		if (asked.len > before)
			buf_text(&asked, "\n");
	}
	if (asked.len > 0)
		return show_buf(call, "options", &asked);
	buf_done(&asked);
	return true;
}

/* "[CONTEXT] KEYS [LINE]" taken apart. */
struct mapping {
	bool has_context;
	enum context context;
	struct buf keys;
	const char *line;        /* the rest; "" when there is none */
};

static const char *take_word(const char *text, struct buf *word)
{
	size_t len = strcspn(text, " ");
	buf_clear(word);
	buf_add(word, text, len);
	text += len;
	return text + strspn(text, " ");
}

static void take_apart(const char *text, struct mapping *mapping)
{
	mapping->line = take_word(text, &mapping->keys);
	mapping->has_context = context_find(buf_string(&mapping->keys), &mapping->context);
	if (mapping->has_context)
		mapping->line = take_word(mapping->line, &mapping->keys);
}

/* Without a context keys are bound for looking and, where they are not typed, for editing. */
static unsigned contexts_of(const struct mapping *mapping, const char *keys)
{
	struct key first;
	struct err ignored;
	size_t used;
	if (mapping->has_context)
		return 1u << mapping->context;
	if (key_parse(keys, &used, &first, &ignored) && key_is_text(&first))
		return BIND_VIEW;
	return BIND_VIEW | BIND_EDIT;
}

static bool bind(struct call *call, struct mapping *mapping, const char *line)
{
	const char *keys = buf_string(&mapping->keys);
	unsigned contexts = contexts_of(mapping, keys);
	for (int context = 0; context < CONTEXT_COUNT; context++)
		if (contexts & 1u << context &&
		    !keymap_bind(call->editor->keymap, (enum context)context, keys, line,
				 call->err))
			return false;
	return true;
}

static bool list_bindings(struct call *call, const struct mapping *only)
{
	struct buf text = BUF_INIT;
	enum context context;
	const char *keys, *line;
	for (int wanted = 0; wanted < CONTEXT_COUNT; wanted++) {
		for (size_t i = 0;
		     keymap_next(call->editor->keymap, &i, &context, &keys, &line);) {
			if ((int)context != wanted ||
			    (only && only->has_context && only->context != context))
				continue;
			buf_format(&text, "%-6s %-16s %s\n", context_name(context), keys, line);
		}
	}
	return show_buf(call, "keys", &text);
}

/* What the keys do in the contexts, a line each. Compares by the key map's own form, so that <C-I>
 * finds <Tab>. */
static bool find_bindings(struct call *call, struct mapping *mapping, unsigned contexts,
			  struct buf *text)
{
	struct key sequence[KEYMAP_SEQUENCE];
	size_t count = 0, used;
	const char *keys = buf_string(&mapping->keys);
	for (const char *at = keys; *at && count < KEYMAP_SEQUENCE; at += used)
		if (!key_parse(at, &used, &sequence[count++], call->err))
			return false;
	for (int i = 0; i < CONTEXT_COUNT; i++) {
		const char *line;
		if (contexts & 1u << i && keymap_find(call->editor->keymap, (enum context)i,
						      sequence, count, &line) == KEYMAP_MATCH)
			buf_format(text, "%-6s %-16s %s\n", context_name((enum context)i), keys,
				   line);
	}
	return true;
}

static bool show_binding(struct call *call, struct mapping *mapping)
{
	struct buf text = BUF_INIT;
	const char *keys = buf_string(&mapping->keys);
	unsigned all = BIND_VIEW | BIND_EDIT | BIND_PAGER | BIND_LIST | BIND_INSPECTOR |
		       BIND_DISASSEMBLY;
	if (!find_bindings(call, mapping, mapping->has_context ? 1u << mapping->context : all,
			   &text))
		return false;
	if (text.len == 0)
		buf_format(&text, "%s is not bound", keys);
	return show_buf(call, "keys", &text);
}

static bool run_map(struct call *call)
{
	struct mapping mapping = { .keys = BUF_INIT };
	bool ok;
	if (!call->args[0].given)
		return list_bindings(call, NULL);
	take_apart(call->args[0].text, &mapping);
	if (mapping.keys.len == 0)
		ok = list_bindings(call, &mapping);
	else if (*mapping.line == '\0')
		ok = show_binding(call, &mapping);
	else
		ok = command_check_line(mapping.line, call->err) &&
		     bind(call, &mapping, mapping.line);
	buf_done(&mapping.keys);
	return ok;
}

static bool unbind(struct call *call, struct mapping *mapping)
{
	struct buf found = BUF_INIT;
	const char *keys = buf_string(&mapping->keys);
	if (*mapping->line != '\0')
		return err_set(call->err, ERR_SYNTAX, "unmap takes one key sequence");
	if (!find_bindings(call, mapping, contexts_of(mapping, keys), &found))
		return false;
	bool bound = found.len > 0;
	buf_done(&found);
	return bound ? bind(call, mapping, NULL)
		     : err_set(call->err, ERR_REFUSED, "%s is not bound", keys);
}

static bool run_unmap(struct call *call)
{
	struct mapping mapping = { .keys = BUF_INIT };
	take_apart(call->args[0].text, &mapping);
	bool ok = unbind(call, &mapping);
	buf_done(&mapping.keys);
	return ok;
}

static bool run_help(struct call *call)
{
	const struct editor *editor = call->editor;
	struct buf text = BUF_INIT;
	if (!call->args[0].given) {
		help_all(editor->keymap, &editor->options, &text);
	} else if (!help_topic(editor->keymap, &editor->options, call->args[0].text, &text,
			       call->err)) {
		buf_done(&text);
		return false;
	}
	return show_buf(call, "help", &text);
}

static bool run_hints(struct call *call)
{
	call->editor->options.hints = !call->editor->options.hints;
	return true;
}

static uint64_t columns_now(const struct call *call)
{
	if (call->editor->options.columns > 0)
		return call->editor->options.columns;
	return call->window && call->window->layout.columns > 0 ? call->window->layout.columns
								 : COLUMNS_START;
}

static uint64_t step(const struct call *call)
{
	return call->args[0].given ? call->args[0].number : call->count;
}

static bool run_wider(struct call *call)
{
	uint64_t now = columns_now(call), by = step(call);
	call->editor->options.columns = by < COLUMNS_MOST - now ? now + by : COLUMNS_MOST;
	return true;
}

static bool run_narrower(struct call *call)
{
	uint64_t now = columns_now(call), by = step(call);
	call->editor->options.columns = by < now ? now - by : 1;
	return true;
}

static bool run_redraw(struct call *call)
{
	call->editor->redraw = true;
	return true;
}

const struct command commands_view[] = {
	{
		.name = "set", .alias = "se", .group = GROUP_VIEW,
		.args = {
			{ .type = ARG_OPTION, .name = "option", .optional = true },
			{ .type = ARG_OPTION, .name = "option", .optional = true },
			{ .type = ARG_OPTION, .name = "option", .optional = true },
			{ .type = ARG_OPTION, .name = "option", .optional = true },
		},
		.flags = COMMAND_KEEP,
		.help = "Sets or shows options; alone, those that were changed.", .run = run_set,
	},
	{
		.name = "map", .group = GROUP_VIEW,
		.args = { { .type = ARG_TEXT, .name = "keys line", .optional = true } },
		.flags = COMMAND_KEEP,
		.help = "Binds keys to a command line, or lists what is bound.", .run = run_map,
	},
	{
		.name = "unmap", .group = GROUP_VIEW,
		.args = { { .type = ARG_TEXT, .name = "keys" } },
		.flags = COMMAND_KEEP,
		.help = "Removes the binding of a key sequence.", .run = run_unmap,
	},
	{
		.name = "help", .alias = "h", .group = GROUP_VIEW,
		.contexts = BIND_VIEW | BIND_EDIT | BIND_LIST | BIND_INSPECTOR |
			    BIND_DISASSEMBLY,
		.keys = { "h <M-h> <F1>", "g? <F1>", "<M-h> <F1>" },
		.args = { { .type = ARG_COMMAND, .name = "command", .optional = true } },
		.flags = COMMAND_KEEP,
		.help = "Shows this help, or that of one command.", .run = run_help,
	},
	{
		.name = "hints", .group = GROUP_VIEW, .contexts = BIND_VIEW | BIND_EDIT,
		.keys = { "H", "gh", "<C-x>?" },
		.flags = COMMAND_KEEP,
		.help = "Shows or hides the line of key hints.", .run = run_hints,
	},
	{
		.name = "wider", .group = GROUP_VIEW, .contexts = BIND_VIEW | BIND_EDIT,
		.keys = { "+", "+", "<C-x>+" },
		.args = { { .type = ARG_NUMBER, .name = "bytes", .optional = true } },
		.flags = COMMAND_KEEP,
		.help = "Shows more bytes a row.", .run = run_wider,
	},
	{
		.name = "narrower", .group = GROUP_VIEW, .contexts = BIND_VIEW | BIND_EDIT,
		.keys = { "-", "-", "<C-x>-" },
		.args = { { .type = ARG_NUMBER, .name = "bytes", .optional = true } },
		.flags = COMMAND_KEEP,
		.help = "Shows fewer bytes a row.", .run = run_narrower,
	},
	{
		.name = "redraw", .group = GROUP_VIEW,
		.contexts = BIND_VIEW | BIND_EDIT | BIND_PAGER | BIND_LIST | BIND_INSPECTOR |
			    BIND_DISASSEMBLY,
		.keys = { "<C-l>", "<C-l>", "<C-l>" },
		.flags = COMMAND_KEEP,
		.help = "Redraws the screen.", .run = run_redraw,
	},
	{ .name = NULL },
};
