/// Cuts the mathematics of one block into tokens.
///
/// The whole block is cut at once, since the reader looks ahead to the end of groups. Each byte is
/// read a fixed number of times.
struct LaTeXLexer {
  let source: SourceText
  let vocabulary: Vocabulary
  private(set) var tokens: [LaTeXToken] = []
  private(set) var diagnostics: [Diagnostic] = []

  /// The lexer of plain notation, for numbers and characters; its place is the place here.
  var lexer: Lexer
  var end: Int
  var side: LaTeXToken.Side?
  var depth = 0
  var closings: [Int: Int]

  /// How deep texts may stand in formulas in texts.
  static let depthLimit = 40

  init(_ lexer: Lexer, _ range: Span, _ vocabulary: Vocabulary) {
    source = lexer.source
    self.lexer = lexer
    self.vocabulary = vocabulary
    self.lexer.position = range.lower
    end = range.upper
    closings = Self.closings(lexer.bytes, range.lower..<range.upper)
    scanAll()
    append(.finish, from: range.upper, to: range.upper)
  }

  // MARK: Places

  var position: Int {
    get { lexer.position }
    set { lexer.position = newValue }
  }

  func byte(_ offset: Int) -> UInt8? {
    position + offset < end ? lexer.bytes[position + offset] : nil
  }

  mutating func append(
    _ kind: LaTeXToken.Kind, from start: Int, to upper: Int, hasSpace: Bool = false
  ) {
    tokens.append(
      LaTeXToken(kind: kind, span: Span(start, upper), hasSpaceBefore: hasSpace, side: side))
    side = nil
  }

  mutating func fail(_ diagnostic: Diagnostic) {
    diagnostics.append(diagnostic)
    let span = diagnostic.labels.first?.span ?? Span(position, position)
    tokens.append(LaTeXToken(kind: .invalid(diagnostics.count - 1), span: span))
  }

  // MARK: Tokens

  mutating func scanAll() {
    while true {
      let hasSpace = skipSpace()
      guard position < end else { return }
      scan(hasSpace)
    }
  }

  /// White space and comments; whether there were any.
  mutating func skipSpace() -> Bool {
    let start = position
    while let byte = byte(0) {
      if byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A || byte == 0x7E {
        position += 1
      } else if byte == 0x25 || byte == 0x23 {
        while let next = self.byte(0), next != 0x0A {
          _ = next
          position += 1
        }
      } else if byte >= 0x80, let (scalar, length) = lexer.scalar(at: position),
        Characters.isSpace(scalar.value) || Characters.isInvisible(scalar.value)
      {
        position += length
      } else {
        break
      }
    }
    position = min(position, end)
    return position > start
  }

  private mutating func scan(_ hasSpace: Bool) {
    let start = position
    let byte = lexer.bytes[start]
    switch byte {
    case 0x5C: return command(hasSpace)
    case 0x30...0x39: return number(hasSpace)
    case 0x2E:
      if lexer.isDigit(self.byte(1)) { return number(hasSpace) }
      if self.byte(1) == 0x2E, self.byte(2) == 0x2E {
        position += 3
        return append(.command("dots"), from: start, to: position, hasSpace: hasSpace)
      }
      if let (symbol, length) = operatorSymbol(byte), length > 1 {
        position += length
        return append(.symbol(symbol), from: start, to: position, hasSpace: hasSpace)
      }
      position += 1
      return append(.period, from: start, to: position)
    case 0x41...0x5A, 0x61...0x7A: return letters(hasSpace)
    case 0x5F:
      position += 1
      return append(.under, from: start, to: position)
    case 0x26:
      position += 1
      return append(.align, from: start, to: position)
    case 0x24:
      position += self.byte(1) == 0x24 ? 2 : 1
      return append(.delimiter, from: start, to: position)
    case 0x60: return unknown("`", 1)
    case 0x3D where self.byte(1) == 0x3E:
      position += 2
      return append(.command("Rightarrow"), from: start, to: position)
    default: break
    }
    if byte < 0x80 {
      guard let (symbol, length) = operatorSymbol(byte) else {
        return unknown(Unicode.Scalar(byte), 1)
      }
      position += length
      return append(.symbol(symbol), from: start, to: position, hasSpace: hasSpace)
    }
    beyondASCII(hasSpace)
  }

  /// The operator at the place. `||` is two bars, since `|a||b|` is a product.
  private func operatorSymbol(_ byte: UInt8) -> (Token.Symbol, Int)? {
    for entry in OperatorTable.ascii[Int(byte)] {
      if entry.symbol == .doubleBar || entry.symbol == .arrow { continue }
      let count = entry.bytes.count
      guard position + count <= end,
        lexer.bytes[position..<position + count].elementsEqual(entry.bytes)
      else { continue }
      return (entry.symbol, count)
    }
    return nil
  }

  private mutating func number(_ hasSpace: Bool) {
    let start = position
    if takesOneDigit, let digit = byte(0), lexer.isDigit(digit) {
      position += 1
      return append(
        .number(NumberLiteral(value: Double(digit - 0x30), lastDigit: 0)), from: start,
        to: position)
    }
    switch lexer.number() {
    case .number(let literal) where position <= end:
      append(.number(literal), from: start, to: position, hasSpace: hasSpace)
    case .invalid(let index):
      fail(lexer.diagnostics[index])
      position = min(position, end)
    default:
      position = end
      fail(Diagnostic("the number goes on outside the formula", at: Span(start, end)))
    }
  }

  /// TeX takes one token as a script or an argument: `\frac12` is a half, `x_12` is x₁ times 2.
  private var takesOneDigit: Bool {
    guard let last = tokens.last else { return false }
    switch last.kind {
    case .under, .symbol(.caret): return true
    case .command(let name): return LaTeXCommands.fractions.contains(name) || name == "sqrt"
    case .number:
      guard tokens.count > 1, case .command(let name) = tokens[tokens.count - 2].kind else {
        return false
      }
      return LaTeXCommands.fractions.contains(name)
    default: return false
    }
  }

  /// A known word, or the letters one by one.
  private mutating func letters(_ hasSpace: Bool) {
    let start = position
    var letterEnd = start
    while letterEnd < end, lexer.isLetter(lexer.bytes[letterEnd]) { letterEnd += 1 }
    var wordEnd = letterEnd
    while wordEnd < end, lexer.isWordByte(lexer.bytes[wordEnd]) { wordEnd += 1 }
    // Longer runs are no names that anybody types, and would be looked up byte by byte.
    if wordEnd - start > 1, wordEnd - start <= 64 {
      let word = source(start, wordEnd)
      // In x_i what stands below is an index, whatever else is called x_i.
      let isSubscripted = lexer.bytes[max(start, wordEnd - 2)] == 0x5F
      if !isSubscripted, vocabulary.isName(word) {
        position = wordEnd
        return append(.word(word), from: start, to: wordEnd, hasSpace: hasSpace)
      }
    }
    if letterEnd - start > 1, letterEnd - start <= 64 {
      let word = source(start, letterEnd)
      if vocabulary.isName(word)
        || (vocabulary.functionName(word) != nil
          && (letterEnd - start > 2 || isCalled(at: letterEnd)))
        || (Vocabulary.derivatives.contains(word) && isCalled(at: letterEnd))
        || isDefined(word, before: letterEnd) || word == "pi" && !vocabulary.isName("p")
      {
        position = letterEnd
        return append(.word(word), from: start, to: letterEnd, hasSpace: hasSpace)
      }
    }
    let function = functionInside(start..<letterEnd)
    var place = start
    while place < letterEnd {
      let next = place == function?.lowerBound ? function?.upperBound ?? place + 1 : place + 1
      let text = source(place, next)
      append(
        next > place + 1 ? .word(text) : .letter(text), from: place, to: next,
        hasSpace: hasSpace && place == start)
      place = next
    }
    position = letterEnd
  }

  /// A function without its backslash beside a letter: `ylog\hat{y}`, `logp(x)`.
  private func functionInside(_ run: Range<Int>) -> Range<Int>? {
    for name in ["log", "exp"] where run.count > 3 {
      if run.count <= 6, source(run.upperBound - 3, run.upperBound) == name {
        return run.upperBound - 3..<run.upperBound
      }
      if run.count == 4, source(run.lowerBound, run.lowerBound + 3) == name {
        return run.lowerBound..<run.lowerBound + 3
      }
    }
    return nil
  }

  /// Whether a parenthesis opens at a place: words of two letters are functions only before one.
  private func isCalled(at start: Int) -> Bool {
    var place = start
    if place + 5 < end, lexer.bytes[place..<place + 5].elementsEqual("\\left".utf8) { place += 5 }
    return place < end && lexer.bytes[place] == 0x28
  }

  /// Whether a statement starts with a word in small letters and defines it: `loss = …` is no
  /// product of four, as `xyz = …` may be one of three.
  private func isDefined(_ word: String, before end: Int) -> Bool {
    guard tokens.isEmpty, word.utf8.count > 3, word == word.lowercased() else { return false }
    var place = end
    while place < self.end, lexer.bytes[place] == 0x20 { place += 1 }
    return place + 1 < self.end && lexer.bytes[place] == 0x3D && lexer.bytes[place + 1] != 0x3D
  }

  func source(_ lower: Int, _ upper: Int) -> String {
    String(decoding: lexer.bytes[lower..<upper], as: UTF8.self)
  }

  private mutating func beyondASCII(_ hasSpace: Bool) {
    let start = position
    guard let (scalar, length) = lexer.scalar(at: start), start + length <= end else {
      position += 1
      return fail(
        Diagnostic(
          "the text is no UTF-8 here: byte 0x"
            + String(lexer.bytes[start], radix: 16, uppercase: true), at: Span(start, start + 1)))
    }
    let plain = Characters.plain(scalar.value) ?? scalar
    let kind: LaTeXToken.Kind
    if let symbol = OperatorTable.unicode[plain.value] {
      kind = .symbol(symbol)
    } else if let raised = Characters.superscripts[scalar.value] {
      kind = .raised(raised)
    } else if let lowered = Characters.subscripts[scalar.value] {
      kind = .lowered(lowered)
    } else if let fraction = Characters.fractions[scalar.value] {
      kind = .number(NumberLiteral(value: fraction, lastDigit: 0))
    } else if scalar.value == 0x221E {
      kind = .word("inf")
    } else if let command = Self.commands[scalar] {
      kind = .command(command)
    } else if let separator = Self.separators[scalar] {
      kind = separator
    } else if let relation = Self.relation(scalar) {
      kind = .symbol(relation == .equal ? .assign : .approximate)
    } else if let letter = lexer.decoratedLetter() {
      return append(.letter(letter), from: start, to: position, hasSpace: hasSpace)
    } else if Characters.isLetter(plain) {
      kind = .letter(plain == "π" ? "pi" : String(plain))
    } else {
      return unknown(scalar, length)
    }
    position = start + length
    append(kind, from: start, to: position, hasSpace: hasSpace)
  }

  /// Characters that mean what a command means that no operator is.
  private static let commands: [Unicode.Scalar: String] = [
    "…": "dots", "⋯": "cdots", "⋮": "vdots", "⋱": "ddots", "⇒": "Rightarrow", "⟹": "implies",
    "→": "rightarrow", "⇔": "Leftrightarrow", "⟺": "iff", "∀": "forall", "∣": "mid",
  ]

  /// The commas and full stops of wide scripts.
  private static let separators: [Unicode.Scalar: LaTeXToken.Kind] = [
    "，": .symbol(.comma), "、": .symbol(.comma), "；": .symbol(.semicolon), "。": .period,
  ]

  private static func relation(_ scalar: Unicode.Scalar) -> Relation? {
    switch scalar {
    case "≡", "≜", "≐": .equal
    default: nil
    }
  }

  private mutating func unknown(_ scalar: Unicode.Scalar, _ length: Int) {
    let start = position
    lexer.position = start
    if case .invalid(let index) = lexer.unknownCharacter(scalar, length) {
      fail(lexer.diagnostics[index])
    }
    position = start + length
  }
}
