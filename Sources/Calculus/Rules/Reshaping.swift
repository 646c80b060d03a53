import Graph
import Primitives

/// Reshapes in formulas: derivatives by `vec(X)` are Kronecker products once reshapes stand outside
/// of products and sums, and identities of merged axes are identities of each.
enum Reshaping {
  static func operand(_ id: NodeID, _ graph: Graph) -> NodeID? {
    graph.operands(id, of: .reshape)?[0]
  }

  static func reshaped(_ id: NodeID, to shape: Shape, _ graph: Graph) -> NodeID {
    graph.applied(.reshape, id, attributes: Attributes(shape: shape))
  }

  /// Which axes of `inner` each axis of `outer` is made of; nil if they don't line up so.
  static func groups(_ inner: Shape, into outer: Shape, _ graph: Graph) -> [[Int]]? {
    var groups: [[Int]] = []
    var next = 0
    for size in outer.sizes {
      var group: [Int] = []
      var product: Size?
      while next < inner.order {
        let whole = product.map { graph.sizes.product($0, inner[next]) } ?? inner[next]
        group.append(next)
        next += 1
        product = whole
        if graph.sizes.resolve(whole) == graph.sizes.resolve(size) { break }
      }
      guard let product, graph.sizes.resolve(product) == graph.sizes.resolve(size) else {
        return nil
      }
      groups.append(group)
    }
    return next == inner.order ? groups : nil
  }

  /// A factor with merged axes: what is reshaped, and which of its axes each axis is made of.
  private struct Merged {
    let inner: NodeID
    let shape: Shape
    let groups: [[Int]]

    init?(_ factor: Factor, _ graph: Graph) {
      guard let inner = operand(factor.node, graph) else { return nil }
      let (own, outer) = (graph.shape(of: inner), graph.shape(of: factor.node))
      guard own.order > outer.order, let groups = Reshaping.groups(own, into: outer, graph) else {
        return nil
      }
      (self.inner, self.shape, self.groups) = (inner, own, groups)
    }

    func sizes(_ axis: Int, _ graph: Graph) -> [Size] {
      groups[axis].map { graph.sizes.resolve(shape[$0]) }
    }
  }

  /// The factors with merged axes that a factor meets in those, and those meet in turn, with the
  /// sizes that each merged label is made of; nil where something else is on one of these labels.
  private static func meeting(
    _ start: Int, in product: Product, _ graph: Graph
  ) -> (factors: [Int: Merged], parts: [Int: [Size]])? {
    var found: [Int: Merged] = [:]
    var parts: [Int: [Size]] = [:]
    var waiting = [start]
    while let position = waiting.popLast() {
      if found[position] != nil { continue }
      let factor = product.factors[position]
      guard let merged = Merged(factor, graph) else { return nil }
      found[position] = merged
      for (axis, label) in factor.labels.enumerated() where merged.groups[axis].count > 1 {
        guard product.output.count(where: { $0 == label }) <= 1 else { return nil }
        parts[label] = merged.sizes(axis, graph)
        for (other, factor) in product.factors.enumerated() where factor.labels.contains(label) {
          guard factor.labels.count(where: { $0 == label }) == 1 else { return nil }
          waiting.append(other)
        }
      }
    }
    // All are made of the same.
    for (position, merged) in found {
      for (axis, label) in product.factors[position].labels.enumerated() {
        if let sizes = parts[label], sizes != merged.sizes(axis, graph) { return nil }
      }
    }
    return (found, parts)
  }

  /// A product with factors whose merged axes are on nothing else but each other: they are merged
  /// afterwards, or not at all.
  @Sendable
  static func outermost(_ simplifier: Simplifier, _ product: Product) -> Product? {
    let graph = simplifier.graph
    for (position, factor) in product.factors.enumerated() {
      guard let (factors, sizes) = meeting(position, in: product, graph), !sizes.isEmpty else {
        continue
      }
      // Numbers stay outside.
      let isBesideArrays = product.factors.indices.contains {
        $0 != position && !product.factors[$0].labels.isEmpty
      }
      guard isBesideArrays || product.output != factor.labels else { continue }
      var opened = product
      let parts = sizes.mapValues { $0.map { opened.fresh($0) } }
      for (position, merged) in factors {
        let labels = Labels(product.factors[position].labels.flatMap { parts[$0] ?? [$0] })
        opened.factors[position] = Factor(merged.inner, labels)
      }
      opened.output = Labels(product.output.flatMap { parts[$0] ?? [$0] })
      opened.counted.removeAll { parts[$0] != nil }
      let shape = Shape(product.output.map { graph.sizes.resolve(product.sizes[$0]) })
      let whole = graph.contract(
        opened.factors, to: opened.output, sizes: opened.sizes, coefficient: opened.coefficient,
        counted: opened.counted)
      let result = reshaped(simplifier.simplified(whole), to: shape, graph)
      return Product(simplifier.simplified(result), graph)
    }
    return nil
  }
}

extension FormulaRule {
  static let reshaping: [FormulaRule] = [
    reshape("a reshape of a reshape is one") { _, graph, inner, shape in
      Reshaping.operand(inner, graph).map { Reshaping.reshaped($0, to: shape, graph) }
    },
    reshape("a reshape of c*x is c times that of x") { _, graph, inner, shape in
      let (base, coefficient) = graph.split(inner)
      if coefficient.isOne { return nil }
      return graph.scaled(Reshaping.reshaped(base, to: shape, graph), by: coefficient)
    },
    reshape("a reshape to the same shape is none") { _, graph, inner, shape in
      let own = graph.shape(of: inner).sizes.map { graph.sizes.resolve($0) }
      return own == shape.sizes.map { graph.sizes.resolve($0) } ? inner : nil
    },
    reshape("an identity of merged axes is one of each") { _, graph, inner, shape in
      guard case .contraction(let delta) = graph[inner].form, delta.operands.isEmpty,
        delta.output == [0, 0], shape.order > 2,
        let axes = Reshaping.groups(
          shape, into: graph.shape(of: inner), graph), axes[0].count == axes[1].count
      else { return nil }
      let half = Shape(Array(shape.sizes.prefix(axes[0].count)))
      let other = Shape(Array(shape.sizes.suffix(axes[1].count)))
      guard
        half.sizes.map({ graph.sizes.resolve($0) }) == other.sizes.map({ graph.sizes.resolve($0) })
      else { return nil }
      return graph.scaled(graph.identity(on: half), by: delta.coefficient)
    },
    reshape("an identity with one side merged is a reshaped identity of each") {
      _, graph, inner, shape in
      guard case .contraction(let delta) = graph[inner].form, delta.operands.isEmpty,
        delta.output == [0, 0], shape.order > 2,
        let axes = Reshaping.groups(shape, into: graph.shape(of: inner), graph),
        axes[0].count == 1 || axes[1].count == 1, axes[0].count != axes[1].count
      else { return nil }
      let parts = Shape(
        axes[0].count == 1 ? Array(shape.sizes.dropFirst()) : Array(shape.sizes.dropLast()))
      let whole = graph.scaled(graph.identity(on: parts), by: delta.coefficient)
      return Reshaping.reshaped(whole, to: shape, graph)
    },
    reshape("a diagonal of merged axes is one diagonal") { _, graph, inner, shape in
      guard case .contraction(let whole) = graph[inner].form, shape.order == 2,
        whole.output.count % 2 == 0
      else { return nil }
      let half = whole.output.count / 2
      let labels = Labels(whole.output.prefix(half))
      guard half > 1, labels == Labels(whole.output.suffix(half)), Set(labels).count == half else {
        return nil
      }
      if whole.operands.isEmpty, whole.counted.isEmpty {
        return graph.contract(
          [], to: [0, 0], sizes: [shape[0]], coefficient: whole.coefficient)
      }
      let entries = graph.contract(
        zip(whole.operands, whole.subscripts).map { Factor($0, $1) }, to: labels,
        sizes: whole.sizes, coefficient: whole.coefficient, counted: whole.counted)
      let diagonal = Reshaping.reshaped(entries, to: Shape([shape[0]]), graph)
      return graph.contract([Factor(diagonal, [0])], to: [0, 0], sizes: [shape[0]])
    },
    reshape("a reshape of what fills an array fills another") { _, graph, inner, shape in
      if let value = graph.fillValue(inner) { return graph.filled(shape, with: .init(value)) }
      return graph.fill(inner).map { graph.broadcast($0, to: shape) }
    },
    reshape("numbers stand outside a reshape") { _, graph, inner, shape in
      guard case .contraction(let product) = graph[inner].form,
        graph.shape(of: inner).order > shape.order,
        product.subscripts.contains([]), product.subscripts.contains(where: { !$0.isEmpty })
      else { return nil }
      let factors = zip(product.operands, product.subscripts).map { Factor($0, $1) }
      let rest = graph.contract(
        factors.filter { !$0.labels.isEmpty }, to: product.output, sizes: product.sizes,
        coefficient: product.coefficient, counted: product.counted)
      let labels = Labels(0..<shape.order)
      return graph.contract(
        factors.filter(\.labels.isEmpty)
          + [Factor(Reshaping.reshaped(rest, to: shape, graph), labels)], to: labels)
    },
    reshape("a reshape of a sum is a sum of reshapes") { _, graph, inner, shape in
      guard graph.shape(of: inner).order > shape.order else { return nil }
      let terms: [NodeID]
      switch graph[inner].form {
      case .sum(let own): terms = own
      case .contraction(let turned)
      where turned.operands.count == 1
        && turned.subscripts[0].sorted() == Array(turned.output.indices)
        && turned.output.sorted() == Array(turned.output.indices):
        // A sum with its axes in another order.
        guard case .sum(let own) = graph[turned.operands[0]].form else { return nil }
        terms = own.map { term in
          graph.contract(
            [Factor(term, turned.subscripts[0])], to: turned.output, sizes: turned.sizes,
            coefficient: turned.coefficient, counted: turned.counted)
        }
      default: return nil
      }
      guard terms.count > 1 else { return nil }
      return graph.sum(terms.map { Reshaping.reshaped($0, to: shape, graph) })
    },
  ]

  private static func reshape(
    _ name: String,
    _ rewrite: @escaping @Sendable (Simplifier, Graph, NodeID, Shape) -> NodeID?
  ) -> FormulaRule {
    FormulaRule(name: name, of: .reshape) { simplifier, id in
      let graph = simplifier.graph
      guard let inner = Reshaping.operand(id, graph) else { return nil }
      return rewrite(simplifier, graph, inner, graph.shape(of: id))
    }
  }
}
