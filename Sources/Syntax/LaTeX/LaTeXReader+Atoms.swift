extension LaTeXReader {
  /// What no operator takes apart.
  mutating func atom() throws(Diagnostic) -> Expression {
    let first = token
    height = 1
    switch first.kind {
    case .number(let literal):
      advance()
      return Expression(.number(literal), first.span)
    case .letter, .word, .text: return try name()
    case .symbol(let symbol):
      switch symbol {
      case .openParenthesis, .openBracket: return try bracketed()
      case .openBrace: return try braced()
      case .bar, .doubleBar: return try fenced()
      case .root: return try root()
      case .partial: return try partialDerivative()
      case .nabla: return try gradient()
      case .sigma, .sumSign, .productSign: return try prefixed()
      default: break
      }
    case .command(let name): if let atom = try command(name) { return atom }
    case .begin(let name):
      if LaTeXCommands.matrices.contains(name) { return try matrix(name) }
      if LaTeXCommands.cases.contains(name) { return try cases() }
    default: break
    }
    throw unexpected(expecting: "an operand")
  }

  private mutating func command(_ name: String) throws(Diagnostic) -> Expression? {
    let start = token.span
    if LaTeXCommands.fractions.contains(name) { return try fraction() }
    if let ending = LaTeXCommands.decorations[name] { return try decorated(ending) }
    if LaTeXCommands.upright.contains(name) { return try self.name() }
    if name == "{" { return try bracketed() }
    if name == "left." { return try openEnded() }
    if Self.openers[name] != nil { return try calledByBrackets(name) }
    if Self.groupers.contains(name) {
      advance()
      if name == "textcolor" || name == "colorbox", let close = closing[index] { index = close + 1 }
      let inner = try script { (reader) throws(Diagnostic) in try reader.expression() }
      try skipBraceNote(name)
      return Expression(.parenthesized(inner), start.union(previous.span))
    }
    if name == "arg", case .command(let next) = ahead(1).kind, next == "max" || next == "min" {
      advance()
      advance()
      return try argumentOfExtreme("arg" + next, start.union(previous.span))
    }
    if let function = vocabulary.functionName(name) {
      advance()
      return try function == "argmax" || function == "argmin"
        ? argumentOfExtreme(function, start) : call(function, start)
    }
    return nil
  }

  /// `\left. … \right|_{x=3}`: what stands before the bar, which the caller reads.
  private mutating func openEnded() throws(Diagnostic) -> Expression {
    let open = token.span
    try enter()
    defer { nesting -= 1 }
    advance()
    (depth, isHead) = (depth + 1, false)
    let outer = barsLeftAt
    barsLeftAt = depth
    let inner = try expression()
    barsLeftAt = outer
    depth -= 1
    guard token.side == .right || token.kind == .command("right.") else {
      throw Diagnostic("'\(source[open])' isn't closed", at: open, and: [token.span])
    }
    if token.kind == .command("right.") { advance() }
    return Expression(.parenthesized(inner), open.union(previous.span))
  }

  /// What is written under an `\underbrace` is a remark.
  private mutating func skipBraceNote(_ name: String) throws(Diagnostic) {
    guard name.hasSuffix("brace"), token.kind == .under || token.is(.caret),
      ahead(1).kind != .finish
    else { return }
    let close = closing[index + 1] ?? argumentEnd(from: index + 1) - 1
    let span = tokens[index + 1].span.union(tokens[close].span)
    notes.append(
      Diagnostic("'\(source[span])' is taken as a remark", at: span, severity: .note))
    index = close + 1
  }

  // MARK: Brackets

  /// `[\cdot]_{i \leq n, j}`, or without its indices.
  private mutating func entriesOfNameless(_ span: Span) throws(Diagnostic) -> Expression {
    let nameless = Expression(.colon, span)
    guard token.kind == .under, ahead(1).is(.openBrace), let close = closing[index + 1],
      tokens[index...close].contains(where: { $0.is(.lessOrEqual) })
    else { return nameless }
    let below = token.span
    advance()
    let indices = try script { (reader) throws(Diagnostic) in
      var indices = [try reader.expression()]
      while reader.take(.comma) { indices.append(try reader.expression()) }
      return indices
    }
    return Expression(.index(nameless, indices, at: below), span.union(previous.span))
  }

  /// `(…)`, `[…]`, `\{…\}`: a group; with commas, a list of entries.
  private mutating func bracketed() throws(Diagnostic) -> Expression {
    let open = token
    // [\cdot]_{i,j} is an array without a name, of which the equation gives the entries.
    if open.is(.openBracket), ahead(1).is(.star), ahead(2).is(.closeBracket) {
      let span = open.span.union(ahead(2).span)
      index += 3
      return try entriesOfNameless(span)
    }
    let close = closer(of: open)
    var rows: [[Expression]] = [[]]
    var tallest = 0
    try grouped { (reader) throws(Diagnostic) in
      if reader.closes(close) {
        throw Diagnostic(
          "nothing stands between the brackets", at: open.span.union(reader.token.span))
      }
      while true {
        rows[rows.count - 1].append(try reader.expression())
        tallest = max(tallest, reader.height)
        if reader.take(.comma) {
          guard reader.isAtDots else { continue }
          rows = [[try reader.list(rows[0])]]
          break
        }
        if open.is(.openBracket), reader.take(.semicolon) {
          rows.append([])
          continue
        }
        break
      }
      guard reader.closes(close) else { throw reader.unclosed(open.span, close) }
    }
    height = tallest
    try grow(over: height)
    let span = open.span.union(previous.span)
    if rows.count == 1, rows[0].count == 1 { return Expression(.parenthesized(rows[0][0]), span) }
    if open.kind == .command("{") {
      throw Diagnostic("a set is no value", at: span, hint: "[a, b] is an array")
    }
    guard open.is(.openParenthesis) else { return Expression(.array(rows: rows), span) }
    // (6, 3) is a vector, and (6, 3)ᵀ is the same vector with the row spelt out.
    if isTransposeNext { return Expression(.array(rows: rows), span) }
    notes.append(
      Diagnostic("\(source[span]) is read as a column", at: span, severity: .note))
    return Expression(.array(rows: rows[0].map { [$0] }), span)
  }

  private var isTransposeNext: Bool {
    if case .raised("T") = token.kind { return true }
    if token.is(.transpose) || token.is(.prime) { return true }
    guard token.is(.caret) else { return false }
    var copy = self
    copy.advance()
    switch copy.token.kind {
    case .letter("T"), .symbol(.transpose), .symbol(.openBrace), .command: return true
    default: return false
    }
  }

  /// TeX's braces only group.
  private mutating func braced() throws(Diagnostic) -> Expression {
    let open = token.span
    if closing[index] == index + 1 {
      index += 2
      return try postfixed(atom())
    }
    let inner = try script { (reader) throws(Diagnostic) in try reader.expression() }
    let span = open.union(previous.span)
    switch inner.form {
    case .name(let name): return try scripted(name, span)
    case .number, .array, .application, .index, .parenthesized, .fence, .subscripted:
      return Expression(inner.form, span)
    default: return Expression(.parenthesized(inner), span)
    }
  }

  /// `\lfloor x \rfloor`, `\langle x, y \rangle`
  private mutating func calledByBrackets(_ name: String) throws(Diagnostic) -> Expression {
    let open = token
    guard let (_, function) = Self.openers[name] else { throw unexpected() }
    let close = closer(of: open)
    var arguments: [Argument] = []
    try grouped { (reader) throws(Diagnostic) in
      repeat {
        arguments.append(Argument(value: try reader.expression()))
      } while reader.take(.comma)
      guard reader.closes(close) else { throw reader.unclosed(open.span, close) }
    }
    try grow(over: height)
    let span = open.span.union(previous.span)
    guard arguments.count == (function == "dot" ? 2 : 1) else {
      throw Diagnostic(
        "can't read this", at: span, hint: #"\langle x, y \rangle is the inner product"#)
    }
    return Expression(
      .application(Expression(.name(function), open.span), arguments, at: span), span)
  }

  // MARK: Roots and fractions

  /// `\sqrt{x}`, `\sqrt[3]{x}`
  private mutating func root() throws(Diagnostic) -> Expression {
    let start = token.span
    let isCommand = source[start].hasPrefix("\\")
    advance()
    var degree: Expression?
    if isCommand, token.is(.openBracket) {
      try grouped { (reader) throws(Diagnostic) in
        degree = try reader.expression()
        guard reader.closes(.symbol(.closeBracket)) else {
          throw reader.unclosed(start, .symbol(.closeBracket))
        }
      }
    }
    let inner: Expression
    if token.is(.openBrace) || isCommand {
      let place = token.span
      let operand = try script { (reader) throws(Diagnostic) in try reader.expression() }
      inner =
        operand.isAtomic
        ? operand : Expression(.parenthesized(operand), place.union(previous.span))
    } else {
      inner = try prefixed()
    }
    try grow(over: height)
    let span = start.union(previous.span)
    guard let degree else { return Expression(.prefix(.squareRoot, inner), span) }
    if case .number(let literal) = degree.form, literal.value == 3 {
      return Expression(
        .application(Expression(.name("cbrt"), start), [Argument(value: inner)], at: span), span)
    }
    let one = Expression(.number(NumberLiteral(value: 1, lastDigit: 0)), degree.span)
    let exponent = Expression(.binary(one, .divide, degree, at: degree.span), degree.span)
    return Expression(.binary(inner, .power, exponent, at: start), span)
  }

  /// `\frac{a}{b}`, which may be a derivative.
  private mutating func fraction() throws(Diagnostic) -> Expression {
    let start = token.span
    isHead = false
    try enter()
    defer { nesting -= 1 }
    advance()
    if let sign = differentialSign() { return try derivative(sign, from: start) }
    let above = try script { (reader) throws(Diagnostic) in try reader.expression() }
    let aboveHeight = height
    let below = try script { (reader) throws(Diagnostic) in try reader.expression() }
    try grow(over: max(height, aboveHeight))
    return Expression(.binary(above, .divide, below, at: start), start.union(previous.span))
  }
}

extension Expression {
  /// Whether it needs no parentheses under a sign.
  var isAtomic: Bool {
    switch form {
    case .number, .name, .subscripted, .array, .application, .index, .fence, .parenthesized: true
    default: false
    }
  }
}
