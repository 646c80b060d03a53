import Graph
import Syntax

/// `∇f(x, y)`: the vector of the derivatives by several numbers, and `∇²f(x, y)` the matrix.
extension Elaborator {
  /// The gradient by all arguments of a call; nil where the expression is none.
  func gradientBySeveral(_ whole: Expression) throws(Failure) -> Term? {
    guard let (call, variables, degree) = whole.gradientBySeveral else { return nil }
    takeAsNumbers(argumentsOf: call)
    _ = try term(call)
    for variable in variables where order(try term(variable)) > 0 {
      throw fail(
        Diagnostic(
          "a gradient by several arguments wants numbers; \(text(variable)) is none",
          at: whole.span, hint: "∇_\(text(variable)) \(text(call)) is by \(text(variable)) alone"))
    }
    func entry(_ by: [Expression]) -> Expression {
      Expression(.derivative(call, variables: by), whole.span)
    }
    let rows = variables.map { first in
      degree == 1 ? [entry([first])] : variables.map { entry([first, $0]) }
    }
    return try array(rows, at: whole.span)
  }

  /// Takes the parameters that a function of the user is differentiated at for numbers, where its
  /// formula is one of numbers and nothing else is known of them: `f(x, y) = x^2 + 3*x*y`.
  func takeAsNumbers(argumentsOf call: Expression) {
    guard case .application(let callee, let arguments, _) = call.bare.form,
      let name = callee.bareName, case .function(let function)? = environment.binding(of: name),
      arguments.map({ $0.value.bareName }) == function.parameters,
      !function.parameters.contains(where: function.body.usesAsArray),
      function.body.names.subtracting(function.parameters).allSatisfy(isNumberOrFunction)
    else { return }
    for parameter in function.parameters
    where environment.binding(of: parameter) == nil
      && undetermined(Expression(.name(parameter), call.span)) != nil
    {
      _ = introduce(parameter, .scalar, .convention)
    }
  }

  private func isNumberOrFunction(_ name: String) -> Bool {
    switch environment.binding(of: name) {
    case .variable(let term): order(term) == 0
    case .function: true
    case .broken: false
    case nil: name != "I" && (isKnownWord(name) || Convention.letter(of: name) == .scalar)
    }
  }
}
