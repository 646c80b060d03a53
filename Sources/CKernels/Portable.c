// The kernels for any processor: pairs of doubles, and the scalar mathematical library.
#include <math.h>
#include <stddef.h>

#define KERNELS mx_kernels_portable
#define WIDTH 2
#define ROWS 4

typedef double V __attribute__((ext_vector_type(WIDTH)));

static inline V load_part(const double *p, size_t n, V other) {
  return n == 0 ? other : (V){p[0], n == 1 ? other[1] : p[1]};
}
static inline void store_part(double *p, size_t n, V x) {
  if (n > 0) p[0] = x[0];
  if (n > 1) p[1] = x[1];
}

#include "VectorKernels.h"
