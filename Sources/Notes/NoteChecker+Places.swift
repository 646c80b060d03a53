import Calculus
import Elaboration
import Graph
import Interpreter
import Syntax

/// Claims for each place of an index: `Σ_j P_ij = 1`, `A_ij = A_ji`.
extension NoteChecker {
  /// What can be said, without values, of a claim whose one side has none of the indices: what rests
  /// on no formula is a condition. Nil of all other claims.
  func ofEachPlace(_ left: Term, _ right: Term, _ claim: Claim) throws(Stop) -> Outcome? {
    guard claim.isOfEachPlace else { return nil }
    let judgement = session.judgement(of: left, right, claim, withExample: false)
    if let judgement, judgement.verdict == .holds, judgement.condition == nil {
      return verdict(judgement, claim)
    }
    if let condition = judgement?.condition, !isProbing, states(claim, condition),
      [.rowsSumToOne, .columnsSumToOne].contains(condition.property)
    {
      assumed.insert(condition)
      return Outcome(verdict: .defined, detail: "\(session.text(condition)), from here on")
    }
    if claim.isOfEntry || ![left, right].contains(where: { session.restsOnDefinition($0) }) {
      // What is said of entries is a case, in which the sentence goes on: if y_i = 1, then ….
      let end =
        claim.isOfEntry
        ? prose.sentence(around: passage).passages.upperBound + 1 : document.passages.count
      condition([left, right], by: claim.text(isASCII: false), in: passage.number..<end)
      return Outcome(verdict: .unchecked, detail: "a condition, which isn't tried")
    }
    let isOfNumber = claim.left.isLiteral || claim.right.isLiteral
    if isOfNumber, !isCondition(claim) { return try judged(left, right, claim) }
    return nil
  }
}

extension Claim {
  /// Whether one side is the same at each place of the other.
  var isOfEachPlace: Bool { left.isTheSameEverywhere != right.isTheSameEverywhere }

  /// Whether it is of each entry of a name, and of the same for each: `y_i = 1`.
  var isOfEntry: Bool {
    isOfEachPlace && (left.isTheSameEverywhere ? right : left).isOfEntries
  }
}

extension Expression {
  /// Whether it has none of the indices that it is spread over.
  fileprivate var isTheSameEverywhere: Bool {
    guard case .entries(let operand, let ranges) = form, ranges.allSatisfy(\.isShared) else {
      return false
    }
    return ranges.allSatisfy { !operand.hasEntries(at: [$0.name.text]) }
  }

  fileprivate var isOfEntries: Bool {
    guard case .entries(let operand, _) = form else { return bareName != nil }
    return operand.unsigned.entries != nil
  }

  /// An array that is given by the entries of a name as that name, its transpose, or less one of these.
  var withoutPlaces: Expression {
    switch form {
    case .parenthesized(let inside): return inside.withoutPlaces
    case .entries(let operand, let ranges):
      guard let (name, own) = operand.unsigned.entries else { return self }
      let letters = ranges.map(\.name.text)
      var array = Expression(.name(name), span)
      if own != letters {
        guard own.count == 2, own == letters.reversed() else { return self }
        array = Expression(.postfix(array, .transpose), span)
      }
      if case .prefix(.minus, _) = operand.form { return Expression(.prefix(.minus, array), span) }
      return array
    default: return self
    }
  }
}
