/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A log is removed only where its session is gone: recovery_discard() asks its lock. Without names
 * those go that hold nothing which could be brought back: finished, empty, and those whose file is
 * no more, which a person is asked about because an orphan may be all that is left of some work.
 */
#include "cli/recover_mode.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/printable.h"
#include "cli/report.h"
#include "document/recovery.h"

static const char *const states[] = {
	[RECOVERY_LEFT] = "to recover",
	[RECOVERY_ALIVE] = "in use",
	[RECOVERY_CLEAN] = "undo history",
	[RECOVERY_EMPTY] = "empty",
	[RECOVERY_ORPHAN] = "orphan",
	[RECOVERY_SAVED] = "saved",
	[RECOVERY_UNREADABLE] = "unreadable",
	[RECOVERY_HALF_SAVED] = "half saved",
};

static void add_item(struct buf *out, const struct recovery_item *item)
{
	char when[32] = "-";
	time_t seconds = (time_t)item->when;
	struct tm parts;

	if (localtime_r(&seconds, &parts))
		strftime(when, sizeof when, "%Y-%m-%d %H:%M", &parts);
	buf_format(out, "%-12s  %6" PRIu64 "  %s  %8" PRIu64 "  %-39s  ", states[item->state],
		   item->edits, when, item->pid, item->name);
	printable_add(out, item->path, strlen(item->path));
	if (item->in_place)
		buf_text(out, "  (in place)");
	if (item->state == RECOVERY_UNREADABLE || item->state == RECOVERY_ORPHAN) {
		buf_text(out, "  (");
		printable_add(out, item->why, strlen(item->why));
		buf_text(out, ")");
	}
	if (item->state == RECOVERY_HALF_SAVED)
		buf_text(out, "  (a save was interrupted: open it with --recover=finish or undo)");
	if (item->other_host)
		buf_text(out, "  (another machine)");
	buf_add_byte(out, '\n');
}

static void free_items(struct recovery_item *items, size_t count)
{
	for (size_t i = 0; i < count; i++)
		recovery_item_done(&items[i]);
	free(items);
}

static bool write_table(const struct recovery_item *items, size_t count, struct err *err)
{
	struct buf out = BUF_INIT;
	bool ok;

	buf_format(&out, "%-12s  %6s  %-16s  %8s  %-39s  %s\n", "STATE", "EDITS", "WHEN", "PID",
		   "LOG", "FILE");
	for (size_t i = 0; i < count; i++)
		add_item(&out, &items[i]);
	ok = buf_ok(&out) || err_nomem(err);
	ok = ok && report_write(out.data, out.len, err);
	buf_done(&out);
	return ok;
}

int recover_mode_list(void)
{
	struct recovery_item *items;
	struct err err;
	size_t count;
	int status = CLI_OK;

	if (!recovery_list(&items, &count, &err)) {
		report_error(&err);
		status = CLI_FAILURE;
	} else if (count > 0 && !write_table(items, count, &err)) {
		status = report_write_failure(&err);
	}
	free_items(items, count);
	return status;
}

static int discard(const char *name)
{
	struct err err;

	if (recovery_discard(name, &err))
		return CLI_OK;
	err_prefix(&err, "%s", name);
	report_error(&err);
	return CLI_FAILURE;
}

/* A name as the table shows it, and nothing that leads out of the folder. */
static const struct recovery_item *find(const struct recovery_item *items, size_t count,
					const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(items[i].name, name) == 0)
			return &items[i];
	return NULL;
}

static int clean_named(const struct cli *cli, const struct recovery_item *items, size_t count)
{
	int status = CLI_OK;

	for (size_t i = 0; i < cli->file_count; i++) {
		if (!find(items, count, cli->files[i])) {
			report_line("%s: there is no such log: --list-recovery tells their names",
				    cli->files[i]);
			status = CLI_FAILURE;
		} else if (discard(cli->files[i]) != CLI_OK) {
			status = CLI_FAILURE;
		}
	}
	return status;
}

static bool is_over(const struct recovery_item *item)
{
	return item->state == RECOVERY_CLEAN || item->state == RECOVERY_EMPTY ||
	       item->state == RECOVERY_ORPHAN || item->state == RECOVERY_SAVED;
}

static bool says_yes(void)
{
	char answer[8] = "";
	ssize_t got = read(STDIN_FILENO, answer, sizeof answer - 1);

	return got > 0 && (answer[0] == 'y' || answer[0] == 'Y');
}

static int clean_over(struct recovery_item *items, size_t count, struct err *err)
{
	size_t over = 0;
	int status = CLI_OK;

	for (size_t i = 0; i < count; i++)
		if (is_over(&items[i])) {
			struct recovery_item item = items[over];

			items[over++] = items[i];
			items[i] = item;
		}
	if (over == 0)
		return CLI_OK;
	if (!write_table(items, over, err))
		return report_write_failure(err);
	if (!isatty(STDIN_FILENO)) {
		report_line("nobody can be asked: name the logs that are to be removed: --clean "
			    "LOG...");
		return CLI_FAILURE;
	}
	report_line("remove these %zu? [y/N]", over);
	for (size_t i = 0, yes = says_yes(); yes && i < over; i++)
		if (discard(items[i].name) != CLI_OK)
			status = CLI_FAILURE;
	return status;
}

int recover_mode_clean(const struct cli *cli)
{
	struct recovery_item *items;
	struct err err;
	size_t count;
	int status;

	if (!recovery_list(&items, &count, &err)) {
		report_error(&err);
		status = CLI_FAILURE;
	} else {
		status = cli->file_count > 0 ? clean_named(cli, items, count) :
					       clean_over(items, count, &err);
	}
	free_items(items, count);
	return status;
}
