# SPDX-License-Identifier: GPL-3.0-or-later
# The manual page and the completions of the shells. Both are kept in the source tree, so that a
# build needs nothing to install them; `make docs` makes them anew from the program's tables.

dist_man_MANS += %reldir%/burin.1
EXTRA_DIST += %reldir%/ARCHITECTURE.md %reldir%/NOTES.md %reldir%/RELIABILITY.md

bashcompletiondir = $(datadir)/bash-completion/completions
zshcompletiondir = $(datadir)/zsh/site-functions
fishcompletiondir = $(datadir)/fish/vendor_completions.d
dist_bashcompletion_DATA = %reldir%/completions/burin.bash
dist_zshcompletion_DATA = %reldir%/completions/_burin
dist_fishcompletion_DATA = %reldir%/completions/burin.fish

check_PROGRAMS += %reldir%/gendoc
%canon_reldir%_gendoc_SOURCES = \
	%reldir%/gendoc.c %reldir%/gendoc.h \
	%reldir%/gendoc_man.c \
	%reldir%/gendoc_shell.c
%canon_reldir%_gendoc_LDADD = libburincli.la libburinedit.la libburin.la

docs: %reldir%/gendoc
	./%reldir%/gendoc man < $(srcdir)/%reldir%/burin.1 > %reldir%/gendoc.out
	cp %reldir%/gendoc.out $(srcdir)/%reldir%/burin.1
	./%reldir%/gendoc bash > $(srcdir)/%reldir%/completions/burin.bash
	./%reldir%/gendoc zsh > $(srcdir)/%reldir%/completions/_burin
	./%reldir%/gendoc fish > $(srcdir)/%reldir%/completions/burin.fish
	rm -f %reldir%/gendoc.out

.PHONY: docs

EXTRA_DIST += %reldir%/BENCHMARKS.md
