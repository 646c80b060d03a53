/// Values by node. Nodes are numbered densely, so that a look-up is an index: hashing them would be a
/// third of the time of a derivation.
public struct NodeTable<Value> {
  @usableFromInline static var pageSize: Int { 32 }

  /// By page, where its values begin, counted in pages from 1; 0 where nothing is stored. Numbers cost
  /// next to nothing to lay out and to give up, so that a walk over a few nodes of a large graph
  /// takes the time of those.
  @usableFromInline var pages: [Int32] = []
  @usableFromInline var values: [Value?] = []

  @inlinable
  public init() {}

  public subscript(_ id: NodeID) -> Value? {
    @inlinable get {
      let page = Int(id.index) / Self.pageSize
      guard page < pages.count, pages[page] > 0 else { return nil }
      return values[place(id, in: page)]
    }
    @inlinable set {
      let page = Int(id.index) / Self.pageSize
      if page >= pages.count {
        if newValue == nil { return }
        pages.append(contentsOf: repeatElement(0, count: page + 1 - pages.count))
      }
      if pages[page] == 0 {
        if newValue == nil { return }
        values.append(contentsOf: repeatElement(nil, count: Self.pageSize))
        pages[page] = Int32(values.count / Self.pageSize)
      }
      values[place(id, in: page)] = newValue
    }
  }

  @inlinable
  func place(_ id: NodeID, in page: Int) -> Int {
    (Int(pages[page]) - 1) * Self.pageSize + Int(id.index) % Self.pageSize
  }

  public subscript(_ id: NodeID, default fallback: @autoclosure () -> Value) -> Value {
    @inlinable get { self[id] ?? fallback() }
    @inlinable set { self[id] = newValue }
  }

  @inlinable
  public mutating func removeAll() {
    pages.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
  }
}

extension NodeTable: Sendable where Value: Sendable {}
