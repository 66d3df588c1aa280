/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Digests of a range, the selection or the document, in one pass:
 *
 *	digest                             the usual ones
 *	digest 0x10,0x20 crc32 md5         those
 *	digest sha1 = da39a3ee…            whether it is that; without a name: of as many digits
 *	digest list                        what there is
 *	crc-find 0x29b1                    which CRC or sum that is
 */
#include "edit/commands.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/number.h"
#include "edit/argument_range.h"
#include "edit/editor.h"
#include "edit/edits.h"
#include "edit/proof.h"
#include "edit/show.h"
#include "edit/task.h"
#include "scan/digest.h"

enum { WANTED = 4 };

struct digesting {
	struct task task;
	uint64_t pos, len;
	char expected[DIGEST_HEX];   /* lower-case digits; "": nothing is compared */
	uint64_t wanted[WANTED];     /* of crc-find: the readings of what was typed */
	size_t wanted_count;
};

/* "Digests of 0x10+16", "Digests". */
static void add_title(const struct digesting *digesting, struct buf *title)
{
	const struct window *window = digesting->task.window;

	buf_text(title, "Digests");
	if (digesting->len != document_size(window->document))
		buf_format(title, " of 0x%" PRIx64 "+%" PRIu64,
			   window_address(window, digesting->pos), digesting->len);
}

static bool show(struct digesting *digesting, struct buf *text, struct err *err)
{
	struct buf title = BUF_INIT;
	bool ok;

	add_title(digesting, &title);
	ok = buf_ok(text) && buf_ok(&title) ?
		show_text(digesting->task.editor, buf_string(&title), buf_string(text), err) :
		err_nomem(err);
	buf_done(&title);
	buf_done(text);
	return ok;
}

static void add_all(const struct digest *digest, struct buf *text)
{
	size_t widest = 0;

	for (size_t i = 0; i < digest_count(digest); i++)
		widest = max_size(widest, strlen(digest_name(digest, i)));
	for (size_t i = 0; i < digest_count(digest); i++)
		buf_format(text, "%-*s  %s\n", (int)widest, digest_name(digest, i),
			   digest_hex(digest, i));
}

/* Zeros in front of a number do not count. */
static bool is_equal(const struct digest *digest, size_t index, const char *expected)
{
	const char *hex = digest_hex(digest, index);

	if (digest_bits(digest, index) <= 64) {
		hex += strspn(hex, "0");
		expected += strspn(expected, "0");
	}
	return strcmp(hex, expected) == 0;
}

static bool compare(struct digesting *digesting, const struct digest *digest, struct err *err)
{
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < digest_count(digest); i++)
		if (is_equal(digest, i, digesting->expected))
			buf_format(&text, "equal: %s is %s\n", digest_name(digest, i),
				   digest_hex(digest, i));
	if (text.len > 0)
		return show(digesting, &text, err);
	buf_done(&text);
	if (digest_count(digest) == 1)
		return err_set(err, ERR_CHANGED, "NOT EQUAL: %s is %s, and not %s",
			       digest_name(digest, 0), digest_hex(digest, 0), digesting->expected);
	return err_set(err, ERR_CHANGED, "NOT EQUAL: none of %zu digests is %s",
		       digest_count(digest), digesting->expected);
}

static bool digest_ended(struct task *task, struct job *job, const struct err *failure,
			 struct err *err)
{
	struct digesting *digesting = (struct digesting *)task;
	struct buf text = BUF_INIT;

	if (failure) {
		*err = *failure;
		return false;
	}
	if (*digesting->expected)
		return compare(digesting, digest_of(job), err);
	add_all(digest_of(job), &text);
	return show(digesting, &text, err);
}

/* Consumes the digest. */
static bool start(struct call *call, struct digesting *digesting, struct digest *digest,
		  task_end *end)
{
	struct snapshot snapshot;
	struct job *job;

	task_init(&digesting->task, call->editor, call->window, end);
	snapshot = document_snapshot(call->window->document);
	job = digest_job(&snapshot, digesting->pos, digesting->len, digest, call->err);
	snapshot_done(&snapshot);
	return task_start(&digesting->task, job, call->err);
}

/* The digits of the first word, as people paste them: 0x, colons, the name of a file behind. */
static bool read_expected(const char *text, char expected[DIGEST_HEX], struct err *err)
{
	size_t count = 0;

	text += strspn(text, " ");
	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		text += 2;
	for (; *text && *text != ' '; text++) {
		if (*text == ':' || *text == '-')
			continue;
		if (!isxdigit((unsigned char)*text) || count == DIGEST_HEX - 1)
			return err_set(err, ERR_SYNTAX, "the expected value is hexadecimal digits");
		expected[count++] = (char)tolower((unsigned char)*text);
	}
	expected[count] = '\0';
	return count > 0 || err_set(err, ERR_SYNTAX, "the expected value is missing after =");
}

/* A digest that is no number has just so many digits. */
static bool check_digits(const struct digest *digest, const char *expected, struct err *err)
{
	unsigned digits = (unsigned)strlen(expected);

	for (size_t i = 0; i < digest_count(digest); i++) {
		unsigned bits = digest_bits(digest, i);

		if (bits > 64 ? 4 * digits != bits : digits > (bits + 3) / 4)
			return err_set(err, ERR_SYNTAX, "%s has %u digits, not %u",
				       digest_name(digest, i), (bits + 3) / 4, digits);
	}
	return true;
}

/* The = that stands at the start or after a blank: "crc:8:7:init=1" has another. */
static const char *find_equals(const char *text)
{
	const char *equals = strchr(text, '=');

	while (equals && equals > text && equals[-1] != ' ')
		equals = strchr(equals + 1, '=');
	return equals;
}

/* "crc32 0,+4": a range as the last of the names, as copy-as has it. *names, which is cut there, is
 * then without it. */
static bool take_range(struct window *window, char *names, uint64_t *pos, uint64_t *len,
		       struct err *err)
{
	struct value value = { .given = false };
	size_t end = strlen(names), used;
	struct err ignored;
	char *word;

	while (end > 0 && names[end - 1] == ' ')
		names[--end] = '\0';
	word = strrchr(names, ' ');
	word = word ? word + 1 : names;
	/* A name has a '+' or ',' only beside other characters than these. */
	if (!strpbrk(word, "+,") || !isdigit((unsigned char)*word))
		return true;
	if (!argument_range(window, word, false, true, &used, &value, &ignored) ||
	    word[used] != '\0')
		return err_set(err, ERR_SYNTAX, "\"%s\" is no range: 0x10,0x20 or 0x10,+16", word);
	*word = '\0';
	*pos = value.number;
	*len = value.len;
	return true;
}

static bool read_names(const char *text, struct digest *digest, char expected[DIGEST_HEX],
		       struct err *err)
{
	const char *equals = find_equals(text);
	char *names = strndup(text, equals ? (size_t)(equals - text) : strlen(text));
	bool ok = names != NULL || err_nomem(err);

	ok = ok && digest_add(digest, names, err);
	free(names);
	if (!ok || !equals)
		return ok && (digest_count(digest) > 0 ||
			      digest_add(digest, digest_usual(digest), err));
	if (!read_expected(equals + 1, expected, err))
		return false;
	return digest_count(digest) > 0 ? check_digits(digest, expected, err) :
	       digest_add_digits(digest, (unsigned)strlen(expected), err);
}

static bool show_list_of(struct call *call)
{
	struct digest *digest = digest_new(call->err);
	struct buf text = BUF_INIT;
	bool ok = false;

	if (!digest)
		return false;
	digest_list(digest, &text);
	ok = buf_ok(&text) ? show_text(call->editor, "Digests that there are", buf_string(&text),
				       call->err) :
			     err_nomem(call->err);
	buf_done(&text);
	digest_free(digest);
	return ok;
}

/* The names with what is expected, without a range among them. */
static bool read_text(struct call *call, struct digesting *digesting, struct digest *digest)
{
	const char *text = call->args[1].given ? call->args[1].text : "";
	const char *equals = find_equals(text);
	size_t len = equals ? (size_t)(equals - text) : strlen(text);
	char *names = strndup(text, len);
	struct buf all = BUF_INIT;
	bool ok = names != NULL || err_nomem(call->err);

	if (ok && !call->args[0].given)
		ok = take_range(call->window, names, &digesting->pos, &digesting->len, call->err);
	if (ok)
		buf_format(&all, "%s%s%s", names, equals ? " " : "", equals ? equals : "");
	ok = ok && (buf_ok(&all) || err_nomem(call->err)) &&
	     read_names(buf_string(&all), digest, digesting->expected, call->err);
	free(names);
	buf_done(&all);
	return ok;
}

static bool run_digest(struct call *call)
{
	const char *text = call->args[1].given ? call->args[1].text : "";
	struct digesting *digesting;
	struct digest *digest;

	if (strcmp(text, "list") == 0)
		return show_list_of(call);
	digesting = calloc(1, sizeof(*digesting));
	if (!digesting)
		return err_nomem(call->err);
	edits_part(call, 0, &digesting->pos, &digesting->len);
	digest = digest_new(call->err);
	if (digest && read_text(call, digesting, digest))
		return start(call, digesting, digest, digest_ended);
	digest_free(digest);
	free(digesting);
	return false;
}

/* The bytes of a value in the other order; itself where it is not of whole bytes. */
static uint64_t other_order(uint64_t value, unsigned bits)
{
	uint64_t result = 0;

	if (bits % 8 != 0)
		return value;
	for (unsigned i = 0; i < bits; i += 8)
		result = result << 8 | (value >> i & 0xff);
	return result;
}

static bool fits(uint64_t value, unsigned bits)
{
	return bits >= 64 || value >> bits == 0;
}

static void add_finding(const struct digesting *digesting, const struct digest *digest,
			size_t index, struct buf *text)
{
	unsigned bits = digest_bits(digest, index);
	uint64_t value = digest_value(digest, index);

	for (size_t i = 0; i < digesting->wanted_count; i++) {
		uint64_t wanted = digesting->wanted[i];
		bool straight = value == wanted;

		if (!fits(wanted, bits) || (!straight && value != other_order(wanted, bits)))
			continue;
		buf_format(text, "%s  %s%s\n", digest_name(digest, index),
			   digest_hex(digest, index),
			   straight ? "" : "  (bytes in the other order)");
		return;
	}
}

static bool find_ended(struct task *task, struct job *job, const struct err *failure,
		       struct err *err)
{
	struct digesting *digesting = (struct digesting *)task;
	const struct digest *digest;
	struct buf text = BUF_INIT;

	if (failure) {
		*err = *failure;
		return false;
	}
	digest = digest_of(job);
	/* The widest are the least likely to be so by chance. */
	for (unsigned bits = 64; bits > 0; bits--)
		for (size_t i = 0; i < digest_count(digest); i++)
			if (digest_bits(digest, i) == bits)
				add_finding(digesting, digest, i, &text);
	if (text.len == 0)
		buf_format(&text, "none of %zu CRCs and sums has that value",
			   digest_count(digest));
	return show(digesting, &text, err);
}

/* An expression, and hexadecimal digits as they are: "2189" may be either. */
static bool read_wanted(const struct call *call, struct digesting *digesting)
{
	const char *text = call->args[1].text;
	size_t digits = strspn(text, "0123456789abcdefABCDEF");
	uint64_t value;

	if (command_eval(call->window, text, EXPRESSION_PLAIN, NULL, &value, call->err))
		digesting->wanted[digesting->wanted_count++] = value;
	if (digits > 0 && digits <= 16 && text[digits] == '\0')
		digesting->wanted[digesting->wanted_count++] = strtoull(text, NULL, 16);
	return digesting->wanted_count > 0;
}

static bool run_find(struct call *call)
{
	struct digesting *digesting = calloc(1, sizeof(*digesting));
	struct digest *digest;

	if (!digesting)
		return err_nomem(call->err);
	edits_part(call, 0, &digesting->pos, &digesting->len);
	digest = digest_new(call->err);
	if (digest && read_wanted(call, digesting) &&
	    digest_add(digest, "crc sums cksum", call->err))
		return start(call, digesting, digest, find_ended);
	digest_free(digest);
	free(digesting);
	return false;
}

const struct command commands_digest[] = {
	{
		.name = "digest", .group = GROUP_FILE,
		.args = { { .type = ARG_RANGE, .name = "range", .optional = true },
			  { .type = ARG_TEXT, .name = "names = value", .optional = true } },
		.flags = COMMAND_WINDOW,
		.help = "Shows digests, or whether they are as expected; \"list\" names them.",
		.run = run_digest,
	},
	{
		.name = "crc-find", .group = GROUP_FILE,
		.args = { { .type = ARG_RANGE, .name = "range", .optional = true },
			  { .type = ARG_TEXT, .name = "value" } },
		.flags = COMMAND_WINDOW,
		.help = "Finds which CRC or sum of the selection, or of all, has a value.",
		.run = run_find,
	},
	{
		.name = "sha256", .group = GROUP_FILE, .flags = COMMAND_WINDOW,
		.help = "Shows the SHA-256 of all bytes as they are shown.", .run = proof_run,
	},
	{ .name = NULL },
};
