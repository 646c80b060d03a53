import Interpreter
import Syntax

/// Definitions that have no meaning, since the shapes in them don't fit.
extension NoteChecker {
  /// What was meant by a definition that has no meaning is what all the rest agrees with.
  func judgeMisfits() throws(Stop) {
    for misfit in misfits.prefix(Self.originLimit) {
      guard let tree = tree(of: misfit), let finding = misfit.finding,
        case .chain(let links, _)? = statement(at: misfit.equation)?.form,
        let name = links[misfit.link - 1].bareName
      else { continue }
      var rechecks = 2 * Self.recheckLimit
      for edit in edits(of: tree)
      where [.product, .transpose, .name, .operation].contains(edit.cause) {
        guard rechecks > 0 else { break }
        guard hasMeaning(edit.tree, for: name, misfit) else { continue }
        rechecks -= 1
        guard let gone = try mistakesGone(with: edit.tree, for: misfit, instead: []),
          gone.contains(finding)
        else { continue }
        let shapes = findings[finding].detail
        tell(origin(name, misfit, edit, of: tree), gone)
        findings[finding].detail = [edit.phrase, shapes].compactMap { $0 }.joined(separator: "; ")
        break
      }
    }
  }

  private func hasMeaning(
    _ tree: Expression, for name: String, _ definition: Definition
  ) -> Bool {
    guard let statement = statement(with: tree, for: definition) else { return false }
    let source = equations[definition.equation].passage.text
    return session.rehearsal(source, statement.span) { () throws(Stop) -> Bool? in
      let prepared = session.prepared(statement)
      guard case .chain(let links, _) = prepared.form else { return nil }
      _ = try session.term(of: links[definition.link])
      return true
    } ?? false
  }
}
