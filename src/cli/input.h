/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Standard input as a document. */
#ifndef BURIN_CLI_INPUT_H
#define BURIN_CLI_INPUT_H

#include "document/document.h"

#include <stdint.h>

/* A file from its start, which need not be read into memory to be dumped. */
bool input_is_file(void);

/* For a dump: such a file is opened, anything else is read to its end. */
struct document *input_open(struct ropes *ropes, struct err *err) BURIN_MUST_CHECK;

/* For editing: always a copy in memory, at most input_limit() bytes. */
struct document *input_spool(struct ropes *ropes, struct err *err) BURIN_MUST_CHECK;

/* 16 GiB, or half of the machine's memory where that is less. */
uint64_t input_limit(void);

#endif
