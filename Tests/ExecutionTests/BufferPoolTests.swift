import Testing

@testable import Execution

@Suite struct BufferPoolTests {
  @Test func smallestThatFitsIsTaken() {
    var pool = BufferPool()
    let blocks = [10, 5, 20].map { pool.take($0, isExact: false) }
    for block in blocks { pool.free(block) }
    #expect(pool.take(6, isExact: false) == blocks[0])
    #expect(pool.take(5, isExact: false) == blocks[1])
  }

  @Test func largestGrowsIfNoneFits() {
    var pool = BufferPool()
    let blocks = [10, 5].map { pool.take($0, isExact: false) }
    for block in blocks { pool.free(block) }
    #expect(pool.take(30, isExact: false) == blocks[0])
    #expect(pool.entryCount == 35)
  }

  @Test func arraysWantTheirExactCount() {
    var pool = BufferPool()
    let loose = pool.take(10, isExact: false)
    pool.free(loose)
    let exact = pool.take(10, isExact: true)
    #expect(exact != loose)
    pool.free(exact)
    #expect(pool.take(10, isExact: true) == exact)
  }

  @Test func whatIsInUseIsNotTaken() {
    var pool = BufferPool()
    #expect(pool.take(3, isExact: false) != pool.take(3, isExact: false))
  }
}
