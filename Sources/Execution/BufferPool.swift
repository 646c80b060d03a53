import Arrays

/// Blocks of memory for values that live one after the other.
///
/// It first only counts (which value takes which block, how large blocks must be); the memory is
/// made when the plan first runs.
struct BufferPool {
  typealias BlockID = Int

  private struct Block {
    var capacity: Int
    /// A block that a primitive sees as an array must have exactly its count.
    var isExact: Bool
  }

  private var blocks: [Block] = []
  private var freeBlocks: [BlockID] = []

  /// The entries of all blocks together; `Int.max` if that is more than can be counted.
  var entryCount: Int {
    var total = 0
    for block in blocks {
      let (sum, overflow) = total.addingReportingOverflow(block.capacity)
      if overflow { return .max }
      total = sum
    }
    return total
  }

  /// A free block for so many entries: the smallest that is large enough, else the largest one
  /// enlarged, else a new one.
  mutating func take(_ count: Int, isExact: Bool) -> BlockID {
    var best: Int?
    for (position, id) in freeBlocks.enumerated() {
      let block = blocks[id]
      if isExact || block.isExact {
        if block.capacity != count || isExact != block.isExact { continue }
      }
      guard let other = best else {
        best = position
        continue
      }
      let otherCapacity = blocks[freeBlocks[other]].capacity
      let isBetter =
        block.capacity >= count && otherCapacity >= count
        ? block.capacity < otherCapacity : block.capacity > otherCapacity
      if isBetter { best = position }
    }
    guard let position = best else {
      blocks.append(Block(capacity: count, isExact: isExact))
      return blocks.count - 1
    }
    let id = freeBlocks.remove(at: position)
    blocks[id].capacity = max(blocks[id].capacity, count)
    return id
  }

  mutating func free(_ id: BlockID) { freeBlocks.append(id) }

  /// The memory of all blocks.
  func allocated() -> [Storage] { blocks.map { Storage(count: $0.capacity) } }
}
