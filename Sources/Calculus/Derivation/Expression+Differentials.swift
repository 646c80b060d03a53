import Graph
import Syntax

extension Expression {
  /// A multiple; a number before it or below it takes the factor in.
  func scaled(by count: Int) -> Expression {
    if count == 1 { return self }
    func whole(_ value: Double) -> Expression {
      Expression(.number(.init(value: value, lastDigit: 0)), Span(0, 0))
    }
    func quotient(_ above: Double, _ below: Double) -> Expression? {
      let factor = Coefficient(above, over: below)
      if factor.isOne { return nil }
      return factor.denominator == 1
        ? whole(factor.numerator)
        : .binary(whole(factor.numerator), .divide, whole(factor.denominator))
    }
    if case .binary(let above, .divide, let below, at: _) = form, let number = below.number {
      return quotient(Double(count), number).map { .binary($0, .multiply, above) } ?? above
    }
    if case .binary(let above, .divide, let below, at: _) = form {
      return .binary(above.scaled(by: count), .divide, below)
    }
    var factors = self.factors
    let known: Expression?
    switch factors[0].form {
    case .number(let literal): known = quotient(Double(count) * literal.value, 1)
    case .binary(let a, .divide, let b, at: _):
      guard let above = a.number, let below = b.number else { fallthrough }
      known = quotient(Double(count) * above, below)
    default: return .product([whole(Double(count))] + factors)
    }
    factors.removeFirst()
    return .product((known.map { [$0] } ?? []) + factors)
  }

  /// The same with names for differentials of names, and minus signs at first factors.
  var readable: Expression {
    if let operand = differentialOperand, case .name(let name) = operand.form {
      return .name("d" + name)
    }
    if case .prefix(.minus, let operand) = form {
      let factors = operand.factors.map(\.readable)
      if factors.count > 1 {
        return .product([.minus(factors[0])] + factors.dropFirst())
      }
    }
    return mapParts(\.readable)
  }

  /// All names in it but those of functions.
  var mentioned: Set<String> {
    if case .name(let name) = form { return [name] }
    var names: Set<String> = []
    _ = mapParts { part in
      names.formUnion(part.mentioned)
      return part
    }
    return names
  }

  /// Whether the differential of something is left that no rule takes apart.
  var hasUnknownDifferential: Bool {
    if differentialOperand != nil { return true }
    var isFound = false
    _ = mapParts { part in
      if !isFound { isFound = part.hasUnknownDifferential }
      return part
    }
    return isFound
  }
}
