/// A finite number as decimal digits: `0.d₁d₂d₃… · 10^exponent`, with d₁ not 0.
///
/// The digits are those of the shortest decimal that reads back as the number, so 0.15 has the
/// digits 1 and 5, and rounding it to one digit gives 0.2 as a person would have it. (`printf`
/// rounds the binary number, a little below 0.15, to 0.1.)
struct DecimalDigits {
  var isNegative: Bool
  /// Without leading or trailing zeros; empty for 0.
  var digits: [UInt8]
  /// The position of the point relative to the first digit: 1 for 1.5, 0 for 0.15, −1 for 0.015.
  var exponent: Int

  init(_ x: Double) {
    isNegative = x.sign == .minus
    digits = []
    exponent = 0
    var point: Int?
    var scientific = 0
    var isInExponent = false
    var exponentSign = 1
    for byte in abs(x).description.utf8 {
      switch byte {
      case UInt8(ascii: "."): point = digits.count
      case UInt8(ascii: "e"): isInExponent = true
      case UInt8(ascii: "-"): exponentSign = -1
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let digit = byte - UInt8(ascii: "0")
        if isInExponent { scientific = scientific * 10 + Int(digit) } else { digits.append(digit) }
      default: break
      }
    }
    exponent = (point ?? digits.count) + exponentSign * scientific
    let leading = digits.prefix { $0 == 0 }.count
    digits.removeFirst(leading)
    exponent -= leading
    trim()
    if digits.isEmpty { exponent = 1 }
  }

  /// How many digits stand after the point in fixed notation.
  var decimals: Int { max(0, digits.count - exponent) }

  /// Rounded, halves away from zero, to a number of digits counted from the first one.
  func rounded(toDigits count: Int) -> DecimalDigits {
    guard count < digits.count else { return self }
    var result = self
    guard count >= 0 else {
      result.digits = []
      result.exponent = 1
      return result
    }
    let isUp = digits[count] >= 5
    result.digits.removeLast(digits.count - count)
    if isUp {
      var index = count - 1
      while index >= 0, result.digits[index] == 9 {
        result.digits[index] = 0
        index -= 1
      }
      if index >= 0 {
        result.digits[index] += 1
      } else {
        result.digits = [1]
        result.exponent += 1
      }
    }
    result.trim()
    if result.digits.isEmpty { result.exponent = 1 }
    return result
  }

  /// Rounded to a number of digits after the point.
  func rounded(toDecimals count: Int) -> DecimalDigits { rounded(toDigits: exponent + count) }

  /// In fixed notation, with at least so many digits after the point.
  func fixed(decimals minimum: Int = 0) -> String {
    var bytes: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
    let count = max(minimum, decimals)
    if exponent <= 0 { bytes.append(UInt8(ascii: "0")) }
    for place in 0..<max(exponent, 0) { bytes.append(UInt8(ascii: "0") + digit(place)) }
    if count > 0 {
      bytes.append(UInt8(ascii: "."))
      for place in exponent..<exponent + count { bytes.append(UInt8(ascii: "0") + digit(place)) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// With one digit before the point and a power of ten: `1.2346e-09`.
  func scientific(decimals minimum: Int = 0) -> String {
    var text = isNegative ? "-" : ""
    text += "\(digit(0))"
    let count = max(minimum, digits.count - 1)
    if count > 0 {
      text += "."
      for place in 1...count { text += "\(digit(place))" }
    }
    let power = digits.isEmpty ? 0 : exponent - 1
    return text + "e" + (power < 0 ? "-" : "+") + (abs(power) < 10 ? "0" : "") + "\(abs(power))"
  }

  private func digit(_ place: Int) -> UInt8 {
    place >= 0 && place < digits.count ? digits[place] : 0
  }

  private mutating func trim() {
    while digits.last == 0 { digits.removeLast() }
  }
}
