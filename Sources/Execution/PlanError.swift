import Graph

/// Why a graph can't be planned: facts, of which the session makes sentences.
public enum PlanError: Error, Sendable, Equatable {
  /// A size of this node is still a symbol.
  case unknownSize(NodeID)
  /// A derivative that nobody has expanded.
  case derivative(NodeID)
  /// An array of this node's shape can't fit into memory.
  case tooLarge(NodeID, shape: [Int])
}
