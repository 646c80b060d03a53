import CKernels

/// A prepared contraction of one operand: any permutation, diagonal, sum over axes, repetition
/// along new axes and placing on a diagonal, times a coefficient.
///
/// Preparing classifies it once; ``run(_:out:accumulate:)`` allocates nothing. One run at a time.
public final class UnaryContraction {
  private enum Kernel {
    /// Nothing but zeros: an operand of size 0.
    case zero
    /// One run of entries.
    case copy(Loop)
    /// A block, read along one axis and written along another.
    case block(rows: Loop, columns: Loop)
    /// One run of entries to one number.
    case sum(Loop)
    /// The sum of the rows of a block, written contiguously.
    case sumRows(rows: Loop, columns: Loop)
  }

  /// The factor of all entries.
  public let coefficient: Double
  private let kernel: Kernel
  private let nest: LoopNest
  /// The axes to zero first, because entries are added in several goes or not all are written.
  private let clearing: LoopNest?

  /// - Parameters:
  ///   - input: the operand's axes; a label repeated is a diagonal, one that the output lacks is
  ///     summed.
  ///   - output: the result's axes; a label repeated puts entries on a diagonal, zeros elsewhere.
  ///   - sizes: the size of every label.
  public init(
    from input: StridedAxes, to output: StridedAxes, sizes: [Int: Int], coefficient: Double = 1
  ) {
    self.coefficient = coefficient
    func size(_ label: Int) -> Int {
      guard let size = sizes[label] else { preconditionFailure("a size for every label") }
      return size
    }
    func loop(_ label: Int) -> Loop {
      Loop(size: size(label), a: input.stride(of: label), out: output.stride(of: label))
    }
    let kept = Set(output.labels)
    let allKept = kept.map(loop)
    let allSummed = Set(input.labels).subtracting(kept).map(loop)
    let isEmpty = (allKept + allSummed).contains { $0.size == 0 }
    var outer = allKept.filter { $0.size > 1 }
      .sorted { ($0.out, $0.a) > ($1.out, $1.a) }.merged()
    var summed = allSummed.filter { $0.size > 1 }
      .sorted { ($0.a, $0.size) > ($1.a, $1.size) }.merged()

    if isEmpty {
      kernel = .zero
    } else if let innermost = summed.last {
      if innermost.a != 1, let columns = outer.firstIndex(where: { $0.a == 1 && $0.out == 1 }) {
        kernel = .sumRows(rows: summed.removeLast(), columns: outer.remove(at: columns))
      } else {
        kernel = .sum(summed.removeLast())
      }
    } else if let column = outer.indices.last {
      if outer[column].a != 1, let row = outer.firstIndex(where: { $0.a == 1 }) {
        let columns = outer.remove(at: column)
        kernel = .block(rows: outer.remove(at: row), columns: columns)
      } else {
        kernel = .copy(outer.removeLast())
      }
    } else {
      kernel = .copy(Loop(size: 1))
    }
    // Sums outside: what varies fastest in the output stays innermost.
    nest = LoopNest(isEmpty ? [] : summed + outer)
    let clears = isEmpty || !summed.isEmpty || output.hasRepeatedLabel
    clearing =
      clears
      ? LoopNest(
        zip(output.labels, output.strides).map { Loop(size: size($0), out: $1) }
          .filter { $0.size != 1 }) : nil
  }

  /// out = coefficient · the contraction of x, or added to what is there.
  ///
  /// After Ctrl-C it returns early, and what it wrote is to be dropped.
  public func run(
    _ x: UnsafePointer<Double>, out: UnsafeMutablePointer<Double>, accumulate: Bool = false
  ) {
    var adds: Int32 = accumulate ? 1 : 0
    if let clearing, !accumulate {
      if !clearing.loops.contains(where: { $0.size == 0 }) {
        clearing.walk { _, _, offset in out[offset] = 0 }
      }
      adds = 1
    }
    let alpha = coefficient
    switch kernel {
    case .zero:
      break
    case .copy(let run):
      nest.walk { a, _, o in
        mx_copy_strided(run.size, alpha, x + a, run.a, adds, out + o, run.out)
      }
    case .block(let rows, let columns):
      nest.walk { a, _, o in
        mx_copy_block(
          rows.size, columns.size, alpha, x + a, rows.a, columns.a, adds, out + o, rows.out,
          columns.out)
      }
    case .sum(let run):
      nest.walk { a, _, o in
        let sum = alpha * mx_sum(x + a, run.size, run.a)
        out[o] = adds != 0 ? out[o] + sum : sum
      }
    case .sumRows(let rows, let columns):
      nest.walk { a, _, o in
        mx_sum_rows(rows.size, columns.size, alpha, x + a, rows.a, adds, out + o)
      }
    }
  }
}
