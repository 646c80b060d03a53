import Graph
import Primitives
import Syntax

/// Where indices run, and what they are as numbers: `Σ_{i=2}^{10} i²`, `Σ_{k=0}^{5} 2^k`.
///
/// The axis of an index counts from 1, as entries do. One that runs from further on leaves the first
/// places out; one that runs from 0 counts entries from 0 in notes, and any other that runs from before
/// 1 counts places of its own: no array has entries there.
extension Elaborator {
  /// Where an index runs, as far as it is known as numbers.
  struct IndexBounds {
    var lower = 1
    var upper: Int?
  }

  func bounds(of range: IndexRange) throws(Failure) -> IndexBounds {
    var bounds = IndexBounds()
    if let lower = range.lower {
      guard let value = try wholeNumber(lower) else {
        throw fail(
          Diagnostic("an index starts at a number", at: lower.span, hint: "Σ_{i=1}^{n} x_i"))
      }
      bounds.lower = value
    }
    if let upper = range.upper {
      if case .name(let name) = upper.form, indices.contains(name) {
        throw fail(
          Diagnostic("how far an index runs can't change with another index", at: upper.span))
      }
      if bounds.lower == 0, dialect == .notes, countFromZero(to: upper) != nil { return bounds }
      bounds.upper = try wholeNumber(upper)
      if bounds.upper == nil, upper.bare.bareName == nil {
        throw fail(
          Diagnostic("an index runs to a number or to a size", at: upper.span))
      }
      if bounds.lower < (dialect == .notes ? 0 : 1), bounds.upper == nil {
        throw fail(
          Diagnostic(
            "an index that runs from \(bounds.lower) runs to a number", at: upper.span,
            label: "this has no value"))
      }
    }
    return bounds
  }

  /// n in `Σ_{i=0}^{n-1}`, where it is a size: the index runs over as many places.
  func countFromZero(to upper: Expression) -> Expression? {
    guard case .binary(let size, .subtract, let one, at: _) = upper.bare.form,
      case .number(let literal) = one.form, literal.value == 1, let name = size.bareName,
      locals[name] == nil,
      environment.binding(of: name) == nil || environment.basis(of: name) != nil
    else { return nil }
    return size
  }

  /// A whole number that is written, or that known values come to; nil where there is none.
  private func wholeNumber(_ expression: Expression) throws(Failure) -> Int? {
    if case .number(let literal) = expression.form { return Int(exactly: literal.value) }
    if let name = expression.bareName {
      guard locals[name] != nil || environment.binding(of: name) != nil,
        environment.basis(of: name) == nil
      else { return nil }
    }
    let outer = members
    members = nil
    defer { members = outer }
    let term = try term(expression)
    guard order(term) == 0, let value = try value(of: term.node, at: expression.span) else {
      return nil
    }
    guard let count = Int(exactly: value[0]) else {
      throw fail(Diagnostic("an index counts in whole numbers", at: expression.span))
    }
    return count
  }

  /// The number that an index is at each of its places.
  func position(_ letter: String) -> Term {
    let bounds = indexBounds[letter] ?? IndexBounds()
    let size: Size
    if let upper = bounds.upper {
      size = Size(max(0, bounds.lower < 1 ? upper - bounds.lower + 1 : upper))
    } else {
      size = graph.sizes.fresh()
    }
    var places = places(size)
    if bounds.lower < 1 {
      places = graph.add(places, constant: Coefficient(Double(bounds.lower - 1)))
    }
    return placeholder(for: Indexed(node: places, labels: [letter]), named: letter)
  }

  /// 1, 2, … along an axis, whose size needn't be known.
  private func places(_ size: Size) -> NodeID {
    graph.applied(.cumulativeSum, [graph.ones(Shape([size]))], attributes: Attributes([0, 0]))
  }

  /// What is picked of an axis by an index: as much as the index runs over.
  func picked(by letter: String, of size: Size, at span: Span) throws(Failure) -> Indexing.Axis {
    guard let bounds = indexBounds[letter] else { return .all }
    if bounds.lower < (dialect == .notes ? 0 : 1) {
      throw fail(
        Diagnostic("entries count from 1, and \(letter) runs from \(bounds.lower)", at: span))
    }
    // From 0 on, entries are counted from 0.
    if let upper = bounds.upper, let known = graph.sizes.resolve(size).known {
      let count = bounds.lower == 0 ? upper + 1 : upper
      if count < known { return .range(start: 0, step: 1, count: max(0, count)) }
    }
    return .all
  }

  /// The places from where an index starts.
  func started(
    _ array: Indexed, _ letter: String, axis: Int, _ sign: IndexedOperator, at span: Span
  ) throws(Failure) -> Indexed {
    guard let lower = indexBounds[letter]?.lower, lower > 1 else { return array }
    let shape = graph.shape(of: array.node)
    var picks = [Indexing.Axis](repeating: .all, count: shape.order)
    guard let known = graph.sizes.resolve(shape[axis]).known else {
      guard sign == .sum else {
        throw fail(
          Diagnostic(
            "an index that runs from \(lower) needs to know how far: here it is "
              + graph.sizes.text(shape[axis]), at: span))
      }
      // What isn't summed counts as nothing.
      let start = graph.broadcast(graph.constant(Double(lower)), to: Shape([shape[axis]]))
      let isIncluded = graph.applied(.greaterOrEqual, places(shape[axis]), start)
      let axes = Labels(0..<shape.order)
      return Indexed(
        node: graph.contract([Factor(array.node, axes), Factor(isIncluded, [axis])], to: axes),
        labels: array.labels)
    }
    picks[axis] = .range(start: lower - 1, step: 1, count: max(0, known - lower + 1))
    return Indexed(
      node: graph.applied(.slice, array.node, attributes: Indexing(picks).attributes),
      labels: array.labels)
  }
}
