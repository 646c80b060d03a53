import Arrays
import Graph

/// How one node will be computed, in terms of the nodes that have values of their own.
///
/// Recipes are made from the roots down, so that what can be computed inside its only user (nested
/// products, scaled and broadcast terms, filled operands) never gets a value.
enum Recipe {
  case input
  /// One number in all entries.
  case fill(Double)
  case contraction(FlatContraction)
  case sum([Term])
  case unary(UnaryKernel, NodeID)
  case binary(BinaryKernel, Operand, Operand)
  case general(Operation.General, Attributes, [NodeID])

  /// A term of a sum.
  enum Term {
    /// A node of the same layout, scaled.
    case array(NodeID, Scaling)
    case number(Double)
    /// Added entry by entry: a transpose, a broadcast, a diagonal; or a product of several factors.
    case contraction(FlatContraction)
  }

  /// An operand of an elementwise function.
  enum Operand {
    case array(NodeID)
    case number(Double)
    /// One number in all entries, known when the plan runs.
    case scalar(NodeID, Scaling)
  }

  /// The nodes that need a value first.
  var operands: [NodeID] {
    switch self {
    case .input, .fill: []
    case .contraction(let contraction): contraction.factors.map(\.node)
    case .sum(let terms):
      terms.flatMap { (term) -> [NodeID] in
        switch term {
        case .array(let node, _): [node]
        case .number: []
        case .contraction(let contraction): contraction.factors.map(\.node)
        }
      }
    case .unary(_, let node): [node]
    case .binary(_, let left, let right): left.nodes + right.nodes
    case .general(_, _, let nodes): nodes
    }
  }
}

extension Recipe.Operand {
  fileprivate var nodes: [NodeID] {
    switch self {
    case .array(let node), .scalar(let node, _): [node]
    case .number: []
    }
  }
}

/// Writes recipes.
struct RecipeWriter {
  private let graph: Graph
  /// How often each node is an operand or a root.
  private let uses: [NodeID: Int]

  init(graph: Graph, order: [NodeID], roots: [NodeID]) {
    self.graph = graph
    var uses: [NodeID: Int] = [:]
    for node in order {
      for operand in graph[node].operands { uses[operand, default: 0] += 1 }
    }
    for root in roots { uses[root, default: 0] += 1 }
    self.uses = uses
  }

  func recipe(for node: NodeID) throws(PlanError) -> Recipe {
    switch graph[node].form {
    case .named, .literal: return .input
    case .derivative: throw .derivative(node)
    case .contraction(let contraction):
      if let value = graph.fillValue(node) { return .fill(value) }
      return .contraction(flattened(contraction))
    case .sum(let terms): return .sum(terms.map(term))
    case .primitive(let primitive, let operands, let attributes):
      switch primitive.evaluation {
      case .unary(let kernel): return .unary(kernel, operands[0])
      case .binary(let kernel):
        let left = operand(operands[0])
        let right = operand(operands[1])
        // One of them must say how long the loop is.
        if case .array = left { return .binary(kernel, left, right) }
        if case .array = right { return .binary(kernel, left, right) }
        return .binary(kernel, .array(operands[0]), right)
      case .general(let compute): return .general(compute, attributes, operands)
      }
    }
  }

  /// Whether a node is a product of several factors with no other user.
  private func isNestedProduct(_ node: NodeID) -> Bool {
    guard uses[node] == 1, case .contraction(let contraction) = graph[node].form else {
      return false
    }
    return contraction.operands.count > 1
  }

  private func flattened(_ contraction: Contraction) -> FlatContraction {
    FlatContraction(contraction, graph: graph, isOpened: isNestedProduct)
  }

  /// Without opening what is nested, which would be computed for every user.
  private func closed(_ contraction: Contraction) -> FlatContraction {
    FlatContraction(contraction, graph: graph, isOpened: { _ in false })
  }

  private func term(_ node: NodeID) -> Recipe.Term {
    guard case .contraction(let contraction) = graph[node].form else { return .array(node, .one) }
    if let value = graph.fillValue(node) { return .number(value) }
    let isShared = (uses[node] ?? 0) > 1
    // A shared product is computed once; a shared copy is cheaper to add than to make.
    if contraction.operands.count > 1, isShared { return .array(node, .one) }
    let flat = isShared ? closed(contraction) : flattened(contraction)
    let scaling = Scaling(flat.coefficient)
    if flat.keepsLayout { return .array(flat.factors[0].node, scaling) }
    if !scaling.isMultiplication || (flat.hasSum && isShared) { return .array(node, .one) }
    return .contraction(flat)
  }

  private func operand(_ node: NodeID) -> Recipe.Operand {
    guard graph[node].shape.order > 0, case .contraction(let contraction) = graph[node].form
    else { return .array(node) }
    if let value = graph.fillValue(node) { return .number(value) }
    guard contraction.operands.count == 1 else { return .array(node) }
    let flat = closed(contraction)
    if flat.moving(flat.factors[0].labels).isEmpty, !flat.output.hasRepeats {
      return .scalar(flat.factors[0].node, Scaling(flat.coefficient))
    }
    return .array(node)
  }
}
