extension Parser {
  /// What is wrong with the token at hand: it can't stand there.
  ///
  /// - Parameters:
  ///   - operand: Whether an operand should have stood there.
  ///   - expecting: What should have stood there, in words.
  mutating func unexpected(operand: Bool = false, expecting: String? = nil) -> Diagnostic {
    let token = self.token
    switch token.kind {
    case .invalid(let index): return lexer.diagnostics[index]
    case .end, .newline: return tooEarly(token, operand, expecting)
    case .symbol(let symbol):
      if let diagnostic = wrongBracket(symbol, token, operand) { return diagnostic }
      if expecting != nil { break }
      if let diagnostic = misplaced(symbol, token, operand) { return diagnostic }
    case .number where !operand && expecting == nil:
      return misplacedNumber(token)
    case .subscript where operand && expecting == nil:
      return Diagnostic("a name starts with a letter", at: token.span)
    case .subscript(let label) where expecting == nil:
      if case .number = previous.kind, !token.hasSpaceBefore, label.allSatisfy(\.isNumber) {
        return Diagnostic(
          "a number has no '_' between its digits", at: token.span,
          hint: source[previous.span] + label)
      }
      return Diagnostic(
        "a label stands after a name or a norm", at: token.span, hint: "an entry is x[1]")
    default: break
    }
    if let expecting {
      return Diagnostic("expected \(expecting)", at: token.span)
    }
    let what = "'\(source[token.span].shortened)'"
    return Diagnostic(
      operand ? "expected an operand before \(what)" : "unexpected \(what)", at: token.span)
  }

  private mutating func tooEarly(
    _ token: Token, _ operand: Bool, _ expecting: String?
  ) -> Diagnostic {
    if token.kind == .end { reachedEnd = true }
    if token.kind == .end, let opened = brackets.last {
      let closing = opened.symbol.closing
      return Diagnostic(
        "'\(source[opened.span])' isn't closed", at: opened.span, label: nil,
        hint: "add '\(closing)'")
    }
    let place = Span(previous.span.lower, previous.span.upper)
    let what = expecting ?? (operand ? "an operand" : "more")
    if source[place].allSatisfy(\.isNewline) { return Diagnostic("expected \(what)", at: place) }
    return Diagnostic("expected \(what) after '\(source[place].shortened)'", at: place)
  }

  /// Closing brackets without or with another opening one.
  private func wrongBracket(
    _ symbol: Token.Symbol, _ token: Token, _ operand: Bool
  ) -> Diagnostic? {
    guard symbol.isClosing else { return nil }
    let text = source[token.span]
    guard let opened = brackets.last else {
      return Diagnostic("'\(text)' closes nothing", at: token.span)
    }
    let closing = opened.symbol.closing
    if symbol.opening != opened.symbol {
      var diagnostic = Diagnostic(
        "'\(text)' closes '\(source[opened.span])' opened here", at: token.span,
        label: "expected '\(closing)'")
      diagnostic.labels.append(Diagnostic.Label(opened.span, isPrimary: true))
      return diagnostic
    }
    guard operand else { return nil }
    return Diagnostic(
      "expected an operand before '\(text)'", at: token.span, and: [opened.span])
  }

  private func misplaced(
    _ symbol: Token.Symbol, _ token: Token, _ operand: Bool
  ) -> Diagnostic? {
    let text = source[token.span]
    switch symbol {
    case .prime, .doublePrime:
      return Diagnostic(
        operand || context == .array
          ? "a transpose follows its operand without a space" : "unexpected '\(text)'",
        at: token.span, hint: "a string is written \"…\"")
    case .assign:
      if let opened = brackets.last {
        return Diagnostic(
          "'=' within '\(source[opened.span])…\(opened.symbol.closing)'", at: token.span,
          and: [opened.span], hint: "== compares; is the bracket closed?")
      }
      if !operand, previous.is(.closeBrace) {
        return Diagnostic("a block has no equation", at: token.span)
      }
      return Diagnostic("nothing stands before '='", at: token.span)
    case .approximate:
      return Diagnostic(
        "'\(text)' checks two sides of a statement, not within an expression", at: token.span)
    case .arrow, .set, .addUpdate, .subtractUpdate, .multiplyUpdate, .divideUpdate:
      return Diagnostic(
        "'\(text)' updates the names that a statement starts with", at: token.span)
    case .question:
      return Diagnostic("'?' asks for help", at: token.span, hint: "?softmax or softmax?")
    case .comma where !operand && brackets.isEmpty:
      return Diagnostic("a list is no value", at: token.span, hint: Self.listHint)
    case .semicolon where !brackets.isEmpty:
      return Diagnostic("';' separates the rows of an array", at: token.span)
    case .element:
      return Diagnostic(
        "∈ declares names at the start of a statement", at: token.span, hint: "x ∈ R^n")
    case .openBrace:
      return Diagnostic(
        "braces hold blocks, exponents and labels", at: token.span, hint: "(…) groups")
    case .slash, .star, .caret, .plus, .dotStar, .dotSlash, .dotCaret, .kronecker, .backslash:
      return Diagnostic(
        "expected an operand before '\(text)'", at: token.span,
        and: previous.span.lower < token.span.lower ? [previous.span] : [])
    case .else:
      return Diagnostic("else follows the block of an if", at: token.span)
    case .if, .for, .while, .repeat:
      return Diagnostic("'\(text)' starts a statement", at: token.span)
    default: return nil
    }
  }

  static var listHint: String { "[a, b] is an array; ';' separates statements" }

  /// A number beside an operand: what was meant isn't guessed.
  private func misplacedNumber(_ token: Token) -> Diagnostic {
    let text = source[token.span]
    let left = source[previous.span]
    if case .number = previous.kind {
      let span = previous.span.union(token.span)
      return Diagnostic(
        "two numbers side by side", at: span,
        hint: token.hasSpaceBefore
          ? "\(left)*\(text) multiplies, [\(left) \(text)] has two entries"
          : "\(left) + \(text) adds, \(left)*\(text) multiplies")
    }
    if case .name(let name) = previous.kind, !vocabulary.isName(name),
      let function = vocabulary.functionName(name)
    {
      return Diagnostic(
        "\(name) is a function: its arguments stand in parentheses",
        at: previous.span.union(token.span), hint: "\(function)(\(text))")
    }
    return Diagnostic(
      "a number after an operand", at: token.span,
      hint: "*\(text) multiplies, ^\(text) is a power, [\(text)] an entry")
  }
}

extension Token.Symbol {
  var isClosing: Bool {
    switch self {
    case .closeParenthesis, .closeBracket, .closeBrace, .closeMatrix: true
    default: false
    }
  }

  /// The bracket that it closes.
  var opening: Token.Symbol {
    switch self {
    case .closeParenthesis: .openParenthesis
    case .closeBracket: .openBracket
    case .closeBrace: .openBrace
    default: .openMatrix
    }
  }

  /// The spelling of the bracket that closes it.
  var closing: String {
    switch self {
    case .openParenthesis: ")"
    case .openBracket: "]"
    case .openBrace: "}"
    default: "\\end{…}"
    }
  }
}

extension String {
  /// A text for a message: its start, if it is long.
  fileprivate var shortened: String {
    let scalars = unicodeScalars.prefix(25)
    guard scalars.count == 25 else { return self }
    return String(String.UnicodeScalarView(scalars.prefix(24))) + "…"
  }
}
