import Interpreter
import Printing
import Syntax

/// Formulas of which a small change is right.
extension NoteChecker {
  /// A coefficient that is wrong by a factor: `5t` for `6t`.
  func wrongCoefficient(_ claim: Claim, isRight: Bool) -> [CorrectedSide] {
    let side = isRight ? claim.right : claim.left
    if side.writtenNumbers != nil { return [] }
    var candidates: [CorrectedSide] = []
    for site in literalSites(in: side).prefix(4) {
      guard case .number(let literal) = site.part.form, literal.lastDigit == 0,
        (1...99).contains(literal.value)
      else { continue }
      let near = (2...12).map(Double.init) + [literal.value * 2, literal.value * 3]
      for value in near where value != literal.value {
        let number = Expression(
          .number(NumberLiteral(value: value, lastDigit: 0)), site.part.span)
        let tree = side.replacing(anywhere: [site.part.span: number])
        guard isRightNow(claim.with(tree, isRight: isRight)) else { continue }
        candidates.append(
          CorrectedSide(
            tree: tree, changes: [Change(span: site.part.span, text: "\(Int(value))")]))
      }
    }
    return candidates
  }

  func editedFormula(_ claim: Claim, isRight: Bool) -> [CorrectedSide] {
    let side = isRight ? claim.right : claim.left
    if side.writtenNumbers != nil { return [] }
    let edits = edits(of: side) + missingTerms(in: side, of: claim, at: position)
    func holds(_ edit: TreeEdit) -> Bool { isRightNow(claim.with(edit.tree, isRight: isRight)) }
    guard let first = edits.firstIndex(where: holds) else { return [] }
    var found = [edits[first]]
    // Rather than a term to make up for it, what is too much is taken away.
    let size = side.partCount
    if edits[first].cause == .term, edits[first].tree.partCount > size {
      let smaller = edits[(first + 1)...].first { $0.tree.partCount < size && holds($0) }
      if let smaller { found.insert(smaller, at: 0) }
    } else if let second = edits[(first + 1)...].first(where: holds) {
      found.append(second)
    }
    return found.map { edit in
      CorrectedSide(
        tree: edit.tree,
        changes: [Change(span: edit.part.span, text: printed(edit.part, keeping: [side]))])
    }
  }
}
