import Elaboration
import Interpreter
import Syntax

/// `∂L/∂V = Σ_t ∂L/∂o_t h_tᵀ`: what all steps add to the derivative by something that they share. It is
/// right if it is so for a loss that rests on any one of the steps alone.
extension NoteChecker {
  /// - Returns: Whether the statement is such a claim, and something was said of it.
  func sumsOverSteps(
    _ links: [Expression], _ relations: [Relation], _ statement: Statement, _ text: String
  ) throws(Stop) -> Bool {
    guard relations == [.equal], let loss = links[0].lossByShared,
      let (letter, summand) = links[1].summand
    else { return false }
    var single = statement
    single.form = .chain(links: [links[0], summand], relations: relations)
    try lookUpNames(in: single)
    let variables = (Session.derivatives(in: [single])[loss] ?? []).filter {
      StepName($0.name).map { String($0.letter) == letter } ?? false
    }
    guard !variables.isEmpty, session.isSupposed(loss),
      variables.allSatisfy({ session.standing(of: $0.name) == .equation })
    else { return false }
    var outcome: Outcome?
    var claim: Claim?
    let source = passage.text
    _ = session.rehearsal(source, statement.span) { () throws(Stop) -> Bool? in
      try session.suppose(loss, of: variables.map(\.name), in: single)
      guard case .chain(let sides, _) = session.prepared(single).form else { return nil }
      let stripped = Claim(
        left: sides[0], right: sides[1], relation: .equal, source: source, span: statement.span,
        dialect: .notes)
      claim = stripped
      outcome = try self.outcome(of: stripped)
      if outcome?.isUnexplained == true { outcome = try explained(outcome, stripped) }
      return nil
    }
    guard let claim, var found = outcome else { return false }
    if found.verdict == .holds {
      let layout = found.ground == .transpose ? found.detail.map { "; \($0)" } ?? "" : ""
      found.detail = "each step by itself" + layout
    }
    add(found, claim, text)
    return true
  }
}

extension Expression {
  /// L of `∂L/∂V`.
  fileprivate var lossByShared: String? {
    guard case .derivative(let function, let variables) = bare.form, variables.count == 1,
      let variable = variables[0].bareName, StepName(variable) == nil
    else { return nil }
    return function.bareName
  }

  /// A sum over an index, times whatever, as what is summed.
  fileprivate var summand: (letter: String, Expression)? {
    switch form {
    case .indexed(.sum, let ranges, let operand):
      guard ranges.count == 1, ranges[0].exception == nil else { return nil }
      return (ranges[0].name.text, operand.grouped)
    case .parenthesized(let inner): return inner.summand
    case .prefix(.minus, let inner):
      return inner.summand.map { ($0, Expression(.prefix(.minus, $1), span)) }
    case .binary(let left, let sign, let right, at: let place)
    where [.multiply, .juxtapose].contains(sign):
      if let (letter, inner) = left.summand {
        return (letter, Expression(.binary(inner, sign, right, at: place), span))
      }
      return right.summand.map {
        ($0, Expression(.binary(left, sign, $1, at: place), span))
      }
    default: return nil
    }
  }
}
