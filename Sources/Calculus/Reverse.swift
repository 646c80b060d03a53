import Graph
import Primitives

/// Reverse mode: one pass from a function down to a variable that *builds graph*.
///
/// The rule of every node takes the cotangent of its result to the cotangents of its operands. The
/// seed may carry leading axes, which pass through every rule; with the identity of the function's
/// shape as the seed the answer is the derivative array, the function's axes first.
struct ReverseMode {
  let graph: Graph
  /// What a name stands for, without derivative requests, where names are passed through (formulas);
  /// nil for every name where they are leaves.
  var definition: (_ named: NodeID) -> NodeID? = { _ in nil }
  /// What a named node's finished cotangent is written as further down; formulas give it its name.
  var naming: ((_ named: NodeID, _ cotangent: NodeID) -> NodeID)?

  /// The product of the seed with the derivative of `function` by `variable`; nil if it is zero
  /// because the function doesn't rest on the variable.
  func cotangent(of function: NodeID, by variable: NodeID, seed: NodeID) -> NodeID? {
    let order = graph.postorder([function], below: { $0 == variable ? [] : below($0) })
    var depends: Set<NodeID> = [variable]
    for id in order where below(id).contains(where: { depends.contains($0) }) {
      depends.insert(id)
    }
    guard depends.contains(function) else { return nil }
    var contributions: [NodeID: [[NodeID]]] = [function: [[seed]]]
    for id in order.reversed() where depends.contains(id) {
      // In the order of the function's own terms, not of the way back through them.
      guard let terms = contributions.removeValue(forKey: id)?.reversed().flatMap({ $0 }) else {
        continue
      }
      let cotangent = graph.sum(terms, collecting: true)
      if id == variable { return cotangent }
      if graph.isZero(cotangent) { continue }
      var parts: [NodeID: [NodeID]] = [:]
      for (operand, part) in pullback(id, cotangent, where: depends.contains) {
        parts[operand, default: []].append(part)
      }
      for (operand, part) in parts { contributions[operand, default: []].append(part) }
    }
    return nil
  }

  private func below(_ id: NodeID) -> [NodeID] {
    definition(id).map { [$0] } ?? graph[id].operands
  }

  /// The cotangents of what a node rests on, from its own.
  private func pullback(
    _ id: NodeID, _ cotangent: NodeID, where isWanted: (NodeID) -> Bool
  ) -> [(NodeID, NodeID)] {
    switch graph[id].form {
    case .named:
      guard let definition = definition(id) else { return [] }
      return [(definition, naming?(id, cotangent) ?? cotangent)]
    case .literal:
      return []
    case .contraction(let contraction):
      return contraction.operands.indices.filter { isWanted(contraction.operands[$0]) }.map {
        (
          contraction.operands[$0],
          graph.pullback(contraction, operand: $0, cotangent: cotangent)
        )
      }
    case .sum(let terms):
      return terms.filter(isWanted).map { ($0, cotangent) }
    case .primitive(let primitive, let operands, let attributes):
      let application = Primitive.Application(
        graph: graph, operands: operands, result: id, attributes: attributes)
      return operands.indices.filter { isWanted(operands[$0]) }.compactMap { index in
        pullback(primitive, application, cotangent, index).map { (operands[index], $0) }
      }
    case .derivative:
      preconditionFailure("derivatives are expanded before they are differentiated")
    }
  }

  private func pullback(
    _ primitive: Primitive, _ application: Primitive.Application, _ cotangent: NodeID, _ index: Int
  ) -> NodeID? {
    switch primitive.derivative {
    case .elementwise(let partial):
      guard let factor = partial(application, index) else { return nil }
      // What a mask took out of a cotangent stays out, even where the partial is infinite: so
      // `where` has the derivative of the chosen branch alone.
      guard case .primitive(.select, let operands, _) = graph[cotangent].form,
        let kept = [1, 2].first(where: { graph.isZero(operands[3 - $0]) })
      else { return graph.alongTrailingAxes(cotangent, factor) }
      let product = graph.alongTrailingAxes(operands[kept], factor)
      let zeros = graph.zeros(graph.shape(of: product))
      return kept == 1
        ? graph.applied(.select, operands[0], product, zeros)
        : graph.applied(.select, operands[0], zeros, product)
    case .linear(let transpose):
      return transpose(application, cotangent)
    case .general(let vjp):
      return vjp(application, cotangent, index)
    case .zero:
      return nil
    }
  }
}

extension Graph {
  /// Entry by entry, `factor` against the last axes of `array`, whose leading axes stay.
  func alongTrailingAxes(_ array: NodeID, _ factor: NodeID) -> NodeID {
    let labels = Labels(0..<self[array].shape.order)
    let trailing = Labels(labels.suffix(self[factor].shape.order))
    return contract([Factor(array, labels), Factor(factor, trailing)], to: labels)
  }

  /// Whether a node is a constant zero.
  func isZero(_ id: NodeID) -> Bool {
    guard case .contraction(let contraction) = self[id].form else { return false }
    return contraction.operands.isEmpty && contraction.coefficient.value == 0
  }
}
