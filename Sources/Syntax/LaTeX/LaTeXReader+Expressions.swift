extension LaTeXReader {
  /// An expression whose operators bind at least as tightly as `minimum`.
  mutating func expression(_ minimum: Level = .or) throws(Diagnostic) -> Expression {
    var left = try prefixed()
    while true {
      if minimum <= .product, startsFactor() {
        isHead = false
        let place = Span(left.span.upper, left.span.upper)
        let leftHeight = height
        let right = try prefixed()
        try grow(over: max(leftHeight, height))
        left = Self.product(left, right, at: place)
        continue
      }
      guard let row = operatorAhead(), row.level >= minimum, let binary = row.binary else {
        return left
      }
      isHead = false
      let place = token.span
      advance()
      skipLineBreak()
      if binary == .add, isAtDots {
        left = try sum(left)
        continue
      }
      left = try operation(left, binary, row, place)
    }
  }

  /// Two factors side by side; those that one font covers are each a factor.
  private static func product(
    _ left: Expression, _ right: Expression, at place: Span
  ) -> Expression {
    guard case .binary(let first, .juxtapose, let last, at: let inner) = right.form else {
      return Expression(.binary(left, .juxtapose, right, at: place), left.span.union(right.span))
    }
    let start = product(left, first, at: place)
    return Expression(.binary(start, .juxtapose, last, at: inner), left.span.union(right.span))
  }

  private mutating func operation(
    _ left: Expression, _ binary: BinaryOperator, _ row: OperatorRow, _ place: Span
  ) throws(Diagnostic) -> Expression {
    let leftHeight = height
    let right = try expression(row.level.next)
    try grow(over: max(leftHeight, height))
    let whole = Expression(.binary(left, binary, right, at: place), left.span.union(right.span))
    guard row.level == .comparison, let next = operatorAhead(), next.level == .comparison,
      let second = next.binary
    else { return whole }
    // 0 < x < 1 compares twice.
    let secondPlace = token.span
    advance()
    let third = try expression(.range)
    try grow(over: height)
    let other = Expression(
      .binary(right, second, third, at: secondPlace), right.span.union(third.span))
    return Expression(.binary(whole, .and, other, at: secondPlace), left.span.union(third.span))
  }

  /// The row of the binary operator at hand, perhaps on the next line; what stands before it is
  /// taken.
  private mutating func operatorAhead() -> OperatorRow? {
    var offset = 0
    var isAligned = false
    var isNextLine = false
    if depth == 0 || !isInMatrix {
      while true {
        switch ahead(offset).kind {
        case .row where !isInMatrix:
          isNextLine = depth == 0
          isAligned = false
          offset += 1
          continue
        case .align:
          isAligned = true
          offset += 1
          continue
        case .gap where isNextLine && depth == 0:
          isAligned = true
          offset += 1
          continue
        default: break
        }
        break
      }
    }
    guard var symbol = ahead(offset).symbol else { return nil }
    if symbol == .less, isHead, isArrow(at: offset) { return nil }
    if symbol == .assign, comparesEqual { symbol = .equal }
    guard let row = OperatorTable.bySymbol[Int(symbol.rawValue)], row.binary != nil else {
      return nil
    }
    // A line that starts with a sign is an equation of its own, unless it is aligned.
    if isNextLine, !isAligned, symbol == .minus { return nil }
    index += offset
    return row
  }

  /// A factor with the prefix operators before it.
  mutating func prefixed() throws(Diagnostic) -> Expression {
    let sign = token
    if sign.kind == .letter("Σ"), hasRangeBelow { return try bigOperator(.sum) }
    let prefix: PrefixOperator
    switch sign.symbol {
    case .minus: prefix = .minus
    case .plus: prefix = .plus
    case .not: prefix = .not
    case .sigma, .sumSign: return try bigOperator(.sum)
    case .productSign: return try bigOperator(.product)
    default: return try postfixed(atom())
    }
    isHead = false
    try enter()
    defer { nesting -= 1 }
    advance()
    let operand = try prefix == .not ? expression(.comparison) : prefixed()
    try grow(over: height)
    return Expression(.prefix(prefix, operand), sign.span.union(operand.span))
  }

  /// `\sum`, `\sum_{i=1}^{n}`: takes the product that follows.
  private mutating func bigOperator(_ sign: IndexedOperator) throws(Diagnostic) -> Expression {
    let start = token.span
    isHead = false
    try enter()
    defer { nesting -= 1 }
    advance()
    let ranges = try indexRanges()
    skipLineBreak()
    let operand = try expression(.product)
    try grow(over: height)
    let span = start.union(operand.span)
    guard ranges.isEmpty else { return Expression(.indexed(sign, over: ranges, operand), span) }
    if let letter = operand.onlyIndex {
      notes.append(
        Diagnostic("the sign is taken to run over \(letter)", at: start, severity: .note))
      return Expression(
        .indexed(sign, over: [IndexRange(name: Name(letter, start))], operand), span)
    }
    return Expression(.prefix(sign == .sum ? .sum : .product, operand), span)
  }

  /// Whether below or above the letter at hand it says where an index runs: `\Sigma_{i=1}^n`.
  private var hasRangeBelow: Bool {
    var place = index + 1
    while place + 1 < tokens.count, tokens[place].kind == .under || tokens[place].is(.caret) {
      let close = closing[place + 1] ?? place + 1
      if tokens[place].kind == .under, tokens[place...close].contains(where: { $0.is(.assign) }) {
        return true
      }
      place = close + 1
    }
    return false
  }

  // MARK: Indices under signs

  /// `_{i=1}^{n}`, `_{i,j}`, `_i`, `_{k \in S}` after `\sum`, `\prod` and `\max`.
  mutating func indexRanges() throws(Diagnostic) -> [IndexRange] {
    var ranges: [IndexRange] = []
    var upper: Expression?
    while true {
      if token.kind == .under {
        advance()
        ranges = try script { (reader) throws(Diagnostic) in try reader.boundIndices() }
      } else if token.is(.caret) {
        advance()
        upper = try script { (reader) throws(Diagnostic) in try reader.expression() }
      } else if case .lowered(let letters) = token.kind {
        let place = token.span
        advance()
        ranges += letters.map { IndexRange(name: Name(String($0), place)) }
      } else {
        break
      }
    }
    guard let upper else { return ranges }
    guard ranges.count == 1 else {
      throw Diagnostic("what runs up to this has no name", at: upper.span, hint: #"\sum_{i=1}^{n}"#)
    }
    ranges[0].upper = upper
    return ranges
  }

  private mutating func boundIndices() throws(Diagnostic) -> [IndexRange] {
    var ranges: [IndexRange] = []
    while true {
      let place = token.span
      switch token.kind {
      case .symbol(.comma), .row, .symbol(.openBrace), .symbol(.closeBrace), .command("substack"):
        advance()
      case .letter(let name):
        advance()
        // `j=1, j \ne i` speaks of j twice.
        if ranges.last?.name.text == name, token.is(.notEqual) { break }
        ranges.append(IndexRange(name: Name(name, place)))
      case .word(let word) where word.unicodeScalars.allSatisfy(Characters.isLetter):
        // `\sum_{ij}`, where ij happens to be a word.
        advance()
        ranges += word.map { IndexRange(name: Name(String($0), place)) }
      case .symbol(.assign) where !ranges.isEmpty:
        advance()
        ranges[ranges.count - 1].lower = try expression(.sum)
      case .symbol(.notEqual) where !ranges.isEmpty:
        advance()
        ranges[ranges.count - 1].exception = try expression(.sum)
      default:
        if token.kind == .finish { return ranges }
        throw Diagnostic(
          "can't read '\(source[token.span])' under a sum's sign", at: token.span,
          hint: #"\sum_{i=1}^{n}, \sum_{i,j}, \sum_{j \neq i}"#)
      }
    }
  }

  // MARK: What may stand side by side

  /// Whether a factor that stands beside another starts with the token at hand.
  func startsFactor() -> Bool {
    let token = self.token
    switch token.kind {
    case .letter, .word: return true
    case .begin(let name):
      return LaTeXCommands.matrices.contains(name) || LaTeXCommands.cases.contains(name)
    case .text(let words): return !isRemark(words) && !isUnit(words)
    case .symbol(let symbol):
      switch symbol {
      case .openParenthesis, .openBracket, .openBrace, .root, .sigma, .sumSign, .productSign,
        .partial, .nabla:
        return true
      case .bar, .doubleBar:
        return !closesFence(token) && token.side != .right && index != separatingBar
          && !(barsLeftAt == depth && isPointNext)
      default: return false
      }
    case .command(let name):
      return LaTeXCommands.decorations[name] != nil || LaTeXCommands.upright.contains(name)
        || LaTeXCommands.fractions.contains(name) || name == "sqrt" || name == "{"
        || vocabulary.functionName(name) != nil || Self.openers[name] != nil || name == "arg"
        || name == "operatorname" || name == "left." || Self.groupers.contains(name)
    default: return false
    }
  }

  /// Whether words after a number at the end of an equation say what is counted: `79.98 \text{ kg}`.
  private func isUnit(_ words: String) -> Bool {
    guard case .number = previous.kind, previous.span.upper <= token.span.lower, depth == 0,
      !vocabulary.isName(Self.word(words)), vocabulary.functionName(Self.word(words)) == nil
    else { return false }
    switch ahead(1).kind {
    case .finish, .row, .gap, .delimiter, .period, .end, .symbol(.comma): return true
    default: return false
    }
  }

  /// Brackets that are calls, with what closes them.
  static let openers: [String: (closing: String, function: String)] = [
    "lfloor": ("rfloor", "floor"), "lceil": ("rceil", "ceil"), "langle": ("rangle", "dot"),
  ]

  /// Commands that only put something around their argument.
  static let groupers: Set<String> = [
    "underbrace", "overbrace", "boxed", "ensuremath", "mathclose", "mathopen", "mathbin", "mathrel",
    "mathord", "fbox", "cancel", "smash", "textcolor", "colorbox",
  ]

  /// Whether a bar after an operand closes the open fence.
  func closesFence(_ token: LaTeXToken) -> Bool {
    guard let fence else { return false }
    if token.side == .left { return false }
    if fence == .bar { return token.is(.bar) }
    return token.is(.doubleBar) || (token.is(.bar) && ahead(1).is(.bar))
  }
}

extension Expression {
  /// The one letter of those usual for indices that is the subscript of everything with a subscript
  /// in it; nil where there are several, or names without one that could be what is summed.
  fileprivate var onlyIndex: String? {
    var letters: Set<String> = []
    var stack = [self]
    while let expression = stack.popLast() {
      if case .subscripted(_, let indices, _) = expression.form {
        guard indices.count == 1, let letter = indices[0].bareName, "ijkn".contains(letter) else {
          return nil
        }
        letters.insert(letter)
        continue
      }
      stack += expression.parts
    }
    return letters.count == 1 ? letters.first : nil
  }
}
