import Elaboration
import Graph
import Interpreter
import Syntax

/// In which of the two layouts in print a derivative is written.
package struct WrittenLayout: Hashable, Sendable {
  package enum Kind: String, Sendable {
    case gradient
    case jacobian = "Jacobian"
  }

  package var kind: Kind
  /// Whether a gradient is the transpose of its variable's shape, and a Jacobian is output × input.
  package var isNumerator: Bool
}

extension NoteChecker {
  /// The layout that a claim about a derivative is right in; nil where that makes no difference.
  func layout(of claim: Claim, _ outcome: Outcome) -> WrittenLayout? {
    guard outcome.verdict == .holds, !isProbing, explains,
      case .derivative(let function, let variables) = claim.left.bare.form, variables.count == 1
    else { return nil }
    let isTurned = outcome.ground == .transpose
    let orders = session.probe { () throws(Stop) -> (Int, Int)? in
      let graph = session.graph
      let terms = try [function, variables[0]].map { tree throws(Stop) in
        try session.term(of: tree)
      }
      return (graph.shape(of: terms[0].node).order, graph.shape(of: terms[1].node).order)
    }
    let kind: WrittenLayout.Kind
    switch orders {
    case (0, 1)?, (0, 2)?: kind = .gradient
    case (1, 1)?: kind = .jacobian
    default: return nil
    }
    if !isTurned, holdsTransposed(claim) { return nil }
    return WrittenLayout(kind: kind, isNumerator: (kind == .gradient) == isTurned)
  }

  /// Whether the transpose of the right side is right as it stands, too.
  private func holdsTransposed(_ claim: Claim) -> Bool {
    session.probe { () throws(Stop) -> Bool? in
      let (left, right) = try session.terms(of: claim)
      let graph = session.graph
      guard graph.shape(of: right.node).order == 2 else { return false }
      let turned = Term(graph.transposed(right.node))
      guard graph.shape(of: turned.node) == graph.shape(of: left.node) else { return false }
      if let sides = try session.knownValues(of: [left, turned], at: claim.span) {
        return session.comparison(of: sides, left, turned, claim) == .equal
      }
      let judgement = session.judgement(
        of: left, turned, claim, withExample: false, isThorough: false)
      return judgement?.verdict == .holds && judgement?.ground != .transpose
        && judgement?.ground != .convention
    } ?? false
  }
}
