// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdbool.h>

#if defined(__x86_64__)
#include <cpuid.h>

// Whether processor and kernel offer AVX2 and fused multiply-add: both features, and the wide registers kept across a
// change of task (Intel SDM vol. 1, 14.3).
static inline bool hearth_cpu_has_fused_kernels(void) {
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d)) return false;
    const unsigned needed = bit_FMA | bit_OSXSAVE | bit_AVX;
    if ((c & needed) != needed) return false;
    unsigned low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    if ((low & 6) != 6) return false;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_AVX2);
}
#else
static inline bool hearth_cpu_has_fused_kernels(void) { return true; }
#endif
