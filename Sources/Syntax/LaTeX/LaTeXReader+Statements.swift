extension LaTeXReader {
  /// One equation, chain, update, declaration or expression; nil for what only says where an index
  /// runs.
  mutating func statement() throws(Diagnostic) -> Statement? {
    let start = token.span
    if token.kind == .command("forall") { return try quantifier() }
    if let declaration = try declaration() { return declaration }
    isHead = true
    var heads = [try expression()]
    while token.is(.comma), isTarget(heads[heads.count - 1]), listGoesOn() {
      advance()
      heads.append(try expression())
    }
    isHead = false
    if let update = try update(heads, from: start) { return finished(update) }
    if heads.count > 1 { return finished(try several(heads, from: start)) }
    var links = heads
    var relations: [Relation] = []
    while let relation = nextRelation() {
      advance()
      skipLineBreak()
      relations.append(relation)
      if token.is(.element) { throw unexpected() }
      links.append(try expression())
    }
    if !relations.isEmpty, token.is(.element) { remarkOnMembership() }
    if let range = try indexRange(links) {
      notes.append(range)
      return nil
    }
    return finished(
      Statement(.chain(links: links, relations: relations), start.union(previous.span)))
  }

  /// `\in \mathbb{R}^q` after an equation says again of what shape it is.
  private mutating func remarkOnMembership() {
    let start = token.span
    while !isSeparator, !token.is(.comma), !isEnd(token) { advance() }
    let span = start.union(previous.span)
    notes.append(
      Diagnostic("'\(source[span])' is taken as a remark", at: span, severity: .note))
  }

  private func isEnd(_ token: LaTeXToken) -> Bool {
    switch token.kind {
    case .end, .period, .text: true
    default: false
    }
  }

  private mutating func finished(_ statement: Statement) -> Statement? {
    var statement = statement
    sayRemarks()
    statement.isQuiet = token.is(.semicolon)
    statement.notes = notes
    statement.dialect = .notes
    return statement
  }

  /// Words after an equation that say something about it.
  private mutating func sayRemarks() {
    var offset = 0
    while true {
      switch ahead(offset).kind {
      case .gap, .align: offset += 1
      case .text(let words):
        let text = words.trimmingSpaces()
        guard text.contains(" "), isRemark(words) else { return }
        notes.append(
          Diagnostic("'\(text)' is taken as a remark", at: ahead(offset).span, severity: .note))
        return
      default: return
      }
    }
  }

  /// Whether the equation ends before the token at hand.
  func endsStatement() -> Bool {
    switch token.kind {
    case .finish, .row, .gap, .align, .delimiter, .period, .end, .text: return true
    case .symbol(.comma), .symbol(.semicolon), .symbol(.element): return true
    case .command(let name): return Self.arrows.contains(name)
    default: return false
    }
  }

  private static let arrows: Set<String> = [
    "Rightarrow", "implies", "iff", "Leftrightarrow", "therefore", "because", "rightarrow", "to",
    "right.", "forall", "quad", "Longrightarrow", "longrightarrow",
  ]

  // MARK: Relations

  /// The relation that the chain goes on with, perhaps on the next line; what stands before it is
  /// taken.
  private mutating func nextRelation() -> Relation? {
    var offset = 0
    while true {
      switch ahead(offset).kind {
      case .row, .align, .gap, .period, .symbol(.comma): offset += 1
      case .begin(let name) where opensEquations(name): offset += 1
      case .end(let name) where opensEquations(name): offset += 1
      case .command("stackrel"), .command("overset"), .command("underset"):
        guard let relation = labelledRelation(at: index + offset) else { return nil }
        return relation
      case .symbol(.assign), .symbol(.set):
        index += offset
        return .equal
      case .symbol(.approximate):
        index += offset
        return .approximate
      default: return nil
      }
    }
  }

  /// `\stackrel{\text{def}}{=}`, `\overset{(1)}{=}`: goes to the relation's sign.
  private mutating func labelledRelation(at place: Int) -> Relation? {
    guard let firstEnd = closing[place + 1], let secondEnd = closing[firstEnd + 1],
      secondEnd == firstEnd + 3
    else { return nil }
    switch tokens[firstEnd + 2].kind {
    case .symbol(.assign): break
    case .symbol(.approximate):
      index = secondEnd
      return .approximate
    default: return nil
    }
    index = secondEnd
    return .equal
  }

  /// Skips a line's end and what aligns the next one, where an operand must follow.
  mutating func skipLineBreak() {
    while depth == 0 {
      switch token.kind {
      case .row, .align, .gap: advance()
      default: return
      }
    }
    while case .align = token.kind, !isInMatrix { advance() }
  }

  // MARK: Updates and several names

  /// Whether after a comma the list of names at the start goes on, up to its relation.
  private func listGoesOn() -> Bool {
    var offset = 1
    while offset < 200 {
      switch ahead(offset).kind {
      case .symbol(.assign), .symbol(.set), .symbol(.less): return offset > 1
      case .symbol(let symbol):
        switch symbol {
        case .comma, .openBrace, .closeBrace, .caret, .openParenthesis, .closeParenthesis,
          .openBracket, .closeBracket:
          break
        default: return false
        }
      case .letter, .word, .under, .number, .command, .lowered, .raised: break
      default: return false
      }
      offset += 1
    }
    return false
  }

  func isTarget(_ expression: Expression) -> Bool {
    switch expression.form {
    case .name, .subscripted: true
    case .index(let base, _, at: _): if case .name = base.form { true } else { false }
    default: false
    }
  }

  /// Whether `<-` stands there.
  func isArrow(at offset: Int) -> Bool {
    ahead(offset).is(.less) && ahead(offset + 1).is(.minus) && !ahead(offset + 1).hasSpaceBefore
  }

  private mutating func update(
    _ heads: [Expression], from start: Span
  ) throws(Diagnostic) -> Statement? {
    let sign: UpdateOperator
    switch token.symbol {
    case .less where isArrow(at: 0):
      advance()
      sign = .set
    case .set where source[token.span] != ":=" && source[token.span] != "≔": sign = .set
    case .addUpdate: sign = .add
    case .subtractUpdate: sign = .subtract
    case .multiplyUpdate: sign = .multiply
    case .divideUpdate: sign = .divide
    default: return nil
    }
    let place = token.span
    var targets: [UpdateTarget] = []
    for head in heads {
      switch head.form {
      case .name(let name), .subscripted(_, _, let name):
        targets.append(UpdateTarget(name: Name(name, head.span)))
      case .index(let base, let indices, at: _):
        guard case .name(let name) = base.form else { fallthrough }
        targets.append(UpdateTarget(name: Name(name, base.span), indices: indices))
      default:
        throw Diagnostic(
          "an update changes a name or entries of one", at: head.span, and: [place])
      }
    }
    advance()
    skipLineBreak()
    var values = [try expression()]
    while values.count < targets.count, take(.comma) { values.append(try expression()) }
    guard values.count == targets.count || (values.count == 1 && sign == .set) else {
      throw Diagnostic(
        "\(targets.count) names are updated with \(values.count) values", at: place)
    }
    return Statement(
      .update(targets: targets, sign, values: values, at: place), start.union(previous.span))
  }

  /// `U, \Sigma, V = \operatorname{svd}(A)`.
  private mutating func several(
    _ heads: [Expression], from start: Span
  ) throws(Diagnostic) -> Statement {
    var targets: [Name] = []
    for head in heads {
      switch head.form {
      case .name(let name), .subscripted(_, _, let name): targets.append(Name(name, head.span))
      default: throw Diagnostic("several results need a name each", at: head.span)
      }
    }
    guard nextRelation() == .equal else { throw unexpected(expecting: "'='") }
    advance()
    skipLineBreak()
    let value = try expression()
    return Statement(.several(targets: targets, value: value), start.union(value.span))
  }

  // MARK: Where indices run

  /// `i = 1, \dots, n` and `k = 0, 1, 2, \dots` after an equation.
  private mutating func indexRange(_ links: [Expression]) throws(Diagnostic) -> Diagnostic? {
    guard links.count == 2, case .name = links[0].form, token.is(.comma) else { return nil }
    var offset = 1
    // k = 0, 1, 2, …
    scan: while offset < 12 {
      switch ahead(offset).kind {
      case .gap, .symbol(.comma), .number: offset += 1
      default: break scan
      }
    }
    guard case .command(let dots) = ahead(offset).kind, Self.dots.contains(dots) else {
      return nil
    }
    index += offset + 1
    let isOpen = endsStatement() && !token.is(.comma)
    if !isOpen {
      _ = take(.comma)
      _ = try expression()
    }
    let span = links[0].span.union(previous.span)
    return Diagnostic("'\(source[span])' says where an index runs", at: span, severity: .note)
  }

  static let dots: Set<String> = ["dots", "ldots", "cdots", "dotsc", "dotsb", "hdots"]

  /// `\forall i`: says where an index runs, up to the next equation.
  private mutating func quantifier() throws(Diagnostic) -> Statement? {
    let start = token.span
    while !isSeparator { advance() }
    let span = start.union(previous.span)
    notes.append(
      Diagnostic("'\(source[span])' says where an index runs", at: span, severity: .note))
    return nil
  }

  private var isSeparator: Bool {
    switch token.kind {
    case .finish, .row, .gap, .delimiter: true
    default: false
    }
  }
}
