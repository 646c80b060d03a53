// The entry points: each forwards to the best kernels for the processor. Loops with strides, which
// gain nothing from vectors, are here once.
#include "Instructions.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static int detect(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("fma")) {
    return 2;
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return 1;
#endif
  return 0;
}

static int level = 0;
static const Kernels *kernels = &mx_kernels_portable;

void mx_limit_simd_level(int limit) {
  level = detect();
  if (level > limit) level = limit;
  kernels = &mx_kernels_portable;
#if defined(__x86_64__)
  if (level == 1) kernels = &mx_kernels_avx2;
  if (level == 2) kernels = &mx_kernels_avx512;
#endif
}

// Before any thread runs, so that the kernels need no check of their own.
__attribute__((constructor)) static void choose_kernels(void) { mx_limit_simd_level(2); }

int mx_simd_level(void) { return level; }

#define FORWARD_UNARY(name, ...) \
  void mx_##name(const double *x, double *y, size_t n) { kernels->name(x, y, n); }
MX_LIBRARY_TABLE(FORWARD_UNARY)
MX_UNARY_TABLE(FORWARD_UNARY)

#define FORWARD_FORM(name)                                                     \
  void mx_##name(const double *a, const double *b, double *out, size_t n) {    \
    kernels->name(a, b, out, n);                                               \
  }
#define FORWARD_BINARY(name, ...) \
  FORWARD_FORM(name) FORWARD_FORM(name##_as) FORWARD_FORM(name##_sa)
MX_LIBRARY_TABLE_2(FORWARD_BINARY)
MX_BINARY_TABLE(FORWARD_BINARY)

// The common exponents without the library: x^2 and x^3 by products, x^-1 and x^0.5 rounded right.
static inline double power(double x, double y) {
  if (y == 2) return x * x;
  if (y == 3) return x * x * x;
  if (y == -1) return 1 / x;
  if (y == 0.5 && x >= 0) return sqrt(x + 0.0);
  return pow(x, y);
}

static inline double mod(double x, double y) {
  if (y == 0) return x;
  double rest = fmod(x, y);
  return rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest;
}

#define DEFINE_SCALAR_FORM(name, form, a_step, b_step)                                    \
  static void name##form##_entries(const double *a, const double *b, double *out, size_t n) { \
    if (n == 0) return;                                                                   \
    double a_value = *a, b_value = *b;                                                    \
    for (size_t i = 0; i < n; i++) {                                                      \
      out[i] = name(a_step ? a[i] : a_value, b_step ? b[i] : b_value);                    \
    }                                                                                     \
  }
#define DEFINE_SCALAR(name)           \
  DEFINE_SCALAR_FORM(name, , 1, 1)    \
  DEFINE_SCALAR_FORM(name, _as, 1, 0) \
  DEFINE_SCALAR_FORM(name, _sa, 0, 1)
MX_SCALAR_TABLE(DEFINE_SCALAR)

void mx_power(const double *a, const double *b, double *out, size_t n) {
  power_entries(a, b, out, n);
}
void mx_power_sa(const double *a, const double *b, double *out, size_t n) {
  power_sa_entries(a, b, out, n);
}
// The exponents that `power` treats, here with vectors; the results agree.
void mx_power_as(const double *a, const double *b, double *out, size_t n) {
  if (n > 0 && *b == 2) {
    kernels->square(a, out, n);
  } else if (n > 0 && *b == 3) {
    kernels->cube(a, out, n);
  } else if (n > 0 && *b == -1) {
    kernels->reciprocal(a, out, n);
  } else {
    power_as_entries(a, b, out, n);
  }
}

void mx_mod(const double *a, const double *b, double *out, size_t n) {
  mod_entries(a, b, out, n);
}
void mx_mod_as(const double *a, const double *b, double *out, size_t n) {
  mod_as_entries(a, b, out, n);
}
void mx_mod_sa(const double *a, const double *b, double *out, size_t n) {
  mod_sa_entries(a, b, out, n);
}

void mx_select(const double *mask, ptrdiff_t mask_step, const double *a, ptrdiff_t a_step,
               const double *b, ptrdiff_t b_step, double *out, size_t n) {
  kernels->select(mask, mask_step, a, a_step, b, b_step, out, n);
}

void mx_axpy(double alpha, const double *x, double *y, size_t n) { kernels->axpy(alpha, x, y, n); }

void mx_scale(double alpha, const double *x, double *y, size_t n) {
  kernels->scale(alpha, x, y, n);
}

void mx_fill(double value, double *y, size_t n) {
  for (size_t i = 0; i < n; i++) y[i] = value;
}

void mx_multiply_strided(size_t n, double alpha, const double *a, ptrdiff_t a_step,
                         const double *b, ptrdiff_t b_step, int accumulate, double *out,
                         ptrdiff_t out_step) {
  kernels->multiply_strided(n, alpha, a, a_step, b, b_step, accumulate, out, out_step);
}

void mx_copy_strided(size_t n, double alpha, const double *x, ptrdiff_t x_step, int accumulate,
                     double *out, ptrdiff_t out_step) {
  if (x_step == 1 && out_step == 1) {
    if (accumulate) {
      kernels->axpy(alpha, x, out, n);
    } else if (alpha == 1) {
      memmove(out, x, n * sizeof(double));
    } else {
      kernels->scale(alpha, x, out, n);
    }
  } else if (accumulate) {
    for (size_t i = 0; i < n; i++, x += x_step, out += out_step) *out += alpha * *x;
  } else if (alpha == 1) {
    for (size_t i = 0; i < n; i++, x += x_step, out += out_step) *out = *x;
  } else {
    for (size_t i = 0; i < n; i++, x += x_step, out += out_step) *out = alpha * *x;
  }
}

void mx_copy_block(size_t rows, size_t columns, double alpha, const double *x,
                   ptrdiff_t x_row_step, ptrdiff_t x_column_step, int accumulate, double *out,
                   ptrdiff_t out_row_step, ptrdiff_t out_column_step) {
  const size_t tile = 16;
  for (size_t i = 0; i < rows; i += tile) {
    size_t height = rows - i < tile ? rows - i : tile;
    for (size_t j = 0; j < columns; j += tile) {
      size_t width = columns - j < tile ? columns - j : tile;
      for (size_t row = i; row < i + height; row++) {
        mx_copy_strided(width, alpha, x + (ptrdiff_t)row * x_row_step + (ptrdiff_t)j * x_column_step,
                        x_column_step, accumulate,
                        out + (ptrdiff_t)row * out_row_step + (ptrdiff_t)j * out_column_step,
                        out_column_step);
      }
    }
  }
}

double mx_sum(const double *x, size_t n, ptrdiff_t step) {
  if (step == 1) return kernels->sum(x, n);
  if (n > 64) {
    size_t half = n / 2;
    return mx_sum(x, half, step) + mx_sum(x + (ptrdiff_t)half * step, n - half, step);
  }
  double sum = 0;
  for (size_t i = 0; i < n; i++, x += step) sum += *x;
  return sum;
}

double mx_dot(const double *x, ptrdiff_t x_step, const double *y, ptrdiff_t y_step, size_t n) {
  if (x_step == 1 && y_step == 1) return kernels->dot(x, y, n);
  if (n > 64) {
    size_t half = n / 2;
    return mx_dot(x, x_step, y, y_step, half) +
           mx_dot(x + (ptrdiff_t)half * x_step, x_step, y + (ptrdiff_t)half * y_step, y_step,
                  n - half);
  }
  double sum = 0;
  for (size_t i = 0; i < n; i++, x += x_step, y += y_step) sum += *x * *y;
  return sum;
}

double mx_norm2(const double *x, size_t n, ptrdiff_t step) {
  double plain = mx_dot(x, step, x, step, n);
  // Far from both ends of the range the plain sum has lost nothing.
  if (plain > 1e-280 && plain < 1e300) return sqrt(plain);
  double largest = 0;
  for (size_t i = 0; i < n; i++) {
    double size = fabs(x[(ptrdiff_t)i * step]);
    if (size > largest || size != size) largest = size;
    if (largest != largest) return largest;
  }
  if (largest == 0 || largest == INFINITY) return largest;
  // A power of two, so that the division rounds nothing.
  int exponent;
  frexp(largest, &exponent);
  double sum = 0;
  for (size_t i = 0; i < n; i++) {
    double scaled = ldexp(x[(ptrdiff_t)i * step], -exponent);
    sum += scaled * scaled;
  }
  return ldexp(sqrt(sum), exponent);
}

double mx_maximum(const double *x, size_t n, ptrdiff_t step) {
  if (step == 1) return kernels->maximum(x, n);
  return n == 0 ? -INFINITY : x[(ptrdiff_t)mx_argmax(x, n, step) * step];
}

double mx_minimum(const double *x, size_t n, ptrdiff_t step) {
  if (step == 1) return kernels->minimum(x, n);
  return n == 0 ? INFINITY : x[(ptrdiff_t)mx_argmin(x, n, step) * step];
}

double mx_product(const double *x, size_t n, ptrdiff_t step) {
  double product = 1;
  for (size_t i = 0; i < n; i++, x += step) product *= *x;
  return product;
}

size_t mx_argmax(const double *x, size_t n, ptrdiff_t step) {
  size_t best = 0;
  for (size_t i = 0; i < n; i++) {
    double value = x[(ptrdiff_t)i * step];
    if (value != value) return i;
    if (value > x[(ptrdiff_t)best * step]) best = i;
  }
  return best;
}

size_t mx_argmin(const double *x, size_t n, ptrdiff_t step) {
  size_t best = 0;
  for (size_t i = 0; i < n; i++) {
    double value = x[(ptrdiff_t)i * step];
    if (value != value) return i;
    if (value < x[(ptrdiff_t)best * step]) best = i;
  }
  return best;
}

void mx_sum_rows(size_t rows, size_t columns, double alpha, const double *x, ptrdiff_t row_step,
                 int accumulate, double *out) {
  kernels->sum_rows(rows, columns, alpha, x, row_step, accumulate, out);
}

void mx_gemm(size_t m, size_t n, size_t k, double alpha, const double *a, ptrdiff_t a_row_step,
             ptrdiff_t a_column_step, const double *b, ptrdiff_t b_row_step,
             ptrdiff_t b_column_step, int accumulate, double *c, ptrdiff_t c_row_step) {
  kernels->gemm(m, n, k, alpha, a, a_row_step, a_column_step, b, b_row_step, b_column_step,
                accumulate, c, c_row_step);
}

void mx_gemv(size_t m, size_t k, double alpha, const double *a, ptrdiff_t a_row_step,
             ptrdiff_t a_column_step, const double *x, ptrdiff_t x_step, int accumulate,
             double *y, ptrdiff_t y_step) {
  kernels->gemv(m, k, alpha, a, a_row_step, a_column_step, x, x_step, accumulate, y, y_step);
}

int mx_format_double(char *buffer, size_t capacity, int digits, double value) {
  return snprintf(buffer, capacity, "%.*g", digits, value);
}
