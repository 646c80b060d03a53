import CKernels

/// A matrix times a vector, with the strides of all three.
struct MatrixVector {
  let rows: Loop
  let summed: Loop
  /// Whether the right operand is the matrix.
  let swapped: Bool

  /// The entries of the matrix between two looks at Ctrl-C: some 50 ms.
  private static let panelWork = 1 << 25

  @inline(__always)
  func run(
    _ alpha: Double, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    _ out: UnsafeMutablePointer<Double>, accumulate: Bool
  ) {
    if rows.size * summed.size > Self.panelWork {
      runPanels(alpha, a, b, out, accumulate: accumulate)
    } else if swapped {
      mx_gemv(
        rows.size, summed.size, alpha, b, rows.b, summed.b, a, summed.a, accumulate ? 1 : 0, out,
        rows.out)
    } else {
      mx_gemv(
        rows.size, summed.size, alpha, a, rows.a, summed.a, b, summed.b, accumulate ? 1 : 0, out,
        rows.out)
    }
  }

  private func runPanels(
    _ alpha: Double, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    _ out: UnsafeMutablePointer<Double>, accumulate: Bool
  ) {
    let depth = min(summed.size, Self.panelWork)
    let height = max(1, Self.panelWork / depth)
    for p in stride(from: 0, to: summed.size, by: depth) {
      for row in stride(from: 0, to: rows.size, by: height) {
        if Interrupt.isRequested { return }
        let panel = MatrixVector(
          rows: rows.resized(min(height, rows.size - row)),
          summed: summed.resized(min(depth, summed.size - p)), swapped: swapped)
        panel.run(
          alpha, a + row * rows.a + p * summed.a, b + row * rows.b + p * summed.b,
          out + row * rows.out, accumulate: accumulate || p > 0)
      }
    }
  }
}

/// A product of two matrices, with the strides of all three.
final class MatrixProduct {
  // A class, so that the enum that holds it stays small enough to switch over quickly.
  private let rows: Loop
  private let columns: Loop
  private let summed: Loop
  /// Whether rows belong to the right operand: the product is taken as its transpose.
  private let swapped: Bool
  private let isLarge: Bool
  /// Where the product goes if the output's columns aren't contiguous.
  private let scratch: Storage?

  /// The multiplications from which on OpenBLAS is faster than the kernels, with its cost of
  /// loading in mind.
  static let libraryWork = 160 * 160 * 160
  /// The multiplications between two looks at Ctrl-C: some 20 to 60 ms.
  private static let panelWork = 1 << 29

  init(rows: Loop, columns: Loop, summed: Loop, swapped: Bool) {
    self.rows = rows
    self.columns = columns
    self.summed = summed
    self.swapped = swapped
    isLarge =
      Double(rows.size) * Double(columns.size) * Double(summed.size) >= Double(Self.libraryWork)
    scratch = columns.out == 1 || columns.size == 1 ? nil : Storage(count: rows.size * columns.size)
  }

  @inline(__always)
  func run(
    _ alpha: Double, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    _ out: UnsafeMutablePointer<Double>, accumulate: Bool
  ) {
    let target = scratch?.pointer ?? out
    let targetStep = scratch == nil ? rows.out : columns.size
    let adds = accumulate && scratch == nil
    let left = swapped ? b : a
    let right = swapped ? a : b
    let rowStep = swapped ? rows.b : rows.a
    let leftStep = swapped ? summed.b : summed.a
    let rightStep = swapped ? summed.a : summed.b
    let columnStep = swapped ? columns.a : columns.b
    if isLarge {
      Self.runLarge(
        rows.size, columns.size, summed.size, alpha, left, rowStep, leftStep, right, rightStep,
        columnStep, adds, target, targetStep)
    } else {
      mx_gemm(
        rows.size, columns.size, summed.size, alpha, left, rowStep, leftStep, right, rightStep,
        columnStep, adds ? 1 : 0, target, targetStep)
    }
    if scratch != nil {
      mx_copy_block(
        rows.size, columns.size, 1, target, columns.size, 1, accumulate ? 1 : 0, out, rows.out,
        columns.out)
    }
  }

  /// In panels with a look at Ctrl-C between them, by OpenBLAS where it is there and takes the
  /// strides.
  static func runLarge(
    _ m: Int, _ n: Int, _ k: Int, _ alpha: Double, _ a: UnsafePointer<Double>, _ aRow: Int,
    _ aColumn: Int, _ b: UnsafePointer<Double>, _ bRow: Int, _ bColumn: Int, _ accumulate: Bool,
    _ c: UnsafeMutablePointer<Double>, _ cRow: Int
  ) {
    let library = OpenBLAS.shared
    let depth = min(k, 8192)
    let width = min(n, 4096)
    let height = min(m, max(64, panelWork / (depth * width)))
    for p in stride(from: 0, to: k, by: depth) {
      for j in stride(from: 0, to: n, by: width) {
        for i in stride(from: 0, to: m, by: height) {
          if Interrupt.isRequested { return }
          let (panelM, panelN, panelK) = (min(height, m - i), min(width, n - j), min(depth, k - p))
          let left = a + i * aRow + p * aColumn
          let right = b + p * bRow + j * bColumn
          let adds = accumulate || p > 0
          let isDone =
            library?.multiply(
              panelM, panelN, panelK, alpha, left, aRow, aColumn, right, bRow, bColumn, adds,
              c + i * cRow + j, cRow) ?? false
          if !isDone {
            mx_gemm(
              panelM, panelN, panelK, alpha, left, aRow, aColumn, right, bRow, bColumn,
              adds ? 1 : 0, c + i * cRow + j, cRow)
          }
        }
      }
    }
  }
}

extension Loop {
  /// The same steps, another number of times.
  func resized(_ size: Int) -> Loop { Loop(size: size, a: a, b: b, out: out) }
}
