import Calculus
import Graph
import Syntax

/// A formula, what it answers, and what it rests on.
struct VerifiedFormula: Hashable {
  var formula: NodeID
  var root: NodeID
  var condition: Condition?
}

/// No unverified formula: what mx derived is compared with differences before it is shown.
extension Session {
  /// Compares the formulas of terms that hold derivatives.
  func verify(_ terms: [Term], at span: Span) throws(Stop) {
    for term in terms where blockDepth == 0 {
      try verify(differentiator.formula(term.node), answering: term.node, at: span)
    }
  }

  /// Compares a formula with what it answers; what fails is an error, what can't be tried is said.
  func verify(
    _ formula: NodeID, answering root: NodeID, under condition: Condition? = nil, at span: Span
  ) throws(Stop) {
    guard !graph.derivatives(in: root).isEmpty else { return }
    let key = VerifiedFormula(formula: formula, root: root, condition: condition)
    var outcome = verifications[key]
    if outcome == nil {
      var verification = Verification(
        of: formula, answering: root, under: condition, differentiator, in: graph)
      outcome = verification.outcome()
      verifications[key] = outcome
    }
    switch outcome {
    case .confirmed, nil: break
    case .refuted:
      throw failure(
        "the formula that mx derived disagrees with differences of the function, so it isn't shown",
        at: span, notes: ["this is a bug in mx: please report it with the lines that led here"])
    case .untried(.noPoint):
      aside("not verified: no point was found at which it could be compared with differences")
    case .untried(.tooLong):
      aside("not verified: too long to be compared with differences in passing")
    }
  }
}
