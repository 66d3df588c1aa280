# SPDX-License-Identifier: GPL-3.0-or-later
# Model tests.

unit_tests += %reldir%/rope_model_test
%canon_reldir%_rope_model_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_rope_model_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/document_model_test
%canon_reldir%_document_model_test_SOURCES = %reldir%/document_model_test.c \
	%reldir%/model.c %reldir%/model.h %reldir%/round.c %reldir%/round.h
%canon_reldir%_document_model_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_document_model_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/save_model_test
%canon_reldir%_save_model_test_SOURCES = %reldir%/save_model_test.c $(save_support)
%canon_reldir%_save_model_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_save_model_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/log_model_test
%canon_reldir%_log_model_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_log_model_test_LDADD = $(unit_ldadd)

# What a power cut leaves of a save.
sim_file = tests/support/sim_file.c tests/support/sim_file.h
sim_disk = tests/support/sim_disk.c tests/support/sim_disk.h $(sim_file)
power_cut = tests/support/power_cut.c tests/support/power_cut.h
power_in_place = $(power_cut) $(sim_disk) \
	tests/support/power_in_place.c tests/support/power_in_place.h

unit_tests += %reldir%/power_loss_test
%canon_reldir%_power_loss_test_SOURCES = %reldir%/power_loss_test.c $(power_in_place)
%canon_reldir%_power_loss_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_power_loss_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/power_shift_test
%canon_reldir%_power_shift_test_SOURCES = %reldir%/power_shift_test.c $(power_in_place)
%canon_reldir%_power_shift_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_power_shift_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/power_file_test
%canon_reldir%_power_file_test_SOURCES = %reldir%/power_file_test.c $(power_cut) $(sim_file) \
	tests/support/sim_folder.c tests/support/sim_folder.h \
	tests/unit/document/save_hook.c tests/unit/document/save_hook.h
%canon_reldir%_power_file_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_power_file_test_LDADD = $(unit_ldadd)
%canon_reldir%_power_file_test_LDFLAGS = $(save_hook_ldflags)

unit_tests += %reldir%/shift_model_test
%canon_reldir%_shift_model_test_SOURCES = %reldir%/shift_model_test.c $(save_support)
%canon_reldir%_shift_model_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_shift_model_test_LDADD = $(unit_ldadd)

# make check-power RUNS=500000: the same for longer. BURIN_SEED tells from where.
RUNS = 500000
power_tests = %reldir%/power_loss_test %reldir%/power_shift_test %reldir%/power_file_test
check-power: $(power_tests)
	@$(test_environment) status=0; \
	for test in $(power_tests); do BURIN_RUNS=$(RUNS) ./$$test || status=1; done; \
	exit $$status

# make check-mutants: each sync, sum, comparison and bound is taken out once, and a test must fail.
EXTRA_DIST += tests/mutants/mutant.sh tests/mutants/save.sh tests/mutants/log.sh \
	tests/mutants/terminal.sh tests/mutants/program.sh
if PTY_TESTS
program_mutants = program
endif
check-mutants: all libtestsupport.la $(pty_tests) tests/pty/without
	@$(test_environment) BURIN_LIBS='$(LIBS) $(PCRE2_LIBS)'; export BURIN_LIBS; \
	BURIN_TUI_LIBS='$(NCURSES_LIBS)'; export BURIN_TUI_LIBS; \
	status=0; for part in save log terminal $(program_mutants); do \
		$(SHELL) $(srcdir)/tests/mutants/$$part.sh || status=1; \
	done; exit $$status

.PHONY: check-power check-mutants
