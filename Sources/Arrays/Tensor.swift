/// The memory of an array: a block of doubles that is freed with its last user.
public final class Storage: @unchecked Sendable {
  // A class over malloc'ed memory costs a third of an Array's allocation, and plans need an
  // address that stays. Only an owner that is unique writes, so sharing is safe.
  public let pointer: UnsafeMutablePointer<Double>
  public let count: Int

  @inlinable
  public init(count: Int) {
    self.count = count
    pointer = UnsafeMutablePointer<Double>.allocate(capacity: max(count, 1))
  }

  @inlinable
  deinit { pointer.deallocate() }
}

/// A dense array of 64-bit floats of any order, a value.
///
/// Entries lie in row-major order: the last axis is the fastest, so leading axes are batches.
/// Order 0 is a scalar. Whether an array of order 1 is a column or a row is not its business but
/// that of who holds it.
public struct Tensor: Sendable {
  /// The size of every axis.
  public let shape: [Int]
  @usableFromInline
  package var storage: Storage

  /// An array whose entries are still undefined: whoever makes it writes all of them.
  @inlinable
  public init(uninitialized shape: [Int]) {
    self.shape = shape
    storage = Storage(count: shape.reduce(1, *))
  }

  /// An array with one value in all entries.
  @inlinable
  public init(_ shape: [Int], repeating value: Double) {
    self.init(uninitialized: shape)
    storage.pointer.update(repeating: value, count: storage.count)
  }

  /// An array with the given entries in row-major order.
  @inlinable
  public init(_ shape: [Int], _ entries: [Double]) {
    self.init(uninitialized: shape)
    precondition(entries.count == storage.count, "as many entries as the shape has")
    entries.withUnsafeBufferPointer { source in
      if let base = source.baseAddress {
        storage.pointer.update(from: base, count: entries.count)
      }
    }
  }

  /// A scalar.
  @inlinable
  public init(_ value: Double) {
    self.init(uninitialized: [])
    storage.pointer.pointee = value
  }

  /// The number of axes.
  @inlinable
  public var order: Int { shape.count }

  /// The number of entries.
  @inlinable
  public var count: Int { storage.count }

  /// The address of the entries, valid while this value lives.
  @inlinable
  public var pointer: UnsafePointer<Double> { UnsafePointer(storage.pointer) }

  /// The address of the entries to write to; copies them first if they are shared.
  @inlinable
  public mutating func mutablePointer() -> UnsafeMutablePointer<Double> {
    if !isKnownUniquelyReferenced(&storage) {
      let copy = Storage(count: storage.count)
      copy.pointer.update(from: storage.pointer, count: storage.count)
      storage = copy
    }
    return storage.pointer
  }

  /// The entry at a position in row-major order.
  @inlinable
  public subscript(_ offset: Int) -> Double {
    get {
      precondition(offset >= 0 && offset < count, "an offset within the array")
      return storage.pointer[offset]
    }
    set {
      precondition(offset >= 0 && offset < count, "an offset within the array")
      mutablePointer()[offset] = newValue
    }
  }

  /// The entries in row-major order.
  @inlinable
  public var entries: [Double] {
    Array(UnsafeBufferPointer(start: storage.pointer, count: count))
  }

  /// The same entries under another shape of the same count.
  @inlinable
  public func reshaped(_ shape: [Int]) -> Tensor {
    Tensor(shape: shape, storage: storage)
  }

  @inlinable
  package init(shape: [Int], storage: Storage) {
    precondition(shape.reduce(1, *) == storage.count, "as many entries as the shape has")
    self.shape = shape
    self.storage = storage
  }
}
