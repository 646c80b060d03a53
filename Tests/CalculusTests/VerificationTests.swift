import Graph
import Support
import Testing

@testable import Calculus

/// What is shown is compared with differences: right formulas pass, wrong ones don't.
@Suite struct VerificationTests {
  private func environment() -> TestEnvironment {
    let environment = TestEnvironment()
    let (m, n) = (
      environment.graph.sizes.symbol(named: "m"), environment.graph.sizes.symbol(named: "n")
    )
    environment.declare("a", .scalar)
    for name in ["x", "y", "t"] { environment.declare(name, .vector(n)) }
    environment.declare("A", .matrix(m, n))
    environment.declare("X", .matrix(n, n))
    environment.declare("P", .symmetric(n))
    return environment
  }

  private func outcome(
    _ formula: String, of request: String, under condition: Condition.Property? = nil
  ) throws -> Verification.Outcome {
    let environment = environment()
    try environment.define("u", "A*x")
    try environment.define("J", "u'*u")
    try environment.define("z", "zeros(3)")
    let root = try environment.term(request).node
    let shown =
      formula.isEmpty
      ? environment.differentiator.formula(root) : try environment.term(formula).node
    let condition = try condition.map { Condition($0, of: try environment.term("y").node) }
    var verification = Verification(
      of: shown, answering: root, under: condition, environment.differentiator,
      in: environment.graph)
    return verification.outcome()
  }

  /// An empty formula is mx's own.
  @Test(
    arguments: [
      ("2*A'*A*x", "grad(sum((A*x).^2), x)"), ("2*A'*u", "grad(J, x)"), ("2*u", "grad(J, u)"),
      ("A'*∂J/∂u", "grad(J, x)"), ("", "hessian(J, x)"), ("2*A'*A", "d(grad(J, x), x)"),
      ("", "grad(log(det(X)), X)"), ("", "grad(log(det(P)), P)"), ("", "grad(det(A*A'), A)"),
      ("", "hessian(logdet(X), vec(X))"), ("", "d(inv(X), X)"), ("", "jvp(tanh(x), x, t)"),
      ("", "vjp(A*x, x, A*y)"), ("", "hvp(x'*X*x, x, t)"), ("", "grad(sum(acos(x)), x)"),
      ("", "grad(sum(log(1 - x)), x)"), ("", "grad(sum(floor(1000*x)), x)"),
      ("", "grad(norm2(x - y), x)"), ("", "grad(max(x), x)"), ("", "2*grad(x'*P*x, P)*x + y"),
      ("", "grad(sum(relu(x)), x)"), ("", "grad(x[5]*x[7], x)"), ("", "d(x[2:6], x)"),
      ("", "grad(sum(x[[3; 9]]), x)"), ("", "grad(x'*y, x, seed=a)"),
    ])
  func right(formula: String, request: String) throws {
    #expect(try outcome(formula, of: request) == .confirmed, "\(request)")
  }

  @Test(
    arguments: [
      ("A'*A*x", "grad(sum((A*x).^2), x)"), ("2*A'*u + 0.01*x", "grad(J, x)"),
      ("-2*u", "grad(J, u)"), ("A'*u", "grad(J, x)"), ("A'*A", "hessian(J, x)"),
      ("inv(X)", "grad(log(det(X)), X)"), ("2*X*x", "grad(x'*X*x, x)"),
      ("tanh(x) .* t", "jvp(tanh(x), x, t)"), ("2*A'*A*x", "vjp(A*y, y, A*x)"),
      ("x", "grad(sum(floor(1000*x)), x)"), ("zeros(n)", "grad(sum(acos(x)), x)"),
      ("x .* 0.5", "grad(sum(relu(x)), x)"), ("y + x", "2*grad(x'*P*x, P)*x + y"),
    ])
  func wrong(formula: String, request: String) throws {
    #expect(try outcome(formula, of: request) != .confirmed, "\(request)")
    guard !request.contains("floor") else { return }
    #expect(try outcome(formula, of: request) == .refuted, "\(request)")
  }

  @Test func underACondition() throws {
    let request = "grad(-sum(y .* log(softmax(x))), x)"
    #expect(try outcome("softmax(x) - y", of: request) == .refuted)
    #expect(try outcome("softmax(x) - y", of: request, under: .sumsToOne) == .confirmed)
  }

  @Test(arguments: [
    ("grad(sum(sqrt(-1 - x.^2)), x)", Verification.Outcome.untried(.noPoint)),
    ("grad(sum(log(x - x)), x)", .untried(.noPoint)),
    // At a kink there is no slope to compare with: nothing is wrong with the convention.
    ("grad(max(z), z)", .untried(.noPoint)), ("grad(max(relu(z)), z)", .untried(.noPoint)),
    ("grad(a*sum(relu(z)), z)", .untried(.noPoint)),
  ])
  func untried(request: String, expected: Verification.Outcome) throws {
    #expect(try outcome("", of: request) == expected)
  }
}
