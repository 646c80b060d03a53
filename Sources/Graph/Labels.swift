/// The labels of a node's axes: small numbers, up to seven of them without memory of their own.
///
/// A derivation looks at thousands of lists of one or two labels; as arrays they would be most of its
/// time.
public struct Labels: Hashable, Sendable {
  /// The count in the lowest byte, and a byte for each label above it; 0 where `spilled` has them.
  @usableFromInline var packed: UInt64
  /// More labels than seven, or such that don't fit a byte.
  @usableFromInline var spilled: [Int]?

  @usableFromInline static var capacity: Int { 7 }

  @inlinable
  public init() { packed = 0 }

  @inlinable
  public init(_ labels: some Sequence<Int>) {
    packed = 0
    for label in labels { append(label) }
  }

  @inlinable
  public mutating func append(_ label: Int) {
    let count = self.count
    if spilled == nil, count < Self.capacity, 0...255 ~= label {
      packed += 1 | UInt64(label) << UInt64(8 * (count + 1))
    } else {
      appendSpilled(label)
    }
  }

  @usableFromInline
  mutating func appendSpilled(_ label: Int) {
    if spilled == nil { (packed, spilled) = (0, Array(self)) }
    spilled?.append(label)
  }

  @usableFromInline
  mutating func setSpilled(_ position: Int, to label: Int) {
    var all = spilled ?? Array(self)
    spilled = nil
    all[position] = label
    if all.count > Self.capacity {
      (packed, spilled) = (0, all)
    } else {
      // They may fit now: equal labels are stored in one way only.
      self = Labels(all)
    }
  }

  /// Each label by another name.
  @inlinable
  public func renamed(_ name: (Int) -> Int) -> Labels {
    var result = Labels()
    for label in self { result.append(name(label)) }
    return result
  }

  /// Whether two axes have one label: they are the diagonal of what they would be apart.
  @inlinable
  public var hasRepeats: Bool {
    for position in indices.dropFirst() {
      for earlier in 0..<position where self[earlier] == self[position] { return true }
    }
    return false
  }

  @inlinable
  public func reversed() -> Labels { Labels(indices.reversed().map { self[$0] }) }
}

extension Labels: RandomAccessCollection, MutableCollection {
  @inlinable
  public var startIndex: Int { 0 }

  @inlinable
  public var endIndex: Int { spilled?.count ?? Int(packed & 0xff) }

  @inlinable
  public var count: Int { endIndex }

  @inlinable
  public subscript(position: Int) -> Int {
    get {
      if let spilled { return spilled[position] }
      precondition(0..<Int(packed & 0xff) ~= position, "a label that there is")
      return Int(packed >> UInt64(8 * (position + 1)) & 0xff)
    }
    set {
      if spilled == nil, 0...255 ~= newValue {
        precondition(0..<Int(packed & 0xff) ~= position, "a label that there is")
        let shift = UInt64(8 * (position + 1))
        packed = packed & ~(0xff << shift) | UInt64(newValue) << shift
      } else {
        setSpilled(position, to: newValue)
      }
    }
  }
}

extension Labels: RangeReplaceableCollection {
  public mutating func replaceSubrange(_ range: Range<Int>, with labels: some Collection<Int>) {
    var all = Array(self)
    all.replaceSubrange(range, with: labels)
    self = Labels(all)
  }
}

extension Labels: ExpressibleByArrayLiteral {
  @inlinable
  public init(arrayLiteral labels: Int...) { self.init(labels) }
}

extension Labels: CustomStringConvertible {
  public var description: String { Array(self).description }
}
