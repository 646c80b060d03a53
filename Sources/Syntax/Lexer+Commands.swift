extension Lexer {
  /// What starts with a backslash: a symbol (`\lambda`), a matrix environment, a division, or
  /// LaTeX that this reader can't read.
  mutating func command() -> Token.Kind {
    let start = position
    if byte(1) == 0x5C, brackets.last == .openMatrix {
      position += 2
      return .symbol(.semicolon)
    }
    if byte(1) == 0x7C {
      position += 2
      return .symbol(.doubleBar)
    }
    guard isLetter(byte(1)) else {
      if byte(1) == 0x5C {
        position += 2
        return latex("\\\\", from: start)
      }
      // `A\(b + c)` divides; at the start of an operand `\(` opens mathematics in LaTeX.
      if !isAfterOperand, let next = byte(1), next == 0x28 || next == 0x5B || next == 0x7B {
        position += 2
        return latex("\\" + String(Unicode.Scalar(next)), from: start)
      }
      position += 1
      return .symbol(.backslash)
    }
    var end = position + 1
    while end < bytes.count, isLetter(bytes[end]) { end += 1 }
    let name = String(decoding: bytes[position + 1..<end], as: UTF8.self)
    // A\b solves: no command has one letter.
    if name.utf8.count == 1 {
      position += 1
      return .symbol(.backslash)
    }
    if let matrix = matrixDelimiter(name, end) { return matrix }
    if name == "mathbb", end + 2 < bytes.count, bytes[end] == 0x7B, isLetter(bytes[end + 1]),
      bytes[end + 2] == 0x7D,
      let letter = Symbols.character(for: "bb" + source[Span(end + 1, end + 2)])
    {
      position = end + 3
      return .name(letter)
    }
    if end < bytes.count, bytes[end] == 0x7B {
      position = end
      return latex("\\" + name, from: start)
    }
    if let function = Self.functions[name] {
      position = end
      return self.name(startingWith: function)
    }
    guard let character = Symbols.character(for: name), let scalar = character.unicodeScalars.first
    else { return unknownCommand(name, end) }
    return symbolCommand(name, scalar, from: start, to: end)
  }

  private mutating func symbolCommand(
    _ name: String, _ scalar: Unicode.Scalar, from start: Int, to end: Int
  ) -> Token.Kind {
    if scalar.value < 0x80 {
      position = end
      return scalar == "|" ? .symbol(.bar) : latex("\\" + name, from: start)
    }
    if let symbol = OperatorTable.unicode[scalar.value] {
      position = end
      return .symbol(symbol)
    }
    if let fraction = Characters.fractions[scalar.value] {
      position = end
      return .number(NumberLiteral(value: fraction, lastDigit: 0))
    }
    if scalar.value == 0x221E {
      position = end
      return .name("inf")
    }
    if Characters.isMark(scalar) {
      position = end
      return latex("\\" + name, from: start)
    }
    guard Characters.isLetter(scalar) || scalar.value == 0x2207 else {
      position = end
      return invalid(
        Diagnostic("\\\(name) (\(scalar)) has no meaning here", at: Span(start, end)))
    }
    // `W\lambda` may be W beside λ or the solution of W*lambda: neither is guessed.
    if isAfterOperand, start > 0, isWordByte(bytes[start - 1]) || bytes[start - 1] == 0x29,
      !isDigit(bytes[start - 1])
    {
      position = end
      return invalid(
        Diagnostic(
          "\\\(name) after an operand may be the symbol \(scalar) or a division by \(name)",
          at: Span(start, end), hint: "write '*\\\(name)' for the product, '\\ \(name)' to solve"))
    }
    position = end
    return self.name(startingWith: String(scalar))
  }

  /// After an operand an unknown word is divided by; else it is LaTeX or a slip.
  private mutating func unknownCommand(_ name: String, _ end: Int) -> Token.Kind {
    let start = position
    if isAfterOperand, !Self.latexWords.contains(name) {
      position += 1
      return .symbol(.backslash)
    }
    position = end
    if Self.latexWords.contains(name) { return latex("\\" + name, from: start) }
    let near = Symbols.completions(of: "\\" + name.prefix(2)).prefix(3).joined(separator: ", ")
    return invalid(
      Diagnostic(
        "unknown command \\\(name)", at: Span(start, end),
        hint: near.isEmpty ? nil : "there are \(near)"))
  }

  /// `\begin{bmatrix}` and its kin, with an optional column format; and `\end{…}`.
  private mutating func matrixDelimiter(_ name: String, _ end: Int) -> Token.Kind? {
    guard name == "begin" || name == "end", end < bytes.count, bytes[end] == 0x7B else {
      return nil
    }
    var close = end + 1
    while close < bytes.count, isLetter(bytes[close]) || bytes[close] == 0x2A { close += 1 }
    guard close < bytes.count, bytes[close] == 0x7D else { return nil }
    guard Self.matrices.contains(source[Span(end + 1, close)]) else { return nil }
    position = close + 1
    return .symbol(name == "begin" ? .openMatrix : .closeMatrix)
  }

  private static let matrices: Set<String> = [
    "matrix", "pmatrix", "bmatrix", "Bmatrix", "smallmatrix",
  ]

  /// Commands that are names of functions.
  private static let functions: [String: String] = [
    "exp": "exp", "log": "log", "ln": "log", "sin": "sin", "cos": "cos", "tan": "tan",
    "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "arcsin": "asin", "arccos": "acos",
    "arctan": "atan", "max": "max", "min": "min", "det": "det", "tr": "tr", "Tr": "tr",
  ]

  private static let latexWords: Set<String> = [
    "frac", "dfrac", "tfrac", "left", "right", "big", "Big", "bigg", "Bigg", "bigl", "bigr",
    "begin", "end", "mathbf", "boldsymbol", "bm", "mathrm", "mathit", "mathcal", "mathbb", "text",
    "textbf", "operatorname", "widehat", "widetilde", "overline", "underline", "label", "tag",
    "nonumber", "displaystyle", "limits", "arg", "lim", "sup", "inf", "binom", "middle",
  ]

  /// The length of a command that is only space: `\,`, `\;`, `\!`, `\quad`.
  func spacingCommand() -> Int? {
    switch byte(1) {
    case 0x2C, 0x3B, 0x21, 0x3A, 0x3E: return 2
    case 0x71:
      let length = starts(with: "\\qquad") ? 6 : starts(with: "\\quad") ? 5 : 0
      return length > 0 && !isLetter(byte(length)) ? length : nil
    default: return nil
    }
  }
}
