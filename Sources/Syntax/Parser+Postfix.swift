extension Parser {
  /// An operand with its calls, indices, transposes and powers, left to right.
  mutating func postfixed(_ base: Expression) throws(Diagnostic) -> Expression {
    var left = base
    while let next = try postfix(left) {
      left = next
      // An exponent's text isn't a head; an index is part of a target.
      if case .index = next.form {} else { isHead = false }
    }
    return left
  }

  /// The operand with the one postfix that follows; nil if none does.
  private mutating func postfix(_ left: Expression) throws(Diagnostic) -> Expression? {
    let token = self.token
    let separates = context == .array && token.hasSpaceBefore
    switch token.kind {
    case .superscript(let text):
      if separates { return nil }
      advance()
      return try raised(left, text, token.span)
    case .symbol(let symbol):
      switch symbol {
      case .prime, .doublePrime, .dotPrime, .transpose:
        if separates { return nil }
        return try primed(left, symbol)
      case .caret, .dotCaret:
        return try power(left, symbol == .caret ? .power : .elementwisePower)
      case .openParenthesis:
        if separates || !isCallable(left) { return nil }
        return try application(left)
      case .openBracket:
        if token.hasSpaceBefore { return nil }
        if left.isNumber { return nil }
        return try indexed(left)
      default: return nil
      }
    default: return nil
    }
  }

  private mutating func primed(
    _ left: Expression, _ symbol: Token.Symbol
  ) throws(Diagnostic) -> Expression {
    advance()
    var result = Expression(.postfix(left, .transpose), left.span.union(previous.span))
    if symbol == .doublePrime {
      result = Expression(.postfix(result, .transpose), result.span)
      try grow(over: height)
    }
    try grow(over: height)
    return result
  }

  /// Whether `(` after it may call it: a name, or a name's transpose, which may be a derivative.
  private func isCallable(_ expression: Expression) -> Bool {
    switch expression.form {
    case .name: return true
    case .postfix(let inner, .transpose):
      // Long runs of primes are no call, so the chain isn't followed all the way.
      var form = inner.form
      for _ in 0..<8 {
        if case .name = form { return true }
        guard case .postfix(let next, .transpose) = form else { return false }
        form = next.form
      }
      return false
    default: return false
    }
  }

  // MARK: Powers

  /// What raised characters after an operand mean: `ᵀ`, `⁻¹`, `²`, `ⁿ`.
  mutating func raised(
    _ left: Expression, _ text: String, _ place: Span
  ) throws(Diagnostic) -> Expression {
    let span = left.span.union(place)
    try grow(over: height)
    switch text {
    case "T": return Expression(.postfix(left, .transpose), span)
    case "-1": return Expression(.postfix(left, .inverse), span)
    case "-T":
      return Expression(.postfix(Expression(.postfix(left, .inverse), span), .transpose), span)
    default: break
    }
    let exponent = try raisedExponent(text, place)
    return Expression(.binary(left, .power, exponent, at: place), span)
  }

  private func raisedExponent(_ text: String, _ place: Span) throws(Diagnostic) -> Expression {
    var digits = text[...]
    let isNegative = digits.hasPrefix("-")
    if isNegative || digits.hasPrefix("+") { digits.removeFirst() }
    let form: Expression.Form
    if let value = Double(digits), digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
      form = .number(NumberLiteral(value: value, lastDigit: 0))
    } else if digits.count == 1, digits.first?.isLetter ?? false {
      form = .name(String(digits))
    } else {
      throw Diagnostic(
        "the raised '\(text)' can't be read", at: place, hint: "a power is x^(n+1)")
    }
    guard isNegative else { return Expression(form, place) }
    return Expression(.prefix(.minus, Expression(form, place)), place)
  }

  /// `x^2`, `A^T`, `A^-1`, `A^{-T}`.
  private mutating func power(
    _ left: Expression, _ binary: BinaryOperator
  ) throws(Diagnostic) -> Expression {
    let place = token.span
    let leftHeight = height
    advance()
    skipNewlines()
    if binary == .power, let transposed = try transposedByPower(left, place) { return transposed }
    let exponent = try self.exponent()
    try grow(over: max(leftHeight, height))
    let span = left.span.union(previous.span)
    if binary == .power, exponent.isMinusOne {
      return Expression(.postfix(left, .inverse), span)
    }
    return Expression(.binary(left, binary, exponent, at: place), span)
  }

  /// `^T`, `^⊤`, `^-T`, with or without braces. Of a number it is a power, and that is said.
  private mutating func transposedByPower(
    _ left: Expression, _ place: Span
  ) throws(Diagnostic) -> Expression? {
    let braces = token.is(.openBrace) ? 1 : 0
    let isNegative = ahead(braces).is(.minus)
    let letter = ahead(braces + (isNegative ? 1 : 0))
    guard letter.kind == .name("T") || letter.is(.transpose) || letter.is(.prime) else {
      return nil
    }
    if braces == 1, !ahead(isNegative ? 3 : 2).is(.closeBrace) { return nil }
    if case .number = left.form {
      if letter.kind == .name("T") {
        notes.append(
          Diagnostic(
            "\(source[left.span])^T is a power, since a number has no transpose", at: place,
            severity: .note))
      }
      return nil
    }
    for _ in 0..<(1 + 2 * braces + (isNegative ? 1 : 0)) { advance() }
    let span = left.span.union(previous.span)
    try grow(over: height)
    guard isNegative else { return Expression(.postfix(left, .transpose), span) }
    try grow(over: height)
    return Expression(.postfix(Expression(.postfix(left, .inverse), span), .transpose), span)
  }

  /// A signed atom with its calls and indices; a power in it belongs to it: `a^b^c` is `a^(b^c)`.
  private mutating func exponent() throws(Diagnostic) -> Expression {
    try enter()
    defer { nesting -= 1 }
    let sign = token
    if sign.is(.minus) || sign.is(.plus) {
      advance()
      let operand = try exponent()
      try grow(over: height)
      return Expression(
        .prefix(sign.is(.minus) ? .minus : .plus, operand), sign.span.union(operand.span))
    }
    if sign.is(.openBrace) { return try bracedExponent() }
    if sign.is(.root) { return try prefixed() }
    if case .superscript = sign.kind { throw unexpected(operand: true) }
    var left = try atom()
    while true {
      let next = token
      let separates = context == .array && next.hasSpaceBefore
      if next.is(.openParenthesis), !separates, !next.hasSpaceBefore, isCallable(left) {
        left = try application(left)
      } else if next.is(.openBracket), !next.hasSpaceBefore, !left.isNumber {
        left = try indexed(left)
      } else if next.is(.caret) || next.is(.dotCaret) {
        return try power(left, next.is(.caret) ? .power : .elementwisePower)
      } else if case .superscript(let text) = next.kind, text != "T", !separates {
        advance()
        return try raised(left, text, next.span)
      } else {
        return left
      }
    }
  }

  /// `x^{-1}`: braces hold an exponent together.
  private mutating func bracedExponent() throws(Diagnostic) -> Expression {
    let start = token.span
    let outer = try open(.plain)
    if token.is(.openParenthesis) || token.is(.openBracket) {
      throw Diagnostic(
        "\(Lexer.latexMessage): ^{", at: start.union(token.span),
        hint: "a power is x^(n+1)")
    }
    let inner = try expression()
    try close(.closeBrace, outer)
    try grow(over: height)
    if inner.isMinusOne { return Expression(inner.form, start.union(previous.span)) }
    return Expression(.parenthesized(inner), start.union(previous.span))
  }

  // MARK: Calls and indices

  /// `f(x, axis=1)`.
  mutating func application(_ base: Expression) throws(Diagnostic) -> Expression {
    let start = token.span
    var tallest = height
    let outer = try open(.plain)
    var arguments: [Argument] = []
    if !token.is(.closeParenthesis) {
      repeat {
        if token.is(.closeParenthesis) || token.is(.comma) {
          throw Diagnostic("an argument is missing", at: token.span, and: [previous.span])
        }
        arguments.append(try argument())
        tallest = max(tallest, height)
      } while take(.comma)
    }
    if token.is(.semicolon) {
      throw Diagnostic(
        "arguments are separated by commas", at: token.span,
        hint: "rows of an array stand in [a; b]")
    }
    try close(.closeParenthesis, outer)
    try grow(over: tallest)
    let place = start.union(previous.span)
    return Expression(.application(base, arguments, at: place), base.span.union(place))
  }

  private mutating func argument() throws(Diagnostic) -> Argument {
    if case .name(let word) = token.kind, ahead(1).is(.assign) {
      let label = Name(word, token.span)
      advance()
      advance()
      return Argument(label: label, value: try expression())
    }
    return Argument(value: try expression())
  }

  /// `W1[1, :]`.
  mutating func indexed(_ base: Expression) throws(Diagnostic) -> Expression {
    let start = token.span
    var tallest = height
    let outer = try open(.index)
    indexDepth += 1
    defer { indexDepth -= 1 }
    var indices: [Expression] = []
    if token.is(.closeBracket) {
      throw Diagnostic(
        "an index is missing", at: start.union(token.span), hint: "all entries are x[:]")
    }
    repeat {
      indices.append(try expression())
      tallest = max(tallest, height)
    } while take(.comma)
    if token.is(.semicolon) {
      let name = source[base.span]
      throw Diagnostic(
        "an index has no rows", at: token.span, and: [start],
        hint: "a product with an array needs a space: \(name) [a; b]; an index is \(name)[1, 2]")
    }
    try close(.closeBracket, outer)
    try grow(over: tallest)
    let place = start.union(previous.span)
    return Expression(.index(base, indices, at: place), base.span.union(place))
  }
}

extension Expression {
  var isNumber: Bool {
    if case .number = form { true } else { false }
  }

  /// Whether it is the exponent of an inverse: -1, exactly as written.
  var isMinusOne: Bool {
    guard case .prefix(.minus, let operand) = form, case .number(let literal) = operand.form else {
      return false
    }
    return literal.value == 1 && literal.lastDigit == 0
  }
}
