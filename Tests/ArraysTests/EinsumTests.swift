import Testing

@testable import Arrays

@Suite struct EinsumTests {
  struct Case: CustomStringConvertible, Sendable {
    let description: String
    let operands: [Tensor]
    let subscripts: [[Int]]
    let output: [Int]
    let sizes: [Int: Int]
    let expected: Tensor
  }

  static let a = Tensor([2, 2], [1, 2, 3, 4])
  static let v = Tensor([2], [5, 6])

  static let cases: [Case] = [
    Case("matrix times vector", [a, v], [[0, 1], [1]], [0], [0: 2, 1: 2], [2], [17, 39]),
    Case("transpose", [a], [[0, 1]], [1, 0], [0: 2, 1: 2], [2, 2], [1, 3, 2, 4]),
    Case("trace", [a], [[0, 0]], [], [0: 2], [], [5]),
    Case("diagonal", [a], [[0, 0]], [0], [0: 2], [2], [1, 4]),
    Case("embedding", [v], [[0]], [0, 0], [0: 2], [2, 2], [5, 0, 0, 6]),
    Case("repetition", [v], [[0]], [1, 0], [0: 2, 1: 2], [2, 2], [5, 6, 5, 6]),
    Case("a label of nothing", [v], [[0]], [0], [0: 2, 1: 3], [2], [15, 18]),
    Case("outer product", [v, v], [[0], [1]], [0, 1], [0: 2, 1: 2], [2, 2], [25, 30, 30, 36]),
    Case("quadratic form", [v, a, v], [[0], [0, 1], [1]], [], [0: 2, 1: 2], [], [319]),
    Case("no operand", [], [], [0], [0: 3], [3], [1, 1, 1]),
    Case("size 0", [Tensor([0], [])], [[0]], [], [0: 0], [], [0]),
  ]

  @Test(arguments: cases)
  func contract(_ example: Case) {
    let result = Tensor.contract(
      example.operands, subscripts: example.subscripts, output: example.output,
      sizes: example.sizes)
    #expect(result.shape == example.expected.shape)
    #expect(result.entries == example.expected.entries)
  }

  @Test func coefficient() {
    let half = Tensor.contract(
      [Self.v], subscripts: [[0]], output: [0], sizes: [0: 2], coefficient: 0.5)
    #expect(half.entries == [2.5, 3])
  }
}

extension EinsumTests.Case {
  init(
    _ description: String, _ operands: [Tensor], _ subscripts: [[Int]], _ output: [Int],
    _ sizes: [Int: Int], _ shape: [Int], _ entries: [Double]
  ) {
    self.init(
      description: description, operands: operands, subscripts: subscripts, output: output,
      sizes: sizes, expected: Tensor(shape, entries))
  }
}
