import Elaboration
import Graph
import Primitives
import Syntax

/// One derivation, step by step, in differentials: from `dJ = d(…)` to `dJ = tr(G'*dX)`, hence the
/// gradient G. Works on trees with the rules of ``RuleTable``; the contraction engine checks every
/// step by value at random points, and gives the end in its own words.
package struct Derivation {
  package struct Step {
    /// The differential after the step.
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

  private let environment: any Environment
  private let differentiator: Differentiator
  private let variableTerm: Term
  private let differentialTerm: Term
  /// The right sides of names that rest on the variable.
  private let definitions: [String: Expression]
  private let isInterrupted: () -> Bool
  private var graph: Graph { environment.graph }

  /// - Parameter definitions: The equations of the names on the way from the function to the
  ///   variable; other names are constants.
  package init(
    of function: Expression, by variable: (name: String, term: Term),
    definitions: [String: Expression], environment: any Environment,
    differentiator: Differentiator, isInterrupted: @escaping () -> Bool = { false }
  ) {
    self.function = function.withoutPlaces.normalized
    self.variable = variable.name
    differential = "d" + variable.name
    variableTerm = variable.term
    self.environment = environment
    self.differentiator = differentiator
    self.definitions = definitions.mapValues(\.withoutPlaces.normalized)
    self.isInterrupted = isInterrupted
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
    steps.append(Step(tree: tree, reason: ""))
    while steps.count < Self.stepLimit, !isInterrupted(), let (next, reason) = next(after: tree) {
      let settled = settled(next)
      // A step that can't be confirmed is none.
      guard isEqual(settled, tree) else { break }
      tree = settled
      steps.append(Step(tree: tree, reason: reason))
    }
    guard let found = gradient(from: tree) else { return }
    if found.collected.text != tree.text, isEqual(found.collected, tree) {
      steps.append(Step(tree: found.collected, reason: "like factors are taken out"))
    }
    gradient = found.gradient
  }

  // MARK: One step

  private func next(after tree: Expression) -> (Expression, String)? {
    if let expanded = expanded(tree) { return expanded }
    if let step = apply(RuleTable.differentials, to: tree) { return step }
    if tree.hasUnknownDifferential { return nil }
    if let step = apply(RuleTable.collecting, to: tree) { return step }
    return turned(tree)
  }

  /// The first rule that applies somewhere, wherever it applies, with all rows of its name.
  private func apply(_ rules: [Rule], to tree: Expression) -> (Expression, String)? {
    let facts = facts
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
    if facts.moves(tree) {
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

  /// The differential of a name is that of its formula.
  private func expanded(_ tree: Expression) -> (Expression, String)? {
    var expandedName: String?
    func expand(_ tree: Expression) -> Expression {
      if let operand = tree.differentialOperand, case .name(let name) = operand.form,
        let definition = definitions[name], expandedName == nil || expandedName == name
      {
        expandedName = name
        return .call("d", definition)
      }
      return tree.mapParts(expand)
    }
    let result = expand(tree)
    guard let name = expandedName, let definition = definitions[name] else { return nil }
    return (result.normalized, "\(name) = \(definition.text)")
  }

  /// The differential of the variable has a name.
  private func settled(_ tree: Expression) -> Expression {
    if let operand = tree.differentialOperand, case .name(variable) = operand.form {
      return .name(differential)
    }
    return tree.mapParts { settled($0) }
  }

  // MARK: Terms

  /// Every term brought into the form in which the differential stands last: what a rule about the
  /// whole of a term does.
  private func turned(_ tree: Expression) -> (Expression, String)? {
    let order = graph[variableTerm.node].shape.order
    var terms = tree.terms
    for (reason, turn) in Self.turns(order: order) {
      var isChanged = false
      for index in terms.indices {
        if let turned = turn(self, terms[index].term) {
          terms[index].term = turned
          isChanged = true
        }
      }
      if isChanged { return (Expression.sum(terms).normalized, reason) }
    }
    return nil
  }

  private typealias Turn = (reason: String, turn: (Derivation, Expression) -> Expression?)

  private static func turns(order: Int) -> [Turn] {
    let scalars: Turn = ("scalars come first", { $0.withScalarsFirst($1) })
    let cyclic: Turn = ("the trace is cyclic", { $0.withDifferentialLast($1) })
    switch order {
    case 2:
      return [
        scalars,
        ("a scalar is its own trace", { $0.asTrace($1) }),
        ("a matrix and its transpose have one trace", { $0.transposedTrace($1) }),
        cyclic,
      ]
    case 1:
      return [scalars, cyclic, ("a scalar is its own transpose", { $0.transposedScalar($1) })]
    default: return [scalars]
    }
  }

  /// The scalar factors of a term, and the rest of it.
  private func split(_ term: Expression) -> (scalars: [Expression], rest: [Expression]) {
    var scalars: [Expression] = []
    var rest: [Expression] = []
    for factor in term.factors {
      let isScalar = kind(of: factor)?.order == 0 && !hasDifferential(factor)
      if isScalar { scalars.append(factor) } else { rest.append(factor) }
    }
    return (scalars, rest)
  }

  private func withScalarsFirst(_ term: Expression) -> Expression? {
    let (scalars, rest) = split(term)
    guard !rest.isEmpty, !scalars.isEmpty else { return nil }
    let sorted = Expression.product(scalars + rest)
    return sorted.text == term.text ? nil : sorted
  }

  /// A scalar chain of factors in which the differential stands, as a trace.
  private func asTrace(_ term: Expression) -> Expression? {
    let (scalars, rest) = split(term)
    guard rest.count > 1, rest.contains(where: { isDifferential($0) || isTransposed($0) }) else {
      return nil
    }
    return .product(scalars + [.call("tr", .product(rest))])
  }

  /// What is inside a term's trace, and the factors before it.
  private func trace(_ term: Expression) -> (before: [Expression], inside: [Expression])? {
    var factors = term.factors
    guard let call = factors.last?.singleCall, call.function == "tr",
      hasDifferential(call.argument)
    else { return nil }
    factors.removeLast()
    return (factors, call.argument.factors)
  }

  private func transposedTrace(_ term: Expression) -> Expression? {
    guard let (before, inside) = trace(term), inside.contains(where: isTransposed) else {
      return nil
    }
    return .product(before + [.call("tr", .product(transposed(inside)))])
  }

  private func withDifferentialLast(_ term: Expression) -> Expression? {
    guard let (before, inside) = trace(term), let place = inside.firstIndex(where: isDifferential)
    else { return nil }
    let order = graph[variableTerm.node].shape.order
    if order == 2 {
      guard place < inside.count - 1 else { return nil }
      let turned = Array(inside[(place + 1)...] + inside[...place])
      return .product(before + [.call("tr", .product(turned))])
    }
    // Of vectors the trace is a product that ends with the differential.
    return .product(before + Array(inside[(place + 1)...] + inside[...place]))
  }

  private func transposedScalar(_ term: Expression) -> Expression? {
    let (scalars, rest) = split(term)
    guard rest.count > 1, rest.contains(where: isTransposed) else { return nil }
    return .product(scalars + transposed(rest))
  }

  private func isDifferential(_ tree: Expression) -> Bool {
    if case .name(differential) = tree.form { return true }
    return false
  }

  private func isTransposed(_ tree: Expression) -> Bool {
    if case .postfix(let operand, .transpose) = tree.form { return isDifferential(operand) }
    return false
  }

  private func transposed(_ factors: [Expression]) -> [Expression] {
    factors.reversed().map { factor in
      if case .postfix(let operand, .transpose) = factor.form { return operand }
      if let kind = kind(of: factor), kind.order == 0 { return factor }
      if let name = bareName(factor), case .variable(let term)? = environment.binding(of: name),
        graph.name(of: term.node)?.isSymmetric == true
      {
        return factor
      }
      return .transposed(factor)
    }
  }

  private func bareName(_ tree: Expression) -> String? {
    if case .name(let name) = tree.form { return name }
    return nil
  }

  // MARK: The end

  /// The gradient that `tr(G'*dX)`, `g'*dx` or `g*dt` stands for, and the differential with like
  /// factors taken out.
  private func gradient(
    from tree: Expression
  ) -> (gradient: Expression, collected: Expression)? {
    let order = graph[variableTerm.node].shape.order
    var parts: [(isNegative: Bool, term: Expression)] = []
    for (isNegative, term) in tree.terms {
      guard let before = coefficient(of: term, order: order) else { return nil }
      parts.append((isNegative, before))
    }
    let sum = Expression.sum(parts)
    let differential = Expression.name(differential)
    let collected: Expression
    let gradient: Expression
    switch order {
    case 2:
      collected = .call("tr", .binary(sum, .multiply, differential))
      gradient = transposedSum(parts)
    case 1:
      let isRow = variableTerm.orientation == .row
      collected =
        isRow
        ? .binary(sum, .multiply, .transposed(differential))
        : .binary(sum, .multiply, differential)
      gradient = isRow ? sum : transposedSum(parts)
    default:
      collected = .binary(sum, .multiply, differential)
      gradient = sum
    }
    let final = parts.count == 1 ? tree : collected
    return (gradient.normalized, final)
  }

  /// What stands before the differential in a term: scalars and the chain; nil where the term isn't
  /// in that form.
  private func coefficient(of term: Expression, order: Int) -> Expression? {
    if order == 2 {
      guard let (before, inside) = trace(term), let last = inside.last, isDifferential(last),
        !inside.dropLast().contains(where: hasDifferential),
        !before.contains(where: hasDifferential)
      else { return nil }
      if inside.count == 1 { return nil }
      return .product(before + inside.dropLast())
    }
    if case .binary(let above, .divide, let below, at: let place) = term.form,
      let inner = coefficient(of: above, order: order), !hasDifferential(below)
    {
      return Expression(.binary(inner, .divide, below, at: place), term.span)
    }
    let factors = term.factors
    guard let last = factors.last, isDifferential(last), factors.count > 1,
      !factors.dropLast().contains(where: hasDifferential)
    else {
      if order == 0, isDifferential(term) {
        return Expression(.number(.init(value: 1, lastDigit: 0)), term.span)
      }
      return nil
    }
    return .product(Array(factors.dropLast()))
  }

  private func transposedSum(_ parts: [(isNegative: Bool, term: Expression)]) -> Expression {
    .sum(
      parts.map { part in
        if case .binary(let above, .divide, let below, at: let place) = part.term.form {
          let turned = self.turned(product: above)
          return (
            part.isNegative, Expression(.binary(turned, .divide, below, at: place), above.span)
          )
        }
        return (part.isNegative, turned(product: part.term))
      })
  }

  private func turned(product: Expression) -> Expression {
    let (scalars, rest) = split(product)
    return rest.isEmpty ? product : .product(scalars + transposed(rest))
  }

  // MARK: Facts

  private var facts: Matcher.Facts {
    let moving = Set([variable, differential]).union(definitions.keys)
    return Matcher.Facts(
      kind: { kind(of: $0) }, moves: { $0.mentions(anyOf: moving) },
      hasDifferential: { hasDifferential($0) },
      isEntrywise: { name in
        guard let row = Catalogue.function(named: name), row.parameters.count == 1,
          case .elementwise = row.meaning
        else { return false }
        return true
      })
  }

  private func hasDifferential(_ tree: Expression) -> Bool {
    if tree.differentialOperand != nil { return true }
    if case .name(differential) = tree.form { return true }
    var isFound = false
    _ = tree.mapParts { part in
      if !isFound { isFound = hasDifferential(part) }
      return part
    }
    return isFound
  }

  private func kind(of tree: Expression) -> (order: Int, isRow: Bool)? {
    guard let term = term(tree) else { return nil }
    let order = graph[term.node].shape.order
    return (order, order == 1 && term.orientation == .row)
  }

  // MARK: Values

  /// A tree as graph: `d(U)` is the derivative of U along the variable's differential.
  private func term(_ tree: Expression) -> Term? {
    let evaluable = evaluable(tree)
    let elaborator = Elaborator(
      environment: environment, source: SourceText(""),
      locals: [differential: differentialTerm, variable: variableTerm])
    do { return try elaborator.elaborate(evaluable).term } catch { return nil }
  }

  private func evaluable(_ tree: Expression) -> Expression {
    if let operand = tree.differentialOperand {
      return .call("jvp", operand, .name(variable), .name(differential))
    }
    return tree.mapParts { evaluable($0) }
  }

  /// Whether two trees are equal at random points.
  private func isEqual(_ a: Expression, _ b: Expression) -> Bool {
    guard let left = term(a), let right = term(b) else { return false }
    var trial = Trial(
      differentiator, in: graph, left.node, right.node, isInterrupted: isInterrupted)
    return trial.agreement(under: nil) == true
  }
}

extension Expression {
  /// Whether the differential of something is left that no rule takes apart.
  fileprivate var hasUnknownDifferential: Bool {
    if differentialOperand != nil { return true }
    var isFound = false
    _ = mapParts { part in
      if !isFound { isFound = part.hasUnknownDifferential }
      return part
    }
    return isFound
  }
}
