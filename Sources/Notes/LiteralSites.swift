import Syntax

extension Expression {
  /// The expression with others in the place of some of its literals. Exponents, indices, bounds and what is
  /// differentiated stay: those are exact.
  ///
  /// - Parameter other: What stands for a literal (a number, or an array of numbers); nil keeps it.
  func replacingLiterals(_ other: (Expression) -> Expression?) -> Expression {
    switch form {
    case .number: return other(self) ?? self
    case .array where writtenNumbers != nil: return other(self) ?? self
    case .binary(let base, .power, let exponent, let place):
      return Expression(
        .binary(base.replacingLiterals(other), .power, exponent, at: place), span)
    case .binary(let base, .elementwisePower, let exponent, let place):
      return Expression(
        .binary(base.replacingLiterals(other), .elementwisePower, exponent, at: place), span)
    case .index(let array, let indices, let place):
      return Expression(.index(array.replacingLiterals(other), indices, at: place), span)
    case .indexed(let sign, let ranges, let operand):
      return Expression(.indexed(sign, over: ranges, operand.replacingLiterals(other)), span)
    case .derivative, .subscripted: return self
    case .application(let function, let arguments, let place):
      return Expression(
        .application(
          function,
          arguments.map {
            Argument(
              label: $0.label,
              value: $0.label == nil ? $0.value.replacingLiterals(other) : $0.value)
          }, at: place), span)
    default:
      return Expression(form(changing: { $0.replacingLiterals(other) }, at: nil), span)
    }
  }

  /// The literals with decimals that `replacingLiterals` meets.
  var decimalLiterals: [Expression] {
    literals.filter { $0.writtenNumbers?.contains(where: \.isDecimal) == true }
  }

  /// The literals that `replacingLiterals` meets.
  var literals: [Expression] {
    var literals: [Expression] = []
    _ = replacingLiterals { literal in
      literals.append(literal)
      return nil
    }
    return literals
  }

  /// The magnitudes of all numbers in it.
  var numbers: [Double] {
    var numbers: [Double] = []
    _ = contains {
      if case .number(let number) = $0.form { numbers.append(number.value) }
      return false
    }
    return numbers
  }
}
