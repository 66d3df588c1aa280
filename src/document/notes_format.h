/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Notes as text, as doc/NOTES.md describes it, and what they are notes of.
 *
 *	burin notes 1
 *	# /home/me/firmware.bin
 *	size 4096
 *	sum 9f64a747e1b97f13
 *	note 0x40 16 red header "where it begins"
 *	end 1
 *
 * The text is for people and programs alike; what is read is taken for hostile: it is bounded, and
 * a line that is not understood is an error that names it.
 */
#ifndef BURIN_DOCUMENT_NOTES_FORMAT_H
#define BURIN_DOCUMENT_NOTES_FORMAT_H

#include "document/notes.h"

/* Bytes of a side file; a longer one is neither written nor read. */
enum { NOTES_TEXT_MOST = 16 << 20 };

/* Content that notes are about: its length, and XXH64 of NOTES_SAMPLES blocks of it, spread from
 * its first byte to its last. Whatever has changed between them does not matter. */
struct notes_identity {
	uint64_t size;
	uint64_t sum;
};

enum { NOTES_SAMPLES = 16, NOTES_SAMPLE = 4096 };

/* Of what was saved last; at most 64 KiB are read. Bytes that can not be read count as zeros. */
struct notes_identity notes_identity_of(const struct document *document);

/* The same in two steps, of which the second may be done by another thread. False: who has the
 * file did not answer, or the document was interrupted; what was not read counts as zeros. */
struct snapshot notes_identity_snapshot(const struct document *document);
bool notes_identity_read(const struct snapshot *saved, struct notes_identity *identity);
bool notes_identity_same(const struct notes_identity *one, const struct notes_identity *other);

/* `about` is a remark: the file's name. Appends. */
void notes_format(const struct notes *notes, const struct notes_identity *identity,
		  const char *about, struct buf *out);

/* Adds the notes of a text to *notes, which has none. On an error it has none either. */
bool notes_parse(const char *text, size_t len, struct notes *notes,
		 struct notes_identity *identity, struct err *err) BURIN_MUST_CHECK;

/* "…" with escapes for what is not to be seen; and back, from text[0..len): the bytes it took, 0
 * where it is none. */
void notes_quote(const char *text, struct buf *out);
size_t notes_unquote(const char *text, size_t len, struct buf *out);

#endif
