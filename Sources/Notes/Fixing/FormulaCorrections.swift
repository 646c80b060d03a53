import Interpreter
import Printing
import Syntax

/// Formulas of which a small change is right.
extension NoteChecker {
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
