import Arrays
import Graph

/// Functions of one number. The derivative is given by the operand and the result, so that `exp`
/// costs nothing in the backward pass.
extension Primitive {
  // MARK: Exponentials and logarithms

  /// e^x.
  public static let exp: Primitive = elementwise("exp", Kernels.exp) { _, _, y in y }

  /// e^x − 1, accurate near 0. The derivative is exp(x) and not y + 1, which would be 0 at −40.
  public static let expm1: Primitive = elementwise("expm1", Kernels.expm1) { g, x, _ in
    g.applied(.exp, x)
  }

  /// The natural logarithm.
  public static let log: Primitive = elementwise("log", Kernels.log) { g, x, _ in g.reciprocal(x) }

  /// log(1 + x), accurate near 0.
  public static let log1p: Primitive = elementwise("log1p", Kernels.log1p) { g, x, _ in
    g.reciprocal(g.add(x, constant: 1))
  }

  /// The logarithm to base 2.
  public static let log2: Primitive = elementwise("log2", Kernels.log2) { g, x, _ in
    g.scaled(g.reciprocal(x), by: .one / Coefficient(logarithm(2)))
  }

  /// The logarithm to base 10.
  public static let log10: Primitive = elementwise("log10", Kernels.log10) { g, x, _ in
    g.scaled(g.reciprocal(x), by: .one / Coefficient(logarithm(10)))
  }

  // MARK: Roots

  /// √x; the derivative at 0 is inf.
  public static let sqrt: Primitive = elementwise("sqrt", Kernels.sqrt) { g, _, y in
    g.scaled(g.reciprocal(y), by: Coefficient(1, over: 2))
  }

  /// The real cube root; the derivative at 0 is inf.
  public static let cbrt: Primitive = elementwise("cbrt", Kernels.cbrt) { g, _, y in
    g.scaled(g.reciprocal(g.squared(y)), by: Coefficient(1, over: 3))
  }

  // MARK: Trigonometry

  public static let sin: Primitive = elementwise("sin", Kernels.sin) { g, x, _ in g.applied(.cos, x)
  }

  public static let cos: Primitive = elementwise("cos", Kernels.cos) { g, x, _ in
    g.negated(g.applied(.sin, x))
  }

  public static let tan: Primitive = elementwise("tan", Kernels.tan) { g, _, y in
    g.add(g.squared(y), constant: 1)
  }

  public static let asin: Primitive = elementwise("asin", Kernels.asin) { g, x, _ in
    g.reciprocal(g.applied(.sqrt, g.oneMinus(g.squared(x))))
  }

  public static let acos: Primitive = elementwise("acos", Kernels.acos) { g, x, _ in
    g.negated(g.reciprocal(g.applied(.sqrt, g.oneMinus(g.squared(x)))))
  }

  public static let atan: Primitive = elementwise("atan", Kernels.atan) { g, x, _ in
    g.reciprocal(g.add(g.squared(x), constant: 1))
  }

  // MARK: Hyperbolic functions

  public static let sinh: Primitive = elementwise("sinh", Kernels.sinh) { g, x, _ in
    g.applied(.cosh, x)
  }
  public static let cosh: Primitive = elementwise("cosh", Kernels.cosh) { g, x, _ in
    g.applied(.sinh, x)
  }

  public static let tanh: Primitive = elementwise("tanh", Kernels.tanh) { g, _, y in
    g.oneMinus(g.squared(y))
  }

  public static let asinh: Primitive = elementwise("asinh", Kernels.asinh) { g, x, _ in
    g.reciprocal(g.applied(.sqrt, g.add(g.squared(x), constant: 1)))
  }

  public static let acosh: Primitive = elementwise("acosh", Kernels.acosh) { g, x, _ in
    g.reciprocal(g.applied(.sqrt, g.add(g.squared(x), constant: -1)))
  }

  public static let atanh: Primitive = elementwise("atanh", Kernels.atanh) { g, x, _ in
    g.reciprocal(g.oneMinus(g.squared(x)))
  }

  // MARK: Activations

  /// 1/(1 + e^−x), in a form that never overflows. The derivative is the one of lecture notes; a
  /// plan may compute 1 − sigmoid(x) as sigmoid(−x), which keeps the tail's digits.
  public static let sigmoid: Primitive = elementwise("sigmoid", Kernels.sigmoid) { g, _, y in
    g.multiply(y, g.oneMinus(y))
  }

  /// log(1 + e^x) = max(x, 0) + log1p(e^−|x|).
  public static let softplus: Primitive = elementwise("softplus", Kernels.softplus) { g, x, _ in
    g.applied(.sigmoid, x)
  }

  /// max(x, 0); the derivative at 0 is 0.
  public static let relu: Primitive = elementwise("relu", Kernels.relu) { g, x, _ in
    g.applied(.step, x)
  }

  /// 2/√π · ∫₀ˣ e^(−t²) dt.
  public static let erf: Primitive = elementwise("erf", Kernels.erf) { g, x, _ in
    g.scaled(
      g.applied(.exp, g.negated(g.squared(x))), by: Coefficient(2, over: Double.pi.squareRoot()))
  }

  // MARK: Signs and steps

  /// |x|; the derivative at 0 is 0.
  public static let abs: Primitive = elementwise("abs", Kernels.abs) { g, x, _ in
    g.applied(.sign, x)
  }

  /// −1, 0 or 1; constant but for its jump.
  public static let sign: Primitive = constantElementwise("sign", Kernels.sign)
  /// 1 for x > 0, else 0.
  public static let step: Primitive = constantElementwise("step", Kernels.step)
  public static let floor: Primitive = constantElementwise("floor", Kernels.floor)
  public static let ceil: Primitive = constantElementwise("ceil", Kernels.ceil)
  /// To the nearest integer, halves away from zero.
  public static let round: Primitive = constantElementwise("round", Kernels.round)
  /// 1 for 0, else 0.
  public static let not: Primitive = constantElementwise("not", Kernels.not)

  /// A function of one number that is constant almost everywhere.
  private static func constantElementwise(_ name: String, _ kernel: @escaping UnaryKernel)
    -> Primitive
  {
    Primitive(
      name, evaluation: .unary(kernel), derivative: .zero,
      shape: { (_, shapes, _) throws(ShapeError) in shapes[0] })
  }
}
