/// Nodes that were made from others and need not be made again, as long as what was known of sizes then
/// is known still: a trial that gives sizes numbers for a while leaves nothing behind.
public struct Memo<Key: Hashable> {
  private let sizes: SizeTable
  private var entries: [Key: (node: NodeID, stamp: SizeTable.Stamp)] = [:]

  public init(_ graph: Graph) { sizes = graph.sizes }

  /// What was made for a key; nil where nothing was, or under what isn't known any more.
  public subscript(_ key: Key) -> NodeID? {
    get {
      guard let entry = entries[key], sizes.stillHolds(entry.stamp) else { return nil }
      return entry.node
    }
    set { entries[key] = newValue.map { ($0, sizes.stamp) } }
  }

  public mutating func removeAll() { entries.removeAll() }
}
