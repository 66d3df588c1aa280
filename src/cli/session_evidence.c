/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For those who have to show what was done to a file, and that it was nothing. */
#include "cli/session.h"

#include "cli/report.h"
#include "edit/action_log.h"
#include "edit/proof.h"

bool session_evidence_open(const struct cli *cli, struct editor *editor, struct err *err)
{
	editor->forensic = cli->forensic;
	if (!cli->action_log)
		return true;
	editor->actions = action_log_open(cli->action_log, err);
	if (editor->actions && cli->forensic)
		action_log_add(editor->actions, "forensic: no file is written");
	return editor->actions != NULL;
}

void session_evidence_begin(const struct cli *cli, struct editor *editor)
{
	if (cli->sha256)
		proof_begin(editor);
}

static bool end_one(struct editor *editor, size_t index)
{
	static const char *const words[] = {
		[PROOF_ALONE] = "", [PROOF_SAME] = ", the same as at the start",
		[PROOF_OTHER] = ", OTHER than at the start",
	};
	const char *name = document_name(editor->windows[index]->document);
	char text[SHA256_TEXT];
	struct err err;
	enum proof end = proof_end(editor, index, text, &err);

	if (end == PROOF_FAILED)
		report_line("%s: %s", name, err.text);
	else
		report_line("%s: SHA-256 %s%s", name, text, words[end]);
	return end == PROOF_ALONE || end == PROOF_SAME;
}

bool session_evidence_end(const struct cli *cli, struct editor *editor)
{
	bool ok = true;

	for (size_t i = 0; cli->sha256 && i < editor->window_count; i++)
		ok = end_one(editor, i) && ok;
	if (!action_log_is_whole(editor->actions)) {
		report_line("the action log is not whole: it could not be written");
		ok = false;
	}
	return ok;
}
