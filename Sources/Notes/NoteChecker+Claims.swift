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
  var cause: Cause?
  /// What explains a mismatch, in words.
  var explanation: String?
  /// Names without a value that the claim waits for.
  var missing: [String]?
  /// The earlier finding that this follows from.
  var root: Int?

  /// Whether it is a mistake whose cause is to be looked for.
  var isUnexplained: Bool { verdict == .mismatch && cause == nil }

  init(
    verdict: Verdict, detail: String? = nil, cause: Cause? = nil, missing: [String]? = nil,
    root: Int? = nil
  ) {
    (self.verdict, self.detail, self.cause) = (verdict, detail, cause)
    (self.missing, self.root) = (missing, root)
  }

  /// Of what has no meaning: shapes that don't fit are a mistake, all else can't be checked.
  init(_ diagnostic: Diagnostic) {
    guard diagnostic.fact == .shapes else {
      self.init(verdict: .unchecked, detail: diagnostic.message)
      return
    }
    let shapes = diagnostic.notes.first ?? diagnostic.message
    self.init(verdict: .mismatch, detail: "the shapes don't fit: \(shapes)")
  }
}

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
        let outcome = try session.withScalarReadings(
          of: claim, isGood: { $0?.verdict == .holds },
          // A number that is missing stays so.
          isFinal: { $0?.verdict == .unchecked && $0?.missing?.isEmpty == false },
          { () throws(Stop) in try compared(claim) })
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
      if let reason = vacuity(of: claim, sides, [left, right]) {
        return Outcome(verdict: .unchecked, detail: reason)
      }
      return isFormula ? general(left, right, claim) : Outcome(verdict: .holds)
    case .transposed:
      return Outcome(verdict: .holds, detail: session.layoutPhrase(left, right))
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
  private func isCondition(_ claim: Claim) -> Bool {
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
    let ofLeft = try slack(of: claim.left, left, count: count, scale: scale)
    let ofRight = try slack(of: claim.right, right, count: count)
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
  private func judged(
    _ left: Term, _ right: Term, _ claim: Claim
  ) throws(Stop) -> Outcome? {
    guard let judgement = session.judgement(of: left, right, claim) else { return nil }
    if judgement.verdict == .mismatch, let outcome = try sized(claim) { return outcome }
    if let condition = judgement.condition, !isProbing, states(claim, condition),
      !session.isMet(condition), isSupposedInWords || isPlainProperty(claim, condition)
    {
      assumed.insert(condition)
      return Outcome(verdict: .defined, detail: "\(session.text(condition)), from here on")
    }
    if judgement.verdict == .mismatch, let letters = eigenPair(of: claim) {
      return Outcome(
        verdict: .defined, detail: "what \(letters.vector) and \(letters.value) are")
    }
    if judgement.verdict == .mismatch, !isProbing,
      let outcome = untriedCondition(claim, [left, right])
    {
      return outcome
    }
    if judgement.verdict == .mismatch,
      let reason = session.undefined(in: claim, [left, right]) ?? unmet(in: claim)
        ?? underCondition([left, right]) ?? commutes(in: claim, [left, right])
        ?? exponential(in: claim)
    {
      return Outcome(verdict: .unchecked, detail: reason)
    }
    let outcome = verdict(judgement, claim)
    guard outcome.verdict == .mismatch, !isProbing else { return outcome }
    if let solved = solved(claim) { return solved }
    return untied(left, right).map { Outcome(verdict: .unchecked, detail: $0) } ?? outcome
  }

  /// What a judgement means in a note, where some conditions go without saying.
  func verdict(_ judgement: Session.Judgement, _ claim: Claim) -> Outcome {
    guard judgement.verdict == .holds else {
      return Outcome(
        verdict: judgement.verdict == .mismatch ? .mismatch : .unchecked,
        detail: judgement.detail)
    }
    guard let condition = judgement.condition else {
      return Outcome(verdict: .holds, detail: judgement.detail)
    }
    let phrase = session.text(condition)
    if session.isMet(condition) { return Outcome(verdict: .holds, detail: "because \(phrase)") }
    if assumed.contains(condition) { return Outcome(verdict: .holds, detail: "as \(phrase)") }
    // Of ranks it has to be said.
    let isOfRanks = [claim.left, claim.right].contains { side in
      side.contains { $0.call?.name == "rank" }
    }
    if !isOfRanks, goesWithoutSaying(condition) {
      return Outcome(verdict: .holds, detail: "only if \(phrase)")
    }
    return Outcome(verdict: .mismatch, detail: "holds only if \(phrase)")
  }

  /// Whether notes leave a condition unsaid, or this one says it in words.
  private func goesWithoutSaying(_ condition: Condition) -> Bool {
    let words: [String]
    switch condition.property {
    case .sumsToOne, .tall, .wide: return session.valueIfKnown(condition.node) == nil
    case .symmetric: words = ["symmetric", "covariance", "hessian"]
    case .antisymmetric: words = ["skew", "antisymmetric"]
    case .orthogonal: words = ["orthogonal", "orthonormal", "rotation"]
    case .diagonal: words = ["diagonal"]
    case .unit: words = ["unit vector", "unit norm", "normalized", "normalised", "unit length"]
    case .binary: words = ["one-hot", "one hot", "binary", "mask", "label"]
    case .positive: words = ["positive"]
    case .one, .sumsToZero, .definite: words = []
    }
    // What is said of some names in words is said of those alone.
    let isSaid = properties.stated.contains {
      $0.property == condition.property && $0.name != session.graph.name(of: condition.node)?.text
    }
    return !isSaid && words.contains(where: lowercasedText.contains)
  }

  /// Whether a claim is nothing but the statement of a condition: `A^T = A`.
  private func states(_ claim: Claim, _ condition: Condition) -> Bool {
    guard !claim.left.mentionsDerivative, !claim.right.mentionsDerivative,
      let name = session.graph.name(of: condition.node)?.text
    else { return false }
    let names = claim.left.names.union(claim.right.names).filter {
      session.standing(of: $0) != .nothing
    }
    return names == [name]
  }

  /// Why two sides that are 0 say nothing: nothing tells how what is differentiated rests on what it
  /// is differentiated by.
  private func vacuity(of claim: Claim, _ sides: [Tensor], _ terms: [Term]) -> String? {
    guard claim.left.isDerivative, claim.right.mentionsDerivative,
      sides.allSatisfy({ $0.entries.allSatisfy { $0 == 0 } })
    else { return nil }
    return session.undefined(in: claim, terms)
  }

  /// `x^{-1} x = 1`: a formula that is one whole number whatever its names are.
  private func alwaysHolds(
    _ left: Term, _ right: Term, _ claim: Claim
  ) throws(Stop) -> Outcome? {
    let (leftTerm, written) = (left, claim.right.writtenNumbers)
    var right = right
    if claim.right.writtenNumbers?.map(\.value) == [0] {
      // 0 is of whatever shape the other side is.
      right = Term(session.graph.scaled(left.node, by: 0), left.orientation)
    }
    guard let written, !written.contains(where: \.isDecimal), claim.left.isFormula else {
      return nil
    }
    let isOfOneName = claim.left.names.filter { !session.isKnown($0) }.count == 1
    let judgement = session.judgement(
      of: left, right, claim, withExample: false, isThorough: isOfOneName)
    guard session.undefined(in: claim, [left, right]) == nil else { return nil }
    if let judgement, judgement.verdict == .holds {
      guard let condition = judgement.condition else {
        return Outcome(verdict: .holds, detail: judgement.detail)
      }
      return stated(condition, by: claim)
    }
    guard written.count == 1, let number = value(of: claim.right)?[0],
      let constant = session.constant(of: leftTerm)
    else { return nil }
    guard abs(constant - number) > 1e-6 * max(1, abs(constant)) else {
      // What convention took as a vector may be a number.
      return claim.left.mentionsDerivative
        ? nil : Outcome(verdict: .holds, detail: "at random points")
    }
    return Outcome(
      verdict: .mismatch, detail: "the left side is \(session.number(constant)) everywhere")
  }

  /// `‖x‖ = 1` of a name that gets no value: what is known of it from here on.
  private func stated(_ condition: Condition, by claim: Claim) -> Outcome? {
    guard !isProbing, states(claim, condition), isPlainProperty(claim, condition),
      let name = session.graph.name(of: condition.node)?.text,
      session.standing(of: name) == .symbol,
      directory.datum(of: name, after: position) == nil
    else { return nil }
    assumed.insert(condition)
    return Outcome(verdict: .defined, detail: "\(session.text(condition)), from here on")
  }

  /// `tr(I) = n`: the identity is as large as a letter says.
  private func sized(_ claim: Claim) throws(Stop) -> Outcome? {
    let names = claim.left.names.union(claim.right.names)
    guard !isProbing, names.contains("I"), session.standing(of: "I") == .nothing else { return nil }
    isProbing = true
    defer { isProbing = false }
    for name in names.sorted() where name.count == 1 && name != "I" {
      guard "nmdkpqrNDM".contains(name), [.nothing, .symbol].contains(session.standing(of: name))
      else { continue }
      let identity = Expression(
        .application(
          Expression(.name("eye"), claim.span),
          [Argument(value: Expression(.name(name), claim.span))], at: claim.span), claim.span)
      let sized = Claim(
        left: claim.left.replacing("I", with: identity),
        right: claim.right.replacing("I", with: identity), relation: claim.relation,
        source: claim.source, span: claim.span, dialect: claim.dialect)
      _ = session.graph.sizes.symbol(named: name)
      let found = session.probe { () throws(Stop) -> Outcome? in
        let (left, right) = try session.terms(of: sized)
        return try judged(left, right, sized)
      }
      if let found, found.verdict == .holds {
        return Outcome(verdict: .holds, detail: "with I of size \(name)")
      }
    }
    return nil
  }

  /// `C w = λ w`: w and λ, of which nothing else is known, are what makes it so.
  private func eigenPair(of claim: Claim) -> (value: String, vector: String)? {
    for (one, other) in [(claim.left, claim.right), (claim.right, claim.left)] {
      guard let factors = one.factors, let vector = factors.last?.bareName, factors.count > 1,
        let value = factors[0].bareName, let others = other.factors, others.count > 1,
        others.last?.bareName == vector, isUnknown(value, orders: 0...0),
        isUnknown(vector, orders: 1...2),
        !other.mentions(value), others.dropLast().allSatisfy({ !$0.mentions(vector) })
      else { continue }
      return (value, vector)
    }
    return nil
  }

  private func isUnknown(_ name: String, orders: ClosedRange<Int>) -> Bool {
    guard session.standing(of: name) == .symbol, let term = session.term(of: name) else {
      return false
    }
    return orders.contains(session.graph.shape(of: term.node).order)
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

  // MARK: Claims that wait

  /// Puts a claim beside the first name that it waits for still.
  private func wait(_ entry: DeferredClaim) {
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
      if isLast, outcome.verdict == .unchecked, let missing = outcome.missing,
        let phrase = otherName(than: missing, in: entry.claim)
      {
        outcome.cause = .name
        outcome.explanation = phrase
        outcome.detail = [outcome.detail, phrase].compactMap { $0 }.joined(separator: "; ")
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

extension Expression {
  /// The factors of a product without numbers and identities; nil of what is none.
  fileprivate var factors: [Expression]? {
    var rest = bare
    var factors: [Expression] = []
    while case .binary(let left, let sign, let right, at: _) = rest.form {
      guard sign == .juxtapose || sign == .multiply else { return nil }
      factors.insert(right.bare, at: 0)
      rest = left.bare
    }
    return ([rest] + factors).filter { $0.writtenNumbers == nil && $0.bareName != "I" }
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
