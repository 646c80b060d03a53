import Graph

/// Brings a formula to its normal form: a sum of terms, each a coefficient times one contraction of
/// atoms. Nested products are opened where nothing else uses them; names stay.
struct Simplifier {
  private let graph: Graph

  init(_ graph: Graph) { self.graph = graph }

  func simplified(_ root: NodeID) -> NodeID {
    var uses: [NodeID: Int] = [root: 1]
    for id in graph.postorder([root]) {
      for operand in graph[id].operands { uses[operand, default: 0] += 1 }
    }
    var originals: [NodeID: NodeID] = [:]
    var rewrite = Rewrite(
      graph, below: { graph[$0].operands },
      change: { id, below in
        let result = simplified(id, below) { operand in
          uses[originals[operand] ?? operand, default: 1] <= 1
        }
        originals[result] = id
        return result
      })
    return rewrite(root)
  }

  private func simplified(
    _ id: NodeID, _ operands: [NodeID], isUsedOnce: (NodeID) -> Bool
  ) -> NodeID {
    switch graph[id].form {
    case .sum: return graph.sum(operands, collecting: true)
    case .contraction(let contraction):
      return opened(contraction, operands, isUsedOnce)
    default: return graph.rebuilt(id, with: operands)
    }
  }

  /// The contraction with those of its operands that are contractions used once merged into it.
  private func opened(
    _ contraction: Contraction, _ operands: [NodeID], _ isUsedOnce: (NodeID) -> Bool
  ) -> NodeID {
    var sizes = contraction.sizes
    var factors: [Factor] = []
    var coefficient = contraction.coefficient
    var counted = contraction.counted
    for (operand, labels) in zip(operands, contraction.subscripts) {
      guard case .contraction(let inner) = graph[operand].form, isUsedOnce(operand),
        Set(inner.output).count == inner.output.count
      else {
        factors.append(Factor(operand, labels))
        continue
      }
      var outer: [Int?] = Array(repeating: nil, count: inner.sizes.count)
      for (axis, label) in inner.output.enumerated() { outer[label] = labels[axis] }
      let mapped = inner.sizes.indices.map { label in
        if let known = outer[label] { return known }
        sizes.append(inner.sizes[label])
        return sizes.count - 1
      }
      for (node, own) in zip(inner.operands, inner.subscripts) {
        factors.append(Factor(node, own.map { mapped[$0] }))
      }
      // What the inner one broadcast may now be on no factor, and still counts.
      counted += labels + inner.counted.map { mapped[$0] }
      coefficient = coefficient * inner.coefficient
    }
    return graph.contract(
      factors, to: contraction.output, sizes: sizes, coefficient: coefficient, counted: counted)
  }
}
