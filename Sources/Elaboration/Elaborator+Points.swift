import Graph
import Syntax

/// `∂f/∂x |_{x=3}`: an expression of a note with other things in the place of some names.
extension Elaborator {
  /// The expression at a point; nil where it is no such application.
  func substituted(
    _ name: String, _ arguments: [Argument], at span: Span
  ) throws(Failure) -> Term? {
    guard name == "at", dialect == .notes, arguments.count > 1, arguments[0].label == nil,
      arguments.dropFirst().allSatisfy({ $0.label != nil })
    else { return nil }
    // First as it stands, so that what is known of its names is known.
    _ = try term(arguments[0].value)
    let outer = (locals, pointNodes)
    defer { (locals, pointNodes) = outer }
    var scope: [String: Term] = [:]
    for argument in arguments.dropFirst() {
      guard let label = argument.label else { continue }
      // A copy with a name of its own, so that it can be differentiated by.
      var value = try term(argument.value)
      if order(value) == 0, case .variable(let term)? = environment.binding(of: label.text) {
        // At w = 0: all entries of it.
        value = Term(graph.broadcast(value.node, to: shape(term)), term.orientation)
      }
      let copy = graph.named(graph.addName("", orientation: value.orientation), shape(value))
      graph.define(copy, as: value.node)
      scope[label.text] = Term(copy, value.orientation)
      if case .variable(let term)? = environment.binding(of: label.text) {
        pointNodes.append(term.node)
      }
    }
    locals.merge(scope) { $1 }
    return try term(arguments[0].value)
  }

  /// A name whose formula leads to one that stands for something else at the point: its formula
  /// there.
  func inlined(_ name: String, at span: Span) throws(Failure) -> Term? {
    guard !pointNodes.isEmpty, case .variable(let term)? = environment.binding(of: name),
      let formula = environment.formula(of: name)
    else { return nil }
    let below = graph.postorder([term.node]) { [graph] in
      graph.meaning(of: $0)
    }
    guard below.contains(where: { pointNodes.contains($0) }) else { return nil }
    mention(name)
    return try self.term(formula.moved(to: span))
  }
}
