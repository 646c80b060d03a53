// The kernels, written once over vectors `V` of WIDTH doubles. The file that includes this one has
// set the instructions: V, WIDTH, ROWS (of the register block of a product), load_part, store_part
// and, where there is a vector library, VECTOR_MATH and map_library.
#include "Instructions.h"

#include <stdint.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")
#define SPLAT(number) ((V)(double)(number))

typedef double UnalignedV __attribute__((ext_vector_type(WIDTH), aligned(8)));

INLINE V load(const double *p) { return *(const UnalignedV *)p; }
INLINE void store(double *p, V x) { *(UnalignedV *)p = x; }

INLINE double lane_sum(V x) {
#if WIDTH == 8
  double __attribute__((ext_vector_type(4))) half = x.lo + x.hi;
  double __attribute__((ext_vector_type(2))) pair = half.lo + half.hi;
#elif WIDTH == 4
  double __attribute__((ext_vector_type(2))) pair = x.lo + x.hi;
#else
  V pair = x;
#endif
  return pair[0] + pair[1];
}

// ---- The mathematical library ----

#ifdef VECTOR_MATH
void map_library(const double *x, double *y, size_t vectors, void (*f)(void));
void map_library_2(const double *a, size_t a_bytes, const double *b, size_t b_bytes, double *out,
                   size_t vectors, void (*f)(void));
#define LIBRARY_FUNCTION(name)                     \
  extern void VECTOR_MATH(name)(void);             \
  INLINE V math_##name(V x) {                      \
    _Alignas(64) double lanes[WIDTH];              \
    store(lanes, x);                               \
    map_library(lanes, lanes, 1, VECTOR_MATH(name)); \
    return load(lanes);                            \
  }
#define LIBRARY_FUNCTION_2(name) extern void VECTOR_MATH_2(name)(void);
#else
#define LIBRARY_FUNCTION(name)                                    \
  INLINE V math_##name(V x) {                                     \
    for (size_t lane = 0; lane < WIDTH; lane++) x[lane] = name(x[lane]); \
    return x;                                                     \
  }
#define LIBRARY_FUNCTION_2(name)                                  \
  INLINE V math_##name(V a, V b) {                                \
    for (size_t lane = 0; lane < WIDTH; lane++) a[lane] = name(a[lane], b[lane]); \
    return a;                                                     \
  }
#endif
MX_LIBRARY_TABLE(LIBRARY_FUNCTION)
MX_LIBRARY_TABLE_2(LIBRARY_FUNCTION_2)

INLINE V scalar_log10(V x) {
  for (size_t lane = 0; lane < WIDTH; lane++) x[lane] = log10(x[lane]);
  return x;
}

// 1/(1 + e^-x) = e^x/(1 + e^x), whichever has the exponential below 1.
INLINE V sigmoid(V x) {
  V small = math_exp(-__builtin_elementwise_abs(x));
  return (x < 0 ? small : SPLAT(1)) / (SPLAT(1) + small);
}

// ---- Elementwise ----

// The lanes beyond the end repeat the first entry left, so that they take no slow path which the
// entries themselves don't take.

#ifdef VECTOR_MATH
#define DEFINE_LIBRARY(name)                                         \
  static void name##_loop(const double *x, double *y, size_t n) {    \
    size_t vectors = n / WIDTH, done = vectors * WIDTH;              \
    map_library(x, y, vectors, VECTOR_MATH(name));                   \
    if (done < n) {                                                  \
      V last = math_##name(load_part(x + done, n - done, SPLAT(x[done]))); \
      store_part(y + done, n - done, last);                          \
    }                                                                \
  }
INLINE void library_2_loop(const double *a, size_t a_step, const double *b, size_t b_step,
                           double *out, size_t n, void (*f)(void)) {
  _Alignas(64) double a_lanes[WIDTH], b_lanes[WIDTH];
  if (n == 0) return;
  size_t vectors = n / WIDTH, done = vectors * WIDTH;
  V a_splat = SPLAT(*a), b_splat = SPLAT(*b);
  store(a_lanes, a_splat);
  store(b_lanes, b_splat);
  map_library_2(a_step ? a : a_lanes, a_step * sizeof(V), b_step ? b : b_lanes,
                b_step * sizeof(V), out, vectors, f);
  if (done == n) return;
  // Read again where the loop above has not written: in place, a[0] is gone by now.
  if (a_step) store(a_lanes, load_part(a + done, n - done, SPLAT(a[done])));
  if (b_step) store(b_lanes, load_part(b + done, n - done, SPLAT(b[done])));
  map_library_2(a_lanes, 0, b_lanes, 0, a_lanes, 1, f);
  store_part(out + done, n - done, load(a_lanes));
}
#define DEFINE_LIBRARY_FORM(name, form, a_step, b_step)                             \
  static void name##form##_loop(const double *a, const double *b, double *out, size_t n) { \
    library_2_loop(a, a_step, b, b_step, out, n, VECTOR_MATH_2(name));              \
  }
#define DEFINE_LIBRARY_2(name)             \
  DEFINE_LIBRARY_FORM(name, , 1, 1)        \
  DEFINE_LIBRARY_FORM(name, _as, 1, 0)     \
  DEFINE_LIBRARY_FORM(name, _sa, 0, 1)
#else
#define DEFINE_LIBRARY(name) DEFINE_UNARY(name, math_##name(x))
#define DEFINE_LIBRARY_2(name) DEFINE_BINARY(name, math_##name(a, b))
#endif

#define DEFINE_UNARY(name, expression)                            \
  INLINE V name##_lanes(V x) { return expression; }               \
  static void name##_loop(const double *p, double *y, size_t n) { \
    size_t i = 0;                                                 \
    for (; i + WIDTH <= n; i += WIDTH) store(y + i, name##_lanes(load(p + i))); \
    if (i < n) store_part(y + i, n - i, name##_lanes(load_part(p + i, n - i, SPLAT(p[i])))); \
  }

#define DEFINE_BINARY_FORM(name, form, a_vector, a_part, b_vector, b_part)               \
  static void name##form##_loop(const double *p, const double *q, double *out, size_t n) { \
    if (n == 0) return;                                                                  \
    V p_splat = SPLAT(*p), q_splat = SPLAT(*q);                                          \
    (void)p_splat, (void)q_splat;                                                        \
    size_t i = 0;                                                                        \
    for (; i + WIDTH <= n; i += WIDTH) store(out + i, name##_lanes(a_vector, b_vector)); \
    if (i < n) store_part(out + i, n - i, name##_lanes(a_part, b_part));                 \
  }
#define DEFINE_BINARY(name, expression)                                                  \
  INLINE V name##_lanes(V a, V b) { return expression; }                                 \
  DEFINE_BINARY_FORM(name, , load(p + i), load_part(p + i, n - i, SPLAT(p[i])),          \
                     load(q + i), load_part(q + i, n - i, SPLAT(q[i])))                  \
  DEFINE_BINARY_FORM(name, _as, load(p + i), load_part(p + i, n - i, SPLAT(p[i])), q_splat, \
                     q_splat)                                                            \
  DEFINE_BINARY_FORM(name, _sa, p_splat, p_splat, load(q + i),                           \
                     load_part(q + i, n - i, SPLAT(q[i])))

MX_LIBRARY_TABLE(DEFINE_LIBRARY)
MX_UNARY_TABLE(DEFINE_UNARY)
MX_LIBRARY_TABLE_2(DEFINE_LIBRARY_2)
MX_BINARY_TABLE(DEFINE_BINARY)

INLINE V load_step(const double *p, ptrdiff_t step, size_t i) {
  return step ? load(p + i) : SPLAT(*p);
}
INLINE V load_step_part(const double *p, ptrdiff_t step, size_t i, size_t n) {
  return step ? load_part(p + i, n, SPLAT(0)) : SPLAT(*p);
}

static void select_loop(const double *mask, ptrdiff_t mask_step, const double *a, ptrdiff_t a_step,
                        const double *b, ptrdiff_t b_step, double *out, size_t n) {
  size_t i = 0;
  for (; i + WIDTH <= n; i += WIDTH) {
    V chosen = load_step(mask, mask_step, i) != 0 ? load_step(a, a_step, i) : load_step(b, b_step, i);
    store(out + i, chosen);
  }
  if (i < n) {
    size_t rest = n - i;
    V chosen = load_step_part(mask, mask_step, i, rest) != 0 ? load_step_part(a, a_step, i, rest)
                                                            : load_step_part(b, b_step, i, rest);
    store_part(out + i, rest, chosen);
  }
}

static void axpy_loop(double alpha, const double *x, double *y, size_t n) {
  size_t i = 0;
  for (; i + WIDTH <= n; i += WIDTH) store(y + i, load(y + i) + alpha * load(x + i));
  if (i < n) {
    V last = load_part(y + i, n - i, SPLAT(0)) + alpha * load_part(x + i, n - i, SPLAT(0));
    store_part(y + i, n - i, last);
  }
}

static void scale_loop(double alpha, const double *x, double *y, size_t n) {
  size_t i = 0;
  for (; i + WIDTH <= n; i += WIDTH) store(y + i, alpha * load(x + i));
  if (i < n) store_part(y + i, n - i, alpha * load_part(x + i, n - i, SPLAT(0)));
}

INLINE int is_unit_or_zero(ptrdiff_t step) { return step == 0 || step == 1; }

static void multiply_strided_loop(size_t n, double alpha, const double *a, ptrdiff_t a_step,
                                  const double *b, ptrdiff_t b_step, int accumulate, double *out,
                                  ptrdiff_t out_step) {
  size_t i = 0;
  if (out_step == 1 && is_unit_or_zero(a_step) && is_unit_or_zero(b_step)) {
    for (; i + WIDTH <= n; i += WIDTH) {
      V product = alpha * (load_step(a, a_step, i) * load_step(b, b_step, i));
      store(out + i, accumulate ? load(out + i) + product : product);
    }
    if (i < n) {
      size_t rest = n - i;
      V product = alpha * (load_step_part(a, a_step, i, rest) * load_step_part(b, b_step, i, rest));
      if (accumulate) product += load_part(out + i, rest, SPLAT(0));
      store_part(out + i, rest, product);
    }
    return;
  }
  for (; i < n; i++) {
    double product = alpha * (*a * *b);
    *out = accumulate ? *out + product : product;
    a += a_step;
    b += b_step;
    out += out_step;
  }
}

// ---- Reductions ----

// Below PAIRWISE entries four accumulators run side by side; above it halves are added, so that
// the error grows with log n.
#define PAIRWISE (128 * WIDTH)

static double sum_loop(const double *x, size_t n) {
  if (n > PAIRWISE) {
    size_t half = n / 2 / WIDTH * WIDTH;
    return sum_loop(x, half) + sum_loop(x + half, n - half);
  }
  V sums[4] = {SPLAT(0), SPLAT(0), SPLAT(0), SPLAT(0)};
  size_t i = 0;
  for (; i + 4 * WIDTH <= n; i += 4 * WIDTH) {
    UNROLL for (size_t j = 0; j < 4; j++) sums[j] += load(x + i + j * WIDTH);
  }
  for (; i + WIDTH <= n; i += WIDTH) sums[0] += load(x + i);
  if (i < n) sums[1] += load_part(x + i, n - i, SPLAT(0));
  return lane_sum((sums[0] + sums[1]) + (sums[2] + sums[3]));
}

static double dot_loop(const double *x, const double *y, size_t n) {
  if (n > PAIRWISE) {
    size_t half = n / 2 / WIDTH * WIDTH;
    return dot_loop(x, y, half) + dot_loop(x + half, y + half, n - half);
  }
  V sums[4] = {SPLAT(0), SPLAT(0), SPLAT(0), SPLAT(0)};
  size_t i = 0;
  for (; i + 4 * WIDTH <= n; i += 4 * WIDTH) {
    UNROLL for (size_t j = 0; j < 4; j++) {
      sums[j] += load(x + i + j * WIDTH) * load(y + i + j * WIDTH);
    }
  }
  for (; i + WIDTH <= n; i += WIDTH) sums[0] += load(x + i) * load(y + i);
  if (i < n) sums[1] += load_part(x + i, n - i, SPLAT(0)) * load_part(y + i, n - i, SPLAT(0));
  return lane_sum((sums[0] + sums[1]) + (sums[2] + sums[3]));
}

#define DEFINE_EXTREME(name, relation, none)                                \
  INLINE V name##_of(V best, V x) {                                         \
    V better = x relation best ? x : best;                                  \
    return x != x ? x : better;                                             \
  }                                                                         \
  static double name##_loop(const double *x, size_t n) {                    \
    V best = SPLAT(none), other = SPLAT(none);                              \
    size_t i = 0;                                                           \
    for (; i + 2 * WIDTH <= n; i += 2 * WIDTH) {                            \
      best = name##_of(best, load(x + i));                                  \
      other = name##_of(other, load(x + i + WIDTH));                        \
    }                                                                       \
    for (; i + WIDTH <= n; i += WIDTH) best = name##_of(best, load(x + i)); \
    if (i < n) other = name##_of(other, load_part(x + i, n - i, SPLAT(none))); \
    best = name##_of(best, other);                                          \
    double result = best[0];                                                \
    for (size_t lane = 1; lane < WIDTH; lane++) {                           \
      if (best[lane] relation result || best[lane] != best[lane]) result = best[lane]; \
    }                                                                       \
    return result;                                                          \
  }
DEFINE_EXTREME(maximum, >, -INFINITY)
DEFINE_EXTREME(minimum, <, INFINITY)

// The sums over the rows of a panel of up to 4 vectors of columns, pairwise above 64 rows.
static void sum_panel(size_t rows, size_t columns, const double *x, ptrdiff_t row_step,
                      double *sums) {
  if (rows > 64) {
    double others[4 * WIDTH];
    size_t half = rows / 2;
    sum_panel(half, columns, x, row_step, sums);
    sum_panel(rows - half, columns, x + (ptrdiff_t)half * row_step, row_step, others);
    for (size_t j = 0; j < 4 * WIDTH; j++) sums[j] += others[j];
    return;
  }
  V accumulators[4] = {SPLAT(0), SPLAT(0), SPLAT(0), SPLAT(0)};
  if (columns == 4 * WIDTH) {
    for (size_t i = 0; i < rows; i++, x += row_step) {
      UNROLL for (size_t j = 0; j < 4; j++) accumulators[j] += load(x + j * WIDTH);
    }
  } else {
    for (size_t i = 0; i < rows; i++, x += row_step) {
      size_t j = 0;
      for (; (j + 1) * WIDTH <= columns; j++) accumulators[j] += load(x + j * WIDTH);
      if (j * WIDTH < columns) {
        accumulators[j] += load_part(x + j * WIDTH, columns - j * WIDTH, SPLAT(0));
      }
    }
  }
  UNROLL for (size_t j = 0; j < 4; j++) store(sums + j * WIDTH, accumulators[j]);
}

static void sum_rows_loop(size_t rows, size_t columns, double alpha, const double *x,
                          ptrdiff_t row_step, int accumulate, double *out) {
  double sums[4 * WIDTH];
  for (size_t j = 0; j < columns; j += 4 * WIDTH) {
    size_t width = columns - j < 4 * WIDTH ? columns - j : 4 * WIDTH;
    sum_panel(rows, width, x + j, row_step, sums);
    for (size_t i = 0; i < width; i++) {
      out[j + i] = accumulate ? out[j + i] + alpha * sums[i] : alpha * sums[i];
    }
  }
}

#include "ProductKernels.h"

#define UNARY_ENTRY(name, ...) .name = name##_loop,
#define BINARY_ENTRY(name, ...) \
  .name = name##_loop, .name##_as = name##_as_loop, .name##_sa = name##_sa_loop,

const Kernels KERNELS = {
    MX_LIBRARY_TABLE(UNARY_ENTRY)
    MX_UNARY_TABLE(UNARY_ENTRY)
    MX_LIBRARY_TABLE_2(BINARY_ENTRY)
    MX_BINARY_TABLE(BINARY_ENTRY)
    .select = select_loop,
    .axpy = axpy_loop,
    .scale = scale_loop,
    .multiply_strided = multiply_strided_loop,
    .sum = sum_loop,
    .dot = dot_loop,
    .maximum = maximum_loop,
    .minimum = minimum_loop,
    .sum_rows = sum_rows_loop,
    .gemm = gemm_loop,
    .gemv = gemv_loop,
};
