extension Parser {
  /// An expression whose operators bind at least as tightly as `minimum`.
  mutating func expression(_ minimum: Level = .or) throws(Diagnostic) -> Expression {
    try operations(after: try prefixed(), minimum)
  }

  /// A product that goes on after its first factor.
  mutating func restOfProduct(_ first: Expression) throws(Diagnostic) -> Expression {
    try operations(after: first, .product)
  }

  private mutating func operations(
    after first: Expression, _ minimum: Level
  ) throws(Diagnostic) -> Expression {
    var left = first
    while let infix = try infix(after: left), infix.level >= minimum {
      left = try operation(left, infix)
    }
    return left
  }

  /// An infix operator that may follow, with its place in the order of operations.
  struct Infix {
    enum Action: Equatable {
      case binary(BinaryOperator)
      case juxtaposition, range
    }
    var action: Action
    var level: Level
    var associativity: Associativity
  }

  /// The infix operator at hand, if the expression goes on.
  mutating func infix(after left: Expression) throws(Diagnostic) -> Infix? {
    let token = self.token
    let separates = context == .array && token.hasSpaceBefore
    guard let symbol = token.symbol else {
      return separates || !startsFactor(token) ? nil : .juxtaposition
    }
    switch symbol {
    case .colon:
      return Infix(action: .range, level: .range, associativity: .none)
    case .arrow:
      if isHead, isTarget(left) { return nil }
      split(.less, .minus)
      return try infix(after: left)
    case .plus, .minus:
      // [1 -2] has two entries, [1 - 2] and [1-2] have one.
      if separates, !ahead(1).hasSpaceBefore, ahead(1).kind != .newline { return nil }
    default: break
    }
    if let row = OperatorTable.bySymbol[Int(symbol.rawValue)], let binary = row.binary {
      return Infix(action: .binary(binary), level: row.level, associativity: row.associativity)
    }
    return separates || !startsFactor(token) ? nil : .juxtaposition
  }

  /// Reads the operator and its right side.
  mutating func operation(
    _ left: Expression, _ infix: Infix
  ) throws(Diagnostic) -> Expression {
    isHead = false
    let leftHeight = height
    switch infix.action {
    case .juxtaposition:
      let place = Span(previous.span.upper, previous.span.upper)
      let right = try prefixed()
      sayQuotient(left, right)
      try grow(over: max(leftHeight, height))
      return Expression(.binary(left, .juxtapose, right, at: place), left.span.union(right.span))
    case .range:
      return try range(from: left, leftHeight)
    case .binary(let binary):
      let place = token.span
      advance()
      skipNewlines()
      let right = try expression(infix.level.next)
      try grow(over: max(leftHeight, height))
      if infix.associativity == .none, let second = try self.infix(after: right),
        second.level == infix.level
      {
        throw Diagnostic(
          "comparisons don't chain", at: token.span, and: [place],
          hint: "write a < b and b < c")
      }
      return Expression(.binary(left, binary, right, at: place), left.span.union(right.span))
    }
  }

  private mutating func range(
    from left: Expression, _ leftHeight: Int
  ) throws(Diagnostic) -> Expression {
    advance()
    skipNewlines()
    let second = try expression(.sum)
    var tallest = max(leftHeight, height)
    guard take(.colon) else {
      try grow(over: tallest)
      return Expression(.range(left, step: nil, second), left.span.union(second.span))
    }
    skipNewlines()
    let third = try expression(.sum)
    tallest = max(tallest, height)
    try grow(over: tallest)
    if token.is(.colon) {
      throw Diagnostic("a range is first:last or first:step:last", at: token.span)
    }
    return Expression(.range(left, step: second, third), left.span.union(third.span))
  }

  /// `1/2x` is read as `(1/2)x`, which not everyone expects: it is said.
  private mutating func sayQuotient(_ left: Expression, _ right: Expression) {
    guard case .binary(_, .divide, let divisor, at: let slash) = left.form,
      case .number = divisor.form
    else { return }
    let text = source[left.span.union(right.span)]
    notes.append(
      Diagnostic(
        "\(text) is read as (\(source[left.span]))*\(source[right.span])", at: slash,
        severity: .note))
  }

  /// A factor with the prefix operators before it.
  mutating func prefixed() throws(Diagnostic) -> Expression {
    let sign = token
    let prefix: PrefixOperator
    switch sign.symbol {
    case .minus: prefix = .minus
    case .plus: prefix = .plus
    case .not: prefix = .not
    case .root: prefix = .squareRoot
    case .sigma, .sumSign: prefix = .sum
    case .productSign: prefix = .product
    default:
      if case .name(let name) = sign.kind, name.hasPrefix("sum_"),
        let sum = try indexedSum(String(name.dropFirst(4)), sign.span)
      {
        return sum
      }
      return try postfixed(atom())
    }
    if sign.is(.sigma), !sigmaSums() { return try postfixed(atom()) }
    isHead = false
    try enter()
    defer { nesting -= 1 }
    advance()
    skipNewlines()
    if case .subscript(let letters) = token.kind, prefix == .sum || prefix == .product {
      if prefix == .sum, let sum = try indexedSum(letters, sign.span.union(token.span)) {
        return sum
      }
      throw Diagnostic(
        "\(Lexer.latexMessage): a sum over an index", at: sign.span.union(token.span),
        hint: "Σ alone sums all entries of the product after it")
    }
    let operand: Expression
    switch prefix {
    case .not: operand = try expression(.comparison)
    case .sum, .product: operand = try expression(.product)
    default: operand = try prefixed()
    }
    try grow(over: height)
    return Expression(.prefix(prefix, operand), sign.span.union(operand.span))
  }

  /// `Σ_jk A[i, j]*x[j]*y[k]`, in ASCII `sum_jk`, from its letters on: a sum over indices that stand
  /// in brackets; nil for all else, which is read as a note or as a name.
  private mutating func indexedSum(
    _ letters: String, _ sign: Span
  ) throws(Diagnostic) -> Expression? {
    let letters = letters.filter { $0 != "," }
    guard letters.allSatisfy(\.isLetter), letters.count <= Self.indexLimit else { return nil }
    let start = self
    advance()
    guard startsFactor(token) || isNumber(token) else {
      self = start
      return nil
    }
    let names = Set(letters.map { String($0) })
    do {
      let operand = try expression(.product)
      if operand.hasEntries(at: names) {
        try grow(over: height)
        return Expression(
          .indexed(.sum, over: letters.map { IndexRange(name: Name(String($0), sign)) }, operand),
          sign.union(operand.span))
      }
    } catch {
      // What is wrong with it is said by who reads it as it is meant.
    }
    self = start
    return nil
  }

  /// More than any array of a formula has axes.
  private static let indexLimit = 16

  private func isNumber(_ token: Token) -> Bool {
    if case .number = token.kind { true } else { false }
  }

  /// Whether `Σ` is the sign before something to sum; else it is a name, as of a covariance.
  mutating func sigmaSums() -> Bool {
    let next = ahead(1)
    if next.is(.minus) || next.is(.plus) {
      return next.hasSpaceBefore && !ahead(2).hasSpaceBefore
    }
    if case .number = next.kind { return true }
    if case .subscript = next.kind { return true }
    if next.is(.openBracket), !next.hasSpaceBefore { return false }
    if context == .array, next.hasSpaceBefore { return false }
    return startsFactor(next)
  }

  /// Whether a factor that stands beside another may start with a token.
  mutating func startsFactor(_ token: Token) -> Bool {
    switch token.kind {
    case .name: return true
    case .symbol(let symbol):
      switch symbol {
      case .openParenthesis, .openBracket, .openMatrix, .root, .sigma, .sumSign, .productSign,
        .partial, .nabla, .if:
        return true
      case .bar, .doubleBar: return !closesFence(token)
      default: return false
      }
    default: return false
    }
  }

  /// Whether a bar after an operand closes the open fence.
  func closesFence(_ token: Token) -> Bool {
    guard let fence else { return false }
    return token.is(fence) || (fence == .bar && token.is(.doubleBar))
  }

  /// Whether an update could change it: `W1` or `W1[1, 2]`.
  func isTarget(_ expression: Expression) -> Bool {
    switch expression.form {
    case .name: true
    case .index(let base, _, at: _): if case .name = base.form { true } else { false }
    default: false
    }
  }
}

extension Parser.Infix {
  static let juxtaposition = Parser.Infix(
    action: .juxtaposition, level: .product, associativity: .left)
}

extension Level {
  /// The next tighter one.
  var next: Level { Level(rawValue: rawValue + 1) ?? .atom }
}
