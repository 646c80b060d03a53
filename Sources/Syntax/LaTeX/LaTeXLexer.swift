/// Cuts the mathematics of one block into tokens, macros expanded.
///
/// The whole block is cut at once, since the reader looks ahead to the end of groups. Each byte is
/// read a fixed number of times, and what macros add is limited.
struct LaTeXLexer {
  let source: SourceText
  let vocabulary: Vocabulary
  let macros: [String: LaTeXReader.Macro]
  private(set) var tokens: [LaTeXToken] = []
  private(set) var diagnostics: [Diagnostic] = []

  /// The lexer of plain notation, for numbers and characters; its place is the place here.
  private var lexer: Lexer
  private var end: Int
  /// The place that all tokens get: that of a macro's use, while its body is read.
  private var place: Span?
  private var side: LaTeXToken.Side?
  private var depth = 0
  private var closings: [Int: Int]
  /// How many bytes macros may still add.
  private var budget = 100_000

  /// How deep macros may stand in macros, and texts in formulas in texts.
  private static let depthLimit = 40

  init(
    _ lexer: Lexer, _ range: Span, _ macros: [String: LaTeXReader.Macro], _ vocabulary: Vocabulary
  ) {
    source = lexer.source
    self.lexer = lexer
    self.macros = macros
    self.vocabulary = vocabulary
    self.lexer.position = range.lower
    end = range.upper
    closings = Self.closings(lexer.bytes, range.lower..<range.upper)
    scanAll()
    append(.finish, from: range.upper, to: range.upper)
  }

  // MARK: Places

  private var position: Int {
    get { lexer.position }
    set { lexer.position = newValue }
  }

  private func byte(_ offset: Int) -> UInt8? {
    position + offset < end ? lexer.bytes[position + offset] : nil
  }

  private mutating func append(
    _ kind: LaTeXToken.Kind, from start: Int, to upper: Int, hasSpace: Bool = false
  ) {
    let span = place ?? Span(start, upper)
    tokens.append(LaTeXToken(kind: kind, span: span, hasSpaceBefore: hasSpace, side: side))
    side = nil
  }

  private mutating func fail(_ diagnostic: Diagnostic) {
    var diagnostic = diagnostic
    if let place {
      diagnostic.labels = [Diagnostic.Label(place, isPrimary: true)]
    }
    diagnostics.append(diagnostic)
    let span = diagnostic.labels.first?.span ?? Span(position, position)
    tokens.append(LaTeXToken(kind: .invalid(diagnostics.count - 1), span: span))
  }

  // MARK: Tokens

  private mutating func scanAll() {
    while true {
      let hasSpace = skipSpace()
      guard position < end else { return }
      scan(hasSpace)
    }
  }

  /// White space and comments; whether there were any.
  private mutating func skipSpace() -> Bool {
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
      {
        position = letterEnd
        return append(.word(word), from: start, to: letterEnd, hasSpace: hasSpace)
      }
    }
    for place in start..<letterEnd {
      append(
        .letter(String(Unicode.Scalar(lexer.bytes[place]))), from: place, to: place + 1,
        hasSpace: hasSpace && place == start)
    }
    position = letterEnd
  }

  /// Whether a parenthesis opens at a place: words of two letters are functions only before one.
  private func isCalled(at start: Int) -> Bool {
    var place = start
    if place + 5 < end, lexer.bytes[place..<place + 5].elementsEqual("\\left".utf8) { place += 5 }
    return place < end && lexer.bytes[place] == 0x28
  }

  private func source(_ lower: Int, _ upper: Int) -> String {
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

  // MARK: Commands

  private mutating func command(_ hasSpace: Bool) {
    let start = position
    guard let first = byte(1) else {
      position = end
      return fail(Diagnostic("a command's name follows '\\'", at: Span(start, end)))
    }
    guard lexer.isLetter(first) else { return shortCommand(first, hasSpace) }
    var nameEnd = start + 1
    while nameEnd < end, lexer.isLetter(lexer.bytes[nameEnd]) { nameEnd += 1 }
    var name = source(start + 1, nameEnd)
    if nameEnd < end, lexer.bytes[nameEnd] == 0x2A {
      if LaTeXCommands.upright.contains(name + "*")
        || LaTeXCommands.ignoredWithArgument.contains(
          name + "*")
      {
        name += "*"
        nameEnd += 1
      }
    }
    position = nameEnd
    if let macro = macros[name] { return expand(macro, name, from: start) }
    if let side = LaTeXCommands.sizes[name] { return delimiterSize(name, side, from: start) }
    if LaTeXCommands.ignored.contains(name) { return }
    if LaTeXCommands.ignoredWithArgument.contains(name) {
      _ = skipSpace()
      if byte(0) == 0x7B { _ = group() }
      return
    }
    if LaTeXCommands.texts.contains(name) { return text(from: start, hasSpace) }
    if name == "begin" || name == "end" { return environment(name, from: start) }
    if name == "quad" || name == "qquad" { return append(.gap, from: start, to: nameEnd) }
    if name == "newline" || name == "cr" || name == "tabularnewline" {
      return append(.row, from: start, to: nameEnd)
    }
    if let relation = LaTeXCommands.relations[name] {
      return append(
        .symbol(relation == .equal ? .assign : .approximate), from: start, to: nameEnd,
        hasSpace: hasSpace)
    }
    if name == "mathbb", let letter = blackboardLetter() {
      return append(.letter(letter), from: start, to: position, hasSpace: hasSpace)
    }
    append(meaning(of: name), from: start, to: nameEnd, hasSpace: hasSpace)
  }

  /// What a command is by the table of symbols; itself where it is none.
  private func meaning(of name: String) -> LaTeXToken.Kind {
    if LaTeXCommands.functions[name] != nil || LaTeXCommands.decorations[name] != nil {
      return .command(name)
    }
    guard let character = Symbols.character(for: name), let scalar = character.unicodeScalars.first
    else { return .command(name) }
    if scalar == "|" { return .symbol(.bar) }
    if scalar == "[" { return .symbol(.openBracket) }
    if scalar == "]" { return .symbol(.closeBracket) }
    // As a command, sigma is a letter and sum is the sign.
    if name == "Sigma" || name == "Pi" { return .letter(character) }
    if let symbol = OperatorTable.unicode[scalar.value] { return .symbol(symbol) }
    if let fraction = Characters.fractions[scalar.value] {
      return .number(NumberLiteral(value: fraction, lastDigit: 0))
    }
    if scalar.value == 0x221E { return .word("inf") }
    if Characters.isLetter(scalar), !Characters.isMark(scalar) {
      return .letter(scalar == "π" ? "pi" : character)
    }
    return .command(name)
  }

  /// A backslash before one character that is no letter.
  private mutating func shortCommand(_ character: UInt8, _ hasSpace: Bool) {
    let start = position
    let length = character < 0x80 ? 1 : lexer.scalar(at: start + 1)?.length ?? 1
    position = min(start + 1 + length, end)
    switch character {
    case 0x5C:
      if byte(0) == 0x2A { position += 1 }
      skipRowSpace()
      append(.row, from: start, to: start + 2)
    case 0x2C, 0x3B, 0x3A, 0x21, 0x3E, 0x20, 0x0A, 0x09, 0x2F, 0x2D: break
    case 0x28, 0x29, 0x5B, 0x5D: append(.delimiter, from: start, to: position)
    case 0x7C: append(.symbol(.doubleBar), from: start, to: position, hasSpace: hasSpace)
    case 0x7B, 0x7D:
      append(
        .command(character == 0x7B ? "{" : "}"), from: start, to: position, hasSpace: hasSpace)
    case 0x5F: append(.letter("_"), from: start, to: position)
    default:
      fail(Diagnostic("can't read \(source(start, position)) here", at: Span(start, position)))
    }
  }

  /// `\\[4pt]`
  private mutating func skipRowSpace() {
    guard byte(0) == 0x5B else { return }
    var place = position + 1
    while place < end, place < position + 16, lexer.bytes[place] != 0x5D { place += 1 }
    let inside = source(position + 1, min(place, end))
    let isLength = ["pt", "em", "ex", "mm", "cm", "in"].contains { inside.hasSuffix($0) }
    if place < end, isLength { position = place + 1 }
  }

  private mutating func delimiterSize(_ name: String, _ side: LaTeXToken.Side?, from start: Int) {
    _ = skipSpace()
    if byte(0) == 0x2E {
      position += 1
      return append(.command(name + "."), from: start, to: position)
    }
    self.side = side
  }

  /// `\begin{align*}` as `begin("align")`, without the options and columns after it.
  private mutating func environment(_ name: String, from start: Int) {
    _ = skipSpace()
    guard byte(0) == 0x7B, let inside = group() else {
      return fail(
        Diagnostic("the name of an environment follows \\\(name)", at: Span(start, position)))
    }
    var word = source(inside.lower, inside.upper).trimmingSpaces()
    if word.hasSuffix("*") { word.removeLast() }
    let after = position
    if name == "begin" {
      if byte(0) == 0x5B { skipBracketed() }
      if word == "array" || word == "alignat" || word == "alignedat" {
        _ = skipSpace()
        if byte(0) == 0x7B { _ = group() }
      }
    }
    append(name == "begin" ? .begin(word) : .end(word), from: start, to: after)
  }

  /// `[t]`, `[b]`, `[c]` after `\begin{aligned}`.
  private mutating func skipBracketed() {
    if byte(2) == 0x5D, let letter = byte(1), [0x74, 0x62, 0x63].contains(letter) { position += 3 }
  }

  private mutating func blackboardLetter() -> String? {
    let start = position
    _ = skipSpace()
    if byte(0) == 0x7B, let inside = group() {
      let word = source(inside.lower, inside.upper).trimmingSpaces()
      if word == "1" { return "𝟙" }
      if word.utf8.count == 1, let letter = Symbols.character(for: "bb" + word) { return letter }
    } else if lexer.isLetter(byte(0)), let first = byte(0),
      let letter = Symbols.character(for: "bb" + String(Unicode.Scalar(first)))
    {
      position += 1
      return letter
    }
    position = start
    return nil
  }

  // MARK: Groups

  /// The inside of the braces at the place, which are taken; nil if they aren't closed.
  private mutating func group() -> Span? {
    let start = position
    guard let close = closings[start], close < end else { return nil }
    position = close + 1
    return Span(start + 1, close)
  }

  /// Where each brace is closed.
  private static func closings(_ bytes: [UInt8], _ range: Range<Int>) -> [Int: Int] {
    var closings: [Int: Int] = [:]
    var open: [Int] = []
    var place = range.lowerBound
    while place < range.upperBound {
      switch bytes[place] {
      case 0x5C: place += 1
      case 0x7B: open.append(place)
      case 0x7D: if let start = open.popLast() { closings[start] = place }
      default: break
      }
      place += 1
    }
    return closings
  }

  /// `\text{…}`: words, with formulas between `$` read as such.
  private mutating func text(from start: Int, _ hasSpace: Bool) {
    _ = skipSpace()
    guard byte(0) == 0x7B, let inside = group() else {
      let next = byte(0)
      guard let next, lexer.isLetter(next) else {
        return fail(Diagnostic("a text in braces follows", at: Span(start, position)))
      }
      position += 1
      return append(.text(String(Unicode.Scalar(next))), from: start, to: position)
    }
    let (after, outerEnd) = (position, end)
    var pieces = [inside.lower]
    for place in inside.lower..<inside.upper where lexer.bytes[place] == 0x24 {
      pieces.append(place)
    }
    guard pieces.count > 1, depth < Self.depthLimit else {
      return append(
        .text(source(inside.lower, inside.upper)), from: start, to: after, hasSpace: hasSpace)
    }
    pieces.append(inside.upper)
    depth += 1
    for index in 0..<pieces.count - 1 {
      let lower = index == 0 ? pieces[0] : pieces[index] + 1
      if index % 2 == 0 {
        let words = source(lower, pieces[index + 1])
        if !words.trimmingSpaces().isEmpty {
          append(.text(words), from: lower, to: pieces[index + 1], hasSpace: true)
        }
      } else {
        (position, end) = (lower, pieces[index + 1])
        scanAll()
      }
    }
    depth -= 1
    (position, end) = (after, outerEnd)
  }

  // MARK: Macros

  /// Reads a macro's body, with its arguments in it, at the place where it is used.
  private mutating func expand(_ macro: LaTeXReader.Macro, _ name: String, from start: Int) {
    var arguments: [ArraySlice<UInt8>] = []
    for _ in 0..<macro.argumentCount {
      _ = skipSpace()
      guard let argument = macroArgument() else {
        return fail(
          Diagnostic(
            "\\\(name) takes \(macro.argumentCount) "
              + "argument\(macro.argumentCount == 1 ? "" : "s")", at: Span(start, position)))
      }
      arguments.append(argument)
    }
    var body: [UInt8] = []
    var isMarked = false
    for byte in macro.body.utf8 {
      if isMarked, byte >= 0x31, byte <= 0x39 {
        let index = Int(byte - 0x31)
        if index < arguments.count { body += arguments[index] }
        isMarked = false
      } else if byte == 0x23 {
        isMarked = true
      } else {
        body.append(byte)
        isMarked = false
      }
      if body.count > budget { break }
    }
    budget -= body.count
    guard budget >= 0, depth < Self.depthLimit else {
      budget = -1
      return fail(
        Diagnostic("the macro \\\(name) becomes too long", at: Span(start, position)))
    }
    let outer = (lexer, end, place, depth, closings)
    place = place ?? Span(start, position)
    lexer = Lexer(SourceText(body))
    end = body.count
    closings = Self.closings(body, 0..<end)
    depth += 1
    scanAll()
    (lexer, end, place, depth, closings) = outer
  }

  private mutating func macroArgument() -> ArraySlice<UInt8>? {
    guard let first = byte(0) else { return nil }
    if first == 0x7B {
      return group().map { lexer.bytes[$0.lower..<$0.upper] }
    }
    let start = position
    position += 1
    if first == 0x5C {
      while lexer.isLetter(byte(0)) { position += 1 }
      if position == start + 1 { position = min(position + 1, end) }
    } else if first >= 0x80 {
      position = min(start + (lexer.scalar(at: start)?.length ?? 1), end)
    }
    return lexer.bytes[start..<position]
  }
}
