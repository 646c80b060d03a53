import Graph

/// Forward mode: the Jacobian–vector product along a tangent of the variable.
///
/// Rules give only vjps. A vjp is linear in its cotangent, so its transpose, which reverse mode
/// builds, is the jvp: J·t is the cotangent of c in c ↦ Jᵀ·c for the seed t.
struct ForwardMode {
  let graph: Graph
  /// What a name stands for, without derivative requests, where names are passed through (formulas);
  /// nil for every name where they are leaves.
  var definition: (_ named: NodeID) -> NodeID? = { _ in nil }

  /// The derivative of `function` along `tangent`, which has the shape of `variable`; nil if it is
  /// zero because the function doesn't rest on the variable.
  func tangent(of function: NodeID, by variable: NodeID, along tangent: NodeID) -> NodeID? {
    let order = graph.postorder([function], below: { $0 == variable ? [] : below($0) })
    var tangents: [NodeID: NodeID] = [variable: tangent]
    for id in order where id != variable {
      if let result = pushforward(id, tangents), !graph.isZero(result) { tangents[id] = result }
    }
    return tangents[function]
  }

  private func below(_ id: NodeID) -> [NodeID] {
    definition(id).map { [$0] } ?? graph[id].operands
  }

  private func pushforward(_ id: NodeID, _ tangents: [NodeID: NodeID]) -> NodeID? {
    switch graph[id].form {
    case .named, .literal:
      return definition(id).flatMap { tangents[$0] }
    case .contraction(let contraction):
      let terms = contraction.operands.indices.compactMap { index in
        tangents[contraction.operands[index]].map { tangent in
          var factors = zip(contraction.operands, contraction.subscripts).map { Factor($0, $1) }
          factors[index].node = tangent
          return graph.contract(
            factors, to: contraction.output, sizes: contraction.sizes,
            coefficient: contraction.coefficient, counted: contraction.counted)
        }
      }
      return terms.isEmpty ? nil : graph.sum(terms, collecting: true)
    case .sum(let terms):
      let moving = terms.compactMap { tangents[$0] }
      return moving.isEmpty ? nil : graph.sum(moving, collecting: true)
    case .primitive(let primitive, let operands, let attributes):
      let application = Primitive.Application(
        graph: graph, operands: operands, result: id, attributes: attributes)
      let terms = operands.indices.compactMap { index in
        tangents[operands[index]].flatMap { pushforward(primitive, application, index, $0) }
      }
      return terms.isEmpty ? nil : graph.sum(terms, collecting: true)
    case .derivative:
      preconditionFailure("derivatives are expanded before they are differentiated")
    }
  }

  private func pushforward(
    _ primitive: Primitive, _ application: Primitive.Application, _ index: Int, _ tangent: NodeID
  ) -> NodeID? {
    let pullback: NodeID?
    let name = graph.addName("cotangent")
    let cotangent = graph.named(name, graph.shape(of: application.result))
    switch primitive.derivative {
    case .elementwise(let partial):
      return partial(application, index).map { graph.multiply(tangent, $0) }
    case .zero:
      return nil
    case .linear(let transpose):
      pullback = transpose(application, cotangent)
    case .general(let vjp):
      pullback = vjp(application, cotangent, index)
    }
    guard let pullback else { return nil }
    return ReverseMode(graph: graph)
      .cotangent(of: pullback, by: cotangent, seed: tangent)
  }
}
