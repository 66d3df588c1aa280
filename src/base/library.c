/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/library.h"

#include <dlfcn.h>
#include <string.h>

bool library_load(const char *const *files, const struct library_symbol *symbols)
{
	void *handle = NULL;

	for (; !handle && *files; files++)
		handle = dlopen(*files, RTLD_NOW | RTLD_LOCAL);
	for (; handle && symbols->name; symbols++) {
		void *found = dlsym(handle, symbols->name);

		if (!found)
			return false;
		/* ISO C knows no way from an object pointer to a function's. */
		memcpy(symbols->function, &found, sizeof(found));
	}
	return handle != NULL;
}
