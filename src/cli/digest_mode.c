/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names are checked before any file is opened. */
#include "cli/digest_mode.h"

#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/printable.h"
#include "cli/each_file.h"
#include "cli/report.h"
#include "scan/digest.h"

/* For a terminal it is made safe. For a program, as the tools of GNU do it: where a name has an
 * ending of a line, a backslash is before the whole line and such characters are written with
 * one. */
static void add_name(struct buf *out, const char *name)
{
	if (isatty(STDOUT_FILENO)) {
		printable_add(out, name, strlen(name));
		return;
	}
	if (!strpbrk(name, "\\\n\r")) {
		buf_text(out, name);
		return;
	}
	for (; *name; name++)
		if (strchr("\\\n\r", *name))
			buf_text(out, *name == '\n' ? "\\n" : *name == '\r' ? "\\r" : "\\\\");
		else
			buf_add_byte(out, (uint8_t)*name);
}

static void add_line(const struct cli *cli, const struct digest *digest, size_t index,
		     const char *name, struct buf *out)
{
	const char *hex = digest_hex(digest, index);

	if (cli->json) {
		buf_add_byte(out, '{');
		json_member(out, "file", name);
		json_member(out, "digest", digest_name(digest, index));
		json_member(out, "hex", hex);
		buf_add_byte(out, '}');
	} else {
		if (!isatty(STDOUT_FILENO) && strpbrk(name, "\\\n\r"))
			buf_add_byte(out, '\\');
		if (digest_count(digest) == 1)
			buf_format(out, "%s  ", hex);
		else
			buf_format(out, "%s (", digest_name(digest, index));
		add_name(out, name);
		if (digest_count(digest) > 1)
			buf_format(out, ") = %s", hex);
	}
	buf_add_byte(out, '\n');
}

static struct digest *make(const struct cli *cli, struct err *err)
{
	struct digest *digest = digest_new(err);

	if (digest && digest_add(digest, cli->digests, err) && digest_count(digest) > 0)
		return digest;
	if (digest && digest_count(digest) == 0 && cli->digests[strspn(cli->digests, " ,")] == '\0')
		err_set(err, ERR_SYNTAX, "no digest is named: --digest=crc32,sha256");
	digest_free(digest);
	return NULL;
}

static bool print_digests(void *context, const struct document *document,
			  const struct place *place, const char *name, struct buf *out,
			  struct err *err)
{
	const struct cli *cli = context;
	struct digest *digest = make(cli, err);
	struct snapshot snapshot;
	struct job *job;
	bool ok;

	if (!digest)
		return false;
	snapshot = document_snapshot(document);
	job = digest_job(&snapshot, place->offset, place->length, digest, err);
	ok = job && job_run(job, err);
	for (size_t i = 0; ok && i < digest_count(digest); i++)
		add_line(cli, digest_of(job), i, name, out);
	job_free(job);
	snapshot_done(&snapshot);
	return ok;
}

bool digest_mode_lists(const struct cli *cli)
{
	return strcmp(cli->digests, "list") == 0;
}

static int print_list(const struct digest *digest)
{
	struct buf text = BUF_INIT;
	struct err err;
	int status = CLI_OK;

	digest_list(digest, &text);
	if (!report_write(text.data, text.len, &err))
		status = report_write_failure(&err);
	buf_done(&text);
	return status;
}

int digest_mode_run(const struct cli *cli)
{
	struct err err;
	struct digest *digest = digest_mode_lists(cli) ? digest_new(&err) : make(cli, &err);
	int status;

	if (!digest) {
		report_line("--digest: %s", err.text);
		return CLI_USAGE;
	}
	status = digest_mode_lists(cli) ? print_list(digest) :
					  each_file(cli, print_digests, (void *)cli);
	digest_free(digest);
	return status;
}
