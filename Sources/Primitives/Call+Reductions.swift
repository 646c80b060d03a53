import Graph

/// Reductions along the axis that a call says.
extension Call {
  /// The sum of a node with the shape of argument 0 along one of its axes.
  func sum(of node: NodeID, along: Along) throws(CallError) -> Term {
    switch along {
    case .all: return Term(graph.total(node))
    case .unit: return Term(node, try term(0).orientation)
    case .axis(let axis):
      let labels = Labels(0..<graph[node].shape.order)
      let sum = graph.contract(
        [Factor(node, labels)], to: labels.filter { $0 != axis })
      return try collapsed(sum, axis: axis)
    }
  }

  /// The mean of a node with the shape of argument 0 along one of its axes.
  func mean(of node: NodeID, along: Along) throws(CallError) -> Term {
    let sum = try sum(of: node, along: along)
    let shape = graph.shape(of: node)
    let averaged: Shape
    switch along {
    case .all: averaged = shape
    case .unit: return sum
    case .axis(let axis): averaged = Shape([shape[axis]])
    }
    if let known = averaged.known {
      let count = known.reduce(1.0) { $0 * Double($1) }
      // A sum of nothing is 0, and its mean 0/0.
      if count == 0 {
        let nothing = graph.broadcast(graph.constant(.nan), to: graph.shape(of: sum.node))
        return Term(nothing, sum.orientation)
      }
      return Term(
        graph.scaled(sum.node, by: Coefficient(1, over: count)), sum.orientation)
    }
    let share = graph.reciprocal(graph.entryCount(of: averaged))
    return Term(graph.multiply(sum.node, share), sum.orientation)
  }

  /// The variance of argument 0; that of single entries is 0.
  func variance() throws(CallError) -> Term {
    let along = try along()
    if case .unit = along {
      let term = try term(0)
      return Term(graph.zeros(graph.shape(of: term.node)), term.orientation)
    }
    return try reduced(by: .variance, along: along)
  }

  /// A reduction of argument 0; the primitive's attributes are the axis from the last.
  func reduced(by primitive: Primitive, along: Along) throws(CallError) -> Term {
    let term = try term(0)
    switch along {
    case .all: return Term(try apply(primitive, term.node))
    case .unit:
      // Every entry is its own extreme, at position 1.
      if case .zero = primitive.derivative {
        return Term(graph.ones(graph.shape(of: term.node)), term.orientation)
      }
      return term
    case .axis(let axis):
      let fromEnd = graph[term.node].shape.order - 1 - axis
      return try collapsed(
        try apply(primitive, term.node, attributes: .init([fromEnd])), axis: axis)
    }
  }

  /// 1 where argument 0 is other than 0.
  func mask() throws(CallError) -> NodeID {
    let node = try node(0)
    return try apply(.unequal, node, graph.zeros(graph.shape(of: node)))
  }
}
