/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which file systems have a server that has to answer (network, FUSE), found out without asking any
 * of them: they are in the list of what is mounted.
 */
#ifndef BURIN_STORE_MOUNTS_H
#define BURIN_STORE_MOUNTS_H

#include <stdbool.h>

/* Whether there are any. False also where the list can not be read; true where it is longer than a
 * mebibyte. */
bool mounts_have_servers(void);

/* Whether a server may have to be asked for this name. False only where that is certain; always
 * where no server's file system is mounted. */
bool mounts_may_ask_for(const char *path);

#endif
