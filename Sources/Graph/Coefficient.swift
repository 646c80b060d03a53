/// The constant factor of a contraction, as a quotient, so that `x/49` divides (one rounding) and
/// `½` stays ½ when it is printed.
public struct Coefficient: Sendable {
  public let numerator: Double
  public let denominator: Double

  public init(_ value: Double) {
    numerator = value
    denominator = 1
  }

  /// The quotient, reduced where both parts are integers.
  public init(_ numerator: Double, over denominator: Double) {
    guard denominator != 0, denominator.isFinite, numerator.isFinite,
      !(numerator == 0 && numerator.sign == .minus)
    else {
      self.init(numerator / denominator)
      return
    }
    guard numerator != denominator else {
      self.init(1)
      return
    }
    guard Self.isExactInteger(numerator), Self.isExactInteger(denominator) else {
      self.init(unchecked: denominator < 0 ? -numerator : numerator, abs(denominator))
      return
    }
    var (a, b) = (Int(abs(numerator)), Int(abs(denominator)))
    while b != 0 { (a, b) = (b, a % b) }
    let divisor = Double(max(a, 1)) * (denominator < 0 ? -1 : 1)
    self.init(unchecked: numerator / divisor, denominator / divisor)
  }

  public static let one = Coefficient(1)

  /// The value as one number.
  public var value: Double { denominator == 1 ? numerator : numerator / denominator }

  public var isOne: Bool { numerator == 1 && denominator == 1 }

  public static prefix func - (c: Coefficient) -> Coefficient {
    Coefficient(unchecked: -c.numerator, c.denominator)
  }

  public static func * (a: Coefficient, b: Coefficient) -> Coefficient {
    if a.denominator == 1, b.denominator == 1 { return Coefficient(a.numerator * b.numerator) }
    return Coefficient(a.numerator * b.numerator, over: a.denominator * b.denominator)
  }

  public static func / (a: Coefficient, b: Coefficient) -> Coefficient {
    Coefficient(a.numerator * b.denominator, over: a.denominator * b.numerator)
  }

  public static func + (a: Coefficient, b: Coefficient) -> Coefficient {
    if a.denominator == b.denominator {
      return Coefficient(a.numerator + b.numerator, over: a.denominator)
    }
    let crossed = a.numerator * b.denominator + b.numerator * a.denominator
    let below = a.denominator * b.denominator
    if isExactInteger(crossed), isExactInteger(below) { return Coefficient(crossed, over: below) }
    return Coefficient(a.value + b.value)
  }

  private init(unchecked numerator: Double, _ denominator: Double) {
    self.numerator = numerator
    self.denominator = denominator
  }

  private static func isExactInteger(_ x: Double) -> Bool {
    x.rounded() == x && abs(x) < 0x1p53
  }

  /// Whether the product keeps its accuracy: no overflow and no underflow where there was none.
  func multipliesSafely(by other: Coefficient) -> Bool {
    func isSafe(_ a: Double, _ b: Double) -> Bool {
      let product = a * b
      if a == 0 || b == 0 || !a.isFinite || !b.isFinite { return true }
      return product.isFinite && !product.isZero && !product.isSubnormal
    }
    return isSafe(numerator, other.numerator) && isSafe(denominator, other.denominator)
  }
}

extension Coefficient: Hashable {
  // By bits: −0 is not 0, and a NaN is itself, so that interning is right for all values.
  public static func == (a: Coefficient, b: Coefficient) -> Bool {
    a.numerator.bitPattern == b.numerator.bitPattern
      && a.denominator.bitPattern == b.denominator.bitPattern
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(numerator.bitPattern)
    hasher.combine(denominator.bitPattern)
  }
}

extension Coefficient: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  public init(floatLiteral value: Double) { self.init(value) }
  public init(integerLiteral value: Int) { self.init(Double(value)) }
}
