import Graph
import Primitives

/// Blocks: products and sums of what is put together from blocks are put together from the products
/// and sums of the blocks.
struct Blocks {
  private let simplifier: Simplifier
  private var graph: Graph { simplifier.graph }

  init(_ simplifier: Simplifier) { self.simplifier = simplifier }

  /// How an axis, counted from the last, is cut into blocks.
  private struct Cut {
    var fromEnd: Int
    var sizes: [Size]
  }

  /// A product or a sum by its blocks, where that is shorter.
  func shorter(_ id: NodeID) -> NodeID? {
    guard let written = written(id), written != id,
      simplifier.cost(written) <= simplifier.cost(id)
    else { return nil }
    return written
  }

  private func written(_ id: NodeID) -> NodeID? {
    switch graph[id].form {
    case .contraction(let contraction):
      for (operand, labels) in zip(contraction.operands, contraction.subscripts) {
        guard let cut = cut(of: operand) else { continue }
        let label = labels[labels.count - 1 - cut.fromEnd]
        guard let parts = parts(of: contraction, along: label, cut.sizes) else { continue }
        let simplified = parts.map { simplifier.simplified($0) }
        guard let axis = contraction.output.firstIndex(of: label) else {
          return simplifier.sum(simplified)
        }
        return joined(simplified, fromEnd: contraction.output.count - 1 - axis)
      }
      return nil
    case .sum(let terms):
      for term in terms {
        guard let cut = cutThrough(term) else { continue }
        guard let parts = parts(of: id, cut) else { continue }
        return joined(parts.map { simplifier.simplified($0) }, fromEnd: cut.fromEnd)
      }
      return nil
    default: return nil
    }
  }

  private func joined(_ parts: [NodeID], fromEnd: Int) -> NodeID {
    if parts.allSatisfy({ graph.isZero($0) }) {
      let whole = graph.concatenated(parts, axisFromEnd: fromEnd)
      return graph.zeros(graph.shape(of: whole))
    }
    return graph.concatenated(parts, axisFromEnd: fromEnd)
  }

  /// The cut of what is put together from blocks; nil for all else.
  private func cut(of id: NodeID) -> Cut? {
    guard case .primitive(.concatenate, let parts, let attributes) = graph[id].form else {
      return nil
    }
    let fromEnd = attributes.integers[0]
    return Cut(fromEnd: fromEnd, sizes: parts.map { size(of: $0, fromEnd) })
  }

  /// The same for a product with such a factor.
  private func cutThrough(_ id: NodeID) -> Cut? {
    if let cut = cut(of: id) { return cut }
    guard case .contraction(let contraction) = graph[id].form else { return nil }
    for (operand, labels) in zip(contraction.operands, contraction.subscripts) {
      guard let cut = cut(of: operand) else { continue }
      let label = labels[labels.count - 1 - cut.fromEnd]
      if let axis = contraction.output.firstIndex(of: label) {
        return Cut(fromEnd: contraction.output.count - 1 - axis, sizes: cut.sizes)
      }
    }
    return nil
  }

  private func size(of id: NodeID, _ fromEnd: Int) -> Size {
    let shape = graph.shape(of: id)
    return graph.sizes.resolve(shape[shape.order - 1 - fromEnd])
  }

  // MARK: Parts

  /// The blocks that a node comes to along a cut; nil where something on it isn't cut so.
  private func parts(of id: NodeID, _ cut: Cut) -> [NodeID]? {
    let axis = graph[id].shape.order - 1 - cut.fromEnd
    switch graph[id].form {
    case .primitive(.concatenate, let parts, Attributes([cut.fromEnd]))
    where parts.map({ size(of: $0, cut.fromEnd) }) == cut.sizes:
      return parts
    case .primitive(let primitive, let operands, let attributes) where primitive.isEntrywise:
      let all = operands.compactMap { parts(of: $0, cut) }
      guard all.count == operands.count else { return nil }
      return cut.sizes.indices.map { part in
        graph.applied(primitive, all.map { $0[part] }, attributes: attributes)
      }
    case .sum(let terms):
      let all = terms.compactMap { parts(of: $0, cut) }
      guard all.count == terms.count else { return nil }
      return cut.sizes.indices.map { part in graph.sum(all.map { $0[part] }, collecting: true) }
    case .contraction(let contraction):
      return parts(of: contraction, along: contraction.output[axis], cut.sizes)
    default: return nil
    }
  }

  /// The products with one block after the other of the factors that are on a label.
  private func parts(
    of contraction: Contraction, along label: Int, _ sizes: [Size]
  ) -> [NodeID]? {
    guard contraction.output.count(where: { $0 == label }) <= 1 else { return nil }
    var products = sizes.map { size in
      var product = Product(contraction)
      product.sizes[label] = size
      return product
    }
    for (index, labels) in contraction.subscripts.enumerated() where labels.contains(label) {
      guard labels.count(where: { $0 == label }) == 1, let axis = labels.firstIndex(of: label),
        let parts = parts(
          of: contraction.operands[index], Cut(fromEnd: labels.count - 1 - axis, sizes: sizes))
      else { return nil }
      for part in sizes.indices { products[part].factors[index].node = parts[part] }
    }
    return products.map { product in
      let node = graph.contract(
        product.factors, to: product.output, sizes: product.sizes,
        coefficient: product.coefficient, counted: product.counted)
      return product.factors.contains { graph.isZero($0.node) }
        ? graph.zeros(graph.shape(of: node)) : node
    }
  }
}

extension FormulaRule {
  /// Slices, and what is put into zeros.
  static let placing: [FormulaRule] = [
    FormulaRule(
      name: "entries put into zeros are products with columns of the identity", of: .scatter
    ) {
      simplifier, id in
      let g = simplifier.graph
      guard case .primitive(.scatter, let operands, let attributes) = g[id].form else { return nil }
      let axes = Indexing(attributes).axes
      let shape = g.shape(of: id)
      let leading = shape.order - axes.count
      var sizes = shape.sizes
      var own = Labels(0..<leading)
      var factors: [Factor] = []
      for (index, axis) in axes.enumerated() {
        let label = leading + index
        let identity = g.delta(shape[label])
        let part = g.applied(.slice, identity, attributes: Indexing([.all, axis]).attributes)
        switch axis {
        case .all: own.append(label)
        case .entry: factors.append(Factor(part, [label]))
        case .range(_, _, let count):
          sizes.append(Size(count))
          own.append(sizes.count - 1)
          factors.append(Factor(part, [label, sizes.count - 1]))
        }
      }
      return g.contract(
        [Factor(operands[0], own)] + factors, to: Labels(0..<shape.order), sizes: sizes)
    },
    FormulaRule(name: "a slice tells of all axes", of: .slice) { simplifier, id in
      let g = simplifier.graph
      guard case .primitive(.slice, let operands, let attributes) = g[id].form else { return nil }
      let axes = Indexing(attributes).axes
      let missing = g[operands[0]].shape.order - axes.count
      guard missing > 0 else { return nil }
      let all = Array(repeating: Indexing.Axis.all, count: missing) + axes
      return g.applied(.slice, operands[0], attributes: Indexing(all).attributes)
    },
    FormulaRule(name: "a slice of a slice is one", of: .slice) { simplifier, id in
      let g = simplifier.graph
      guard case .primitive(.slice, let operands, let attributes) = g[id].form,
        case .primitive(.slice, let inner, let own) = g[operands[0]].form
      else { return nil }
      var rest = Indexing(attributes).axes[...]
      let axes = Indexing(own).axes.map { axis in
        axis.isEntry ? axis : axis.composed(with: rest.popFirst() ?? .all)
      }
      return rest.isEmpty
        ? g.applied(.slice, inner[0], attributes: Indexing(axes).attributes) : nil
    },
    FormulaRule(name: "a slice of entries is some of them", of: .slice) { simplifier, id in
      let g = simplifier.graph
      guard case .primitive(.slice, let operands, let attributes) = g[id].form,
        case .primitive(.stack, let entries, _) = g[operands[0]].form,
        let sizes = g.shape(of: operands[0]).known
      else { return nil }
      let axes = Indexing(attributes).axes
      guard axes.count == sizes.count else { return nil }
      var chosen = [0]
      for (axis, size) in zip(axes, sizes) {
        let positions = axis.positions(of: size)
        chosen = chosen.flatMap { first in positions.map { first * size + $0 } }
      }
      let picked = chosen.map { entries[$0] }
      let shape = g.shape(of: id)
      if shape.order == 0 { return picked.first }
      if picked.count == 1 { return g.broadcast(picked[0], to: shape) }
      guard !picked.isEmpty else { return nil }
      return g.applied(
        .stack, picked, attributes: shape.order == 1 ? .none : Attributes(shape: shape))
    },
    FormulaRule(name: "a slice of ones is ones", of: .slice) { simplifier, id in
      let g = simplifier.graph
      guard case .primitive(.slice, let operands, _) = g[id].form,
        case .contraction(let fill) = g[operands[0]].form, g.fillValue(operands[0]) != nil
      else { return nil }
      return g.filled(g.shape(of: id), with: fill.coefficient)
    },
    FormulaRule(name: "a part of an identity is one beside zeros", of: .concatenatedPart, .slice) {
      simplifier, id in
      let g = simplifier.graph
      let cutAxis: Int
      var sizes: [Size]
      let chosen: Int
      switch g[id].form {
      case .primitive(.concatenatedPart, let operands, let attributes)
      where Blocks.isIdentity(operands[0], g):
        (cutAxis, chosen) = (1 - attributes.integers[0], attributes.integers[1])
        sizes = operands.dropFirst().map { part in
          let shape = g.shape(of: part)
          return shape[shape.order - 1 - attributes.integers[0]]
        }
      case .primitive(.slice, let operands, let attributes)
      where Blocks.isIdentity(operands[0], g):
        let axes = Indexing(attributes).axes
        guard axes.count == 2, let axis = axes.firstIndex(where: { $0 != .all }),
          axes[1 - axis] == .all, case .range(let start, 1, let count) = axes[axis],
          let whole = g.shape(of: operands[0])[0].known
        else { return nil }
        let all = [start, count, whole - start - count]
        cutAxis = axis
        chosen = start > 0 ? 1 : 0
        sizes = all.filter { $0 > 0 }.map { Size($0) }
      default: return nil
      }
      let whole = g[id].operands[0]
      // The blocks lie along the other axis.
      let blocks = sizes.indices.map { block in
        if block == chosen { return g.delta(sizes[block]) }
        let shape = [sizes[chosen], sizes[block]]
        return g.zeros(Shape(cutAxis == 0 ? shape : shape.reversed()))
      }
      return g.scaled(
        g.concatenated(blocks, axisFromEnd: cutAxis == 0 ? 0 : 1), by: g.split(whole).coefficient)
    },
    FormulaRule(name: "a slice of blocks is that of its block", of: .slice) { simplifier, id in
      Blocks.slice(id, simplifier.graph)
    },
    FormulaRule(name: "a slice of f(x) is f of slices", of: .slice) { simplifier, id in
      let g = simplifier.graph
      guard case .primitive(.slice, let operands, let attributes) = g[id].form,
        let parts = Blocks.sliced(operands[0], Indexing(attributes).axes, g)
      else { return nil }
      let simplified = simplifier.simplified(parts)
      return simplifier.cost(simplified) <= simplifier.cost(id) ? simplified : nil
    },
    FormulaRule(name: "blocks of blocks are blocks", of: .concatenate) { simplifier, id in
      let g = simplifier.graph
      guard case .primitive(.concatenate, let parts, let attributes) = g[id].form else {
        return nil
      }
      if parts.allSatisfy({ g.isZero($0) }) { return g.zeros(g.shape(of: id)) }
      let opened = parts.flatMap { part -> [NodeID] in
        guard case .primitive(.concatenate, let inner, attributes) = g[part].form else {
          return [part]
        }
        return inner
      }
      return opened.count == parts.count
        ? nil : g.concatenated(opened, axisFromEnd: attributes.integers[0])
    },
  ]
}

extension Blocks {
  /// Whether a node is a multiple of an identity matrix.
  static func isIdentity(_ id: NodeID, _ graph: Graph) -> Bool {
    guard case .contraction(let contraction) = graph[id].form else { return false }
    return contraction.operands.isEmpty && contraction.output == [0, 0]
  }

  /// A slice of blocks, of the blocks that it is in; nil for all else.
  static func slice(_ id: NodeID, _ graph: Graph) -> NodeID? {
    guard case .primitive(.slice, let operands, let attributes) = graph[id].form,
      case .primitive(.concatenate, let parts, let along) = graph[operands[0]].form
    else { return nil }
    let axes = Indexing(attributes).axes
    let order = graph[operands[0]].shape.order
    let cut = axes.count - 1 - along.integers[0]
    guard axes.count == order, cut >= 0 else { return nil }
    func part(_ node: NodeID, _ axis: Indexing.Axis) -> NodeID {
      var own = axes
      own[cut] = axis
      if own.allSatisfy({ $0 == .all }) { return node }
      return graph.applied(.slice, node, attributes: Indexing(own).attributes)
    }
    let keptAfter = axes[(cut + 1)...].count { !$0.isEntry }
    var start = 0
    switch axes[cut] {
    case .all:
      return graph.concatenated(parts.map { part($0, .all) }, axisFromEnd: keptAfter)
    case .entry(let position):
      for node in parts {
        guard let size = graph.shape(of: node)[cut].known else { return nil }
        if position < start + size { return part(node, .entry(position - start)) }
        start += size
      }
      return nil
    case .range(let first, let step, let count):
      guard step == 1, count > 0 else { return nil }
      var chosen: [NodeID] = []
      for node in parts {
        if start >= first + count { break }
        guard let size = graph.shape(of: node)[cut].known else { return nil }
        let (lower, upper) = (max(first, start) - start, min(first + count, start + size) - start)
        if lower < upper {
          let isWhole = lower == 0 && upper == size
          chosen.append(
            part(node, isWhole ? .all : .range(start: lower, step: 1, count: upper - lower)))
        }
        start += size
      }
      return chosen.isEmpty ? nil : graph.concatenated(chosen, axisFromEnd: keptAfter)
    }
  }

  /// What a slice of a node is by slices of what it is made of; nil where it isn't made so.
  static func sliced(_ id: NodeID, _ axes: [Indexing.Axis], _ graph: Graph) -> NodeID? {
    guard axes.count == graph[id].shape.order else { return nil }
    func part(_ node: NodeID, _ axes: [Indexing.Axis]) -> NodeID {
      if axes.allSatisfy({ $0 == .all }) { return node }
      return graph.applied(.slice, node, attributes: Indexing(axes).attributes)
    }
    switch graph[id].form {
    case .sum(let terms): return graph.sum(terms.map { part($0, axes) }, collecting: true)
    case .primitive(let primitive, let operands, let attributes) where primitive.isEntrywise:
      guard operands.allSatisfy({ graph[$0].shape.order == axes.count }) else { return nil }
      return graph.applied(primitive, operands.map { part($0, axes) }, attributes: attributes)
    case .contraction(let contraction)
    where !contraction.operands.isEmpty || contraction.output.count > 2:
      return sliced(contraction, axes, graph)
    default: return nil
    }
  }

  /// A slice of a product by slices of its factors. Axes that a diagonal ties are picked by columns
  /// of an identity.
  private static func sliced(
    _ contraction: Contraction, _ axes: [Indexing.Axis], _ graph: Graph
  ) -> NodeID? {
    var product = Product(contraction)
    var picks: [Int: Indexing.Axis] = [:]
    var output = Labels()
    for (axis, label) in zip(axes, contraction.output) {
      let size = contraction.sizes[label]
      let isTied = contraction.output.count { $0 == label } > 1
      func part(_ side: Indexing.Axis) -> NodeID {
        graph.applied(.slice, graph.delta(size), attributes: Indexing([.all, side]).attributes)
      }
      switch axis {
      case .all: output.append(label)
      case .entry where isTied: product.factors.append(Factor(part(axis), [label]))
      case .range(_, _, let count) where isTied:
        let fresh = product.fresh(Size(count))
        product.factors.append(Factor(part(axis), [label, fresh]))
        output.append(fresh)
      case .entry: picks[label] = axis
      case .range(_, _, let count):
        picks[label] = axis
        product.sizes[label] = Size(count)
        output.append(label)
      }
    }
    product.factors = product.factors.map { factor in
      let own = factor.labels.map { picks[$0] ?? .all }
      guard own.contains(where: { $0 != .all }) else { return factor }
      let part = graph.applied(.slice, factor.node, attributes: Indexing(own).attributes)
      return Factor(part, Labels(zip(factor.labels, own).filter { !$0.1.isEntry }.map(\.0)))
    }
    return graph.contract(
      product.factors, to: output, sizes: product.sizes, coefficient: product.coefficient,
      counted: contraction.counted)
  }
}

extension Indexing.Axis {
  /// What another index picks of what this one picks.
  fileprivate func composed(with other: Indexing.Axis) -> Indexing.Axis {
    guard case .range(let start, let step, _) = self else { return other }
    switch other {
    case .all: return self
    case .entry(let position): return .entry(start + step * position)
    case .range(let first, let stride, let count):
      return .range(start: start + step * first, step: step * stride, count: count)
    }
  }

  /// The positions that are picked of an axis of a size.
  fileprivate func positions(of size: Int) -> [Int] {
    switch self {
    case .all: Array(0..<size)
    case .entry(let position): [position]
    case .range(let start, let step, let count): (0..<count).map { start + step * $0 }
    }
  }

  fileprivate var isEntry: Bool {
    if case .entry = self { return true }
    return false
  }
}
