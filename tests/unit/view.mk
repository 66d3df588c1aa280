# SPDX-License-Identifier: GPL-3.0-or-later
# Unit tests of view/.

unit_tests += %reldir%/view/grid_test
%canon_reldir%_view_grid_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_view_grid_test_LDADD = $(unit_edit_ldadd)

view_stage = %reldir%/view/stage.c %reldir%/view/stage.h
view_cppflags = $(unit_cppflags) -I$(srcdir)/%reldir%/view

unit_tests += %reldir%/view/paint_test
%canon_reldir%_view_paint_test_SOURCES = %reldir%/view/paint_test.c $(view_stage)
%canon_reldir%_view_paint_test_CPPFLAGS = $(view_cppflags)
%canon_reldir%_view_paint_test_LDADD = $(unit_edit_ldadd)

unit_tests += %reldir%/view/screen_test
%canon_reldir%_view_screen_test_SOURCES = %reldir%/view/screen_test.c $(view_stage)
%canon_reldir%_view_screen_test_CPPFLAGS = $(view_cppflags)
%canon_reldir%_view_screen_test_LDADD = $(unit_edit_ldadd)
