import CKernels

/// P·A = L·U of a square matrix, with partial pivoting.
///
/// Small matrices, and all where OpenBLAS is missing, are factored here, others by LAPACK.
struct LU {
  /// L below the diagonal (its own diagonal is 1) and U; of Aᵀ if LAPACK made them, since it reads
  /// rows as columns.
  private var factors: Storage
  /// The row exchanged with row i in step i, from 0.
  private var pivots: [Int32]
  private let size: Int
  private let lapack: LAPACK?
  /// Whether an exact zero stands on the diagonal of U.
  private(set) var hasZeroPivot = false
  /// The sum of magnitudes in the largest column (of what was factored).
  private var norm1 = 0.0
  private(set) var isFinite = true

  /// The size up to which the own code is faster than loading and calling LAPACK.
  private static let smallSize = 32

  init(_ matrix: UnsafePointer<Double>, size: Int) throws(ArrayError) {
    self.size = size
    factors = Storage(count: size * size)
    factors.pointer.update(from: matrix, count: size * size)
    pivots = Array(repeating: 0, count: size)
    lapack = size > Self.smallSize ? OpenBLAS.shared?.lapack : nil
    for i in 0..<(size * size) where !matrix[i].isFinite { isFinite = false }
    for column in 0..<size {
      var sum = 0.0
      for row in 0..<size {
        sum += (lapack == nil ? matrix[row * size + column] : matrix[column * size + row]).magnitude
      }
      norm1 = max(norm1, sum)
    }
    if let lapack {
      var n = Int32(size)
      var rows = n
      var leading = n
      var info: Int32 = 0
      Interrupt.uninterrupted {
        lapack.dgetrf(&rows, &n, factors.pointer, &leading, &pivots, &info)
      }
      for i in 0..<size { pivots[i] -= 1 }
      hasZeroPivot = info > 0
    } else {
      try factor()
    }
  }

  private mutating func factor() throws(ArrayError) {
    let n = size
    let a = factors.pointer
    for step in 0..<n {
      if Interrupt.isRequested { throw .interrupted }
      var pivot = step
      for row in (step + 1)..<max(n, step + 1)
      where a[row * n + step].magnitude > a[pivot * n + step].magnitude {
        pivot = row
      }
      pivots[step] = Int32(pivot)
      if pivot != step {
        for column in 0..<n {
          (a[step * n + column], a[pivot * n + column]) =
            (a[pivot * n + column], a[step * n + column])
        }
      }
      let diagonal = a[step * n + step]
      if diagonal == 0 {
        hasZeroPivot = true
        continue
      }
      for row in (step + 1)..<max(n, step + 1) {
        let factor = a[row * n + step] / diagonal
        a[row * n + step] = factor
        if factor != 0 {
          mx_axpy(-factor, a + step * n + step + 1, a + row * n + step + 1, n - step - 1)
        }
      }
    }
  }

  /// The diagonal of U.
  private var diagonal: [Double] { (0..<size).map { factors.pointer[$0 * size + $0] } }

  /// The sign of the row exchanges.
  private var exchangeSign: Double {
    pivots.enumerated().reduce(1) { $1.offset == Int($1.element) ? $0 : -$0 }
  }

  var determinant: Double { diagonal.reduce(exchangeSign, *) }

  /// The sign of the determinant and the logarithm of its magnitude, −∞ for 0.
  var signAndLogarithm: (sign: Double, logarithm: Double) {
    var sign = exchangeSign
    for value in diagonal { sign *= value > 0 ? 1 : value < 0 ? -1 : value }
    let magnitudes = diagonal.map(\.magnitude)
    var logarithms = magnitudes
    mx_log(magnitudes, &logarithms, size)
    return (sign, mx_sum(logarithms, size, 1))
  }

  /// Replaces B (size × columns, row by row) by the solution of A·X = B, or of Aᵀ·X = B.
  mutating func solve(
    _ b: UnsafeMutablePointer<Double>, columns: Int, transposed: Bool = false
  ) throws(ArrayError) {
    guard let lapack else {
      if Interrupt.isRequested { throw .interrupted }
      if transposed { solveTransposed(b, columns: columns) } else { solve(b, columns: columns) }
      return
    }
    // LAPACK wants columns: transposed there and back.
    let turned = columns == 1 ? nil : Storage(count: size * columns)
    if let turned {
      mx_copy_block(size, columns, 1, b, columns, 1, 0, turned.pointer, 1, size)
    }
    var n = Int32(size)
    var count = Int32(columns)
    var leading = n
    var rows = n
    var info: Int32 = 0
    var ones = pivots.map { $0 + 1 }
    Interrupt.uninterrupted {
      lapack.dgetrs(
        transposed ? "N" : "T", &n, &count, factors.pointer, &leading, &ones,
        turned?.pointer ?? b, &rows, &info)
    }
    if let turned {
      mx_copy_block(columns, size, 1, turned.pointer, size, 1, 0, b, 1, columns)
    }
  }

  private func solve(_ b: UnsafeMutablePointer<Double>, columns: Int) {
    let n = size
    let a = factors.pointer
    for row in 0..<n { exchange(b, row, Int(pivots[row]), columns) }
    for row in 0..<n {
      if columns == 1 {
        b[row] -= mx_dot(a + row * n, 1, b, 1, row)
      } else {
        for other in 0..<row where a[row * n + other] != 0 {
          mx_axpy(-a[row * n + other], b + other * columns, b + row * columns, columns)
        }
      }
    }
    for row in (0..<n).reversed() {
      if columns == 1 {
        b[row] -= mx_dot(a + row * n + row + 1, 1, b + row + 1, 1, n - row - 1)
        b[row] /= a[row * n + row]
      } else {
        for other in (row + 1)..<max(n, row + 1) where a[row * n + other] != 0 {
          mx_axpy(-a[row * n + other], b + other * columns, b + row * columns, columns)
        }
        divide(b + row * columns, by: a[row * n + row], columns)
      }
    }
  }

  private func solveTransposed(_ b: UnsafeMutablePointer<Double>, columns: Int) {
    let n = size
    let a = factors.pointer
    for row in 0..<n {
      divide(b + row * columns, by: a[row * n + row], columns)
      for other in (row + 1)..<max(n, row + 1) {
        mx_axpy(-a[row * n + other], b + row * columns, b + other * columns, columns)
      }
    }
    for row in (0..<n).reversed() {
      for other in 0..<row {
        mx_axpy(-a[row * n + other], b + row * columns, b + other * columns, columns)
      }
    }
    for row in (0..<n).reversed() { exchange(b, row, Int(pivots[row]), columns) }
  }

  private func divide(_ row: UnsafeMutablePointer<Double>, by divisor: Double, _ columns: Int) {
    for column in 0..<columns { row[column] /= divisor }
  }

  private func exchange(
    _ b: UnsafeMutablePointer<Double>, _ row: Int, _ other: Int, _ columns: Int
  ) {
    if row == other { return }
    for column in 0..<columns {
      (b[row * columns + column], b[other * columns + column]) =
        (b[other * columns + column], b[row * columns + column])
    }
  }

  /// 1 / (‖A‖₁ ‖A⁻¹‖₁), the second norm estimated from below as LAPACK's dgecon does (Hager 1984,
  /// Higham 1988): a few solves instead of an inverse.
  mutating func reciprocalCondition() throws(ArrayError) -> Double {
    if size == 0 { return 1 }
    if hasZeroPivot || norm1 == 0 { return 0 }
    let n = size
    var x = Array(repeating: 1 / Double(n), count: n)
    var estimate = 0.0
    for _ in 0..<5 {
      // The library's factors are those of Aᵀ: the norm and the solves change places with it.
      try solve(&x, columns: 1, transposed: lapack != nil)
      let norm = x.reduce(0) { $0 + $1.magnitude }
      if norm <= estimate { break }
      estimate = norm
      var signs = x.map { $0 < 0 ? -1.0 : 1.0 }
      try solve(&signs, columns: 1, transposed: lapack == nil)
      let steepest = mx_argmax(signs.map(\.magnitude), n, 1)
      x = Array(repeating: 0, count: n)
      x[steepest] = 1
    }
    // Higham's second look, for matrices that mislead the first.
    let last = Double(max(n - 1, 1))
    var alternating = Array(repeating: 0.0, count: n)
    for i in 0..<n {
      let size: Double = 1 + Double(i) / last
      alternating[i] = i % 2 == 0 ? size : -size
    }
    try solve(&alternating, columns: 1, transposed: lapack != nil)
    let total: Double = alternating.reduce(0.0) { $0 + $1.magnitude }
    estimate = max(estimate, 2 * total / (3 * Double(n)))
    let result = 1 / estimate / norm1
    return result.isNaN ? 0 : result
  }
}
