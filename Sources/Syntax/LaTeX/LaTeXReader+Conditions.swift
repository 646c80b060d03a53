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

  private static func condition(_ statement: Statement) -> IndexCondition? {
    guard case .chain(let links, let relations) = statement.form else { return nil }
    if links.count == 2, relations == [.equal], let first = links[0].indexLetter,
      let second = links[1].indexLetter
    {
      return IndexCondition(first: first, second: second, isEqual: true)
    }
    guard links.count == 1, case .binary(let left, .notEqual, let right, at: _) = links[0].form,
      let first = left.indexLetter, let second = right.indexLetter
    else { return nil }
    return IndexCondition(first: first, second: second, isEqual: false)
  }

  /// A side where two indices differ, and 0 where they are the same.
  private static func apart(
    _ condition: IndexCondition, _ side: Expression, at place: Span
  ) -> Expression {
    let (first, second) = (condition.first, condition.second)
    let delta = Expression(
      .subscripted(
        Expression(.name("δ"), place), [first, second].map { Expression(.name($0), place) },
        name: "δ_\(first)\(second)"), place)
    let one = Expression(.number(NumberLiteral(value: 1, lastDigit: 0)), place)
    let factor = Expression(
      .parenthesized(Expression(.binary(one, .subtract, delta, at: place), place)), place)
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
