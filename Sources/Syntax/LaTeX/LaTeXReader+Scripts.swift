extension LaTeXReader {
  /// Reads a script or an argument: the inside of braces, or the one token that TeX takes.
  mutating func script<T>(
    _ body: (inout LaTeXReader) throws(Diagnostic) -> T
  ) throws(Diagnostic) -> T {
    try enter()
    let outer = (depth, fence, scriptEnd, isInMatrix, comparesEqual)
    let start = index
    let close: Int
    let after: Int
    if token.is(.openBrace) {
      guard let brace = closing[index] else {
        throw Diagnostic("'{' isn't closed", at: token.span, hint: "add '}'")
      }
      advance()
      (close, after) = (brace, brace + 1)
    } else {
      if token.kind == .finish { throw unexpected(expecting: "an operand") }
      close = argumentEnd(from: start)
      after = close
    }
    (depth, fence, scriptEnd, isInMatrix, comparesEqual) = (depth + 1, nil, close, false, false)
    let result = try body(&self)
    (depth, fence, scriptEnd, isInMatrix, comparesEqual) = outer
    guard index == close else { throw unexpected() }
    index = after
    nesting -= 1
    return result
  }

  /// Where the one token that TeX takes as an argument ends, with the arguments that it takes.
  func argumentEnd(from start: Int) -> Int {
    var end = start + 1
    guard case .command(let name) = tokens[start].kind else { return end }
    var count = LaTeXCommands.fractions.contains(name) ? 2 : 0
    if LaTeXCommands.decorations[name] != nil || LaTeXCommands.upright.contains(name)
      || name == "sqrt"
    {
      count = 1
    }
    for _ in 0..<count {
      end = closing[end].map { $0 + 1 } ?? end + 1
    }
    return min(end, tokens.count - 1)
  }

  /// What stands above an operand.
  enum Superscript {
    case transpose
    case inverse
    /// `^{-T}`
    case inverseTranspose
    case pseudoInverse
    /// `^{(1)}`, `^{[l]}`, `^{\text{out}}`, `^*`
    case label(String)
    /// `^{(i)}`: which of several, where i runs.
    case index(Expression)
    /// `^{(i)T}`
    case indexAndTranspose(Expression)
    /// `^{(1)T}`
    case labelAndTranspose(String)
    case power(Expression, isElementwise: Bool)
  }

  // MARK: Above

  mutating func superscript() throws(Diagnostic) -> Superscript {
    if case .raised(let text) = token.kind { return try raised(text) }
    advance()
    if let mark = transposeMark() { return mark }
    if let index = indexAbove() { return index }
    if let label = transposedLabel() { return .labelAndTranspose(label) }
    if let label = try labelAbove() { return .label(label) }
    if let label = letterAbove() { return .label(label) }
    let isElementwise = elementwiseMark()
    if isElementwise {
      let exponent = try script { (reader) throws(Diagnostic) in
        reader.advance()
        return try reader.expression()
      }
      return .power(exponent, isElementwise: true)
    }
    let exponent = try script { (reader) throws(Diagnostic) in try reader.expression() }
    if exponent.isMinusOne { return .inverse }
    return .power(exponent, isElementwise: false)
  }

  /// `⁻¹`, `²`, `ᵀ`
  private mutating func raised(_ text: String) throws(Diagnostic) -> Superscript {
    let place = token.span
    advance()
    switch text {
    case "T": return .transpose
    case "-1": return .inverse
    case "-T": return .inverseTranspose
    default:
      guard let value = Double(text), text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
        throw Diagnostic("the raised '\(text)' can't be read", at: place)
      }
      return .power(
        Expression(.number(NumberLiteral(value: value, lastDigit: 0)), place), isElementwise: false)
    }
  }

  /// `T`, `\top`, `{-\top}`, `\prime`, `\dagger`, after the `^`; taken if it is one.
  private mutating func transposeMark() -> Superscript? {
    var place = index
    var after = index + 1
    if token.is(.openBrace) {
      guard let close = closing[index] else { return nil }
      place = index + 1
      after = close + 1
    }
    let isNegative = after > place + 1 && tokens[place].is(.minus)
    if isNegative { place += 1 }
    // \mathsf{T}, \mathrm T
    if case .command(let name) = tokens[place].kind,
      LaTeXCommands.upright.contains(name) || LaTeXCommands.decorations[name] != nil
    {
      if after == index + 1 { after = closing[place + 1].map { $0 + 1 } ?? place + 2 }
      place += 1
      if tokens[place].is(.openBrace) { place += 1 }
    }
    guard place < tokens.count - 1 else { return nil }
    let rest = tokens[(place + 1)..<max(place + 1, min(after, tokens.count))]
    guard rest.allSatisfy({ $0.is(.closeBrace) }) else { return nil }
    let mark: Superscript
    switch tokens[place].kind {
    case .letter("T"), .text("T"), .symbol(.transpose), .word("T"): mark = .transpose
    case .symbol(.prime): mark = .transpose
    case .command("dagger") where !isNegative, .symbol(.plus) where !isNegative:
      mark = .pseudoInverse
    default: return nil
    }
    index = after
    if isNegative { return .inverseTranspose }
    return mark
  }

  /// `{(1)}`, `{[l]}`, `{\text{out}}`, `*`: a label that stands above.
  private mutating func labelAbove() throws(Diagnostic) -> String? {
    if token.is(.star) {
      advance()
      return "*"
    }
    if case .text(let words) = token.kind {
      advance()
      return Self.word(words)
    }
    guard token.is(.openBrace), let close = closing[index] else { return nil }
    var first = index + 1
    var last = close - 1
    guard first <= last else { return nil }
    switch (tokens[first].kind, tokens[last].kind) {
    case (.symbol(.openParenthesis), .symbol(.closeParenthesis)),
      (.symbol(.openBracket), .symbol(.closeBracket)):
      (first, last) = (first + 1, last - 1)
    case (.symbol(.star), .symbol(.star)) where first == last: break
    case (.text, .text) where first == last: break
    case (.command(let name), _) where LaTeXCommands.upright.contains(name):
      guard closing[first + 1] == last else { return nil }
      (first, last) = (first + 2, last - 1)
    default: return nil
    }
    guard first <= last, let label = label(of: first...last) else { return nil }
    index = close + 1
    return label
  }

  /// `W^l`, `a^{l-1}`, where the document tells that l says which of several.
  private mutating func letterAbove() -> String? {
    if case .letter(let letter) = token.kind, vocabulary.isLabel(letter) {
      advance()
      return letter
    }
    guard token.is(.openBrace), let close = closing[index], close > index + 1,
      case .letter(let letter) = ahead(1).kind, vocabulary.isLabel(letter)
    else { return nil }
    if close == index + 4 {
      guard ahead(2).is(.plus) || ahead(2).is(.minus), case .number = ahead(3).kind else {
        return nil
      }
    } else if close != index + 2 {
      return nil
    }
    defer { index = close + 1 }
    return label(of: (index + 1)...(close - 1))
  }

  /// `{(i)}`, `{(i)T}`: which of several examples; `(l)` is a layer, which is a label.
  private mutating func indexAbove() -> Superscript? {
    guard token.is(.openBrace), let close = closing[index], close >= index + 4,
      ahead(1).is(.openParenthesis), ahead(3).is(.closeParenthesis),
      case .letter(let letter) = ahead(2).kind, letter != "l", letter != "L"
    else { return nil }
    let expression = Expression(.name(letter), ahead(2).span)
    if close == index + 4 {
      index = close + 1
      return .index(expression)
    }
    guard close == index + 5, ahead(4).kind == .letter("T") || ahead(4).is(.transpose) else {
      return nil
    }
    index = close + 1
    return .indexAndTranspose(expression)
  }

  /// `{(1)T}`, `{[l]\top}`
  private mutating func transposedLabel() -> String? {
    guard token.is(.openBrace), let close = closing[index], close >= index + 5,
      ahead(1).is(.openParenthesis) || ahead(1).is(.openBracket)
    else { return nil }
    let (mark, bracket) = (tokens[close - 1], tokens[close - 2])
    guard mark.kind == .letter("T") || mark.is(.transpose),
      bracket.is(.closeParenthesis) || bracket.is(.closeBracket),
      let label = label(of: (index + 2)...(close - 3))
    else { return nil }
    index = close + 1
    return label
  }

  /// `{\circ 2}`, `{\odot 2}`: a power entry by entry.
  private func elementwiseMark() -> Bool {
    token.is(.openBrace) && ahead(1).is(.dotStar) && closing[index] != index + 2
  }
}
