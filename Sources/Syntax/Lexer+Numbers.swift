extension Lexer {
  /// A number: `12`, `.5`, `5.`, `2e+3`. A dot before `*`, `/`, `^` or `'` is the operator's.
  mutating func number() -> Token.Kind {
    let start = position
    var digits = ""
    var fractionDigits = 0
    appendDigits(to: &digits)
    if let mistake = otherBase(from: start) { return mistake }
    if byte(0) == 0x2E, !dotIsOperator() {
      position += 1
      digits += "."
      let before = digits.utf8.count
      appendDigits(to: &digits)
      fractionDigits = digits.utf8.count - before
      if byte(0) == 0x2E, isDigit(byte(1)) || (byte(1) == 0x2E && byte(2) != 0x2E) {
        return secondPoint(from: start)
      }
    }
    var exponent = 0
    if byte(0) == 0x65 || byte(0) == 0x45 {
      let signed = byte(1) == 0x2B || byte(1) == 0x2D
      if isDigit(byte(signed ? 2 : 1)) {
        let isNegative = byte(1) == 0x2D
        digits += isNegative ? "e-" : "e"
        position += signed ? 2 : 1
        while isDigit(byte(0)) {
          // Beyond this every number is 0 or infinite, and the count must not overflow.
          exponent = min(exponent * 10 + Int(bytes[position] - 0x30), 1_000_000)
          digits.unicodeScalars.append(Unicode.Scalar(bytes[position]))
          position += 1
        }
        if isNegative { exponent = -exponent }
        if byte(0) == 0x2E, isDigit(byte(1)) { return secondPoint(from: start) }
      }
    }
    let text = digits.hasPrefix(".") ? "0" + digits : digits
    guard let value = Double(text.hasSuffix(".") ? text + "0" : text), value.isFinite else {
      return invalid(
        Diagnostic(
          "the number is too large: the largest is \(Double.greatestFiniteMagnitude)",
          at: Span(start, position), hint: "inf is infinity"))
    }
    return .number(NumberLiteral(value: value, lastDigit: exponent - fractionDigits))
  }

  /// Digits, those of mathematical alphabets included, as ASCII.
  private mutating func appendDigits(to text: inout String) {
    while position < bytes.count {
      let byte = bytes[position]
      if isDigit(byte) {
        text.unicodeScalars.append(Unicode.Scalar(byte))
        position += 1
      } else if byte >= 0x80, let (scalar, length) = scalar(at: position),
        let plain = Characters.plain(scalar.value), isDigit(UInt8(exactly: plain.value))
      {
        text.unicodeScalars.append(plain)
        position += length
      } else {
        return
      }
    }
  }

  /// Whether the dot at the place belongs to what follows: `1./x`, `2.^x`, `2.'`, `1...`.
  private func dotIsOperator() -> Bool {
    switch byte(1) {
    case 0x2A, 0x2F, 0x5E, 0x27, 0x5C: true
    case 0x2E: byte(2) == 0x2E
    default: false
    }
  }

  private mutating func secondPoint(from start: Int) -> Token.Kind {
    while isDigit(byte(0)) || byte(0) == 0x2E { position += 1 }
    let text = source[Span(start, position)]
    return invalid(
      Diagnostic(
        "\(text) has two decimal points", at: Span(start, position),
        hint: text.contains("..") ? "a range is 1:5" : nil))
  }

  private mutating func otherBase(from start: Int) -> Token.Kind? {
    guard position == start + 1, bytes[start] == 0x30, let letter = byte(0) else { return nil }
    let isHexadecimal = letter | 0x20 == 0x78
    guard isHexadecimal || letter | 0x20 == 0x62 || letter | 0x20 == 0x6F else { return nil }
    guard isDigit(byte(1)) || (isHexadecimal && isWordByte(byte(1)) && byte(1) != 0x5F) else {
      return nil
    }
    while isWordByte(byte(0)) { position += 1 }
    let text = source[Span(start, position)]
    let digits = text.dropFirst(2)
    let radix = isHexadecimal ? 16 : letter | 0x20 == 0x62 ? 2 : 8
    return invalid(
      Diagnostic(
        "numbers are written in decimal, not as \(text)", at: Span(start, position),
        hint: Int(digits, radix: radix).map { "\(text) is \($0)" }))
  }
}
