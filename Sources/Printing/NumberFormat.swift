/// How numbers are written.
///
/// - Whole numbers up to 1e15 are written whole.
/// - Other numbers have `digits` significant digits (5 by default), but always those before the
///   point, and by default never fewer than two after it: 1403.256 is `1403.26`.
/// - Trailing zeros go: 0.1 + 0.2 is `0.3`.
/// - Below 1e-4 and above 1e15 there is a power of ten: `1.2346e-09`.
/// - Zero has no sign but with 17 digits.
/// - With 17 digits or more, it is the shortest decimal that reads back as the same number.
struct NumberFormat {
  /// Significant digits; nil for the default.
  var digits: Int?

  private static let defaultDigits = 5
  private static let defaultDecimals = 2
  private static let wholeLimit = 1e15

  /// Significant digits, whatever the magnitude.
  var significantDigits: Int { max(1, digits ?? Self.defaultDigits) }

  func text(_ x: Double) -> String {
    if let word = Self.word(x) { return word }
    if x == 0, significantDigits < 17 { return "0" }
    let exact = DecimalDigits(x)
    if Self.isWhole(x) { return exact.fixed() }
    let shown = rounded(exact)
    if Self.needsPower(shown) { return exact.rounded(toDigits: significantDigits).scientific() }
    return shown.fixed()
  }

  /// What is written of the digits.
  func rounded(_ exact: DecimalDigits) -> DecimalDigits {
    if significantDigits >= 17 { return exact }
    let decimals = digits == nil ? Self.defaultDecimals : 0
    return exact.rounded(toDigits: max(significantDigits, exact.exponent + decimals))
  }

  /// Whether fixed notation would be mostly zeros.
  static func needsPower(_ shown: DecimalDigits) -> Bool {
    !shown.digits.isEmpty && (shown.exponent < -3 || shown.exponent > 15)
  }

  static func isWhole(_ x: Double) -> Bool { x.rounded() == x && abs(x) <= wholeLimit }

  /// NaN and the infinities.
  static func word(_ x: Double) -> String? {
    if x.isNaN { return "NaN" }
    if x.isInfinite { return x < 0 ? "-Inf" : "Inf" }
    return nil
  }
}
