import Graph
import Primitives
import Syntax

/// Index notation: `Σ_j W_ij x_j` is a contraction. A formula is read for one value of its indices
/// (see families), and what it rests on gets an axis for each of them.
extension Elaborator {
  /// An array whose first axes are named by indices, each at most once.
  struct Indexed {
    var node: NodeID
    var labels: [String]
  }

  /// `Σ_i y_i log(o_i)`, where all indices are summed.
  func overIndices(_ expression: Expression) throws(Failure) -> Term {
    let (result, orientation) = try overFamilies(expression)
    if let free = result.labels.first {
      throw fail(
        Diagnostic("the index \(free) is free here", at: expression.span, hint: "Σ_\(free) sums"))
    }
    return Term(result.node, orientation)
  }

  /// The array whose entries an expression gives.
  func entries(
    _ expression: Expression, _ ranges: [IndexRange], at span: Span
  ) throws(Failure) -> Term {
    let letters = ranges.map(\.name.text)
    var result = try within(letters) { () throws(Failure) in
      try overFamilies(expression).0
    }
    for range in ranges {
      let letter = range.name.text
      if !result.labels.contains(letter) {
        guard range.upper != nil || range.isShared else {
          throw fail(
            Diagnostic("nothing here says how far the index \(letter) runs", at: expression.span))
        }
        // All entries along it are the same.
        let axes = Labels(1..<graph.shape(of: result.node).order + 1)
        result = Indexed(
          node: graph.contract(
            [Factor(result.node, axes)], to: [0] + axes, sizes: [graph.sizes.fresh()]),
          labels: [letter] + result.labels)
      }
      if let upper = range.upper, let axis = result.labels.firstIndex(of: letter) {
        try bound(graph.shape(of: result.node)[axis], upper, letter)
      }
    }
    return Term(rearranged(result, to: letters))
  }

  func within<T>(
    _ letters: [String], _ body: () throws(Failure) -> T
  ) throws(Failure) -> T {
    let outer = indices
    indices.formUnion(letters)
    defer { indices = outer }
    return try body()
  }

  /// The axes of a node after those of `before` by indices, numbers among them picked; an index that
  /// comes twice takes the diagonal. Further axes stay as they are.
  func labelled(
    _ node: NodeID, before: [String] = [], _ positions: [Expression], _ whole: Expression
  ) throws(Failure) -> Indexed {
    var node = node
    var labels = before
    let offset = before.count
    let inner = graph.shape(of: node).order - offset - positions.count
    var picks = [Indexing.Axis](repeating: .all, count: offset)
    for (axis, position) in positions.enumerated() {
      switch position.form {
      case .name(let letter) where indices.contains(letter):
        labels.append(letter)
        picks.append(
          try picked(
            by: letter, of: graph.shape(of: node)[offset + axis], at: position.span))
      case .number(let literal):
        guard let entry = Int(exactly: literal.value), entry >= 1,
          graph.shape(of: node)[offset + axis].known.map({ entry <= $0 }) ?? true
        else {
          throw fail(Diagnostic("there is no entry \(text(position))", at: position.span))
        }
        picks.append(.entry(entry - 1))
      default:
        throw fail(
          Diagnostic("an index is a letter, a number or : here", at: position.span))
      }
    }
    if picks.contains(where: { $0 != .all }) {
      picks += [Indexing.Axis](repeating: .all, count: inner)
      node = graph.applied(.slice, node, attributes: Indexing(picks).attributes)
    }
    var distinct: [String] = []
    for letter in labels where !distinct.contains(letter) { distinct.append(letter) }
    guard distinct.count < labels.count else { return Indexed(node: node, labels: labels) }
    let shape = graph.shape(of: node)
    for (axis, letter) in labels.enumerated() {
      guard let first = labels.firstIndex(of: letter), first < axis else { continue }
      do { try graph.sizes.unify(shape[first], shape[axis]) } catch {
        throw fail(
          Diagnostic("the index \(letter) runs over axes of two sizes", at: whole.span))
      }
    }
    let numbers = Labels(labels.map { distinct.firstIndex(of: $0) ?? 0 })
    let rest = Labels(distinct.count..<distinct.count + inner)
    return Indexed(
      node: graph.contract([Factor(node, numbers + rest)], to: Labels(distinct.indices) + rest),
      labels: distinct)
  }

  // MARK: Combining

  /// Makes the sizes of shared indices one.
  func unify(_ a: Indexed, _ b: Indexed, at span: Span) throws(Failure) {
    let (shapeA, shapeB) = (graph.shape(of: a.node), graph.shape(of: b.node))
    for (axis, letter) in a.labels.enumerated() {
      guard let other = b.labels.firstIndex(of: letter) else { continue }
      do { try graph.sizes.unify(shapeA[axis], shapeB[other]) } catch {
        throw fail(
          Diagnostic(
            "the index \(letter) runs to \(graph.sizes.text(shapeA[axis])) and to "
              + graph.sizes.text(shapeB[other]), at: span))
      }
    }
  }

  /// The axes in another order.
  private func rearranged(_ array: Indexed, to letters: [String]) -> NodeID {
    if array.labels == letters { return array.node }
    let inner = Labels(letters.count..<graph.shape(of: array.node).order)
    return graph.contract(
      [Factor(array.node, Labels(array.labels.map { letters.firstIndex(of: $0) ?? 0 }) + inner)],
      to: Labels(letters.indices) + inner)
  }

  // MARK: Signs

  func reduced(
    _ operand: Indexed, _ sign: IndexedOperator, _ ranges: [IndexRange],
    _ expression: Expression, at span: Span
  ) throws(Failure) -> Indexed {
    var result = operand
    for range in ranges {
      let letter = range.name.text
      guard let axis = result.labels.firstIndex(of: letter) else {
        result = try repeated(result, sign, range)
        continue
      }
      if let upper = range.upper {
        let lower = indexBounds[letter]?.lower ?? 1
        let count = lower >= 1 ? upper : lower == 0 ? countFromZero(to: upper) : nil
        if let count { try bound(graph.shape(of: result.node)[axis], count, letter) }
      }
      result = try started(result, letter, axis: axis, sign, at: range.name.span)
      var labels = result.labels
      labels.remove(at: axis)
      let axes = Labels(0..<graph.shape(of: result.node).order)
      let fromEnd = axes.count - 1 - axis
      if let exception = range.exception {
        result = try summed(result, over: letter, but: exception, sign)
        continue
      }
      switch sign {
      case .sum:
        result.node = graph.contract([Factor(result.node, axes)], to: axes.filter { $0 != axis })
      case .maximum:
        result.node = graph.applied(
          .largest, result.node, attributes: Attributes([fromEnd]))
      case .minimum:
        result.node = graph.applied(
          .smallest, result.node, attributes: Attributes([fromEnd]))
      case .product:
        guard axes.count == 1 else {
          throw fail(Diagnostic("a product over one of several indices has no form", at: span))
        }
        result.node = try call("prod", [Term(result.node)], [expression], at: span).node
      }
      result.labels = labels
    }
    return result
  }

  /// `Σ_{j≠i}`: the sum over all of an axis less what it has at one place, which is an index that
  /// runs or a number.
  private func summed(
    _ whole: Indexed, over letter: String, but exception: Expression, _ sign: IndexedOperator
  ) throws(Failure) -> Indexed {
    guard sign == .sum else {
      throw fail(
        Diagnostic("only a sum can leave one place out", at: exception.span, hint: "Σ_{j≠i} x_j"))
    }
    if case .name(let name) = exception.form, !indices.contains(name) {
      throw fail(Diagnostic("nothing here says what \(name) is", at: exception.span))
    }
    let axes = Labels(0..<graph.shape(of: whole.node).order)
    let others = whole.labels.filter { $0 != letter }
    let position = whole.labels.firstIndex(of: letter) ?? 0
    let rest = axes.filter { $0 != position }
    let total = Indexed(
      node: graph.contract([Factor(whole.node, axes)], to: rest), labels: others)
    let last = graph.contract(
      [Factor(whole.node, axes)],
      to: Labels(rest.prefix(others.count)) + [position] + rest.dropFirst(others.count))
    let left = try labelled(last, before: others, [exception], exception)
    let parts = [total, left]
    return Indexed(
      node: graph.sum([
        aligned(total, to: left.labels, parts), graph.scaled(left.node, by: -1),
      ]), labels: left.labels)
  }

  /// What doesn't mention the index is summed as often as the index runs.
  private func repeated(
    _ result: Indexed, _ sign: IndexedOperator, _ range: IndexRange
  ) throws(Failure) -> Indexed {
    if sign == .maximum || sign == .minimum { return result }
    guard let upper = range.upper else {
      throw fail(
        Diagnostic("nothing under this sign has the index \(range.name.text)", at: range.name.span))
    }
    var count = try term(upper)
    guard order(count) == 0 else {
      throw fail(
        Diagnostic("\(text(upper)) says how far an index runs: a number", at: upper.span))
    }
    let lower = indexBounds[range.name.text]?.lower ?? 1
    if lower != 1 { count.node = graph.add(count.node, constant: Coefficient(Double(1 - lower))) }
    if sign == .product {
      guard graph.shape(of: result.node).order == 0 else {
        throw fail(
          Diagnostic(
            "nothing under this sign has the index \(range.name.text)", at: range.name.span))
      }
      return Indexed(
        node: graph.applied(.power, result.node, count.node), labels: result.labels)
    }
    let axes = Labels(0..<graph.shape(of: result.node).order)
    return Indexed(
      node: graph.contract([Factor(count.node, []), Factor(result.node, axes)], to: axes),
      labels: result.labels)
  }

  /// Names that say how far an index runs are sizes, wherever they stand: `1/N Σ_{n=1}^N`.
  func nameSizes(in expression: Expression) {
    guard dialect == .notes else { return }
    var stack = [expression]
    while let next = stack.popLast() {
      if case .indexed(_, let ranges, _) = next.form {
        for range in ranges {
          let count = range.upper.flatMap { countFromZero(to: $0) ?? $0 }
          if case .name(let upper)? = count?.form, locals[upper] == nil,
            environment.binding(of: upper) == nil, !isKnownWord(upper)
          {
            _ = graph.sizes.symbol(named: upper)
          }
        }
      }
      stack += next.parts
    }
  }

  /// Makes an index run as far as is written.
  private func bound(_ size: Size, _ upper: Expression, _ letter: String) throws(Failure) {
    let wanted: Size
    switch upper.form {
    case .number(let literal): wanted = Size(Int(exactly: literal.value) ?? 0)
    case .name(let name):
      if let binding = environment.binding(of: name), environment.basis(of: name) == nil,
        case .variable(let term) = binding
      {
        guard let value = try value(of: term.node, at: upper.span), value.count == 1,
          let count = Int(exactly: value[0])
        else { return }
        wanted = Size(count)
      } else {
        wanted = graph.sizes.symbol(named: name)
      }
    default:
      let count = try term(upper)
      guard order(count) == 0, let size = graph.size(countedBy: count.node) else { return }
      wanted = size
    }
    do { try graph.sizes.unify(size, wanted) } catch {
      throw fail(
        Diagnostic(
          "the index \(letter) runs to \(graph.sizes.text(size)), not to "
            + graph.sizes.text(wanted), at: upper.span))
    }
  }
}
