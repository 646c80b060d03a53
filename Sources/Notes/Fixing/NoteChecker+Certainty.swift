import Graph
import Interpreter
import Syntax

/// What may be written into a note: only what is right beyond doubt. A formula that fails may be meant
/// as a condition, or be about something that the note says in words.
extension NoteChecker {
  /// Why a claim that fails is no certain mistake; nil where it is one.
  func doubt(about claim: Claim) -> String? {
    let names = claim.left.names.union(claim.right.names).filter { !session.isKnown($0) }
    let rests = names.contains { ![.nothing, .symbol].contains(session.standing(of: $0)) }
    let doubt = session.probe { () throws(Stop) -> String? in
      let (left, right) = try session.terms(of: claim)
      if try session.knownValues(of: [left, right], at: claim.span) != nil { return "" }
      if !claim.left.mentionsDerivative, !claim.right.mentionsDerivative,
        ![left, right].contains(where: { session.restsOnDefinition($0) }),
        !claim.left.names.union(claim.right.names).contains(where: isDefinedFunction)
      {
        return "it may be meant as a condition"
      }
      if let name = untied(claim, left, right) {
        return "nothing says how \(name) is tied to the rest"
      }
      return ""
    }
    // What has no meaning as it stands may have one with names of other kinds.
    guard let doubt else { return rests ? nil : "nothing says what its names are" }
    return doubt.isEmpty ? nil : doubt
  }

  private func isDefinedFunction(_ name: String) -> Bool {
    session.standing(of: name) == .function && !session.isKnown(name)
  }

  /// A name without a value that one side speaks of and the other doesn't rest on.
  private func untied(_ claim: Claim, _ left: Term, _ right: Term) -> String? {
    let leaves = [left, right].map { session.freeNames(below: $0) }
    for (side, others) in [(claim.left, leaves[1]), (claim.right, leaves[0])] {
      for name in side.namesBesideDerivatives.sorted() where session.standing(of: name) == .symbol {
        guard let term = session.term(of: name), !others.contains(term.node),
          leaves[0].union(leaves[1]).contains(term.node),
          !session.graph.sizes.hasSymbol(named: name)
        else { continue }
        return name
      }
    }
    return nil
  }
}

extension Expression {
  /// The names outside of derivatives.
  fileprivate var namesBesideDerivatives: Set<String> {
    if isDerivative { return [] }
    if let name = bareName { return [name] }
    return parts.reduce(into: []) { $0.formUnion($1.namesBesideDerivatives) }
  }
}

extension Session {
  /// The names without an equation that a term rests on.
  func freeNames(below term: Term) -> Set<NodeID> {
    Set(graph.leaves(of: [term.node]).filter { graph.name(of: $0) != nil })
  }

  /// Whether a name with an equation is on the way.
  func restsOnDefinition(_ term: Term) -> Bool {
    graph.postorder([term.node], below: graph.meaning(of:)).contains {
      graph.definitions[$0] != nil && graph.name(of: $0)?.text.isEmpty == false
    }
  }
}
