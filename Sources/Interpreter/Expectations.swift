import Syntax

/// `E[x]`, `Var(x)`, `Cov(x, y)` in notes: what is so for every distribution is so for a sample of any
/// size, and there it can be tried. A name that a statement speaks of under these signs alone, and
/// that has no value and no equation, is drawn: it stands for all of its draws, `x_samples`.
extension Session {
  /// A statement with means over samples in the place of expectations.
  func resolvingExpectations(
    _ statement: Statement, saying say: (String) -> Void = { _ in }
  ) -> Statement {
    guard case .chain(let written, let relations) = statement.form,
      written.contains(where: \.hasMoments)
    else { return statement }
    var result = statement
    if written.count == 1, let plain = ofEntries(written[0], saying: say) {
      result.form = .chain(links: [plain], relations: [])
      return result
    }
    // Of what is given, and of moments of moments of moments, the expectation is whatever it may be.
    result.form = .chain(
      links: written.map { $0.naming(.expectation, "expectation").naming(.variance, "var") },
      relations: relations)
    guard written.allSatisfy({ $0.momentDepth <= Self.momentLimit }) else { return result }
    var partsLeft = Self.partLimit
    let links = written.map { expandingDrawn($0, &partsLeft) }
    var under: Set<String> = []
    var others: Set<String> = []
    for link in links { link.collectNames(under: &under, outside: &others) }
    under = under.subtracting(others).filter { name in
      switch standing(of: name) {
      case .nothing, .symbol:
        !isKnown(name) && !Self.isSample(name) && !name.hasPrefix(Sampling.letter)
      case .value, .equation, .function: false
      }
    }
    // Numbers that don't change have the first letters.
    let likely = under.filter { name in
      name.count > 1 || name.unicodeScalars.first.map { !("a"..."g").contains($0) } == true
    }
    // A in A x is no random matrix, where x is there to be drawn.
    let small = likely.filter {
      !Self.startsWithCapital($0) || ["X", "Y", "Z"].contains($0)
    }
    let drawn = !small.isEmpty ? small : !likely.isEmpty ? likely : under
    guard !drawn.isEmpty else { return result }
    if written.count == 1 || written[0].bareName != nil {
      for name in drawn.sorted() { say("taking \(name + Sampling.ending) as draws of \(name)") }
    }
    if drawsColumns || Self.drawsColumns(statement) {
      for name in drawn.sorted() where name.unicodeScalars.first?.isASCII == true {
        _ = introduce(
          name + Sampling.ending, .matrix(graph.sizes.fresh(), graph.sizes.fresh()), .use)
      }
    }
    let sampling = Sampling(drawn: drawn, areMatrices: Self.drawsColumns(statement))
    result.form = .chain(links: links.map { sampling.means($0) }, relations: relations)
    result.written = written
    return result
  }

  /// `Var(v)` and `E[x^2]` alone: what is drawn stands for all of its draws, of which they are mean and
  /// variance. Nil where products of arrays are meant.
  private func ofEntries(_ tree: Expression, saying say: (String) -> Void) -> Expression? {
    var under: Set<String> = []
    var others: Set<String> = []
    tree.collectNames(under: &under, outside: &others)
    let capitals = under.filter { Self.startsWithCapital($0) && standing(of: $0) == .nothing }
    guard !Self.drawsColumns([tree]), capitals.isSubset(of: ["X", "Y", "Z"]),
      !under.contains(where: { name in
        slot(of: name).map { graph.shape(of: state.slots[$0].node).order > 1 } ?? false
      }), let plain = tree.momentsOfEntries
    else { return nil }
    for name in capitals.sorted() {
      _ = introduce(name, .vector(graph.sizes.fresh()), .convention)
    }
    let draws = under.subtracting(others).filter { !isKnown($0) && !Self.isNumber($0) }.sorted()
    if !draws.isEmpty {
      let names = draws.joined(separator: ", ")
      say(
        "\(tree.momentWords) of all draws, which \(names) stand\(draws.count == 1 ? "s" : "") for")
    }
    return plain
  }

  private static func startsWithCapital(_ name: String) -> Bool {
    name.unicodeScalars.first.map { ("A"..."Z").contains($0) } ?? false
  }

  /// Whether a name's letter is one of the first, which numbers have.
  private static func isNumber(_ name: String) -> Bool {
    name.count == 1 && name.unicodeScalars.allSatisfy { ("a"..."g").contains($0) }
  }

  /// Each moment is written out twice or more for the one around it.
  private static var momentLimit: Int { 3 }
  /// So many parts may formulas bring along.
  private static var partLimit: Int { 1000 }

  /// An expression with the formulas of names under its moments, which may rest on what is drawn.
  private func expandingDrawn(_ tree: Expression, _ partsLeft: inout Int) -> Expression {
    guard let (_, arguments) = tree.moment, case .application(let callee, _, let place) = tree.form
    else {
      return Expression(
        tree.form(changing: { expandingDrawn($0, &partsLeft) }, at: nil), tree.span)
    }
    return Expression(
      .application(
        callee, arguments.map { Argument(value: expanded($0, &partsLeft)) }, at: place), tree.span)
  }

  private func expanded(_ tree: Expression, _ partsLeft: inout Int) -> Expression {
    guard let name = tree.bareName, let formula = equationTree(of: name), valueOfName(name) == nil
    else {
      return Expression(tree.form(changing: { expanded($0, &partsLeft) }, at: nil), tree.span)
    }
    partsLeft -= formula.partCount
    guard partsLeft > 0 else { return tree }
    let inner = expanded(formula.moved(to: tree.span), &partsLeft)
    return Expression(.parenthesized(inner), tree.span)
  }

  /// Whether a word stands for a moment of what is drawn, and can't be defined.
  package static func isMoment(_ word: String) -> Bool { Moment(rawValue: word) != nil }

  /// Whether an equation speaks of expectations and of transposes: what is drawn are columns.
  package static func drawsColumns(_ statement: Statement) -> Bool {
    guard case .chain(let links, _) = statement.form else { return false }
    return drawsColumns(links)
  }

  private static func drawsColumns(_ links: [Expression]) -> Bool {
    links.contains(where: \.hasMoments)
      && links.contains { link in
        link.bareName.map { ["Σ", "S", "C", "K", "P", "Q", "R"].contains($0) } ?? false
          || link.contains { if case .postfix(_, .transpose) = $0.form { true } else { false } }
      }
  }

  /// Whether a name stands for the draws of another.
  package static func isSample(_ name: String) -> Bool { name.hasSuffix(Sampling.ending) }
}

private struct Sampling {
  static let ending = "_samples"
  private static let count = "N_samples"
  /// What the indices of draws begin with.
  static let letter = "ω"

  let drawn: Set<String>
  /// Whether variances are matrices.
  let areMatrices: Bool

  /// An expression with means for expectations.
  ///
  /// - Parameter letters: The indices of the means that it stands under.
  func means(_ tree: Expression, under letters: [String] = []) -> Expression {
    if case .name(let name) = tree.form, let letter = letters.last, drawn.contains(name) {
      return Expression(
        .index(
          Expression(.name(name + Self.ending), tree.span),
          [Expression(.name(letter), tree.span)], at: tree.span), tree.span)
    }
    guard let (moment, arguments) = tree.moment else {
      return Expression(tree.form(changing: { means($0, under: letters) }, at: nil), tree.span)
    }
    switch moment {
    case .expectation: return mean(arguments[0], under: letters)
    case .variance:
      let deviation = deviation(arguments[0])
      return mean(
        areMatrices
          ? deviation.times(deviation.transposed) : deviation.times(deviation), under: letters)
    case .covariance:
      let (first, second) = (deviation(arguments[0]), deviation(arguments[arguments.count - 1]))
      return mean(
        first.times(areMatrices || arguments.count == 1 ? second.transposed : second),
        under: letters)
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

  private func mean(_ tree: Expression, under letters: [String]) -> Expression {
    let (taken, span) = (tree.names.union(letters), tree.span)
    let letter =
      (1...).lazy.map { Self.letter + "\($0)" }.first { !taken.contains($0) } ?? Self.letter
    let operand = means(tree, under: letters + [letter])
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
}

private enum Moment: String {
  case expectation = "𝔼"
  /// The capital tells it from the function, which is of one array.
  case variance = "Var"
  case covariance = "Cov"
}

extension Expression {
  /// How many moments stand within one another.
  fileprivate var momentDepth: Int {
    var deepest = 0
    var stack = [(self, depth: 0)]
    while let (part, depth) = stack.popLast() {
      let inner = part.moment == nil ? depth : depth + 1
      deepest = max(deepest, inner)
      stack += part.parts.map { ($0, inner) }
    }
    return deepest
  }

  fileprivate var hasMoments: Bool { contains { $0.moment != nil } }

  /// The expression with another word for a moment.
  fileprivate func naming(_ moment: Moment, _ word: String) -> Expression {
    if case .application(let callee, let arguments, let place) = form,
      callee.bareName == moment.rawValue
    {
      return Expression(
        .application(Expression(.name(word), callee.span), arguments, at: place), span)
    }
    return Expression(form(changing: { $0.naming(moment, word) }, at: nil), span)
  }

  /// The expression with the mean and the variance of entries for moments; nil where there is none.
  fileprivate var momentsOfEntries: Expression? {
    var isPlain = true
    func called(_ name: String, _ argument: Expression) -> Expression {
      Expression(
        .application(
          Expression(.name(name), argument.span), [Argument(value: argument)], at: argument.span),
        argument.span)
    }
    func plain(_ tree: Expression) -> Expression {
      guard let (moment, arguments) = tree.moment else {
        return Expression(tree.form(changing: plain, at: nil), tree.span)
      }
      let inner = arguments.map(plain)
      switch moment {
      case .expectation: return called("mean", inner[0])
      case .variance: return called("var", inner[0])
      case .covariance:
        guard inner.count == 2 else {
          isPlain = false
          return tree
        }
        let deviations = inner.map { argument in
          Expression(
            .parenthesized(
              Expression(
                .binary(argument.inGroup, .subtract, called("mean", argument), at: tree.span),
                tree.span)), tree.span)
        }
        return called(
          "mean",
          Expression(
            .binary(deviations[0], .elementwiseMultiply, deviations[1], at: tree.span), tree.span))
      }
    }
    let result = plain(self)
    return isPlain ? result : nil
  }

  /// `E is the mean`, `Var is the variance`.
  fileprivate var momentWords: String {
    var words: [String] = []
    _ = contains { part in
      switch part.moment?.0 {
      case .expectation: words.append("E is the mean")
      case .variance: words.append("Var is the variance")
      case .covariance: words.append("Cov is the covariance")
      case nil: break
      }
      return false
    }
    return Array(Set(words)).sorted().joined(separator: " and ")
  }

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
