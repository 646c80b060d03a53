/// `\frac{\partial a_j}{\partial z_i} = -a_i a_j, \quad i \neq j`: for which indices an equation is
/// meant.
extension LaTeXReader {
  /// Two indices that are the same or aren't.
  private struct IndexCondition {
    var first: String
    var second: String
    var isEqual: Bool
  }

  /// The equation before, for the indices that a statement after it names alone; nil where the
  /// statement is no such condition.
  func conditioned(
    _ statement: Statement, after earlier: Statement
  ) throws(Diagnostic) -> Statement? {
    guard let condition = Self.condition(statement),
      case .chain(let links, let relations) = earlier.form,
      links.count > 1
    else { return nil }
    let letters = links.reduce(into: Set<String>()) { $0.formUnion($1.indexLetters) }
    guard letters.contains(condition.first), letters.contains(condition.second) else { return nil }
    var result = earlier
    result.notes.append(
      Diagnostic(
        "'\(source[statement.span])' says for which indices", at: statement.span, severity: .note))
    if condition.isEqual {
      result.form = .chain(
        links: links.map { $0.renamingIndex(condition.second, to: condition.first) },
        relations: relations)
      return result
    }
    guard links[0].bareName == nil, !vocabulary.isName("δ") else {
      throw Diagnostic(
        "an equation for some indices alone can't be read", at: statement.span,
        hint: #"\delta_{ij} is 1 for i = j and 0 for others"#)
    }
    result.form = .chain(
      links: links.map { Self.apart(condition, $0, at: statement.span) }, relations: relations)
    return result
  }

  /// `a_i (1 - a_i)` for i = j, `-a_i a_j` for others; nil for cases that aren't of two indices.
  func byIndices(
    _ branches: [(value: Expression, condition: Expression?)], at place: Span
  ) -> Expression? {
    guard branches.count == 2, !vocabulary.isName("δ"),
      let first = branches[0].condition.flatMap(Self.condition)
    else { return nil }
    if let other = branches[1].condition {
      guard let second = Self.condition(other), second.isEqual != first.isEqual,
        Set([second.first, second.second]) == Set([first.first, first.second])
      else { return nil }
    }
    let letters = branches.reduce(into: Set<String>()) { $0.formUnion($1.value.indexLetters) }
    guard !letters.isDisjoint(with: [first.first, first.second]) else { return nil }
    let (equal, other) = first.isEqual ? (branches[0], branches[1]) : (branches[1], branches[0])
    let same = Expression(
      .binary(
        Self.delta(first, at: place), .juxtapose,
        Expression(.parenthesized(equal.value), equal.value.span), at: place), place)
    let sum = Expression(
      .binary(same, .add, Self.apart(first, other.value, at: place), at: place), place)
    return Expression(.parenthesized(sum), place)
  }

  private static func condition(_ expression: Expression) -> IndexCondition? {
    guard case .binary(let left, let sign, let right, at: _) = expression.form,
      sign == .equal || sign == .notEqual, let first = left.indexLetter,
      let second = right.indexLetter
    else { return nil }
    return IndexCondition(first: first, second: second, isEqual: sign == .equal)
  }

  private static func condition(_ statement: Statement) -> IndexCondition? {
    guard case .chain(let links, let relations) = statement.form else { return nil }
    if links.count == 2, relations == [.equal], let first = links[0].indexLetter,
      let second = links[1].indexLetter
    {
      return IndexCondition(first: first, second: second, isEqual: true)
    }
    return links.count == 1 ? condition(links[0].bare) : nil
  }

  /// Kronecker's symbol of two indices.
  private static func delta(_ condition: IndexCondition, at place: Span) -> Expression {
    let letters = [condition.first, condition.second]
    return Expression(
      .subscripted(
        Expression(.name("δ"), place), letters.map { Expression(.name($0), place) },
        name: "δ_" + letters.joined()), place)
  }

  /// A side where two indices differ, and 0 where they are the same.
  private static func apart(
    _ condition: IndexCondition, _ side: Expression, at place: Span
  ) -> Expression {
    let one = Expression(.number(NumberLiteral(value: 1, lastDigit: 0)), place)
    let rest = Expression(
      .binary(one, .subtract, delta(condition, at: place), at: place), place)
    let factor = Expression(.parenthesized(rest), place)
    let bracketed = Expression(.parenthesized(side), side.span)
    return Expression(.binary(factor, .juxtapose, bracketed, at: place), side.span)
  }
}

extension Expression {
  /// The letter that it is, if nothing but one.
  fileprivate var indexLetter: String? {
    guard case .name(let name) = form, name.unicodeScalars.count == 1 else { return nil }
    return name
  }

  /// The letters in subscripts.
  fileprivate var indexLetters: Set<String> {
    var letters: Set<String> = []
    var stack = [self]
    while let expression = stack.popLast() {
      if case .subscripted(_, let indices, _) = expression.form {
        letters.formUnion(indices.compactMap(\.indexLetter))
      }
      stack += expression.parts
    }
    return letters
  }

  /// The expression with one index in the place of another.
  fileprivate func renamingIndex(_ letter: String, to other: String) -> Expression {
    if case .subscripted(let base, let indices, let name) = form, let text = base.bareName {
      let renamed = indices.map {
        $0.indexLetter == letter ? Expression(.name(other), $0.span) : $0
      }
      let label = name.dropFirst(text.count).replacing(letter, with: other)
      return Expression(.subscripted(base, renamed, name: text + label), span)
    }
    return Expression(form(changing: { $0.renamingIndex(letter, to: other) }, at: nil), span)
  }
}
