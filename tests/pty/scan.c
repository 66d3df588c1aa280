/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/printable.h"

/* Modes that may be set (h) and reset (l). */
static const char *const modes[] = { "?1", "?7", "?12", "?25", "?1000", "?1002", "?1006", "?1049",
				     "?2004", "4", "?12;25" };

/* Finals of sequences that move, erase, insert, delete, scroll and repeat. */
static const char moves[] = "ABCDEFGHIJKLMPSTXZ@abdefr`";

static void forbid(struct scan *scan, const uint8_t *bytes, size_t len)
{
	size_t at = 0;

	if (scan->forbidden[0] != '\0')
		return;
	for (size_t i = 0; i < len && at + 5 < sizeof(scan->forbidden); i++)
		at += (size_t)snprintf(scan->forbidden + at, sizeof(scan->forbidden) - at,
				       bytes[i] >= 0x20 && bytes[i] < 0x7f ? "%c" : "\\x%02x",
				       bytes[i]);
}

static bool is_mode(const char *parameters)
{
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (strcmp(parameters, modes[i]) == 0)
			return true;
	return false;
}

/* 30 to 37, 40 to 47, 90 to 107 choose a colour; so do 38 and 48, with what follows them. */
static bool has_colour(const char *parameters)
{
	for (const char *at = parameters; *at; at += strcspn(at, ";"), at += *at == ';') {
		int number = atoi(at);
		bool bright = number >= 90 && number <= 107;
		if (bright || (number >= 30 && number <= 48 && number != 39))
			return true;
	}
	return false;
}

static bool is_allowed(struct scan *scan, const char *parameters, char final)
{
	if (final == 'm') {
		scan->colours += has_colour(parameters);
		return parameters[0] != '>' && parameters[0] != '?';
	}
	if (final == 'h' || final == 'l')
		return is_mode(parameters);
	/* xterm keeps its title with the other screen. */
	if (final == 't')
		return strcmp(parameters, "22;0;0") == 0 || strcmp(parameters, "23;0;0") == 0;
	/* The cursor's look on the Linux console. */
	if (final == 'c')
		return parameters[0] == '?' && strspn(parameters + 1, "0123456789;") > 0;
	return strchr(moves, final) && strspn(parameters, "0123456789;") == strlen(parameters);
}

/* bytes[0] is ESC. Gives the length. */
static size_t scan_escape(struct scan *scan, const uint8_t *bytes, size_t len)
{
	char parameters[32];
	size_t end = 2;

	scan->sequences++;
	if (len > 2 && (bytes[1] == '(' || bytes[1] == ')'))
		end = 3;
	else if (len > 1 && bytes[1] == '[') {
		while (end < len && bytes[end] >= 0x20 && bytes[end] < 0x40)
			end++;
		end += end < len;
		snprintf(parameters, sizeof(parameters), "%.*s", (int)(end - 3), bytes + 2);
		if (!is_allowed(scan, parameters, (char)bytes[end - 1]))
			forbid(scan, bytes, end);
	} else if (len < 2 || !strchr("=>78MDEH", bytes[1]))
		forbid(scan, bytes, len < 24 ? len : 24);
	return end < len ? end : len;
}

void scan_output(const struct buf *output, struct scan *scan)
{
	const uint8_t *bytes = output->data;

	*scan = (struct scan){ 0 };
	for (size_t at = 0; at < output->len;) {
		uint32_t code;
		size_t used = 1;
		if (bytes[at] == 0x1b)
			used = scan_escape(scan, bytes + at, output->len - at);
		else if (bytes[at] >= 0x20 || !strchr("\r\n\b\a\t\016\017", bytes[at])) {
			used = utf8_decode(bytes + at, output->len - at, &code);
			if (used == 0 || printable_width(code) < 0) {
				forbid(scan, bytes + at, 1);
				used = used ? used : 1;
			}
		}
		at += used;
	}
}
