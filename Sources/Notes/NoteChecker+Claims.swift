import Arrays
import Calculus
import Elaboration
import Graph
import Interpreter
import Syntax

/// What was found out about a claim.
struct Outcome {
  var verdict: Verdict
  var detail: String?
  /// Names without a value that the claim waits for.
  var missing: [String]?
  /// The earlier finding that this follows from.
  var root: Int?
}

extension NoteChecker {
  /// Checks a claim and adds what was found.
  func check(_ claim: Claim, _ text: String) throws(Stop) {
    guard let outcome = try outcome(of: claim) else {
      add(at: claim.left.span, text, .unchecked, "it can't be tried: no point has a value")
      return
    }
    let finding = add(
      at: claim.left.span, text, outcome.verdict, outcome.detail, root: outcome.root)
    if let missing = outcome.missing, outcome.verdict == .unchecked {
      deferred.append(
        DeferredClaim(claim: claim, equation: position, finding: finding, missing: missing))
    }
  }

  /// What can be said of a claim now; nil where nothing can.
  func outcome(of claim: Claim) throws(Stop) -> Outcome? {
    do {
      return try session.transaction(claim.source, claim.span) { () throws(Stop) in
        try session.withScalarReadings(of: claim, isGood: { $0?.verdict == .holds }) {
          () throws(Stop) in try compared(claim)
        }
      }
    } catch {
      guard case .failure(let diagnostic, _) = error else { throw error }
      return Outcome(
        verdict: diagnostic.fact == .shapes ? .mismatch : .unchecked, detail: diagnostic.message)
    }
  }

  private func compared(_ claim: Claim) throws(Stop) -> Outcome? {
    let (left, right) = try session.terms(of: claim)
    let isFormula = !claim.left.isLiteral && !claim.right.isLiteral
    guard let sides = try session.knownValues(of: [left, right], at: claim.span) else {
      if isFormula { return judged(left, right, claim) }
      let missing = session.missing([left, right])
      return Outcome(
        verdict: .unchecked, detail: "no value for \(missing.joined(separator: ", "))",
        missing: missing)
    }
    switch session.comparison(of: sides, left, right, claim) {
    case .equal: return Outcome(verdict: .holds)
    case .transposed:
      return Outcome(verdict: .holds, detail: session.layoutPhrase(left, right))
    case .shapes:
      return Outcome(
        verdict: .mismatch,
        detail: "the left side is \(session.text(sides[0], left)), "
          + "the right side \(session.text(sides[1], right))")
    case .differ(let entry):
      return Outcome(verdict: .mismatch, detail: session.difference(sides, entry, claim))
    }
  }

  private func judged(_ left: Term, _ right: Term, _ claim: Claim) -> Outcome? {
    guard let judgement = session.judgement(of: left, right, claim) else { return nil }
    if judgement.verdict == .mismatch, let reason = session.undefined(in: claim, [left, right]) {
      return Outcome(verdict: .unchecked, detail: reason)
    }
    switch judgement.verdict {
    case .holds: return Outcome(verdict: .holds, detail: judgement.detail)
    case .mismatch: return Outcome(verdict: .mismatch, detail: judgement.detail)
    case .unchecked: return Outcome(verdict: .unchecked, detail: judgement.detail)
    }
  }

  // MARK: Claims that wait

  /// Tries the claims again whose values have arrived.
  func retryDeferred(isLast: Bool) throws(Stop) {
    guard !deferred.isEmpty else { return }
    let waiting = deferred
    deferred = []
    for entry in waiting {
      let arrived = entry.missing.allSatisfy {
        session.standing(of: $0) != .symbol && session.standing(of: $0) != .nothing
      }
      guard arrived || isLast else {
        deferred.append(entry)
        continue
      }
      let here = position
      position = entry.equation
      defer { position = here }
      guard let outcome = try outcome(of: entry.claim) else { continue }
      if outcome.verdict == .unchecked, outcome.missing != nil, !isLast {
        deferred.append(entry)
        continue
      }
      findings[entry.finding].verdict = outcome.verdict
      findings[entry.finding].detail = outcome.detail
      findings[entry.finding].root = outcome.root
    }
  }
}
