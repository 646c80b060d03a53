import Graph
import Syntax

/// Derivatives by a power of a name, a variable of its own: `∂ℓ/∂σ²`.
extension Elaborator {
  /// The derivative by s = σ² as that by σ over 2σ, which is right of all that rests on σ through its
  /// square; nil where no variable is a power of a name that has an entry for each.
  func byPowers(
    _ function: Expression, _ variables: [Expression], at span: Span
  ) -> Expression? {
    guard variables.contains(where: { $0.poweredName != nil }) else { return nil }
    return variables.reduce(function) { function, variable in
      guard let (base, exponent) = variable.poweredName else {
        return Expression(.derivative(function, variables: [variable]), span)
      }
      say("by \(text(variable.bare)) as a variable of its own")
      let derivative = Expression(.derivative(function, variables: [base]), span)
      func number(_ value: Double) -> Expression {
        Expression(.number(NumberLiteral(value: value, lastDigit: 0)), span)
      }
      let power =
        exponent == 2
        ? base
        : Expression(.binary(base, .elementwisePower, number(exponent - 1), at: span), span)
      let slope = Expression(.binary(number(exponent), .multiply, power, at: span), span)
      return Expression(
        .binary(
          derivative, .elementwiseDivide, Expression(.parenthesized(slope), span), at: span), span)
    }
  }
}

extension Expression {
  /// The name and the exponent of `σ^2`; nil for all else.
  fileprivate var poweredName: (base: Expression, exponent: Double)? {
    guard case .binary(let base, let sign, let exponent, at: _) = bare.form,
      sign == .power || sign == .elementwisePower, base.bareName != nil || base.isMember,
      case .number(let literal) = exponent.form, literal.value > 1, literal.lastDigit == 0
    else { return nil }
    return (base, literal.value)
  }

  private var isMember: Bool {
    switch form {
    case .index, .subscripted: true
    default: false
    }
  }
}
