/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A hit can be every second byte of a file, so its line is made without printf(). */
#include "cli/find_print.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/printable.h"
#include "base/json.h"
#include "cli/place.h"
#include "cli/report.h"

enum { PART = 1 << 17 };

bool find_pattern(const struct cli *cli, struct pattern *pattern, struct err *err)
{
	const struct charset *charset = NULL;
	bool ok;

	if (cli->encoding) {
		charset = charset_open(cli->encoding, err);
		if (!charset)
			return err_prefix(err, "--encoding");
	}
	ok = pattern_parse_in(cli->pattern, charset, pattern, err);
	charset_unref(charset);
	return ok || err_prefix(err, "pattern");
}

bool find_print_init(struct find_print *print, const struct cli *cli, struct err *err)
{
	*print = (struct find_print){
		.json = cli->json,
		.decimal = cli->decimal,
		.upper = cli->upper,
		.terminal = isatty(STDOUT_FILENO),
	};
	return place_number("--base-address", cli->base, &print->base, err);
}

void find_print_done(struct find_print *print)
{
	buf_done(&print->prefix);
	buf_done(&print->out);
}

void find_print_file(struct find_print *print, const char *name, bool named)
{
	struct buf *prefix = &print->prefix;

	buf_clear(prefix);
	if (print->json) {
		buf_add_byte(prefix, '{');
		json_member(prefix, "file", name);
	} else if (named) {
		if (print->terminal)
			printable_add(prefix, name, strlen(name));
		else
			buf_text(prefix, name);
		buf_add_byte(prefix, ':');
	}
}

bool find_print_flush(struct find_print *print, struct err *err)
{
	bool ok = (buf_ok(&print->out) && buf_ok(&print->prefix)) || err_nomem(err);

	ok = ok && report_write(print->out.data, print->out.len, err);
	buf_clear(&print->out);
	return ok;
}

bool find_print_end_line(struct find_print *print, struct err *err)
{
	buf_add_byte(&print->out, '\n');
	return print->out.len < PART || find_print_flush(print, err);
}

void find_print_offset(struct find_print *print, uint64_t pos)
{
	uint64_t value = print->base + pos;
	const char *digits = print->upper ? "0123456789ABCDEF" : "0123456789abcdef";
	unsigned base = print->decimal ? 10 : 16;
	char text[24], *at = text + sizeof text;

	do {
		*--at = digits[value % base];
		value /= base;
	} while (value > 0);
	if (!print->decimal) {
		*--at = 'x';
		*--at = '0';
	}
	buf_add(&print->out, at, (size_t)(text + sizeof text - at));
}

static void add_pattern(struct find_print *print, const char *text)
{
	buf_text(&print->out, ": ");
	if (print->terminal)
		printable_add(&print->out, text, strlen(text));
	else
		buf_text(&print->out, text);
}

bool find_print_hit(struct find_print *print, const struct find_print_hit *hit, struct err *err)
{
	struct buf *out = &print->out;

	buf_add(out, print->prefix.data, print->prefix.len);
	if (!print->json) {
		find_print_offset(print, hit->pos);
		if (hit->pattern != NULL)
			add_pattern(print, hit->pattern);
		return find_print_end_line(print, err);
	}
	buf_format(out, ",\"offset\":%" PRIu64 ",\"length\":%" PRIu64 ",\"hex\":\"",
		   print->base + hit->pos, hit->len);
	bytes_format_hex(out, hit->bytes, hit->count, 0, print->upper);
	buf_add_byte(out, '"');
	if (hit->pattern != NULL) {
		json_member(out, "pattern", hit->pattern);
		buf_format(out, ",\"line\":%u", hit->line);
	}
	buf_add_byte(out, '}');
	return find_print_end_line(print, err);
}

bool find_print_count(struct find_print *print, uint64_t count, struct err *err)
{
	struct buf *out = &print->out;

	buf_add(out, print->prefix.data, print->prefix.len);
	if (print->json)
		buf_format(out, ",\"count\":%" PRIu64 "}", count);
	else
		buf_format(out, "%" PRIu64, count);
	return find_print_end_line(print, err);
}
