/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an x86-64 processor can do: PROCESSOR_HAS(AVX2, "avx2"), by the names of the C library and
 * of the compiler. The C library has asked the processor already. The compiler's own answer comes
 * with a constructor that asks again in each start of the program: 70 us in a virtual machine.
 */
#ifndef BURIN_BASE_PROCESSOR_H
#define BURIN_BASE_PROCESSOR_H

#if defined __x86_64__
#if __has_include(<sys/platform/x86.h>)
#include <sys/platform/x86.h>
#endif

#ifdef CPU_FEATURE_ACTIVE
#define PROCESSOR_HAS(library, compiler) x86_cpu_active(x86_cpu_##library)
#else
#define PROCESSOR_HAS(library, compiler) __builtin_cpu_supports(compiler)
#endif
#endif

#endif
