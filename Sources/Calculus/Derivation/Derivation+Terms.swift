import Graph
import Syntax

/// Steps that are about the whole of a term: towards the differential at its end.
extension Derivation {
  // MARK: Terms

  /// Every term brought into the form in which the differential stands last: what a rule about the
  /// whole of a term does.
  func turned(_ tree: Expression) -> (Expression, String)? {
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
  func turned(
    _ term: Expression, _ turn: (Derivation, Expression) -> Expression?
  ) -> Expression? {
    guard case .binary(let above, .divide, let below, at: let place) = term.form,
      hasDifferential(above), !hasDifferential(below)
    else { return turn(self, term) }
    return turned(above, turn).map {
      Expression(.binary($0, .divide, below, at: place), term.span)
    }
  }

  func withLikeTermsTogether(
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

  typealias Turn = (reason: String, turn: (Derivation, Expression) -> Expression?)

  static func turns(order: Int) -> [Turn] {
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
  func split(_ term: Expression) -> (scalars: [Expression], rest: [Expression]) {
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

  func withScalarsFirst(_ term: Expression) -> Expression? {
    let (scalars, rest) = split(term)
    guard !rest.isEmpty, !scalars.isEmpty else { return nil }
    let sorted = Expression.product(scalars + rest).normalized
    return sorted.text == term.text ? nil : sorted
  }

  /// A scalar chain of factors in which the differential stands, as a trace that ends with it.
  func asTrace(_ term: Expression) -> Expression? {
    let (scalars, rest) = split(term)
    guard rest.count > 1, trace(term) == nil,
      let place = rest.firstIndex(where: { isDifferential($0) || isTransposed($0) })
    else { return nil }
    let cycle = Array(rest[(place + 1)...] + rest[...place])
    return .product(scalars + [.call("tr", .product(cycle))])
  }

  /// What is inside a term's trace, and the factors before it.
  func trace(_ term: Expression) -> (before: [Expression], inside: [Expression])? {
    var factors = term.factors
    guard let call = factors.last?.singleCall, call.function == "tr",
      hasDifferential(call.argument)
    else { return nil }
    factors.removeLast()
    return (factors, call.argument.factors)
  }

  func transposedTrace(_ term: Expression) -> Expression? {
    guard let (before, inside) = trace(term), inside.contains(where: isTransposed) else {
      return nil
    }
    return .product(before + [.call("tr", .product(transposed(inside)))])
  }

  func withDifferentialLast(_ term: Expression) -> Expression? {
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

  func transposedScalar(_ term: Expression) -> Expression? {
    let (scalars, rest) = split(term)
    guard rest.count > 1, rest.contains(where: isTransposed) else { return nil }
    return .product(scalars + transposed(rest))
  }

  /// Whether it is what terms are to end with: the differential, transposed if it is a row.
  func isDifferential(_ tree: Expression) -> Bool {
    isTheDifferential(tree, isTransposed: isRow)
  }

  func isTransposed(_ tree: Expression) -> Bool {
    isTheDifferential(tree, isTransposed: !isRow)
  }

  var isRow: Bool { variableTerm.orientation == .row }

  func isTheDifferential(_ tree: Expression, isTransposed: Bool) -> Bool {
    switch tree.form {
    case .name(differential): return !isTransposed
    case .postfix(let operand, .transpose):
      if case .name(differential) = operand.form { return isTransposed }
      return false
    default: return false
    }
  }

  func transposed(_ factors: [Expression]) -> [Expression] {
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

  func bareName(_ tree: Expression) -> String? {
    if case .name(let name) = tree.form { return name }
    return nil
  }
}
