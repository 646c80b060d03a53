extension Parser {
  /// `{ … }`: statements separated by newlines or semicolons.
  mutating func block() throws(Diagnostic) -> Block {
    let head = previous
    let endsLine = token.kind == .newline
    skipNewlines()
    guard token.is(.openBrace) else {
      // Where the line ends without one, the next line isn't where it is missing.
      var mistake =
        endsLine && token.kind != .end
        ? Diagnostic("expected '{' after '\(source[head.span])'", at: head.span)
        : unexpected(expecting: "'{'")
      mistake.hint = "a block stands in braces: repeat 10 { x <- x/2 }"
      throw mistake
    }
    let start = token.span
    let outer = try open(.plain)
    let outerNotes = notes
    var statements: [Statement] = []
    while true {
      while token.kind == .newline || token.is(.semicolon) { advance() }
      if token.is(.closeBrace) { break }
      notes = []
      var statement = try self.statement()
      statement.isQuiet = token.is(.semicolon)
      statement.notes = notes
      guard
        token.kind == .newline || token.is(.semicolon) || token.is(.closeBrace)
          || statement.isCommand
      else { throw unexpected() }
      statements.append(statement)
    }
    notes = outerNotes
    try close(.closeBrace, outer)
    return Block(statements: statements, span: start.union(previous.span))
  }

  /// `repeat 100 { … }`.
  mutating func repetition() throws(Diagnostic) -> Statement {
    let start = token.span
    advance()
    let count = try expression()
    let block = try self.block()
    return Statement(.repeating(count, block), start.union(block.span))
  }

  /// `while c { … }`.
  mutating func whileLoop() throws(Diagnostic) -> Statement {
    let start = token.span
    advance()
    let condition = try self.condition()
    let block = try self.block()
    return Statement(.whileLoop(condition, block), start.union(block.span))
  }

  /// `for k = 1:10 { … }`; `in` and `∈` for the `=` too.
  mutating func iteration() throws(Diagnostic) -> Statement {
    let start = token.span
    advance()
    guard case .name(let name) = token.kind else { throw unexpected(expecting: "a name") }
    let variable = Name(name, token.span)
    advance()
    guard token.is(.assign) || token.is(.element) || token.kind == .name("in") else {
      throw unexpected(expecting: "'='")
    }
    advance()
    skipNewlines()
    let range = try expression()
    let block = try self.block()
    return Statement(.iteration(variable, over: range, block), start.union(block.span))
  }

  /// `if c { … } else if d { … } else { … }`.
  mutating func conditionalStatement() throws(Diagnostic) -> Statement {
    let start = token.span
    try enter()
    defer { nesting -= 1 }
    advance()
    let condition = try self.condition()
    let first = try block()
    guard elseFollows() else {
      return Statement(.conditional(condition, first, otherwise: nil), start.union(first.span))
    }
    skipNewlines()
    advance()
    let second: Block
    if token.is(.if) {
      let inner = try conditionalStatement()
      second = Block(statements: [inner], span: inner.span)
    } else {
      second = try block()
    }
    return Statement(.conditional(condition, first, otherwise: second), start.union(second.span))
  }

  /// Whether an `else` comes next, on this line or one below.
  private mutating func elseFollows() -> Bool {
    var offset = 0
    while ahead(offset).kind == .newline { offset += 1 }
    return ahead(offset).is(.else)
  }

  private mutating func condition() throws(Diagnostic) -> Expression {
    let condition = try expression()
    if token.is(.assign) {
      throw Diagnostic("'=' in a condition", at: token.span, hint: "== compares")
    }
    return condition
  }
}
