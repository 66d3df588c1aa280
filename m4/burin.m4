# SPDX-License-Identifier: GPL-3.0-or-later

# BURIN_TRY_FLAGS(VARIABLE, FLAGS): append each compiler flag that the compiler takes.
AC_DEFUN([BURIN_TRY_FLAGS], [
  for burin_flag in $2; do
    AS_VAR_PUSHDEF([burin_cache], [burin_cv_flag_$burin_flag])
    AC_CACHE_CHECK([whether $CC takes $burin_flag], [burin_cache], [
      burin_saved_CFLAGS=$CFLAGS
      CFLAGS="$CFLAGS -Werror $burin_flag"
      AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <stdio.h>]], [[return 0;]])],
        [AS_VAR_SET([burin_cache], [yes])], [AS_VAR_SET([burin_cache], [no])])
      CFLAGS=$burin_saved_CFLAGS])
    AS_VAR_IF([burin_cache], [yes], [AS_VAR_APPEND([$1], [" $burin_flag"])])
    AS_VAR_POPDEF([burin_cache])
  done
])

# BURIN_TRY_LINK_FLAGS(VARIABLE, FLAGS): the same for the linker.
AC_DEFUN([BURIN_TRY_LINK_FLAGS], [
  for burin_flag in $2; do
    AS_VAR_PUSHDEF([burin_cache], [burin_cv_link_$burin_flag])
    AC_CACHE_CHECK([whether the linker takes $burin_flag], [burin_cache], [
      burin_saved_LDFLAGS=$LDFLAGS
      LDFLAGS="$LDFLAGS $HARDEN_CFLAGS -Werror $burin_flag"
      AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <stdio.h>]], [[return 0;]])],
        [AS_VAR_SET([burin_cache], [yes])], [AS_VAR_SET([burin_cache], [no])])
      LDFLAGS=$burin_saved_LDFLAGS])
    AS_VAR_IF([burin_cache], [yes], [AS_VAR_APPEND([$1], [" $burin_flag"])])
    AS_VAR_POPDEF([burin_cache])
  done
])

# BURIN_WITH(NAME, PKG-CONFIG MODULE, VARIABLE, WHAT IT GIVES)
# --with-NAME={auto,yes,no}: "yes" and not found is an error, "auto" takes what is there.
# Sets have_NAME, VARIABLE_CFLAGS and VARIABLE_LIBS; defines WITH_VARIABLE for C and Automake.
AC_DEFUN([BURIN_WITH], [
  AC_ARG_WITH([$1], [AS_HELP_STRING([--with-$1={auto,yes,no}], [$4 ($2)])],
    [], [with_$1=auto])
  have_$1=no
  AS_CASE([$with_$1],
    [no], [],
    [auto|yes], [PKG_CHECK_MODULES([$3], [$2], [have_$1=yes],
      [AS_IF([test "x$with_$1" = xyes],
        [AC_MSG_ERROR([--with-$1 was asked for, but $2 was not found])])])],
    [AC_MSG_ERROR([--with-$1 takes auto, yes or no, not "$with_$1"])])
  AM_CONDITIONAL([WITH_$3], [test "x$have_$1" = xyes])
  AS_IF([test "x$have_$1" = xyes],
    [AC_DEFINE([WITH_$3], [1], [Define to 1 when $4 is built in.])],
    [AS_VAR_SET([$3_CFLAGS]) AS_VAR_SET([$3_LIBS])])
])
