/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of the program that makes the documents; see gendoc.c. */
#ifndef BURIN_DOC_GENDOC_H
#define BURIN_DOC_GENDOC_H

#include "base/buf.h"

/* gendoc_man.c: the block of the man page that is called so; false: there is no such block. */
bool gendoc_block(const char *name, struct buf *out);

/* gendoc_shell.c: completions. */
void gendoc_bash(struct buf *out);
void gendoc_zsh(struct buf *out);
void gendoc_fish(struct buf *out);

#endif
