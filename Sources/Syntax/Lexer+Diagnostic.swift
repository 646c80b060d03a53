extension Lexer {
  /// A token that can't be read, with what is to be said about it.
  mutating func invalid(_ diagnostic: Diagnostic) -> Token.Kind {
    diagnostics.append(diagnostic)
    return .invalid(diagnostics.count - 1)
  }

  /// How every message about LaTeX starts.
  static let latexMessage = "LaTeX notation can't be read within a block"

  /// LaTeX beyond symbols, up to the place where the lexer is now.
  mutating func latex(_ what: String, from start: Int) -> Token.Kind {
    invalid(
      Diagnostic(
        "\(Self.latexMessage): \(what)", at: Span(start, position),
        hint: Self.plainInsteadOf[what]))
  }

  private static let plainInsteadOf: [String: String] = [
    "\\frac": "write a/b; ∂J/∂x is a derivative", "\\dfrac": "write a/b", "\\tfrac": "write a/b",
    "\\sqrt": "write sqrt(x) or √x", "\\mathbf": "write the letter alone",
    "\\vec": "write the letter alone", "\\hat": "write y_hat or ŷ",
    "\\left": "write the bracket alone",
    "\\right": "write the bracket alone", "\\text": "write the name alone",
    "\\operatorname": "write the name alone", "&": "and is the word for it",
    "\\\\": "write one statement a line", "$": "write the formula alone",
  ]

  mutating func badByte() -> Token.Kind {
    let start = position
    position += 1
    return invalid(
      Diagnostic(
        "the text is no UTF-8 here: byte 0x\(String(bytes[start], radix: 16, uppercase: true))",
        at: Span(start, position)))
  }

  mutating func unknownCharacter(_ scalar: Unicode.Scalar, _ length: Int) -> Token.Kind {
    let span = Span(position, position + length)
    position += length
    if scalar == "$" { return latex("$", from: span.lower) }
    let code = String(scalar.value, radix: 16, uppercase: true)
    let point = "U+" + String(repeating: "0", count: max(0, 4 - code.count)) + code
    if scalar.value < 0x20 || (scalar.value >= 0x7F && scalar.value < 0xA0) {
      return invalid(Diagnostic("the text has a control character (\(point))", at: span))
    }
    let name = scalar.properties.name ?? "no name"
    var hint = Self.hints[scalar]
    if hint == nil, scalar.value >= 0xFF01, scalar.value <= 0xFF5E,
      let plain = Unicode.Scalar(scalar.value - 0xFEE0)
    {
      hint = "write '\(plain)'"
    }
    return invalid(
      Diagnostic("unknown character '\(scalar)' (\(point), \(name))", at: span, hint: hint))
  }

  private static let hints: [Unicode.Scalar: String] = [
    "…": "an elided value can't be read back; :full shows all of it",
    "⟨": "dot(a, b) is the inner product", "†": "A' is the transpose",
    "∫": "mx differentiates and doesn't integrate", "±": "write both signs as two statements",
    "⇒": "write one statement a line", "→": "an update points left: x <- 5",
    "∼": "≈ or ~~ compares", "≡": "= defines", "≜": "= defines", "`": "a transpose is '",
  ]

  mutating func ampersand() -> Token.Kind {
    let start = position
    let isDouble = byte(1) == 0x26
    position += isDouble ? 2 : 1
    if !isDouble, byte(0) == 0x3D { return latex("&", from: start) }
    return invalid(
      Diagnostic(
        "unknown operator \(isDouble ? "&&" : "&")", at: Span(start, position),
        hint: "and is the word for it"))
  }

  /// Operators of other languages, with what they are here.
  mutating func mistakenOperator(_ byte: UInt8) -> Token.Kind? {
    for (spelling, message, hint) in Self.mistakes
    where spelling.utf8Start.pointee == byte && starts(with: spelling) {
      // `!=` is the operator; `5!` and `!x` are not.
      if byte == 0x21, self.byte(1) == 0x3D { return nil }
      if byte == 0x7E, self.byte(1) == 0x7E { return nil }
      let start = position
      position += spelling.utf8CodeUnitCount
      if byte == 0x21 {
        return invalid(
          isAfterOperand
            ? Diagnostic(
              "mx has no factorial", at: Span(start, position), hint: "prod(1:5) is 5 factorial")
            : Diagnostic("unknown operator !", at: Span(start, position), hint: "not is the word"))
      }
      let isFunction = byte == 0x40 && !isAfterOperand
      return invalid(
        Diagnostic(
          message, at: Span(start, position), hint: isFunction ? "a function is f(x) = x^2" : hint))
    }
    return nil
  }

  private static let mistakes: [(StaticString, String, String?)] = [
    ("**", "unknown operator **", "a power is x^2"),
    ("@", "unknown operator @", "the matrix product is A*B"),
    ("%*%", "unknown operator %*%", "the matrix product is A*B"),
    (
      "%", "'%' starts a comment only at the start of a line",
      "mod(a, b) is the remainder; # starts a comment"
    ),
    (
      "//", "'//' starts a comment only at the start of a line",
      "floor(a/b) divides to an integer; # starts a comment"
    ),
    ("~=", "unknown operator ~=", "a != b is true where they differ; a ≈ b (a ~~ b) checks"),
    ("~", "unknown operator ~", "not is the word; a ≈ b is also a ~~ b"),
    ("!", "unknown operator !", nil),
    ("->", "unknown operator ->", "an update points left: x <- 5; a function is f(x) = x^2"),
    ("=>", "unknown operator =>", "not less is >=; a function is f(x) = x^2"),
    ("=<", "unknown operator =<", "not greater is <="),
    ("<>", "unknown operator <>", "different is !="),
    ("===", "unknown operator ===", "equal is =="),
    (".+", "unknown operator .+", "+ is elementwise already"),
    (".-", "unknown operator .-", "- is elementwise already"),
    (".\\", "unknown operator .\\", "a ./ b divides elementwise"),
    ("..", "unknown operator ..", "a range is 1:5"),
  ]
}
