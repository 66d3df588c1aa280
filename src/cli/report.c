/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Straight to the descriptors: a dump comes in large pieces that stdio would only copy, and its
 * errors come when they happen.
 */
#include "cli/report.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/printable.h"
#include "base/write.h"
#include "cli/options.h"

void report_line(const char *format, ...)
{
	char text[1024];
	struct buf line = BUF_INIT;
	va_list list;

	va_start(list, format);
	vsnprintf(text, sizeof text, format, list);
	va_end(list);
	buf_text(&line, "burin: ");
	printable_add(&line, text, strlen(text));
	buf_add_byte(&line, '\n');
	if (!write_all(STDERR_FILENO, line.data, line.len)) {
		/* Nobody is left to be told. */
	}
	buf_done(&line);
}

void report_error(const struct err *err)
{
	report_line("%s", err->text);
}

bool report_write(const void *bytes, size_t len, struct err *err)
{
	if (write_all(STDOUT_FILENO, bytes, len))
		return true;
	return err_sys(err, errno, "cannot write to standard output");
}

int report_write_failure(const struct err *err)
{
	if (err->sys == EPIPE)
		return CLI_OK;
	report_error(err);
	return CLI_FAILURE;
}
