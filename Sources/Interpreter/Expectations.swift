import Syntax

/// `E[x]`, `Var(x)`, `Cov(x, y)` in notes: what is so for every distribution is so for a sample of any
/// size, and there it can be tried. A name that a statement speaks of under these signs alone, and
/// that has no value and no equation, is drawn: it stands for all of its draws, `x_samples`.
extension Session {
  /// A statement with means over samples in the place of expectations.
  func resolvingExpectations(_ statement: Statement) -> Statement {
    guard case .chain(let links, let relations) = statement.form,
      links.contains(where: { $0.contains { $0.moment != nil } })
    else { return statement }
    var drawn: Set<String> = []
    var others: Set<String> = []
    for link in links { link.collectNames(under: &drawn, outside: &others) }
    drawn = drawn.subtracting(others).filter { name in
      // Numbers that don't change have these letters.
      guard !isKnown(name), let first = name.unicodeScalars.first, !("a"..."g").contains(first)
      else { return false }
      switch standing(of: name) {
      case .nothing, .symbol: return true
      case .value, .equation, .function: return false
      }
    }
    guard !drawn.isEmpty else { return statement }
    let areColumns = drawsColumns || Self.drawsColumns(statement)
    if areColumns {
      for name in drawn.sorted() where name.unicodeScalars.first.map({ $0.isASCII }) == true {
        _ = introduce(
          name + Sampling.ending, .matrix(graph.sizes.fresh(), graph.sizes.fresh()), .use)
      }
    }
    let sampling = Sampling(drawn: drawn, areColumns: areColumns)
    var result = statement
    result.form = .chain(links: links.map { sampling.means($0) }, relations: relations)
    return result
  }

  /// Whether an equation speaks of expectations and of transposes: what is drawn are columns.
  package static func drawsColumns(_ statement: Statement) -> Bool {
    guard case .chain(let links, _) = statement.form else { return false }
    return links.contains { $0.contains { $0.moment != nil } }
      && links.contains { link in
        link.contains { if case .postfix(_, .transpose) = $0.form { true } else { false } }
      }
  }

  /// Whether a name stands for the draws of another.
  package static func isSample(_ name: String) -> Bool { name.hasSuffix(Sampling.ending) }
}

private struct Sampling {
  static let ending = "_samples"
  private static let count = "N_samples"

  let drawn: Set<String>
  /// Whether what is drawn are columns, so that a variance is a matrix.
  let areColumns: Bool

  /// An expression with means for expectations.
  ///
  /// - Parameter depth: How many means it stands under.
  func means(_ tree: Expression, depth: Int = 0) -> Expression {
    if case .name(let name) = tree.form, depth > 0, drawn.contains(name) {
      return Expression(
        .index(
          Expression(.name(name + Self.ending), tree.span),
          [Expression(.name(Self.letter(depth)), tree.span)], at: tree.span), tree.span)
    }
    guard let (moment, arguments) = tree.moment else {
      return Expression(tree.form(changing: { means($0, depth: depth) }, at: nil), tree.span)
    }
    switch moment {
    case .expectation: return mean(arguments[0], depth: depth)
    case .variance:
      let deviation = deviation(arguments[0])
      return mean(
        areColumns
          ? deviation.times(deviation.transposed) : deviation.times(deviation), depth: depth)
    case .covariance:
      let (first, second) = (deviation(arguments[0]), deviation(arguments[arguments.count - 1]))
      return mean(
        first.times(areColumns || arguments.count == 1 ? second.transposed : second), depth: depth)
    }
  }

  /// `x - E[x]`
  private func deviation(_ tree: Expression) -> Expression {
    let mean = Expression(
      .application(
        Expression(.name(Moment.expectation.rawValue), tree.span), [Argument(value: tree)],
        at: tree.span), tree.span)
    let difference = Expression.Form.binary(tree.inGroup, .subtract, mean, at: tree.span)
    return Expression(.parenthesized(Expression(difference, tree.span)), tree.span)
  }

  private func mean(_ tree: Expression, depth: Int) -> Expression {
    let (letter, span) = (Self.letter(depth + 1), tree.span)
    let operand = means(tree, depth: depth + 1)
    guard operand.names.contains(letter) else { return operand.inGroup }
    let count = Expression(.name(Self.count), span)
    let one = Expression(.number(NumberLiteral(value: 1, lastDigit: 0)), span)
    let sum = Expression.Form.indexed(
      .sum, over: [IndexRange(name: Name(letter, span), lower: one, upper: count)],
      operand.inGroup)
    let quotient = Expression.Form.binary(
      Expression(.parenthesized(Expression(sum, span)), span), .divide, count, at: span)
    return Expression(.parenthesized(Expression(quotient, span)), span)
  }

  private static func letter(_ depth: Int) -> String { "ω\(depth)" }
}

private enum Moment: String {
  case expectation = "𝔼"
  case variance = "var"
  case covariance = "Cov"
}

extension Expression {
  /// Which moment it is, and of what.
  fileprivate var moment: (Moment, [Expression])? {
    guard let (name, arguments) = call, let moment = Moment(rawValue: name),
      !arguments.isEmpty, arguments.count <= (moment == .covariance ? 2 : 1),
      arguments.allSatisfy({ $0.label == nil })
    else { return nil }
    return (moment, arguments.map(\.value))
  }

  fileprivate func collectNames(under: inout Set<String>, outside: inout Set<String>) {
    var stack: [(Expression, isUnder: Bool)] = [(self, false)]
    while let (part, isUnder) = stack.popLast() {
      if let name = part.bareName {
        if isUnder { under.insert(name) } else { outside.insert(name) }
      }
      if let (_, arguments) = part.moment {
        stack += arguments.map { ($0, true) }
      } else {
        stack += part.parts.map { ($0, isUnder) }
      }
    }
  }

  fileprivate var inGroup: Expression {
    switch form {
    case .binary, .prefix, .indexed: Expression(.parenthesized(self), span)
    default: self
    }
  }

  fileprivate var transposed: Expression { Expression(.postfix(self, .transpose), span) }

  fileprivate func times(_ other: Expression) -> Expression {
    Expression(.binary(self, .juxtapose, other, at: span), span)
  }
}
