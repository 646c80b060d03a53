import Elaboration
import Graph
import Interpreter
import Primitives
import Syntax

/// What names with a formula are said to be: `m = 0`.
extension NoteChecker {
  /// Remembers `m = 0`, where m has a formula without a value.
  func suppose(_ claim: Claim, _ outcome: Outcome?) {
    if outcome?.verdict == .holds, let name = claim.left.bareName, claim.right.isLiteral,
      Catalogue.constant(named: name) != nil, session.standing(of: name) == .nothing
    {
      // What the note computes with: π as 3.14.
      supposed[name] = claim.right
      return
    }
    guard outcome?.verdict == .unchecked, outcome?.missing != nil, claim.relation == .equal,
      let name = claim.left.bareName, session.standing(of: name) == .equation,
      let numbers = claim.right.writtenNumbers, numbers.count == 1, !numbers[0].isDecimal
    else { return }
    supposed[name] = claim.right
  }

  /// A claim with what the note supposes; nil where that makes it no better.
  func supposing(_ claim: Claim) throws(Stop) -> Outcome? {
    var changed = claim
    if supposed.keys.contains(where: { Catalogue.constant(named: $0) != nil }) {
      changed = changed.with(spelledOut(changed.left), isRight: false)
      changed = changed.with(spelledOut(changed.right), isRight: true)
    }
    let names = supposed.keys.sorted().filter {
      changed.left.mentions($0) || changed.right.mentions($0)
    }
    guard !names.isEmpty else { return nil }
    for name in names {
      guard let value = supposed[name] else { continue }
      changed = changed.with(changed.left.replacing(name, with: value), isRight: false)
      changed = changed.with(changed.right.replacing(name, with: value), isRight: true)
    }
    guard var outcome = try outcome(of: changed), outcome.verdict == .holds else { return nil }
    let phrase = "as " + names.map { "\($0) = \(supposed[$0]?.text ?? "")" }.joined(separator: ", ")
    outcome.detail = [outcome.detail, phrase].compactMap { $0 }.joined(separator: ", ")
    return outcome
  }

  /// An expression with names that rest on constants of which the note says how it takes them as what
  /// they stand for.
  private func spelledOut(_ tree: Expression) -> Expression {
    var tree = tree
    for _ in 0..<Self.supposedDepth {
      let names = tree.names.filter { name in
        session.equationTree(of: name).map(restsOnSupposedConstant) ?? false
      }
      if names.isEmpty { break }
      for name in names.sorted() {
        guard let formula = session.equationTree(of: name) else { continue }
        tree = tree.replacing(name, with: formula.moved(to: tree.span).grouped)
      }
    }
    return tree
  }

  private func restsOnSupposedConstant(_ formula: Expression) -> Bool {
    var (names, met) = (formula.names, formula.names)
    for _ in 0..<Self.supposedDepth where !names.isEmpty {
      if names.contains(where: { supposed[$0] != nil && Catalogue.constant(named: $0) != nil }) {
        return true
      }
      names = names.reduce(into: Set<String>()) {
        $0.formUnion(session.equationTree(of: $1)?.names ?? [])
      }.subtracting(met)
      met.formUnion(names)
    }
    return false
  }

  private static var supposedDepth: Int { 6 }
}
