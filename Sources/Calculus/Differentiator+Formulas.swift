import Graph

extension Differentiator {
  /// Whether two nodes are one formula once names are looked through and like terms met.
  package func areIdentical(_ a: NodeID, _ b: NodeID) -> Bool {
    if a == b { return true }
    if formula(a) == formula(b) { return true }
    return formula(executable(a)) == formula(executable(b))
  }

  /// The gradient that a node symmetrizes: G, where it is (G + Gᵀ)/2 of a derivative by a symmetric
  /// name; nil for all else.
  package func symmetrized(_ node: NodeID) -> NodeID? {
    for id in graph.postorder([node]) {
      guard case .derivative(let request) = graph[id].form,
        graph.name(of: request.variable)?.isSymmetric == true
      else { continue }
      let half = Coefficient(1, over: 2)
      if graph.scaled(graph.add(id, graph.transposed(id)), by: half) == node { return id }
    }
    return nil
  }
}
