import Arrays
import Graph

/// What takes an axis, or all entries, to one number and isn't a sum. Attributes: the axis from the
/// last one, 0; none for all entries.
extension Primitive {
  /// The largest entry; equal ones share the derivative. Of no entries it is −inf.
  public static let largest: Primitive = extreme("largest", Reductions.max)
  /// The smallest entry; equal ones share the derivative. Of no entries it is inf.
  public static let smallest: Primitive = extreme("smallest", Reductions.min)

  private static func extreme(
    _ name: String, _ kernel: @escaping @Sendable (UnsafePointer<Double>, Int, Int) -> Double
  ) -> Primitive {
    Primitive(
      name,
      evaluation: .general({ operands, attributes, shape in
        reduce(operands[0], attributes, to: shape, kernel)
      }),
      derivative: .general(vjp: { application, cotangent, _ in
        // Each of the k entries that are the extreme one gets 1/k.
        let g = application.graph
        let x = application.operands[0]
        let letters = axisLetters(application)
        let mask = g.applied(
          .equal, x,
          g.contract(
            "\(letters.kept)->\(letters.all)", [application.result],
            sizes: axisSizes(letters, g.shape(of: x))))
        let count = g.contract("\(letters.all)->\(letters.kept)", mask)
        return g.contract(
          "\(letters.all),\(letters.kept),.\(letters.kept)->.\(letters.all)", mask,
          g.reciprocal(count), cotangent)
      }),
      shape: { (_, shapes, attributes) throws(ShapeError) in
        withoutAxis(shapes[0], attributes.axisFromEnd)
      })
  }

  /// The position, from 1, of the first largest entry in row-major order.
  public static let positionOfLargest: Primitive = position(
    "position_of_largest", Reductions.argmax)
  /// The position, from 1, of the first smallest entry in row-major order.
  public static let positionOfSmallest: Primitive = position(
    "position_of_smallest", Reductions.argmin)

  private static func position(
    _ name: String, _ kernel: @escaping @Sendable (UnsafePointer<Double>, Int, Int) -> Int
  ) -> Primitive {
    Primitive(
      name,
      evaluation: .general({ operands, attributes, shape in
        reduce(operands[0], attributes, to: shape) { Double(kernel($0, $1, $2) + 1) }
      }),
      derivative: .zero,
      shape: { (_, shapes, attributes) throws(ShapeError) in
        withoutAxis(shapes[0], attributes.axisFromEnd)
      })
  }

  /// The mean squared deviation from the mean, along an axis or of all entries. Of no entries it is
  /// NaN.
  ///
  /// In two passes: the sum of squares less the square of the sum would cancel (Chan, Golub and
  /// LeVeque, "Algorithms for computing the sample variance", The American Statistician 1983).
  public static let variance: Primitive = Primitive(
    "var",
    evaluation: .general({ operands, attributes, shape in
      reduce(operands[0], attributes, to: shape) { first, count, step in
        let mean = (0..<count).reduce(0) { $0 + first[$1 * step] } / Double(count)
        return (0..<count).reduce(0) { sum, entry in
          let deviation = first[entry * step] - mean
          return sum + deviation * deviation
        } / Double(count)
      }
    }),
    derivative: .general(vjp: { application, cotangent, _ in
      // 2/n (x − mean(x))
      let g = application.graph
      let x = application.operands[0]
      let shape = g.shape(of: x)
      let letters = axisLetters(application)
      let sizes = axisSizes(letters, shape)
      let reduced = Shape(letters.reduced.compactMap { sizes[$0] })
      let share: NodeID
      if let known = reduced.known {
        let count = known.reduce(1, *)
        share = g.constant(coefficient: Coefficient(1, over: Double(max(count, 1))))
      } else {
        share = g.reciprocal(g.entryCount(of: reduced))
      }
      let mean = g.contract("\(letters.all),->\(letters.kept)", x, share)
      let deviation = g.subtract(
        x, g.contract("\(letters.kept)->\(letters.all)", [mean], sizes: sizes))
      let slope = g.contract(
        "\(letters.all),,.\(letters.kept)->.\(letters.all)", deviation, share, cotangent)
      return g.scaled(slope, by: 2)
    }),
    shape: { (_, shapes, attributes) throws(ShapeError) in
      withoutAxis(shapes[0], attributes.axisFromEnd)
    })

  /// √Σx² of all entries, without overflow or underflow in between; the derivative at 0 is 0.
  public static let norm2: Primitive = Primitive(
    "norm2",
    evaluation: .general({ operands, _, _ in Tensor(operands[0].norm2()) }),
    derivative: .general(vjp: { application, cotangent, _ in
      let g = application.graph
      let x = application.operands[0]
      let letters = AxisLetters(order: g[x].shape.order, fromEnd: nil).all
      let direction = g.applied(.xdivy, x, g.broadcast(application.result, to: g.shape(of: x)))
      return g.contract("\(letters),.->.\(letters)", direction, cotangent)
    }),
    shape: { (_, _, _) throws(ShapeError) in .scalar })

  /// (Σ|x|^p)^(1/p) of all entries, scaled by the largest; operands x and the scalar p.
  public static let pNorm: Primitive = Primitive(
    "norm",
    evaluation: .general({ operands, _, _ in
      Tensor(scaledNorm(operands[0], power: operands[1][0]))
    }),
    derivative: .general(vjp: { application, cotangent, index in
      // With w = |x|/N: ∂N/∂x = sign(x) ⊙ w^(p − 1), ∂N/∂p = N/p · Σ w^p log(w).
      let g = application.graph
      let (x, p) = (application.operands[0], application.operands[1])
      let shape = g.shape(of: x)
      let letters = AxisLetters(order: shape.order, fromEnd: nil).all
      let share = g.applied(
        .xdivy, g.applied(.abs, x), g.broadcast(application.result, to: shape))
      if index == 1 {
        let powers = g.applied(.power, share, g.broadcast(p, to: shape))
        let scale = g.applied(.divide, application.result, p)
        let slope = g.multiply(g.total(g.applied(.xlogy, powers, share)), scale)
        return g.contract(",.->.", slope, cotangent)
      }
      let powers = g.applied(
        .power, share, g.broadcast(g.add(p, constant: -1), to: shape))
      return g.contract(
        "\(letters),\(letters),.->.\(letters)", g.applied(.sign, x), powers, cotangent)
    }),
    shape: { (_, shapes, _) throws(ShapeError) in
      guard shapes[1].order == 0 else { throw .needs(operand: 1, .scalar) }
      return .scalar
    })

  private static func scaledNorm(_ x: Tensor, power: Double) -> Double {
    let largest = x.map(Kernels.abs).max()
    if x.count == 0 { return 0 }
    if largest == 0 || !largest.isFinite { return largest }
    var sum = 0.0
    for entry in 0..<x.count {
      sum += raise(Swift.abs(x.pointer[entry]) / largest, to: power)
    }
    return largest * raise(sum, to: 1 / power)
  }

  /// The product of the entries; attributes: how many are left out, then perhaps the axis.
  ///
  /// With k left out it has an axis for each, after the axes that stay: entry (…, i₁ … i_k) is the
  /// product of all but those k, and 0 where two of them are one. Its derivative by entry j leaves
  /// j out as well: so this one row is right for zero entries too, to every order.
  public static let productOfOthers: Primitive = Primitive(
    "product_of_others",
    evaluation: .general({ operands, attributes, shape in
      let fromEnd = attributes.integers.count > 1 ? attributes.integers[1] : nil
      return productsWithout(
        attributes.integers[0], operands[0], AxisLayout(operands[0].shape, fromEnd: fromEnd), shape)
    }),
    derivative: .general(vjp: { application, cotangent, _ in
      let g = application.graph
      let x = application.operands[0]
      let order = g[x].shape.order
      let integers = application.attributes.integers
      let fromEnd = integers.count > 1 ? integers[1] : nil
      let letters = AxisLetters(order: order, fromEnd: fromEnd)
      let leftOut = AxisLetters.more(integers[0] * letters.reduced.count, after: order)
      var further = application.attributes
      further.integers[0] += 1
      let others = g.applied(.productOfOthers, x, attributes: further)
      return g.contract(
        "\(letters.kept)\(leftOut)\(letters.reduced),.\(letters.kept)\(leftOut)->.\(letters.all)",
        others, cotangent)
    }),
    shape: { (_, shapes, attributes) throws(ShapeError) in
      let fromEnd = attributes.integers.count > 1 ? attributes.integers[1] : nil
      let shape = shapes[0]
      let reduced = fromEnd.map { [shape.sizes[shape.order - 1 - $0]] } ?? shape.sizes
      return Shape(
        withoutAxis(shape, fromEnd).sizes
          + Array(repeating: reduced, count: attributes.integers[0]).flatMap { $0 })
    })

  private static func productsWithout(
    _ leftOut: Int, _ x: Tensor, _ layout: AxisLayout, _ shape: [Int]
  ) -> Tensor {
    var result = Tensor(uninitialized: shape)
    let out = result.mutablePointer()
    let runs = layout.outer * layout.inner
    let each = runs == 0 ? 0 : result.count / runs
    if leftOut == 1 {
      // The products before each entry, then times those after it.
      for run in 0..<runs {
        let start = layout.offset(run / layout.inner, 0, run % layout.inner)
        var (before, after) = (1.0, 1.0)
        for entry in 0..<each {
          out[run * each + entry] = before
          before *= x.pointer[start + entry * layout.inner]
        }
        for entry in stride(from: each - 1, through: 0, by: -1) {
          out[run * each + entry] *= after
          after *= x.pointer[start + entry * layout.inner]
        }
      }
      return result
    }
    var chosen = Array(repeating: 0, count: leftOut)
    for run in 0..<runs {
      let start = layout.offset(run / layout.inner, 0, run % layout.inner)
      for entry in 0..<each {
        var rest = entry
        for position in stride(from: leftOut - 1, through: 0, by: -1) {
          chosen[position] = rest % layout.count
          rest /= layout.count
        }
        var product = Set(chosen).count == leftOut ? 1.0 : 0.0
        if product != 0 {
          for factor in 0..<layout.count where !chosen.contains(factor) {
            product *= x.pointer[start + factor * layout.inner]
          }
        }
        out[run * each + entry] = product
      }
    }
    return result
  }

  /// The sums of the first entries along an axis; attributes: the axis from the last, and 1 if it
  /// runs from the end.
  public static let cumulativeSum: Primitive = Primitive(
    "cumsum",
    evaluation: .general({ operands, attributes, shape in
      let x = operands[0]
      let layout = AxisLayout(x.shape, fromEnd: attributes.integers[0])
      let isReversed = attributes.integers[1] == 1
      var result = Tensor(uninitialized: shape)
      let out = result.mutablePointer()
      for block in 0..<layout.outer {
        for lane in 0..<layout.inner {
          var sum = 0.0
          for entry in 0..<layout.count {
            let offset = layout.offset(
              block, isReversed ? layout.count - 1 - entry : entry, lane)
            sum += x.pointer[offset]
            out[offset] = sum
          }
        }
      }
      return result
    }),
    derivative: .linear(transpose: { application, cotangent in
      let integers = application.attributes.integers
      return application.graph.applied(
        .cumulativeSum, cotangent, attributes: Attributes([integers[0], 1 - integers[1]]))
    }),
    shape: { (_, shapes, _) throws(ShapeError) in shapes[0] })

  // MARK: Means of the rules above

  /// Every run along the attributes' axis reduced to a number: first entry, count, step.
  private static func reduce(
    _ x: Tensor, _ attributes: Attributes, to shape: [Int],
    _ kernel: (UnsafePointer<Double>, Int, Int) -> Double
  ) -> Tensor {
    let layout = AxisLayout(x.shape, fromEnd: attributes.axisFromEnd)
    var result = Tensor(uninitialized: shape)
    let out = result.mutablePointer()
    for block in 0..<layout.outer {
      for lane in 0..<layout.inner {
        out[block * layout.inner + lane] = kernel(
          x.pointer + layout.offset(block, 0, lane), layout.count, layout.inner)
      }
    }
    return result
  }

  private static func axisSizes(_ letters: AxisLetters, _ shape: Shape) -> [Character: Size] {
    Dictionary(uniqueKeysWithValues: zip(letters.all, shape.sizes))
  }
}
