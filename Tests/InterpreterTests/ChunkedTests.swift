import Testing

@testable import Interpreter

/// The lists that sessions keep their states in.
struct ChunkedTests {
  private static func list(_ count: Int) -> Chunked<Int> {
    var list = Chunked<Int>()
    for number in 0..<count { list.append(number) }
    return list
  }

  @Test(arguments: [0, 1, 63, 64, 65, 1000])
  func elements(_ count: Int) {
    var list = Self.list(count)
    #expect(Array(list) == Array(0..<count))
    for index in list.indices { list[index] *= 2 }
    #expect(list.elementsEqual((0..<count).map { 2 * $0 }))
  }

  /// A copy that changes at one place shares all that is elsewhere with the list it was made from.
  @Test func sharing() {
    let list = Self.list(10_000)
    var copy = list
    copy[5000] = -1
    copy.append(-2)
    #expect(list[5000] == 5000 && copy[5000] == -1 && list.count == 10_000)
    let shared = zip(list.chunks, copy.chunks).count { Self.address($0) == Self.address($1) }
    #expect(shared == list.chunks.count - 2)
    let own = Array(copy.unshared(with: list))
    #expect(own.count <= 128 && own.contains(-1) && own.contains(-2))
    #expect(Array(list.unshared(with: copy)).contains(5000))
    #expect(Array(list.unshared(with: list)).isEmpty)
    #expect(Array(list.unshared(with: Chunked())) == Array(list))
  }

  private static func address(_ chunk: [Int]) -> UnsafePointer<Int>? {
    chunk.withUnsafeBufferPointer(\.baseAddress)
  }

  @Test func dictionary() {
    var dictionary = Sharded<String, Int>()
    for number in 0..<1000 { dictionary["n\(number)"] = number }
    let copy = dictionary
    dictionary["n7"] = nil
    #expect(dictionary["n7"] == nil && copy["n7"] == 7 && dictionary["n999"] == 999)
    #expect(Set(copy.map(\.value)) == Set(0..<1000))
  }
}
