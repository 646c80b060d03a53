import Syntax

extension Expression {
  /// The expression with some of its literals as names. Exponents, indices, bounds and what is
  /// differentiated stay: those are exact.
  ///
  /// - Parameter name: The name for a literal (a number, or an array of numbers); nil keeps it.
  func replacingLiterals(_ name: (Expression) -> String?) -> Expression {
    switch form {
    case .number:
      return name(self).map { Expression(.name($0), span) } ?? self
    case .array where writtenNumbers != nil:
      return name(self).map { Expression(.name($0), span) } ?? self
    case .binary(let base, .power, let exponent, let place):
      return Expression(
        .binary(base.replacingLiterals(name), .power, exponent, at: place), span)
    case .binary(let base, .elementwisePower, let exponent, let place):
      return Expression(
        .binary(base.replacingLiterals(name), .elementwisePower, exponent, at: place), span)
    case .index(let array, let indices, let place):
      return Expression(.index(array.replacingLiterals(name), indices, at: place), span)
    case .indexed(let sign, let ranges, let operand):
      return Expression(.indexed(sign, over: ranges, operand.replacingLiterals(name)), span)
    case .derivative, .subscripted: return self
    case .application(let function, let arguments, let place):
      return Expression(
        .application(
          function,
          arguments.map {
            Argument(
              label: $0.label,
              value: $0.label == nil ? $0.value.replacingLiterals(name) : $0.value)
          }, at: place), span)
    default:
      return Expression(form(changing: { $0.replacingLiterals(name) }, at: nil), span)
    }
  }

  /// The literals with decimals that `replacingLiterals` meets.
  var decimalLiterals: [Expression] {
    var literals: [Expression] = []
    _ = replacingLiterals { literal in
      if literal.writtenNumbers?.contains(where: \.isDecimal) == true { literals.append(literal) }
      return nil
    }
    return literals
  }
}
