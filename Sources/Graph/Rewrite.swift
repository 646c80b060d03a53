/// A change of a graph, node by node from the leaves up. Every node is visited once, so that what
/// is shared stays shared and a chain of any depth is no deeper than the stack.
public struct Rewrite {
  private let graph: Graph
  /// What a node rests on for this rewrite: by default its operands.
  private let below: (NodeID) -> [NodeID]
  /// What becomes of a node; gets the node and what `below` became.
  private let change: (NodeID, [NodeID]) -> NodeID
  private var results: [NodeID: NodeID] = [:]

  public init(
    _ graph: Graph, below: @escaping (NodeID) -> [NodeID],
    change: @escaping (NodeID, [NodeID]) -> NodeID
  ) {
    self.graph = graph
    self.below = below
    self.change = change
  }

  /// The rewritten node.
  public mutating func callAsFunction(_ root: NodeID) -> NodeID {
    if let result = results[root] { return result }
    let unvisited: (NodeID) -> [NodeID] = { [results, below] id in
      results[id] == nil ? below(id) : []
    }
    for node in graph.postorder([root], below: unvisited) where results[node] == nil {
      results[node] = change(node, below(node).map { results[$0] ?? $0 })
    }
    return results[root] ?? root
  }
}

extension Graph {
  /// What a node says once names stand for their equations, all but the one that is held.
  public func lookingThrough(_ root: NodeID, holding held: NodeID? = nil) -> NodeID {
    var rewrite = Rewrite(
      self,
      below: { id in
        if id == held { return [] }
        if let definition = self.definitions[id] { return [definition] }
        return self[id].operands
      },
      change: { id, below in
        if id == held { return id }
        if self.definitions[id] != nil { return below[0] }
        return self.rebuilt(id, with: below)
      })
    return rewrite(root)
  }

  /// The leaves that a node rests on: names (through their equations, and what is differentiated
  /// by, too) and literals.
  public func leaves(of roots: [NodeID]) -> [NodeID] {
    postorder(roots, below: { self.definitions[$0].map { [$0] } ?? self[$0].operands })
      .filter { id in
        switch self[id].form {
        case .named: definitions[id] == nil
        case .literal: true
        default: false
        }
      }
  }
}
