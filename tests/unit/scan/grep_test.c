/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Regular expressions over real files: the same hits as `grep -obUaP` finds. grep looks at a line
 * by itself, so no pattern here takes a line feed in a way that a line would not.
 */
#include "scan_support.h"

#include <sys/stat.h>

#include "scan/regex.h"
#include "scan/search.h"

enum { MOST = 400 << 10 };       /* bytes of a file that are searched */

static const char *const patterns[] = {
	"ELF",
	"GNU",
	"\\.so\\.[0-9]+",
	"[A-Z]{4,8}_[A-Z]+",
	"\\x00lib[a-z]+",
	"(?i)error",
	"%[sd]",
	"%-?[0-9]*l?[dux]",
	"\\xff\\xff\\xff",
	"\\x7fELF",
	"[\\x80-\\xff]{4}",
	"_Z[A-Za-z0-9_]+",
	"/usr/[a-z/]+",
	"\\bGLIBC_2\\.[0-9]+",
	"(?<=lib)c\\.so",
	"(?<!lib)c\\.so",
	"so(?=\\.)",
	"so(?!\\.)",
	"^[A-Z][a-z]+",
	"[a-z]+$",
	"([a-z])\\1",
	"([a-z]{2})\\1",
	"(?:ab|cd|ef)+",
	"\\x48\\x8b[\\x00-\\x09\\x0b-\\x7f]",
	"\\x48\\x8b.{0,6}?\\x48\\x89",
	"\\xe8[^\\n]{3}\\xff",
	"\\xc3\\x0f\\x1f",
	"[^\\x00-\\x7f\\n]+x",
	"a.b",
	"a..b",
	"a.{2,5}b",
	"a.*?b",
	"\\d{3,}",
	"\\d+\\.\\d+",
	"0x[0-9a-f]+",
	"\\w+@\\w+",
	"[ \\t]\\w+[ \\t]",
	"\\S{20,}",
	"(?i)[aeiou]{3}",
	"\\x00\\x00[\\x01-\\x09\\x0b-\\x0f]\\x00",
	"\\.(text|data|bss)",
	"(?x) s o \\. [0-9]",
	"main|start",
	"__[a-z]+_[a-z]+__",
	"(?:[a-z]+_){2,}[a-z]+",
	"[[:upper:]]{5,}",
	"[[:digit:]][[:alpha:]]",
	"\\x41\\x5c|\\x41\\x5d",
	"(?P<q>[\"\\'])\\w+(?P=q)",
	"\\(\\w*\\)",
	"<[^>\\n]{1,20}>",
	"--[a-z]+(-[a-z]+)*",
	"x*y",
	"x?y?z",
	"(a|ab)(c|bcd)",
	"(?>a+)b",
	"a++b",
	"\\Qa.b\\E",
	"file",
	"(?i)file",
	"files?",
	"\\bfile\\b",
	"fi[a-z]{1,4}e",
	"[file]{3}",
	"file.{1,8}\\x00",
	"open",
	"(?i)open",
	"opens?",
	"\\bopen\\b",
	"op[a-z]{1,4}n",
	"[open]{3}",
	"open.{1,8}\\x00",
	"read",
	"(?i)read",
	"reads?",
	"\\bread\\b",
	"re[a-z]{1,4}d",
	"[read]{3}",
	"read.{1,8}\\x00",
	"write",
	"(?i)write",
	"writes?",
	"\\bwrite\\b",
	"wr[a-z]{1,4}e",
	"[write]{3}",
	"write.{1,8}\\x00",
	"close",
	"(?i)close",
	"closes?",
	"\\bclose\\b",
	"cl[a-z]{1,4}e",
	"[close]{3}",
	"close.{1,8}\\x00",
	"memory",
	"(?i)memory",
	"memorys?",
	"\\bmemory\\b",
	"me[a-z]{1,4}y",
	"[memory]{3}",
	"memory.{1,8}\\x00",
	"alloc",
	"(?i)alloc",
	"allocs?",
	"\\balloc\\b",
	"al[a-z]{1,4}c",
	"[alloc]{3}",
	"alloc.{1,8}\\x00",
	"usage",
	"(?i)usage",
	"usages?",
	"\\busage\\b",
	"us[a-z]{1,4}e",
	"[usage]{3}",
	"usage.{1,8}\\x00",
	"help",
	"(?i)help",
	"helps?",
	"\\bhelp\\b",
	"he[a-z]{1,4}p",
	"[help]{3}",
	"help.{1,8}\\x00",
	"version",
	"(?i)version",
	"versions?",
	"\\bversion\\b",
	"ve[a-z]{1,4}n",
	"[version]{3}",
	"version.{1,8}\\x00",
	"invalid",
	"(?i)invalid",
	"invalids?",
	"\\binvalid\\b",
	"in[a-z]{1,4}d",
	"[invalid]{3}",
	"invalid.{1,8}\\x00",
	"option",
	"(?i)option",
	"options?",
	"\\boption\\b",
	"[option]{3}",
	"option.{1,8}\\x00",
	"string",
	"(?i)string",
	"strings?",
	"\\bstring\\b",
	"st[a-z]{1,4}g",
	"[string]{3}",
	"string.{1,8}\\x00",
	"number",
	"(?i)number",
	"numbers?",
	"\\bnumber\\b",
	"nu[a-z]{1,4}r",
	"[number]{3}",
	"number.{1,8}\\x00",
	"print",
	"(?i)print",
	"prints?",
	"\\bprint\\b",
	"pr[a-z]{1,4}t",
	"[print]{3}",
	"print.{1,8}\\x00",
	"list",
	"(?i)list",
	"lists?",
	"\\blist\\b",
	"li[a-z]{1,4}t",
	"[list]{3}",
	"list.{1,8}\\x00",
	"time",
	"(?i)time",
	"times?",
	"\\btime\\b",
	"ti[a-z]{1,4}e",
	"[time]{3}",
	"time.{1,8}\\x00",
	"user",
	"(?i)user",
	"users?",
	"\\buser\\b",
	"us[a-z]{1,4}r",
	"[user]{3}",
	"user.{1,8}\\x00",
	"group",
	"(?i)group",
	"groups?",
	"\\bgroup\\b",
	"gr[a-z]{1,4}p",
	"[group]{3}",
	"group.{1,8}\\x00",
	"name",
	"(?i)name",
	"names?",
	"\\bname\\b",
	"na[a-z]{1,4}e",
	"[name]{3}",
	"name.{1,8}\\x00",
	"\\x48[\\x00-\\x09\\x0b-\\x3f]\\x00",
	"\\x89[\\x00-\\x09\\x0b-\\x3f]\\x00",
	"\\x8b[\\x00-\\x09\\x0b-\\x3f]\\x00",
	"\\x0f[\\x00-\\x09\\x0b-\\x3f]\\x00",
	"\\xe8[\\x00-\\x09\\x0b-\\x3f]\\x00",
	"\\xff[\\x00-\\x09\\x0b-\\x3f]\\x00",
	"\\x00[\\x01-\\x09\\x0b-\\x3f]\\x00\\x01",
};

static const char *const files[] = { "/bin/ls", "/usr/bin/env" };

/* Its ^ and $ are those of a line. */
static char *as_ours(const char *pattern)
{
	struct buf text = BUF_INIT;

	buf_format(&text, "re/m:%s", pattern);
	return buf_take_string(&text);
}

static struct document *copy_of(const char *path, char **copy)
{
	struct document_options options = { .mode = DOCUMENT_READ };
	struct buf bytes = BUF_INIT;
	struct err err = { 0 };
	struct document *document;
	char *command = NULL;

	assert_true(asprintf(&command, "head -c %d %s", MOST, path) > 0);
	assert_true(scan_run(command, &bytes));
	free(command);
	*copy = strdup(tmpdir_write(scan_world.dir, "subject", bytes.data, bytes.len));
	buf_done(&bytes);
	document = document_open(&scan_world.ropes, *copy, &options, &err);
	if (document == NULL)
		fail_msg("%s", err.text);
	return document;
}

/* Offsets, as lines. */
static void find_ours(const struct document *document, const char *pattern, struct buf *out)
{
	struct snapshot snapshot = document_snapshot(document);
	struct err err = { 0 };
	struct hits *hits = hits_new(UINT64_MAX, &err);
	char *text = as_ours(pattern);
	struct pattern parsed;
	struct search_request request = {
		.pattern = &parsed, .end = snapshot_len(&snapshot), .all = true, .separate = true,
		.hits = hits, .threads = 2,
	};
	struct job *job;
	struct hit hit;

	if (!pattern_parse(text, &parsed, &err))
		fail_msg("%s: %s", text, err.text);
	job = search_new(&snapshot, &request, &err);
	if (job == NULL || !job_run(job, &err))
		fail_msg("%s: %s", text, err.text);
	for (uint64_t i = 0; hits_get(hits, i, &hit, 1) == 1; i++)
		buf_format(out, "%" PRIu64 "\n", hit.pos);
	job_free(job);
	pattern_done(&parsed);
	free(text);
	hits_free(hits);
	snapshot_done(&snapshot);
}

static void find_greps(const char *path, const char *pattern, const char *list, struct buf *out)
{
	const char *file = tmpdir_write(scan_world.dir, list, pattern, strlen(pattern));
	char *command = NULL;

	assert_true(asprintf(&command, "LC_ALL=C grep -obUaP -f %s %s | LC_ALL=C sed -n "
			     "'s/^\\([0-9][0-9]*\\):.*/\\1/p'", file, path) > 0);
	scan_run(command, out);
	free(command);
}

static bool is_there(void)
{
	struct buf out = BUF_INIT;
	bool there = regex_library() != NULL &&
		     scan_run("printf 'ab' | grep -obUaP '(?<=a)b' 2>/dev/null", &out) &&
		     strcmp(buf_string(&out), "1:b\n") == 0;

	buf_done(&out);
	return there;
}

static void finds_what_grep_finds(void **state)
{
	(void)state;
	if (!is_there()) {
		skip();
		return;
	}
	assert_true(ARRAY_COUNT(patterns) >= 200);
	for (size_t f = 0; f < ARRAY_COUNT(files); f++) {
		char *path;
		struct document *document = copy_of(files[f], &path);

		/* Each pattern over one of the files, for the time that grep takes to start. */
		for (size_t i = f; i < ARRAY_COUNT(patterns); i += ARRAY_COUNT(files)) {
			struct buf ours = BUF_INIT, theirs = BUF_INIT;

			find_ours(document, patterns[i], &ours);
			find_greps(path, patterns[i], "pattern", &theirs);
			if (strcmp(buf_string(&ours), buf_string(&theirs)) != 0)
				fail_msg("%s in %s: %zu and %zu characters", patterns[i], files[f],
					 ours.len, theirs.len);
			buf_done(&ours);
			buf_done(&theirs);
		}
		document_close(document);
		free(path);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_grep_finds),
	};
	return cmocka_run_group_tests(tests, scan_start, scan_end);
}
