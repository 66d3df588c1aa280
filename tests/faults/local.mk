# SPDX-License-Identifier: GPL-3.0-or-later
# make check-faults: what needs root, FUSE, or images of file systems. README.md has the list of all
# faults. A script is added to fault_scripts; a program to fault_programs, as in tests/local.mk.
# What the machine can not do is skipped, and said; cmocka calls that "not ok # SKIP".

fault_scripts = %reldir%/dead.sh %reldir%/full.sh %reldir%/kills.sh %reldir%/kinds.sh \
	%reldir%/reading.sh %reldir%/saving.sh
fault_programs =
EXTRA_DIST += $(fault_scripts) %reldir%/lib.sh %reldir%/README.md
EXTRA_PROGRAMS += $(fault_tools) $(fault_programs)
CLEANFILES += $(fault_tools) $(fault_programs)

fault_tools =
if FUSE_TESTS
fault_tools += %reldir%/faultfs
if PTY_TESTS
fault_programs += %reldir%/slow_test %reldir%/dead_test
endif
endif
%canon_reldir%_faultfs_CPPFLAGS = $(AM_CPPFLAGS) $(FUSE_CFLAGS)
%canon_reldir%_faultfs_LDADD = $(FUSE_LIBS)
fault_scene = %reldir%/scene.c %reldir%/scene.h
%canon_reldir%_slow_test_SOURCES = %reldir%/slow_test.c $(fault_scene)
%canon_reldir%_slow_test_CPPFLAGS = $(pty_test_cppflags)
%canon_reldir%_slow_test_LDADD = $(pty_test_ldadd)
%canon_reldir%_dead_test_SOURCES = %reldir%/dead_test.c $(fault_scene)
%canon_reldir%_dead_test_CPPFLAGS = $(pty_test_cppflags)
%canon_reldir%_dead_test_LDADD = $(pty_test_ldadd)

# What kills.sh runs elsewhere.
kill_tests = tests/unit/document/save_kill_test tests/unit/document/save_patch_kill_test

check-faults: all $(check_LTLIBRARIES) $(fault_tools) $(fault_programs) $(kill_tests)
	@$(test_environment) passed=0; failed=0; skipped=0; \
	for test in $(fault_scripts) $(fault_programs); do \
		log='$(test_scratch)/faults.log'; \
		case $$test in \
		*.sh) timeout 300 $(SHELL) $(srcdir)/$$test > "$$log" 2>&1; status=$$?;; \
		*) timeout 300 ./$$test > "$$log" 2>&1; status=$$?;; \
		esac; \
		grep -E 'SKIP' "$$log" | sed "s|^not ok|ok|; s|^|$$test: |"; \
		sed '/SKIP/d' "$$log" | grep -A8 '^not ok' | sed "s|^|$$test: |"; \
		good=$$(grep '^ok' "$$log" | grep -vc SKIP); \
		bad=$$(grep '^not ok' "$$log" | grep -vc SKIP); \
		test $$status -eq 0 || test $$bad -gt 0 || \
			{ bad=1; echo "$$test ended with $$status"; tail -n 20 "$$log"; }; \
		echo "$$test: $$good passed, $$bad failed"; \
		passed=$$((passed + good)); failed=$$((failed + bad)); \
		skipped=$$((skipped + $$(grep -c SKIP "$$log"))); \
	done; \
	echo "$$passed passed, $$failed failed, $$skipped skipped"; \
	test $$failed -eq 0
.PHONY: check-faults
