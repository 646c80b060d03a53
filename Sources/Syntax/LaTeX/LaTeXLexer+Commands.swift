/// What a backslash starts, and groups.
extension LaTeXLexer {
  // MARK: Commands

  mutating func command(_ hasSpace: Bool) {
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
    if LaTeXCommands.blackboard.contains(name), let letter = blackboardLetter() {
      return append(.letter(letter), from: start, to: position, hasSpace: hasSpace)
    }
    let isMark = name == "star" && followsScript
    append(
      isMark ? .symbol(.star) : meaning(of: name), from: start, to: nameEnd, hasSpace: hasSpace)
  }

  /// Whether what comes next stands above or below: `x^\star` is `x^*`.
  private var followsScript: Bool {
    let before = tokens.suffix(2).map(\.kind)
    func opens(_ kind: LaTeXToken.Kind?) -> Bool { kind == .symbol(.caret) || kind == .under }
    return opens(before.last) || before.last == .symbol(.openBrace) && opens(before.first)
  }

  /// What a command is by the table of symbols; itself where it is none.
  private func meaning(of name: String) -> LaTeXToken.Kind {
    if name == "prod" { return .symbol(.productSign) }
    if name == "mid" { return .command(name) }
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
    // Markdown's way to write a subscript; in words it is a part of them.
    case 0x5F: append(.under, from: start, to: position)
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
    } else if byte(0) == 0x31 {
      position += 1
      return "𝟙"
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
  static func closings(_ bytes: [UInt8], _ range: Range<Int>) -> [Int: Int] {
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
}
