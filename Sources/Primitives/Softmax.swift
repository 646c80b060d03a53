import Arrays
import Graph

/// softmax and its relatives, along one axis, or over all entries without attributes.
///
/// Goals, in order: no overflow at any finite operand; every result within a few units in the last
/// place. All three shift by the largest entry m: with z = Σ exp(x − m) the sum has an exact term
/// 1, so 1 ≤ z ≤ n, and logsumexp = m + log z and logsoftmax = (x − m) − log z cancel nothing
/// (Blanchard, Higham and Higham, "Accurately computing the log-sum-exp and softmax functions",
/// IMA J. Numer. Anal. 2021).
extension Primitive {
  /// exp(x)/Σ exp(x).
  public static let softmax: Primitive = Primitive(
    "softmax",
    evaluation: .general({ operands, attributes, _ in
      shiftedExponentials(operands[0], attributes.axisFromEnd) { lane in
        for entry in 0..<lane.count { lane.result[entry * lane.step] /= lane.sum }
      }
    }),
    derivative: .general(vjp: { application, cotangent, _ in
      // p ⊙ (c − Σ p ⊙ c)
      let g = application.graph
      let p = application.result
      let letters = axisLetters(application)
      let mean = g.contract(
        "\(letters.all),.\(letters.all)->.\(letters.kept)", p, cotangent)
      return g.subtract(
        g.contract("\(letters.all),.\(letters.all)->.\(letters.all)", p, cotangent),
        g.contract("\(letters.all),.\(letters.kept)->.\(letters.all)", p, mean))
    }),
    shape: { (_, shapes, _) throws(ShapeError) in shapes[0] })

  /// x − logsumexp(x).
  public static let logSoftmax: Primitive = Primitive(
    "logsoftmax",
    evaluation: .general({ operands, attributes, _ in
      let x = operands[0]
      return shiftedExponentials(x, attributes.axisFromEnd) { lane in
        let shift: Double = lane.maximum.isFinite ? lane.maximum : 0
        let logarithmOfSum = logarithm(lane.sum)
        for entry in 0..<lane.count {
          let offset = entry * lane.step
          lane.result[offset] = (lane.operand[offset] - shift) - logarithmOfSum
        }
      }
    }),
    derivative: .general(vjp: { application, cotangent, _ in
      let g = application.graph
      let p = g.applied(.softmax, application.operands[0], attributes: application.attributes)
      let letters = axisLetters(application)
      let total = g.contract(".\(letters.all)->.\(letters.kept)", cotangent)
      return g.subtract(
        cotangent, g.contract("\(letters.all),.\(letters.kept)->.\(letters.all)", p, total))
    }),
    shape: { (_, shapes, _) throws(ShapeError) in shapes[0] })

  /// log Σ exp(x).
  public static let logSumExp: Primitive = Primitive(
    "logsumexp",
    evaluation: .general({ operands, attributes, shape in
      let layout = AxisLayout(operands[0].shape, fromEnd: attributes.axisFromEnd)
      var result = Tensor(shape, repeating: -Double.infinity)
      let pointer = result.mutablePointer()
      _ = shiftedExponentials(operands[0], attributes.axisFromEnd) { lane in
        let shift: Double = lane.maximum.isFinite ? lane.maximum : 0
        pointer[lane.block * layout.inner + lane.index] = shift + logarithm(lane.sum)
      }
      return result
    }),
    derivative: .general(vjp: { application, cotangent, _ in
      let g = application.graph
      let p = g.applied(.softmax, application.operands[0], attributes: application.attributes)
      let letters = axisLetters(application)
      return g.contract("\(letters.all),.\(letters.kept)->.\(letters.all)", p, cotangent)
    }),
    shape: { (_, shapes, attributes) throws(ShapeError) in
      withoutAxis(shapes[0], attributes.axisFromEnd)
    })

  /// The letters of the operand's axes, with the one that a reduction runs along.
  static func axisLetters(_ application: Application) -> AxisLetters {
    AxisLetters(
      order: application.graph[application.operands[0]].shape.order,
      fromEnd: application.attributes.axisFromEnd)
  }

  /// The shape without an axis that counts from the last; the scalar shape for nil.
  static func withoutAxis(_ shape: Shape, _ fromEnd: Int?) -> Shape {
    guard let fromEnd else { return .scalar }
    var sizes = shape.sizes
    sizes.remove(at: sizes.count - 1 - fromEnd)
    return Shape(sizes)
  }
}

/// One run of entries along an axis, between the pass that fills in exp(x − max) and what is made
/// of it.
private struct Lane {
  let operand: UnsafePointer<Double>
  /// Holds exp(x − max) at first.
  let result: UnsafeMutablePointer<Double>
  let count: Int
  /// From one entry to the next.
  let step: Int
  let maximum: Double
  /// The sum of exp(x − max).
  let sum: Double
  /// Which run it is: the block of slower axes and the index in the faster ones.
  let block: Int
  let index: Int
}

/// exp(x − max) for every run along an axis, each then finished.
private func shiftedExponentials(
  _ x: Tensor, _ axisFromEnd: Int?, finish: (Lane) -> Void
) -> Tensor {
  let layout = AxisLayout(x.shape, fromEnd: axisFromEnd)
  var result = Tensor(uninitialized: x.shape)
  let out = result.mutablePointer()
  if layout.count == 0 { return result }
  var maxima: [Double] = []
  maxima.reserveCapacity(layout.outer * layout.inner)
  // First the differences of all runs, then one sweep of the vectorised exponential.
  for block in 0..<layout.outer {
    for index in 0..<layout.inner {
      let start = layout.offset(block, 0, index)
      let maximum = Reductions.max(x.pointer + start, count: layout.count, stride: layout.inner)
      maxima.append(maximum)
      // −inf everywhere, or an inf: exp(−inf) = 0, and inf − inf makes the NaN that is due.
      let shift: Double = maximum == -Double.infinity ? 0 : maximum
      for entry in 0..<layout.count {
        let offset = start + entry * layout.inner
        out[offset] = x.pointer[offset] - shift
      }
    }
  }
  Kernels.exp(out, out, result.count)
  for block in 0..<layout.outer {
    for index in 0..<layout.inner {
      let start = layout.offset(block, 0, index)
      finish(
        Lane(
          operand: x.pointer + start, result: out + start, count: layout.count,
          step: layout.inner, maximum: maxima[block * layout.inner + index],
          sum: Reductions.sum(out + start, count: layout.count, stride: layout.inner),
          block: block, index: index))
    }
  }
  return result
}
