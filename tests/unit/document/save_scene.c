/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "save_scene.h"

#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "save_hook.h"

struct scene scene;

void scene_open(void)
{
	struct err err = { 0 };

	scene.document = world_open(&scene.world, scene.path);
	put(scene.document, 150000, "overwritten");
	insert(scene.document, 100, "inserted");
	assert_true(document_fill(scene.document, 120000, 9000, "", 1, 0, &err));
}

int scene_start(void **state)
{
	(void)state;
	scene = (struct scene){ 0 };
	world_start(&scene.world);
	scene.old = malloc(SCENE_SIZE);
	assert_non_null(scene.old);
	random_fill(&(struct random){ 5 }, scene.old, SCENE_SIZE);
	scene.path = tmpdir_write(scene.world.dir, "file", scene.old, SCENE_SIZE);
	scene.fresh = tmpdir_path(scene.world.dir, "fresh");
	if (geteuid() == 0)
		assert_int_equal(chown(scene.path, 1234, 5678), 0);
	assert_int_equal(chmod(scene.path, 04751), 0);
	scene.has_attribute = setxattr(scene.path, "user.test", "value", 5, 0) == 0;
	scene_open();
	scene.new_len = (size_t)document_size(scene.document);
	scene.new = malloc(scene.new_len);
	assert_non_null(scene.new);
	assert_int_equal(document_read(scene.document, 0, scene.new, NULL, scene.new_len, NULL), 0);
	return 0;
}

int scene_end(void **state)
{
	(void)state;
	save_hook = (struct save_hook){ 0 };
	document_close(scene.document);
	free(scene.old);
	free(scene.new);
	world_end(&scene.world);
	return 0;
}

void check_old(void)
{
	tmpdir_check(scene.world.dir, "file", scene.old, SCENE_SIZE);
}

void check_new(void)
{
	tmpdir_check(scene.world.dir, "file", scene.new, scene.new_len);
}

bool save_to(const char *path, struct err *err)
{
	struct save_request request = { .choice = SAVE_ATOMIC, .path = path };

	err_clear(err);
	return try_save(scene.document, &request, err);
}

void check_attributes(void)
{
	struct stat st;

	assert_int_equal(stat(scene.path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 04751);
	if (geteuid() == 0)
		assert_true(st.st_uid == 1234 && st.st_gid == 5678);
	if (scene.has_attribute)
		assert_int_equal(getxattr(scene.path, "user.test", NULL, 0), 5);
}
