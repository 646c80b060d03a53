/// `∇f(x)`, `∇²f(x, y)`: derivatives by all that a function is applied to.
extension Expression {
  /// A function's name as the function of the names that are its parameters.
  package func applied(to parameters: [String]) -> Expression {
    let place = Span(span.upper, span.upper)
    let arguments = parameters.map { Argument(value: Expression(.name($0), place)) }
    return Expression(.application(self, arguments, at: span), span)
  }

  /// The gradient (the Hessian, for degree 2) of a call by its arguments; nil for all else. By
  /// several it is a call of `∇` or `∇²`, since whether there is one depends on what they are.
  func gradientOfCall(degree: Int, at span: Span) -> Expression? {
    guard case .application(_, let arguments, _) = form, !arguments.isEmpty,
      arguments.allSatisfy({ $0.label == nil && $0.value.isVariable })
    else { return nil }
    if arguments.count == 1 {
      let variables = Array(repeating: arguments[0].value, count: degree)
      return Expression(.derivative(self, variables: variables), span)
    }
    guard let sign = Self.gradientSign(degree) else { return nil }
    let callee = Expression(.name(sign), Span(span.lower, self.span.lower))
    return Expression(.application(callee, [Argument(value: self)], at: self.span), span)
  }

  private static func gradientSign(_ degree: Int) -> String? {
    switch degree {
    case 1: "∇"
    case 2: "∇²"
    default: nil
    }
  }

  /// What is differentiated in a call of `∇` or `∇²`, by what, and how often; nil for all else.
  package var gradientBySeveral: (call: Expression, variables: [Expression], degree: Int)? {
    guard case .application(let callee, let outer, _) = form, outer.count == 1,
      let degree = (1...2).first(where: { Self.gradientSign($0) == callee.bareName }),
      case .application(_, let arguments, _) = outer[0].value.form
    else { return nil }
    return (outer[0].value, arguments.map(\.value), degree)
  }

  private var isVariable: Bool {
    switch form {
    case .name, .subscripted: true
    case .index(let base, _, at: _): base.bareName != nil
    default: false
    }
  }
}

/// `\arg\min_w L`: where something is least or largest.
extension Expression {
  /// What is made extreme, and by which names; nil for all else.
  package var extremeByNames: (function: Expression, variables: [Expression])? {
    guard let (name, arguments) = call, name == "argmin" || name == "argmax", arguments.count > 1,
      arguments.allSatisfy({ $0.label == nil }),
      arguments.dropFirst().allSatisfy({ $0.value.bareName != nil })
    else { return nil }
    return (arguments[0].value, arguments.dropFirst().map(\.value))
  }
}
