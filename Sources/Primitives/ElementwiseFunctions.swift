import Graph

private let x = Function.Parameter("x")

extension Function {
  static let exponentials: [Function] = [
    Function(
      "exp", [x], .elementwise(.exp), summary: "e to the power of x, entry by entry.",
      definition: "e^x", derivative: "exp(x)", examples: [.init("exp(0)", "1")],
      seeAlso: ["expm1", "log", "expm"], latex: "\\exp"),
    Function(
      "expm1", [x], .elementwise(.expm1), summary: "exp(x) − 1 without loss of digits near 0.",
      definition: "e^x − 1", derivative: "exp(x)", examples: [.init("expm1(0)", "0")],
      seeAlso: ["exp", "log1p"]),
    Function(
      "log", aliases: ["ln"], [x, .init("base", isOptional: true)],
      .construction { call throws(CallError) in
        try call.expect(1...2)
        if call.count == 1 {
          let term = try call.term(0)
          return [Term(try call.apply(.log, term.node), term.orientation)]
        }
        let (nodes, like) = try call.broadcast(0, 2)
        let logarithms = (
          try call.apply(.log, nodes[0]), try call.apply(.log, nodes[1])
        )
        return [Term(try call.apply(.divide, logarithms.0, logarithms.1), like.orientation)]
      },
      summary: "The natural logarithm, or that to a base.",
      definition: "log(x, base) = log(x)/log(base)", derivative: "1/x",
      domain: "x > 0; log(0) is −inf, of a negative number NaN", examples: [.init("log(1)", "0")],
      seeAlso: ["log2", "log10", "log1p", "logsumexp", "logdet"], latex: "\\log",
      samplingRange: 0.5...2.5),
    Function(
      "log2", [x], .elementwise(.log2), summary: "The logarithm to base 2.",
      definition: "log(x)/log(2)", derivative: "1/(x log(2))", domain: "x > 0",
      examples: [.init("log2(8)", "3")], seeAlso: ["log"], latex: "\\log_2",
      samplingRange: 0.5...2.5),
    Function(
      "log10", [x], .elementwise(.log10), summary: "The logarithm to base 10.",
      definition: "log(x)/log(10)", derivative: "1/(x log(10))", domain: "x > 0",
      examples: [.init("log10(1000)", "3")], seeAlso: ["log"], latex: "\\log_{10}",
      samplingRange: 0.5...2.5),
    Function(
      "log1p", [x], .elementwise(.log1p), summary: "log(1 + x) without loss of digits near 0.",
      definition: "log(1 + x)", derivative: "1/(1 + x)", domain: "x > −1",
      examples: [.init("log1p(0)", "0")], seeAlso: ["log", "expm1"], samplingRange: -0.5...2),
    Function(
      "sqrt", [x], .elementwise(.sqrt), summary: "The square root, entry by entry.",
      definition: "√x", derivative: "1/(2 √x)", domain: "x ≥ 0",
      kinks: "the derivative at 0 is inf", examples: [.init("sqrt(9)", "3")],
      seeAlso: ["cbrt", "norm2"], latex: "\\sqrt", samplingRange: 0.5...2.5),
    Function(
      "cbrt", [x], .elementwise(.cbrt), summary: "The real cube root, entry by entry.",
      definition: "x^(1/3)", derivative: "1/(3 cbrt(x)^2)",
      kinks: "the derivative at 0 is inf", examples: [.init("cbrt(-27)", "-3")],
      seeAlso: ["sqrt"], samplingRange: 0.5...2.5),
    Function(
      "erf", [x], .elementwise(.erf), summary: "The error function.",
      definition: "2/√π ∫₀ˣ exp(−t²) dt", derivative: "2/√π exp(−x²)",
      examples: [.init("erf(0)", "0")], seeAlso: ["gelu"], isFiniteAtExtremes: true),
  ]

  static let trigonometric: [Function] = [
    Function(
      "sin", [x], .elementwise(.sin), summary: "The sine of x in radians.", definition: "sin x",
      derivative: "cos(x)", examples: [.init("sin(0)", "0")], seeAlso: ["cos", "asin"],
      latex: "\\sin", isFiniteAtExtremes: true),
    Function(
      "cos", [x], .elementwise(.cos), summary: "The cosine of x in radians.",
      definition: "cos x", derivative: "−sin(x)", examples: [.init("cos(0)", "1")],
      seeAlso: ["sin", "acos"], latex: "\\cos", isFiniteAtExtremes: true),
    Function(
      "tan", [x], .elementwise(.tan), summary: "The tangent of x in radians.",
      definition: "sin(x)/cos(x)", derivative: "1 + tan(x)^2", domain: "cos(x) ≠ 0",
      examples: [.init("tan(0)", "0")], seeAlso: ["atan"], latex: "\\tan",
      samplingRange: -1...1),
    Function(
      "asin", aliases: ["arcsin"], [x], .elementwise(.asin), summary: "The inverse of sin.",
      definition: "sin(asin(x)) = x", derivative: "1/√(1 − x^2)", domain: "−1 ≤ x ≤ 1",
      kinks: "the derivative at ±1 is inf", examples: [.init("asin(0)", "0")],
      seeAlso: ["sin", "acos"], latex: "\\arcsin", samplingRange: -0.75...0.75),
    Function(
      "acos", aliases: ["arccos"], [x], .elementwise(.acos), summary: "The inverse of cos.",
      definition: "cos(acos(x)) = x", derivative: "−1/√(1 − x^2)", domain: "−1 ≤ x ≤ 1",
      kinks: "the derivative at ±1 is −inf", examples: [.init("acos(1)", "0")],
      seeAlso: ["cos", "asin"], latex: "\\arccos", samplingRange: -0.75...0.75),
    Function(
      "atan", aliases: ["arctan"], [x], .elementwise(.atan), summary: "The inverse of tan.",
      definition: "tan(atan(x)) = x", derivative: "1/(1 + x^2)",
      examples: [.init("atan(0)", "0")], seeAlso: ["tan", "atan2"], latex: "\\arctan",
      isFiniteAtExtremes: true),
    Function(
      "atan2", [.init("y"), x], .elementwise(.atan2),
      summary: "The angle of the point (x, y), from −π to π.",
      definition: "atan(y/x) in the right quadrant",
      derivative: "x/(x^2 + y^2) by y, −y/(x^2 + y^2) by x", domain: "(x, y) ≠ (0, 0)",
      examples: [.init("atan2(0, 1)", "0")], seeAlso: ["atan", "hypot"],
      isFiniteAtExtremes: true, samplingRange: 0.5...2),
    Function(
      "sinh", [x], .elementwise(.sinh), summary: "The hyperbolic sine.",
      definition: "(e^x − e^−x)/2", derivative: "cosh(x)", examples: [.init("sinh(0)", "0")],
      seeAlso: ["cosh", "asinh"], latex: "\\sinh"),
    Function(
      "cosh", [x], .elementwise(.cosh), summary: "The hyperbolic cosine.",
      definition: "(e^x + e^−x)/2", derivative: "sinh(x)", examples: [.init("cosh(0)", "1")],
      seeAlso: ["sinh", "acosh"], latex: "\\cosh"),
    Function(
      "tanh", [x], .elementwise(.tanh), summary: "The hyperbolic tangent.",
      definition: "sinh(x)/cosh(x)", derivative: "1 − tanh(x)^2",
      examples: [.init("tanh(0)", "0")], seeAlso: ["sigmoid", "atanh"], latex: "\\tanh",
      isFiniteAtExtremes: true),
    Function(
      "asinh", aliases: ["arcsinh"], [x], .elementwise(.asinh), summary: "The inverse of sinh.",
      definition: "log(x + √(x^2 + 1))", derivative: "1/√(x^2 + 1)",
      examples: [.init("asinh(0)", "0")], seeAlso: ["sinh"], isFiniteAtExtremes: true),
    Function(
      "acosh", aliases: ["arccosh"], [x], .elementwise(.acosh), summary: "The inverse of cosh.",
      definition: "log(x + √(x^2 − 1))", derivative: "1/√(x^2 − 1)", domain: "x ≥ 1",
      kinks: "the derivative at 1 is inf", examples: [.init("acosh(1)", "0")],
      seeAlso: ["cosh"], samplingRange: 1.5...3),
    Function(
      "atanh", aliases: ["arctanh"], [x], .elementwise(.atanh), summary: "The inverse of tanh.",
      definition: "½ log((1 + x)/(1 − x))", derivative: "1/(1 − x^2)", domain: "−1 < x < 1",
      examples: [.init("atanh(0)", "0")], seeAlso: ["tanh"], samplingRange: -0.75...0.75),
  ]

  static let activations: [Function] = [
    Function(
      "sigmoid", aliases: ["σ", "logistic"], [x], .elementwise(.sigmoid),
      summary: "The logistic function.", definition: "1/(1 + exp(−x))",
      derivative: "sigmoid(x) .* (1 − sigmoid(x))", examples: [.init("sigmoid(0)", "0.5")],
      seeAlso: ["tanh", "softplus", "softmax"], latex: "\\sigma", isFiniteAtExtremes: true),
    Function(
      "softplus", [x], .elementwise(.softplus), summary: "A smooth relu.",
      definition: "log(1 + exp(x))", derivative: "sigmoid(x)",
      examples: [.init("softplus(1000)", "1000")], seeAlso: ["relu", "sigmoid"],
      isFiniteAtExtremes: true),
    Function(
      "relu", [x], .elementwise(.relu), summary: "The positive part.",
      definition: "max(x, 0)", derivative: "step(x)", kinks: "the derivative at 0 is 0",
      examples: [.init("relu(-2)", "0"), .init("relu(3)", "3")],
      seeAlso: ["leaky_relu", "elu", "gelu", "silu", "softplus"], isFiniteAtExtremes: true),
    Function(
      "leaky_relu", [x, .init("a", isOptional: true)],
      .construction { call throws(CallError) in
        let (x, slope, like) = try call.entrywise(withDefault: 0.01)
        let g = call.graph
        let negative = try call.apply(.relu, g.negated(x))
        return [
          Term(
            g.subtract(try call.apply(.relu, x), g.multiply(slope, negative)), like.orientation)
        ]
      },
      summary: "relu with a small slope for negative x, 0.01 if a is not given.",
      definition: "relu(x) − a relu(−x)", derivative: "1 for x > 0, a for x < 0",
      kinks: "the derivative at 0 is 0", examples: [.init("leaky_relu(-2, 0.5)", "-1")],
      seeAlso: ["relu", "elu"], isFiniteAtExtremes: true),
    Function(
      "elu", [x, .init("a", isOptional: true)],
      .construction { call throws(CallError) in
        let (x, scale, like) = try call.entrywise(withDefault: 1)
        return [Term(call.graph.exponentialUnit(x, scale: scale), like.orientation)]
      },
      summary: "x for positive x, an exponential towards −a below; a is 1 if not given.",
      definition: "relu(x) + a expm1(x − relu(x))", derivative: "1 for x > 0, else a exp(x)",
      kinks: "the derivative at 0 is a", examples: [.init("elu(2)", "2")],
      seeAlso: ["selu", "relu"], isFiniteAtExtremes: true),
    Function(
      "selu", [x],
      .construction { call throws(CallError) in
        try call.expect(1...1)
        let term = try call.term(0)
        let g = call.graph
        let unit = g.exponentialUnit(
          term.node, scale: g.filled(g.shape(of: term.node), with: 1.6732632423543772))
        return [Term(g.scaled(unit, by: 1.0507009873554805), term.orientation)]
      },
      summary: "The self-normalising elu.",
      definition: "1.0507 elu(x, 1.6733), with all digits", derivative: "1.0507 elu'(x, 1.6733)",
      kinks: "the derivative at 0 is that from below", examples: [.init("selu(0)", "0")],
      seeAlso: ["elu"], isFiniteAtExtremes: true),
    Function(
      "gelu", [x], .formula("1/2*x .* (1 + erf(x/sqrt(2)))"),
      summary: "x times the normal distribution function of x, exactly.",
      definition: "x Φ(x) = ½ x (1 + erf(x/√2))", derivative: "Φ(x) + x exp(−x²/2)/√(2π)",
      examples: [.init("gelu(0)", "0")], seeAlso: ["silu", "erf"], isFiniteAtExtremes: true),
    Function(
      "silu", aliases: ["swish"], [x], .formula("x .* sigmoid(x)"),
      summary: "x times its sigmoid.", definition: "x .* sigmoid(x)",
      derivative: "sigmoid(x) .* (1 + x .* (1 − sigmoid(x)))",
      examples: [.init("silu(0)", "0")], seeAlso: ["gelu", "relu"], isFiniteAtExtremes: true),
  ]

  static let steps: [Function] = [
    Function(
      "abs", [x], .elementwise(.abs), summary: "The absolute value, entry by entry.",
      definition: "|x|", derivative: "sign(x)", kinks: "the derivative at 0 is 0",
      examples: [.init("abs(-3)", "3")], seeAlso: ["sign", "norm1"], isFiniteAtExtremes: true,
      samplingRange: 0.5...2.5),
    Function(
      "sign", [x], .elementwise(.sign), summary: "−1, 0 or 1, by the sign of x.",
      definition: "x/|x|, and 0 at 0", derivative: "0", kinks: "the derivative at 0 is 0",
      examples: [.init("sign(-3)", "-1")], seeAlso: ["abs", "step"], isFiniteAtExtremes: true,
      samplingRange: 0.5...2.5),
    Function(
      "step", [x], .elementwise(.step), summary: "1 for positive x, else 0.",
      definition: "x > 0", derivative: "0", kinks: "the derivative at 0 is 0",
      examples: [.init("step(0)", "0"), .init("step(2)", "1")], seeAlso: ["relu", "sign"],
      isFiniteAtExtremes: true, samplingRange: 0.5...2.5),
    Function(
      "floor", [x], .elementwise(.floor), summary: "The largest integer that is not above x.",
      definition: "⌊x⌋", derivative: "0", kinks: "the derivative is 0 at integers too",
      examples: [.init("floor(-1.5)", "-2")], seeAlso: ["ceil", "round", "mod"],
      isFiniteAtExtremes: true, samplingRange: 0.1...0.9),
    Function(
      "ceil", [x], .elementwise(.ceil), summary: "The smallest integer that is not below x.",
      definition: "⌈x⌉", derivative: "0", kinks: "the derivative is 0 at integers too",
      examples: [.init("ceil(1.2)", "2")], seeAlso: ["floor", "round"],
      isFiniteAtExtremes: true, samplingRange: 0.1...0.9),
    Function(
      "round", [x], .elementwise(.round),
      summary: "The nearest integer, halves away from zero.", definition: "sign(x) ⌊|x| + ½⌋",
      derivative: "0", kinks: "the derivative is 0 at halves too",
      examples: [.init("round(2.5)", "3")], seeAlso: ["floor", "ceil"],
      isFiniteAtExtremes: true, samplingRange: 0.6...1.4),
    Function(
      "clip", aliases: ["clamp"], [x, .init("low"), .init("high")], ternary(.clip),
      summary: "x kept between two bounds.", definition: "min(max(x, low), high)",
      derivative: "1 strictly between the bounds, else 0",
      kinks: "the derivative at a bound is 0", examples: [.init("clip(5, 0, 1)", "1")],
      seeAlso: ["min", "max", "relu"], isFiniteAtExtremes: true),
    Function(
      "mod", [.init("a"), .init("b")], .elementwise(.mod),
      summary: "The rest of a division, with the sign of the divisor.",
      definition: "a − b floor(a/b); mod(a, 0) = a", derivative: "1 by a, −floor(a/b) by b",
      kinks: "at multiples of b the derivative is that from above",
      examples: [.init("mod(-1, 3)", "2")], seeAlso: ["floor"], samplingRange: 1.1...1.9),
    Function(
      "hypot", [.init("a"), .init("b")], .elementwise(.hypot),
      summary: "The length of the vector (a, b), without overflow.", definition: "√(a² + b²)",
      derivative: "a/hypot(a, b) by a", kinks: "the derivative at (0, 0) is 0",
      examples: [.init("hypot(3, 4)", "5")], seeAlso: ["norm2", "atan2"],
      isFiniteAtExtremes: true, samplingRange: 0.5...2),
    Function(
      "where", [.init("mask"), .init("a"), .init("b")], ternary(.select),
      summary: "a where the mask holds, else b, entry by entry.",
      definition: "a if mask ≠ 0, else b",
      derivative: "that of the chosen branch; the other adds nothing, whatever its derivative is",
      examples: [.init("where(1 > 2, 3, 4)", "4")], seeAlso: ["clip", "step"],
      isFiniteAtExtremes: true),
  ]

  private static func ternary(_ primitive: Primitive) -> Meaning {
    .construction { call throws(CallError) in
      try call.expect(3...3)
      let (nodes, like) = try call.broadcast(0, 3)
      return [Term(try call.apply(primitive, to: nodes), like.orientation)]
    }
  }
}

extension Call {
  /// Arguments of a function of entries with a parameter: x and the parameter in one shape, with
  /// its value where it isn't given.
  func entrywise(withDefault value: Coefficient) throws(CallError)
    -> (x: NodeID, parameter: NodeID, like: Term)
  {
    try expect(1...2)
    if count == 1 {
      let term = try term(0)
      return (term.node, graph.filled(graph.shape(of: term.node), with: value), term)
    }
    let (nodes, like) = try broadcast(0, 2)
    return (nodes[0], nodes[1], like)
  }
}

extension Graph {
  /// relu(x) + a·expm1(min(x, 0)): with x − relu(x) for the minimum its derivative at 0 is that
  /// from below, and the exponential can't overflow.
  func exponentialUnit(_ x: NodeID, scale: NodeID) -> NodeID {
    let positive = applied(.relu, x)
    return add(positive, multiply(scale, applied(.expm1, subtract(x, positive))))
  }
}
