extension Parser {
  /// What no operator takes apart.
  mutating func atom() throws(Diagnostic) -> Expression {
    let first = token
    height = 1
    switch first.kind {
    case .number(let literal):
      advance()
      return Expression(.number(literal), first.span)
    case .string(let text):
      advance()
      return Expression(.string(text), first.span)
    case .name(let name):
      if name == "d", let derivative = try differential() { return derivative }
      if let mistake = functionWithoutName(name) { throw mistake }
      advance()
      if name == "end" {
        if indexDepth > 0 { return Expression(.end, first.span) }
        throw Diagnostic(
          "end is the last place within an index, as in x[end]", at: first.span,
          hint: "a block ends with }")
      }
      return Expression(.name(name), first.span)
    case .symbol(let symbol):
      switch symbol {
      case .openParenthesis: return try parenthesized()
      case .openBracket: return try array()
      case .openMatrix: return try matrix()
      case .bar, .doubleBar: return try fenced()
      case .partial: return try partialDerivative()
      case .nabla: return try gradient()
      case .if: return try conditional()
      case .sigma where !sigmaSums():
        advance()
        return Expression(.name("Σ"), first.span)
      case .colon:
        if context == .index, ahead(1).is(.comma) || ahead(1).is(.closeBracket) {
          advance()
          return Expression(.colon, first.span)
        }
        if let opened = brackets.last, opened.symbol == .openParenthesis,
          ahead(1).is(.comma) || ahead(1).is(.closeParenthesis)
        {
          throw Diagnostic(
            "':' alone stands only in an index", at: first.span, and: [opened.span],
            hint: "an index stands in square brackets, as in A[1, :]")
        }
      default: break
      }
    default: break
    }
    throw unexpected(operand: true)
  }

  /// Opens a bracket: what is inside is read by rules of its own.
  struct Surroundings {
    var context: Context
    var fence: Token.Symbol?
    var isHead: Bool
  }

  mutating func open(_ inner: Context) throws(Diagnostic) -> Surroundings {
    try enter()
    let outer = Surroundings(context: context, fence: fence, isHead: isHead)
    advance()
    if let symbol = previous.symbol { brackets.append(Opened(symbol: symbol, span: previous.span)) }
    (context, fence, isHead) = (inner, nil, false)
    return outer
  }

  /// Takes the closing bracket and goes back to the rules outside it.
  mutating func close(_ symbol: Token.Symbol, _ outer: Surroundings) throws(Diagnostic) {
    guard token.is(symbol) else { throw unexpected() }
    brackets.removeLast()
    nesting -= 1
    // The context must be the outer one before a token after the bracket is read.
    (context, fence, isHead) = (outer.context, outer.fence, outer.isHead)
    advance()
  }

  private mutating func parenthesized() throws(Diagnostic) -> Expression {
    let start = token.span
    let outer = try open(.plain)
    if token.is(.closeParenthesis) {
      throw Diagnostic("nothing stands between the parentheses", at: start.union(token.span))
    }
    let inner = try expression()
    if token.is(.comma) {
      throw Diagnostic(
        "a list in parentheses is no value", at: token.span, hint: "[a, b] is an array")
    }
    try close(.closeParenthesis, outer)
    try grow(over: height)
    return Expression(.parenthesized(inner), start.union(previous.span))
  }

  /// `|x|`, `‖x‖_F`, `||x||_F^2`, `‖x‖²_F`.
  private mutating func fenced() throws(Diagnostic) -> Expression {
    let opening = token
    let symbol: Token.Symbol = opening.is(.bar) ? .bar : .doubleBar
    try enter()
    let outer = (fence, isHead, context)
    advance()
    // Spaces within bars separate no entries.
    (fence, isHead) = (symbol, false)
    if context == .array { context = .plain }
    skipNewlines()
    let inner = try expression()
    if symbol == .bar, token.is(.doubleBar) { split(.bar, .bar) }
    guard token.is(symbol) else {
      let found = token
      if found.kind == .end || found.kind == .newline || found.is(.assign) {
        let isWord = source[opening.span].hasPrefix("|")
        throw Diagnostic(
          "the bar isn't closed", at: opening.span,
          hint: isWord && opening.span.lower > 0 ? "or is the word for a choice" : nil)
      }
      throw unexpected()
    }
    (fence, isHead, context) = outer
    nesting -= 1
    advance()
    try grow(over: height)
    let span = opening.span.union(previous.span)
    guard symbol == .doubleBar else { return Expression(.fence(.bar, inner), span) }
    return try labelledNorm(inner, span)
  }

  /// A norm's label, also where the exponent was written before it.
  private mutating func labelledNorm(
    _ inner: Expression, _ span: Span
  ) throws(Diagnostic) -> Expression {
    if case .subscript(let label) = token.kind, !token.hasSpaceBefore {
      advance()
      return Expression(.fence(.norm(subscript: label), inner), span.union(previous.span))
    }
    if case .superscript(let power) = token.kind, case .subscript(let label) = ahead(1).kind {
      let raised = token
      advance()
      advance()
      let norm = Expression(.fence(.norm(subscript: label), inner), span.union(previous.span))
      return try self.raised(norm, power, raised.span)
    }
    if token.is(.caret), case .number(let literal) = ahead(1).kind,
      case .subscript(let label) = ahead(2).kind
    {
      let place = token.span
      advance()
      let exponent = Expression(.number(literal), token.span)
      advance()
      advance()
      let norm = Expression(.fence(.norm(subscript: label), inner), span.union(previous.span))
      return Expression(.binary(norm, .power, exponent, at: place), span.union(previous.span))
    }
    return Expression(.fence(.norm(subscript: nil), inner), span)
  }

  /// `if c { a } else { b }` within an expression.
  private mutating func conditional() throws(Diagnostic) -> Expression {
    let start = token.span
    try enter()
    advance()
    let condition = try expression()
    var tallest = height
    let first = try bracedExpression()
    tallest = max(tallest, height)
    skipNewlines()
    guard take(.else) else {
      if token.kind == .end { reachedEnd = true }
      throw Diagnostic(
        "an if within an expression needs its else", at: start,
        hint: "if c { a } else { b }")
    }
    let second = token.is(.if) ? try self.conditional() : try bracedExpression()
    nesting -= 1
    try grow(over: max(tallest, height))
    return Expression(
      .conditional(condition, first, otherwise: second), start.union(previous.span))
  }

  private mutating func bracedExpression() throws(Diagnostic) -> Expression {
    skipNewlines()
    guard token.is(.openBrace) else { throw unexpected(expecting: "'{'") }
    let outer = try open(.plain)
    skipNewlines()
    let inner = try expression()
    skipNewlines()
    try close(.closeBrace, outer)
    return inner
  }
}
