/// Reads mathematics as lecture notes write it: LaTeX to the same tree as plain notation.
///
/// Within a block, equations stand one after the other: `\\`, `\quad`, commas and words between
/// them set them apart; a line that starts with a relation or an operator goes on with the line
/// before. A mistake is one diagnostic at its place, and reading goes on at the next equation.
package struct LaTeXReader {
  /// How deep groups may nest: no formula that anybody reads comes near it.
  static let nestingLimit = 200

  let source: SourceText
  let vocabulary: Vocabulary
  /// The lexer of plain notation, which each block starts from.
  private let lexer: Lexer

  var tokens: [LaTeXToken] = []
  var lexical: [Diagnostic] = []
  var index = 0
  /// For each token that opens a group, the one that closes it.
  var closing: [Int: Int] = [:]
  var nesting = 0
  var height = 0
  /// The bar that an open fence waits for.
  var fence: Token.Symbol?
  /// The token that is a bar between arguments.
  var separatingBar: Int?
  /// How many groups the tokens stand in: there, row ends and commas end no equation.
  var depth = 0
  /// The token after the script or argument that is read.
  var scriptEnd = Int.max
  /// How many groups the tokens stand in that leave a bar with a point to what is around them.
  var barsLeftAt: Int?
  /// Whether `&` and `\\` set the entries of a matrix apart.
  var isInMatrix = false
  /// Whether `=` compares, as in a condition.
  var comparesEqual = false
  /// Whether only what a statement starts with has been read.
  var isHead = false
  var notes: [Diagnostic] = []
  /// How names were met with numbers.
  package internal(set) var numbered = NumberedNames()

  /// - Parameter source: The whole document, or the line typed.
  package init(_ source: SourceText, vocabulary: Vocabulary = .empty) {
    self.source = source
    self.vocabulary = vocabulary
    lexer = Lexer(source)
  }

  /// The equations of one block, or the mistakes in their places, in order.
  ///
  /// - Parameter range: The block, with or without its delimiters.
  package mutating func read(_ range: Span) -> [Result<Statement, Diagnostic>] {
    let lexed = LaTeXLexer(lexer, range, vocabulary)
    tokens = Self.withoutFrames(Self.withoutEmptyDelimiters(lexed.tokens))
    tokens = Self.withoutUndersets(Self.joiningGroups(tokens, in: source))
    lexical = lexed.diagnostics
    index = 0
    closing = Self.closings(of: tokens)
    var results: [Result<Statement, Diagnostic>] = []
    while true {
      skipSeparators()
      if token.kind == .finish { break }
      let start = index
      (nesting, height, depth, fence, comparesEqual, notes) = (0, 0, 0, nil, false, [])
      (scriptEnd, isInMatrix, barsLeftAt) = (Int.max, false, nil)
      do throws(Diagnostic) {
        let statement = try self.statement()
        // What can't go on is no equation of its own: its end may change what it says.
        guard statement == nil || endsStatement() else { throw unexpected() }
        if let statement {
          add(statement, to: &results)
        } else if !notes.isEmpty, case .success(var last)? = results.last {
          last.notes += notes
          results[results.count - 1] = .success(last)
        }
      } catch {
        results.append(.failure(error))
        recover(from: start)
      }
      if index == start { index += 1 }
    }
    return results
  }

  private func add(_ statement: Statement, to results: inout [Result<Statement, Diagnostic>]) {
    if case .success(let earlier)? = results.last {
      do throws(Diagnostic) {
        if let changed = try conditioned(statement, after: earlier) {
          results[results.count - 1] = .success(changed)
          return
        }
      } catch {
        results[results.count - 1] = .failure(error)
        return
      }
    }
    results.append(.success(statement))
  }

  /// Pairs of braces and environments.
  static func closings(of tokens: [LaTeXToken]) -> [Int: Int] {
    var closings: [Int: Int] = [:]
    var open: [(index: Int, isBrace: Bool)] = []
    for (index, token) in tokens.enumerated() {
      switch token.kind {
      case .symbol(.openBrace): open.append((index, true))
      case .begin: open.append((index, false))
      case .symbol(.closeBrace):
        if let last = open.last, last.isBrace {
          closings[last.index] = index
          open.removeLast()
        }
      case .end:
        if let last = open.last, !last.isBrace {
          closings[last.index] = index
          open.removeLast()
        }
      default: break
      }
    }
    return closings
  }

  // MARK: Tokens

  /// The token at hand; at the end of a script, the end.
  var token: LaTeXToken { ahead(0) }

  var previous: LaTeXToken { tokens[max(index - 1, 0)] }

  func ahead(_ offset: Int) -> LaTeXToken {
    let place = min(index + offset, tokens.count - 1)
    if place < scriptEnd { return tokens[place] }
    return LaTeXToken(kind: .finish, span: tokens[place].span)
  }

  mutating func advance() { index = min(index + 1, tokens.count - 1) }

  mutating func take(_ symbol: Token.Symbol) -> Bool {
    guard token.is(symbol) else { return false }
    advance()
    return true
  }

  // MARK: Between equations

  /// Skips all that may stand between equations; words that mean more than that are said.
  mutating func skipSeparators() {
    while true {
      switch token.kind {
      case .row, .gap, .align, .delimiter, .period: advance()
      case .symbol(.comma), .symbol(.semicolon): advance()
      case .begin(let name) where opensEquations(name) && !opensChoice(name): advance()
      case .end(let name) where opensEquations(name): advance()
      case .text(let words) where isRemark(words): advance()
      case .command("left{"), .command("right."): advance()
      case .command("left.") where !opensValueAtPoint: advance()
      case .command("therefore"), .command("because"), .command("implies"), .command("iff"),
        .command("Rightarrow"), .command("Leftrightarrow"), .command("rightarrow"),
        .command("to"):
        advance()
      case .command("{") where opensSystem: advance()
      default: return
      }
    }
  }

  /// `\left. s^3 + s \right|_{s=2}`: no separator.
  private var opensValueAtPoint: Bool {
    var place = index + 1
    while place + 1 < tokens.count {
      let token = tokens[place]
      switch token.kind {
      case .row, .align, .symbol(.assign), .finish, .command("right."): return false
      case .symbol(.bar) where token.side == .right: return tokens[place + 1].kind == .under
      default: place = (closing[place] ?? place) + 1
      }
    }
    return false
  }

  /// `\left\{ \begin{aligned}`: a brace beside several equations.
  private var opensSystem: Bool {
    guard case .begin(let name) = ahead(1).kind else { return false }
    return LaTeXCommands.equations.contains(name) || name == "array" || name == "cases"
  }

  /// Whether an environment holds equations: all of those, and a `cases` that no formula is before.
  func opensEquations(_ name: String) -> Bool {
    LaTeXCommands.equations.contains(name) || LaTeXCommands.cases.contains(name)
  }

  /// Whether `cases` at hand are a choice by conditions: no row is an equation before its `&`.
  private func opensChoice(_ name: String) -> Bool {
    guard LaTeXCommands.cases.contains(name), let close = closing[index] else { return false }
    var (isFirst, hasConditions) = (true, false)
    var place = index + 1
    while place < close {
      switch tokens[place].kind {
      case .row: isFirst = true
      case .align:
        (isFirst, hasConditions) = (false, true)
        if let next = tokens[place + 1].symbol, [.assign, .approximate, .set].contains(next) {
          return false
        }
      case .symbol(.assign), .symbol(.approximate), .symbol(.set):
        if isFirst { return false }
      default: break
      }
      place = (closing[place] ?? place) + 1
    }
    return hasConditions
  }

  /// Whether words stand between equations and aren't the name of something in one.
  func isRemark(_ words: String) -> Bool {
    let text = words.trimmingSpaces().lowercased()
    if text.isEmpty || LaTeXCommands.connectives.contains(text) { return true }
    if text.unicodeScalars.allSatisfy({ !Characters.isLetter($0) }) { return true }
    guard text.contains(where: { $0 == " " || $0 == "(" || $0 == ":" || $0 == "," }) else {
      return false
    }
    // Several words are a name where an equation goes on from them.
    return !continues(ahead(1))
  }

  /// Whether an equation goes on with a token after an operand.
  func continues(_ token: LaTeXToken) -> Bool {
    guard let symbol = token.symbol else {
      if case .under = token.kind { return true }
      return false
    }
    switch symbol {
    case .assign, .approximate, .set, .element, .caret: return true
    default: return isOperator(symbol)
    }
  }

  func isOperator(_ symbol: Token.Symbol) -> Bool {
    OperatorTable.bySymbol[Int(symbol.rawValue)]?.binary != nil
  }

  /// Goes to the separator after a mistake, outside all groups that the equation opened.
  private mutating func recover(from start: Int) {
    let mistake = max(index, start)
    var place = start
    var level = 0
    while place < tokens.count - 1 {
      if let close = closing[place], !isTransparent(tokens[place]) {
        place = close + 1
        continue
      }
      if let symbol = tokens[place].symbol {
        if symbol == .openParenthesis || symbol == .openBracket { level += 1 }
        if symbol == .closeParenthesis || symbol == .closeBracket { level = max(0, level - 1) }
      }
      if place > mistake || (place == mistake && place > start), separates(place, level) {
        // A line that goes on with the failed equation is part of it.
        var next = place
        while next < tokens.count - 1, separates(next, 0) || tokens[next].kind == .align {
          next += 1
        }
        guard let symbol = tokens[next].symbol, symbol == .assign || symbol == .approximate else {
          break
        }
        place = next
      }
      place += 1
    }
    index = min(place, tokens.count - 1)
  }

  private func isTransparent(_ token: LaTeXToken) -> Bool {
    if case .begin(let name) = token.kind { return opensEquations(name) }
    return false
  }

  private func separates(_ place: Int, _ level: Int) -> Bool {
    switch tokens[place].kind {
    case .row, .gap: true
    case .symbol(.comma): level == 0
    case .end(let name): opensEquations(name)
    default: false
    }
  }

  // MARK: Limits

  mutating func enter() throws(Diagnostic) {
    nesting += 1
    if nesting > Self.nestingLimit {
      throw Diagnostic(
        "nesting deeper than \(Self.nestingLimit) levels", at: token.span,
        hint: "give the inner parts names")
    }
  }

  mutating func grow(over parts: Int) throws(Diagnostic) {
    height = parts + 1
    if height > Parser.heightLimit {
      throw Diagnostic(
        "an expression of more than \(Parser.heightLimit) operators in a row", at: previous.span,
        hint: "give parts of it names")
    }
  }

  // MARK: Mistakes

  /// What is wrong with the token at hand: it can't stand there.
  func unexpected(expecting: String? = nil) -> Diagnostic {
    let token = self.token
    switch token.kind {
    case .invalid(let index): return lexical[index]
    case .finish:
      return Diagnostic("expected \(expecting ?? "more") at the end of the formula", at: end)
    case .command(let name) where name.first?.isLetter ?? false:
      return Diagnostic("can't read \\\(name) here", at: token.span, hint: Self.hints[name])
    case .begin(let name), .end(let name):
      return Diagnostic("can't read the environment \(name) here", at: token.span)
    case .row, .align, .gap, .delimiter:
      if let expecting { return Diagnostic("expected \(expecting)", at: token.span) }
    default: break
    }
    let text = source[token.span]
    let shown = text.count > 24 ? text.prefix(23) + "…" : text[...]
    if let expecting {
      return Diagnostic("expected \(expecting) before '\(shown)'", at: token.span)
    }
    return Diagnostic("can't read '\(shown)' here", at: token.span)
  }

  /// The last place of the formula.
  private var end: Span {
    let span = previous.span
    return tokens.count > 1 ? span : token.span
  }

  private static let hints: [String: String] = [
    "dots": "write all entries out", "cdots": "write all entries out",
    "vdots": "write all entries out", "ddots": "write all entries out",
    "ldots": "write all entries out", "int": "mx differentiates and doesn't integrate",
    "lim": "mx has no limits", "binom": "mx has no binomial coefficients",
    "pm": "write both signs as two equations",
    "sim": "a distribution is no equation",
  ]
}
