/// Cuts a text into tokens, one at a time.
///
/// It works on bytes, since the text may be any bytes: what can't be read becomes an `invalid`
/// token with its message, which is reported only when the parser gets there. A step takes time
/// linear in what it reads, and nothing is read twice.
struct Lexer {
  let source: SourceText
  /// The text; of a pasted transcript, with its prompts and results blanked.
  let bytes: [UInt8]
  var position = 0
  /// The open brackets: a newline separates rows or statements, but means nothing within `(…)`.
  var brackets: [Token.Symbol] = []
  /// Whether only white space stands before on this line, or since a semicolon, so that `%` and
  /// `//` start a comment.
  var isAtStart = true
  /// Whether the token before ends an operand, so that `\` divides.
  var isAfterOperand = false
  /// The messages of the `invalid` tokens.
  var diagnostics: [Diagnostic] = []

  init(_ source: SourceText) {
    self.source = source
    bytes = Transcript.blanked(source)
  }

  /// Goes on at a later place, outside all brackets but those of blocks.
  mutating func restart(at position: Int) {
    self.position = position
    brackets.removeAll { $0 != .openBrace }
    isAtStart = true
    isAfterOperand = false
  }

  /// The next token; at the end of the text, `end` again and again.
  mutating func next() -> Token {
    let before = position
    var hasSpace = skipSpace()
    while position < bytes.count, bytes[position] == 0x0A {
      // Within parentheses and matrix environments a newline is white space.
      if let bracket = brackets.last, bracket == .openParenthesis || bracket == .openMatrix {
        position += 1
        isAtStart = true
        hasSpace = true
        _ = skipSpace()
      } else {
        let token = Token(
          kind: .newline, span: Span(position, position + 1), hasSpaceBefore: hasSpace)
        position += 1
        isAtStart = true
        isAfterOperand = false
        return token
      }
    }
    hasSpace = hasSpace || (position > before && before == 0)
    let start = position
    guard start < bytes.count else {
      return Token(kind: .end, span: Span(start, start), hasSpaceBefore: hasSpace)
    }
    let kind = scan()
    let token = Token(kind: kind, span: Span(start, position), hasSpaceBefore: hasSpace)
    isAtStart = token.is(.semicolon) || token.is(.openBrace)
    isAfterOperand = token.endsOperand
    track(token)
    return token
  }

  private mutating func track(_ token: Token) {
    guard let symbol = token.symbol else { return }
    switch symbol {
    case .openParenthesis, .openBracket, .openBrace, .openMatrix: brackets.append(symbol)
    case .closeParenthesis, .closeBracket, .closeBrace, .closeMatrix: _ = brackets.popLast()
    default: break
    }
  }

  // MARK: White space

  /// Skips white space, comments and `...` with the newline after it; whether there was any.
  private mutating func skipSpace() -> Bool {
    var hasSpace = false
    while position < bytes.count {
      let byte = bytes[position]
      if byte == 0x20 || byte == 0x09 || byte == 0x0D {
        position += 1
        hasSpace = true
      } else if byte == 0x23 || (isAtStart && startsComment(byte)) {
        skipLine()
        hasSpace = true
      } else if byte == 0x2E, starts(with: "...") {
        skipLine()
        if position < bytes.count { position += 1 }
        isAtStart = true
        hasSpace = true
      } else if byte == 0x5C, let length = spacingCommand() {
        position += length
        hasSpace = true
      } else if byte >= 0x80, let (scalar, length) = scalar(at: position) {
        if Characters.isSpace(scalar.value) {
          hasSpace = true
        } else if !Characters.isInvisible(scalar.value) {
          break
        }
        position += length
      } else {
        break
      }
    }
    return hasSpace
  }

  private func startsComment(_ byte: UInt8) -> Bool {
    byte == 0x25 || (byte == 0x2F && self.byte(1) == 0x2F)
  }

  private mutating func skipLine() {
    while position < bytes.count, bytes[position] != 0x0A { position += 1 }
  }

  // MARK: Tokens

  /// The token at the place, which is neither white space nor a newline nor the end.
  private mutating func scan() -> Token.Kind {
    let byte = bytes[position]
    if byte < 0x80 {
      switch byte {
      case 0x30...0x39: return number()
      case 0x41...0x5A, 0x61...0x7A: return name()
      case 0x22: return string()
      case 0x5F: return lowered()
      case 0x5C: return command()
      case 0x26:
        if brackets.last == .openMatrix {
          position += 1
          return .symbol(.comma)
        }
        return ampersand()
      case 0x2E:
        if let next = self.byte(1), isDigit(next) { return number() }
        if self.byte(1) == 0x54, !isWordByte(self.byte(2)), isAfterOperand {
          position += 2
          return .symbol(.transpose)
        }
        return operatorToken(byte)
      default: return operatorToken(byte)
      }
    }
    guard let (scalar, length) = scalar(at: position) else { return badByte() }
    let value = scalar.value
    if let symbol = OperatorTable.unicode[value] {
      if symbol == .sigma, isNameGoingOn(at: position + length) { return name() }
      position += length
      return .symbol(symbol)
    }
    if Characters.superscripts[value] != nil { return raised() }
    if Characters.subscripts[value] != nil { return lowered() }
    if let fraction = Characters.fractions[value] {
      position += length
      return .number(NumberLiteral(value: fraction, lastDigit: 0))
    }
    if value == 0x221E {
      position += length
      return .name("inf")
    }
    if value == 0x201C || value == 0x201D || value == 0x201E { return string() }
    if let plain = Characters.plain(value) {
      if let symbol = OperatorTable.unicode[plain.value], symbol != .sigma {
        position += length
        return .symbol(symbol)
      }
      return plain.value < 0x3A ? number() : name()
    }
    if Characters.isLetter(scalar) { return name() }
    return unknownCharacter(scalar, length)
  }

  private mutating func operatorToken(_ byte: UInt8) -> Token.Kind {
    if let mistake = mistakenOperator(byte) { return mistake }
    for entry in OperatorTable.ascii[Int(byte)] where starts(with: entry.bytes) {
      position += entry.bytes.count
      return .symbol(entry.symbol)
    }
    return unknownCharacter(Unicode.Scalar(byte), 1)
  }

  /// Raised characters in a row: `⁻¹`, `ᵀ`, `²`.
  private mutating func raised() -> Token.Kind {
    var text = ""
    while let (scalar, length) = scalar(at: position),
      let plain = Characters.superscripts[scalar.value]
    {
      text += plain
      position += length
    }
    return .superscript(text)
  }

  /// `"…"` or `“…”`, on one line; `\"`, `\\`, `\n` and `\t` as elsewhere.
  private mutating func string() -> Token.Kind {
    let start = position
    position += scalar(at: position)?.length ?? 1
    var content: [UInt8] = []
    while position < bytes.count, bytes[position] != 0x0A {
      let byte = bytes[position]
      if byte == 0x22 {
        position += 1
        return .string(String(decoding: content, as: UTF8.self))
      }
      if byte == 0x5C, let next = self.byte(1), let escaped = Self.escapes[next] {
        content.append(escaped)
        position += 2
        continue
      }
      guard let (scalar, length) = scalar(at: position) else { return badByte() }
      if scalar.value == 0x201C || scalar.value == 0x201D {
        position += length
        return .string(String(decoding: content, as: UTF8.self))
      }
      content += bytes[position..<position + length]
      position += length
    }
    return invalid(
      Diagnostic(
        "the string isn't closed on its line", at: Span(start, start + 1), hint: "add '\"'"))
  }

  private static let escapes: [UInt8: UInt8] = [0x22: 0x22, 0x5C: 0x5C, 0x6E: 0x0A, 0x74: 0x09]

  // MARK: Bytes

  /// The byte some places on.
  func byte(_ offset: Int) -> UInt8? {
    position + offset < bytes.count ? bytes[position + offset] : nil
  }

  func isDigit(_ byte: UInt8?) -> Bool {
    guard let byte else { return false }
    return byte >= 0x30 && byte <= 0x39
  }

  func isLetter(_ byte: UInt8?) -> Bool {
    guard let byte else { return false }
    return (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A
  }

  /// Whether a word of ASCII letters, digits or `_` goes on with it.
  func isWordByte(_ byte: UInt8?) -> Bool { isLetter(byte) || isDigit(byte) || byte == 0x5F }

  func starts(with text: StaticString) -> Bool {
    guard position + text.utf8CodeUnitCount <= bytes.count else { return false }
    for offset in 0..<text.utf8CodeUnitCount
    where bytes[position + offset] != text.utf8Start[offset] {
      return false
    }
    return true
  }

  private func starts(with text: [UInt8]) -> Bool {
    guard position + text.count <= bytes.count else { return false }
    for offset in 0..<text.count where bytes[position + offset] != text[offset] { return false }
    return true
  }

  /// The character at a place and how many bytes it takes; nil if the bytes there are no UTF-8.
  func scalar(at start: Int) -> (scalar: Unicode.Scalar, length: Int)? {
    guard start < bytes.count else { return nil }
    let first = bytes[start]
    if first < 0x80 { return (Unicode.Scalar(first), 1) }
    let length: Int
    var value: UInt32
    switch first {
    case 0xC2...0xDF: (length, value) = (2, UInt32(first & 0x1F))
    case 0xE0...0xEF: (length, value) = (3, UInt32(first & 0x0F))
    case 0xF0...0xF4: (length, value) = (4, UInt32(first & 0x07))
    default: return nil
    }
    guard start + length <= bytes.count else { return nil }
    for offset in 1..<length {
      let byte = bytes[start + offset]
      guard byte & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    // Longer spellings than needed, surrogates and what lies beyond Unicode are no UTF-8.
    guard value >= (length == 3 ? 0x800 : length == 4 ? 0x10000 : 0x80) else { return nil }
    guard let scalar = Unicode.Scalar(value) else { return nil }
    return (scalar, length)
  }
}
