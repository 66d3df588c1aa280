/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The program in a terminal, over a file of a FUSE file system that fails as it is told
 * (faultfs.c). Skips the test where there is no FUSE.
 *
 *	struct scene scene;
 *	struct terminal *terminal = scene_look(&scene, "hang 65536 4096");
 *	...
 *	scene_quits(&scene);
 *	scene_end(&scene);
 */
#ifndef BURIN_TESTS_FAULTS_SCENE_H
#define BURIN_TESTS_FAULTS_SCENE_H

#include "support/testing.h"

#include "session.h"
#include "terminal.h"

struct scene {
	struct tmpdir *dir;
	struct terminal *terminal;
	char mount[256];
	char file[300];
	char control[300];
};

/* Over a file of 1 MiB whose byte at pos is pos >> 8, with this fault. */
struct terminal *scene_look(struct scene *scene, const char *fault);
void scene_faults(const struct scene *scene, const char *line);
void scene_go(struct scene *scene, const char *keys);
void scene_quits(struct scene *scene);           /* by `q`; the terminal is restored */
void scene_end(struct scene *scene);

/* Runs a program with up to three arguments; its status. */
int scene_run(const char *program, const char *a, const char *b, const char *c);

#endif
