import Graph

extension Differentiator {
  /// Whether two nodes are one formula once names are looked through and like terms met.
  package func areIdentical(_ a: NodeID, _ b: NodeID) -> Bool {
    if a == b { return true }
    if formula(a) == formula(b) { return true }
    return formula(executable(a)) == formula(executable(b))
  }

  /// What is computed in another way than it is written, for its accuracy, when some nodes are.
  package func stabilityNotes(of roots: [NodeID]) -> [String] {
    let reached = graph.postorder(roots) { [graph] node in
      graph.definitions[node].map { [$0] } ?? graph[node].operands
    }
    var functions: [NodeID] = []
    for node in reached {
      guard case .derivative(let request) = graph[node].form else { continue }
      functions.append(resolve(expandedForFormula(request.function), holding: request.variable))
    }
    if functions.isEmpty { functions = roots.map { resolve($0, holding: nil) } }
    var notes: [String] = []
    for function in functions {
      _ = stability.applied(to: function) { rule in
        if rule.isTold, !notes.contains(rule.name) { notes.append(rule.name) }
      }
    }
    return notes
  }

  /// A gradient by a symmetric name as if its entries were independent: G, where the node is
  /// (G + Gᵀ)/2; nil for all else.
  package func unrestricted(_ node: NodeID) -> NodeID? {
    guard case .derivative(let request) = graph[node].form, graph[node].shape.order == 2,
      isRestricted(request)
    else { return nil }
    return unrestricted(request)
  }
}
