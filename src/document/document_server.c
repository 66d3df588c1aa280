/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files whose server may not answer. Reading them, and looking whether they were changed, never
 * waits (store/fetcher.h); what is done seldom asks first whether there would be an answer, and
 * then does it. Between the two the server can still go silent: that would take a process of its
 * own for each system call of a save, and was not done.
 */
#include "document/document_private.h"

#include <string.h>
#include <sys/stat.h>

bool document_has_server(const struct document *document)
{
	return document->file && file_has_server(document->file);
}

static bool is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

bool document_is_at(const struct document *document, const char *path)
{
	struct stat own = { .st_dev = document->identity.dev, .st_ino = document->identity.ino };
	struct stat other;

	if (!document->path)
		return false;
	if (strcmp(document->path, path) == 0)
		return true;
	return stat(path, &other) == 0 &&
	       (document_has_server(document) || stat(document->path, &own) == 0) &&
	       is_same(&own, &other);
}

bool document_answers(const struct document *document, struct err *err)
{
	return !document->file || file_answers(document->file) ||
	       err_set(err, ERR_BUSY, "the disk has not answered yet: try again when it does");
}

struct file *document_open_file(const struct document *document, enum document_mode mode,
				struct err *err)
{
	if (!document_answers(document, err))
		return NULL;
	return file_open(document->path, document_file_flags(&document->options, mode), err);
}
