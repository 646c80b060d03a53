import Interpreter
import Syntax

/// Claims whose names have no values yet: they are tried again when something arrives.
extension NoteChecker {
  /// Puts a claim beside the first name that it waits for still.
  func wait(_ entry: DeferredClaim) {
    deferred[entry.missing.first { !hasArrived($0) } ?? "", default: []].append(entry)
  }

  private func hasArrived(_ name: String) -> Bool {
    switch session.standing(of: name) {
    case .nothing, .symbol: false
    case .value, .equation, .function: true
    }
  }

  /// The claims that wait for nothing any more; all of them at the end.
  private func arrivals(isLast: Bool) -> [DeferredClaim] {
    if isLast {
      defer { deferred = [:] }
      return deferred.values.joined().sorted { $0.finding < $1.finding }
    }
    var arrived: [DeferredClaim] = []
    var open =
      arrivedNames.map { $0.union([""]).filter { deferred[$0] != nil } }
      ?? Set(deferred.keys.filter { $0.isEmpty || hasArrived($0) })
    arrivedNames = []
    while let name = open.popFirst() {
      for entry in deferred.removeValue(forKey: name) ?? [] {
        if entry.missing.allSatisfy(hasArrived) { arrived.append(entry) } else { wait(entry) }
      }
    }
    return arrived.sorted { $0.finding < $1.finding }
  }

  /// Tries the claims again whose values have arrived.
  func retryDeferred(isLast: Bool) throws(Stop) {
    if deferred.isEmpty || !isLast && arrivedNames?.isEmpty == true { return }
    for entry in arrivals(isLast: isLast) {
      let here = position
      position = entry.equation
      linksAtHand = [entry.claim.left, entry.claim.right]
      defer { position = here }
      guard var outcome = try outcome(of: entry.claim) else { continue }
      if outcome.verdict == .unchecked, outcome.missing != nil, !isLast {
        wait(
          DeferredClaim(
            claim: entry.claim, equation: entry.equation, finding: entry.finding,
            missing: outcome.missing ?? []))
        continue
      }
      if outcome.isUnexplained { outcome = try explained(outcome, entry.claim) ?? outcome }
      if outcome.isOpen || isLast && outcome.verdict == .unchecked && outcome.missing != nil {
        outcome = outcome.meaning(otherName(in: entry.claim))
      }
      if outcome.verdict == .mismatch {
        mistakes[entry.finding] = Mistake(claim: entry.claim, equation: entry.equation)
      }
      findings[entry.finding].verdict = outcome.verdict
      findings[entry.finding].detail = outcome.detail
      findings[entry.finding].root = outcome.root
      findings[entry.finding].cause = outcome.cause
      findings[entry.finding].correction = correction(0, of: [entry.claim], outcome)
      findings[entry.finding].doubt = doubtAtHand
      findings[entry.finding].explanation = outcome.explanation
    }
  }
}
