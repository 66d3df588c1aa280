/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table. */
#include "cli/parsers.h"

#include "cli/helper.h"
#include "scan/charset.h"
#include "scan/disasm.h"
#include "scan/filetype.h"

const struct confined_parser parsers_all[] = {
	{ "charset", charset_prepare, charset_parse },
	{ "disassemble", disasm_prepare, disasm_parse },
	{ "type", filetype_prepare, filetype_parse },
	{ .name = NULL },
};

bool parsers_start_helper(struct err *err)
{
	return helper_start(HELPER_VIEWER, parsers_all, err);
}
