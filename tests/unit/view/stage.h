/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BURIN_VIEW_STAGE_H
#define BURIN_VIEW_STAGE_H

#include "edit/editor.h"
#include "support/testing.h"
#include "view/grid.h"

/*
 * An editor without a terminal, and the grid on which it is painted:
 *
 *	stage_open(&stage);
 *	stage_open_bytes(&stage, 4096);
 *	stage_type(&stage, "i f f");
 *	stage_render(&stage, 24, 80);
 *	... stage.grid ...
 *	stage_close(&stage);
 *
 * Whatever goes wrong fails the test.
 */
struct stage {
	struct tmpdir *dir;
	struct editor *editor;
	struct grid grid;
};

void stage_open(struct stage *stage);
void stage_close(struct stage *stage);

/* Keys in notation, a command line. */
void stage_type(struct stage *stage, const char *keys);
void stage_run(struct stage *stage, const char *line);

void stage_open_file(struct stage *stage, const char *name, const void *data, size_t len,
		     enum document_mode mode);

/* A file of bytes of all classes, from 0x100 to 0x1ff zeroes; len is at most 4096. */
void stage_open_bytes(struct stage *stage, size_t len);

/* Gives the editor this size, and paints it. */
void stage_render(struct stage *stage, int rows, int cols);

/* A question is asked: the file was changed. */
void stage_asking(struct stage *stage);

/* A file whose name speaks to terminals. */
void stage_hostile_name(struct stage *stage);

/* A file whose bytes behind 0x10010 can not be read any more; the cursor is at 0x10000. */
void stage_unknown_bytes(struct stage *stage);

#endif
