import Arrays
import Elaboration
import Graph
import Interpreter
import Syntax

/// What claims, and the whole document, come to with another tree for a definition.
extension NoteChecker {
  /// What a claim comes to with another tree for a name.
  private func rehearsed<Result>(
    _ mistake: Mistake, with tree: Expression, for name: String, _ definition: Definition,
    _ body: (Term, Term) throws(Stop) -> Result?
  ) -> Result? {
    guard let statement = statement(with: tree, for: definition) else { return nil }
    let source = equations[definition.equation].passage.text
    return session.rehearsal(source, statement.span) { () throws(Stop) -> Result? in
      try session.transaction(source, statement.span) { () throws(Stop) in
        var prepared = session.prepared(statement)
        guard case .chain(let links, _) = prepared.form else { return }
        // An equation from the same place counts as the same.
        prepared.span = tree.span
        if try !session.defineFunction(links, in: prepared) {
          try session.redefine(Name(name, tree.span), links[definition.link], in: prepared)
        }
      }
      let outer = session.beginProbing(mistake.claim.source, mistake.claim.span)
      defer { session.endProbing(outer) }
      let (left, right) = try session.terms(of: mistake.claim)
      return try body(left, right)
    }
  }

  func differences(
    of mistake: Mistake, with tree: Expression, for name: String, _ definition: Definition
  ) -> [Double]? {
    rehearsed(mistake, with: tree, for: name, definition) { (left, right) throws(Stop) in
      guard let sides = try session.knownValues(of: [left, right], at: mistake.claim.span),
        sides[0].squeezed == sides[1].squeezed
      else { return nil }
      return (0..<sides[0].count).map { sides[0][$0] - sides[1][$0] }
    }
  }

  /// Whether a mistake is none with another tree for a name, about: what is found is checked again.
  func holds(
    _ mistake: Mistake, with tree: Expression, for name: String, _ definition: Definition
  ) -> Bool {
    let claim = mistake.claim
    return rehearsed(mistake, with: tree, for: name, definition) { (left, right) throws(Stop) in
      let sides =
        mistake.isNumeric ? try session.knownValues(of: [left, right], at: claim.span) : nil
      guard let sides else {
        if claim.left.isLiteral || claim.right.isLiteral { return false }
        let judgement = session.judgement(
          of: left, right, claim, withExample: false, isThorough: false)
        return judgement.map { verdict($0, claim).verdict == .holds } ?? false
      }
      guard sides[0].squeezed == sides[1].squeezed else { return false }
      let unit = DigitInterval.unit(of: claim.right) ?? DigitInterval.unit(of: claim.left) ?? 0
      return (0..<sides[0].count).allSatisfy {
        let (a, b) = (sides[0][$0], sides[1][$0])
        return abs(a - b) <= 3 * unit + 1e-6 * max(abs(a), abs(b))
      }
    } ?? false
  }

  /// The mistakes that are none with another tree for a definition; nil where that makes new ones,
  /// or no more equalities hold.
  ///
  /// - Parameter instead: Findings that may be what they are.
  func mistakesGone(
    with tree: Expression, for definition: Definition, after changed: [Int: Statement] = [:],
    instead: Set<Int>
  ) throws(Stop) -> [Int]? {
    guard let statement = statement(with: tree, for: definition, after: changed) else { return nil }
    var changed = changed
    changed[definition.equation] = statement
    let other = NoteChecker(self, changing: changed)
    try other.check()
    guard other.findings.count == findings.count else { return nil }
    var gone: [Int] = []
    for index in findings.indices where !instead.contains(index) {
      let (before, after) = (findings[index].verdict, other.findings[index].verdict)
      if after == .mismatch || after == .running, before != after, before != .mismatch {
        return nil
      }
      if before == .mismatch, after == .holds || after == .defined { gone.append(index) }
    }
    return gone
  }
}
