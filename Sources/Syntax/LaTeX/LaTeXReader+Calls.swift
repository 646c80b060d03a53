/// Functions and what they apply to.
extension LaTeXReader {
  /// A name before parentheses: what that means is decided by who knows the names.
  mutating func application(of callee: Expression) throws(Diagnostic) -> Expression {
    let start = token.span
    let (arguments, place) = try arguments()
    try grow(over: height)
    return Expression(
      .application(callee, arguments, at: place), callee.span.union(start.union(place)))
  }

  /// `(x, y)`, `[x]`, `\{x\}` after a function.
  private mutating func arguments() throws(Diagnostic) -> (list: [Argument], place: Span) {
    let start = token.span
    let close = closer(of: token)
    var list: [Argument] = []
    var tallest = 0
    let outer = separatingBar
    separatingBar = loneBar()
    defer { separatingBar = outer }
    try grouped { (reader) throws(Diagnostic) in
      if !reader.closes(close) {
        repeat {
          if reader.isAtDots, !list.isEmpty {
            list = [Argument(value: try reader.list(list.map(\.value)))]
            break
          }
          list.append(try reader.argument())
          tallest = max(tallest, reader.height)
        } while reader.takesSeparator()
      }
      guard reader.closes(close) else { throw reader.unclosed(start, close) }
    }
    height = tallest
    return (list, start.union(previous.span))
  }

  /// An argument, perhaps with its label: `\text{axis}=2`; subscripts of a sum are a string.
  private mutating func argument() throws(Diagnostic) -> Argument {
    guard case .text(let words) = token.kind else { return Argument(value: try expression()) }
    let place = token.span
    if ahead(1).is(.assign) {
      advance()
      advance()
      return Argument(label: Name(Self.word(words), place), value: try expression())
    }
    guard words.contains("->") else { return Argument(value: try expression()) }
    advance()
    return Argument(value: Expression(.string(words), place))
  }

  /// Takes what sets arguments apart: `p(x \mid \mu; \Sigma)` is a function of all three, and
  /// `D(q \| p)` of both.
  private mutating func takesSeparator() -> Bool {
    if take(.comma) || take(.semicolon) { return true }
    guard token.kind == .command("mid") || index == separatingBar else { return false }
    let isBar = token.is(.bar)
    advance()
    if isBar, token.is(.bar), token.span.lower == previous.span.upper { advance() }
    return true
  }

  /// Whether the brackets at hand hold two arguments with a double bar between them.
  var opensDivergence: Bool { loneBar().map { isDoubleBar($0) } ?? false }

  private func isDoubleBar(_ place: Int) -> Bool {
    tokens[place].is(.doubleBar)
      || (tokens[place + 1].is(.bar) && tokens[place].span.upper == tokens[place + 1].span.lower)
  }

  /// The one bar between the parentheses at hand, single or double, that no other closes.
  private func loneBar() -> Int? {
    guard token.is(.openParenthesis) || token.is(.openBracket) else { return nil }
    var bar: Int?
    var level = 0
    var place = index + 1
    while place < min(tokens.count - 1, index + 400) {
      if let close = closing[place] {
        place = close + 1
        continue
      }
      switch tokens[place].symbol {
      case .openParenthesis, .openBracket: level += 1
      case .closeParenthesis, .closeBracket:
        if level == 0 { return bar }
        level -= 1
      case .bar, .doubleBar:
        if level == 0 {
          if bar != nil { return nil }
          bar = place
          if tokens[place].is(.bar), isDoubleBar(place) { place += 1 }
        }
      default: break
      }
      place += 1
    }
    return nil
  }

  /// A function with its scripts and its argument, with or without parentheses.
  mutating func call(_ function: String, _ start: Span) throws(Diagnostic) -> Expression {
    try enter()
    defer { nesting -= 1 }
    isHead = false
    if function == "max" || function == "min", token.kind == .under {
      let ranges = try indexRanges()
      let operand = try argument(of: start)
      let sign: IndexedOperator = function == "max" ? .maximum : .minimum
      return Expression(.indexed(sign, over: ranges, operand), start.union(operand.span))
    }
    var name = function
    var base: Expression?
    var marks: [(Superscript, Span)] = []
    var span = start
    scripts: while true {
      let place = token.span
      switch token.kind {
      case .under, .lowered:
        guard function == "log", base == nil, name == "log" else { throw unexpected() }
        (name, base) = try logarithm()
      case .symbol(.caret), .raised:
        let mark = try superscript()
        switch mark {
        case .power, .transpose: marks.append((mark, place.union(previous.span)))
        default:
          throw Diagnostic(
            "can't read what stands above \(function) here", at: place.union(previous.span),
            hint: "asin, acos and atan are inverses; 1/f(x) is a quotient")
        }
      case .symbol(.prime):
        advance()
        marks.append((.transpose, place))
      default: break scripts
      }
      span = span.union(previous.span)
    }
    var callee = Expression(.name(name), span)
    for (mark, place) in marks where mark.isTranspose {
      callee = try marked(callee, mark, place)
    }
    // ReLU' alone is the function.
    guard startsArgument() else { return callee }
    var result: Expression
    if opensArguments(token) {
      var (arguments, place) = try arguments()
      if let base { arguments.append(Argument(value: base)) }
      result = Expression(.application(callee, arguments, at: place), span.union(place))
    } else {
      let operand = try argument(of: span)
      var arguments = [Argument(value: operand)]
      if let base { arguments.append(Argument(value: base)) }
      result = Expression(
        .application(callee, arguments, at: operand.span), span.union(operand.span))
    }
    try grow(over: height)
    for (mark, place) in marks where !mark.isTranspose { result = try marked(result, mark, place) }
    return try postfixed(result)
  }

  private func opensArguments(_ token: LaTeXToken) -> Bool {
    switch token.kind {
    case .symbol(.openParenthesis), .symbol(.openBracket), .command("{"): true
    default: false
    }
  }

  private func startsArgument() -> Bool {
    if startsFactor() || opensArguments(token) { return true }
    if case .number = token.kind { return true }
    return token.is(.minus) && !isAligned
  }

  private var isAligned: Bool { if case .align = previous.kind { true } else { false } }

  /// What a function without parentheses applies to: the factors beside it, up to an operator,
  /// another function or a sum. Where those are several, that is said.
  mutating func argument(of function: Span) throws(Diagnostic) -> Expression {
    if token.is(.minus) || token.is(.plus) { return try prefixed() }
    var left = try prefixed()
    var count = 1
    while startsFactor(), !startsOperation(), !opensArguments(token) {
      let leftHeight = height
      let place = Span(left.span.upper, left.span.upper)
      let right = try prefixed()
      try grow(over: max(leftHeight, height))
      left = Expression(.binary(left, .juxtapose, right, at: place), left.span.union(right.span))
      count += 1
    }
    if count > 1 {
      let whole = source[function.union(left.span)]
      notes.append(
        Diagnostic(
          "\(whole) is read as \(source[function])(\(source[left.span]))",
          at: function.union(left.span), severity: .note))
    }
    return left
  }

  /// Whether a function or a sign that takes a product starts at the token at hand.
  private func startsOperation() -> Bool {
    switch token.kind {
    case .symbol(.sigma), .symbol(.sumSign), .symbol(.productSign), .symbol(.nabla): true
    case .command(let name):
      vocabulary.functionName(name) != nil || LaTeXCommands.upright.contains(name)
    case .word(let word): !vocabulary.isName(word)
    case .text(let words): vocabulary.functionName(Self.word(words)) != nil
    default: false
    }
  }

  /// `\log_2`, `\log_{10}`, `\log_e`, `\log_b`
  private mutating func logarithm() throws(Diagnostic) -> (name: String, base: Expression?) {
    if case .lowered(let digits) = token.kind {
      let place = token.span
      advance()
      guard let value = Double(digits) else { throw Diagnostic("a logarithm's base", at: place) }
      return logarithm(
        Expression(.number(NumberLiteral(value: value, lastDigit: 0)), place))
    }
    advance()
    return logarithm(try script { (reader) throws(Diagnostic) in try reader.expression() })
  }

  private func logarithm(_ base: Expression) -> (String, Expression?) {
    switch base.form {
    case .name("e"): ("log", nil)
    case .number(let literal) where literal.value == 2: ("log2", nil)
    case .number(let literal) where literal.value == 10: ("log10", nil)
    default: ("log", base)
    }
  }

  /// `\arg\max_k o_k`, `\operatorname{argmax} o`.
  mutating func argumentOfExtreme(_ name: String, _ start: Span) throws(Diagnostic) -> Expression {
    guard token.kind == .under else { return try call(name, start) }
    try enter()
    defer { nesting -= 1 }
    let outer = self
    let variables = try variablesBelow()
    let after = self
    self = outer
    guard let (ranges, operand) = try placeOfExtreme(start) else {
      self = after
      let function = try expression(.sum)
      try grow(over: height)
      let arguments = ([function] + variables).map { Argument(value: $0) }
      return Expression(
        .application(Expression(.name(name), start), arguments, at: function.span),
        start.union(function.span))
    }
    let span = start.union(operand.span)
    let entries = Expression(.entries(operand, over: ranges), operand.span)
    return Expression(
      .application(Expression(.name(name), start), [Argument(value: entries)], at: operand.span),
      span)
  }

  /// `k` and `o_k` of `\max_k o_k`; nil where what stands below is no index of what is beside it.
  private mutating func placeOfExtreme(
    _ start: Span
  ) throws(Diagnostic) -> (ranges: [IndexRange], operand: Expression)? {
    let outer = self
    do throws(Diagnostic) {
      let ranges = try indexRanges()
      let operand = try argument(of: start)
      if ranges.allSatisfy({ operand.hasIndex($0.name.text) }) { return (ranges, operand) }
    } catch {
      self = outer
      return nil
    }
    self = outer
    return nil
  }

  /// `w`, `\mathbf w`, `w, b`, `w \in \mathbb{R}^n`: by what something is made least.
  private mutating func variablesBelow() throws(Diagnostic) -> [Expression] {
    advance()
    return try script { (reader) throws(Diagnostic) in
      var variables: [Expression] = []
      repeat { variables.append(try reader.postfixed(reader.atom())) } while reader.take(.comma)
      // What it is taken from is said again.
      if reader.token.is(.element) { reader.index = reader.scriptEnd }
      return variables
    }
  }

  // MARK: Brackets

  /// Reads the inside of a bracket, which is taken with what closes it.
  mutating func grouped(
    _ body: (inout LaTeXReader) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    try enter()
    let outer = (depth, fence, isInMatrix, isHead)
    advance()
    (depth, fence, isInMatrix, isHead) = (depth + 1, nil, false, false)
    try body(&self)
    (depth, fence, isInMatrix, isHead) = outer
    nesting -= 1
    advance()
  }

  /// What closes a bracket.
  func closer(of token: LaTeXToken) -> LaTeXToken.Kind {
    switch token.kind {
    case .symbol(.openParenthesis): .symbol(.closeParenthesis)
    case .symbol(.openBracket): .symbol(.closeBracket)
    case .command("{"): .command("}")
    case .command(let name): .command(Self.openers[name]?.closing ?? "")
    default: .finish
    }
  }

  /// Whether the token at hand is what closes the bracket; ends of lines before it are taken.
  mutating func closes(_ kind: LaTeXToken.Kind) -> Bool {
    while token.kind == .row || token.kind == .align { advance() }
    return token.kind == kind
  }

  func unclosed(_ open: Span, _ close: LaTeXToken.Kind) -> Diagnostic {
    switch token.kind {
    case .invalid: return unexpected()
    case .symbol(.closeParenthesis), .symbol(.closeBracket), .command("}"), .finish, .row, .end:
      return Diagnostic("'\(source[open])' isn't closed", at: open, and: [token.span])
    default: return unexpected()
    }
  }
}

extension Expression {
  /// Whether a letter stands as a subscript in it.
  fileprivate func hasIndex(_ letter: String) -> Bool {
    contains {
      guard case .subscripted(_, let indices, _) = $0.form else { return false }
      return indices.contains { $0.bareName == letter }
    }
  }
}
