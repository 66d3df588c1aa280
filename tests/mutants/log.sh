#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# make check-mutants, second part: the edit log, what is recovered from it, and mappings.

. "$BURIN_SRCDIR/tests/mutants/mutant.sh"

log=unit/document/edit_log_test
forged=unit/document/log_forged_test
saved=unit/document/log_saved_test
fault=unit/document/log_fault_test
reader=unit/document/log_reader_test
composed=unit/document/log_composed_test
kept=unit/document/log_kept_test

# Reading a log.
mutant 'log: the sum of the header is not compared' edit_log_reader.c \
	's/if (reader->sum != log_take(&sum, 4))/if (0)/' $log
mutant 'log: the sum of a record is not compared' edit_log_reader.c \
	's/if (sum != stored || /if (/' $log
mutant 'log: a record does not depend on those before it' edit_log_reader.c \
	's/sum = log_record_sum(reader->sum, /sum = log_record_sum(0, /' $log
mutant 'log: records of any type' edit_log_reader.c \
	's/ || !is_known(record))/)/' $reader
mutant 'log: a newer format is read' edit_log_reader.c \
	's/if (header->version > LOG_VERSION)/if (0)/' $forged
mutant 'log: anything is a log' edit_log_reader.c \
	's/if (memcmp(head, LOG_MAGIC, 8) != 0)/if (0)/' $reader
mutant 'log: a header of any length' edit_log_reader.c \
	's/if (\*len > LOG_HEADER_MOST)/if (0)/' $reader
mutant 'log: half of the start of a header' edit_log_reader.c \
	's/if (!fetch(reader, 16))/(void)!fetch(reader, 16); if (0)/' $reader
mutant 'log: half of a header' edit_log_reader.c \
	's/if (!fetch(reader, len + 4))/(void)!fetch(reader, len + 4); if (0)/' $reader
mutant 'log: half of a record' edit_log_reader.c \
	's/if (\(!fetch(reader, len - LOG_HEAD)\))/(void)\1; if (0)/' $reader
mutant 'log: a cut is not told' edit_log_reader.c \
	's/reader->at = start;/reader->at = reader->size;/' $log
mutant 'log: a document of any length' edit_log_reader.c \
	's/if (body->bad || header->origin .*/if (body->bad ||/
	s/^	    header->length > (uint64_t)INT64_MAX - header->origin)/	    0)/' $forged
mutant 'log: room for more than the file has' edit_log_reader.c \
	's/if (len > reader->size - reader->at || /if (/' $reader
mutant 'log: numbers behind the end of a record' edit_log_reader.c \
	's/if (body->bad || (size_t)(body->end - body->at) < bytes)/if (body->bad)/' $reader
mutant 'log: bytes behind the end of a record' edit_log_reader.c \
	's/if (body->bad || (uint64_t)(body->end - body->at) < len)/if (body->bad)/' $reader
mutant 'log: a text longer than its room' edit_log_reader.c \
	's/if (body->bad || len >= room || /if (body->bad || /' $reader
mutant 'log: a text with a NUL in it' edit_log_reader.c \
	's/^	    memchr(body->at, 0, (size_t)len)) {/	    0) {/' $reader
mutant 'log: a change of any length' edit_log_reader.c \
	's/change->pos <= INT64_MAX \&\& change->removed .*/1;/' $reader
mutant 'log: an empty piece' edit_log_reader.c 's/if (piece->len == 0 || /if (/' $reader
mutant 'log: a piece of any length' edit_log_reader.c \
	's/piece->len > INT64_MAX || piece->off > INT64_MAX - piece->len/0/' $reader
mutant 'log: a pattern of no bytes' edit_log_reader.c \
	's/body->bad = body->bad || piece->count == 0;/;/' $reader
mutant 'log: the sum of a slot is not compared' edit_log_saving.c \
	's/return log_take(body, 4) == checksum.*/return true;/' $reader
mutant 'log: a slot of any length' edit_log_saving.c \
	's/if (body->end - body->at != LOG_SLOT)/if (0)/' $reader

# Writing it.
# The last: also for tests that let nothing fail.
extra="-Wl$fail_wraps,-u,fail_reset"
mutant 'log: two sessions have one log' edit_log.c \
	's/return fcntl(fd, F_OFD_SETLK, &whole) == 0;/return true;/' $log
mutant 'log: another log is written over' edit_log.c 's/RENAME_NOREPLACE/0/' $log
mutant 'log: a log with edits in it gives way' edit_log.c \
	's/return clean \&\& record.type == LOG_CLEAN;/return clean;/' $kept
mutant 'log: a log that is being read gives way' edit_log.c \
	's/bool clean = fd >= 0 \&\& lock(fd) \&\&/bool clean = fd >= 0 \&\&/' $kept
mutant 'log: what was not made stays in it' edit_log.c \
	's/if (ftruncate(log->fd, (off_t)mark->end) != 0) {/if (0) {/' $kept
mutant 'log: what was not made is followed by the next' edit_log.c \
	's/log->end = mark->end;/;/' $kept
mutant 'log: what was not made is counted in the sums' edit_log.c \
	's/log->sum = mark->sum;/;/' $kept
mutant 'log: what was not made is referred to' edit_log.c \
	's/if (log->logged.runs\[i\].to < mark->end)/if (1)/' $kept
mutant 'log: old bytes that are not known are said to be' edit_log_write.c \
	's/if (known || log->failed)/if (1)/' $kept
mutant 'log: the saving slot is not synced' edit_log_saving.c \
	's/fdatasync(slot->fd) != 0)/0)/' $kept
mutant 'log: the log of a recovery is not synced before the old one goes' edit_log.c \
	's/(\*replaces == .\\0. || log_sync_now(&log->sync, err)) \&\&/1 \&\&/' $fault
mutant 'log: a log that is kept is not synced' edit_log.c \
	's/if (end == EDIT_LOG_KEEP \&\& .*/if (0)/' $fault
mutant 'log: a record that failed stays in it' edit_log_write.c \
	's/if (ftruncate(log->fd, (off_t)log->end) != 0) {/if (0) {/' $log $fault
mutant 'log: a failed write is not told' edit_log_write.c \
	's/if (done <= 0) {/if (done == 0) {/; s/(size_t)done/(done < 0 ? len : (size_t)done)/' \
	$fault
mutant 'log: a sync that fails is not told' edit_log_sync.c \
	's/if (!error \&\& fdatasync(sync->fd) != 0)/if (0)/' $fault
mutant 'log: the folder is not synced' edit_log_sync.c \
	's/if (!error \&\& fsync(sync->folder) != 0)/if (0)/' $fault
mutant 'log: a sync that failed is asked again' edit_log_sync.c \
	's/^	int error = atomic_load(&sync->error);/	int error = 0;/' $fault
mutant 'log: the thread does not sync' edit_log_sync.c \
	's/if (fdatasync(sync->fd) != 0)$/if (0)/' $fault
mutant 'log: the thread does not sync the folder' edit_log_sync.c \
	's/if (!sync->named \&\& fsync(sync->folder) != 0)/if (0)/' $fault
mutant 'log: nobody looks whether it has a name' edit_log_sync.c \
	's/return st.st_nlink > 0 ? 0 : ENOENT;/return 0;/' $fault

# Recovering.
mutant 'recovery: of a session that is alive' recovery.c \
	's/if (fd < 0 || fcntl(fd, F_OFD_SETLK, &whole) == 0)/if (1)/' $log
mutant 'recovery: of another file' recovery_apply.c \
	's/if (!log_is_same_file(&now, &replay->header.file))/if (0)/' $log $forged
mutant 'recovery: of a file that got shorter' recovery_apply.c \
	's/ \&\& now.size < replay->header.file.size)/ \&\& 0)/' $log $forged
mutant 'recovery: over other edits' recovery_apply.c \
	's/^	if (document_is_modified(document) ||$/	if (/' $fault
mutant 'recovery: what another program wrote is written over' recovery_replay.c \
	's/^	if (change->old == LOG_OLD_UNKNOWN)/	if (1)/' $log
mutant 'recovery: in place what another program wrote is written over' recovery_apply.c \
	's/^	return (newest \&\& !same_length) ||$/	return 1 ||/' $fault
mutant 'recovery: a change behind the end' recovery_replay.c \
	's/ \&\& (pos > size || change.removed > size - pos))/ \&\& 0)/' $forged
mutant 'recovery: edits before the slice' recovery_replay.c \
	's/return off >= origin ||/return 1 ||/' $composed
mutant 'recovery: history that does not fit' recovery_replay.c \
	's/replay_fits(history, document_size(replay->document)) ||/1 ||/' $composed
mutant 'recovery: in place history that does not fit' recovery_apply.c \
	's/if (replay_fits(history, size))/if (1)/' $composed
mutant 'recovery: back, history behind the end' recovery_replay.c \
	's/if (change->pos > at || came/if (came/' $composed
mutant 'recovery: back, history over the end' recovery_replay.c \
	's/ || came > at - change->pos ||/ ||/' $composed
mutant 'recovery: back, history of any length' recovery_replay.c \
	's/rope_len(change->removed) > (uint64_t)INT64_MAX - (at - came)/0/' $composed
mutant 'recovery: forth, history behind the end' recovery_replay.c \
	's/if (change->pos > at || went/if (went/' $composed
mutant 'recovery: forth, history over the end' recovery_replay.c \
	's/ || went > at - change->pos ||/ ||/' $composed
mutant 'recovery: forth, history of any length' recovery_replay.c \
	's/rope_len(change->inserted) > (uint64_t)INT64_MAX - (at - went)/0/' $composed
mutant 'recovery: history after edits' recovery_replay.c \
	's/if (replay->settled || body->bad/if (body->bad/' $composed
mutant 'recovery: applied is said twice' recovery_replay.c \
	's/if (replay->settled || record->body.bad/if (record->body.bad/' $composed
mutant 'recovery: how much of the history is applied is not said' recovery_replay.c \
	's/return replay->settled || damaged(err);/return true;/' $composed
mutant 'recovery: more is applied than there is' recovery_replay.c \
	's/ || applied > history->count ||/ ||/' $composed
mutant 'recovery: half a step is applied' recovery_replay.c \
	's/!history_is_first(history, applied)/0/' $composed
mutant 'recovery: more is undone than there is' recovery_replay.c \
	's/: history->applied == 0)/: 0)/' $composed
mutant 'recovery: more is redone than there is' recovery_replay.c \
	's/redo ? history->applied == history->count :/redo ? 0 :/' $composed
mutant 'recovery: earlier bytes that are not in the log' recovery_rope.c \
	's/if (in <= bytes->len \&\& /if (/' $composed
mutant 'recovery: more of earlier bytes than there is' recovery_rope.c \
	's/ \&\& piece->len <= bytes->len - in)/)/' $composed
mutant 'recovery: bytes behind the end of the file' recovery_rope.c \
	's/if (off <= size \&\& /if (/' $composed
mutant 'recovery: more of the file than there is' recovery_rope.c \
	's/ \&\& len <= size - off)/)/' $composed
mutant 'recovery: bytes of another file than was meant' recovery_rope.c \
	's/log_is_same_content(&now, &piece->file)/1/' $composed
mutant 'recovery: undo history of another content' recovery_apply.c \
	's/same = log_is_same_content(&now, &replay->header.file) \&\&/same =/' $composed
mutant 'recovery: undo history of another slice' recovery_apply.c \
	's/replay->header.origin == document_origin(document) \&\&/1 \&\&/' $composed
mutant 'recovery: undo history of another length' recovery_apply.c \
	's/replay->header.length == document_size(document);/1;/' $composed
mutant 'recovery: edits come with the undo history' recovery_apply.c \
	's/ \&\& report.edits == 0 \&\& / \&\& /' $composed
mutant 'recovery: edits that are not in the file count as saved' recovery_apply.c \
	's/memcmp(now, then, part) != 0/0/' $saved
mutant 'recovery: what moved within the file is made again' edit_log_saving.c \
	's/return saved->mtime_s == 0 \&\& /return 0 \&\& /' $saved
mutant 'recovery: a save that was given up moved it' edit_log_saving.c \
	's/saved->size == now->size \&\&/1 \&\&/' $saved
mutant 'recovery: the file as it was before it moved' recovery_rope.c \
	's/if (ropes->moved) {/if (0) {/' $saved
mutant 'recovery: what is passed over is forgotten' recovery_replay.c \
	's/return recovery_remember(.*/return true;/' $saved
mutant 'recovery: what moved is undone' recovery_replay.c \
	's/if (replay->saved_at == 0)$/if (1)/' $saved
mutant 'recovery: a file under the name counts as the saved one' recovery.c \
	's/return saved->known \&\& (.*/return 1 || (now->birth_s != 0 ? 1 :/' $saved $log

# Mappings.
map=unit/store/map_test
fault=unit/store/fault_test
mutant 'map: zeros behind the end are the file'"'"'s (a copy)' store/fault.c \
	's/got = before_end(end, off, got);/;/' $fault $map
mutant 'map: zeros behind the end are the file'"'"'s (a span)' store/fault.c \
	's/is_unchanged(map, &end) \&\& off + len <= end \&\&/is_unchanged(map, \&end) \&\&/' \
	$fault
mutant 'map: a file cut and written again' store/fault.c \
	's/if (stamp != 0 \&\& stamp == atomic_load(&map->stamp))/if (stamp != 0)/' $fault
mutant 'map: a span that was repaired is believed' store/fault.c \
	's/ \&\& is_settled(map, ticket);$/;/' $fault
mutant 'map: repairs move no ticket' store/fault.c \
	's/atomic_load(&map->ticket) == ticket;/1;/
	s/atomic_load(&map->busy) == 0 \&\& !atomic_load(&map->lost)/1/' $fault
mutant 'map: lost pages are not put back' store/fault.c \
	's/^	if (!atomic_load(&map->lost))$/	if (1)/' $fault
mutant 'map: a store behind the end counts' store/fault.c \
	's/return before_end(end, off, stored);/return stored;/' $fault $map
mutant 'map: a fault elsewhere is ours' store/fault.c \
	's/address >= base \&\& address - base < map->len/address >= base/' $fault
mutant 'map: a signal from another process is a fault' store/fault.c \
	's/bool from_kernel = info->si_code > 0; /bool from_kernel = true; /' $fault
mutant 'map: nothing is brought to the disk' store/fault.c \
	's/if (msync(address_of(map, 0, map->len), (size_t)map->len, MS_SYNC) != 0)/if (0)/' $map
mutant 'map: the file is not synced' store/map.c \
	's/return fdatasync(map->fd) == 0 ||/return 1 ||/' $map
mutant 'map: reads behind what is mapped' store/map.c \
	's/return off < map->room ? .*/return len;/' $map
mutant 'map: a mapping that fails often is read on' store/map.c \
	's/ || fault_count(map->fault) > FAULTS_MOST;/;/' $map
mutant 'map: half of a store is enough' store/map.c \
	's/if (stored == len)/if (stored > 0)/' $map
mutant 'map: the slice gets shorter' store/map.c \
	's/if (size > map_size(source) \&\& size/if (size/' $map
mutant 'map: a slice as long as no file' store/map.c \
	's/ \&\& size <= (uint64_t)INT64_MAX - map->start)/)/' $map
mutant 'map: the descriptor is borrowed' store/map.c \
	's/fcntl(fd, F_DUPFD_CLOEXEC, 0)/fd/' $map

mutants_end
