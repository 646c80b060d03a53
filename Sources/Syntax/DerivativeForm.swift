/// The words of plain notation that ask for derivatives: they take a name, not a value, as their
/// second argument.
package enum DerivativeForm: String, CaseIterable, Sendable {
  case grad, jacobian, hessian, d, jvp, vjp, hvp

  /// How many arguments stand in its parentheses, without options.
  package var argumentCount: Int {
    switch self {
    case .grad, .jacobian, .hessian, .d: 2
    case .jvp, .vjp, .hvp: 3
    }
  }

  /// How it is written.
  package var usage: String {
    switch self {
    case .grad: "grad(J, W1), grad(J, W1, seed=…)"
    case .jacobian: "jacobian(f, x)"
    case .hessian: "hessian(J, x)"
    case .d: "d(Y, X)"
    case .jvp: "jvp(f, x, t): the derivative of f along t, which has the shape of x"
    case .vjp: "vjp(f, x, c): c, in the shape of f, times the derivative of f by x"
    case .hvp: "hvp(J, x, t): the hessian of J by x, times t"
    }
  }
}
