import Elaboration
import Graph
import Primitives
import Syntax

/// What is known of the trees of a derivation, and whether two of them are equal.
extension Derivation {
  // MARK: Facts

  func facts(where moves: ((Expression) -> Bool)? = nil) -> Matcher.Facts {
    let moving = Set([variable, differential]).union(definitions.keys)
    return Matcher.Facts(
      kind: { kind(of: $0) }, moves: moves ?? { $0.mentions(anyOf: moving) },
      hasDifferential: { hasDifferential($0) },
      isEntrywise: { name in
        guard let row = Catalogue.function(named: name), row.parameters.count == 1,
          case .elementwise = row.meaning
        else { return false }
        return true
      })
  }

  func hasDifferential(_ tree: Expression) -> Bool {
    if tree.differentialOperand != nil { return true }
    if case .name(differential) = tree.form { return true }
    var isFound = false
    _ = tree.mapParts { part in
      if !isFound { isFound = hasDifferential(part) }
      return part
    }
    return isFound
  }

  func kind(of tree: Expression) -> (order: Int, isRow: Bool)? {
    guard let term = term(tree) else { return nil }
    let order = graph[term.node].shape.order
    return (order, order == 1 && term.orientation == .row)
  }

  // MARK: Values

  /// A tree as graph: `d(U)` is the derivative of U along the variable's differential.
  func term(_ tree: Expression) -> Term? {
    let evaluable = evaluable(tree)
    let elaborator = Elaborator(
      environment: environment, source: SourceText(""),
      locals: [differential: differentialTerm, variable: variableTerm])
    do { return try elaborator.elaborate(evaluable).term } catch { return nil }
  }

  func evaluable(_ tree: Expression) -> Expression {
    if let operand = tree.differentialOperand {
      return .call("jvp", operand, .name(variable), .name(differential))
    }
    return tree.mapParts { evaluable($0) }
  }

  /// Whether two trees are equal at random points.
  func isEqual(_ a: Expression, _ b: Expression) -> Bool {
    guard let left = term(a), let right = term(b) else { return false }
    return isEqual(left, right)
  }

  func isEqual(_ left: Term, _ right: Term) -> Bool {
    guard left.orientation == right.orientation || graph[left.node].shape.order != 1 else {
      return false
    }
    var trial = Trial(
      differentiator, in: graph, left.node, right.node, isInterrupted: isInterrupted)
    return trial.agreement(under: nil) == true
  }
}
