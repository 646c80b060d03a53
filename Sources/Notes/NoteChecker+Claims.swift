import Arrays
import Calculus
import Elaboration
import Graph
import Interpreter
import Syntax

/// What can be said of a claim: by its values, by formulas, within rounding.
extension NoteChecker {
  /// Adds what was found about a claim.
  func add(_ outcome: Outcome?, _ claim: Claim, _ text: String) {
    let outcome = outcome ?? Outcome(verdict: .unchecked, detail: "no point was found to try it at")
    let finding = add(
      at: claim.left.span, text, outcome.verdict, outcome.detail, root: outcome.root)
    findings[finding].cause = outcome.cause
    findings[finding].explanation = outcome.explanation
    findings[finding].layout = layout(of: claim, outcome)
    if outcome.verdict == .mismatch {
      mistakes[finding] = Mistake(claim: claim, equation: position)
    }
    if outcome.cause == .seed, outcome.root == nil { seed?.finding = finding }
    if let missing = outcome.missing, outcome.verdict == .unchecked {
      wait(DeferredClaim(claim: claim, equation: position, finding: finding, missing: missing))
    }
  }

  /// What can be said of a claim now; nil where nothing can. A mistake teaches nothing of what its
  /// names are.
  func outcome(of claim: Claim) throws(Stop) -> Outcome? {
    let outcome = try outcomeOfMembers(of: claim)
    guard outcome?.verdict == .mismatch || outcome?.isOpen == true, !isProbing else {
      return outcome
    }
    if let fixed = holdingFixed(claim) { return fixed }
    let other = try reread(claim)
    return other ?? outcome
  }

  private func outcomeOfMembers(of claim: Claim) throws(Stop) -> Outcome? {
    let outcome = try outcomeNow(of: claim)
    guard outcome?.verdict == .unchecked, let missing = outcome?.missing,
      try meetMembers(of: missing)
    else { return outcome }
    return try outcomeNow(of: claim)
  }

  private func outcomeNow(of claim: Claim) throws(Stop) -> Outcome? {
    var mistake: Outcome?
    session.givens = givens()
    do {
      return try session.transaction(claim.source, claim.span) { () throws(Stop) in
        session.keepScalars(in: claim)
        let reading = try session.withScalarReadings(
          of: claim, isGood: { $0?.verdict == .holds },
          // A number that is missing stays so.
          isFinal: { $0?.verdict == .unchecked && $0?.missing?.isEmpty == false },
          { claim throws(Stop) in try compared(claim) })
        var outcome = reading.result
        outcome?.numbers = reading.numbers
        if !reading.ownNumbers.isEmpty {
          outcome?.detail = "with \(reading.ownNumbers.joined(separator: ", ")) as numbers"
        }
        if outcome?.verdict == .mismatch {
          mistake = outcome
          throw .quit
        }
        return outcome
      }
    } catch {
      if let mistake { return mistake }
      guard case .failure(let diagnostic, _) = error else { throw error }
      return Outcome(diagnostic)
    }
  }

  func compared(_ claim: Claim) throws(Stop) -> Outcome? {
    let (left, right) = try session.terms(of: claim)
    noteDerivatives([left, right])
    let isFormula =
      claim.left.isFormula && claim.right.isFormula
      && !session.restsOnNumbersAlone([left]) && !session.restsOnNumbersAlone([right])
    guard let sides = try session.knownValues(of: [left, right], at: claim.span) else {
      if let outcome = try ofEachPlace(left, right, claim) { return outcome }
      if isFormula { return try judged(left, right, claim) }
      if let outcome = try sized(claim) { return outcome }
      if let outcome = try alwaysHolds(left, right, claim) { return outcome }
      if isCondition(claim) { return Outcome(verdict: .unchecked, detail: "a condition") }
      let missing = session.missing([left, right])
      return Outcome(
        verdict: .unchecked, detail: "no value for \(missing.joined(separator: ", "))",
        missing: missing)
    }
    switch session.comparison(of: sides, left, right, claim) {
    case .equal:
      if let reason = vacuity(of: claim, sides, [left, right]) { return .open(reason) }
      return isFormula ? general(left, right, claim) : Outcome(verdict: .holds)
    case .transposed:
      var outcome = Outcome(verdict: .holds, detail: session.layoutPhrase(left, right))
      outcome.ground = .transpose
      return outcome
    case .shapes, .differ: break
    }
    if let outcome = try withinRounding(sides, left, right, claim) { return outcome }
    if let outcome = try seeded(sides, left, right, claim) { return outcome }
    if isFormula, let judgement = session.judgement(of: left, right, claim, withExample: false) {
      let outcome = verdict(judgement, claim)
      if outcome.verdict == .holds { return outcome }
    }
    if isCondition(claim) {
      return Outcome(verdict: .unchecked, detail: "a condition, not met at these values")
    }
    if claim.isOfEntry {
      return Outcome(verdict: .unchecked, detail: "a condition, not met at each place")
    }
    if let name = claim.left.differentiated(of: formulaless) {
      return Outcome(verdict: .unchecked, detail: "the formula for \(name) has no meaning")
    }
    return Outcome(verdict: .mismatch, detail: difference(sides, left, right, claim))
  }

  /// What the sides are where they differ.
  func difference(_ sides: [Tensor], _ left: Term, _ right: Term, _ claim: Claim) -> String {
    if case .differ(let entry) = session.comparison(of: sides, left, right, claim) {
      return session.difference(sides, entry, claim)
    }
    return session.shapes(of: sides, left, right)
  }

  /// `∂L/∂w = 0` asks for a point; it doesn't say that the derivative is 0 everywhere.
  func isCondition(_ claim: Claim) -> Bool {
    guard claim.left.mentionsDerivative, let numbers = claim.right.writtenNumbers else {
      return false
    }
    return numbers.allSatisfy { $0.value == 0 }
  }

  // MARK: Rounding

  /// Whether the digits written explain the difference of two sides.
  private func withinRounding(
    _ sides: [Tensor], _ left: Term, _ right: Term, _ claim: Claim, scale: Double = 1
  ) throws(Stop) -> Outcome? {
    guard sides[0].squeezed == sides[1].squeezed else { return nil }
    let count = sides[0].count
    let ofLeft = try slack(
      of: claim.left, left, beside: claim.right, count: count, scale: scale)
    let ofRight = try slack(of: claim.right, right, beside: claim.left, count: count)
    let slack = zip(ofLeft, ofRight).map { $0 + $1 }
    guard session.comparison(of: sides, left, right, claim, slack: slack) == .equal else {
      return nil
    }
    let largest = slack.max() ?? 0
    if largest == 0 { return Outcome(verdict: .holds) }
    let unit = DigitInterval.unit(of: claim.right) ?? DigitInterval.unit(of: claim.left)
    if let unit, largest > 10 * unit {
      return Outcome(
        verdict: .unchecked,
        detail: "too coarse: rounding alone moves it by \(session.number(largest))")
    }
    return Outcome(verdict: .holds, detail: "within rounding")
  }

  // MARK: In general

  /// A formula that is right at the values: is it so in general?
  private func general(_ left: Term, _ right: Term, _ claim: Claim) -> Outcome {
    guard !session.restsOnNumbersAlone([left, right]),
      let judgement = session.judgement(of: left, right, claim, withExample: false)
    else { return Outcome(verdict: .holds) }
    let outcome = verdict(judgement, claim)
    if outcome.verdict == .mismatch {
      return Outcome(verdict: .holds, detail: "at these values, not in general")
    }
    return outcome
  }

  /// A formula without values, tried at random points.
  func judged(
    _ left: Term, _ right: Term, _ claim: Claim
  ) throws(Stop) -> Outcome? {
    guard let judgement = session.judgement(of: left, right, claim) else { return nil }
    if judgement.verdict == .mismatch, let outcome = try sized(claim) { return outcome }
    if let condition = judgement.condition, !isProbing, !isRestating, states(claim, condition),
      !session.isMet(condition), isSupposedInWords || isPlainProperty(claim, condition)
    {
      assumed.insert(condition)
      return Outcome(verdict: .defined, detail: "\(session.text(condition)), from here on")
    }
    if judgement.verdict == .mismatch || judgement.condition != nil,
      let outcome = commuting(claim, left, right)
    {
      return outcome
    }
    if judgement.verdict == .mismatch, let letters = eigenPair(of: claim) {
      return Outcome(
        verdict: .defined, detail: "what \(letters.vector) and \(letters.value) are")
    }
    if judgement.verdict == .mismatch, !isProbing, !isRestating,
      let outcome = untriedCondition(claim, [left, right])
    {
      return outcome
    }
    if judgement.verdict == .mismatch {
      if let reason = openStep(in: claim) ?? session.undefined(in: claim, [left, right])
        ?? unmet(in: claim)
      {
        return .open(reason)
      }
      if let reason = underCondition([left, right]) {
        var outcome = Outcome(verdict: .unchecked, detail: reason)
        outcome.isUnderCondition = true
        return outcome
      }
      if let reason = exponential(in: claim) {
        return Outcome(verdict: .unchecked, detail: reason)
      }
    }
    let outcome = verdict(judgement, claim)
    guard outcome.verdict == .mismatch, !isProbing else { return outcome }
    if let solved = solved(claim) ?? stationary(claim) { return solved }
    return untied(left, right).map(Outcome.open) ?? outcome
  }

  /// What a judgement means in a note, where some conditions go without saying.
  func verdict(_ judgement: Session.Judgement, _ claim: Claim) -> Outcome {
    guard judgement.verdict == .holds else {
      return Outcome(
        verdict: judgement.verdict == .mismatch ? .mismatch : .unchecked,
        detail: judgement.detail)
    }
    var outcome = Outcome(verdict: .holds, detail: judgement.detail)
    outcome.ground = judgement.ground
    guard let condition = judgement.condition else { return outcome }
    let phrase = session.text(condition)
    if session.isMet(condition) {
      outcome.detail = "because \(phrase)"
      return outcome
    }
    if assumed.contains(condition) {
      outcome.detail = "as \(phrase)"
      return outcome
    }
    outcome.unmet = condition
    // Of ranks it has to be said.
    let isOfRanks = [claim.left, claim.right].contains { side in
      side.contains { $0.call?.name == "rank" }
    }
    if !isOfRanks, goesWithoutSaying(condition) {
      outcome.detail = "only if \(phrase)"
    } else {
      (outcome.verdict, outcome.detail) = (.mismatch, "holds only if \(phrase)")
    }
    return outcome
  }

  // MARK: Running equalities

  /// `W x = B + C` where `W x = B`: the author goes on writing.
  private func isLeftAlone(_ claim: Claim, _ part: Expression) throws(Stop) -> Bool {
    let alone = Claim(
      left: claim.left, right: part, relation: claim.relation, source: claim.source,
      span: claim.span, dialect: .notes)
    return try outcome(of: alone)?.verdict == .holds
  }

  func runningEquality(_ claim: Claim) throws(Stop) -> Outcome? {
    var rest = claim.right.bare
    while case .binary(let first, let sign, _, _) = rest.form {
      guard [.add, .subtract, .multiply, .divide, .juxtapose].contains(sign) else { return nil }
      if try isLeftAlone(claim, first) {
        return Outcome(
          verdict: .running,
          detail: "the left side is \(first.text.trimmingSpaces(to: 60)) alone, so this = is wrong")
      }
      rest = first.bare
    }
    return nil
  }

}

extension Expression {
  /// Whether it says something in general: it is no number, and no array of numbers is in it.
  var isFormula: Bool {
    !isLiteral
      && !contains {
        if case .array = $0.form { return $0.writtenNumbers != nil }
        return false
      }
  }
}

extension Expression {
  /// The first of some names that a derivative is taken of.
  fileprivate func differentiated(of names: Set<String>) -> String? {
    var found: String?
    _ = contains {
      guard case .derivative(let function, _) = $0.form, let name = function.bareName,
        names.contains(name)
      else { return false }
      found = name
      return true
    }
    return found
  }
}

extension Claim {
  /// The claim with another side.
  func with(_ tree: Expression, isRight: Bool) -> Claim {
    Claim(
      left: isRight ? left : tree, right: isRight ? tree : right, relation: relation,
      source: source, span: span, dialect: dialect)
  }
}
