/// A change of a graph, node by node from the leaves up. Every node is visited once, so that what
/// is shared stays shared and a chain of any depth is no deeper than the stack.
///
/// Kept, a rewrite goes on where it stopped: what became of a node is looked up as long as what was
/// known of sizes then is known still. It must be dropped when what it reads besides nodes changes.
public final class Rewrite {
  private let graph: Graph
  /// What a node rests on for this rewrite: by default its operands.
  private let below: (NodeID) -> [NodeID]
  /// What becomes of a node; gets the node and what `below` became.
  private let change: (NodeID, [NodeID]) -> NodeID
  private var results = NodeTable<(node: NodeID, stamp: SizeTable.Stamp)>()

  public init(
    _ graph: Graph, below: @escaping (NodeID) -> [NodeID],
    change: @escaping (NodeID, [NodeID]) -> NodeID
  ) {
    self.graph = graph
    self.below = below
    self.change = change
  }

  /// The rewritten node.
  public func callAsFunction(_ root: NodeID) -> NodeID {
    if let result = result(of: root) { return result }
    let order = graph.postorder([root]) { self.result(of: $0) == nil ? self.below($0) : [] }
    for node in order where result(of: node) == nil {
      let changed = change(node, below(node).map { result(of: $0) ?? $0 })
      results[node] = (changed, graph.sizes.stamp)
    }
    return result(of: root) ?? root
  }

  /// What became of a node; nil where nothing did, or under what isn't known any more.
  private func result(of node: NodeID) -> NodeID? {
    guard let result = results[node], graph.sizes.stillHolds(result.stamp) else { return nil }
    return result.node
  }
}

extension Graph {
  /// What a node says once names stand for their equations, all but the one that is held.
  public func lookingThrough(_ root: NodeID, holding held: NodeID? = nil) -> NodeID {
    let rewrite = Rewrite(
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

  /// The leaves that a node rests on: names and literals, and what is differentiated by, too. Names
  /// with equations are looked through, unless they are to be leaves themselves.
  public func leaves(of roots: [NodeID], through: Bool = true) -> [NodeID] {
    postorder(roots, below: through ? meaning(of:) : nil)
      .filter { id in
        switch self[id].form {
        case .named: !through || definitions[id] == nil
        case .literal: true
        default: false
        }
      }
  }

  /// What a node stands for, where it is a name with an equation; else its operands.
  public func meaning(of id: NodeID) -> [NodeID] {
    definitions[id].map { [$0] } ?? self[id].operands
  }
}
