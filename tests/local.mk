# SPDX-License-Identifier: GPL-3.0-or-later
# How a fragment adds a test program (the source is NAME.c beside it):
#
#   unit_tests += %reldir%/base/err_test
#   %canon_reldir%_base_err_test_CPPFLAGS = $(unit_cppflags)
#   %canon_reldir%_base_err_test_LDADD = $(unit_ldadd)
#
# unit_edit_ldadd instead gives libburinedit too. A program that makes libc calls fail
# (support/fail.h) adds `..._LDFLAGS = $(unit_fail_ldflags)`. In tests/pty it is pty_tests,
# pty_cppflags and pty_ldadd; in tests/fuzz fuzz_programs and fuzz_ldadd; in tests/bench
# bench_programs and bench_ldadd. A shell test is added to script_tests. All write TAP.

unit_tests =
pty_tests =
fuzz_programs =
bench_programs =
bench_scripts =
script_tests =

unit_cppflags = $(AM_CPPFLAGS) -I$(top_srcdir)/tests $(CMOCKA_CFLAGS)
unit_ldadd = libtestsupport.la libburin.la $(CMOCKA_LIBS)
unit_edit_ldadd = libtestsupport.la libburinedit.la libburin.la $(CMOCKA_LIBS)
unit_fail_ldflags = $(AM_LDFLAGS) \
	-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup,--wrap=close \
	-Wl,--wrap=mmap,--wrap=mmap64,--wrap=msync \
	-Wl,--wrap=open,--wrap=open64,--wrap=openat,--wrap=openat64 \
	-Wl,--wrap=pread,--wrap=pread64,--wrap=pwrite,--wrap=pwrite64,--wrap=write \
	-Wl,--wrap=fsync,--wrap=fdatasync \
	-Wl,--wrap=ftruncate,--wrap=ftruncate64,--wrap=fallocate,--wrap=fallocate64 \
	-Wl,--wrap=copy_file_range,--wrap=rename,--wrap=renameat2,--wrap=linkat \
	-Wl,--wrap=fchown,--wrap=fchmod
pty_cppflags = $(unit_cppflags) $(VTERM_CFLAGS)
pty_ldadd = $(unit_edit_ldadd) $(VTERM_LIBS)
bench_cppflags = $(AM_CPPFLAGS) -I$(top_srcdir)/tests
bench_ldadd = libburinedit.la libburin.la
fuzz_cppflags = $(AM_CPPFLAGS) -I$(top_srcdir)/tests
if FUZZING
fuzz_ldadd = libburinedit.la libburin.la $(FUZZ_LIBS)
else
fuzz_ldadd = libfuzzreplay.la libburinedit.la libburin.la
endif

libtestsupport_la_SOURCES = \
	%reldir%/support/testing.h \
	%reldir%/support/fail.c %reldir%/support/fail.h \
	%reldir%/support/random.c %reldir%/support/random.h \
	%reldir%/support/tmpdir.c %reldir%/support/tmpdir.h
libtestsupport_la_CPPFLAGS = $(unit_cppflags)
libfuzzreplay_la_SOURCES = %reldir%/support/fuzz_replay.c
libfuzzreplay_la_CPPFLAGS = $(fuzz_cppflags)

include %reldir%/unit/base.mk
include %reldir%/unit/store.mk
include %reldir%/unit/document.mk
include %reldir%/unit/scan.mk
include %reldir%/unit/edit.mk
include %reldir%/unit/tui.mk
include %reldir%/unit/view.mk
include %reldir%/unit/cli.mk
include %reldir%/model/local.mk
include %reldir%/script/local.mk
include %reldir%/cli/local.mk
include %reldir%/pty/local.mk
include %reldir%/fuzz/local.mk
include %reldir%/faults/local.mk
include %reldir%/meta/local.mk
include %reldir%/bench/local.mk

script_tests += %reldir%/support/no_mmap.sh
EXTRA_DIST += %reldir%/valgrind.supp $(script_tests) $(bench_scripts) %reldir%/support/run.sh
EXTRA_PROGRAMS += $(bench_programs)
CLEANFILES += $(bench_programs)
TESTS += $(script_tests)
check_LTLIBRARIES += libfuzzreplay.la
check_PROGRAMS += $(fuzz_programs)
if !FUZZING
TESTS += $(fuzz_programs)
endif
if UNIT_TESTS
check_LTLIBRARIES += libtestsupport.la
check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
endif
if PTY_TESTS
check_PROGRAMS += $(pty_tests)
TESTS += $(pty_tests)
endif

TEST_EXTENSIONS = .sh
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
LOG_COMPILER = $(SHELL) $(top_srcdir)/tests/support/run.sh
SH_LOG_DRIVER = $(LOG_DRIVER)
SH_LOG_COMPILER = $(SHELL)

# Tests see neither the person's settings nor their terminal. What they leave goes into
# tests/tmp; a test of cmocka's that fails keeps its folder there.
test_scratch = $(abs_top_builddir)/tests/tmp
test_environment = \
	CMOCKA_MESSAGE_OUTPUT=TAP; export CMOCKA_MESSAGE_OUTPUT; \
	BURIN_SRCDIR='$(abs_top_srcdir)'; export BURIN_SRCDIR; \
	BURIN_BUILDDIR='$(abs_top_builddir)'; export BURIN_BUILDDIR; \
	BURIN_CC='$(CC)'; export BURIN_CC; \
	BURIN_CPPFLAGS='$(CPPFLAGS) $(NCURSES_CFLAGS) $(CMOCKA_CFLAGS)'; \
	export BURIN_CPPFLAGS; \
	BURIN_NM='$(NM)'; export BURIN_NM; \
	BURIN_INSTRUMENTED='$(instrumented)'; export BURIN_INSTRUMENTED; \
	LC_ALL=C.UTF-8; export LC_ALL; \
	TERM=dumb; export TERM; \
	HOME='$(test_scratch)/home'; export HOME; \
	XDG_CONFIG_HOME='$(test_scratch)/home/config'; export XDG_CONFIG_HOME; \
	XDG_STATE_HOME='$(test_scratch)/home/state'; export XDG_STATE_HOME; \
	XDG_DATA_HOME='$(test_scratch)/home/data'; export XDG_DATA_HOME; \
	ASAN_OPTIONS="$${ASAN_OPTIONS-allocator_may_return_null=1}"; export ASAN_OPTIONS; \
	UBSAN_OPTIONS="$${UBSAN_OPTIONS-print_stacktrace=1}"; export UBSAN_OPTIONS; \
	unset COLORTERM NO_COLOR CLICOLOR_FORCE LINES COLUMNS ESCDELAY; \
	$(MKDIR_P) "$$XDG_CONFIG_HOME" "$$XDG_STATE_HOME";
AM_TESTS_ENVIRONMENT = $(test_environment)

clean-local:
	rm -rf tests/tmp

# make check-no-mmap: the suite once more, with every file read by blocks.
check-no-mmap: all
	BURIN_NO_MMAP=1 $(MAKE) $(AM_MAKEFLAGS) check

# make check-memory: the scripts in which an allocation or another call fails, for each of them.
check-memory: all
	BURIN_EVERY=1 $(MAKE) $(AM_MAKEFLAGS) check \
		TESTS='tests/unit/edit/editor_fail_test tests/cli/failing.sh'

# make check-threads: what works with threads, in a build folder of its own that was configured
# with CC=clang --with-sanitizer=thread.
thread_tests = \
	tests/unit/base/job_test tests/unit/base/workers_test \
	tests/unit/store/arena_test tests/unit/store/store_test tests/unit/store/map_test \
	tests/unit/store/fault_test tests/unit/store/lock_test tests/unit/store/window_test \
	tests/unit/store/badmap_test tests/unit/store/hurry_test \
	tests/unit/document/edit_log_test tests/unit/document/log_saved_test \
	tests/unit/document/log_fault_test tests/unit/document/log_forged_test \
	tests/unit/document/conflicts_test tests/unit/document/lost_test \
	tests/unit/document/in_place_test tests/unit/document/behind_test \
	tests/unit/document/save_test tests/unit/document/save_patch_test \
	tests/model/log_model_test tests/model/shift_model_test \
	tests/unit/scan/search_test tests/unit/scan/replace_test \
	tests/unit/scan/strings_test tests/unit/scan/statistics_test \
	tests/unit/edit/queue_test tests/unit/edit/editor_test
check-threads: all
	@case '$(CFLAGS) $(AM_CFLAGS)' in *sanitize=thread*) ;; *) \
		echo 'configure a build folder with CC=clang --with-sanitizer=thread' >&2; \
		exit 1;; esac
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(thread_tests)'

# make valgrind: the unit tests again, under memcheck. What counts is what memcheck says, not what
# the tests do: under it huge mappings fail, /proc/self/exe is another program, and a confined child
# is killed. A test that failed leaves its memory, so that there leaks do not count. Left out are
# those that it does not suit: search_test would run for hours; repairs of SIGBUS need the place in
# the code that the processor tells; code that PCRE2 makes while it runs reads on to the end of a
# vector; inspect_test needs floats of 80 bits, of which valgrind has 64; save_place_test mounts and
# asks file systems in ways unknown to it.
valgrind_unfit = search_test \
	fault_test fault_portable_test map_test lost_test save_change_test \
	matcher_test list_test regex_test \
	inspect_test save_place_test
valgrind_errors = '(Invalid|Conditional|Use of|Syscall|Source|Mismatched|Argument)'
VALGRIND = valgrind
VALGRINDFLAGS = -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite \
	--suppressions=$(abs_top_srcdir)/tests/valgrind.supp
valgrind: all
	@command -v $(VALGRIND) >/dev/null || { echo 'valgrind is not installed' >&2; exit 1; }
	@tests=; for test in $(unit_tests); do \
		case ' $(valgrind_unfit) ' in \
		*" $${test##*/} "*) ;; \
		*) tests="$$tests $$test" ;; \
		esac; \
	done; \
	rm -f tests/unit/*/*.log; \
	$(MAKE) $(AM_MAKEFLAGS) check TESTS="$$tests" \
		LOG_COMPILER='$(LOG_COMPILER) $(LIBTOOL) --mode=execute \
			$(VALGRIND) $(VALGRINDFLAGS)'; \
	count=0; bad=0; for test in $$tests; do \
		count=$$((count + 1)); \
		said=.; \
		if grep -q '^not ok' $$test.log; then said=$(valgrind_errors); fi; \
		if ! test -s $$test.log || grep -E "^==[0-9]+== $$said" $$test.log; then \
			echo "see $$test.log"; bad=$$((bad + 1)); \
		fi; \
	done; \
	echo "memcheck: $$count programs, $$bad with errors"; test $$bad = 0

# make bench: each bench prints its own table.
bench: all $(bench_programs)
	@$(test_environment) status=0; \
	for bench in $(bench_programs); do ./$$bench || status=1; done; \
	for bench in $(bench_scripts); do $(SHELL) $(srcdir)/$$bench || status=1; done; \
	exit $$status

# make fuzz SECONDS=N: each target for that long; what it finds is in tests/tmp/fuzz.
SECONDS = 60
fuzz: all $(fuzz_programs)
if FUZZING
	@$(test_environment) $(MKDIR_P) '$(test_scratch)/fuzz'; \
	for target in $(fuzz_programs); do \
		name=$${target##*/}; \
		seeds='$(abs_top_srcdir)/tests/fuzz/corpus'/$$name; \
		found='$(test_scratch)/fuzz'/$$name; \
		$(MKDIR_P) "$$found"; \
		test -d "$$seeds" || seeds=; \
		echo "== $$name"; \
		./$$target -max_total_time=$(SECONDS) -artifact_prefix="$$found-" -verbosity=0 \
			-print_final_stats=1 "$$found" $$seeds || exit 1; \
	done
else
	@echo 'configure with CC=clang --enable-fuzzing first' >&2; exit 1
endif

.PHONY: check-memory check-no-mmap check-threads valgrind bench fuzz
