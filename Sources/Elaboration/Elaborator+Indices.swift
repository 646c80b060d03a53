import Graph
import Primitives
import Syntax

/// Index notation: `Σ_j W_ij x_j` is a contraction. Every part of a formula is an array with one
/// axis for each index that it mentions.
extension Elaborator {
  /// An array whose axes are named by indices, each at most once.
  struct Indexed {
    var node: NodeID
    var labels: [String]
  }

  /// `Σ_i y_i log(o_i)`, where all indices are summed.
  func overIndices(_ expression: Expression) throws(Failure) -> Term {
    let result = try indexed(expression)
    if let free = result.labels.first {
      throw fail(
        Diagnostic("the index \(free) is free here", at: expression.span, hint: "Σ_\(free) sums"))
    }
    return Term(result.node)
  }

  /// The array whose entries an expression gives.
  func entries(
    _ expression: Expression, _ letters: [String], at span: Span
  ) throws(Failure) -> Term {
    let result = try within(letters) { () throws(Failure) in try indexed(expression) }
    if let missing = letters.first(where: { !result.labels.contains($0) }) {
      throw fail(
        Diagnostic("nothing here says how far the index \(missing) runs", at: expression.span))
    }
    return Term(rearranged(result, to: letters))
  }

  private func within<T>(
    _ letters: [String], _ body: () throws(Failure) -> T
  ) throws(Failure) -> T {
    let outer = indices
    indices.formUnion(letters)
    defer { indices = outer }
    return try body()
  }

  private func indexed(_ expression: Expression) throws(Failure) -> Indexed {
    switch expression.form {
    case .parenthesized(let inner): return try indexed(inner)
    case .index(let base, let positions, _): return try entry(base, positions, expression)
    case .prefix(.minus, let operand):
      let inner = try indexed(operand)
      return Indexed(node: graph.negated(inner.node), labels: inner.labels)
    case .prefix(.plus, let operand): return try indexed(operand)
    case .prefix(.squareRoot, let operand):
      return try applied("sqrt", [operand], at: expression.span)
    case .binary(let left, let binary, let right, let place):
      return try combined(
        binary, left, right, Operands(left: left, right: right, place: place), expression)
    case .application(let callee, let arguments, _):
      // max(x) of one array takes its largest entry; only max(a, b) works entry by entry.
      if case .name(let name) = callee.form, Catalogue.entrywise.contains(name),
        environment.binding(of: name) == nil,
        arguments.count > 1 || (name != "max" && name != "min")
      {
        return try applied(name, arguments.map(\.value), at: expression.span)
      }
    case .fence(.bar, let operand): return try applied("abs", [operand], at: expression.span)
    case .derivative(let function, let variables):
      return try derivative(function, variables, expression)
    case .indexed(let sign, let ranges, let operand):
      return try reduced(sign, ranges, operand, at: expression.span)
    default: break
    }
    let term = try term(expression)
    guard order(term) == 0 else {
      throw fail(
        Diagnostic(
          "\(text(expression)) needs its indices here: it is \(noun(term))", at: expression.span))
    }
    return Indexed(node: term.node, labels: [])
  }

  // MARK: Entries

  /// `W_{ij}`, `A_{ii}`, `x_1`
  private func entry(
    _ base: Expression, _ positions: [Expression], _ whole: Expression
  ) throws(Failure) -> Indexed {
    if case .name("δ") = base.form, positions.count == 2, environment.binding(of: "δ") == nil {
      return try labelled(graph.delta(graph.sizes.fresh()), positions, whole)
    }
    var kind: Kind?
    if undetermined(base) != nil {
      let sizes = graph.sizes
      switch positions.count {
      case 1: kind = .vector(sizes.fresh())
      case 2: kind = .matrix(sizes.fresh(), sizes.fresh())
      default: break
      }
    }
    let term = try term(base, expecting: kind)
    guard order(term) == positions.count else {
      throw fail(
        Diagnostic(
          "\(noun(term)) takes \(order(term)) ind\(order(term) == 1 ? "ex" : "ices"), "
            + "got \(positions.count)", at: whole.span))
    }
    return try labelled(term.node, positions, whole)
  }

  /// The last axes of a node by indices, numbers among them picked; an index that comes twice takes
  /// the diagonal.
  private func labelled(
    _ node: NodeID, before: [String] = [], _ positions: [Expression], _ whole: Expression
  ) throws(Failure) -> Indexed {
    var node = node
    var labels = before
    var picks: [Indexing.Axis] = []
    let offset = graph.shape(of: node).order - positions.count
    for (axis, position) in positions.enumerated() {
      switch position.form {
      case .name(let letter) where indices.contains(letter):
        labels.append(letter)
        picks.append(.all)
      case .number(let literal):
        guard let entry = Int(exactly: literal.value), entry >= 1,
          graph.shape(of: node)[offset + axis].known.map({ entry <= $0 }) ?? true
        else {
          throw fail(Diagnostic("there is no entry \(text(position))", at: position.span))
        }
        picks.append(.entry(entry - 1))
      default:
        throw fail(
          Diagnostic("an index is a letter or a number here", at: position.span))
      }
    }
    if picks.contains(where: { $0 != .all }) {
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
    let numbers = labels.map { distinct.firstIndex(of: $0) ?? 0 }
    return Indexed(
      node: graph.contract([Factor(node, numbers)], to: Array(distinct.indices)), labels: distinct)
  }

  // MARK: Combining

  /// Makes the sizes of shared indices one.
  private func unify(_ a: Indexed, _ b: Indexed, at span: Span) throws(Failure) {
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
    return graph.contract(
      [Factor(array.node, array.labels.map { letters.firstIndex(of: $0) ?? 0 })],
      to: Array(letters.indices))
  }

  /// Two arrays over the indices of both.
  private func aligned(
    _ arrays: [Indexed], at span: Span
  ) throws(Failure) -> (nodes: [NodeID], labels: [String]) {
    var labels: [String] = []
    var sizes: [Size] = []
    for (position, array) in arrays.enumerated() {
      for other in arrays[..<position] { try unify(other, array, at: span) }
      for (axis, letter) in array.labels.enumerated() where !labels.contains(letter) {
        labels.append(letter)
        sizes.append(graph.shape(of: array.node)[axis])
      }
    }
    let nodes = arrays.map { array in
      array.labels == labels
        ? array.node
        : graph.contract(
          [Factor(array.node, array.labels.map { labels.firstIndex(of: $0) ?? 0 })],
          to: Array(labels.indices), sizes: sizes)
    }
    return (nodes, labels)
  }

  private func combined(
    _ binary: BinaryOperator, _ left: Expression, _ right: Expression, _ operands: Operands,
    _ whole: Expression
  ) throws(Failure) -> Indexed {
    switch binary {
    case .multiply, .juxtapose, .elementwiseMultiply:
      let (a, b) = (try indexed(left), try indexed(right))
      return try multiplied(a, b, at: whole.span)
    case .leftDivide, .kronecker:
      throw fail(
        Diagnostic("'\(binary.rawValue)' has no meaning between entries", at: operands.place))
    case .power:
      if case .name("e") = left.form, environment.binding(of: "e") == nil {
        return try applied("exp", [right], at: whole.span)
      }
    default: break
    }
    let (nodes, labels) = try aligned([indexed(left), indexed(right)], at: whole.span)
    let (a, b) = (Term(nodes[0]), Term(nodes[1]))
    let term: Term
    switch binary {
    case .power, .elementwisePower:
      if let exponent = graph.fillValue(b.node), exponent == 2 {
        term = Term(graph.multiply(a.node, a.node))
      } else {
        term = Term(graph.applied(.power, a.node, b.node))
      }
    case .divide: term = Term(divided(a.node, b.node))
    default: term = try entrywise(binary, a, b, operands)
    }
    return Indexed(node: term.node, labels: labels)
  }

  private func multiplied(_ a: Indexed, _ b: Indexed, at span: Span) throws(Failure) -> Indexed {
    try unify(a, b, at: span)
    let labels = a.labels + b.labels.filter { !a.labels.contains($0) }
    func numbers(_ array: Indexed) -> [Int] {
      array.labels.map { labels.firstIndex(of: $0) ?? 0 }
    }
    return Indexed(
      node: graph.contract(
        [Factor(a.node, numbers(a)), Factor(b.node, numbers(b))], to: Array(labels.indices)),
      labels: labels)
  }

  /// A function that works entry by entry.
  private func applied(
    _ name: String, _ arguments: [Expression], at span: Span
  ) throws(Failure) -> Indexed {
    var parts: [Indexed] = []
    for argument in arguments { parts.append(try indexed(argument)) }
    let (nodes, labels) = try aligned(parts, at: span)
    return Indexed(
      node: try call(name, nodes.map { Term($0) }, arguments, at: span).node, labels: labels)
  }

  // MARK: Signs

  private func reduced(
    _ sign: IndexedOperator, _ ranges: [IndexRange], _ operand: Expression, at span: Span
  ) throws(Failure) -> Indexed {
    var result = try within(ranges.map(\.name.text)) { () throws(Failure) in try indexed(operand) }
    for range in ranges {
      let letter = range.name.text
      if let lower = range.lower {
        guard case .number(let literal) = lower.form, literal.value == 1 else {
          throw fail(
            Diagnostic("an index runs from 1", at: lower.span, hint: "x[2:end] leaves entries out"))
        }
      }
      guard let axis = result.labels.firstIndex(of: letter) else {
        result = try repeated(result, sign, range)
        continue
      }
      if let upper = range.upper { try bound(graph.shape(of: result.node)[axis], upper, letter) }
      var labels = result.labels
      labels.remove(at: axis)
      let fromEnd = labels.count - axis
      switch sign {
      case .sum:
        result.node = graph.contract(
          [Factor(result.node, Array(result.labels.indices))],
          to: result.labels.indices.filter { $0 != axis })
      case .maximum:
        result.node = graph.applied(
          .largest, result.node, attributes: Attributes([fromEnd]))
      case .minimum:
        result.node = graph.applied(
          .smallest, result.node, attributes: Attributes([fromEnd]))
      case .product:
        guard labels.isEmpty else {
          throw fail(Diagnostic("a product over one of several indices has no form", at: span))
        }
        result.node = try call("prod", [Term(result.node)], [operand], at: span).node
      }
      result.labels = labels
    }
    return result
  }

  /// What doesn't mention the index is summed as often as the index runs.
  private func repeated(
    _ result: Indexed, _ sign: IndexedOperator, _ range: IndexRange
  ) throws(Failure) -> Indexed {
    if sign == .maximum || sign == .minimum { return result }
    guard sign == .sum, let upper = range.upper else {
      throw fail(
        Diagnostic("nothing under this sign has the index \(range.name.text)", at: range.name.span))
    }
    return try multiplied(indexed(upper), result, at: upper.span)
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
    default: return
    }
    do { try graph.sizes.unify(size, wanted) } catch {
      throw fail(
        Diagnostic(
          "the index \(letter) runs to \(graph.sizes.text(size)), not to "
            + graph.sizes.text(wanted), at: upper.span))
    }
  }

  // MARK: Derivatives

  /// `∂L/∂W_ij`: the axes of the derivative array by the indices.
  private func derivative(
    _ function: Expression, _ variables: [Expression], _ whole: Expression
  ) throws(Failure) -> Indexed {
    let above = try indexed(function)
    guard variables.count == 1 else {
      throw fail(
        Diagnostic("a derivative by entries is of degree 1 here", at: whole.span))
    }
    var variable = variables[0]
    var positions: [Expression] = []
    if case .index(let base, let indices, _) = variable.form {
      (variable, positions) = (base, indices)
    }
    guard case .name(let name) = variable.form,
      case .variable(let term)? = environment.binding(of: name)
    else {
      throw fail(
        Diagnostic("a derivative is taken by a name or its entries", at: variable.span))
    }
    mention(name)
    guard order(term) == positions.count else {
      throw fail(
        Diagnostic(
          "\(name) needs its indices here: it is \(noun(term))", at: variables[0].span))
    }
    let node = graph.derivative(DerivativeRequest(of: above.node, by: term.node))
    return try labelled(node, before: above.labels, positions, whole)
  }
}
