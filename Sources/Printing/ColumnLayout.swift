/// Lays out the entries of a matrix: points below each other, as many decimals in all entries of a
/// column, and powers of ten only where the magnitudes of the array demand them.
struct ColumnLayout {
  private let format: NumberFormat
  /// More digits than this in an entry are harder to read than a power of ten.
  private var widestFixed: Int { max(12, format.significantDigits + 7) }

  /// What is smaller than this part of the largest entry is what rounding left of a zero, mostly:
  /// it is shown as it is, and the others aren't written with powers of ten for its sake.
  private static let negligible = 1e-12

  init(_ format: NumberFormat) { self.format = format }

  /// The texts of entries given by column; those of a column have one width.
  func texts(_ columns: [[Double]]) -> [[String]] {
    let largest = columns.joined().reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
    let isNegligible = { (x: Double) in abs(x) < Self.negligible * largest }
    let usesPowers = columns.contains { column in needsPowers(column.filter { !isNegligible($0) }) }
    return columns.map { column in
      let texts = usesPowers ? column.map(power) : fixed(column, isNegligible)
      let width = texts.reduce(0) { max($0, $1.count) }
      return texts.map { String(repeating: " ", count: width - $0.count) + $0 }
    }
  }

  private func needsPowers(_ column: [Double]) -> Bool {
    var whole = 1
    var decimals = 0
    for x in column where x.isFinite && x != 0 {
      let exact = DecimalDigits(x)
      let shown = NumberFormat.isWhole(x) ? exact : format.rounded(exact)
      if !NumberFormat.isWhole(x), NumberFormat.needsPower(shown) { return true }
      if abs(x) > 1e15 { return true }
      whole = max(whole, shown.exponent)
      decimals = max(decimals, shown.decimals)
    }
    return decimals > 0 && whole + decimals > widestFixed
  }

  private func fixed(_ column: [Double], _ isNegligible: (Double) -> Bool) -> [String] {
    var decimals = 0
    for x in column where x.isFinite && !NumberFormat.isWhole(x) && !isNegligible(x) {
      decimals = max(decimals, format.rounded(DecimalDigits(x)).decimals)
    }
    return column.map { x in
      // Zeros stay bare: a sparse pattern is seen at a glance.
      guard x.isFinite, x != 0, !isNegligible(x) else { return format.text(x) }
      let exact = DecimalDigits(x)
      if NumberFormat.isWhole(x) { return exact.fixed(decimals: decimals) }
      return exact.rounded(toDecimals: decimals).fixed(decimals: decimals)
    }
  }

  private func power(_ x: Double) -> String {
    guard x.isFinite, !(NumberFormat.isWhole(x) && abs(x) < 1e5) else { return format.text(x) }
    let decimals = format.significantDigits >= 17 ? 0 : format.significantDigits - 1
    let exact = DecimalDigits(x)
    let shown = decimals == 0 ? exact : exact.rounded(toDigits: decimals + 1)
    return shown.scientific(decimals: decimals)
  }
}
