/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a file has beside its bytes, given to another: owner, group, extended attributes (ACLs,
 * labels and capabilities are such) and mode. All of it, or an error that names what could not be
 * kept.
 */
#ifndef BURIN_DOCUMENT_METADATA_H
#define BURIN_DOCUMENT_METADATA_H

#include "base/err.h"

/* Both descriptors are open; `to` must have its bytes already, as writing clears set-user-ID and
 * capabilities. ERR_REFUSED: something can not be kept; err.text says what. */
bool metadata_copy(int from, int to, struct err *err) BURIN_MUST_CHECK;

#endif
