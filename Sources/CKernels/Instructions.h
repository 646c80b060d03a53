// What the three compilations of the kernels share: the list of entry points, by which the
// dispatcher finds them.
#ifndef MX_INSTRUCTIONS_H
#define MX_INSTRUCTIONS_H

#include "CKernels.h"

typedef void UnaryKernel(const double *, double *, size_t);
typedef void BinaryKernel(const double *, const double *, double *, size_t);

#define MX_UNARY_MEMBER(name, ...) UnaryKernel *name;
#define MX_BINARY_MEMBER(name, ...) \
  BinaryKernel *name, *name##_as, *name##_sa;

typedef struct {
  MX_LIBRARY_TABLE(MX_UNARY_MEMBER)
  MX_UNARY_TABLE(MX_UNARY_MEMBER)
  MX_LIBRARY_TABLE_2(MX_BINARY_MEMBER)
  MX_BINARY_TABLE(MX_BINARY_MEMBER)
  __typeof__(mx_select) *select;
  __typeof__(mx_axpy) *axpy;
  __typeof__(mx_scale) *scale;
  __typeof__(mx_multiply_strided) *multiply_strided;
  double (*sum)(const double *, size_t);
  double (*dot)(const double *, const double *, size_t);
  double (*maximum)(const double *, size_t);
  double (*minimum)(const double *, size_t);
  __typeof__(mx_sum_rows) *sum_rows;
  __typeof__(mx_gemm) *gemm;
  __typeof__(mx_gemv) *gemv;
} Kernels;

extern const Kernels mx_kernels_portable;
#if defined(__x86_64__)
extern const Kernels mx_kernels_avx2;
extern const Kernels mx_kernels_avx512;
#endif

#endif
