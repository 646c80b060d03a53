extension LaTeXReader {
  /// `W \in \mathbb{R}^{m \times n}`, `x, b \in \mathbb{R}^n`; nil if the equation at hand is none.
  mutating func declaration() throws(Diagnostic) -> Statement? {
    guard declares() else { return nil }
    let start = token.span
    var names: [Name] = []
    while true {
      let expression = try postfixed(atom())
      switch expression.form {
      case .name(let name), .subscripted(_, _, let name):
        names.append(Name(name, expression.span))
      default:
        throw Diagnostic("∈ declares names", at: expression.span, hint: #"x \in \mathbb{R}^n"#)
      }
      if take(.comma) { continue }
      break
    }
    let element = token.span
    guard take(.element) else { throw unexpected(expecting: "∈") }
    let kind = try realSpace(after: element)
    var statement = Statement(
      .declaration(names: names, kind), start.union(previous.span), notes: notes)
    statement.dialect = .notes
    return statement
  }

  /// Whether names and `∈` stand at the start.
  private func declares() -> Bool {
    var offset = 0
    while offset < 200 {
      switch ahead(offset).kind {
      case .symbol(.element): return offset > 0
      case .symbol(.openBrace):
        guard let close = closing[index + offset] else { return false }
        offset = close - index
      case .symbol(.comma), .symbol(.caret), .under, .letter, .word, .number, .lowered, .raised,
        .symbol(.openParenthesis), .symbol(.closeParenthesis), .text:
        break
      case .command(let name):
        guard LaTeXCommands.decorations[name] != nil || LaTeXCommands.upright.contains(name) else {
          return false
        }
      default: return false
      }
      offset += 1
    }
    return false
  }

  /// `\mathbb{R}^{m \times n}`, `\mathbb{R}^n`, `\mathbb{R}`
  private mutating func realSpace(after element: Span) throws(Diagnostic) -> DeclaredKind {
    let set = token
    if let kind = try symmetricSpace() { return kind }
    let isReal: Bool
    switch set.kind {
    case .letter("ℝ"), .letter("R"), .command("R"), .command("reals"): isReal = true
    default: isReal = false
    }
    guard isReal else {
      throw Diagnostic(
        "∈ declares real arrays only", at: element.union(set.span),
        hint: #"x \in \mathbb{R}^n, W \in \mathbb{R}^{3 \times 2}"#)
    }
    advance()
    var sizes: [DeclaredSize] = []
    if case .raised(let text) = token.kind {
      let place = token.span
      advance()
      for part in text.split(separator: "x") {
        guard let size = DeclaredSize(String(part)) else {
          throw Diagnostic("a size is a number or a name", at: place)
        }
        sizes.append(size)
      }
    } else if take(.caret) {
      sizes = try script { (reader) throws(Diagnostic) in
        let isGrouped = reader.take(.openParenthesis)
        var sizes = [try reader.size()]
        while reader.take(.star) || reader.take(.comma) { sizes.append(try reader.size()) }
        if isGrouped { _ = reader.take(.closeParenthesis) }
        return sizes
      }
    }
    switch sizes.count {
    case 0: return .scalar
    case 1: return .vector(sizes[0])
    case 2:
      if sizes[1] == .number(1) { return .vector(sizes[0]) }
      if sizes[0] == .number(1) { return .row(sizes[1]) }
      return .matrix(sizes[0], sizes[1])
    default:
      throw Diagnostic("a declared array has at most two sizes", at: set.span.union(previous.span))
    }
  }

  /// `S^n`, `\mathbb{S}_{++}^{n}`: symmetric matrices.
  private mutating func symmetricSpace() throws(Diagnostic) -> DeclaredKind? {
    switch token.kind {
    case .letter("S"), .letter("𝕊"), .letter("𝒮"): break
    default: return nil
    }
    let outer = self
    advance()
    var size: DeclaredSize?
    while true {
      if token.kind == .under {
        advance()
        let close = closing[index] ?? index
        guard
          tokens[index...close].allSatisfy({ sign in
            [.symbol(.plus), .symbol(.openBrace), .symbol(.closeBrace)].contains(sign.kind)
          })
        else { break }
        index = close + 1
      } else if size == nil, take(.caret) {
        size = try script { (reader) throws(Diagnostic) in try reader.size() }
      } else {
        break
      }
    }
    if let size { return .symmetric(size) }
    self = outer
    return nil
  }

  /// A number or a name; `n_{in}` is a name too.
  private mutating func size() throws(Diagnostic) -> DeclaredSize {
    let place = token.span
    let expression = try postfixed(atom())
    switch expression.form {
    case .number(let literal):
      if literal.lastDigit == 0, literal.value >= 0, literal.value <= 1e9,
        let count = Int(exactly: literal.value)
      {
        return .number(count)
      }
    case .name(let name), .subscripted(_, _, let name): return .name(name)
    case .fence(.bar, let inner):
      if case .name(let name) = inner.form { return .name(name) }
    default: break
    }
    throw Diagnostic(
      "a size is a whole number or a name", at: place.union(previous.span))
  }
}
