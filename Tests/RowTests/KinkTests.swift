import Arrays
import Graph
import Primitives
import Support
import Testing

/// What help says of kinks, ties, singular points and sizes of numbers.
@Suite struct KinkTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let text: String
    let point: [Double]
    let value: [Double]
    let derivative: [Double]

    init(_ text: String, at point: [Double], _ value: [Double], _ derivative: [Double]) {
      self.text = text
      self.point = point
      self.value = value
      self.derivative = derivative
    }

    var testDescription: String { "\(text) at \(point)" }
  }

  static let cases: [Case] = [
    Case("sum(relu(x))", at: [0, -0.0, 2], [2], [0, 0, 1]),
    Case("sum(leaky_relu(x))", at: [0, -1], [-0.01], [0, 0.01]),
    Case("sum(elu(x))", at: [0], [0], [1]),
    Case("sum(abs(x))", at: [0, -2], [2], [0, -1]),
    Case("sum(clip(x, 0, 1))", at: [0, 1, 0.5], [1.5], [0, 0, 1]),
    Case("norm2(x)", at: [0, 0], [0], [0, 0]),
    Case("norm(x, 3)", at: [0, 0], [0], [0, 0]),
    Case("norm2(x)", at: [3e200, 4e200], [5e200], [0.6, 0.8]),
    Case("norm2(x)", at: [3e-200, 4e-200], [5e-200], [0.6, 0.8]),
    Case("norm(x, 3)", at: [1e200, 0], [1e200], [1, 0]),
    Case("sum(sqrt(x))", at: [0, 4], [2], [.infinity, 0.25]),
    Case("max(x)", at: [2, 2, 1], [2], [0.5, 0.5, 0]),
    Case("min(x)", at: [1, 2, 1, 1], [1], [1.0 / 3, 0, 1.0 / 3, 1.0 / 3]),
    Case("sum(max(x, 2))", at: [2, 3, 1], [7], [0.5, 1, 0]),
    Case("sum(min(x, 2))", at: [2, 3, 1], [5], [0.5, 0, 1]),
    Case("norm_inf(x)", at: [-2, 2], [2], [-0.5, 0.5]),
    Case("prod(x)", at: [0, 2, 3], [0], [6, 0, 0]),
    Case("prod(x)", at: [0, 0, 3], [0], [0, 0, 0]),
    Case("sort(x)[1]", at: [1, 1], [1], [1, 0]),
    Case("sum(normalize(x))", at: [0, 0], [0], [.infinity, .infinity]),
    Case("x[1]*log(x[1])", at: [0], [0], [-.infinity]),
    Case("kl([0; 1], x)", at: [0, 1], [0], [0, -1]),
    Case("cross_entropy([0; 1], x)", at: [0, 1], [0], [0, -1]),
    Case("logsumexp(x)", at: [1000, 1000], [1000.6931471805599], [0.5, 0.5]),
    Case("logsumexp(x)", at: [-.infinity, 0], [0], [0, 1]),
    Case("-sum([1; 0] .* log(softmax(x)))", at: [-1000, 1000], [2000], [-1, 1]),
    Case("sum(softplus(x))", at: [-1000, 1000], [1000], [0, 1]),
    Case("sum(sigmoid(x))", at: [-1000, 1000], [1], [0, 0]),
    Case("det(reshape(x, 2, 2))", at: [1, 2, 2, 4], [0], [4, -2, -2, 1]),
    Case("det(reshape(x, 2, 2))", at: [0, 0, 0, 0], [0], [0, 0, 0, 0]),
    Case("log(cosh(x[1]))", at: [-800], [800 - 0.6931471805599453], [-1]),
    Case("log(exp(-x[1]^2))", at: [30], [-900], [-60]),
    Case("huber(0, x[1])", at: [1e200], [1e200], [1]),
    Case("huber(0, x[1])", at: [-1], [0.5], [-1]),
    Case("hypot(x[1], x[2])", at: [0, 0], [0], [0, 0]),
    Case("sum(where(x > 0, x.^2, 3*x))", at: [2, -1], [1], [4, 3]),
    Case("sum(where(x > 0, 2*x .* log(x), 0))", at: [0, 1], [0], [0, 2]),
    Case("1/2*frob(x)^2", at: [0, 0], [0], [0, 0]),
  ]

  @Test(arguments: cases)
  func isAsDocumented(_ row: Case) throws { try check(row) }

  static let untakenBranches: [Case] = [
    Case("sum(where(x > 0, log(x), 0))", at: [0, 2], [0.6931471805599453], [0, 0.5]),
    Case("sum(where(x > 0, sqrt(x), x))", at: [0, 4], [2], [1, 0.25]),
  ]

  /// The branch that isn't taken adds nothing to a derivative, even where its own is infinite.
  @Test(arguments: untakenBranches)
  func onlyTheChosenBranchCounts(_ row: Case) throws {
    try check(row)
  }

  private func check(_ row: Case) throws {
    let environment = TestEnvironment()
    environment.bind("x", Tensor([row.point.count], row.point))
    let node = try environment.term(row.text).node
    let input = try environment.term("x").node
    let value = try #require(try environment.value(of: node))
    #expect(agree(value.entries, row.value), "\(value.entries)")
    let request = DerivativeRequest(of: node, by: input)
    let derivative = try #require(try environment.value(of: environment.graph.derivative(request)))
    #expect(agree(derivative.entries, row.derivative), "\(derivative.entries)")
  }

  private func agree(_ a: [Double], _ b: [Double]) -> Bool {
    a.count == b.count
      && zip(a, b).allSatisfy { x, y in
        x == y || abs(x - y) <= 1e-14 * max(abs(x), abs(y)) || (x.isNaN && y.isNaN)
      }
  }

  /// Of positions, ties go to the first; a matrix counts down its columns.
  static let positions: [(String, Double)] = [
    ("argmax([1; 7; 7])", 2), ("argmin([4; 1; 1])", 2), ("argmax([1 5; 9 2])", 2),
    ("argmax([1 9; 5 2])", 3), ("argmax([1 9; 5 2], 1)[1]", 2), ("argmax([1 9; 5 2], 2)[1]", 2),
    ("rank([1 2; 2 4])", 1), ("logdet([1 0; 0 -1])", .nan), ("logdet([1 2; 2 4])", -.infinity),
    ("mod(-1, 3)", 2), ("mod(5, 0)", 5), ("round(-2.5)", -3), ("cond([1 2; 2 4])", .infinity),
  ]

  @Test(arguments: positions)
  func hasTheValue(_ text: String, _ expected: Double) throws {
    let value = try #require(try TestEnvironment().value(text))
    #expect(value[0] == expected || (expected.isNaN && value[0].isNaN), "\(value[0])")
  }
}
