/// A list kept in pieces, so that a copy which is then changed at one place shares all the others.
///
/// Sessions keep their earlier states, one for each statement: a plain array would be copied as a
/// whole after each, which for a document of thousands of names is most of the time.
struct Chunked<Element>: RandomAccessCollection, MutableCollection {
  private static var size: Int { 64 }

  /// All full but the last.
  private(set) var chunks: [[Element]] = []
  private(set) var count = 0

  var startIndex: Int { 0 }
  var endIndex: Int { count }

  subscript(index: Int) -> Element {
    get { chunks[index / Self.size][index % Self.size] }
    _modify { yield &chunks[index / Self.size][index % Self.size] }
  }

  mutating func append(_ element: Element) {
    if count % Self.size == 0 {
      chunks.append([element])
    } else {
      chunks[chunks.count - 1].append(element)
    }
    count += 1
  }

  /// The elements in pieces that aren't shared with another list: all that may differ from its own,
  /// where one is a copy of the other or both are of a third.
  func unshared(with other: Chunked) -> some Sequence<Element> {
    chunks.indices.lazy.filter { [chunks] place in
      guard place < other.chunks.count else { return true }
      return chunks[place].withUnsafeBufferPointer { mine in
        other.chunks[place].withUnsafeBufferPointer { theirs in
          mine.baseAddress != theirs.baseAddress || mine.count != theirs.count
        }
      }
    }.map { [chunks] in chunks[$0] }.joined()
  }
}

extension Chunked: Sendable where Element: Sendable {}

/// A dictionary kept in pieces, for the same reason.
struct Sharded<Key: Hashable, Value>: Sequence {
  private var shards = [[Key: Value]](repeating: [:], count: 256)

  private func shard(of key: Key) -> Int { key.hashValue & 255 }

  subscript(key: Key) -> Value? {
    get { shards[shard(of: key)][key] }
    set { shards[shard(of: key)][key] = newValue }
  }

  func makeIterator() -> some IteratorProtocol<(key: Key, value: Value)> {
    shards.lazy.joined().makeIterator()
  }
}
