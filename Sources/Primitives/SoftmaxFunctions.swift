import Graph

private let v = Function.Parameter("v")
private let axis = Function.Parameter("k", isOptional: true)

extension Function {
  static let softmaxFamily: [Function] = [
    Function(
      "softmax", [v, axis], alongColumns(.softmax),
      summary:
        "Positive numbers that sum to 1: of a vector, of each column, or with 2 of each row.",
      definition: "exp(v)/sum(exp(v))", derivative: "diag(o) − o o', with o = softmax(v)",
      examples: [.init("softmax([1; 1])", "[0.5; 0.5]")],
      seeAlso: ["logsoftmax", "logsumexp", "sigmoid", "cross_entropy"], isFiniteAtExtremes: true),
    Function(
      "logsoftmax", aliases: ["log_softmax"], [v, axis], alongColumns(.logSoftmax),
      summary: "The logarithm of softmax, also where softmax underflows.",
      definition: "v − logsumexp(v)", derivative: "I − ones softmax(v)'",
      examples: [.init("logsoftmax([1000; 0])", "[0; -1000]")],
      seeAlso: ["softmax", "logsumexp"], isFiniteAtExtremes: true),
    Function(
      "logsumexp", [v, axis],
      .construction { call throws(CallError) in
        try call.expect(1...2)
        return [try call.reduced(by: .logSumExp, along: try call.along())]
      },
      summary: "A smooth maximum of all entries, or along an axis.",
      definition: "log(sum(exp(v)))", derivative: "softmax(v)",
      examples: [.init("logsumexp([1000; -1000])", "1000")],
      seeAlso: ["softmax", "logsoftmax", "max"], isFiniteAtExtremes: true),
  ]

  /// Of a vector, of every column, or along the axis given.
  private static func alongColumns(_ primitive: Primitive) -> Meaning {
    .construction { call throws(CallError) in
      try call.expect(1...2)
      let term = try call.term(0)
      let order = call.graph[term.node].shape.order
      guard order >= 1 else { throw .shape(.needs(operand: 0, .vectorOrMatrix)) }
      let fromEnd: Int
      switch try call.along() {
      case .all: fromEnd = order - 1
      case .axis(let axis): fromEnd = order - 1 - axis
      case .unit: throw .argument(1, "must be the axis that the vector has")
      }
      let node = try call.apply(primitive, term.node, attributes: .init([fromEnd]))
      return [Term(node, term.orientation)]
    }
  }
}
