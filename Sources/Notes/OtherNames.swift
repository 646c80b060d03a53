import Interpreter
import Syntax

/// What makes a claim right that can't be checked as it stands: another name, for one of which nothing
/// is said or that has no value.
extension NoteChecker {
  /// What is meant for a name of a claim, in words; nil where nothing makes it right.
  func otherName(in claim: Claim) -> String? {
    guard explains, !isProbing, changesTried < Self.thoroughLimit else { return nil }
    isProbing = true
    changesLeft = changeLimit
    // Listing what may be changed takes time as well.
    changesTried += 20
    defer { isProbing = false }
    let outer = session.beginProbing(claim.source, claim.span)
    defer { session.endProbing(outer) }
    ordersOfClaim = orders(of: claim)
    isNumeric = true
    for isRight in [true, false] {
      let tree = isRight ? claim.right : claim.left
      for edit in edits(of: tree) where edit.cause == .name {
        guard accepts(claim, edit.tree, isRight: isRight),
          !isOpen(claim.with(edit.tree, isRight: isRight))
        else { continue }
        return "\(edit.phrase): then it holds"
      }
    }
    return otherName(inFormulaOf: claim)
  }

  /// Whether a claim says nothing, with a name in the place of another.
  private func isOpen(_ claim: Claim) -> Bool {
    session.probe { () throws(Stop) in
      let (left, right) = try session.terms(of: claim)
      return session.undefined(in: claim, [left, right]) != nil
    } ?? true
  }

  /// `J = 0.3` where J has a formula with a name that has no value.
  private func otherName(inFormulaOf claim: Claim) -> String? {
    guard let name = claim.left.bareName, value(of: claim.right) != nil,
      let formula = session.equationTree(of: name)?.moved(to: claim.span)
    else { return nil }
    if claim.right.isMadeOfNumbers, let found = formula.nameOfTwoNumbers(in: claim.right) {
      return "\(found.name) stands for \(found.first) and for \(found.second)"
    }
    changesLeft = changeLimit
    for edit in edits(of: formula) where edit.cause == .name {
      if accepts(claim, edit.tree, isRight: false) {
        return "\(edit.phrase) in the formula of \(name)"
      }
    }
    return nil
  }
}
