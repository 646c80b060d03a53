import Arrays
import Calculus
import Elaboration
import Graph
import Interpreter
import Syntax

/// Claims that are conditions, or that hold for reasons of their own: what goes without saying, what
/// says nothing, what is one number everywhere, sizes of identities, eigenvectors.
extension NoteChecker {
  /// Whether notes leave a condition unsaid, or this one says it in words.
  func goesWithoutSaying(_ condition: Condition) -> Bool {
    let words: [String]
    switch condition.property {
    case .sumsToOne, .rowsSumToOne, .columnsSumToOne, .tall, .wide:
      return session.valueIfKnown(condition.node) == nil
    case .symmetric:
      // Σ stands for a covariance or a matrix of singular values.
      if session.graph.name(of: condition.node)?.text.first == "Σ" { return true }
      words = ["symmetric", "covariance", "hessian"]
    case .antisymmetric: words = ["skew", "antisymmetric"]
    case .orthogonal: words = ["orthogonal", "orthonormal", "rotation"]
    case .diagonal: words = ["diagonal"]
    case .unit: words = ["unit vector", "unit norm", "normalized", "normalised", "unit length"]
    case .binary: words = ["one-hot", "one hot", "binary", "mask", "label"]
    case .positive: words = ["positive"]
    case .orthonormal: words = ["orthonormal"]
    case .idempotent: words = ["idempotent", "projection", "projector"]
    case .one, .sumsToZero, .definite, .commuting: words = []
    }
    // What is said of some names in words is said of those alone.
    let isSaid = properties.stated.contains {
      $0.property == condition.property && $0.name != session.graph.name(of: condition.node)?.text
    }
    return !isSaid && says(words)
  }

  /// Whether a claim is nothing but the statement of a condition: `A^T = A`, `A B = B A`.
  func states(_ claim: Claim, _ condition: Condition) -> Bool {
    guard !claim.left.mentionsDerivative, !claim.right.mentionsDerivative,
      let name = session.graph.name(of: condition.node)?.text
    else { return false }
    let names = claim.left.names.union(claim.right.names).filter {
      session.standing(of: $0) != .nothing
    }
    guard let partner = condition.partner else { return names == [name] }
    guard let other = session.graph.name(of: partner)?.text, names == [name, other] else {
      return false
    }
    let sides = [claim.left, claim.right].map { $0.factors?.compactMap(\.bareName) ?? [] }
    return sides[0].count == 2 && sides[0] == sides[1].reversed()
  }

  /// Why two sides that are 0 say nothing: nothing tells how what is differentiated rests on what it
  /// is differentiated by.
  func vacuity(of claim: Claim, _ sides: [Tensor], _ terms: [Term]) -> String? {
    guard sides.allSatisfy({ $0.entries.allSatisfy { $0 == 0 } }) else { return nil }
    if let reason = session.vacuity(of: claim, terms) { return reason }
    guard claim.left.isDerivative, claim.right.mentionsDerivative else { return nil }
    return session.undefined(in: claim, terms)
  }

  /// `x^{-1} x = 1`: a formula that is one whole number whatever its names are.
  func alwaysHolds(
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
    let phrase = "the left side is \(session.number(constant)) everywhere"
    var outcome = Outcome(verdict: .mismatch, detail: phrase, cause: .digit)
    outcome.explanation = phrase
    return outcome
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
  func sized(_ claim: Claim) throws(Stop) -> Outcome? {
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
  func eigenPair(of claim: Claim) -> (value: String, vector: String)? {
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
