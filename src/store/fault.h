/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads of a mapping that survive SIGBUS.
 *
 * A page of a mapped file is gone when the file is cut short, the disk fails or the network file
 * system goes away; the load then raises SIGBUS. fault_install() installs the one handler of the
 * program. It knows three cases: a fault in fault_copy() or fault_poke(), which then return
 * short; a fault in a span of a registered mapping, which it repairs with zero pages that
 * fault_end() reports; any other, which is a real bug and is left to kill the program (after the
 * action that was there before).
 *
 * This is the only mutable global state of the library.
 *
 * Offsets are bytes from the start of the mapping. The copies and spans of one mapping may be
 * used by any number of threads at once.
 */
#ifndef BURIN_STORE_FAULT_H
#define BURIN_STORE_FAULT_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct fault_map;    /* a registered mapping */

enum { FAULT_MAPS = 64 };    /* mappings at once */

/* Once, before threads are started. Calling it again does nothing, or puts the handler back where
 * somebody else's took its place (a test framework's). */
bool fault_install(struct err *err) BURIN_MUST_CHECK;

/* Maps length bytes of fd at off (a multiple of the page size), shared, with some room after the
 * end for growth where the address space has it; `writable` adds PROT_WRITE. The descriptor is
 * borrowed and must outlive it. Calls fault_install(). ERR_NOMEM when the table
 * (FAULT_MAPS) or the address space is full. */
struct fault_map *fault_map_new(int fd, uint64_t off, uint64_t len, bool writable,
				struct err *err) BURIN_MUST_CHECK;
void fault_map_free(struct fault_map *map);  /* no span may be alive; NULL is allowed */

/* For a process that was just made: it shall not hold the files that its parent has mapped, else
 * their disks could not be taken out. Nothing of them may be read in it any more. */
void fault_unmap_all(void);

/* Copies bytes [off, off + len) of the mapping; returns how many could be had, from the start on.
 * Bytes past the present end of the file never count. It may give less than there is (after a
 * fault, or while the file is being changed): pread() of the rest then tells the end from an
 * error. */
size_t fault_copy(struct fault_map *map, uint64_t off, void *to, size_t len);

/* Stores bytes into a writable mapping; returns how many were stored in the file, from the start
 * on. */
size_t fault_poke(struct fault_map *map, uint64_t off, const void *bytes, size_t len);

/* Lends [off, off + len); fault_end() tells whether every byte seen was the file's. */
const uint8_t *fault_begin(struct fault_map *map, uint64_t off, size_t len, uint64_t *ticket);
bool fault_end(struct fault_map *map, uint64_t off, size_t len, uint64_t ticket) BURIN_MUST_CHECK;

/* The pages of the range are given back to the system; their content stays the file's. */
void fault_drop(struct fault_map *map, uint64_t off, uint64_t len);

/* Writes dirty pages to the disk and waits. */
bool fault_sync(struct fault_map *map, struct err *err) BURIN_MUST_CHECK;

/* Bytes from its start on that the functions above may be asked for: those it was made for, and the
 * room after them. */
uint64_t fault_room(const struct fault_map *map);

/* Faults met so far, for the decision to leave the mapping and read by pread(). */
unsigned fault_count(const struct fault_map *map);

#endif
