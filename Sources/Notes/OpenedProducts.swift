import Syntax

/// Notes write `X^\top (Xw - y)` like a call: small changes are made of the product that it is.
extension Expression {
  /// The expression with products for what is written like a call of a value.
  ///
  /// - Parameter isValue: Whether a name is a value that can stand before a parenthesis.
  func openingProducts(_ isValue: (String) -> Bool) -> Expression {
    let opened = Expression(form(changing: { $0.openingProducts(isValue) }, at: nil), span)
    switch opened.form {
    case .application(let callee, let arguments, at: let parentheses):
      guard arguments.count == 1, arguments[0].label == nil, callee.isFactor(isValue) else { break }
      let gap = Span(callee.span.upper, callee.span.upper)
      let inside = Expression(.parenthesized(arguments[0].value), parentheses)
      return Expression(.binary(callee, .juxtapose, inside, at: gap), span)
    // What stands behind the parenthesis is about it alone.
    case .postfix(let operand, let mark):
      guard let (first, last, gap) = operand.openedProduct else { break }
      let marked = Expression(
        .postfix(last, mark), Span(last.span.lower, max(last.span.upper, span.upper)))
      return Expression(.binary(first, .juxtapose, marked, at: gap), span)
    case .binary(let base, let sign, let exponent, at: let place)
    where sign == .power || sign == .elementwisePower:
      guard let (first, last, gap) = base.openedProduct else { break }
      let raised = Expression(
        .binary(last, sign, exponent, at: place),
        Span(last.span.lower, max(last.span.upper, span.upper)))
      return Expression(.binary(first, .juxtapose, raised, at: gap), span)
    default: break
    }
    return opened
  }

  /// The factors of a product that was opened: no other one is an operand without parentheses.
  private var openedProduct: (first: Expression, last: Expression, gap: Span)? {
    guard case .binary(let first, .juxtapose, let last, at: let gap) = form else { return nil }
    return (first, last, gap)
  }

  /// Whether it is a factor before a parenthesis, and no function.
  private func isFactor(_ isValue: (String) -> Bool) -> Bool {
    switch form {
    case .name(let name): isValue(name)
    case .postfix(let operand, _): operand.isFactor(isValue)
    case .parenthesized, .number, .array, .binary(_, .juxtapose, _, _): true
    default: false
    }
  }
}
