import Arrays
import Graph

private let a = Function.Parameter("A")
private let axis = Function.Parameter("k", isOptional: true)

extension Function {
  static let sums: [Function] = [
    Function(
      "sum", [a, axis],
      .construction { call throws(CallError) in
        try call.expect(1...2)
        return [try call.sum(of: try call.node(0), along: try call.along())]
      },
      summary:
        "The sum of all entries, or along an axis: k = 1 collapses the rows and gives a row.",
      definition: "Σᵢⱼ Aᵢⱼ", derivative: "1 by each entry",
      examples: [.init("sum([1; 2; 3])", "6"), .init("sum([1 2; 3 4], 2)", "[3; 7]")],
      seeAlso: ["mean", "cumsum", "prod"], isFiniteAtExtremes: true),
    Function(
      "mean", [a, axis],
      .construction { call throws(CallError) in
        try call.expect(1...2)
        return [try call.mean(of: try call.node(0), along: try call.along())]
      },
      summary: "The mean of all entries, or along an axis.", definition: "sum(A)/numel(A)",
      derivative: "1/numel(A) by each entry", examples: [.init("mean([1; 2; 6])", "3")],
      seeAlso: ["sum", "var", "std"], isFiniteAtExtremes: true),
    Function(
      "var", [a, axis],
      .construction { call throws(CallError) in
        try call.expect(1...2)
        return [try call.variance()]
      },
      summary: "The variance: the mean squared deviation from the mean (divided by n).",
      definition: "mean((A − mean(A)).^2)", derivative: "2 (A − mean(A))/numel(A)",
      examples: [.init("var([1; 2; 6])", "4.6667")], seeAlso: ["std", "mean"]),
    Function(
      "std", [a, axis],
      .construction { call throws(CallError) in
        try call.expect(1...2)
        let variance = try call.variance()
        return [Term(try call.apply(.sqrt, variance.node), variance.orientation)]
      },
      summary: "The standard deviation: the square root of the variance (divided by n).",
      definition: "√var(A)", derivative: "(A − mean(A))/(n std(A))",
      kinks: "equal entries have no derivative: NaN", examples: [.init("std([1; 3])", "1")],
      seeAlso: ["var", "mean"]),
    Function(
      "prod", [a, axis],
      .construction { call throws(CallError) in
        try call.expect(1...2)
        let node = try call.node(0)
        switch try call.along() {
        case .all: return [Term(try call.apply(.productOfOthers, node, attributes: .init([0])))]
        case .unit: return [try call.term(0)]
        case .axis(let axis):
          let fromEnd = call.graph[node].shape.order - 1 - axis
          let product = try call.apply(
            .productOfOthers, node, attributes: .init([0, fromEnd]))
          return [try call.collapsed(product, axis: axis)]
        }
      },
      summary: "The product of all entries, or along an axis.", definition: "∏ᵢ Aᵢ",
      derivative: "the product of the other entries, right for zeros too",
      examples: [.init("prod([2; 3; 4])", "24")], seeAlso: ["sum"]),
    Function(
      "cumsum", [a, axis],
      .construction { call throws(CallError) in
        try call.expect(1...2)
        let term = try call.term(0)
        let order = call.graph[term.node].shape.order
        let fromEnd: Int
        switch try call.along() {
        case .unit: return [term]
        case .all:
          if order == 0 { return [term] }
          fromEnd = order - 1
        case .axis(let axis): fromEnd = order - 1 - axis
        }
        let sums = try call.apply(.cumulativeSum, term.node, attributes: .init([fromEnd, 0]))
        return [Term(sums, term.orientation)]
      },
      summary: "The sums of the first entries; of a matrix down its columns, or along axis k.",
      definition: "yᵢ = x₁ + … + xᵢ", derivative: "1 by xⱼ for j ≤ i, else 0",
      examples: [.init("cumsum([1; 2; 3])", "[1; 3; 6]")], seeAlso: ["sum"],
      isFiniteAtExtremes: true),
  ]

  static let extremes: [Function] = [
    Function(
      "max", [a, .init("B", isOptional: true)],
      extreme(.largest, .maximum),
      summary: """
        The larger of a and b, entry by entry; of one argument its largest entry, or along an axis \
        with axis=k.
        """,
      definition: "maxᵢ aᵢ", derivative: "1 by the largest entry, else 0",
      kinks: "equal largest entries share it equally",
      examples: [.init("max(2, 5)", "5"), .init("max([1; 7; 3])", "7")],
      seeAlso: ["min", "argmax", "logsumexp"], latex: "\\max", isFiniteAtExtremes: true),
    Function(
      "min", [a, .init("B", isOptional: true)],
      extreme(.smallest, .minimum),
      summary: """
        The smaller of a and b, entry by entry; of one argument its smallest entry, or along an \
        axis with axis=k.
        """,
      definition: "minᵢ aᵢ", derivative: "1 by the smallest entry, else 0",
      kinks: "equal smallest entries share it equally",
      examples: [.init("min(2, 5)", "2"), .init("min([4; 1; 3])", "1")],
      seeAlso: ["max", "argmin"], latex: "\\min", isFiniteAtExtremes: true),
    Function(
      "argmax", [a, axis], position(.positionOfLargest),
      summary: """
        Where the largest entry is, from 1: in a vector, along an axis, or in vec(A) of a matrix.
        """,
      definition: "the first i with xᵢ = max(x)", derivative: "0",
      kinks: "of equal largest entries the first", examples: [.init("argmax([1; 7; 3])", "2")],
      seeAlso: ["max", "argmin", "sort"], latex: "\\arg\\max", isFiniteAtExtremes: true),
    Function(
      "argmin", [a, axis], position(.positionOfSmallest),
      summary: """
        Where the smallest entry is, from 1: in a vector, along an axis, or in vec(A) of a matrix.
        """,
      definition: "the first i with xᵢ = min(x)", derivative: "0",
      kinks: "of equal smallest entries the first", examples: [.init("argmin([4; 1; 3])", "2")],
      seeAlso: ["min", "argmax", "sort"], latex: "\\arg\\min", isFiniteAtExtremes: true),
  ]

  private static func extreme(_ reduction: Primitive, _ pairwise: Primitive) -> Meaning {
    .construction { call throws(CallError) in
      try call.expect(1...2)
      if call.count == 1 {
        return [try call.reduced(by: reduction, along: try call.along(argument: 2))]
      }
      guard call.axis == nil else {
        throw .argument(
          1, "can't be given together with axis: two arguments are compared entry by entry")
      }
      let (nodes, like) = try call.broadcast(0, 2)
      return [Term(try call.apply(pairwise, nodes[0], nodes[1]), like.orientation)]
    }
  }

  private static func position(_ reduction: Primitive) -> Meaning {
    .construction { call throws(CallError) in
      try call.expect(1...2)
      let term = try call.term(0)
      let along = try call.along()
      if let size = call.graph.shape(of: term.node).known, size.contains(0) {
        throw .shape(.needs(operand: 0, .nonEmpty))
      }
      guard along == .all else { return [try call.reduced(by: reduction, along: along)] }
      return [Term(try call.apply(reduction, call.graph.axesReversed(term.node)))]
    }
  }

  static let norms: [Function] = [
    Function(
      "norm", [a, .init("p", isOptional: true)],
      .construction { call throws(CallError) in
        try call.expect(1...2)
        let node = try call.node(0)
        guard call.count == 2 else { return [Term(try call.apply(.norm2, node))] }
        if case .string(let text) = call.arguments[1] {
          guard text == "fro" else { throw .argument(1, "must be a number or \"fro\"") }
          return [Term(try call.apply(.norm2, node))]
        }
        let power = try call.scalar(1)
        if call.graph.shape(of: node).order == 2 {
          call.say("norm is taken over all entries of the matrix; opnorm is that of the map")
        }
        let magnitudes = try call.apply(.abs, node)
        switch call.graph.constantValue(power) ?? call.value(power)?[0] {
        case 1: return [Term(call.graph.total(magnitudes))]
        case 2: return [Term(try call.apply(.norm2, node))]
        case Double.infinity: return [Term(try call.apply(.largest, magnitudes))]
        default: return [Term(try call.apply(.pNorm, node, power))]
        }
      },
      summary: """
        The Euclidean norm of all entries, or the p-norm. For operator norms of matrices there is \
        opnorm.
        """,
      definition: "(Σ|xᵢ|^p)^(1/p)", derivative: "x/norm(x)", domain: "p ≥ 1",
      kinks: "the derivative at 0 is 0", examples: [.init("norm([3; 4])", "5")],
      seeAlso: ["norm1", "norm_inf", "frob", "opnorm"], isFiniteAtExtremes: true),
    Function(
      "norm2", [a],
      .construction { call throws(CallError) in
        try call.expect(1...1)
        return [Term(try call.apply(.norm2, try call.node(0)))]
      },
      summary: "The Euclidean norm of all entries; of a matrix the Frobenius norm.",
      definition: "√Σxᵢ²", derivative: "x/norm2(x)", kinks: "the derivative at 0 is 0",
      examples: [.init("norm2([3; 4])", "5")], seeAlso: ["norm", "frob", "normalize"],
      isFiniteAtExtremes: true),
    Function(
      "frob", [a],
      .construction { call throws(CallError) in
        try call.expect(1...1)
        return [Term(try call.apply(.norm2, try call.node(0)))]
      },
      summary: "The Frobenius norm: the Euclidean norm of all entries.",
      definition: "√tr(A'*A)", derivative: "A/frob(A)", kinks: "the derivative at 0 is 0",
      examples: [.init("frob([1 2; 2 4])", "5")], seeAlso: ["norm2", "opnorm"],
      isFiniteAtExtremes: true),
    Function(
      "norm1", [a], .formula("sum(abs(A))"), summary: "The sum of the entries' magnitudes.",
      definition: "Σ|xᵢ|", derivative: "sign(x)", kinks: "the derivative at 0 is 0",
      examples: [.init("norm1([3; -4])", "7")], seeAlso: ["norm", "norm_inf", "abs"],
      isFiniteAtExtremes: true),
    Function(
      "norm_inf", [a], .formula("max(abs(A))"), summary: "The largest magnitude of an entry.",
      definition: "max |xᵢ|", derivative: "sign(xᵢ) at the largest, else 0",
      kinks: "equal largest magnitudes share equally; the derivative at 0 is 0",
      examples: [.init("norm_inf([3; -4])", "4")], seeAlso: ["norm", "norm1", "max"],
      isFiniteAtExtremes: true),
  ]

  static let tallies: [Function] = [
    Function(
      "count", [a, axis],
      .construction { call throws(CallError) in
        try call.expect(1...2)
        return [try call.sum(of: try call.mask(), along: try call.along())]
      },
      summary: "How many entries are other than 0.", definition: "sum(A != 0)",
      derivative: "0", examples: [.init("count([0; 2; 3])", "2")], seeAlso: ["any", "all"],
      isFiniteAtExtremes: true),
    Function(
      "any", [a, axis],
      .construction { call throws(CallError) in
        try call.expect(1...2)
        let sum = try call.sum(of: try call.mask(), along: try call.along())
        let zeros = call.graph.zeros(call.graph.shape(of: sum.node))
        return [Term(try call.apply(.greater, sum.node, zeros), sum.orientation)]
      },
      summary: "1 if some entry is other than 0, else 0.", definition: "count(A) > 0",
      derivative: "0", examples: [.init("any([0; 2])", "1")], seeAlso: ["all", "count"],
      isFiniteAtExtremes: true),
    Function(
      "all", [a, axis],
      .construction { call throws(CallError) in
        try call.expect(1...2)
        let zero = try call.apply(.not, try call.node(0))
        let sum = try call.sum(of: zero, along: try call.along())
        return [Term(try call.apply(.not, sum.node), sum.orientation)]
      },
      summary: "1 if every entry is other than 0, else 0.", definition: "count(A) == numel(A)",
      derivative: "0", examples: [.init("all([0; 2])", "0")], seeAlso: ["any", "count"],
      isFiniteAtExtremes: true),
  ]
}
