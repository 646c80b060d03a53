import Syntax

/// One side of a claim with changes that make the claim right.
struct CorrectedSide {
  let tree: Expression
  let changes: [Change]
}

extension [Change] {
  /// Without those within others.
  var withoutNested: [Change] {
    filter { change in
      !contains {
        $0.span != change.span && $0.span.lower <= change.span.lower
          && change.span.upper <= $0.span.upper
      }
    }
  }
}

extension Expression {
  /// The expression without parentheses that were put around parts of it: a printer sets those that
  /// are needed.
  var ungrouped: Expression {
    if case .parenthesized(let inside) = form, inside.span == span { return inside.ungrouped }
    return Expression(form(changing: \.ungrouped, at: nil), span)
  }

  /// The expression with others in some places.
  func replacing(anywhere others: [Span: Expression]) -> Expression {
    if let other = others[span] {
      if case .parenthesized = form {} else { return other }
    }
    return Expression(form(changing: { $0.replacing(anywhere: others) }, at: nil), span)
  }

  /// The product that a factor stands in, and its other factor.
  func product(around factor: Span) -> (span: Span, rest: Expression)? {
    if case .binary(let left, let sign, let right, _) = form,
      [.multiply, .juxtapose, .elementwiseMultiply].contains(sign)
    {
      if left.span == factor { return (span, right) }
      if right.span == factor { return (span, left) }
    }
    if case .application(let function, let arguments, _) = form, function.span == factor,
      arguments.count == 1
    {
      return (span, Expression(.parenthesized(arguments[0].value), arguments[0].value.span))
    }
    for part in parts {
      if let found = part.product(around: factor) { return found }
    }
    return nil
  }

  /// A term of a sum: its sign, and the sum without it.
  func term(at place: Span) -> (sign: Int, rest: Expression?)? {
    if span == place {
      switch form {
      case .number, .array: return (1, nil)
      default: break
      }
    }
    switch form {
    case .parenthesized(let inside): return inside.term(at: place)
    case .prefix(.minus, let operand):
      guard let (sign, rest) = operand.term(at: place) else { return nil }
      return (-sign, rest.map { Expression(.prefix(.minus, $0.grouped), span) })
    case .binary(let left, let operation, let right, let sign)
    where operation == .add || operation == .subtract:
      if let (own, rest) = left.term(at: place) {
        guard let rest else {
          let other =
            operation == .add ? right : Expression(.prefix(.minus, right.grouped), right.span)
          return (own, other)
        }
        return (own, Expression(.binary(rest.grouped, operation, right, at: sign), span))
      }
      guard let (own, rest) = right.term(at: place) else { return nil }
      let total = operation == .add ? own : -own
      guard let rest else { return (total, left) }
      return (total, Expression(.binary(left, operation, rest.grouped, at: sign), span))
    default: return nil
    }
  }
}
