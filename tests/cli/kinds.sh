#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What is no common file, and files of odd sizes: the numbers are those of tests/faults/README.md.
. "$BURIN_SRCDIR/tests/cli/lib.sh"

# soon NAME STATUS TEXT COMMAND: as gives, and it must not hang.
soon() { gives "$1" "$2" "$3" "export burin; timeout 10 sh -c '$4'"; }

printf '' > empty
printf A > one
gives '17: an empty file' 0 '' 'burin empty'
gives '17: gets its first byte' 0 'saved empty, 1 byte' \
	'burin --batch -x "insert 41" -x write empty'
same '17: which is there' 'cat empty' 'printf A'
same '18: a file of one byte' 'burin one' 'xxd one'
gives '18: can become empty' 0 'saved one, 0 bytes' 'burin --batch -x "delete" -x write one'

printf secret > locked
chmod 000 locked
if test "$(id -u)" != 0; then
	gives '20: no permission' 1 'burin: locked: Permission denied' 'burin locked'
elif chmod 755 . && setpriv --reuid=65534 --regid=65534 --clear-groups "$burin" --version \
	> /dev/null 2>&1; then
	soon '20: no permission' 1 'burin: locked: Permission denied' \
		'setpriv --reuid=65534 --regid=65534 --clear-groups "$burin" locked'
else
	skip '20: no permission' 'root has it always'
fi

mkfifo fifo
soon '22: a FIFO without a writer' 1 'burin: fifo: is a FIFO; use - to read standard input' \
	'"$burin" fifo'
# The writer waits for a reader that opens it, and must not be the one that burin is.
sleep 5 > fifo &
soon '22: a FIFO with a writer' 1 'burin: fifo: is a FIFO; use - to read standard input' \
	'"$burin" fifo'
kill $! 2> /dev/null
for device in /dev/null /dev/zero /dev/urandom /dev/tty; do
	soon "24, 25, 34: $device" 1 "burin: $device: is a character device" "\"\$burin\" $device"
done
soon '26: the memory of a process' 1 \
	'burin: /proc/self/mem: is the memory of a process, which can not be opened yet' \
	'"$burin" /proc/self/mem'
if test -r /proc/kmsg; then
	soon '27: a file that has no end is read as far as it goes' 0 '' \
		'"$burin" -n 1 /proc/kmsg > /dev/null'
else
	skip '27: a file that has no end' 'there is none'
fi
attribute=/sys/kernel/mm/transparent_hugepage/enabled
if test -r $attribute; then
	same '28: an attribute says 4096 bytes and has few' "burin $attribute" "xxd $attribute"
else
	skip '28: an attribute' 'there is none'
fi
same '28: a file of /proc says none and has some' 'burin /proc/version' 'xxd /proc/version'

truncate -s 1T wide && printf end | dd of=wide bs=1 seek=1099511627770 conv=notrunc 2> /dev/null
limited='ulimit -v 262144 &&'
test "$(cat "$burin" | grep -c __asan_init)" = 0 || limited=
soon '29: 1 TiB is searched with 256 MiB of addresses' 0 '0xfffffffffa' \
	"$limited \"\$burin\" --find \\\"end\\\" wide 2>&1"
same '29: and its end can be seen' 'burin -s -6 wide' \
	'echo "fffffffffa: 656e 6400 0000                           end..."'
gives '29: and edited' 0 'saved wide, 1 TiB' \
	'burin --batch -x "goto \$" -x "put 21" -x write wide'

huge=/dev/shm/burin-$$
trap 'chmod -R u+rwx "$folder"; rm -rf "$folder" "$huge"' EXIT
if truncate -s 9223372036854771711 $huge 2> /dev/null; then
	same '30: the last bytes of 8 EiB' "burin -s -2 $huge" \
		'echo "7fffffffffffeffd: 0000                                     .."'
	gives '30: 2^64-1 is past the end' 1 \
		'burin: goto: 0xffffffffffffffff is past the end, which is 0x7fffffffffffefff' \
		"burin --batch -x 'goto 0xffffffffffffffff' $huge"
	gives '30: more than a file can have is refused' 1 '' \
		"burin --batch -x 'resize 0x7fffffffffffffff' -x 'insert 00' $huge 2> message"
	holds '30: with the reason' 'test -s message'
else
	skip '30: 8 EiB' 'there is no place for it'
fi

# Links.
printf 0123 > target
name=target
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 \
	34 35 36 37 38 39; do
	ln -s "$name" "link$i"
	name=link$i
done
gives '35: a chain of links is saved through' 0 "saved $name, 4 bytes" \
	"burin --batch -x 'put 41' -x write $name"
same '35: into what it leads to' 'cat target' 'printf A123'
holds '35: and stays' 'test -L link1 && test -L link39'
gives '35: a link to a device' 1 'burin: linked: is a character device' \
	'ln -s /dev/null linked; burin linked'
if test -d /dev/shm && cp target $huge 2> /dev/null; then
	gives '35: a link to another file system' 0 'saved away, 5 bytes' \
		"ln -s $huge away; burin --batch -x 'insert 42' -x write away"
	same '35: is saved there' "cat $huge" 'printf BA123'
fi
ln target twin
gives '36: a hard link keeps its bytes together' 0 'saved twin, 4 bytes' \
	'burin --batch -x "put 5a" -x write twin'
same '36: under both names' 'cat target' 'cat twin'
holds '36: of one file' 'test "$(stat -c %i target)" = "$(stat -c %i twin)"'
finish
