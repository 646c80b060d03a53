/// Loops over doubles: elementwise functions, sums and small products. No policy: what to call
/// when is decided in Swift.
///
/// Every function takes the best vector instructions that the processor has, found at run time.
/// An output may be an operand itself (in place), but not overlap one otherwise. Sizes of 0 are
/// fine everywhere.
#ifndef MX_CKERNELS_H
#define MX_CKERNELS_H

#include <stddef.h>

#include "CKernelsTables.h"

#pragma clang assume_nonnull begin

/// The vector instructions in use: 0 for the portable code, 1 for AVX2 with FMA, 2 for AVX-512.
int mx_simd_level(void);
/// Uses at most a level, for tests; what the processor lacks stays off.
void mx_limit_simd_level(int level);

/// y[i] = f(x[i]).
#define MX_DECLARE_UNARY(name, ...) void mx_##name(const double *x, double *y, size_t n);
MX_LIBRARY_TABLE(MX_DECLARE_UNARY)
MX_UNARY_TABLE(MX_DECLARE_UNARY)
#undef MX_DECLARE_UNARY

/// out[i] = f(a[i], b[i]), and the forms whose right (`_as`) or left (`_sa`) operand is one number
/// for all i.
#define MX_DECLARE_BINARY(name, ...)                                              \
  void mx_##name(const double *a, const double *b, double *out, size_t n);        \
  void mx_##name##_as(const double *a, const double *b, double *out, size_t n);   \
  void mx_##name##_sa(const double *a, const double *b, double *out, size_t n);
MX_LIBRARY_TABLE_2(MX_DECLARE_BINARY)
MX_SCALAR_TABLE(MX_DECLARE_BINARY)
MX_BINARY_TABLE(MX_DECLARE_BINARY)
#undef MX_DECLARE_BINARY

/// out[i] = mask[i] != 0 ? a[i] : b[i], each operand with a step of 1 or (one number) 0.
void mx_select(const double *mask, ptrdiff_t mask_step, const double *a, ptrdiff_t a_step,
               const double *b, ptrdiff_t b_step, double *out, size_t n);
/// y[i] += alpha * x[i].
void mx_axpy(double alpha, const double *x, double *y, size_t n);
/// y[i] = alpha * x[i].
void mx_scale(double alpha, const double *x, double *y, size_t n);
/// y[i] = value.
void mx_fill(double value, double *y, size_t n);
/// out[i * out_step] = alpha * a[i * a_step] * b[i * b_step], added to what is there if `accumulate`.
void mx_multiply_strided(size_t n, double alpha, const double *a, ptrdiff_t a_step,
                         const double *b, ptrdiff_t b_step, int accumulate, double *out,
                         ptrdiff_t out_step);
/// out[i * out_step] = alpha * x[i * x_step], added to what is there if `accumulate`.
void mx_copy_strided(size_t n, double alpha, const double *x, ptrdiff_t x_step, int accumulate,
                     double *out, ptrdiff_t out_step);
/// The same for a rows-by-columns block, tiled so that either side may be the transposed one.
void mx_copy_block(size_t rows, size_t columns, double alpha, const double *x,
                   ptrdiff_t x_row_step, ptrdiff_t x_column_step, int accumulate, double *out,
                   ptrdiff_t out_row_step, ptrdiff_t out_column_step);

/// The sum, pairwise: the error grows with log n.
double mx_sum(const double *x, size_t n, ptrdiff_t step);
/// The sum of products, pairwise.
double mx_dot(const double *x, ptrdiff_t x_step, const double *y, ptrdiff_t y_step, size_t n);
/// The Euclidean norm, without overflow or underflow in between.
double mx_norm2(const double *x, size_t n, ptrdiff_t step);
/// The largest entry, -inf for none; NaN if one is NaN.
double mx_maximum(const double *x, size_t n, ptrdiff_t step);
/// The smallest entry, +inf for none; NaN if one is NaN.
double mx_minimum(const double *x, size_t n, ptrdiff_t step);
/// The product of all entries, from the first on.
double mx_product(const double *x, size_t n, ptrdiff_t step);
/// The offset of the first largest entry (the first NaN, if there is one); 0 for none.
size_t mx_argmax(const double *x, size_t n, ptrdiff_t step);
/// The offset of the first smallest entry (the first NaN, if there is one); 0 for none.
size_t mx_argmin(const double *x, size_t n, ptrdiff_t step);
/// out[j] = alpha * (sum over i of x[i * row_step + j]), pairwise, for j below `columns`; added to
/// what is there if `accumulate`.
void mx_sum_rows(size_t rows, size_t columns, double alpha, const double *x, ptrdiff_t row_step,
                 int accumulate, double *out);

/// C = alpha * A * B, added to what is there if `accumulate`: A is m×k, B is k×n, each with any row
/// and column step (so a transpose is a swap of the two), C is m×n with rows `c_row_step` apart.
void mx_gemm(size_t m, size_t n, size_t k, double alpha, const double *a, ptrdiff_t a_row_step,
             ptrdiff_t a_column_step, const double *b, ptrdiff_t b_row_step,
             ptrdiff_t b_column_step, int accumulate, double *c, ptrdiff_t c_row_step);
/// y = alpha * A * x, added to what is there if `accumulate`: A is m×k with any steps.
void mx_gemv(size_t m, size_t k, double alpha, const double *a, ptrdiff_t a_row_step,
             ptrdiff_t a_column_step, const double *x, ptrdiff_t x_step, int accumulate,
             double *y, ptrdiff_t y_step);

/// Writes a number in a `printf` format of one double, as `%.*g`; returns the length wanted.
int mx_format_double(char *buffer, size_t capacity, int digits, double value);
/// The bytes of memory that a new allocation can hope for: what the system has available, what a
/// container's limit leaves, and what the process's own limits leave.
size_t mx_available_memory(void);

#pragma clang assume_nonnull end

#endif
