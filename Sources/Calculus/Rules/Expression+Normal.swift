import Primitives
import Syntax

/// The shape of trees that rules work on: no parentheses, products and sums associated to the left,
/// one spelling of every function.
extension Expression {
  static func name(_ text: String) -> Expression { Expression(.name(text), Span(0, 0)) }

  static func call(_ function: String, _ arguments: Expression...) -> Expression {
    Expression(
      .application(.name(function), arguments.map { Argument(value: $0) }, at: Span(0, 0)),
      Span(0, 0))
  }

  static func binary(
    _ left: Expression, _ binary: BinaryOperator, _ right: Expression
  ) -> Expression {
    Expression(.binary(left, binary, right, at: Span(0, 0)), Span(0, 0))
  }

  static func transposed(_ operand: Expression) -> Expression {
    Expression(.postfix(operand, .transpose), Span(0, 0))
  }

  static func minus(_ operand: Expression) -> Expression {
    Expression(.prefix(.minus, operand), Span(0, 0))
  }

  /// The function and the one argument of a call with one argument.
  var singleCall: (function: String, argument: Expression)? {
    guard case .application(let callee, let arguments, at: _) = form, arguments.count == 1,
      arguments[0].label == nil, case .name(let name) = callee.form
    else { return nil }
    return (name, arguments[0].value)
  }

  /// The argument of `d(…)`.
  var differentialOperand: Expression? {
    singleCall.flatMap { $0.function == "d" ? $0.argument : nil }
  }

  var isZero: Bool {
    if case .number(let literal) = form { return literal.value == 0 }
    return false
  }

  // MARK: Products

  /// The factors of a product; the expression itself where it is none.
  var factors: [Expression] {
    if case .binary(let left, .multiply, let right, at: _) = form {
      return left.factors + right.factors
    }
    return [self]
  }

  static func product(_ factors: [Expression]) -> Expression {
    factors.dropFirst().reduce(factors[0]) { .binary($0, .multiply, $1) }
  }

  /// The terms of a sum and their signs.
  var terms: [(isNegative: Bool, term: Expression)] {
    switch form {
    case .binary(let left, .add, let right, at: _): return left.terms + right.terms
    case .binary(let left, .subtract, let right, at: _):
      return left.terms + right.terms.map { (!$0.isNegative, $0.term) }
    case .prefix(.minus, let operand): return operand.terms.map { (!$0.isNegative, $0.term) }
    default: return [(false, self)]
    }
  }

  static func sum(_ terms: [(isNegative: Bool, term: Expression)]) -> Expression {
    guard let first = terms.first else {
      return Expression(.number(.init(value: 0, lastDigit: 0)), Span(0, 0))
    }
    let start = first.isNegative ? Expression.minus(first.term) : first.term
    return terms.dropFirst().reduce(start) {
      .binary($0, $1.isNegative ? .subtract : .add, $1.term)
    }
  }

  // MARK: Parts

  /// The same with all parts changed.
  func mapParts(_ change: (Expression) -> Expression) -> Expression {
    let changed: Form
    switch form {
    case .number, .string, .name, .colon, .end: return self
    case .array(let rows): changed = .array(rows: rows.map { $0.map(change) })
    case .range(let lower, let step, let upper):
      changed = .range(change(lower), step: step.map(change), change(upper))
    case .prefix(let sign, let operand): changed = .prefix(sign, change(operand))
    case .postfix(let operand, let mark): changed = .postfix(change(operand), mark)
    case .fence(let fence, let operand): changed = .fence(fence, change(operand))
    case .parenthesized(let operand): changed = .parenthesized(change(operand))
    case .binary(let left, let sign, let right, at: let place):
      changed = .binary(change(left), sign, change(right), at: place)
    case .application(let callee, let arguments, at: let place):
      // The function's name is no part to be changed.
      changed = .application(
        callee, arguments.map { Argument(label: $0.label, value: change($0.value)) }, at: place)
    case .index(let base, let indices, at: let place):
      changed = .index(change(base), indices.map(change), at: place)
    case .derivative(let function, let variables):
      changed = .derivative(change(function), variables: variables)
    case .subscripted(let base, let indices, let name):
      changed = .subscripted(change(base), indices.map(change), name: name)
    case .indexed(let sign, let ranges, let operand):
      changed = .indexed(sign, over: ranges.map { $0.changing(change) }, change(operand))
    case .entries(let operand, let ranges):
      changed = .entries(change(operand), over: ranges.map { $0.changing(change) })
    case .conditional(let condition, let first, otherwise: let second):
      changed = .conditional(change(condition), change(first), otherwise: change(second))
    }
    return Expression(changed, span)
  }

  /// The same as if it stood in no text.
  var withoutPlaces: Expression {
    let nowhere = Span(0, 0)
    let changed: Form
    switch mapParts(\.withoutPlaces).form {
    case .binary(let left, let sign, let right, at: _):
      changed = .binary(left, sign, right, at: nowhere)
    case .application(let callee, let arguments, at: _):
      changed = .application(callee.withoutPlaces, arguments, at: nowhere)
    case .index(let base, let indices, at: _): changed = .index(base, indices, at: nowhere)
    case let other: changed = other
    }
    return Expression(changed, nowhere)
  }

  /// Whether a name is in it, as anything but the function of a call.
  func mentions(anyOf names: Set<String>) -> Bool {
    if case .name(let name) = form { return names.contains(name) }
    var isFound = false
    _ = mapParts { part in
      if !isFound { isFound = part.mentions(anyOf: names) }
      return part
    }
    return isFound
  }

  // MARK: Normal form

  var normalized: Expression { normalized(isUnderSum: false) }

  private func normalized(isUnderSum: Bool) -> Expression {
    switch form {
    case .parenthesized(let inner): return inner.normalized(isUnderSum: isUnderSum)
    case .binary(let left, .juxtapose, let right, at: let place):
      return Expression(.binary(left, .multiply, right, at: place), span)
        .normalized(isUnderSum: isUnderSum)
    case .prefix(.sum, let operand): return .call("sum", operand.normalized(isUnderSum: true))
    case .prefix(.plus, let operand): return operand.normalized(isUnderSum: isUnderSum)
    case .prefix(.squareRoot, let operand):
      return .call("sqrt", operand.normalized(isUnderSum: isUnderSum))
    case .fence(.norm(let label), let operand) where label == nil || label == "F":
      return .call("norm2", operand.normalized(isUnderSum: isUnderSum))
    case .binary(let base, .power, let exponent, at: let place) where isUnderSum:
      return Expression(.binary(base, .elementwisePower, exponent, at: place), span)
        .normalized(isUnderSum: isUnderSum)
    case .postfix(let operand, .inverse):
      return .call("inv", operand.normalized(isUnderSum: isUnderSum))
    case .application(let callee, let arguments, at: let place):
      var callee = callee
      if case .name(let name) = callee.form, let row = Catalogue.function(named: name) {
        callee = .name(row.name)
      }
      return Expression(
        .application(
          callee,
          arguments.map {
            Argument(label: $0.label, value: $0.value.normalized(isUnderSum: false))
          },
          at: place), span)
    default:
      return mapParts { $0.normalized(isUnderSum: isUnderSum) }.associated
    }
  }

  /// Products and sums associated to the left, minus signs before terms, without zeros.
  private var associated: Expression {
    switch form {
    case .binary(_, .multiply, _, at: _):
      var isNegative = false
      let factors = self.factors.map { factor -> Expression in
        guard case .prefix(.minus, let operand) = factor.form else { return factor }
        isNegative.toggle()
        return operand
      }
      if let zero = factors.first(where: \.isZero) { return zero }
      let product = Expression.product(Self.withNumbersTogether(factors.flatMap(\.factors)))
      return isNegative ? .minus(product) : product
    case .binary(let left, .subtract, let right, at: _)
    where left.number.map { $0 == $0.rounded() && $0 > 1 } ?? false && right.number == 1:
      // What the power rule leaves of a whole exponent.
      return .whole((left.number ?? 1) - 1)
    case .binary(_, .add, _, at: _), .binary(_, .subtract, _, at: _), .prefix(.minus, _):
      return .sum(terms.filter { !$0.term.isZero })
    case .binary(let left, .elementwiseMultiply, let right, at: let place):
      for (one, other) in [(left, right), (right, left)] {
        if one.isZero { return one }
        if case .prefix(.minus, let operand) = one.form {
          let isLeft = one.span == left.span && one.text == left.text
          return .minus(
            Expression(
              .binary(
                isLeft ? operand : other, .elementwiseMultiply, isLeft ? other : operand, at: place),
              span))
        }
      }
      return self
    case .binary(let left, let sign, let right, at: let place)
    where (sign == .divide || sign == .elementwiseDivide) && left.negatedOperand != nil:
      guard let operand = left.negatedOperand else { return self }
      return .minus(Expression(.binary(operand, sign, right, at: place), span))
    case .binary(let left, .divide, let right, at: _)
    where right.number != nil && left.factors.count > 1
      && left.factors[0].number.map { Self.isWhole($0 / (right.number ?? 0)) } ?? false:
      // 2*A/2 is A.
      let quotient = (left.factors[0].number ?? 1) / (right.number ?? 1)
      let others = Array(left.factors.dropFirst())
      return .product(quotient == 1 ? others : [.whole(quotient)] + others)
    case .binary(let left, .divide, _, at: _) where left.isZero,
      .binary(let left, .elementwiseDivide, _, at: _) where left.isZero:
      return left
    case .binary(let base, .power, let exponent, at: _),
      .binary(let base, .elementwisePower, let exponent, at: _):
      return exponent.number == 1 ? base : self
    default: return self
    }
  }

  /// The factors with their numbers as one, where that is whole: `½*2*x` is `x`.
  private static func withNumbersTogether(_ factors: [Expression]) -> [Expression] {
    let numbers = factors.compactMap(\.ratio)
    let product = numbers.reduce(1, *)
    guard numbers.count > 1, isWhole(product) else {
      return factors
    }
    let others = factors.filter { $0.ratio == nil }
    return product == 1 && !others.isEmpty ? others : [whole(product)] + others
  }

  private static func isWhole(_ number: Double) -> Bool {
    number == number.rounded() && abs(number) < 1e9
  }

  /// The number that a literal or a quotient of two is.
  private var ratio: Double? {
    if case .binary(let above, .divide, let below, at: _) = form, let a = above.number,
      let b = below.number
    {
      return a / b
    }
    return number
  }

  /// What a minus stands before.
  private var negatedOperand: Expression? {
    if case .prefix(.minus, let operand) = form { return operand }
    return nil
  }

  /// The number that a literal is.
  var number: Double? {
    if case .number(let literal) = form { return literal.value }
    return nil
  }

  private static func whole(_ value: Double) -> Expression {
    Expression(.number(.init(value: value, lastDigit: 0)), Span(0, 0))
  }
}
