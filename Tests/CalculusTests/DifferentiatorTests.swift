import Arrays
import Glibc
import Graph
import Support
import Syntax
import Testing

@testable import Calculus

/// Gradients of expressions against values worked out by hand.
@Suite struct DifferentiatorTests {
  /// Two terms with many like factors can be joined in very many ways, and so can what that leaves.
  @Test func likeFactorsAreNotTriedWithoutEnd() throws {
    let environment = TestEnvironment()
    environment.declare("a", .vector(3))
    environment.declare("b", .scalar)
    try environment.define("W", "(b*b)^-1")
    try environment.define("J", "(numel((b*b)'\\(W)^-1 ./ a))^b")
    let term = try environment.term("hessian(J^0 ./ hypot(b - b, W ./ J), b)")
    let formula = environment.differentiator.formula(term.node)
    #expect(environment.graph.shape(of: formula).order == 0)
  }

  private func environment() -> TestEnvironment {
    let environment = TestEnvironment()
    environment.bind("x", Tensor([2], [6, 3]))
    environment.bind("z", Tensor([2], [1, -2]))
    environment.bind("W", Tensor([3, 2], [0.3, 0.5, 0.2, 0.7, 0.1, 0.4]))
    environment.bind("A", Tensor([2, 2], [1, 2, 3, 4]))
    environment.bind("a", Tensor(3))
    return environment
  }

  @Test(
    arguments: [
      ("grad(x'*A*x, x)", [2], [27, 54]),
      ("grad(a^2, a)", [], [6]),
      ("grad(sum(W*x), W)", [3, 2], [6, 3, 6, 3, 6, 3]),
      ("grad(sum(W .* W), W)", [3, 2], [0.6, 1, 0.4, 1.4, 0.2, 0.8]),
      ("grad(tr(A), A)", [2, 2], [1, 0, 0, 1]),
      ("grad(tr(A*A), A)", [2, 2], [2, 6, 4, 8]),
      ("grad(sum(relu(z)), z)", [2], [1, 0]),
      ("jacobian(A*x, x)", [2, 2], [1, 2, 3, 4]),
      ("hessian(x'*A*x, x)", [2, 2], [2, 5, 5, 8]),
      ("grad(x'*z, x, seed=a)", [2], [3, -6]),
      ("jvp(A*x, x, z)", [2], [-3, -5]),
      ("vjp(A*x, x, z)", [2], [-5, -6]),
      ("hvp(x'*A*x, x, z)", [2], [-8, -11]),
      ("d(A*x, A)", [2, 2, 2], [6, 3, 0, 0, 0, 0, 6, 3]),
      ("relu'(z)", [2], [1, 0]),
      ("grad(a*x'*x, a)", [], [45]),
      ("grad(x'*A*x, x)[2]", [], [54]),
      ("grad(x'*x, x[2])", [], [6]),
      ("grad(sum(A), A[1, :])", [2], [1, 1]),
      ("hessian(tr(A*A), vec(A))", [4, 4], [2, 0, 0, 0, 0, 0, 2, 0, 0, 2, 0, 0, 0, 0, 0, 2]),
      ("grad(a, x)", [2], [0, 0]),
    ] as [(String, [Int], [Double])])
  func value(_ text: String, _ shape: [Int], _ entries: [Double]) throws {
    let value = try #require(try environment().value(text))
    #expect(value.shape == shape)
    for (got, want) in zip(value.entries, entries) { #expect(abs(got - want) < 1e-12, "\(text)") }
  }

  @Test func derivativesByStepsOnTheWay() throws {
    let environment = environment()
    try environment.define("u", "A*x")
    try environment.define("J", "u'*u")
    #expect(try environment.value("grad(J, u)")?.entries == [24, 60])
    #expect(try environment.value("prod(∂J/∂u, ∂u/∂x)")?.entries == [204, 288])
    #expect(try environment.value("grad(J, x)")?.entries == [204, 288])
    #expect(try environment.value("d(grad(J, u), u)")?.entries == [2, 0, 0, 2])
  }

  @Test func twoNamesWithEqualLiteralsAreTwoInputs() throws {
    let environment = environment()
    environment.bind("b1", Tensor([2], [0, 0]))
    environment.bind("b2", Tensor([2], [0, 0]))
    #expect(try environment.value("grad(sum(b1 + 2*b2), b1)")?.entries == [1, 1])
  }

  @Test(arguments: [1000.0, -1000, 0, 30])
  func crossEntropyOfSoftmaxIsFinite(_ size: Double) throws {
    let environment = TestEnvironment()
    environment.bind("v", Tensor([2], [size, 0]))
    environment.bind("y", Tensor([2], [0, 1]))
    try environment.define("o", "softmax(v)")
    try environment.define("L", "-sum(y .* log(o))")
    let loss = try #require(try environment.value("L"))[0]
    let exact = size > 0 ? size + log1p(exp(-size)) : log1p(exp(size))
    #expect(abs(loss - exact) <= 1e-12 * max(1, exact))
    let o = 1 / (1 + exp(-size))
    let gradient = try #require(try environment.value("grad(L, v)"))
    #expect(abs(gradient[0] - o) < 1e-12 && abs(gradient[1] + o) < 1e-12)
    let hessian = try #require(try environment.value("hessian(L, v)"))
    #expect(hessian.entries.allSatisfy { $0.isFinite && $0.magnitude <= 0.25 })
  }

  @Test func aLoopDerivesOnce() throws {
    let environment = environment()
    let node = try environment.term("grad(x'*A*x, x)").node
    _ = try environment.value(of: node)
    let count = environment.differentiator.derivationCount
    environment.set("x", Tensor([2], [1, 1]))
    #expect(try environment.value(of: node)?.entries == [7, 13].map { Double($0) })
    #expect(environment.differentiator.derivationCount == count)
  }
}
