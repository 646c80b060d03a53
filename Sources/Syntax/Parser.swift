/// Reads plain notation: text to statements.
///
/// Precedence climbing over the tokens of ``Lexer``. What depends on which names are bound (a call
/// or a product, `Ax`, `dJ/dW1`) stays neutral in the tree. Nesting and height of a tree are
/// limited, so that no input overflows the stack here or in those who walk the tree.
package struct Parser {
  /// Where an expression stands, which decides what white space and newlines mean.
  enum Context { case plain, array, index }

  /// A bracket that is still open.
  struct Opened {
    var symbol: Token.Symbol
    var span: Span
  }

  /// How deep brackets, blocks and prefix operators may nest.
  static let nestingLimit = 2000
  /// How high a tree may grow: this many operators in a row, too.
  static let heightLimit = 5000

  let source: SourceText
  var lexer: Lexer
  private var tokens: [Token] = []
  private var index = 0

  var context = Context.plain
  /// The bar that an open fence waits for.
  var fence: Token.Symbol?
  var brackets: [Opened] = []
  var indexDepth = 0
  /// Whether only names that a statement starts with have been read, so that `<-` updates.
  var isHead = false
  var nesting = 0
  /// The height of the expression read last.
  var height = 0
  var notes: [Diagnostic] = []
  /// Whether an error arose because the text ended: more of it could make it right.
  var reachedEnd = false
  /// How often an unclosed bracket's lines have been read again.
  private var rereadings = 0
  /// The token taken last.
  var previous: Token

  /// Up to here no list of names is a declaration.
  var undeclaredEnd = 0
  /// What words mean in notes.
  let vocabulary: Vocabulary
  var latexLine = LineOfLaTeX()
  /// The statements of the block of LaTeX at hand, and how many of them were taken.
  var blockResults: [Result<Statement, Diagnostic>] = []
  var blockIndex = 0
  /// How many blocks were never closed: their lines are read again, a limited number of times.
  var openBlocks = 0

  init(_ source: SourceText, vocabulary: Vocabulary = .empty) {
    self.source = source
    self.vocabulary = vocabulary
    lexer = Lexer(source)
    previous = Token(kind: .newline, span: Span(0, 0), hasSpaceBefore: false)
  }

  // MARK: Interface

  /// All statements of a text.
  ///
  /// - Throws: The first mistake.
  package static func parse(_ source: SourceText) throws(Diagnostic) -> [Statement] {
    var parser = Parser(source)
    var statements: [Statement] = []
    while let statement = try parser.nextStatement() { statements.append(statement) }
    return statements
  }

  /// The statements of a text one by one, or the mistakes in their place: reading goes on at the
  /// line after a mistake, so that what stands before and after one can run.
  ///
  /// - Parameters:
  ///   - vocabulary: What words mean in lines of LaTeX.
  ///   - body: Takes each; false ends the reading.
  package static func parseStatements(
    _ source: SourceText, vocabulary: Vocabulary = .empty,
    _ body: (Result<Statement, Diagnostic>) -> Bool
  ) {
    var parser = Parser(source, vocabulary: vocabulary)
    while true {
      do throws(Diagnostic) {
        guard let statement = try parser.nextStatement() else { return }
        guard body(.success(statement)) else { return }
      } catch {
        guard body(.failure(error)) else { return }
        parser.resynchronize()
      }
    }
  }

  /// A text that is one expression, such as a rule's or a definition's formula.
  package static func parseExpression(_ source: SourceText) throws(Diagnostic) -> Expression {
    var parser = Parser(source)
    parser.skipNewlines()
    let expression = try parser.expression()
    parser.skipNewlines()
    guard parser.token.kind == .end else { throw parser.unexpected() }
    return expression
  }

  /// Whether a text is the start of a statement that needs more lines: an open bracket or block, a
  /// trailing operator or `...`.
  package static func isIncomplete(_ text: String) -> Bool {
    let source = SourceText(text)
    var last = source.bytes[...]
    while let byte = last.last, byte == 0x20 || byte == 0x0A || byte == 0x0D { last.removeLast() }
    if last.suffix(3).elementsEqual("...".utf8), !last.suffix(4).elementsEqual("....".utf8) {
      return true
    }
    var parser = Parser(source)
    while true {
      do throws(Diagnostic) {
        guard try parser.nextStatement() != nil else { return false }
      } catch {
        return parser.reachedEnd
      }
    }
  }

  /// Goes on at the line after a mistake, outside the blocks that it was in: those can't run
  /// without their heads.
  ///
  /// A bracket that is never closed would take all lines after it: then reading goes on after the
  /// bracket's own line. That is done a limited number of times, since it reads lines again.
  private mutating func resynchronize() {
    // A mistake in a block of LaTeX is no reason to leave it.
    if blockIndex < blockResults.count { return }
    let bracket = brackets.firstIndex { $0.symbol != .openBrace }
    var blocks = brackets.count { $0.symbol == .openBrace }
    var inner = brackets.count - blocks
    var isUnclosed = reachedEnd || (token.is(.assign) && bracket != nil)
    (context, fence, indexDepth, isHead, nesting, reachedEnd) = (.plain, nil, 0, false, 0, false)
    while !isUnclosed {
      if token.kind == .end {
        isUnclosed = inner > 0
        break
      }
      if token.kind == .newline, blocks <= 0, inner <= 0 { break }
      switch token.symbol {
      case .openBrace: blocks += 1
      case .closeBrace: (blocks, inner) = (blocks - 1, 0)
      case .openParenthesis, .openBracket, .openMatrix: inner += 1
      case .closeParenthesis, .closeBracket, .closeMatrix: inner = max(inner - 1, 0)
      default: break
      }
      advance()
    }
    // Where an '=' was met, its line is done with.
    var position = token.is(.assign) ? lineEnd(from: token.span.lower) : token.span.lower
    if isUnclosed, let bracket, rereadings < 5 {
      rereadings += 1
      position = lineEnd(from: brackets[bracket].span.upper)
      blocks = bracket
    }
    brackets = []
    // A block's lines are skipped up to its brace.
    restart(at: position)
    while isUnclosed, blocks > 0, token.kind != .end {
      if token.is(.openBrace) { blocks += 1 }
      if token.is(.closeBrace) { blocks -= 1 }
      advance()
    }
  }

  mutating func restart(at position: Int) {
    lexer.brackets = []
    lexer.restart(at: position)
    tokens.removeAll(keepingCapacity: true)
    index = 0
  }

  /// The end of the line that a place is in.
  func lineEnd(from place: Int) -> Int {
    var end = place
    while end < lexer.bytes.count, lexer.bytes[end] != 0x0A { end += 1 }
    return end
  }

  // MARK: Tokens

  /// The token at hand; within an index, newlines are skipped.
  var token: Token {
    mutating get { ahead(0) }
  }

  /// A token further on.
  mutating func ahead(_ offset: Int) -> Token {
    let place = index + offset
    while true {
      if place < tokens.count {
        if context == .index, tokens[place].kind == .newline {
          tokens.remove(at: place)
          continue
        }
        return tokens[place]
      }
      let token = lexer.next()
      tokens.append(token)
      if token.kind == .end, tokens.count <= place { return token }
    }
  }

  /// Takes the token at hand.
  mutating func advance() {
    previous = token
    if previous.kind != .end { index += 1 }
  }

  /// Takes the token at hand if it is the given symbol.
  mutating func take(_ symbol: Token.Symbol) -> Bool {
    guard token.is(symbol) else { return false }
    advance()
    return true
  }

  mutating func skipNewlines() {
    while token.kind == .newline { advance() }
  }

  /// Cuts the token at hand into two symbols: `<-` that compares, `||` that closes and opens.
  mutating func split(_ first: Token.Symbol, _ second: Token.Symbol) {
    let whole = token
    let middle = whole.span.lower + (whole.span.upper - whole.span.lower) / 2
    tokens[index] = Token(
      kind: .symbol(first), span: Span(whole.span.lower, middle),
      hasSpaceBefore: whole.hasSpaceBefore)
    tokens.insert(
      Token(kind: .symbol(second), span: Span(middle, whole.span.upper), hasSpaceBefore: false),
      at: index + 1)
  }

  /// Forgets the tokens that have been taken, at the start of a statement.
  mutating func forgetTokens() {
    if index > 256 || index == tokens.count {
      tokens.removeFirst(index)
      index = 0
    }
  }

  /// The rest of the line as text, from the token at hand; tokens of it are forgotten.
  mutating func restOfLine(from start: Int) -> Name {
    let end = commandEnd(from: start)
    let text = String(decoding: lexer.bytes[start..<end], as: UTF8.self)
    let first = start + text.utf8.prefix { $0 == 0x20 || $0 == 0x09 }.count
    let opened = lexer.brackets.filter { $0 == .openBrace }
    tokens.removeSubrange(index...)
    lexer.brackets = opened
    lexer.restart(at: end)
    let trimmed = text.trimmingSpaces()
    return Name(trimmed, Span(first, first + trimmed.utf8.count))
  }

  /// Where a command's words end: at the line's end, a comment, or its block's brace.
  private func commandEnd(from start: Int) -> Int {
    var end = start
    var isQuoted = false
    while end < lexer.bytes.count, lexer.bytes[end] != 0x0A {
      let byte = lexer.bytes[end]
      if byte == 0x22 { isQuoted.toggle() }
      if !isQuoted, byte == 0x23 || (byte == 0x7D && !brackets.isEmpty) { break }
      end += 1
    }
    return end
  }

  // MARK: Limits

  /// Counts one more level of nesting.
  mutating func enter() throws(Diagnostic) {
    nesting += 1
    if nesting > Self.nestingLimit {
      throw Diagnostic(
        "nesting deeper than \(Self.nestingLimit) levels", at: token.span,
        hint: "give the inner parts names")
    }
  }

  /// Notes the height of a tree over parts of the given height.
  mutating func grow(over parts: Int) throws(Diagnostic) {
    height = parts + 1
    if height > Self.heightLimit {
      throw Diagnostic(
        "an expression of more than \(Self.heightLimit) operators in a row", at: previous.span,
        hint: "give parts of it names")
    }
  }
}

extension String {
  /// Without white space at both ends.
  func trimmingSpaces() -> String {
    var text = self[...]
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
