import Graph
import Primitives

/// What moves entries along an axis and is the same done to a whole or to what the whole is made of
/// entry by entry.
extension FormulaRule {
  static let partOfWhole = FormulaRule(name: "a part of f([a; b]) is f(a)", of: .concatenatedPart) {
    simplifier, id in
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
    return g.distributed(over: operands[0], axisFromEnd: fromEnd, size: sizes[chosen]) {
      node, fromEnd in
      let like = sizes.map { size in
        var shape = g.shape(of: node)
        shape.sizes[shape.order - 1 - fromEnd] = size
        return g.ones(shape)
      }
      return g.part(chosen, of: node, like: like, axisFromEnd: fromEnd)
    }
  }

  static let maskedConstant = FormulaRule(
    name: "where(m, C, 0) is m .* C for a constant C", of: .select
  ) {
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

  static let sortedBack = FormulaRule(name: "sort(x) in the order of x is x", of: .unpick) {
    simplifier, id in
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

extension Graph {
  func size(of id: NodeID, axisFromEnd: Int) -> Size {
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
