# SPDX-License-Identifier: GPL-3.0-or-later
# Unit tests of base/.

unit_tests += %reldir%/base/base64_test
%canon_reldir%_base_base64_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_base_base64_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/base/buf_test
%canon_reldir%_base_buf_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_base_buf_test_LDADD = $(unit_ldadd)
%canon_reldir%_base_buf_test_LDFLAGS = $(unit_fail_ldflags)

unit_tests += %reldir%/base/logarithm_test
%canon_reldir%_base_logarithm_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_base_logarithm_test_LDADD = $(unit_ldadd) -lm

unit_tests += %reldir%/base/json_test
%canon_reldir%_base_json_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_base_json_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/base/bytes_test
%canon_reldir%_base_bytes_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_base_bytes_test_LDADD = $(unit_ldadd)
%canon_reldir%_base_bytes_test_LDFLAGS = $(unit_fail_ldflags)

unit_tests += %reldir%/base/err_test
%canon_reldir%_base_err_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_base_err_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/base/expression_random_test
%canon_reldir%_base_expression_random_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_base_expression_random_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/base/expression_test
%canon_reldir%_base_expression_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_base_expression_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/base/job_test
%canon_reldir%_base_job_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_base_job_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/base/number_test
%canon_reldir%_base_number_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_base_number_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/base/pool_test
%canon_reldir%_base_pool_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_base_pool_test_LDADD = $(unit_ldadd)
%canon_reldir%_base_pool_test_LDFLAGS = $(unit_fail_ldflags)

unit_tests += %reldir%/base/printable_test
%canon_reldir%_base_printable_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_base_printable_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/base/scalar_test
%canon_reldir%_base_scalar_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_base_scalar_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/base/workers_test
%canon_reldir%_base_workers_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_base_workers_test_LDADD = $(unit_ldadd)
%canon_reldir%_base_workers_test_LDFLAGS = $(unit_fail_ldflags)

unit_tests += %reldir%/base/write_test
%canon_reldir%_base_write_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_base_write_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/base/checksum_test
%canon_reldir%_base_checksum_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_base_checksum_test_LDADD = $(unit_ldadd)
unit_tests += %reldir%/base/xxhash_test
%canon_reldir%_base_xxhash_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_base_xxhash_test_LDADD = $(unit_ldadd)
