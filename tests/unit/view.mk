# SPDX-License-Identifier: GPL-3.0-or-later
# Unit tests of view/.

unit_tests += %reldir%/view/grid_test
%canon_reldir%_view_grid_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_view_grid_test_LDADD = $(unit_edit_ldadd)

unit_tests += %reldir%/view/paint_test
%canon_reldir%_view_paint_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_view_paint_test_LDADD = $(unit_edit_ldadd)
