import Arrays
import Graph

private let y = Function.Parameter("y")

extension Function {
  static let losses: [Function] = [
    Function(
      "cross_entropy", [y, .init("o")], .formula("-sum(y .* log(o))"),
      summary: "The cross-entropy of a prediction o under the target distribution y.",
      definition: "−Σ yᵢ log(oᵢ)", derivative: "−y ./ o by o", domain: "o > 0 where y ≠ 0",
      examples: [.init("cross_entropy([0; 1], [0.5; 0.5])", "0.69315")],
      seeAlso: ["kl", "softmax", "logsoftmax"], samplingRange: 0.1...0.9),
    Function(
      "mse", [y, .init("o")], .formula("mean((o - y).^2)"),
      summary: "The mean squared error.", definition: "mean((o − y).^2)",
      derivative: "2 (o − y)/numel(y) by o", examples: [.init("mse([1; 2], [1; 4])", "2")],
      seeAlso: ["huber", "cross_entropy"]),
    Function(
      "huber", [y, .init("o"), .init("delta", isOptional: true)],
      .construction { call throws(CallError) in
        try call.expect(2...3)
        let g = call.graph
        let (nodes, like) = try call.broadcast(0, 2)
        let shape = g.shape(of: like.node)
        let delta = call.count == 3 ? try call.scalar(2) : g.constant(1)
        let distance = g.subtract(nodes[1], nodes[0])
        return [
          try call.average(try call.apply(.huber, distance, g.broadcast(delta, to: shape)))
        ]
      },
      summary:
        "The mean Huber loss: quadratic up to a distance of delta (1 if not given), then linear.",
      definition: "mean of ½ r² for |r| ≤ δ, else δ(|r| − ½ δ), with r = o − y",
      derivative: "clip(r, −δ, δ)/numel(y) by o", examples: [.init("huber(0, 3)", "2.5")],
      seeAlso: ["mse"], isFiniteAtExtremes: true),
    Function(
      "hinge", [y, .init("s")], .formula("mean(relu(1 - y .* s))"),
      summary: "The mean hinge loss of scores s for targets y of ±1.",
      definition: "mean(max(0, 1 − y .* s))", derivative: "−y/numel(y) by s where y s < 1, else 0",
      kinks: "the derivative at y s = 1 is 0", examples: [.init("hinge([1; -1], [2; 1])", "1")],
      seeAlso: ["relu", "cross_entropy"], isFiniteAtExtremes: true),
    Function(
      "kl", [.init("p"), .init("q")], .formula("sum(p .* log(p) - p .* log(q))"),
      summary: "The Kullback–Leibler divergence of q from p.", definition: "Σ pᵢ log(pᵢ/qᵢ)",
      derivative: "−p ./ q by q", domain: "p ≥ 0; q > 0 where p ≠ 0",
      examples: [.init("kl([0.5; 0.5], [0.5; 0.5])", "0")], seeAlso: ["cross_entropy"],
      samplingRange: 0.1...0.9),
  ]
}

extension Primitive {
  /// ½r² where |r| ≤ δ, else δ(|r| − ½δ), entry by entry; its derivative by r is clip(r, −δ, δ).
  public static let huber: Primitive = Primitive(
    "huber_loss",
    evaluation: .general({ operands, _, shape in
      var result = Tensor(uninitialized: shape)
      let entries = result.mutablePointer()
      for entry in 0..<result.count {
        let (distance, delta) = (Swift.abs(operands[0][entry]), operands[1][entry])
        let cut = distance <= delta ? distance : delta
        entries[entry] = cut * (distance - cut / 2)
      }
      return result
    }),
    derivative: .elementwise(partial: { application, index in
      let (g, r, delta) = (
        application.graph, application.operands[0], application.operands[1]
      )
      return index == 0
        ? g.applied(.clip, r, g.negated(delta), delta)
        : g.applied(.relu, g.subtract(g.applied(.abs, r), delta))
    }),
    shape: sameShape)
}

extension Call {
  /// The mean of all entries of a node.
  func average(_ node: NodeID) throws(CallError) -> Term { try mean(of: node, along: .all) }
}
