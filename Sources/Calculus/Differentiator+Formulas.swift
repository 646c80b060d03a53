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
    let below = graph.meaning(of:)
    let unvisited = graph.postorder(roots) {
      self.rulesOfDerivatives[$0] == nil ? below($0) : []
    }
    for node in unvisited where rulesOfDerivatives[node] == nil {
      var rules: Stability.Applied?
      for part in below(node) {
        if let more = rulesOfDerivatives[part, default: nil] { rules = more.union(rules ?? []) }
      }
      if case .derivative(let request) = graph[node].form {
        let function = resolve(
          expandedForFormula(request.function), holding: request.variable)
        rules = stability.rules(in: function).union(rules ?? [])
      }
      rulesOfDerivatives[node] = .some(rules)
    }
    let ofDerivatives = roots.compactMap { rulesOfDerivatives[$0, default: nil] }
    let rules =
      ofDerivatives.isEmpty
      ? roots.map { stability.rules(in: resolve($0, holding: nil)) } : ofDerivatives
    return rules.reduce(into: Stability.Applied()) { $0.formUnion($1) }.notes
  }

  /// The gradient that a node symmetrizes: G, where it is (G + Gᵀ)/2 of a derivative by a symmetric
  /// name; nil for all else.
  package func symmetrized(_ node: NodeID) -> NodeID? {
    guard graph[node].shape.order == 2 else { return nil }
    for id in graph.postorder([node]) {
      guard case .derivative(let request) = graph[id].form, graph[id].shape.order == 2,
        graph.name(of: request.variable)?.isSymmetric == true
      else { continue }
      if graph.symmetricPart(id) == node { return id }
    }
    return nil
  }
}
