#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# --digest, :digest and :crc-find: the same as sha256sum, md5sum, cksum, b2sum, crc32 and rhash say,
# of empty, small, large, sparse and edited files and parts; comparing; what is refused.
. "$BURIN_SRCDIR/tests/cli/lib.sh"
LC_ALL=C
export LC_ALL

: > empty
printf 123456789 > check
make_bytes 300001 > bytes
cat "$burin" > program
dd if=/dev/null of=sparse bs=1 seek=5000000 2> /dev/null
printf x >> sparse

more=yes
burin --version | grep -q '^digests: .*RHash, ' || more=

# peer TOOL NAME NEEDS COMMAND: all files as COMMAND has them.
peer() {
	if ! have "$1"; then
		skip "$2 as $1" "there is no $1"
	elif test -n "$3" && test -z "$more"; then
		skip "$2 as $1" 'RHash is not there'
	else
		same "$2 as $1" "burin --digest=$2 empty check bytes program sparse" \
			"$4 empty check bytes program sparse"
	fi
}

peer sha256sum sha256 '' sha256sum
peer md5sum md5 more md5sum
peer sha1sum sha1 more sha1sum
peer sha512sum sha-512 more sha512sum
peer b2sum blake2b more b2sum
if have cksum; then
	same 'cksum as cksum' \
		'burin --digest=cksum empty check bytes program sparse | while read -r hex name; do
			echo $((0x$hex)) "$name"; done' \
		'cksum empty check bytes program sparse | cut -d" " -f1,3'
fi
if have crc32; then
	same 'crc32 as crc32' \
		'burin --digest=crc32 empty check bytes program | cut -d" " -f1' \
		'for file in empty check bytes program; do crc32 $file; done | cut -d" " -f1'
else
	skip 'crc32 as crc32' 'there is no crc32'
fi
if have rhash; then
	same 'CRC-32 as rhash' 'burin --digest=crc32 check bytes program sparse' \
		'rhash --printf="%{crc32}  %f\n" check bytes program sparse'
	same 'CRC-32C as rhash' 'burin --digest=crc32c check bytes program sparse' \
		'rhash --printf="%{crc32c}  %f\n" check bytes program sparse'
fi
same 'SHA-256 of standard input' 'burin --digest sha256 < bytes' 'sha256sum < bytes'
same 'SHA-256 of a pipe' 'cat bytes | burin --digest sha256 -' 'sha256sum - < bytes'
same 'several, as with --tag' 'burin --digest=sha256,cksum check | head -n 1 | tr -d -' \
	'sha256sum --tag check'
same 'what sha256sum checks' 'burin --digest=sha256 bytes empty | sha256sum -c' \
	'sha256sum bytes empty | sha256sum -c'
cp check "$(printf 'a\nb\\')"
same 'a name of two lines' 'burin --digest=sha256 a*' 'sha256sum a*'
same 'a part' 'burin --digest=sha256 -s 1000 -n 5k bytes' \
	'tail -c +1001 bytes | head -c 5120 | sha256sum | sed "s/-/bytes/"'
same 'the end' 'burin --digest=sha256 -s -7 bytes' \
	'tail -c 7 bytes | sha256sum | sed "s/-/bytes/"'

gives 'JSON' 0 '{"file":"check","digest":"CRC-16/MODBUS","hex":"4b37"}
{"file":"check","digest":"sum8","hex":"dd"}' 'burin --json --digest=modbus,sum8 check'
gives 'a CRC of own parameters' 0 '29b1  check' \
	'burin --digest=crc:16:0x1021:init=0xffff check'
gives 'a missing file, and the others' 1 'burin: none: No such file or directory
cbf43926  check' 'burin --digest=crc32 none check'
gives 'an unknown digest' 2 'there is no digest "crc33"' \
	'burin --digest=crc32,crc33 check 2> said; got=$?
	grep -o "there is no digest \"crc33\"" said; exit $got'
gives 'none' 2 'burin: --digest: no digest is named: --digest=crc32,sha256' 'burin --digest=, check'
gives 'a full disk' 1 'burin: cannot write to standard output: No space left on device' \
	'burin --digest=crc32 check > /dev/full'
holds 'a list' 'burin --digest=list | grep -q "^CRC-32/ISCSI  .*CRC-32C" &&
	burin --digest=list | grep -q "^fletcher16"'

# In the editor.
gives 'edited bytes' 0 'CRC-32/ISO-HDLC  d202ef8d
CRC-32/ISO-HDLC  d3d99e8b' "burin --batch -x 'put 00' -x 'digest 0,+1 crc32' -x 'put 41' \
	-x 'digest 0,+1 crc32' -x quit-discard check"
gives 'a selection' 0 'CRC-32/ISO-HDLC  d3d99e8b' "printf xAx > three
	burin --batch -x 'select 1,+1' -x 'digest crc32' three"
gives 'as expected' 0 'equal: CRC-32/ISO-HDLC is cbf43926' \
	"burin --batch -x 'digest crc32 = 0xCBF43926' check"
gives 'another than expected' 1 \
	'burin: digest crc32 = 1: NOT EQUAL: CRC-32/ISO-HDLC is cbf43926, and not 1' \
	"burin --batch -x 'digest crc32 = 1' check"
gives 'which CRC' 0 'CRC-16/IBM-3740  29b1' "burin --batch -x 'crc-find 29b1' check"
gives 'which CRC, of a value in the file' 0 \
	'CRC-32/ISO-HDLC  cbf43926  (bytes in the other order)' \
	"printf '123456789\\313\\364\\071\\046' > field
	burin --batch -x 'crc-find 0,+9 u32le(9)' field"
finish
