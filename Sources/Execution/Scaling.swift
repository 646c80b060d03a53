import Graph

/// A coefficient as the kernels apply it: times one number, then, only where the reciprocal is not
/// exact, divided by another. So `98/49` is 2 and not a rounding of 98·(1/49).
struct Scaling: Equatable {
  var multiplier: Double
  var divisor: Double

  init(_ coefficient: Coefficient) {
    let quotient = coefficient.numerator / coefficient.denominator
    if coefficient.denominator.significand == 1,
      quotient.isNormal || !coefficient.numerator.isNormal
    {
      multiplier = quotient
      divisor = 1
    } else {
      multiplier = coefficient.numerator
      divisor = coefficient.denominator
    }
  }

  private init(multiplier: Double, divisor: Double) {
    self.multiplier = multiplier
    self.divisor = divisor
  }

  static let one = Scaling(multiplier: 1, divisor: 1)
  static let minusOne = Scaling(multiplier: -1, divisor: 1)

  /// Whether one multiplication does it.
  var isMultiplication: Bool { divisor == 1 }
  var isOne: Bool { self == .one }

  /// What is left when the multiplication is done elsewhere.
  var division: Scaling { Scaling(multiplier: 1, divisor: divisor) }
}
