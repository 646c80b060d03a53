import Graph
import Syntax

/// Trees that come from no text: their spans are empty.
extension Expression {
  private static let nowhere = Span(0, 0)

  static func form(_ form: Form) -> Expression { Expression(form, nowhere) }

  static func name(_ text: String) -> Expression { .form(.name(text)) }

  /// A number, exactly: its shortest decimal.
  static func number(_ x: Double) -> Expression {
    if x.isNaN { return .name("nan") }
    if x.isInfinite { return x < 0 ? .minus(.name("inf")) : .name("inf") }
    if x.sign == .minus { return .minus(.number(-x)) }
    let decimal = DecimalDigits(x)
    let last = decimal.digits.isEmpty ? 0 : decimal.exponent - decimal.digits.count
    let isShownWhole = last > 0 && decimal.exponent <= 15
    return .form(.number(NumberLiteral(value: x, lastDigit: isShownWhole ? 0 : last)))
  }

  static func binary(
    _ left: Expression, _ binary: BinaryOperator, _ right: Expression
  ) -> Expression {
    .form(.binary(left, binary, right, at: nowhere))
  }

  static func minus(_ operand: Expression) -> Expression { .form(.prefix(.minus, operand)) }

  /// The negative: a minus before the first factor, where there are factors.
  var negated: Expression {
    switch form {
    case .binary(let left, let binary, let right, at: let place)
    where OperatorTable.level(of: binary) == .product:
      return Expression(.binary(left.negated, binary, right, at: place), span)
    case .prefix(.minus, let operand): return operand
    default: return .minus(self)
    }
  }

  static func transposed(_ operand: Expression) -> Expression {
    .form(.postfix(operand, .transpose))
  }

  static func parenthesized(_ inner: Expression) -> Expression { .form(.parenthesized(inner)) }

  static func call(_ function: String, _ arguments: [Expression]) -> Expression {
    .call(.name(function), arguments)
  }

  static func call(_ function: Expression, _ arguments: [Expression]) -> Expression {
    .form(.application(function, arguments.map { Argument(value: $0) }, at: nowhere))
  }

  /// `max(A, axis=1)`.
  static func call(
    _ function: String, _ arguments: [Expression], label: String, _ value: Expression
  ) -> Expression {
    let labelled = Argument(label: Name(label, nowhere), value: value)
    return .form(
      .application(
        .name(function), arguments.map { Argument(value: $0) } + [labelled], at: nowhere))
  }

  static func index(_ base: Expression, _ indices: [Expression]) -> Expression {
    .form(.index(base, indices, at: nowhere))
  }

  static func derivative(_ function: Expression, by variables: [Expression]) -> Expression {
    .form(.derivative(function, variables: variables))
  }

  /// `first:last`.
  static func range(_ first: Int, _ last: Int) -> Expression {
    .form(.range(.number(Double(first)), step: nil, .number(Double(last))))
  }
}
