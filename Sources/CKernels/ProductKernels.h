// Products of small and medium matrices, over the vectors of VectorKernels.h.
//
// A register block of ROWS rows by two vectors of columns of C stays in registers while k runs:
// each step loads two vectors of a row of B and broadcasts ROWS entries of A. A can therefore lie
// in any order; B is copied in panels only where its rows aren't contiguous, or so far apart that
// the caches suffer.

#define PANEL (2 * WIDTH)
#define DEPTH 256

// The last vector of a block has `last` columns; `whole` says, at compile time, that it is full.
INLINE void block(size_t rows, size_t vectors, int whole, size_t last, size_t k, double alpha,
                  const double *a, ptrdiff_t a_row_step, ptrdiff_t a_column_step, const double *b,
                  ptrdiff_t b_row_step, int accumulate, double *c, ptrdiff_t c_row_step) {
  V sums[ROWS][2];
  UNROLL for (size_t i = 0; i < rows; i++) {
    UNROLL for (size_t j = 0; j < vectors; j++) sums[i][j] = SPLAT(0);
  }
  for (size_t p = 0; p < k; p++) {
    V row[2];
    UNROLL for (size_t j = 0; j < vectors; j++) {
      row[j] = whole || j + 1 < vectors ? load(b + j * WIDTH)
                                        : load_part(b + j * WIDTH, last, SPLAT(0));
    }
    UNROLL for (size_t i = 0; i < rows; i++) {
      V entry = SPLAT(a[(ptrdiff_t)i * a_row_step]);
      UNROLL for (size_t j = 0; j < vectors; j++) {
        sums[i][j] += entry * row[j];
      }
    }
    a += a_column_step;
    b += b_row_step;
  }
  UNROLL for (size_t i = 0; i < rows; i++) {
    UNROLL for (size_t j = 0; j < vectors; j++) {
      double *out = c + (ptrdiff_t)i * c_row_step + j * WIDTH;
      V value = alpha * sums[i][j];
      if (whole || j + 1 < vectors) {
        store(out, accumulate ? load(out) + value : value);
      } else {
        if (accumulate) value += load_part(out, last, SPLAT(0));
        store_part(out, last, value);
      }
    }
  }
}

#define BLOCK_CASE(count)                                                                  \
  case count:                                                                              \
    block(count, vectors, whole, last, k, alpha, a, a_row_step, a_column_step, b, b_row_step, \
          accumulate, c, c_row_step);                                                      \
    return;

// Forwards to the block of the right number of rows, compiled for each.
INLINE void rows_block(size_t rows, size_t vectors, int whole, size_t last, size_t k, double alpha,
                       const double *a, ptrdiff_t a_row_step, ptrdiff_t a_column_step,
                       const double *b, ptrdiff_t b_row_step, int accumulate, double *c,
                       ptrdiff_t c_row_step) {
  switch (rows) {
    BLOCK_CASE(1)
    BLOCK_CASE(2)
    BLOCK_CASE(3)
    BLOCK_CASE(4)
#if ROWS > 4
    BLOCK_CASE(5)
    BLOCK_CASE(6)
#endif
#if ROWS > 6
    BLOCK_CASE(7)
    BLOCK_CASE(8)
#endif
  }
}

#define COLUMN_PANEL(name, vectors, whole)                                                 \
  static void name(size_t m, size_t last, size_t k, double alpha, const double *a,         \
                   ptrdiff_t a_row_step, ptrdiff_t a_column_step, const double *b,         \
                   ptrdiff_t b_row_step, int accumulate, double *c, ptrdiff_t c_row_step) { \
    for (; m >= ROWS; m -= ROWS) {                                                         \
      block(ROWS, vectors, whole, last, k, alpha, a, a_row_step, a_column_step, b,         \
            b_row_step, accumulate, c, c_row_step);                                        \
      a += ROWS * a_row_step;                                                              \
      c += ROWS * c_row_step;                                                              \
    }                                                                                      \
    rows_block(m, vectors, whole, last, k, alpha, a, a_row_step, a_column_step, b,         \
               b_row_step, accumulate, c, c_row_step);                                     \
  }
COLUMN_PANEL(whole_panel, 2, 1)
COLUMN_PANEL(wide_panel, 2, 0)
COLUMN_PANEL(narrow_panel, 1, 0)

static void gemv_loop(size_t m, size_t k, double alpha, const double *a, ptrdiff_t a_row_step,
                      ptrdiff_t a_column_step, const double *x, ptrdiff_t x_step, int accumulate,
                      double *y, ptrdiff_t y_step);

static void gemm_loop(size_t m, size_t n, size_t k, double alpha, const double *a,
                      ptrdiff_t a_row_step, ptrdiff_t a_column_step, const double *b,
                      ptrdiff_t b_row_step, ptrdiff_t b_column_step, int accumulate, double *c,
                      ptrdiff_t c_row_step) {
  if (n == 1) {
    gemv_loop(m, k, alpha, a, a_row_step, a_column_step, b, b_row_step, accumulate, c, c_row_step);
    return;
  }
  if (m == 1) {
    gemv_loop(n, k, alpha, b, b_column_step, b_row_step, a, a_column_step, accumulate, c, 1);
    return;
  }
  if (k == 0 && !accumulate) {
    for (size_t i = 0; i < m; i++) {
      for (size_t j = 0; j < n; j++) c[(ptrdiff_t)i * c_row_step + (ptrdiff_t)j] = 0;
    }
  }
  _Alignas(64) double packed[DEPTH * PANEL];
  for (size_t p = 0; p < k; p += DEPTH) {
    size_t depth = k - p < DEPTH ? k - p : DEPTH;
    int packs = b_column_step != 1 || (m >= 4 * ROWS && depth >= 32 && b_row_step >= 256);
    for (size_t j = 0; j < n; j += PANEL) {
      size_t width = n - j < PANEL ? n - j : PANEL;
      const double *panel = b + (ptrdiff_t)p * b_row_step + (ptrdiff_t)j * b_column_step;
      ptrdiff_t panel_step = b_row_step;
      if (packs) {
        if (b_row_step == 1) {
          for (size_t column = 0; column < width; column++) {
            const double *from = panel + (ptrdiff_t)column * b_column_step;
            for (size_t i = 0; i < depth; i++) packed[i * PANEL + column] = from[i];
          }
        } else {
          for (size_t i = 0; i < depth; i++) {
            const double *from = panel + (ptrdiff_t)i * b_row_step;
            for (size_t column = 0; column < width; column++) {
              packed[i * PANEL + column] = from[(ptrdiff_t)column * b_column_step];
            }
          }
        }
        panel = packed;
        panel_step = PANEL;
      }
      const double *rows = a + (ptrdiff_t)p * a_column_step;
      int adds = accumulate || p > 0;
      if (width == PANEL) {
        whole_panel(m, WIDTH, depth, alpha, rows, a_row_step, a_column_step, panel, panel_step,
                    adds, c + j, c_row_step);
      } else if (width > WIDTH) {
        wide_panel(m, width - WIDTH, depth, alpha, rows, a_row_step, a_column_step, panel,
                   panel_step, adds, c + j, c_row_step);
      } else {
        narrow_panel(m, width, depth, alpha, rows, a_row_step, a_column_step, panel, panel_step,
                     adds, c + j, c_row_step);
      }
    }
  }
}

// y[i] = a row of A times x, for rows whose entries are contiguous.
INLINE void row_dots(size_t rows, size_t k, double alpha, const double *a, ptrdiff_t a_row_step,
                     const double *x, int accumulate, double *y, ptrdiff_t y_step) {
  V sums[4];
  UNROLL for (size_t i = 0; i < rows; i++) sums[i] = SPLAT(0);
  size_t p = 0;
  for (; p + WIDTH <= k; p += WIDTH) {
    V entries = load(x + p);
    UNROLL for (size_t i = 0; i < rows; i++) {
      sums[i] += entries * load(a + (ptrdiff_t)i * a_row_step + (ptrdiff_t)p);
    }
  }
  if (p < k) {
    V entries = load_part(x + p, k - p, SPLAT(0));
    UNROLL for (size_t i = 0; i < rows; i++) {
      sums[i] += entries * load_part(a + (ptrdiff_t)i * a_row_step + (ptrdiff_t)p, k - p, SPLAT(0));
    }
  }
  UNROLL for (size_t i = 0; i < rows; i++) {
    double value = alpha * lane_sum(sums[i]);
    double *out = y + (ptrdiff_t)i * y_step;
    *out = accumulate ? *out + value : value;
  }
}

// y as a sum of columns of A, for columns whose entries are contiguous: a tile of rows at a time.
INLINE void column_tile(size_t vectors, size_t last, size_t k, double alpha, const double *a,
                        ptrdiff_t a_column_step, const double *x, ptrdiff_t x_step, int accumulate,
                        double *y) {
  V sums[4];
  UNROLL for (size_t j = 0; j < vectors; j++) sums[j] = SPLAT(0);
  for (size_t p = 0; p < k; p++) {
    V entry = SPLAT(*x);
    UNROLL for (size_t j = 0; j < vectors; j++) {
      V column = j + 1 < vectors || last == WIDTH ? load(a + j * WIDTH)
                                                  : load_part(a + j * WIDTH, last, SPLAT(0));
      sums[j] += entry * column;
    }
    a += a_column_step;
    x += x_step;
  }
  UNROLL for (size_t j = 0; j < vectors; j++) {
    V value = alpha * sums[j];
    double *out = y + j * WIDTH;
    if (j + 1 < vectors || last == WIDTH) {
      store(out, accumulate ? load(out) + value : value);
    } else {
      if (accumulate) value += load_part(out, last, SPLAT(0));
      store_part(out, last, value);
    }
  }
}

static void columns_gemv(size_t m, size_t k, double alpha, const double *a,
                         ptrdiff_t a_column_step, const double *x, ptrdiff_t x_step,
                         int accumulate, double *y) {
  for (; m >= 4 * WIDTH; m -= 4 * WIDTH, a += 4 * WIDTH, y += 4 * WIDTH) {
    column_tile(4, WIDTH, k, alpha, a, a_column_step, x, x_step, accumulate, y);
  }
  for (; m >= WIDTH; m -= WIDTH, a += WIDTH, y += WIDTH) {
    column_tile(1, WIDTH, k, alpha, a, a_column_step, x, x_step, accumulate, y);
  }
  if (m > 0) column_tile(1, m, k, alpha, a, a_column_step, x, x_step, accumulate, y);
}

static void gemv_loop(size_t m, size_t k, double alpha, const double *a, ptrdiff_t a_row_step,
                      ptrdiff_t a_column_step, const double *x, ptrdiff_t x_step, int accumulate,
                      double *y, ptrdiff_t y_step) {
  if (k == 1) {
    multiply_strided_loop(m, alpha, a, a_row_step, x, 0, accumulate, y, y_step);
  } else if (a_row_step == 1 && y_step == 1) {
    columns_gemv(m, k, alpha, a, a_column_step, x, x_step, accumulate, y);
  } else if (a_column_step == 1 && k > 0) {
    double packed[DEPTH];
    for (size_t p = 0; p < k; p += (x_step == 1 ? k : DEPTH)) {
      size_t depth = x_step == 1 || k - p < DEPTH ? k - p : DEPTH;
      const double *entries = x + p;
      if (x_step != 1) {
        for (size_t i = 0; i < depth; i++) packed[i] = x[(ptrdiff_t)(p + i) * x_step];
        entries = packed;
      }
      int adds = accumulate || p > 0;
      const double *rows = a + p;
      double *out = y;
      size_t left = m;
      for (; left >= 4; left -= 4, rows += 4 * a_row_step, out += 4 * y_step) {
        row_dots(4, depth, alpha, rows, a_row_step, entries, adds, out, y_step);
      }
      switch (left) {
      case 3: row_dots(3, depth, alpha, rows, a_row_step, entries, adds, out, y_step); break;
      case 2: row_dots(2, depth, alpha, rows, a_row_step, entries, adds, out, y_step); break;
      case 1: row_dots(1, depth, alpha, rows, a_row_step, entries, adds, out, y_step); break;
      }
    }
  } else {
    for (size_t i = 0; i < m; i++) {
      double sum = 0;
      const double *entry = a + (ptrdiff_t)i * a_row_step;
      for (size_t p = 0; p < k; p++, entry += a_column_step) sum += *entry * x[(ptrdiff_t)p * x_step];
      double *out = y + (ptrdiff_t)i * y_step;
      *out = accumulate ? *out + alpha * sum : alpha * sum;
    }
  }
}
