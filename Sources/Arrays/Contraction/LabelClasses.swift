/// The labels of a product of two arrays, by where they occur, as loops from slow to fast.
struct LabelClasses {
  /// In both operands and the output.
  var batch: [Loop] = []
  /// In the output and not in the right operand (or in neither: the result is repeated).
  var left: [Loop] = []
  /// In the output and the right operand only.
  var right: [Loop] = []
  /// Not in the output.
  var summed: [Loop] = []
  /// The labels of each, unjoined, for packing.
  var batchLabels: [Int] = []
  var leftLabels: [Int] = []
  var rightLabels: [Int] = []
  var summedLabels: [Int] = []
  /// Whether some size is 0.
  var isEmpty = false

  init(left: StridedAxes, right: StridedAxes, output: StridedAxes, sizes: [Int: Int]) {
    var seen: Set<Int> = []
    var labelled: [(label: Int, loop: Loop)] = []
    for label in output.labels + left.labels + right.labels where seen.insert(label).inserted {
      guard let size = sizes[label] else { preconditionFailure("a size for every label") }
      if size == 0 { isEmpty = true }
      let loop = Loop(
        size: size, a: left.stride(of: label), b: right.stride(of: label),
        out: output.stride(of: label))
      if size > 1 { labelled.append((label, loop)) }
    }
    labelled.sort {
      ($0.loop.out, $0.loop.a, $0.loop.b) > ($1.loop.out, $1.loop.a, $1.loop.b)
    }
    for (label, loop) in labelled {
      let isLeft = left.labels.contains(label)
      let isRight = right.labels.contains(label)
      if !output.labels.contains(label) {
        summed.append(loop)
        summedLabels.append(label)
      } else if isLeft, isRight {
        batch.append(loop)
        batchLabels.append(label)
      } else if isRight {
        self.right.append(loop)
        rightLabels.append(label)
      } else {
        self.left.append(loop)
        leftLabels.append(label)
      }
    }
    batch = batch.merged()
    self.left = self.left.merged()
    self.right = self.right.merged()
    summed = summed.merged()
  }

  /// Whether a matrix product is worth copying operands into matrices for: it is large, and either
  /// its loops don't join into a single product or the strides suit no kernel.
  var wantsPacking: Bool {
    guard !left.isEmpty, !right.isEmpty, !summed.isEmpty else { return false }
    let work = left.iterations * right.iterations * summed.iterations
    if work < 4096 { return false }
    let largest: Double = [left, right, summed].reduce(1.0) { product, loops in
      product * Double(loops.map(\.size).max() ?? 1)
    }
    let hasContiguousOutput = (right + left).contains { $0.out == 1 }
    if !hasContiguousOutput { return true }
    // Several products one after the other are fine if each is long enough by itself.
    let isSplit = largest < work
    if isSplit, largest < 0x1p15 || work > 0x1p21 { return true }
    return work >= Double(MatrixProduct.libraryWork) && !suitsLibrary
  }

  /// Whether the library's matrix product takes the operands as they lie: one of two strides is 1.
  private var suitsLibrary: Bool {
    guard left.count == 1, right.count == 1, summed.count == 1 else { return false }
    let (m, n, k) = (left[0], right[0], summed[0])
    return isMatrix(m.size, m.a, k.size, k.a) && isMatrix(k.size, k.b, n.size, n.b)
  }

  private func isMatrix(_ rows: Int, _ rowStep: Int, _ columns: Int, _ columnStep: Int) -> Bool {
    (columnStep == 1 && rowStep >= columns) || (rowStep == 1 && columnStep >= rows)
  }
}
