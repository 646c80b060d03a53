import CKernels

/// A prepared contraction of two operands: any einsum of two arrays, times a coefficient.
///
/// Preparing sorts the labels once into batch (both operands and the output), left-free,
/// right-free and summed ones, joins those that lie one behind the other, and picks a kernel: dot,
/// elementwise product, matrix-vector or matrix product, with loops around it for what doesn't fit.
/// Strides make transposes and diagonals free. Where strides spoil a large product, operands are
/// copied into matrices first. ``run(a:b:out:accumulate:)`` allocates nothing. One run at a time.
public final class PairwiseProduct {
  private enum Kernel {
    /// Nothing but zeros: an operand of size 0.
    case zero
    case multiply(Loop)
    case dot(Loop)
    case gemv(MatrixVector)
    case gemm(MatrixProduct)
    case packed(PackedProduct)
  }

  /// The factor of all entries.
  public let coefficient: Double
  private let kernel: Kernel
  private let nest: LoopNest
  private let isSingle: Bool
  /// The axes to zero first, because entries are added in several goes or not all are written.
  private let clearing: LoopNest?

  /// - Parameters:
  ///   - left: the axes of the first operand; a label repeated is a diagonal.
  ///   - right: the axes of the second operand.
  ///   - output: the axes of the result; a label repeated puts entries on a diagonal, zeros
  ///     elsewhere; one that neither operand has repeats the result.
  ///   - sizes: the size of every label.
  public convenience init(
    left: StridedAxes, right: StridedAxes, output: StridedAxes, sizes: [Int: Int],
    coefficient: Double = 1
  ) {
    self.init(
      left: left, right: right, output: output, sizes: sizes, coefficient: coefficient,
      mayPack: true)
  }

  init(
    left: StridedAxes, right: StridedAxes, output: StridedAxes, sizes: [Int: Int],
    coefficient: Double, mayPack: Bool
  ) {
    self.coefficient = coefficient
    let classes = LabelClasses(left: left, right: right, output: output, sizes: sizes)
    var outer: [Loop] = []
    var sums: [Loop] = []
    if classes.isEmpty {
      kernel = .zero
    } else if mayPack, classes.wantsPacking {
      kernel = .packed(
        PackedProduct(
          classes, left: left, right: right, output: output, sizes: sizes,
          coefficient: coefficient))
    } else {
      (kernel, outer, sums) = Self.classified(classes)
    }
    nest = LoopNest(sums + outer)
    isSingle = nest.loops.isEmpty
    let clears = classes.isEmpty || !sums.isEmpty || output.hasRepeatedLabel
    clearing =
      clears
      ? LoopNest(
        zip(output.labels, output.strides).map {
          Loop(size: sizes[$0, default: 1], out: $1)
        }.filter { $0.size != 1 }) : nil
  }

  /// The kernel, with the kept and the summed loops that remain around it.
  private static func classified(
    _ classes: LabelClasses
  ) -> (kernel: Kernel, outer: [Loop], sums: [Loop]) {
    var batch = classes.batch
    var left = classes.left
    var right = classes.right
    var summed = classes.summed

    if !left.isEmpty, !right.isEmpty {
      // The contiguous axis of the output belongs to the columns: else transpose the product.
      var swapped = false
      if !right.contains(where: { $0.out == 1 }), left.contains(where: { $0.out == 1 }) {
        swap(&left, &right)
        swapped = true
      }
      let columns = removeBest(&right) { $0.out == 1 }
      let rows = removeBest(&left) { _ in false }
      let inner = removeBest(&summed) { _ in false }
      let product = MatrixProduct(
        rows: rows, columns: columns, summed: inner, swapped: swapped)
      return (.gemm(product), batch + left + right, summed)
    }
    let free = left + right
    if let inner = summed.last {
      // A product along a contiguous kept axis beats many strided sums.
      let isContiguous: (Loop) -> Bool = {
        $0.out == 1 && ($0.a == 0 || $0.a == 1) && ($0.b == 0 || $0.b == 1)
      }
      if free.isEmpty, inner.a != 1 || inner.b != 1,
        let across = batch.firstIndex(where: isContiguous)
      {
        return (.multiply(batch.remove(at: across)), batch, summed)
      }
      if free.isEmpty {
        return (.dot(summed.removeLast()), batch, summed)
      }
      var rows = free
      let row = removeBest(&rows) { $0.out == 1 }
      let depth = removeBest(&summed) { $0.a == 1 || $0.b == 1 }
      let product = MatrixVector(rows: row, summed: depth, swapped: left.isEmpty)
      return (.gemv(product), batch + rows, summed)
    }
    var all = (batch + free).sorted { $0.out > $1.out }
    if all.isEmpty { return (.multiply(Loop(size: 1)), [], []) }
    return (.multiply(removeBest(&all) { $0.out == 1 }), all, [])
  }

  /// Takes out the largest of the preferred loops, else the largest of all; without any, one of
  /// size 1.
  private static func removeBest(_ loops: inout [Loop], preferred: (Loop) -> Bool) -> Loop {
    var best: Int?
    for (index, loop) in loops.enumerated() {
      guard let other = best else {
        best = index
        continue
      }
      let isBetter =
        preferred(loop) != preferred(loops[other])
        ? preferred(loop) : loop.size > loops[other].size
      if isBetter { best = index }
    }
    return best.map { loops.remove(at: $0) } ?? Loop(size: 1)
  }

  /// out = coefficient · the contraction of a and b, or added to what is there.
  ///
  /// After Ctrl-C it returns early, and what it wrote is to be dropped.
  public func run(
    a: UnsafePointer<Double>, b: UnsafePointer<Double>, out: UnsafeMutablePointer<Double>,
    accumulate: Bool = false
  ) {
    var adds = accumulate
    if let clearing, !accumulate {
      if !clearing.loops.contains(where: { $0.size == 0 }) {
        clearing.walk { _, _, offset in out[offset] = 0 }
      }
      adds = true
    }
    if isSingle {
      body(a, b, out, adds)
    } else {
      nest.walk { i, j, k in body(a + i, b + j, out + k, adds) }
    }
  }

  @inline(__always)
  private func body(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ out: UnsafeMutablePointer<Double>,
    _ adds: Bool
  ) {
    switch kernel {
    case .zero:
      break
    case .multiply(let run):
      mx_multiply_strided(run.size, coefficient, a, run.a, b, run.b, adds ? 1 : 0, out, run.out)
    case .dot(let run):
      let value = coefficient * mx_dot(a, run.a, b, run.b, run.size)
      out.pointee = adds ? out.pointee + value : value
    case .gemv(let product):
      product.run(coefficient, a, b, out, accumulate: adds)
    case .gemm(let product):
      product.run(coefficient, a, b, out, accumulate: adds)
    case .packed(let product):
      product.run(a, b, out, accumulate: adds)
    }
  }
}
