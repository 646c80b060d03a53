// The kernels for processors with AVX2 and FMA.
#if defined(__x86_64__)
#include <immintrin.h>
#include <math.h>
#include <stddef.h>

#define KERNELS mx_kernels_avx2
#define WIDTH 4
#define ROWS 6
#define VECTOR_MATH(name) _ZGVdN4v_##name
#define VECTOR_MATH_2(name) _ZGVdN4vv_##name
#define map_library mx_map_avx2
#define map_library_2 mx_map_2_avx2

typedef double V __attribute__((ext_vector_type(WIDTH)));

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

static inline __m256i part_mask(size_t n) {
  return _mm256_cmpgt_epi64(_mm256_set1_epi64x((long long)n), _mm256_set_epi64x(3, 2, 1, 0));
}
static inline V load_part(const double *p, size_t n, V other) {
  __m256i mask = part_mask(n);
  return (V)_mm256_blendv_pd((__m256d)other, _mm256_maskload_pd(p, mask), (__m256d)mask);
}
static inline void store_part(double *p, size_t n, V x) {
  _mm256_maskstore_pd(p, part_mask(n), (__m256d)x);
}

#include "VectorKernels.h"

#pragma clang attribute pop
#endif
