/// Operands with what stands above and after them: powers, transposes, indices, points.
extension LaTeXReader {
  /// An operand with one mark above it.
  mutating func marked(
    _ operand: Expression, _ mark: Superscript, _ place: Span
  ) throws(Diagnostic) -> Expression {
    try grow(over: height)
    let span = operand.span.union(place)
    switch mark {
    case .transpose: return Expression(.postfix(operand, .transpose), span)
    case .inverse: return Expression(.postfix(operand, .inverse), span)
    case .inverseTranspose:
      return Expression(.postfix(Expression(.postfix(operand, .inverse), span), .transpose), span)
    case .pseudoInverse:
      return Expression(
        .application(Expression(.name("pinv"), place), [Argument(value: operand)], at: span), span)
    case .index(let index):
      return Expression(.index(operand, [index], at: place), span)
    case .indexAndTranspose(let index):
      return Expression(
        .postfix(Expression(.index(operand, [index], at: place), span), .transpose), span)
    case .label(let label), .labelAndTranspose(let label):
      throw Diagnostic("the label '\(label)' stands over no name", at: place)
    case .power(let exponent, let isElementwise):
      return Expression(
        .binary(operand, isElementwise ? .elementwisePower : .power, exponent, at: place), span)
    }
  }

  /// An operand that is no name with its scripts: an index below, a power or transpose above.
  mutating func postfixed(_ base: Expression) throws(Diagnostic) -> Expression {
    var left = base
    while true {
      let place = token.span
      switch token.kind {
      case .under, .lowered:
        let below = try subscriptBelow()
        guard let indices = below.indices else {
          throw Diagnostic(
            "a subscript of a formula is an index", at: below.span, hint: "give the formula a name")
        }
        try grow(over: height)
        left = Expression(
          .index(left, indices, at: below.span), left.span.union(below.span))
      case .symbol(.caret), .raised:
        let mark = try superscript()
        left = try marked(left, mark, place.union(previous.span))
      case .symbol(.prime), .symbol(.transpose):
        advance()
        left = try marked(left, .transpose, place)
      case .symbol(.doublePrime):
        advance()
        left = try marked(marked(left, .transpose, place), .transpose, place)
      case .symbol(.openBrace) where closing[index] == index + 1:
        index += 2
      case .symbol(.openBracket) where opensPositions(of: left):
        left = try positioned(left)
      case .symbol(.bar) where isEvaluationBar: left = try evaluated(left)
      default: return left
      }
    }
  }

  /// Whether the bar at hand says at which point: `|_{x=3}`.
  private var isEvaluationBar: Bool { barsLeftAt != depth && isPointNext }

  /// A derivative at the point that a bar after it gives.
  mutating func atPoint(_ derivative: Expression) throws(Diagnostic) -> Expression {
    token.is(.bar) && isEvaluationBar ? try evaluated(derivative) : derivative
  }

  /// Whether the bar at hand has a point below it.
  var isPointNext: Bool {
    guard case .under = ahead(1).kind, token.side == .right || fence == nil else { return false }
    guard ahead(2).is(.openBrace), let close = closing[index + 2] else { return false }
    return tokens[(index + 2)..<close].contains { $0.is(.assign) }
  }

  /// `\left. f \right|_{x=3}`: an expression with values for some of its names.
  private mutating func evaluated(_ operand: Expression) throws(Diagnostic) -> Expression {
    let start = token.span
    index += 2
    var arguments = [Argument(value: operand)]
    try script { (reader) throws(Diagnostic) in
      while reader.token.kind != .finish {
        let name = try reader.postfixed(reader.atom())
        guard let text = name.bareName, reader.take(.assign) else {
          throw Diagnostic("a point is given by names and values", at: name.span, hint: "x = 3")
        }
        arguments.append(
          Argument(label: Name(text, name.span), value: try reader.expression()))
        _ = reader.take(.comma)
      }
    }
    try grow(over: height)
    let place = start.union(previous.span)
    return Expression(
      .application(Expression(.name("at"), start), arguments, at: place),
      operand.span.union(place))
  }
}
