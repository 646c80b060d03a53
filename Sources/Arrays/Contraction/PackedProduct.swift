/// A product of two arrays whose strides suit no matrix product: operands are copied into
/// matrices, multiplied, and the result is put in its place.
final class PackedProduct {
  private let packLeft: UnaryContraction
  private let packRight: UnaryContraction
  private let product: PairwiseProduct
  private let unpack: UnaryContraction
  private let left: Storage
  private let right: Storage
  private let result: Storage

  init(
    _ classes: LabelClasses, left: StridedAxes, right: StridedAxes, output: StridedAxes,
    sizes: [Int: Int], coefficient: Double
  ) {
    // Labels of one operand alone that the output lacks are summed while copying.
    let leftOnly = Set(left.labels)
    let rightOnly = Set(right.labels)
    let summed = classes.summedLabels.filter { leftOnly.contains($0) && rightOnly.contains($0) }
    let leftRows = classes.leftLabels.filter { leftOnly.contains($0) }
    let leftAxes = StridedAxes(classes.batchLabels + leftRows + summed, sizes: sizes)
    let rightAxes = StridedAxes(classes.batchLabels + summed + classes.rightLabels, sizes: sizes)
    let resultAxes = StridedAxes(
      classes.batchLabels + leftRows + classes.rightLabels, sizes: sizes)
    func count(_ axes: StridedAxes) -> Int {
      axes.labels.reduce(1) { $0 * sizes[$1, default: 1] }
    }
    self.left = Storage(count: count(leftAxes))
    self.right = Storage(count: count(rightAxes))
    result = Storage(count: count(resultAxes))
    packLeft = UnaryContraction(from: left, to: leftAxes, sizes: sizes)
    packRight = UnaryContraction(from: right, to: rightAxes, sizes: sizes)
    product = PairwiseProduct(
      left: leftAxes, right: rightAxes, output: resultAxes, sizes: sizes, coefficient: 1,
      mayPack: false)
    // Also repeats the result along labels of neither operand and puts it on diagonals.
    unpack = UnaryContraction(
      from: resultAxes, to: output, sizes: sizes, coefficient: coefficient)
  }

  func run(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ out: UnsafeMutablePointer<Double>,
    accumulate: Bool
  ) {
    packLeft.run(a, out: left.pointer)
    packRight.run(b, out: right.pointer)
    product.run(a: left.pointer, b: right.pointer, out: result.pointer)
    if Interrupt.isRequested { return }
    unpack.run(result.pointer, out: out, accumulate: accumulate)
  }
}
