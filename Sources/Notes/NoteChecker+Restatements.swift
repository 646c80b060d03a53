import Elaboration
import Graph
import Interpreter
import Syntax

/// Names that get an equation once more, and the places where names get theirs.
extension NoteChecker {
  // MARK: Names that have an equation already

  /// What is to be said of the first link, where it is a name that stands for something and gets
  /// an equation once more; nil where the first relation is to be checked or defines the name.
  func restatement(
    _ links: [Expression], _ relations: [Relation], _ statement: Statement
  ) throws(Stop) -> Outcome? {
    guard let name = links[0].bareName, relations[0] == .equal else { return nil }
    let right = links[1]
    if lookedUp[name] == position {
      lookedUp[name] = nil
      // More may be known of what it is made of than when it was looked up.
      var again = statement
      again.span = right.span
      _ = try redefine(name, links, again)
      return Outcome(verdict: .defined)
    }
    switch session.standing(of: name) {
    case .nothing, .symbol, .function: return nil
    case .value:
      guard right.isLiteral else { return nil }
      return try anotherDatum(name, links, statement)
    case .equation:
      guard right.isFormula else { return nil }
      return try anotherFormula(name, links, statement)
    }
  }

  /// A second literal for a name: the same, or new data from here on.
  private func anotherDatum(
    _ name: String, _ links: [Expression], _ statement: Statement
  ) throws(Stop) -> Outcome? {
    let literal = links[1]
    let claim = Claim(
      left: Expression(.name(name), literal.span), right: literal, relation: .equal,
      source: passage.text, span: literal.span, dialect: .notes)
    if case .holds? = try outcome(of: claim)?.verdict { return Outcome(verdict: .holds) }
    let earlier = definitions[name]?.last.map { ", other than \($0.line.asPlace)" } ?? ""
    guard try redefine(name, links, statement) else { return nil }
    return Outcome(verdict: .defined, detail: "new data\(earlier)")
  }

  /// A second formula for a name: the same in other words, or another one.
  private func anotherFormula(
    _ name: String, _ links: [Expression], _ statement: Statement
  ) throws(Stop) -> Outcome? {
    guard let earlier = session.equationTree(of: name) else { return nil }
    let right = links[1]
    if earlier.text == right.text { return Outcome(verdict: .holds) }
    if right.names.contains(name) { return nil }
    let claim = Claim(
      left: earlier.moved(to: right.span), right: right, relation: .equal, source: passage.text,
      span: right.span,
      dialect: .notes)
    isRestating = true
    defer { isRestating = false }
    let outcome = try outcome(of: claim)
    if let outcome, outcome.verdict == .holds { return outcome }
    if outcome?.verdict == .mismatch, let other = try supposing(claim) { return other }
    // What a name is in a special case, it is there alone.
    if outcome?.isUnderCondition == true { return outcome }
    // Numbers for letters claim what the name comes to: it stands for its formula still.
    if right.isMadeOfNumbers { return outcome }
    let place = definitions[name]?.last.map { " \($0.line.asPlace)" } ?? ""
    if outcome?.verdict == .mismatch,
      isReused(name, earlier, right) || isAnotherStep(name, earlier, right)
    {
      guard try redefine(name, links, statement) else { return nil }
      return Outcome(verdict: .defined, detail: "another \(name) than\(place)")
    }
    let first = "\(name) = \(earlier.text)\(place)"
    guard outcome?.verdict == .mismatch else {
      _ = try redefine(name, links, statement)
      return Outcome(verdict: .defined, detail: "before, \(first)")
    }
    let bare = try explained(Outcome(verdict: .mismatch), claim)
    if isAnother(name, earlier, right, bare), try redefine(name, links, statement) {
      return Outcome(verdict: .defined, detail: "another \(name) than\(place)")
    }
    let why = bare?.explanation ?? outcome?.detail
    _ = try redefine(name, links, statement)
    return Outcome(
      verdict: .mismatch,
      detail: "another formula than \(first)" + (why.map { "; \($0)" } ?? ""), cause: .redefinition)
  }

  /// Whether a letter is used for another thing: its two formulas have no name in common.
  private func isReused(_ name: String, _ first: Expression, _ second: Expression) -> Bool {
    func names(_ tree: Expression) -> Set<String> {
      tree.names.filter { !session.isKnown($0) && session.standing(of: $0) != .function }
    }
    let (before, after) = (names(first), names(second))
    return !before.isEmpty && !after.isEmpty && before.isDisjoint(with: after)
  }

  /// Whether the next of some is taken by a step of another kind: one that rests on something of the
  /// step that the first doesn't know.
  private func isAnotherStep(_ name: String, _ first: Expression, _ second: Expression) -> Bool {
    guard name.contains("_{"), name.contains("+") else { return false }
    return second.names.subtracting(first.names).contains { $0.contains("_") }
  }

  func redefine(
    _ name: String, _ links: [Expression], _ statement: Statement
  ) throws(Stop) -> Bool {
    let right = links[1]
    forgetValues()
    do {
      try defining([right], statement) { () throws(Stop) in
        try session.redefine(Name(name, right.span), right, in: statement)
      }
      noteDefinition(of: name, links, 1, at: 0)
      return true
    } catch {
      guard case .failure = error else { throw error }
      return false
    }
  }

  // MARK: Definitions

  func noteDefinition(
    of name: String, _ links: [Expression], _ by: Int, at link: Int
  ) {
    let line = passage.shownLine(of: links[link].span.lower)
    if definedNow.equation != position { definedNow = (position, []) }
    definedNow.names.insert(name)
    arrivedNames?.insert(name)
    definitions[name, default: []].append(Definition(equation: position, link: by, line: line))
  }

  /// The last finding is that of the definition before or after a relation.
  func noteFinding(ofDefinitionAt relation: Int) {
    if definedNow.equation != position { definedNow = (position, []) }
    for name in definedNow.names {
      guard let places = definitions[name], let last = places.last, last.equation == position,
        last.finding == nil,
        last.link == relation || last.link == relation + 1
      else { continue }
      definitions[name]?[places.count - 1].finding = findings.count - 1
    }
  }

  // MARK: Two names for one thing

  /// `s = s_1 + s_2` after `S = s_1 + s_2`: one quantity in two spellings.
  func noteAlias(of name: String) {
    guard aliases[name] == nil, let tree = session.equationTree(of: name), !tree.isLiteral else {
      return
    }
    for other in [name.lowercased(), name.uppercased()] where other != name {
      guard let same = session.equationTree(of: other), same.text == tree.text else { continue }
      aliases[name] = other
    }
  }

  /// An expression in the names that stand for the others.
  func renamed(_ expression: Expression) -> Expression {
    aliases.isEmpty
      ? expression
      : aliases.reduce(expression) { tree, alias in
        tree.mentions(alias.key)
          ? tree.replacing(alias.key, with: Expression(.name(alias.value), tree.span)) : tree
      }
  }
}
