/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scene.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SIZE = 1 << 20, PART = 1 << 15 };

int scene_run(const char *program, const char *a, const char *b, const char *c)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		execlp(program, program, a, b, c, (char *)NULL);
		_exit(127);
	}
	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void scene_start(struct scene *scene)
{
	char program[4096], store[256];
	const char *build = getenv("BURIN_BUILDDIR");

	scene->dir = tmpdir_new();
	snprintf(program, sizeof(program), "%s/tests/faults/faultfs", build ? build : ".");
	snprintf(store, sizeof(store), "%s", tmpdir_path(scene->dir, "store"));
	snprintf(scene->mount, sizeof(scene->mount), "%s", tmpdir_path(scene->dir, "mount"));
	snprintf(scene->file, sizeof(scene->file), "%s/file", scene->mount);
	snprintf(scene->control, sizeof(scene->control), "%s/.faults", scene->mount);
	assert_int_equal(mkdir(store, 0700), 0);
	assert_int_equal(mkdir(scene->mount, 0700), 0);
	if (access(program, X_OK) != 0 || scene_run(program, store, scene->mount, NULL) != 0) {
		tmpdir_free(scene->dir);
		skip();
	}

	int fd = open(scene->file, O_RDWR | O_CREAT, 0600);
	assert_true(fd >= 0);
	for (uint32_t i = 0; i < SIZE; i += PART) {
		uint8_t part[PART];

		for (uint32_t j = 0; j < PART; j++)
			part[j] = (uint8_t)((i + j) >> 8);
		assert_int_equal(write(fd, part, PART), PART);
	}
	assert_int_equal(close(fd), 0);
}

void scene_faults(const struct scene *scene, const char *line)
{
	int fd = open(scene->control, O_WRONLY);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, line, strlen(line)), strlen(line));
	close(fd);
}

struct terminal *scene_look(struct scene *scene, const char *fault)
{
	scene_start(scene);
	scene->terminal = terminal_new(24, 80);
	scene_faults(scene, fault);
	terminal_start(scene->terminal, "xterm", scene->file, NULL);
	return scene->terminal;
}

void scene_go(struct scene *scene, const char *keys)
{
	terminal_type(scene->terminal, keys);
}

void scene_end(struct scene *scene)
{
	scene_faults(scene, "clear");
	terminal_free(scene->terminal);
	/* A helper may still have it open. */
	if (scene_run("fusermount3", "-u", "-z", scene->mount) != 0)
		umount2(scene->mount, MNT_DETACH);
	tmpdir_free(scene->dir);
}

void scene_quits(struct scene *scene)
{
	scene_go(scene, "q");
	assert_int_equal(terminal_end(scene->terminal), 0);
	terminal_check_restored(scene->terminal);
}
