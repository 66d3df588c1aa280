#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# make check-mutants: takes one sync, checksum, comparison or bound after the other out of the code
# of saving, and wants a test to fail each time. In the build folder, with TESTS built.

. "$BURIN_SRCDIR/tests/mutants/mutant.sh"

support=$BURIN_SRCDIR/tests/unit/document/save_support.c
for part in sim_disk sim_file power_cut power_in_place; do
	support="$support $BURIN_SRCDIR/tests/support/$part.c"
done
power=model/power_loss_test
journal=unit/document/journal_test
patch=unit/document/save_patch_test

mutant 'no sync of the journal before the file is written' journal.c \
	's/ ||$/ ||/; s/!disk_sync(disk, journal->fd, err))$/0)/' $power
mutant 'a device: no sync between body and header of the journal' journal.c \
	's/is_of_device(journal) \&\& /0 \&\& /' $power
mutant 'no sync of the folder after the journal is made' journal.c \
	's/result = disk->sync_folder(disk, journal->folder);/result = 0;/' $power
mutant 'the journal is neither marked nor removed for sure' journal.c \
	's/marked = write_header(journal, &ignored) .*/marked = true;/
	s/^\t\t  (marked || disk->sync_folder.*/\t\t  1;/' $power
mutant 'a journal that is done acts again' journal.c \
	's/!read_header(journal) || journal->header.done/!read_header(journal)/' $power $journal
mutant 'the sum of the header is not compared' journal.c \
	's/^	       header->sum == checksum_of.*/	       1;/
	s/^	       header->sum == xxhash_of.*/	       1;/' $journal
mutant 'the sum of the body is not compared' journal.c \
	's/if (xxhash_end(&sum) != header->body_sum)/if (0)/' $power $journal
mutant 'a path of any length is believed' journal.c \
	's/ || header->path_len > JOURNAL_PATH_MOST)/)/' $journal
mutant 'a damaged journal is dropped over a file that was written to' journal.c \
	's/ \&\& file \&\& is_untouched(journal, file)//' $journal
mutant 'an interrupted save is forgotten by the next' journal.c \
	's/		if (other) {/		if (0) {/' $journal
mutant 'another file is taken for the journal'"'"'s' journal.c \
	's/return disk_is_same(&file, &journal->header.file) ||/return 1 ||/' $journal
mutant 'finishing does not check' journal.c \
	's/journal_check(journal, fd, err) \&\& \(calls_of(journal)->finish\)/\1/' $journal
mutant 'undoing does not check' journal.c \
	's/journal_check(journal, fd, err) \&\& \(calls_of(journal)->undo\)/\1/' $journal
mutant 'bytes of others are written over by recovery' journal_patch.c \
	's/if (now\[i\] != old\[i\] \&\& now\[i\] != new\[i\])/if (0)/' $journal
mutant 'another length is not noticed by recovery' journal_patch.c \
	's/if (now.size != journal->header.file.size)/if (0)/' $journal
mutant 'records may overlap' journal_patch.c 's/record->off >= place->end \&\& //' $journal
mutant 'records may lie behind the end' journal_patch.c \
	's/record->off <= size \&\&$/1 \&\&/
	s/^	       record->len <= size - record->off;/	       1;/' $journal
mutant 'records may be longer than a record' journal_patch.c \
	's/record->len <= JOURNAL_RUN \&\& //' $journal
mutant 'recovery does not sync what it wrote' journal_patch.c \
	's/return disk_sync(journal->disk, fd, err);/return true;/' $power
mutant 'the file is not synced before the journal is retired' save_patch.c \
	's/if (!disk_sync(patch->disk, patch->fd, err))/if (0)/' $power
mutant 'a failed sync is asked again' save_patch.c \
	's/if (\(!disk_sync(patch->disk, patch->fd, err)\))/if (\1 \&\& \1)/' $power
mutant 'a failed save is not taken back' save_patch.c \
	's/patch_write(\(.*\), &patch->place, true, err)/(patch->place.over = 1)/' $power
mutant 'what a failed save takes back is not synced' save_patch.c \
	's/!patch->place.over || disk_sync(patch->disk, patch->fd, err)/1/' $power
mutant 'sources get no detour' save_patch.c \
	's/return save_keep_publish(&patch->keep, err);/return true;/' $patch
mutant 'unsynced bytes: the write comes before the commit' save_patch.c \
	's/!journal_commit(patch/!journal_flush(patch/' $power
mutant 'equal bytes are journalled' save_patch.c \
	's/old\[len - 1\] == new\[len - 1\]/0/; s/\*old == \*new/0/' $patch
mutant 'nobody compares what was seen' comparison.c \
	's/comparison->expected\[i\] != comparison->found\[i\]/0/' $patch
mutant 'what was seen is not recalled' comparison.c \
	's/return piece->source != document->source || /return 1 || /' $patch
mutant 'edits see nothing' witness.c \
	's/if (piece->source != looking->id || /if (1 || /' $patch
mutant 'writers between plan and commit are not noticed' save.c \
	's/save->patch.phase == SAVE_PATCH_COMMIT \&\& /0 \&\& /' $patch
mutant 'a backup goes over a folder' save_backup.c 's/S_ISDIR(st.st_mode))/0)/' $patch

# Bytes that move within the file.
shift=model/power_shift_test
mutant 'shift: the journal of a step is not synced before it' journal_shift.c \
	's/disk_sync(journal->disk, journal->fd, err)) ||$/1) ||/' $shift
mutant 'shift: the file is not synced after a step' journal_shift_run.c \
	's/if (!disk_sync(journal->disk, fd, err))/if (0)/' $shift
mutant 'shift: the file is not synced in the end' journal_shift_run.c \
	's/ \&\& disk_sync(journal->disk, fd, err);/;/' $shift
mutant 'moves: the sum of the bytes of a slot is not compared' journal_shift.c \
	's/\*good = xxhash_of.*/*good = true;/' $shift
mutant 'moves: one slot for all' journal_shift_run.c 's/shift->turn ^= 1;/;/' $shift
mutant 'moves: what was cut is not put back' journal_shift_run.c \
	's/bool ours = back ? shift_is_old(entry)/bool ours = back ? 0/' $shift
forged=unit/document/journal_shift_test
mutant 'moves: another length is not noticed' journal_shift_run.c \
	's/now.size < min_u64(header->file.size, header->new_size) ||/0 ||/' $forged
mutant 'moves: no chunk at all' journal_shift.c 's/ || header->chunk == 0 ||/ ||/' $forged
mutant 'moves: they may overlap where they come from' journal_shift.c \
	's/(shift_is_old(entry) \&\& entry->from < from) ||/0 ||/' $forged
mutant 'moves: they may overlap where they go' journal_shift.c \
	's/(shift_is_new(entry) \&\& entry->to < to))/0)/' $forged
mutant 'moves: from behind the end of the old file' journal_shift.c \
	's/!fits(entry->from, entry->len, header->file.size)/0/' $forged
mutant 'moves: to behind the end of the new file' journal_shift.c \
	's/!fits(entry->to, entry->len, header->new_size)/0/' $forged
mutant 'moves: entries of no length' journal_shift.c 's/ || entry->len == 0 ||/ ||/' $forged

# New files.
plan=unit/document/save_plan_test
mutant 'links are broken' save_plan.c 's/if (facts->links > 1)/if (0)/' $plan
mutant 'other owners lose their file' save_plan.c 's/if (!facts->owner_kept)/if (0)/' $plan
mutant 'room is not looked at' save_plan.c 's/if (facts->need > facts->room)/if (0)/' $plan
mutant 'room for the journal is not looked at' save_plan.c \
	's/if (facts->journal_need > facts->journal_room)/if (0)/' $plan

hook=unit/document/save_hook_test
here=$BURIN_SRCDIR/tests/unit/document
wraps=
for call in openat openat64 pwrite pwrite64 fsync ftruncate ftruncate64 fallocate fallocate64 \
	copy_file_range renameat renameat2 linkat unlinkat fchown fchmod fsetxattr \
	fdatasync syncfs sync_file_range ioctl; do
	wraps="$wraps,--wrap=$call"
done
extra="$here/save_scene.c $here/save_hook.c -Wl$wraps"
mutant 'the new file is not synced' save.c 's/if (fsync(save->temporary.fd) != 0)/if (0)/' $hook
mutant 'the folder is not synced after the exchange' save_commit.c \
	's/^	if (!save_target_sync_folder(target, temporary->fd, err))$/	if (0)/' $hook
mutant 'the folder of a new file is not synced' save_commit.c \
	's/^	if (save_target_sync_folder(target, temporary->fd, err))$/	if (1)/' $hook
mutant 'what came out of the exchange is not looked at' save_commit.c \
	's/!may_replace(save_target_compare(target, &old), overwrite)/0/' $hook
mutant 'an exchange is not taken back' save_commit.c \
	's/if (exchange(target, temporary) == 0 \&\&$/if (0 \&\&/' $hook

# The same on a disk on which the power fails: it needs none of the order, only what is left.
last='keep_metadata, sync_bytes, commit, NULL'
sync='save_target_sync_folder(target, temporary->fd'
files=model/power_file_test
extra="$here/save_hook.c $BURIN_SRCDIR/tests/support/sim_folder.c -Wl$wraps"
mutant 'power: the new file is not synced' save.c \
	's/if (fsync(save->temporary.fd) != 0)/if (0)/' $files
mutant 'power: a failed sync of the new file is asked again' save.c \
	's/if (\(fsync(save->temporary.fd) != 0\))/if (\1 \&\& \1)/' $files
mutant 'power: the new file gets the name before it is synced' save.c \
	"s/$last/keep_metadata, commit, sync_bytes, NULL/" $files
mutant 'power: the mode is set after the sync' save.c \
	"s/$last/sync_bytes, keep_metadata, commit, NULL/" $files
mutant 'power: the bytes come after the sync' save.c \
	"s/open_temporary, copy_bytes,\$/open_temporary,/
	s/$last/sync_bytes, copy_bytes, keep_metadata, commit, NULL/" $files
mutant 'power: the folder is not synced after the exchange' save_commit.c \
	"s/^	if (!$sync, err))\$/	if (0)/" $files
mutant 'power: the folder is not synced after a plain rename, nor for a new file' save_commit.c \
	"s/^	if ($sync, err))\$/	if (1)/" $files
mutant 'power: a failed sync of the folder is asked again' save_target.c \
	's/fsync(target->folder) : -1;/(fsync(target->folder) \&\& fsync(target->folder)) : -1;/' \
	$files
mutant 'power: a folder that can not be synced is let go' save_target.c \
	's/result = syncfs(fd);/result = 0;/' $files
mutant 'power: the old name comes back after the save' save_commit.c \
	"s/^	if (!$sync, &ignored))\$/	if (0)/" $files
mutant 'power: what is taken back is not synced' save_commit.c \
	"s/^		if (!$sync, &ignored))\$/		if (0)/" $files
mutant 'power: the backup is not synced' save_backup.c \
	's/if (fsync(temporary->fd) != 0)/if (0)/' $files
mutant 'power: the folder is not synced after the backup' save_backup.c \
	's/return save_target_sync_folder(target, temporary->fd, err);/return true;/' $files
mutant 'power: the backup is made last' save.c \
	's/phases_new_file\[\] = { make_backup, open_temp/phases_new_file[] = { open_temp/
	s/sync_bytes, commit, NULL/sync_bytes, commit, make_backup, NULL/' $files

# Copies of what another save moves meanwhile.
beside=unit/document/save_beside_test
extra="$here/save_hook.c -Wl$wraps,--wrap=lseek,--wrap=lseek64,--wrap=pread,--wrap=pread64"
mutant 'copies: what moved meanwhile is believed' save_copy.c \
	's/return len > 0 \&\& held(.*/return len;/' $beside
mutant 'copies: what was brought wrong is brought anew in part' save_copy.c \
	's/copy->doubtful = max_u64(copy->doubtful, end);/;/' $beside
mutant 'copies: where bytes are is believed while they move' save_layout.c \
	's/while (!save_layout_held(&extent))/while (0)/' $beside

mutants_end
