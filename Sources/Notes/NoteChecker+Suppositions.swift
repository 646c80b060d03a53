import Elaboration
import Graph
import Interpreter
import Syntax

/// What names with a formula are said to be: `m = 0`.
extension NoteChecker {
  /// Remembers `m = 0`, where m has a formula without a value.
  func suppose(_ claim: Claim, _ outcome: Outcome?) {
    guard outcome?.verdict == .unchecked, outcome?.missing != nil, claim.relation == .equal,
      let name = claim.left.bareName, session.standing(of: name) == .equation,
      let numbers = claim.right.writtenNumbers, numbers.count == 1, !numbers[0].isDecimal
    else { return }
    supposed[name] = claim.right
  }

  /// A claim with what the note supposes; nil where that makes it no better.
  func supposing(_ claim: Claim) throws(Stop) -> Outcome? {
    let names = supposed.keys.sorted().filter {
      claim.left.mentions($0) || claim.right.mentions($0)
    }
    guard !names.isEmpty else { return nil }
    var changed = claim
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
}
