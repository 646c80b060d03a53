/// Values by node. Nodes are numbered densely, so that a look-up is an index: hashing them would be a
/// third of the time of a derivation.
public struct NodeTable<Value> {
  @usableFromInline static var pageSize: Int { 32 }

  /// Empty until something is stored in them.
  @usableFromInline var pages: [[Value?]] = []

  @inlinable
  public init() {}

  public subscript(_ id: NodeID) -> Value? {
    @inlinable get {
      let page = Int(id.index) / Self.pageSize
      guard page < pages.count, !pages[page].isEmpty else { return nil }
      return pages[page][Int(id.index) % Self.pageSize]
    }
    @inlinable set {
      let page = Int(id.index) / Self.pageSize
      if page >= pages.count {
        if newValue == nil { return }
        pages.append(contentsOf: repeatElement([], count: page + 1 - pages.count))
      }
      if pages[page].isEmpty {
        pages[page] = [Value?](repeating: nil, count: Self.pageSize)
      }
      pages[page][Int(id.index) % Self.pageSize] = newValue
    }
  }

  public subscript(_ id: NodeID, default fallback: @autoclosure () -> Value) -> Value {
    @inlinable get { self[id] ?? fallback() }
    @inlinable set { self[id] = newValue }
  }

  @inlinable
  public mutating func removeAll() { pages.removeAll(keepingCapacity: true) }
}

extension NodeTable: Sendable where Value: Sendable {}
