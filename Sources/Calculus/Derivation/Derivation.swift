import Elaboration
import Graph
import Primitives
import Syntax

/// One derivation, step by step, in differentials: from `dJ = d(…)` to `dJ = tr(G'*dX)`, hence the
/// gradient G. Works on trees with the rules of ``RuleTable``; the contraction engine checks every
/// step by value at random points, and gives the end in its own words.
package struct Derivation {
  package struct Step {
    /// The differential after the step, as it is to be read: `dL` for the differential of L.
    package let tree: Expression
    /// The rule that led here.
    package let reason: String
  }

  /// What is differentiated, as it was written.
  package let function: Expression
  /// The name of the variable, and of its differential.
  package let variable: String
  package let differential: String
  package private(set) var steps: [Step] = []
  /// The gradient as the steps have it; nil where they don't come to an end.
  package private(set) var gradient: Expression?

  let environment: any Environment
  let differentiator: Differentiator
  let variableTerm: Term
  /// The derivative that the end is to be.
  private let derivative: Term
  let differentialTerm: Term
  /// The right sides of names that rest on the variable.
  let definitions: [String: Expression]
  let isInterrupted: () -> Bool
  /// All names that the derivation may speak of.
  let names: [String]
  var graph: Graph { environment.graph }

  /// - Parameter definitions: The equations of the names on the way from the function to the
  ///   variable; other names are constants.
  package init(
    of function: Expression, by variable: (name: String, term: Term),
    derivative: Term, definitions: [String: Expression], environment: any Environment,
    differentiator: Differentiator, isInterrupted: @escaping () -> Bool = { false }
  ) {
    self.function = function.withoutPlaces.normalized
    self.variable = variable.name
    differential = "d" + variable.name
    variableTerm = variable.term
    self.derivative = derivative
    self.environment = environment
    self.differentiator = differentiator
    self.definitions = definitions.mapValues(\.withoutPlaces.normalized)
    self.isInterrupted = isInterrupted
    names =
      [variable.name]
      + ([function] + definitions.values).reduce(into: Set<String>()) { $0.formUnion($1.mentioned) }
      .sorted()
    let graph = environment.graph
    let isSymmetric = graph.name(of: variable.term.node)?.isSymmetric ?? false
    let name = graph.addName(
      differential, orientation: variable.term.orientation, isSymmetric: isSymmetric)
    differentialTerm = Term(
      graph.named(name, graph.shape(of: variable.term.node)), variable.term.orientation)
    run()
  }

  private static let stepLimit = 60

  private mutating func run() {
    var tree = settled(.call("d", function))
    steps.append(Step(tree: tree.readable, reason: ""))
    while steps.count < Self.stepLimit, !isInterrupted(), let (next, reason) = next(after: tree) {
      let settled = settled(next)
      // A step that can't be confirmed is none.
      guard isEqual(settled, tree) else { break }
      tree = settled
      steps.append(Step(tree: tree.readable, reason: reason))
    }
    guard let found = gradient(from: tree) else { return }
    if found.collected.text != tree.text, isEqual(found.collected, tree) {
      steps.append(Step(tree: found.collected.readable, reason: "like factors are taken out"))
    }
    gradient = confirmed(found.gradient)?.readable
  }

  /// The gradient if it is mx's: that of a symmetric matrix is the symmetric part.
  private func confirmed(_ gradient: Expression) -> Expression? {
    if let term = term(gradient), isEqual(term, derivative) { return gradient }
    guard graph.name(of: variableTerm.node)?.isSymmetric == true else { return nil }
    let facts = facts()
    let turned = Expression.sum(gradient.terms.map { ($0.isNegative, facts.transposed($0.term)) })
    let two = Expression(.number(.init(value: 2, lastDigit: 0)), Span(0, 0))
    let symmetric = Expression.binary(.binary(gradient, .add, turned), .divide, two)
    guard let term = term(symmetric), isEqual(term, derivative) else { return nil }
    return symmetric
  }

  // MARK: One step

  private func next(after tree: Expression) -> (Expression, String)? {
    if let expanded = expanded(tree) { return expanded }
    if let step = apply(RuleTable.differentials, to: tree, facts()) { return step }
    if tree.hasUnknownDifferential { return opened(tree) }
    // What the variable is in is a factor like any other once no differential is in it.
    let collecting = facts(where: { hasDifferential($0) })
    if let step = apply(RuleTable.collecting, to: tree, collecting) { return step }
    return turned(tree)
  }

  /// The first rule that applies somewhere, wherever it applies, with all rows of its name.
  private func apply(
    _ rules: [Rule], to tree: Expression, _ facts: Matcher.Facts
  ) -> (Expression, String)? {
    for rule in rules {
      guard var changed = rewritten(tree, by: rule, facts) else { continue }
      for other in rules where other.name == rule.name {
        var rounds = 0
        while rounds < 40, let again = rewritten(changed, by: other, facts) {
          changed = again
          rounds += 1
        }
      }
      return (changed, rule.name)
    }
    return nil
  }

  /// The tree with a rule applied at the outermost places where it can be; nil if there are none.
  private func rewritten(
    _ tree: Expression, by rule: Rule, _ facts: Matcher.Facts
  ) -> Expression? {
    if facts.moves(tree) || facts.hasDifferential(tree) {
      if let result = Matcher.rewrite(tree, by: rule, facts) { return settled(result) }
    } else {
      return nil
    }
    var isChanged = false
    let changed = tree.mapParts { part in
      guard let result = rewritten(part, by: rule, facts) else { return part }
      isChanged = true
      return result
    }
    return isChanged ? settled(changed.normalized) : nil
  }

  /// The differential of the variable has a name.
  private func settled(_ tree: Expression) -> Expression {
    if let operand = tree.differentialOperand, case .name(variable) = operand.form {
      return .name(differential)
    }
    if let call = tree.singleCall, let size = countedSize(call.function, call.argument) {
      return size
    }
    return tree.mapParts { settled($0) }
  }
}
