// The kernels for processors with AVX-512.
#if defined(__x86_64__)
#include <immintrin.h>
#include <math.h>
#include <stddef.h>

#define KERNELS mx_kernels_avx512
#define WIDTH 8
#define ROWS 8
#define VECTOR_MATH(name) _ZGVeN8v_##name
#define VECTOR_MATH_2(name) _ZGVeN8vv_##name
#define map_library mx_map_avx512
#define map_library_2 mx_map_2_avx512

typedef double V __attribute__((ext_vector_type(WIDTH)));

#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,avx2,fma"))), \
                             apply_to = function)

static inline V load_part(const double *p, size_t n, V other) {
  return (V)_mm512_mask_loadu_pd((__m512d)other, (__mmask8)((1u << n) - 1), p);
}
static inline void store_part(double *p, size_t n, V x) {
  _mm512_mask_storeu_pd(p, (__mmask8)((1u << n) - 1), (__m512d)x);
}

#include "VectorKernels.h"

#pragma clang attribute pop
#endif
