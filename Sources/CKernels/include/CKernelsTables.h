/// The elementwise functions, one line each: a name and an expression in the operands.
///
/// The expressions are compiled once per instruction set over vectors `V` (VectorKernels.h), with
/// `math_f` for a function f of the vector library. A comparison gives a mask, which `?:` takes.
#ifndef MX_CKERNELS_TABLES_H
#define MX_CKERNELS_TABLES_H

// The functions that the vector library has: within 4 units in the last place.
#define MX_LIBRARY_TABLE(X) \
  X(exp) X(log) X(log2) X(log1p) \
  X(expm1) X(cbrt) X(sin) X(cos) X(tan) \
  X(asin) X(acos) X(atan) X(sinh) X(cosh) \
  X(tanh) X(asinh) X(acosh) X(atanh) X(erf)
#define MX_LIBRARY_TABLE_2(X) X(atan2) X(hypot)

// The functions called entry by entry. mod has the sign of the divisor, and mod(x, 0) = x. The
// scalar library's power is exact where the result is a double (0.2 = 5^-1), unlike the vector
// one's, which a calculator's user would see.
#define MX_SCALAR_TABLE(X) X(power) X(mod)

// log10 is the scalar library's: it is exact at the powers of ten, unlike the vector one's.
// sigmoid and softplus go through e^-|x|, which never overflows: both tails keep full accuracy.
// relu is 0 at -0, and NaN stays NaN in relu and sign. round takes halves away from zero.
#define MX_UNARY_TABLE(X)                                                          \
  X(log10, scalar_log10(x))                                                        \
  X(sqrt, __builtin_elementwise_sqrt(x))                                           \
  X(abs, __builtin_elementwise_abs(x))                                             \
  X(sign, x > 0 ? SPLAT(1) : x < 0 ? SPLAT(-1) : x)                                \
  X(sigmoid, sigmoid(x))                                                           \
  X(softplus, (x > 0 ? x : SPLAT(0)) + math_log1p(math_exp(-__builtin_elementwise_abs(x)))) \
  X(relu, x <= 0 ? SPLAT(0) : x)                                                   \
  X(floor, __builtin_elementwise_floor(x))                                         \
  X(ceil, __builtin_elementwise_ceil(x))                                           \
  X(round, __builtin_elementwise_round(x))                                         \
  X(negate, -x)                                                                    \
  X(reciprocal, SPLAT(1) / x)                                                      \
  X(square, x *x)                                                                  \
  X(cube, x *x *x)                                                                 \
  X(not, x == 0 ? SPLAT(1) : SPLAT(0))                                             \
  X(step, x > 0 ? SPLAT(1) : x <= 0 ? SPLAT(0) : x)

// min and max give NaN for NaN.
// xlogy(y, x) = y*log(x) and xdivy(y, x) = y/x, both 0 at y = 0 whatever x is, but for NaN.
#define MX_BINARY_TABLE(X)                                                         \
  X(add, a + b)                                                                    \
  X(subtract, a - b)                                                               \
  X(multiply, a *b)                                                                \
  X(divide, a / b)                                                                 \
  X(min, a != a ? a : a < b ? a : b)                                               \
  X(max, a != a ? a : a > b ? a : b)                                               \
  X(equal, a == b ? SPLAT(1) : SPLAT(0))                                           \
  X(unequal, a != b ? SPLAT(1) : SPLAT(0))                                         \
  X(less, a < b ? SPLAT(1) : SPLAT(0))                                             \
  X(less_equal, a <= b ? SPLAT(1) : SPLAT(0))                                      \
  X(greater, a > b ? SPLAT(1) : SPLAT(0))                                          \
  X(greater_equal, a >= b ? SPLAT(1) : SPLAT(0))                                   \
  X(and, ((a != 0) & (b != 0)) ? SPLAT(1) : SPLAT(0))                                \
  X(or, ((a != 0) | (b != 0)) ? SPLAT(1) : SPLAT(0))                                 \
  X(xlogy, ((a == 0) & (b == b)) ? SPLAT(0) : a * math_log(b))                         \
  X(xdivy, ((a == 0) & (b == b)) ? SPLAT(0) : a / b)

#endif
