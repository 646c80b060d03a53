extension Parser {
  /// The next statement at the top level; nil at the end of the text.
  mutating func nextStatement() throws(Diagnostic) -> Statement? {
    if let statement = try nextOfBlock() { return statement }
    skipSeparators()
    forgetTokens()
    if token.kind == .end { return nil }
    if try startsLaTeX() { return try nextStatement() }
    let start = token.span.lower
    do throws(Diagnostic) {
      let statement = try self.statement()
      let isClosed = token.kind == .end || token.kind == .newline || token.is(.semicolon)
      guard isClosed || statement.isCommand else { throw unexpected() }
      return finished(statement)
    } catch {
      let isWithinBlock = brackets.contains { $0.symbol == .openBrace }
      guard !reachedEnd, let latex = laterLatex() ?? (error.isLaTeX ? error : nil) else {
        throw error
      }
      if isWithinBlock { throw latex }
      (context, fence, indexDepth, isHead, nesting, brackets) = (.plain, nil, 0, false, 0, [])
      notes = []
      try readLaTeX(from: start)
      return try nextStatement()
    }
  }

  private mutating func skipSeparators() {
    while token.kind == .newline || token.is(.semicolon) { advance() }
  }

  /// The statement with the semicolon that may follow it.
  private mutating func finished(_ statement: Statement) -> Statement {
    var statement = statement
    statement.isQuiet = take(.semicolon)
    statement.notes = notes
    notes = []
    return statement
  }

  /// A line with LaTeX in it is LaTeX as a whole: its first sign says more than an error before it.
  private mutating func laterLatex() -> Diagnostic? {
    for offset in 0..<1000 {
      let token = ahead(offset)
      if case .invalid(let index) = token.kind,
        lexer.diagnostics[index].message.hasPrefix(Lexer.latexMessage)
      {
        return lexer.diagnostics[index]
      }
      if token.kind == .newline || token.kind == .end { break }
    }
    return nil
  }

  /// A statement without what closes it.
  mutating func statement() throws(Diagnostic) -> Statement {
    let first = token
    switch first.symbol {
    case .colon: return try colonCommand()
    case .question: return try help(after: first)
    case .if: return try conditionalStatement()
    case .for: return try iteration()
    case .while: return try whileLoop()
    case .repeat: return try repetition()
    case .minus:
      if ahead(1).is(.minus), ahead(2).kind == .name("help"), ends(ahead(3)) {
        for _ in 0..<3 { advance() }
        return Statement(
          .command(Name("help", previous.span), argument: Name("", previous.span)),
          first.span.union(previous.span))
      }
    default: break
    }
    if case .name(let name) = first.kind {
      if let command = try wordCommand(name, first) { return command }
      if let mistake = statementOfAnotherLanguage(name, first) { throw mistake }
    }
    if let declaration = try declaration() { return declaration }
    return try formula()
  }

  func ends(_ token: Token) -> Bool {
    token.kind == .newline || token.kind == .end || token.is(.semicolon)
  }

  // MARK: Commands

  /// `:vars`, `:help softmax`.
  private mutating func colonCommand() throws(Diagnostic) -> Statement {
    let start = token.span
    let word = ahead(1)
    let place = start.upper
    var end = place
    while lexer.isWordByte(end < lexer.bytes.count ? lexer.bytes[end] : nil) { end += 1 }
    if end < lexer.bytes.count, lexer.bytes[end] == 0x3F, end == place { end += 1 }
    guard end > place else {
      throw Diagnostic(
        "a command's name follows ':'", at: start.union(word.span), hint: ":help lists them")
    }
    let name = Name(
      String(decoding: lexer.bytes[place..<end], as: UTF8.self), Span(place, end))
    let argument = restOfLine(from: end)
    let statement = Statement(
      .command(name, argument: argument), start.union(Span(end, lexer.position)))
    return statement
  }

  /// `?softmax` and `?`.
  private mutating func help(after question: Token) throws(Diagnostic) -> Statement {
    let argument = restOfLine(from: question.span.upper)
    return Statement(
      .command(Name("help", question.span), argument: argument),
      question.span.union(Span(question.span.upper, lexer.position)))
  }

  /// `help`, `help grad` and `softmax?`, which look like expressions.
  private mutating func wordCommand(
    _ name: String, _ first: Token
  ) throws(Diagnostic) -> Statement? {
    let second = ahead(1)
    if second.is(.question), ends(ahead(2)) {
      advance()
      advance()
      return Statement(
        .command(Name("help", second.span), argument: Name(source[first.span], first.span)),
        first.span.union(second.span))
    }
    guard name == "help" else { return nil }
    if ends(second) {
      advance()
      return Statement(
        .command(Name("help", first.span), argument: Name("", first.span)), first.span)
    }
    if second.is(.colon), case .name = ahead(2).kind, ends(ahead(3)) { advance() }
    let topic = ahead(1)
    switch topic.symbol {
    case .if, .for, .while, .repeat, .else: break
    default: guard case .name = topic.kind else { return nil }
    }
    guard ends(ahead(2)) else { return nil }
    advance()
    advance()
    return Statement(
      .command(Name("help", first.span), argument: Name(source[topic.span], topic.span)),
      first.span.union(topic.span))
  }

  // MARK: Equations, updates, checks, expressions

  private mutating func formula() throws(Diagnostic) -> Statement {
    let start = token.span
    isHead = true
    defer { isHead = false }
    var heads = [try expression()]
    while token.is(.comma), isTarget(heads[heads.count - 1]) {
      advance()
      skipNewlines()
      isHead = true
      heads.append(try expression())
    }
    let relation = token
    if let symbol = relation.symbol, let update = UpdateOperator(symbol: symbol) {
      return try self.update(heads, update, from: start)
    }
    isHead = false
    if heads.count > 1 { return try several(heads, from: start) }
    var links = heads
    var relations: [Relation] = []
    while token.is(.assign) || token.is(.approximate) {
      relations.append(token.is(.assign) ? .equal : .approximate)
      advance()
      skipNewlines()
      links.append(try expression())
    }
    return Statement(.chain(links: links, relations: relations), start.union(previous.span))
  }

  /// `U, S, V = svd(A)`.
  private mutating func several(
    _ heads: [Expression], from start: Span
  ) throws(Diagnostic) -> Statement {
    guard token.is(.assign) else {
      if ends(token) {
        throw Diagnostic(
          "a list is no value", at: start.union(previous.span), hint: Self.listHint)
      }
      throw unexpected()
    }
    var targets: [Name] = []
    for head in heads {
      guard case .name(let name) = head.form else {
        throw Diagnostic("several results need a name each", at: head.span)
      }
      targets.append(Name(name, head.span))
    }
    advance()
    skipNewlines()
    let value = try expression()
    if token.is(.comma) {
      throw Diagnostic(
        "several names before '=' take the results of one function", at: token.span,
        hint: "a, b <- x, y sets each; or write an equation a line")
    }
    return Statement(.several(targets: targets, value: value), start.union(value.span))
  }

  /// `W1, W2 <- a, b`, `W1[1, 2] <- 5`, `s += 1`.
  private mutating func update(
    _ heads: [Expression], _ update: UpdateOperator, from start: Span
  ) throws(Diagnostic) -> Statement {
    let place = token.span
    var targets: [UpdateTarget] = []
    for head in heads { targets.append(try target(head, place)) }
    advance()
    skipNewlines()
    isHead = false
    var values = [try expression()]
    while take(.comma) {
      skipNewlines()
      values.append(try expression())
    }
    if token.is(.assign) {
      throw Diagnostic(
        "an update has one right side", at: token.span, and: [place], hint: "== compares")
    }
    guard values.count == targets.count || (values.count == 1 && update == .set) else {
      throw Diagnostic(
        "\(targets.count) names are updated with \(values.count) values", at: place,
        and: [start.union(heads[heads.count - 1].span)])
    }
    return Statement(
      .update(targets: targets, update, values: values, at: place), start.union(previous.span))
  }

  private func target(_ head: Expression, _ place: Span) throws(Diagnostic) -> UpdateTarget {
    switch head.form {
    case .name(let name): return UpdateTarget(name: Name(name, head.span))
    case .index(let base, let indices, at: _):
      if case .name(let name) = base.form {
        return UpdateTarget(name: Name(name, base.span), indices: indices)
      }
    default: break
    }
    throw Diagnostic(
      "an update changes a name or entries of one", at: head.span, and: [place],
      hint: "x <- 5 and W1[1, 2] <- 5 update; = states an equation")
  }
}

extension UpdateOperator {
  init?(symbol: Token.Symbol) {
    switch symbol {
    case .arrow, .set: self = .set
    case .addUpdate: self = .add
    case .subtractUpdate: self = .subtract
    case .multiplyUpdate: self = .multiply
    case .divideUpdate: self = .divide
    default: return nil
    }
  }
}

extension Diagnostic {
  /// Whether it says that LaTeX stands where plain notation is read.
  fileprivate var isLaTeX: Bool { message.hasPrefix(Lexer.latexMessage) }
}

extension Statement {
  /// Whether it is a command, which takes its whole line.
  var isCommand: Bool {
    if case .command = form { true } else { false }
  }
}
