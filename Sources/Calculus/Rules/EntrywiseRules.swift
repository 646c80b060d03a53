import Graph
import Primitives

/// What moves entries along an axis and is the same done to a whole or to what the whole is made of
/// entry by entry.
extension FormulaRule {
  static let partOfWhole = FormulaRule(name: "a part of f([a; b]) is f(a)") { simplifier, id in
    let g = simplifier.graph
    guard case .primitive(.concatenatedPart, let operands, let attributes) = g[id].form else {
      return nil
    }
    let (fromEnd, chosen) = (attributes.integers[0], attributes.integers[1])
    let sizes = operands.dropFirst().map { g.size(of: $0, axisFromEnd: fromEnd) }
    if case .primitive(.concatenate, let parts, Attributes([fromEnd])) = g[operands[0]].form,
      parts.map({ g.size(of: $0, axisFromEnd: fromEnd) }) == sizes
    {
      return parts[chosen]
    }
    let inside = g.distributed(over: operands[0], axisFromEnd: fromEnd, size: sizes[chosen]) {
      node, fromEnd in
      let like = sizes.map { size in
        var shape = g.shape(of: node)
        shape.sizes[shape.order - 1 - fromEnd] = size
        return g.ones(shape)
      }
      return g.part(chosen, of: node, like: like, axisFromEnd: fromEnd)
    }
    let order = g[id].shape.order
    guard inside == nil, order > 2 || g.isConstant(operands[0]) else { return inside }
    // Beyond matrices there is no product to write but by its indices; that with I is the other.
    let blocks = sizes.indices.map {
      $0 == chosen ? g.delta(sizes[$0]) : g.zeros(Shape([sizes[chosen], sizes[$0]]))
    }
    var labels = Array(0..<order)
    labels[order - 1 - fromEnd] = order
    let selection = g.concatenated(blocks, axisFromEnd: 0)
    return g.contract(
      [Factor(selection, [order - 1 - fromEnd, order]), Factor(operands[0], labels)],
      to: Array(0..<order))
  }

  static let maskedConstant = FormulaRule(name: "where(m, C, 0) is m .* C for a constant C") {
    simplifier, id in
    let g = simplifier.graph
    guard let operands = g.operands(id, of: .select),
      let kept = [1, 2].first(where: { g.isZero(operands[3 - $0]) }),
      case .contraction(let constant) = g[operands[kept]].form, constant.operands.isEmpty,
      constant.coefficient.value.isFinite
    else { return nil }
    let mask = kept == 1 ? operands[0] : g.applied(.not, operands[0])
    return g.alongTrailingAxes(operands[kept], mask)
  }

  static let sortedBack = FormulaRule(name: "sort(x) in the order of x is x") { simplifier, id in
    let g = simplifier.graph
    guard case .primitive(.unpick, let operands, let attributes) = g[id].form,
      let sorted = g.operands(operands[1], of: .sortingOrder)?[0]
    else { return nil }
    switch g[operands[0]].form {
    case .primitive(.sort, [sorted], _): return sorted
    case .primitive(.pick, let inner, Attributes([attributes.integers[0]]))
    where inner[1] == operands[1]:
      return inner[0]
    default: break
    }
    let fromEnd = attributes.integers[0]
    let size = g.size(of: id, axisFromEnd: fromEnd)
    let inner = g.distributed(over: operands[0], axisFromEnd: fromEnd, size: size) {
      node, fromEnd in
      g.applied(
        .unpick, node, operands[1], attributes: Attributes([fromEnd], shape: Shape([size])))
    }
    guard let inner = inner.map({ simplifier.simplified($0) }),
      simplifier.cost(inner) <= simplifier.cost(id)
    else { return nil }
    return inner
  }
}

extension FormulaRule {
  /// Entries put into zeros, where no brackets of the language say it: products with columns of the
  /// identity.
  static let placed = FormulaRule(name: "entries among zeros are products with columns of I") {
    simplifier, id in
    let g = simplifier.graph
    guard case .primitive(let primitive, let operands, let attributes) = g[id].form else {
      return nil
    }
    let order = g[id].shape.order
    switch primitive {
    case .scatter:
      let indexing = Indexing(attributes)
      guard order > 2 || indexing.axes.count < order else { return nil }
      let leading = order - indexing.axes.count
      return g.placed(operands[0], shape: g.shape(of: id)) { axis, identity in
        guard axis >= leading, indexing.axes[axis - leading] != .all else { return nil }
        return g.applied(
          .slice, identity, attributes: Indexing([.all, indexing.axes[axis - leading]]).attributes)
      }
    case .ungather where order > 2:
      var own = attributes.integers
      own[0] = 0
      return g.placed(operands[0], shape: g.shape(of: id)) { axis, identity in
        axis == order - 1 - attributes.integers[0]
          ? g.applied(.gather, identity, attributes: Attributes(own)) : nil
      }
    case .unpick where order > 2:
      return g.placed(operands[0], shape: g.shape(of: id)) { axis, identity in
        axis == order - 1 - attributes.integers[0]
          ? g.applied(.pick, identity, operands[1], attributes: Attributes([0])) : nil
      }
    case .triangle where order > 2:
      let shape = g.shape(of: id)
      let ones = g.ones(Shape(Array(shape.sizes.suffix(2))))
      return g.alongTrailingAxes(
        operands[0], g.applied(.triangle, ones, attributes: attributes))
    case .cross where order > 1:
      // [x]ₓ, with which the product is the vector product with x.
      guard let vector = operands.firstIndex(where: { g[$0].shape.order == 1 }) else { return nil }
      let entries = (0..<3).map {
        g.applied(.slice, operands[vector], attributes: Indexing([.entry($0)]).attributes)
      }
      let zero = g.constant(0)
      let (x, y, z) = (entries[0], entries[1], entries[2])
      let rows = [
        zero, g.negated(z), y, z, zero, g.negated(x), g.negated(y), x, zero,
      ]
      let matrix = g.applied(
        .stack, rows, attributes: Attributes(shape: Shape([3, 3])))
      return g.contract(
        vector == 0 ? ".j,ij->.i" : ".j,ji->.i", operands[1 - vector], matrix)
    default: return nil
    }
  }
}

extension Graph {
  /// Whether a node is an identity, or filled with a number.
  fileprivate func isConstant(_ id: NodeID) -> Bool {
    if case .contraction(let contraction) = self[id].form { return contraction.operands.isEmpty }
    return false
  }

  /// An array whose axes are those of `part`, each perhaps placed by a matrix or a column.
  fileprivate func placed(
    _ part: NodeID, shape: Shape, by column: (_ axis: Int, _ identity: NodeID) -> NodeID?
  ) -> NodeID {
    var labels: [Int] = []
    var sizes = shape.sizes
    var factors: [Factor] = []
    for axis in 0..<shape.order {
      guard let placing = column(axis, delta(shape[axis])) else {
        labels.append(axis)
        continue
      }
      guard self[placing].shape.order == 2 else {
        factors.append(Factor(placing, [axis]))
        continue
      }
      sizes.append(self.shape(of: placing)[1])
      factors.append(Factor(placing, [axis, sizes.count - 1]))
      labels.append(sizes.count - 1)
    }
    return contract([Factor(part, labels)] + factors, to: Array(0..<shape.order), sizes: sizes)
  }

  fileprivate func size(of id: NodeID, axisFromEnd: Int) -> Size {
    let shape = shape(of: id)
    return sizes.resolve(shape[shape.order - 1 - axisFromEnd])
  }

  /// A node whose parts have been moved along an axis instead of the whole; the axis then has the
  /// given size. Nil where it isn't made of its parts entry by entry.
  fileprivate func distributed(
    over whole: NodeID, axisFromEnd: Int, size: Size, move: (NodeID, _ axisFromEnd: Int) -> NodeID
  ) -> NodeID? {
    switch self[whole].form {
    case .primitive(let function, let operands, let attributes) where function.isEntrywise:
      return applied(function, operands.map { move($0, axisFromEnd) }, attributes: attributes)
    case .sum(let terms): return sum(terms.map { move($0, axisFromEnd) })
    case .contraction(let contraction):
      let label = contraction.output[contraction.output.count - 1 - axisFromEnd]
      guard contraction.output.count(where: { $0 == label }) == 1,
        contraction.subscripts.allSatisfy({ $0.count(where: { $0 == label }) <= 1 })
      else { return nil }
      var sizes = contraction.sizes
      sizes[label] = size
      let factors = zip(contraction.operands, contraction.subscripts).map { node, labels in
        labels.firstIndex(of: label).map {
          Factor(move(node, labels.count - 1 - $0), labels)
        } ?? Factor(node, labels)
      }
      return contract(
        factors, to: contraction.output, sizes: sizes, coefficient: contraction.coefficient,
        counted: contraction.counted)
    default: return nil
    }
  }
}
