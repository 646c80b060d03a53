/// Names, with what stands around their letters.
extension LaTeXReader {
  /// The letters of a name with marks over them, without what stands below and above.
  private mutating func baseName() throws(Diagnostic) -> (text: String, span: Span)? {
    let first = token
    switch first.kind {
    case .letter(let letter):
      advance()
      return (letter, first.span)
    case .word(let word):
      advance()
      return (word, first.span)
    case .text(let words):
      let word = Self.word(words)
      guard let letter = word.unicodeScalars.first, Characters.isLetter(letter) else { return nil }
      advance()
      return (word, first.span)
    case .command(let name):
      if LaTeXCommands.upright.contains(name) {
        advance()
        return try uprightWord(first)
      }
      return nil
    default: return nil
    }
  }

  /// `\mathrm{out}`: the letters that it covers, as one word.
  private mutating func uprightWord(_ command: LaTeXToken) throws(Diagnostic) -> (String, Span) {
    let end = token.is(.openBrace) ? closing[index] : index
    guard let end, token.kind != .finish else {
      throw Diagnostic(
        "'\(source[command.span])' covers nothing that is closed", at: command.span)
    }
    var word = ""
    for place in index...end {
      switch tokens[place].kind {
      case .letter(let letter): word += letter
      case .word(let part), .text(let part): word += Self.word(part)
      case .number(let literal) where !word.isEmpty && literal.lastDigit == 0: word += literal.text
      case .symbol(.minus), .under: word += word.isEmpty ? "" : "_"
      case .symbol(.openBrace), .symbol(.closeBrace): break
      case .command(let name) where LaTeXCommands.functions[name] != nil: word += name
      default:
        throw Diagnostic(
          "can't read this as one word", at: tokens[place].span, and: [command.span])
      }
    }
    guard !word.isEmpty else {
      throw Diagnostic("a word is missing", at: command.span)
    }
    index = end + 1
    return (word, command.span.union(tokens[end].span))
  }

  /// `\hat{y}`, `\mathbf{x}`, `\vec{b_1}`: a name with a mark over it; a product under a font.
  mutating func decorated(_ ending: String) throws(Diagnostic) -> Expression {
    let command = token
    try enter()
    defer { nesting -= 1 }
    advance()
    let inner = try script { (reader) throws(Diagnostic) in try reader.expression() }
    let span = command.span.union(previous.span)
    switch inner.form {
    case .name(let name):
      // The density beside a count of the same letter.
      let isDensity =
        name == "N" && source[command.span] == "\\mathcal" && token.is(.openParenthesis)
        && vocabulary.isBound(name)
      return try scripted(isDensity ? "𝒩" : Self.decorating(name, ending), span)
    case .subscripted(let base, let indices, let name):
      guard case .name(let letters) = base.form else { break }
      let form = Expression.Form.subscripted(
        Expression(.name(Self.decorating(letters, ending)), base.span), indices,
        name: Self.decorating(name, ending))
      return try postfixed(Expression(form, span))
    case .number(let literal) where ending.isEmpty:
      if literal.value == 1 { return try ones(span) }
      return Expression(inner.form, span)
    case .binary(let left, .juxtapose, let right, at: let place) where ending.isEmpty:
      // A font covers letters and groups nothing: what stands above is the last one's.
      let last = try withScripts(right)
      return Expression(
        .binary(left, .juxtapose, last, at: place), span.union(previous.span))
    default: break
    }
    guard ending.isEmpty else {
      throw Diagnostic(
        "'\(source[command.span])' stands over one letter", at: span,
        hint: "give what is under it a name")
    }
    return Expression(.parenthesized(inner), span)
  }

  /// A factor with the scripts that follow it.
  private mutating func withScripts(_ factor: Expression) throws(Diagnostic) -> Expression {
    if case .name(let name) = factor.form { return try scripted(name, factor.span) }
    return try postfixed(factor)
  }

  /// The ending of a mark goes to the letters, before their labels: `\hat{y_1}` is ŷ₁.
  private static func decorating(_ name: String, _ ending: String) -> String {
    if ending.isEmpty { return name }
    let letters = name.prefix { $0 != "_" && !$0.isNumber }
    return letters + ending + name.dropFirst(letters.count)
  }

  /// A name or the call of a function, from its letters on.
  mutating func name() throws(Diagnostic) -> Expression {
    let first = token
    guard let (text, span) = try baseName() else { throw unexpected(expecting: "an operand") }
    if text == "𝟙" { return try indicator(span) }
    if let expectation = try expectation(text, first, span) { return expectation }
    if text.unicodeScalars.count > 1, !vocabulary.isName(text),
      let function = vocabulary.functionName(text)
    {
      return try function == "argmax" || function == "argmin"
        ? argumentOfExtreme(function, span) : call(function, span)
    }
    if token.is(.openParenthesis), Vocabulary.derivatives.contains(text), !vocabulary.isName(text) {
      return try application(of: Expression(.name(text), span))
    }
    if text.unicodeScalars.count == 1, vocabulary.function(text) == text, isUserFunction(text),
      !token.is(.openParenthesis), startsFactor()
    {
      return try call(text, span)
    }
    // dZ is one name: what is known of it is said of it, and it is no product.
    if text == "d", !vocabulary.isName("d"), case .letter(let letter) = token.kind {
      advance()
      return try numbered("d" + letter, span.union(previous.span))
    }
    if text == "d", !vocabulary.isName("d"), let differential = try decoratedDifferential(span) {
      return differential
    }
    guard case .letter = first.kind else { return try scripted(text, span) }
    return try numbered(text, span)
  }

  /// `d\mathbf{X}` is the name dX; nil where no name in a font follows.
  private mutating func decoratedDifferential(_ sign: Span) throws(Diagnostic) -> Expression? {
    guard case .command(let font) = token.kind, LaTeXCommands.decorations[font] == "" else {
      return nil
    }
    let close = closing[index + 1]
    let letter = close == nil ? index + 1 : index + 2
    guard close == nil || close == letter + 1, case .letter(let name) = tokens[letter].kind else {
      return nil
    }
    index = (close ?? letter) + 1
    return try scripted("d" + name, sign.union(previous.span))
  }

  /// A letter, with the digits right after it as its label: W1 typed as in plain notation.
  private mutating func numbered(_ text: String, _ span: Span) throws(Diagnostic) -> Expression {
    guard case .number(let literal) = token.kind, !token.hasSpaceBefore,
      token.span.lower == span.upper, literal.lastDigit == 0
    else { return try scripted(text, span) }
    let label = source[token.span]
    advance()
    return try scripted(Lexer.labelled(text, label), span.union(previous.span))
  }

  /// Whether a letter is a function that the user defined: those apply to what stands beside them.
  private func isUserFunction(_ name: String) -> Bool {
    vocabulary.isName(name) && name.unicodeScalars.allSatisfy(\.isASCII)
  }

  /// A name with what stands below, above and after it.
  mutating func scripted(_ base: String, _ start: Span) throws(Diagnostic) -> Expression {
    var below: Subscript?
    var labels: [String] = []
    var marks: [(mark: Superscript, span: Span)] = []
    var above: [Expression] = []
    var span = start
    scripts: while true {
      let place = token.span
      // Marks are no part of the name.
      let markCount = marks.count
      switch token.kind {
      case .under, .lowered:
        guard below == nil else {
          throw Diagnostic("two subscripts", at: place, and: [below?.span ?? place])
        }
        below = try subscriptBelow()
      case .symbol(.caret) where signAbove(base) != nil:
        if let (label, after) = signAbove(base) {
          labels.append(label)
          index = after
        }
      case .symbol(.caret) where vocabulary.isCounted(base) && countAbove() != nil:
        if let (label, after) = countAbove() {
          labels.append(label)
          index = after
        }
      case .symbol(.caret), .raised:
        switch try superscript() {
        case .label(let label): labels.append(label)
        case .labelAndTranspose(let label):
          labels.append(label)
          marks.append((.transpose, place.union(previous.span)))
        case .index(let index): above.append(index)
        case .indexAndTranspose(let index):
          above.append(index)
          marks.append((.transpose, place.union(previous.span)))
        case let mark: marks.append((mark, place.union(previous.span)))
        }
      case .symbol(.prime) where vocabulary.isPrimed(base):
        advance()
        labels.append("prime")
      case .symbol(.prime):
        advance()
        marks.append((.transpose, place))
      case .symbol(.doublePrime):
        advance()
        marks += [(.transpose, place), (.transpose, place)]
      case .symbol(.transpose):
        advance()
        marks.append((.transpose, place))
      case .symbol(.openBrace) where closing[index] == index + 1:
        index += 2
        continue scripts
      default: break scripts
      }
      if marks.count == markCount || above.count + labels.count > 0 {
        span = span.union(previous.span)
      }
    }
    var expression = try labelled(base, start, below, labels, above, span)
    for (mark, place) in marks { expression = try marked(expression, mark, place) }
    if opensDivergence, marks.isEmpty, above.isEmpty {
      // D_{KL}(q ‖ p): what stands below is a word.
      if case .subscripted(_, _, let name) = expression.form {
        expression = Expression(.name(name), span)
      }
      return try postfixed(application(of: expression))
    }
    guard token.is(.openParenthesis),
      marks.allSatisfy({ $0.mark.isTranspose })
    else {
      return opensPositions(of: expression) ? try postfixed(expression) : expression
    }
    if let sized = identity(base, below, span) { return sized }
    // Kronecker's δ_ij is a number.
    if base == "δ", below?.indices?.count == 2, marks.isEmpty { return expression }
    return try postfixed(application(of: expression))
  }

  /// `-` in `x^-` and `P^{-}`, of which nothing more stands above: before the measurement. `+` where
  /// the document has the name with a minus as well, since it is the pseudo-inverse elsewhere.
  private func signAbove(_ base: String) -> (String, Int)? {
    let isBraced = ahead(1).is(.openBrace) && closing[index + 1] == index + 3
    let sign = isBraced ? ahead(2) : ahead(1)
    let label: String
    if sign.is(.minus) {
      label = "minus"
    } else if sign.is(.plus), vocabulary.isSigned(base) {
      label = "plus"
    } else {
      return nil
    }
    let after = index + (isBraced ? 4 : 2)
    // x^-1 is meant for an inverse.
    if !isBraced, after < tokens.count, case .number = tokens[after].kind,
      !tokens[after].hasSpaceBefore
    {
      return nil
    }
    return (label, after)
  }

  /// `0` in `x^0` and `x^{0}`, and the place after it.
  private func countAbove() -> (String, Int)? {
    let isBraced = ahead(1).is(.openBrace) && closing[index + 1] == index + 3
    let place = isBraced ? index + 2 : index + 1
    guard place < tokens.count, case .number(let literal) = tokens[place].kind,
      literal.lastDigit == 0
    else { return nil }
    return (literal.text, isBraced ? place + 2 : place + 1)
  }

  private func labelled(
    _ base: String, _ start: Span, _ below: Subscript?, _ labels: [String], _ above: [Expression],
    _ span: Span
  ) throws(Diagnostic) -> Expression {
    func labelled(_ name: String) -> String {
      (labels + above.map(\.text)).reduce(name) { Lexer.labelled($0, $1) }
    }
    // π_k and e_i are no entries of the constants, N_k none of how many there are.
    let isConstant = ["pi", "π", "e"].contains(base) && !vocabulary.isName(base)
    let isOther = isConstant || vocabulary.isBound(base)
    let family = isOther && below != nil ? base + "_all" : base
    let root = Expression(.name(labels.reduce(family) { Lexer.labelled($0, $1) }), start)
    guard let below else {
      let name = labelled(base)
      if above.isEmpty { return Expression(.name(name), span) }
      return Expression(.subscripted(root, above, name: name), span)
    }
    if below.isSelection, let indices = below.indices {
      return Expression(.index(root, indices, at: below.span), span)
    }
    if let sized = identity(base, below, span) { return sized }
    let name = labelled(Lexer.labelled(base, below.label))
    guard let indices = below.indices,
      indices.count > 1 || !indices[0].isNumber || !above.isEmpty
    else {
      if above.isEmpty { return Expression(.name(name), span) }
      // The label stays with the name, and what stands above tells its members.
      let base = Expression(
        .name(
          labels.reduce(Lexer.labelled(base, below.label)) {
            Lexer.labelled($0, $1)
          }), start)
      return Expression(.subscripted(base, above, name: name), span)
    }
    return Expression(.subscripted(root, above + indices, name: name), span)
  }
}

extension LaTeXReader.Superscript {
  var isTranspose: Bool { if case .transpose = self { true } else { false } }
}
