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

  private let environment: any Environment
  private let differentiator: Differentiator
  private let variableTerm: Term
  /// The derivative that the end is to be.
  private let derivative: Term
  private let differentialTerm: Term
  /// The right sides of names that rest on the variable.
  private let definitions: [String: Expression]
  private let isInterrupted: () -> Bool
  /// All names that the derivation may speak of.
  private let names: [String]
  private var graph: Graph { environment.graph }

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
    let turned = Expression.transposed(gradient)
    let two = Expression(.number(.init(value: 2, lastDigit: 0)), Span(0, 0))
    let symmetric = Expression.binary(.binary(gradient, .add, turned), .divide, two)
    guard let term = term(symmetric), isEqual(term, derivative) else { return nil }
    return symmetric
  }

  // MARK: One step

  private func next(after tree: Expression) -> (Expression, String)? {
    if let expanded = expanded(tree) { return expanded }
    if let step = apply(RuleTable.differentials, to: tree, facts()) { return step }
    if tree.hasUnknownDifferential { return nil }
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
    if let call = tree.singleCall, let size = countedSize(call.function, call.argument) {
      return size
    }
    return tree.mapParts { settled($0) }
  }

  /// What `rows(U)`, `cols(U)` or `numel(U)` is in the user's terms, if a differential is in U.
  private func countedSize(_ function: String, _ operand: Expression) -> Expression? {
    guard ["rows", "cols", "numel"].contains(function),
      let term = term(operand)
    else { return nil }
    let shape = graph.shape(of: term.node)
    switch (function, shape.order) {
    case ("numel", 1),
      ("rows", 1) where term.orientation == .column:
      return size(shape[0])
    case ("numel", 2):
      guard let rows = size(shape[0]), let columns = size(shape[1]) else { return nil }
      return .binary(rows, .multiply, columns)
    case ("rows", 2): return size(shape[0])
    case ("cols", 2): return size(shape[1])
    default: return nil
    }
  }

  /// A size: a number, the user's name for it, or the count of a name that has it.
  private func size(_ size: Size) -> Expression? {
    let size = graph.sizes.resolve(size)
    if let number = size.known {
      return Expression(.number(.init(value: Double(number), lastDigit: 0)), Span(0, 0))
    }
    let text = graph.sizes.text(size)
    if graph.sizes.hasSymbol(named: text), environment.binding(of: text) == nil {
      return .name(text)
    }
    for name in names {
      guard case .variable(let term)? = environment.binding(of: name) else { continue }
      let shape = graph.shape(of: term.node)
      if shape.order == 1, shape[0] == size { return .call("numel", .name(name)) }
      if shape.order == 2, shape[0] == size { return .call("rows", .name(name)) }
      if shape.order == 2, shape[1] == size { return .call("cols", .name(name)) }
    }
    return nil
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
        if let turned = turned(terms[index].term, turn) {
          terms[index].term = turned
          isChanged = true
        }
      }
      if isChanged { return (Expression.sum(terms).normalized, reason) }
    }
    return withLikeTermsTogether(terms)
  }

  /// A term turned; of a quotient, what is above the line.
  private func turned(
    _ term: Expression, _ turn: (Derivation, Expression) -> Expression?
  ) -> Expression? {
    guard case .binary(let above, .divide, let below, at: let place) = term.form,
      hasDifferential(above), !hasDifferential(below)
    else { return turn(self, term) }
    return turned(above, turn).map {
      Expression(.binary($0, .divide, below, at: place), term.span)
    }
  }

  private func withLikeTermsTogether(
    _ terms: [(isNegative: Bool, term: Expression)]
  ) -> (Expression, String)? {
    var together: [(isNegative: Bool, term: Expression, count: Int)] = []
    for (isNegative, term) in terms {
      let known = together.firstIndex {
        $0.term.text == term.text && $0.isNegative == isNegative
      }
      if let known {
        together[known].count += 1
      } else {
        together.append((isNegative, term, 1))
      }
    }
    guard together.count < terms.count else { return nil }
    let sum = together.map { ($0.isNegative, $0.term.scaled(by: $0.count)) }
    return (Expression.sum(sum).normalized, "like terms together")
  }

  private typealias Turn = (reason: String, turn: (Derivation, Expression) -> Expression?)

  private static func turns(order: Int) -> [Turn] {
    let scalars: Turn = ("scalars come first", { $0.withScalarsFirst($1) })
    let cyclic: Turn = ("the trace is cyclic", { $0.withDifferentialLast($1) })
    switch order {
    case 2:
      return [
        scalars,
        ("a scalar is its own trace, which is cyclic", { $0.asTrace($1) }),
        ("a matrix and its transpose have one trace", { $0.transposedTrace($1) }),
        cyclic,
      ]
    case 1:
      return [
        scalars,
        ("a matrix and its transpose have one trace", { $0.transposedTrace($1) }),
        cyclic, ("a scalar is its own transpose", { $0.transposedScalar($1) }),
      ]
    default: return [scalars]
    }
  }

  /// The scalar factors of a term, and the factors of the rest of it. A row times a column is a
  /// scalar: `x'*A*x*dx'*y` is x'*A*x times dx'*y.
  private func split(_ term: Expression) -> (scalars: [Expression], rest: [Expression]) {
    var scalars: [Expression] = []
    var rest: [Expression] = []
    var group: [Expression] = []
    for factor in term.factors {
      group.append(factor)
      guard kind(of: .product(group))?.order == 0 else { continue }
      if group.contains(where: hasDifferential) {
        rest += group
      } else {
        scalars.append(.product(group))
      }
      group = []
    }
    return (scalars, rest + group)
  }

  private func withScalarsFirst(_ term: Expression) -> Expression? {
    let (scalars, rest) = split(term)
    guard !rest.isEmpty, !scalars.isEmpty else { return nil }
    let sorted = Expression.product(scalars + rest).normalized
    return sorted.text == term.text ? nil : sorted
  }

  /// A scalar chain of factors in which the differential stands, as a trace that ends with it.
  private func asTrace(_ term: Expression) -> Expression? {
    let (scalars, rest) = split(term)
    guard rest.count > 1, trace(term) == nil,
      let place = rest.firstIndex(where: { isDifferential($0) || isTransposed($0) })
    else { return nil }
    let cycle = Array(rest[(place + 1)...] + rest[...place])
    return .product(scalars + [.call("tr", .product(cycle))])
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

  /// Whether it is what terms are to end with: the differential, transposed if it is a row.
  private func isDifferential(_ tree: Expression) -> Bool {
    isTheDifferential(tree, isTransposed: isRow)
  }

  private func isTransposed(_ tree: Expression) -> Bool {
    isTheDifferential(tree, isTransposed: !isRow)
  }

  private var isRow: Bool { variableTerm.orientation == .row }

  private func isTheDifferential(_ tree: Expression, isTransposed: Bool) -> Bool {
    switch tree.form {
    case .name(differential): return !isTransposed
    case .postfix(let operand, .transpose):
      if case .name(differential) = operand.form { return isTransposed }
      return false
    default: return false
    }
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
    if case .binary(let above, .divide, let below, at: let place) = term.form,
      !hasDifferential(below)
    {
      return coefficient(of: above, order: order).map {
        Expression(.binary($0, .divide, below, at: place), term.span)
      }
    }
    if order == 2 {
      guard let (before, inside) = trace(term), let last = inside.last, isDifferential(last),
        !inside.dropLast().contains(where: hasDifferential),
        !before.contains(where: hasDifferential)
      else { return nil }
      if inside.count == 1 { return nil }
      return .product(before + inside.dropLast())
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
    .sum(parts.map { ($0.isNegative, transposed(term: $0.term)) })
  }

  private func transposed(term: Expression) -> Expression {
    if case .binary(let above, .divide, let below, at: let place) = term.form {
      return Expression(.binary(transposed(term: above), .divide, below, at: place), term.span)
    }
    let (scalars, rest) = split(term)
    return rest.isEmpty ? term : .product(scalars + transposed(rest))
  }

  // MARK: Facts

  private func facts(where moves: ((Expression) -> Bool)? = nil) -> Matcher.Facts {
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
    return isEqual(left, right)
  }

  private func isEqual(_ left: Term, _ right: Term) -> Bool {
    guard left.orientation == right.orientation || graph[left.node].shape.order != 1 else {
      return false
    }
    var trial = Trial(
      differentiator, in: graph, left.node, right.node, isInterrupted: isInterrupted)
    return trial.agreement(under: nil) == true
  }
}

extension Expression {
  /// A multiple; a number before it or below it takes the factor in.
  fileprivate func scaled(by count: Int) -> Expression {
    if count == 1 { return self }
    func whole(_ value: Double) -> Expression {
      Expression(.number(.init(value: value, lastDigit: 0)), Span(0, 0))
    }
    func quotient(_ above: Double, _ below: Double) -> Expression? {
      let factor = Coefficient(above, over: below)
      if factor.isOne { return nil }
      return factor.denominator == 1
        ? whole(factor.numerator)
        : .binary(whole(factor.numerator), .divide, whole(factor.denominator))
    }
    if case .binary(let above, .divide, let below, at: _) = form, let number = below.number {
      return quotient(Double(count), number).map { .binary($0, .multiply, above) } ?? above
    }
    if case .binary(let above, .divide, let below, at: _) = form {
      return .binary(above.scaled(by: count), .divide, below)
    }
    var factors = self.factors
    let known: Expression?
    switch factors[0].form {
    case .number(let literal): known = quotient(Double(count) * literal.value, 1)
    case .binary(let a, .divide, let b, at: _):
      guard let above = a.number, let below = b.number else { fallthrough }
      known = quotient(Double(count) * above, below)
    default: return .product([whole(Double(count))] + factors)
    }
    factors.removeFirst()
    return .product((known.map { [$0] } ?? []) + factors)
  }

  /// The same with names for differentials of names, and minus signs at first factors.
  fileprivate var readable: Expression {
    if let operand = differentialOperand, case .name(let name) = operand.form {
      return .name("d" + name)
    }
    if case .prefix(.minus, let operand) = form {
      let factors = operand.factors.map(\.readable)
      if factors.count > 1 {
        return .product([.minus(factors[0])] + factors.dropFirst())
      }
    }
    return mapParts(\.readable)
  }

  /// All names in it but those of functions.
  fileprivate var mentioned: Set<String> {
    if case .name(let name) = form { return [name] }
    var names: Set<String> = []
    _ = mapParts { part in
      names.formUnion(part.mentioned)
      return part
    }
    return names
  }

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
