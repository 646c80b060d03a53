/// Names that stand for more than a name: identities, ones, indicators, expectations.
extension LaTeXReader {
  /// `I_n`, `I_3`: an identity of a size.
  func identity(_ base: String, _ below: Subscript?, _ span: Span) -> Expression? {
    guard base == "I", let below, let indices = below.indices, indices.count == 1,
      !vocabulary.isName("I"), !vocabulary.isName(Lexer.labelled("I", below.label))
    else { return nil }
    return Expression(
      .application(
        Expression(.name("eye"), span), [Argument(value: indices[0])], at: below.span), span)
  }

  /// `\mathbf{1}_n`: a vector of ones; without a size, of as many as fit.
  mutating func ones(_ span: Span) throws(Diagnostic) -> Expression {
    if token.is(.openParenthesis) || token.is(.openBracket) || token.kind == .command("{") {
      return try indicator(span)
    }
    guard token.kind == .under || isLowered else {
      return try postfixed(
        Expression(.application(Expression(.name("ones"), span), [], at: span), span))
    }
    let below = try subscriptBelow()
    guard let indices = below.indices, indices.count == 1 else {
      throw Diagnostic("a vector of ones has one size", at: below.span)
    }
    let whole = span.union(below.span)
    return try postfixed(
      Expression(
        .application(
          Expression(.name("ones"), span), [Argument(value: indices[0])], at: below.span), whole))
  }

  private var isLowered: Bool { if case .lowered = token.kind { true } else { false } }

  /// `\mathbb{1}(u > 0)`, `\mathbb{1}_{u > 0}`: 1 where the condition holds, else 0.
  mutating func indicator(_ span: Span) throws(Diagnostic) -> Expression {
    if token.kind == .under {
      advance()
      let inner = try script { (reader) throws(Diagnostic) in
        reader.comparesEqual = true
        return try reader.expression()
      }
      return Expression(.parenthesized(inner), span.union(previous.span))
    }
    let outer = comparesEqual
    comparesEqual = true
    defer { comparesEqual = outer }
    switch token.kind {
    case .symbol(.openParenthesis), .symbol(.openBracket), .command("{"):
      let inner = try postfixed(atom())
      return Expression(inner.form, span.union(inner.span))
    default:
      throw Diagnostic(
        "an indicator needs its condition", at: span, hint: #"\mathbb{1}(u > 0)"#)
    }
  }

  /// `\mathbb{E}[x]`, `\operatorname{E}_{x \sim p}[x]`, `\mathrm{Var}(x)`; nil of a name that stands for
  /// something else.
  mutating func expectation(
    _ text: String, _ first: LaTeXToken, _ span: Span
  ) throws(Diagnostic) -> Expression? {
    let isLetter = if case .letter = first.kind { text != "𝔼" } else { false }
    guard ["𝔼", "E", "Var"].contains(text), !isLetter, !vocabulary.isName(text) else { return nil }
    let outer = index
    if token.kind == .under {
      // What is drawn from where.
      let end = closing[index + 1].map { $0 + 1 } ?? index + 2
      let place = tokens[index].span.union(tokens[end - 1].span)
      index = end
      notes.append(
        Diagnostic("'\(source[place])' is taken as a remark", at: place, severity: .note))
    }
    switch token.kind {
    case .symbol(.openParenthesis), .symbol(.openBracket), .command("{"):
      return try postfixed(
        application(of: Expression(.name(text == "Var" ? text : "𝔼"), span)))
    default:
      index = outer
      return nil
    }
  }
}
