import Testing

@testable import Arrays

@Suite struct AllocationTests {
  @Test(arguments: [
    [1 << 40], [1 << 20, 1 << 20], [Int.max], [Int.max, Int.max], [0, Int.max, 2], [-1],
  ])
  func whatCannotFitIsRefused(_ shape: [Int]) {
    #expect {
      try Tensor.checked(shape)
    } throws: { error in
      guard case .tooLarge(shape, _) = error as? ArrayError else { return false }
      return true
    }
  }

  @Test(arguments: [[], [0], [3, 0, 4], [100, 100]])
  func whatFitsIsMade(_ shape: [Int]) throws {
    #expect(try Tensor.checked(shape).shape == shape)
  }

  @Test(arguments: [
    (
      ArrayError.tooLarge(shape: [100_000, 1_000_000], bytes: 8e11),
      "an array of 100000×1000000 takes 800 GB, more memory than there is"
    ),
    (.singular(rank: 1, size: 2), "the matrix has no inverse: its rank is 1 of 2"),
    (
      .malformed(path: "a.csv", line: 3, field: 2, reason: "'x' is no number"),
      "a.csv:3, field 2: 'x' is no number"
    ),
  ])
  func messages(_ error: ArrayError, _ expected: String) {
    #expect(error.message == expected)
  }
}
