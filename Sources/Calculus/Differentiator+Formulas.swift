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

  /// A gradient by a symmetric name as if its entries were independent: G, where the node is
  /// (G + Gᵀ)/2; nil for all else.
  package func unrestricted(_ node: NodeID) -> NodeID? {
    guard case .derivative(let request) = graph[node].form, graph[node].shape.order == 2,
      isRestricted(request)
    else { return nil }
    return unrestricted(request)
  }
}
