import Graph
import Syntax

/// The gradient that is read off the last differential.
extension Derivation {
  // MARK: The end

  /// The gradient that `tr(G'*dX)`, `g'*dx` or `g*dt` stands for, and the differential with like
  /// factors taken out.
  func gradient(
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
  func coefficient(of term: Expression, order: Int) -> Expression? {
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

  func transposedSum(_ parts: [(isNegative: Bool, term: Expression)]) -> Expression {
    .sum(parts.map { ($0.isNegative, transposed(term: $0.term)) })
  }

  func transposed(term: Expression) -> Expression {
    if case .binary(let above, .divide, let below, at: let place) = term.form {
      return Expression(.binary(transposed(term: above), .divide, below, at: place), term.span)
    }
    let (scalars, rest) = split(term)
    return rest.isEmpty ? term : .product(scalars + transposed(rest))
  }
}
