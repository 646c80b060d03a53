import Arrays
import Graph

/// Functions of two numbers: what operators stand for, and their like. Sums and products are no
/// primitives but nodes of their own.
extension Primitive {
  /// a/b, entry by entry.
  public static let divide: Primitive = elementwise("divide", Kernels.divide.arrays) {
    g, a, b, y, by in
    if by == 0 { return g.reciprocal(b) }
    if g.fillValue(a) == 1 { return g.negated(g.squared(y)) }
    return g.negated(g.applied(.divide, y, b))
  }

  /// x^y, entry by entry.
  ///
  /// The derivative by y is x^y·log(x), taken as 0 where x^y is 0.
  public static let power: Primitive = elementwise("power", Kernels.power.arrays) {
    g, x, y, xy, by in
    if by == 1 {
      if let base = g.fillValue(x), base > 0 {
        return g.multiply(xy, g.constant(logarithm(base)))
      }
      return g.applied(.xlogy, xy, x)
    }
    if let exponent = g.fillCoefficient(y) {
      if exponent.value == 0 { return nil }
      return g.scaled(g.raised(x, to: exponent + -1), by: exponent)
    }
    return g.multiply(y, g.applied(.power, x, g.add(y, constant: -1)))
  }

  /// y·log(x), and 0 at y = 0 whatever x is.
  public static let xlogy: Primitive = elementwise("xlogy", Kernels.xlogy.arrays) {
    g, y, x, _, by in
    by == 0 ? g.applied(.log, x) : g.applied(.xdivy, y, x)
  }

  /// y/x, and 0 at y = 0 whatever x is.
  public static let xdivy: Primitive = elementwise("xdivy", Kernels.xdivy.arrays) {
    g, y, x, z, by in
    by == 0 ? g.reciprocal(x) : g.negated(g.applied(.xdivy, z, x))
  }

  /// a − b·floor(a/b): the sign is the divisor's.
  public static let mod: Primitive = elementwise("mod", Kernels.mod.arrays) { g, a, b, _, by in
    if by == 0 { return g.ones(g.shape(of: a)) }
    return g.negated(g.applied(.floor, g.applied(.divide, a, b)))
  }

  /// The larger of two numbers; equal ones share the derivative.
  public static let maximum: Primitive = elementwise("maximum", Kernels.max.arrays) {
    g, a, b, _, by in
    g.shareOfLarger(by == 0 ? a : b, than: by == 0 ? b : a)
  }

  /// The smaller of two numbers; equal ones share the derivative.
  public static let minimum: Primitive = elementwise("minimum", Kernels.min.arrays) {
    g, a, b, _, by in
    g.shareOfLarger(by == 0 ? b : a, than: by == 0 ? a : b)
  }

  /// The angle of the point (x, y) = (b, a).
  public static let atan2: Primitive = elementwise("atan2", Kernels.atan2.arrays) {
    g, y, x, _, by in
    // x/(x² + y²) in two steps: the square of the length may overflow where the quotient doesn't.
    let length = g.applied(.hypot, y, x)
    if by == 0 { return g.applied(.divide, g.applied(.divide, x, length), length) }
    return g.negated(g.applied(.divide, g.applied(.divide, y, length), length))
  }

  /// √(a² + b²) without overflow; the derivative at (0, 0) is 0.
  public static let hypot: Primitive = elementwise("hypot", Kernels.hypot.arrays) {
    g, a, b, h, by in
    g.applied(.xdivy, by == 0 ? a : b, h)
  }

  // MARK: Comparisons: 1 where they hold, else 0

  public static let equal: Primitive = comparison("equal", Kernels.equal.arrays)
  public static let unequal: Primitive = comparison("unequal", Kernels.unequal.arrays)
  public static let less: Primitive = comparison("less", Kernels.less.arrays)
  public static let lessOrEqual: Primitive = comparison("less_or_equal", Kernels.lessEqual.arrays)
  public static let greater: Primitive = comparison("greater", Kernels.greater.arrays)
  public static let greaterOrEqual: Primitive = comparison(
    "greater_or_equal", Kernels.greaterEqual.arrays)
  /// Whether both are other than 0.
  public static let and: Primitive = comparison("and", Kernels.and.arrays)
  /// Whether one is other than 0.
  public static let or: Primitive = comparison("or", Kernels.or.arrays)

  private static func comparison(_ name: String, _ kernel: @escaping BinaryKernel) -> Primitive {
    Primitive(name, evaluation: .binary(kernel), derivative: .zero, shape: sameShape)
  }

  // MARK: Three operands

  /// a where the mask is other than 0, else b.
  ///
  /// The mask has the last axes of a and b, which may carry leading ones, so that the rule's
  /// cotangent goes through the same primitive: the branch that isn't taken adds 0, not 0·inf.
  public static let select: Primitive = Primitive(
    "select",
    evaluation: .general({ operands, _, shape in
      let (mask, a, b) = (operands[0], operands[1], operands[2])
      var result = Tensor(uninitialized: shape)
      let pointer = result.mutablePointer()
      var offset = 0
      while offset < result.count {
        Kernels.select(
          mask.pointer, step: 1, a.pointer + offset, step: 1, b.pointer + offset, step: 1,
          into: pointer + offset, count: mask.count)
        offset += mask.count
      }
      return result
    }),
    derivative: .general(vjp: { application, cotangent, index in
      let g = application.graph
      let zeros = g.zeros(g.shape(of: cotangent))
      let mask = application.operands[0]
      switch index {
      case 1: return g.applied(.select, mask, cotangent, zeros)
      case 2: return g.applied(.select, mask, zeros, cotangent)
      default: return nil
      }
    }),
    shape: { (table, shapes, _) throws(ShapeError) in
      let shape = try sameShape(table, [shapes[1], shapes[2]], .none)
      let own = Shape(Array(shape.sizes.suffix(shapes[0].order)))
      do { _ = try sameShape(table, [shapes[0], own], .none) } catch {
        throw .shapes(operand: 0, other: 1)
      }
      return shape
    })

  /// x kept between two bounds; the derivative at a bound is 0.
  public static let clip: Primitive = Primitive(
    "clip",
    evaluation: .general({ operands, _, _ in
      Tensor.map(Tensor.map(operands[0], operands[1], Kernels.max), operands[2], Kernels.min)
    }),
    derivative: .elementwise(partial: { application, index in
      let g = application.graph
      let (x, low, high) = (
        application.operands[0], application.operands[1], application.operands[2]
      )
      switch index {
      case 1: return g.multiply(g.applied(.lessOrEqual, x, low), g.applied(.less, low, high))
      case 2:
        return g.applied(.greaterOrEqual, g.applied(.maximum, x, low), high)
      default: return g.multiply(g.applied(.greater, x, low), g.applied(.less, x, high))
      }
    }),
    shape: sameShape)
}

extension Graph {
  /// 1 where a > b, ½ where they are equal, else 0.
  func shareOfLarger(_ a: NodeID, than b: NodeID) -> NodeID {
    sum([
      applied(.greater, a, b),
      scaled(applied(.equal, a, b), by: Coefficient(1, over: 2)),
    ])
  }
}
