/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Errors: a code to branch on and a sentence for a person.
 *
 * The caller owns the struct and passes its address as the last argument; a function that fails
 * fills it and returns false or NULL. Raising is one line:
 *
 *	return err_set(err, ERR_RANGE, "position 0x%" PRIx64 " is past the end", pos);
 *
 * The text says what, where and what to do; it starts in lower case and has no full stop. It may
 * hold bytes of a file name: whoever shows it passes it through printable_add().
 */
#ifndef BURIN_BASE_ERR_H
#define BURIN_BASE_ERR_H

#include <stdbool.h>

#define BURIN_MUST_CHECK __attribute__((warn_unused_result))
#define BURIN_PRINTF(text, first) __attribute__((format(printf, text, first)))

enum err_code {
	ERR_NONE,
	ERR_NOMEM,       /* memory or table room is used up; nothing was changed */
	ERR_IO,          /* the system refused; err.sys is the errno */
	ERR_RANGE,       /* a position, length or number that does not fit */
	ERR_SYNTAX,      /* text that could not be understood */
	ERR_READONLY,    /* the document or file refuses changes */
	ERR_FIXED_SIZE,  /* the length of this document can not change */
	ERR_REFUSED,     /* possible, but it would harm something; the text names the way out */
	ERR_CHANGED,     /* another program changed the file */
	ERR_EXISTS,      /* the target is there already */
	ERR_LOST,        /* bytes that are needed could not be read */
	ERR_ASK,         /* only if the user agrees; the text says to what */
	ERR_BUSY,        /* something else has to end first */
	ERR_CANCELLED,   /* the user stopped it */
};

struct err {
	enum err_code code;
	int sys;             /* errno where the system refused, else 0 */
	char text[400];      /* NUL-terminated, cut where too long */
};

/* Fills *err; always returns false, so that it can be the operand of return. */
bool err_set(struct err *err, enum err_code code, const char *format, ...) BURIN_PRINTF(3, 4);

/* The same for a failed system call: code ERR_IO (ERR_NOMEM for ENOMEM), ": " and the text of `sys`
 * appended. */
bool err_sys(struct err *err, int sys, const char *format, ...) BURIN_PRINTF(3, 4);

/* Puts "…: " before the text that is there, for context on the way up. Always returns false. */
bool err_prefix(struct err *err, const char *format, ...) BURIN_PRINTF(2, 3);

/* The same for out of memory. */
bool err_nomem(struct err *err);

void err_clear(struct err *err);

#endif
