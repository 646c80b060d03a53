/// What stands below an operand: labels, indices, selections.
extension LaTeXReader {
  /// What stands below an operand.
  struct Subscript {
    /// As it is written in a name.
    var label: String
    /// As indices, if it could be some: `ij`, `i,j`, `2`.
    var indices: [Expression]?
    var span: Span
    /// Whether it can only pick entries: `:,2`, `1:3`.
    var isSelection = false
  }

  // MARK: Below

  mutating func subscriptBelow() throws(Diagnostic) -> Subscript {
    let start = token.span
    if case .lowered(let text) = token.kind {
      advance()
      return Subscript(label: text, indices: indices(text, start), span: start)
    }
    advance()
    let first = index
    if token.is(.openBrace) {
      guard let close = closing[index] else {
        throw Diagnostic("'{' isn't closed", at: token.span, hint: "add '}'")
      }
      guard close > first + 1 else {
        throw Diagnostic("nothing stands in the subscript", at: start.union(tokens[close].span))
      }
      let inside = (first + 1)...(close - 1)
      if isSelection(inside) {
        let indices = try script { (reader) throws(Diagnostic) in try reader.selections() }
        return Subscript(
          label: "", indices: indices, span: start.union(previous.span), isSelection: true)
      }
      let span = start.union(tokens[close].span)
      guard let label = label(of: inside) else { throw unreadableLabel(inside) }
      let indices = try indices(in: inside)
      index = close + 1
      return Subscript(label: label, indices: indices, span: span)
    }
    if token.kind == .finish { throw unexpected(expecting: "a subscript") }
    let end = wordEnd(from: index) ?? argumentEnd(from: index)
    let inside = first...(end - 1)
    if end > first + 1, case .letter = tokens[first].kind {
      let span = start.union(tokens[end - 1].span)
      notes.append(
        Diagnostic("'\(source[span])' is read as one label", at: span, severity: .note))
    }
    guard let label = label(of: inside) else { throw unreadableLabel(inside) }
    let indices = try indices(in: inside)
    index = end
    return Subscript(label: label, indices: indices, span: start.union(previous.span))
  }

  /// The end of `total` in `E_total` and of `y1` in `E_y1`, of which TeX takes the first letter alone
  /// and their authors don't; nil where the letters may be factors.
  private func wordEnd(from start: Int) -> Int? {
    guard case .letter(let first) = tokens[start].kind, first.unicodeScalars.allSatisfy(\.isASCII)
    else { return nil }
    var end = start + 1
    var isKnown = true
    while end < tokens.count, tokens[end].span.lower == tokens[end - 1].span.upper,
      case .letter(let letter) = tokens[end].kind, letter.unicodeScalars.allSatisfy(\.isASCII)
    {
      isKnown = isKnown && vocabulary.isName(letter)
      end += 1
    }
    let letters = end - start
    if end < tokens.count, tokens[end].span.lower == tokens[end - 1].span.upper,
      case .number(let literal) = tokens[end].kind, literal.lastDigit == 0, letters == 1
    {
      return end + 1
    }
    // Nothing else is meant by two letters of indices: Σ_j P_ij.
    if letters == 2, !isKnown, tokens[start..<end].allSatisfy({ Self.isIndex($0) }) { return end }
    // A name's own letters go on after it: W_xyz is a product only where x, y, z are names.
    guard letters >= 3, !isKnown, end >= tokens.count || tokens[end].kind != .under else {
      return nil
    }
    return end
  }

  private static func isIndex(_ token: LaTeXToken) -> Bool {
    guard case .letter(let letter) = token.kind else { return false }
    return ["i", "j", "k", "l", "m", "n"].contains(letter)
  }

  /// Whether a subscript has a colon or a list, and no letters, which would be a name's: `x_{1:T}`.
  private func isSelection(_ range: ClosedRange<Int>) -> Bool {
    var isSelection = false
    // \operatorname{argsort}(x) is a list of positions.
    if range.contains(where: { tokens[$0].kind == .command("operatorname") }),
      range.contains(where: { tokens[$0].is(.openParenthesis) })
    {
      return true
    }
    for place in range {
      switch tokens[place].kind {
      case .symbol(.colon), .begin: isSelection = true
      case .number, .symbol(.comma), .symbol(.minus), .end, .row, .align: break
      default: return false
      }
    }
    return isSelection
  }

  /// `:,2`, `3:-1:1`, lists of positions.
  mutating func selections() throws(Diagnostic) -> [Expression] {
    var result: [Expression] = []
    repeat {
      let place = token.span
      if take(.colon) {
        result.append(Expression(.colon, place))
        continue
      }
      var bounds = [try expression(.sum)]
      while bounds.count < 3, take(.colon) { bounds.append(try expression(.sum)) }
      let span = place.union(previous.span)
      switch bounds.count {
      case 1: result.append(bounds[0])
      case 2: result.append(Expression(.range(bounds[0], step: nil, bounds[1]), span))
      default: result.append(Expression(.range(bounds[0], step: bounds[1], bounds[2]), span))
      }
    } while take(.comma)
    return result
  }

  private func unreadableLabel(_ range: ClosedRange<Int>) -> Diagnostic {
    for place in range {
      if case .invalid(let index) = tokens[place].kind { return lexical[index] }
    }
    return Diagnostic(
      "can't read this as a label",
      at: tokens[range.lowerBound].span.union(
        tokens[range.upperBound].span), hint: "W_1, W_{out}, W_{ij}")
  }

  /// Tokens as the label of a name, without spaces; nil where they are more than a label.
  func label(of range: ClosedRange<Int>) -> String? {
    guard range.count <= 64 else { return nil }
    var label = ""
    for place in range {
      switch tokens[place].kind {
      case .letter(let letter): label += letter
      case .word(let word): label += word
      case .lowered(let text), .raised(let text): label += text
      case .number(let literal):
        label += literal.lastDigit == 0 ? literal.text : source[tokens[place].span]
      case .text(let words): label += Self.word(words)
      case .under where isEscaped(tokens[place]): label += "_"
      case .under, .symbol(.openBrace), .symbol(.closeBrace), .gap: break
      case .symbol(.openParenthesis), .symbol(.closeParenthesis): break
      case .symbol(.comma): label += ","
      case .symbol(.plus): label += "+"
      case .symbol(.minus): label += "-"
      case .symbol(.star): label += "*"
      case .symbol(.colon): label += ":"
      case .symbol(.bar), .command("mid"): label += "|"
      case .command(let name):
        if LaTeXCommands.upright.contains(name) { break }
        guard let ending = LaTeXCommands.decorations[name] else {
          guard LaTeXCommands.functions[name] != nil else { return nil }
          label += name
          break
        }
        _ = ending
      case .symbol(.partial), .symbol(.nabla), .symbol(.assign), .symbol(.less),
        .symbol(.greater):
        return nil
      default: return nil
      }
    }
    return label.isEmpty ? nil : label
  }

  /// `\_`, which in a label is a part of a word.
  private func isEscaped(_ token: LaTeXToken) -> Bool {
    source[token.span] == "\\_" && token.kind == .under
  }

  /// Words as one name: `fan in` is fan_in.
  static func word(_ words: String) -> String {
    words.trimmingSpaces().replacing("\\_", with: "_").split(whereSeparator: {
      $0 == " " || $0 == "-" || $0 == "\u{A0}" || $0 == "\n"
    }).joined(separator: "_")
  }

  /// Subscripts as indices: letters one by one, or what stands between commas.
  private mutating func indices(in range: ClosedRange<Int>) throws(Diagnostic) -> [Expression]? {
    var result: [Expression] = []
    var needsComma = false
    if let index = nestedIndex(range) { return [index] }
    for place in range {
      let token = tokens[place]
      switch token.kind {
      case .letter(let letter):
        // A_{1j} is an entry of the first row.
        if needsComma, source[tokens[place - 1].span].utf8.count > 1 { return nil }
        needsComma = false
        result.append(Expression(.name(letter), token.span))
      case .word(let word):
        if needsComma { return nil }
        result += word.map { Expression(.name(String($0)), token.span) }
      case .number(let literal) where literal.lastDigit == 0 && literal.value >= 0:
        if needsComma { return nil }
        result.append(Expression(.number(literal), token.span))
        needsComma = true
      case .symbol(.colon): result.append(Expression(.colon, token.span))
      case .symbol(.comma): needsComma = false
      case .symbol(.openBrace), .symbol(.closeBrace): break
      default: return nil
      }
    }
    let hasCommas = range.contains { tokens[$0].is(.comma) }
    return (result.count <= 4 || hasCommas) && !result.isEmpty ? result : nil
  }

  /// `y_i` in `f_{y_i}`: an index that is data.
  private func nestedIndex(_ range: ClosedRange<Int>) -> Expression? {
    let letters = range.compactMap { place -> (String, Span)? in
      if case .letter(let letter) = tokens[place].kind { (letter, tokens[place].span) } else { nil }
    }
    let isOneUnder = range.count { tokens[$0].kind == .under } == 1
    guard letters.count == 2, isOneUnder,
      range.allSatisfy({
        switch tokens[$0].kind {
        case .letter, .under, .symbol(.openBrace), .symbol(.closeBrace): true
        default: false
        }
      }), case .letter = tokens[range.lowerBound].kind
    else { return nil }
    let (base, index) = (letters[0], letters[1])
    return Expression(
      .subscripted(
        Expression(.name(base.0), base.1), [Expression(.name(index.0), index.1)],
        name: Lexer.labelled(base.0, index.0)), base.1.union(index.1))
  }

  private func indices(_ text: String, _ place: Span) -> [Expression]? {
    guard text.count <= 4 else { return nil }
    if let number = Double(text), text.allSatisfy(\.isNumber) {
      return [Expression(.number(NumberLiteral(value: number, lastDigit: 0)), place)]
    }
    guard text.allSatisfy(\.isLetter) else { return nil }
    return text.map { Expression(.name(String($0)), place) }
  }
}
