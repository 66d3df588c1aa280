#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Commands without a screen.
. "$BURIN_SRCDIR/tests/cli/lib.sh"

escape=$(printf '\033')
content() { printf '0123456789abcdef' > file; }

content
gives 'put and write' 0 'saved file, 16 bytes' \
	'burin --batch -x "goto 4" -x "put \"AB\"" -x write file'
same 'what was put' 'cat file' 'printf 0123AB6789abcdef'
gives 'write under another name' 0 'wrote other, 16 bytes' \
	'burin --batch -x "write other" file | sed "s/^saved/wrote/"'
same 'the other one' 'cat other' 'cat file'
gives 'changes that all went to another file' 0 'saved copied, 16 bytes' \
	'burin --batch -x "put \"xy\"" -x "write copied" file'
same 'they are there' 'cat copied' 'printf "xy"; tail -c +3 file'
gives 'changes of which a part went to another file' 1 'burin: file: changes were not saved' \
	'burin --batch -x "put \"xy\"" -x "write 0,4 part" file > /dev/null'
gives 'changes after another file was written' 1 'burin: file: changes were not saved' \
	'burin --batch -x "put \"xy\"" -x "write! copied" -x "put 00" file > /dev/null'
content
gives 'changes that were not saved' 1 'burin: file: changes were not saved' \
	'burin --batch -x "put 00" file'
same 'and are not' 'cat file' 'printf 0123456789abcdef'
gives 'quit refuses to lose changes' 1 '' 'burin --batch -x "put 00" -x quit file 2> /dev/null'
gives 'quit! drops changes' 0 '' 'burin --batch -x "put 00" -x "quit!" -x nonsense file'
gives 'the first mistake ends the run' 1 '' \
	'burin --batch -x "put 41" -x nonsense -x write file > /dev/null 2> message; exit $?'
same 'nothing was saved' 'cat file' 'printf 0123456789abcdef'
holds 'the mistake is named' 'grep -q "^burin: nonsense: " message'
gives 'a position of -s' 0 'saved file, 16 bytes' 'burin --batch -s -2 -x "put \"!\"" -x write file'
same 'is where it was put' 'cat file' 'printf "0123456789abcd!f"'
content
gives 'a slice' 0 '' 'burin --batch -s 4 -n 4 -x "goto 5" -x "put \"X\"" -x wq file > /dev/null'
same 'was edited in its place' 'cat file' 'printf 01234X6789abcdef'
gives 'outside of a slice nothing is edited' 1 '' \
	'burin --batch -s 4 -n 4 -x "goto 9" -x "put 00" -x wq file > /dev/null 2> message'
content
gives 'in place it is there at once' 0 'the change is in the file' \
	'burin --batch -w -x "put \"Z\"" file'
same 'it is' 'cat file' 'printf Z123456789abcdef'
gives 'read only refuses' 1 '' 'burin --batch -r -x "put 00" file 2> message'
holds 'and says so' 'grep -q "^burin: put: the file is open to be read" message'
chmod 444 file
if test -w file; then
	skip 'in place without permission' 'this user may write everything'
else
	gives 'in place without permission' 0 \
		'burin: file: the file may not be written: opened read-only' \
		'burin --batch -w -x "goto 1" file'
fi
chmod 644 file
content
gives 'a new document' 0 '' 'burin --batch --new 4 -x "put 61" -x "write new" > /dev/null'
same 'has zeros' 'cat new' 'printf "a\0\0\0"'
gives 'standard input' 0 '' \
	'printf abc | burin --batch -x "insert \"_\"" -x "write piped" - > /dev/null'
same 'was kept' 'cat piped' 'printf _abc'

gives 'a slice past the end' 1 'burin: file: offset 0x63 is not in the file, which has 0x10 bytes' \
	'burin --batch -s 99 -n 1 -x info file'
gives 'a place that needs the file' 1 'burin: file: offset 0x41 is past the end, 0x10' \
	'burin --batch -s "size+49" -n 1 -x info file'

# Scripts.
printf '# a remark\n\n  goto 2\r\n\tput "S"\nwrite\n' > script
gives 'a script' 0 'saved file, 16 bytes' 'burin --batch -f script file'
same 'was run' 'cat file' 'printf 01S3456789abcdef'
gives 'a script from standard input' 0 'saved file, 16 bytes' \
	'printf "put \"T\"\nwrite\n" | burin --batch -f - file'
same 'was run, too' 'cat file' 'printf T1S3456789abcdef'
printf 'goto 1\nnonsense\nwrite\n' > script
gives 'an endless script is refused' 1 \
	'burin: /dev/zero is too long for a file of command lines' \
	'burin --batch -f /dev/zero file 2>&1'
gives 'its mistakes have a place' 1 '' 'burin --batch -f script file 2> message'
holds 'file and line' 'grep -q "^burin: script:2: nonsense: " message'
gives 'a script that is not there' 1 'burin: none: No such file or directory' \
	'burin --batch -f none file'
gives 'order is kept' 0 '' 'printf "goto 0x8\n" > go
	burin --batch -x "goto 1" -f go -x "put \"O\"" -x wq file > /dev/null'
same 'it was' 'cat file' 'printf "T1S34567O9abcdef"'
gives 'a missing file fails before anything is run' 1 'burin: none: No such file or directory' \
	'burin --batch -x "put 00" -x write none file'
mkdir -p "$folder/config/burin"
echo 'nonsense' > "$folder/config/burin/config"
gives 'the config file is not read' 0 '' \
	'XDG_CONFIG_HOME=$folder/config burin --batch -x "goto 0" file'

# What names and errors hold never reaches the terminal as it is.
red="$(printf '\033[31m\377')name"
cp file "$red"
holds 'no escape sequences' \
	'! burin --batch -x info -x files -x "edit nowhere/$red" "$red" > all 2>&1
	! grep -q "$escape" all && grep -q "x1b" all'

# JSON.
content
if have python3; then
	cat > check.py <<'END'
import json, sys
rows = [json.loads(line) for line in sys.stdin.buffer.read().decode("utf-8").splitlines()]
for row in rows:
    assert set(row) <= {"command", "ok", "message", "output", "error"}, row
    assert isinstance(row["output"], list)
    assert row["ok"] == ("error" not in row)
print(" ".join(str(row["ok"]) for row in rows))
END
	gives 'JSON, a line a command' 0 'True True True' \
		'burin --batch --json -x "goto 1" -x "put 41" -x write file | python3 check.py'
	gives 'a mistake in JSON' 0 'True False' \
		'burin --batch --json -x "goto 1" -x "$red" -x write "$red" 2> /dev/null |
			python3 check.py'
	gives 'texts in JSON' 0 'True True True' \
		'burin --batch --json -x help -x info -x files "$red" | python3 check.py'
else
	skip 'JSON' 'no python3'
fi
gives 'a full disk' 1 '' 'burin --batch -x help file > /dev/full 2> message'
holds 'is told' 'grep -q "No space left" message'
gives 'a reader that goes away' 0 '' \
	'(burin --batch -x help file; echo $? > status) | true; exit "$(cat status)"'
gives 'no shell without a screen' 1 '' 'burin --batch -x "!touch ran" file 2> message; s=$?
	test ! -e ran && grep -q "only when it is typed" message && exit $s'
gives 'columns that cannot be' 2 '' 'burin --batch -g 3 -x info file 2> message'
finish
