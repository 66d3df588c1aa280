# SPDX-License-Identifier: GPL-3.0-or-later
# bash completion for burin; made by doc/gendoc, do not edit.
# shellcheck shell=bash disable=SC2207
_burin() {
	local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
	# --option=value comes as three words.
	if [[ $current == = ]]; then
		current=
	elif [[ $previous == = ]]; then
		previous=${COMP_WORDS[COMP_CWORD-2]}
	fi
	case $previous in
	--action-log)
		COMPREPLY=($(compgen -f -- "$current"))
		return ;;
	-s|--offset)
		COMPREPLY=()
		return ;;
	-n|-l|--length)
		COMPREPLY=()
		return ;;
	--new)
		COMPREPLY=()
		return ;;
	-c|--columns)
		COMPREPLY=()
		return ;;
	-g|--group)
		COMPREPLY=()
		return ;;
	-o|--base-address)
		COMPREPLY=()
		return ;;
	--encoding)
		COMPREPLY=()
		return ;;
	--keys)
		COMPREPLY=($(compgen -W 'modern vi emacs' -- "$current"))
		return ;;
	--format)
		COMPREPLY=($(compgen -W 'xxd plain c bits hexdump od json' -- "$current"))
		return ;;
	--color|--colour)
		COMPREPLY=($(compgen -W 'always auto never' -- "$current"))
		return ;;
	--find)
		COMPREPLY=()
		return ;;
	--min-length)
		COMPREPLY=()
		return ;;
	--replace)
		COMPREPLY=()
		return ;;
	--output)
		COMPREPLY=($(compgen -f -- "$current"))
		return ;;
	--max)
		COMPREPLY=()
		return ;;
	--digest)
		COMPREPLY=()
		return ;;
	-x|--execute)
		COMPREPLY=($(compgen -W 'left right up down row-start row-end page-up page-down half-page-up half-page-down start end goto jump-back jump-forward word-left word-right sector-up sector-down mark jump-mark center scroll-up scroll-down next-pane next-changed previous-changed next-different previous-different next-nonzero previous-nonzero next-data next-hole follow jumps select select-all unselect swap-ends edit-bytes edit-insert edit-overwrite append append-end toggle-insert delete backspace fill put insert move resize increment decrement cut copy copy-as paste paste-insert paste-over register undo redo earlier later repeat transform write write-as write-all read edit next previous files close mode info reload tail recover changes take-back hold-back search search-back find-next find-previous search-this count find-all strings export replace replace-each set map unmap help hints wider narrower redraw split vsplit unsplit only split-next split-previous split-left split-right split-up split-down split-taller split-shorter split-wider split-narrower split-equal sync compare next-difference previous-difference list-focus note note-edit note-colour note-delete notes note-next note-previous notes-write notes-read notes-export notes-import inspector inspector-focus inspect inspect-edit inspect-rows bit-left bit-right bit-flip command palette cancel quit quit-discard wq x suspend source keys echo messages history-clear version jobs job-show job-stop record play shell filter digest crc-find sha256 type disassemble disassembly-focus disassembly-start menu statistics record-width minimap next-region previous-region' -- "$current"))
		return ;;
	-f|--script)
		COMPREPLY=($(compgen -f -- "$current"))
		return ;;
	esac
	if [[ $current == -* ]]; then
		COMPREPLY=($(compgen -W '-r -R --read-only -w --in-place --force --forensic --action-log --sha256 --copy-on-write -s --offset -n -l --length --new --no-mmap --recover --list-recovery --clean --no-log -c --columns -g --group -e --little-endian -u --upper -o --base-address --encoding --keys --dump --format -p --plain -i --include --bits --color --colour --undump --find --strings --min-length --replace --dry-run --output --count --max --decimal --recursive --type --digest --statistics --disassemble -x --execute -f --script --batch --json --no-config --no-sandbox -h --help -V --version' -- "$current"))
	else
		COMPREPLY=($(compgen -f -- "$current"))
	fi
}
complete -o filenames -F _burin burin
