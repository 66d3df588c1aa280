/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The editor without a screen: windows, prompt, pager, keys, jobs, messages. One struct, owned by
 * whoever runs it (the terminal loop, the batch runner, a test):
 *
 *	editor = editor_new(&setup, &err);
 *	editor_open(editor, "file.bin", &options, &err);
 *	editor_resize(editor, rows, cols);
 *	while (!editor->quit) {
 *		editor_key(editor, &key);          for every key that waits
 *		editor_settle(editor);             once, before painting
 *		view_render(editor, grid);
 *	}
 *	editor_free(editor);
 *
 * Rows of the screen: the title/status line, the bytes, and at the foot the prompt or message, and
 * the hints. With fewer than 4 rows the hints go first, then the status line.
 */
#ifndef BURIN_EDIT_EDITOR_H
#define BURIN_EDIT_EDITOR_H

#include "base/buf.h"
#include "base/err.h"
#include "edit/disassembly.h"
#include "edit/inspector.h"
#include "edit/key.h"
#include "edit/keymap.h"
#include "edit/list.h"
#include "edit/macro.h"
#include "edit/menu.h"
#include "edit/minimap.h"
#include "edit/option.h"
#include "edit/pager.h"
#include "edit/prompt.h"
#include "edit/queue.h"
#include "edit/registers.h"
#include "edit/repeat.h"
#include "edit/settings.h"
#include "edit/tiles.h"
#include "edit/window.h"
#include "scan/pattern.h"

#include <stdint.h>

enum message_kind { MESSAGE_NONE, MESSAGE_INFO, MESSAGE_WARNING, MESSAGE_ERROR };

/* What is done for the time after a crash. */
enum recover_policy {
	RECOVER_IGNORE,          /* nothing: tests */
	RECOVER_CHECK,           /* what was left is told and dealt with, and nothing is logged */
	RECOVER_LOG,             /* edits are logged as well */
};

struct editor_setup {
	bool screen;             /* prompts, questions and pagers can be shown */
	unsigned workers;        /* threads for jobs; 0: jobs run inline */
	enum preset keys;
	size_t arena_chunk;      /* 0: the default */
	enum recover_policy recover;
};

struct editor {
	struct store *store;         /* owned */
	struct ropes ropes;
	struct queue *queue;
	unsigned threads;            /* that one search may take */
	struct registers registers;
	struct macros macros;        /* what was recorded, and what is played */
	struct repeat repeat;        /* the last change */
	struct window **windows;     /* of each open document the one used last, owned with the
				      * others of its buffer */
	size_t window_count;
	size_t current;              /* index; window_count when none is open */
	struct tiles tiles;          /* panes of the area of bytes: each shows a window, the one
				      * with the focus editor_window(); or none, where no file is
				      * open */
	struct options options;
	struct options applied;      /* as last put into force by editor_settle() */
	struct settings settings;    /* options of single files */
	struct settings_local local; /* which the document has that is shown ... */
	struct options common;       /* ... and those that all others have in their place */
	const struct charset *charset;       /* of texts, one reference; edit/encoding.h */
	struct keymap *keymap;
	struct prompt prompt;
	struct pager pager;
	struct list *list;           /* below the bytes, owned; NULL: none. See editor_list() */
	struct list *palette;        /* in its place while a command is chosen, owned; NULL */
	struct inspector inspector;  /* beside the bytes or below them */
	struct disassembly disassembly;      /* so is this */
	struct menu menu;            /* the context menu, over all else */
	struct minimaps minimaps;    /* at the right edge of each pane */
	struct key pending[KEYMAP_SEQUENCE]; /* keys of an unfinished sequence */
	size_t pending_count;
	bool has_count;              /* a count is being typed */
	uint64_t count;
	bool screen;
	int sourcing;                /* depth of :source: while it is not 0 nothing is asked */
	int rows, cols;              /* of the whole screen */
	enum message_kind message_kind;
	struct buf message;          /* safe text, one line */
	struct buf messages;         /* the last of them, a line each, the newest at the end */
	struct buf output;           /* what commands print: taken by batch, else shown */
	struct buf paste;            /* raw bytes of a KEY_PASTE */
	struct buf arranged;         /* the line of the file whose panes are kept; empty: none */
	struct buf clip;             /* for the terminal's clipboard: the loop sends it */
	struct pattern pattern;      /* searched for last; len 0: none */
	uint64_t searches;           /* how often it was set */
	struct search_marker *marker;/* of its hits, for painting, owned; NULL: none */
	struct incsearch *incsearch; /* owned; NULL: nothing was searched for so yet */
	uint64_t search_start, search_end;   /* where, if the pattern says /selection */
	struct task *search;         /* that looks for the next hit, borrowed; NULL: none does */
	bool backward;
	struct buf pattern_text;
	char reg;                    /* register of the next copy, cut, paste; 0: unnamed */
	enum document_mode open_mode;/* of files that are opened later: that of the first one */
	uint64_t letters;            /* keys so far that could answer a question */
	bool typed_on;               /* what ends now was begun before the last of them */
	unsigned saving;             /* saves that run */
	bool agreed;                 /* the user was just told what the next save takes */
	uint64_t save_rate;          /* bytes a second of the last long save; 0: not known */
	unsigned saved;              /* those that ended well since none ran */
	bool quit_when_saved;        /* quit once they have ended well */
	bool quit;
	int exit_code;
	bool forensic;               /* files are opened without a trace */
	struct action_log *actions;  /* owned; NULL: nothing is logged */
	enum recover_policy recover;
	bool viewer;                 /* the right to write was given up (base/confine.h) */
	bool suspend;                /* asked of the terminal loop */
	bool redraw;                 /* everything is to be drawn anew */
	bool bell;
};

struct editor *editor_new(const struct editor_setup *setup, struct err *err) BURIN_MUST_CHECK;

/* Waits for saves that run and cancels other jobs; unsaved edits are gone. NULL is allowed. */
void editor_free(struct editor *editor);

/* Opens a file in a new window and makes it the current one; one that is open already is just
 * shown. What the user should know of it is a message. */
bool editor_open(struct editor *editor, const char *path, const struct document_options *options,
		 struct err *err) BURIN_MUST_CHECK;
bool editor_add(struct editor *editor, struct document *document, struct err *err)
	BURIN_MUST_CHECK;                     /* consumes the document */
void editor_close(struct editor *editor, size_t index);      /* cancels its jobs; edits are gone */
struct window *editor_window(const struct editor *editor);   /* the current one or NULL */

/* Shows a file in the pane with the focus, where it was last; editor_reach() in the pane that shows
 * it already, if there is one. */
void editor_show(struct editor *editor, size_t index);
void editor_reach(struct editor *editor, size_t index);

/* editor_panes.c; a file is open. The pane with the focus is split in two, beside or one below the
 * other; the new one shows the same, and gets the focus. */
bool editor_split(struct editor *editor, bool beside, struct err *err) BURIN_MUST_CHECK;
/* The new one shows a file, which is opened as by editor_open(). */
bool editor_split_open(struct editor *editor, bool beside, const char *path,
		       const struct document_options *options, struct err *err) BURIN_MUST_CHECK;
void editor_unsplit(struct editor *editor, struct tile *tile);       /* not the only one */
void editor_unsplit_others(struct editor *editor);
void editor_focus(struct editor *editor, struct tile *tile);
void editor_leave_panes(struct editor *editor, const struct buffer *buffer); /* it is closed */
void editor_settle_panes(struct editor *editor);

/* What of a pane, as last laid out, is for its title, its bytes, and the minimap beside these. */
struct editor_pane {
	int title;               /* rows: 0 where it is the only pane that is shown */
	int rows, cols;          /* of the bytes, below the title */
	int minimap_cols;        /* right of these; 0: there is none */
};
struct editor_pane editor_pane(const struct editor *editor, const struct tile *tile);
struct tile *editor_pane_at(const struct editor *editor, int row, int col);  /* or NULL */

/* From a cell of the screen to one of the bytes in the pane with the focus. */
void editor_pane_cell(const struct editor *editor, int *row, int *col);

void editor_resize(struct editor *editor, int rows, int cols);
void editor_key(struct editor *editor, const struct key *key);
void editor_mouse(struct editor *editor, const struct key *key);     /* editor_mouse.c */
void editor_forget_keys(struct editor *editor);  /* those of an unfinished sequence, and a count */

/* editor_parts.c: what keys go to, where no prompt and no pager takes them. */
enum editor_part { EDITOR_BYTES, EDITOR_LIST, EDITOR_INSPECTOR, EDITOR_DISASSEMBLY, EDITOR_PARTS };
enum editor_part editor_part(const struct editor *editor);
void editor_take_part(struct editor *editor, enum editor_part part); /* that there is room for */

/* To the part or pane on that side; false: there is none. A file is open. */
bool editor_go_toward(struct editor *editor, enum tiles_side side) BURIN_MUST_CHECK;

/* To the next or the previous of all: the panes of bytes one after the other, then the other parts
 * that there are; how many that is. */
void editor_go_along(struct editor *editor, bool back);
int editor_count_stops(const struct editor *editor);

/* What the mouse does in the disassembly; false: it is not there. */
bool editor_mouse_disassembly(struct editor *editor, const struct key *key);

bool editor_poll(struct editor *editor);     /* ends of jobs; true: paint again */

/* Nobody waits any longer for what jobs read from slow disks: they were cancelled. */
void editor_interrupt(struct editor *editor);

/* Looks whether another program changed, replaced or removed the files that are open; says so of
 * the one that is shown, once for each change, and goes on with one that is followed to its end.
 * The loop calls it about once a second, and when the system tells of a change. */
void editor_watch(struct editor *editor);

/* Who else has the file of a window, as a warning. */
void editor_tell_others(struct editor *editor, const struct window *window);

/* Asks what to do with a file that another burin has as well, once it is shown. */
void editor_ask_about_others(struct editor *editor);

/* What the config file sets for the file of a new window. */
void editor_settings_open(struct editor *editor, struct window *window);

/* The options of the document that is shown now; before another one is, and after. */
void editor_settings(struct editor *editor);

/* Those that a window of any file is shown with. */
struct options editor_options_of(const struct editor *editor, const struct window *window);

/* Puts options into force and the window in order; before painting. */
void editor_settle(struct editor *editor);

/* What was settled is on the screen: who types from now on knows of it. */
void editor_seen(struct editor *editor);

/* Runs a line as if typed after ':'. An error is left in *err and not shown. */
bool editor_run(struct editor *editor, const char *line, struct err *err) BURIN_MUST_CHECK;

/* A file of command lines; errors name file and line, and the rest still runs. False when one
 * failed. */
bool editor_source(struct editor *editor, const char *path, struct err *err) BURIN_MUST_CHECK;

/* Keys in notation, for tests and macros; waits for jobs after each key. */
bool editor_type(struct editor *editor, const char *keys, struct err *err) BURIN_MUST_CHECK;

/* Plays what is recorded on: some keys, until a job must be waited for. False: nothing is played.
 * editor_poll() does it; _all() to the end, waiting for jobs. */
bool editor_play(struct editor *editor);
void editor_play_all(struct editor *editor);
void editor_play_stop(struct editor *editor);

void editor_message(struct editor *editor, enum message_kind kind, const char *format, ...)
	BURIN_PRINTF(3, 4);                   /* made safe; the first line of it */
void editor_error(struct editor *editor, const struct err *err);
void editor_print(struct editor *editor, const char *format, ...) BURIN_PRINTF(2, 3);

enum context editor_context(const struct editor *editor);
bool editor_is_modified(const struct editor *editor);        /* any document */

/* Starts a save of every document with changes (in place: a sync). With `quit` the editor quits
 * once all have ended well, at once when there is nothing to save. With `overwrite` what another
 * program changed and a write-protected file are overwritten unasked. */
bool editor_save_all(struct editor *editor, bool quit, bool overwrite, struct err *err)
	BURIN_MUST_CHECK;

/* Starts the saves that were asked for while another save of the same document ran. */
void editor_save_again(struct editor *editor);

/* The pattern that is searched for last, from now on: parsed, or consumed. On an error it is the
 * one before. */
void editor_set_pattern(struct editor *editor, struct pattern *pattern, const char *text);
bool editor_take_pattern(struct editor *editor, const char *text, bool backward, struct err *err)
	BURIN_MUST_CHECK;

/* The list that is shown beside the current window: the palette, else editor->list where it is of
 * that window, or of none. */
struct list *editor_list(const struct editor *editor);

/* Takes the place of the list that is open, or lies over it; keys go to it. Consumes the list. */
void editor_take_list(struct editor *editor, struct list *list);
void editor_drop_list(struct editor *editor);    /* the one under it is seen again */

/* Also one that lies under another. Nothing where it is not the editor's. */
void editor_end_list(struct editor *editor, struct list *list);

/* Rows of the screen, from the top: 0-based; -1 where it is not shown. */
struct editor_rows {
	int status;              /* name, mode, position, size */
	int bytes;               /* first row of bytes */
	int bytes_count;
	int list;                /* the title of the list; where there is no room for both it
				  * is in place of the bytes, and this is the row of these */
	int list_count;          /* with the title, unless it is one */
	int bytes_cols;          /* cells of each, with the minimap */
	int inspector;           /* its title; it begins in cell inspector_col */
	int inspector_count;     /* rows with the title */
	int inspector_col, inspector_cols;
	int disassembly;         /* its title, and so on, as for the inspector */
	int disassembly_count;
	int disassembly_col, disassembly_cols;
	int message;             /* prompt or message */
	int hints;
};
struct editor_rows editor_rows(const struct editor *editor);

/* The minimaps as parts of the screen: before painting; for a key of the mouse: true, it was for
 * a bar, where a click jumps and a drag that began there goes along. */
void editor_settle_minimaps(struct editor *editor);
bool editor_minimap_mouse(struct editor *editor, const struct key *key);

/* That of the pane with the focus; NULL: it shows none. */
struct minimap *editor_minimap(const struct editor *editor);

/* Key hints for the moment: "key" and "what" pairs, best first; how many there are. While keys of
 * a sequence are pending: those that may follow. */
struct editor_hint {
	char key[16];            /* notation as shown: "^S", "F1", "g" */
	const char *what;        /* one word, or a command line */
};
enum { EDITOR_HINTS = 64 };
size_t editor_hints(const struct editor *editor, struct editor_hint hints[EDITOR_HINTS]);

#endif
