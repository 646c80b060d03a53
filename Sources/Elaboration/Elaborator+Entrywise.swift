import Graph
import Primitives
import Syntax

/// What works entry by entry: kinds that fit, and scalars, rows and columns that are spread.
extension Elaborator {
  /// An operator that works entry by entry, after broadcasting.
  func entrywise(
    _ binary: BinaryOperator, _ a: Term, _ b: Term, _ operands: Operands
  ) throws(Failure) -> Term {
    if binary == .elementwiseMultiply, order(a) == 0 || order(b) == 0 {
      return Term(graph.multiply(a.node, b.node), order(a) == 0 ? b.orientation : a.orientation)
    }
    let (x, y, orientation) = try broadcast(a, b, operands)
    let node: NodeID
    switch binary {
    case .add: node = graph.add(x, y)
    case .subtract: node = graph.subtract(x, y)
    case .elementwiseMultiply: node = graph.multiply(x, y)
    case .elementwiseDivide: node = divided(x, y)
    case .equal: node = graph.applied(.equal, x, y)
    case .notEqual: node = graph.applied(.unequal, x, y)
    case .less: node = graph.applied(.less, x, y)
    case .lessOrEqual: node = graph.applied(.lessOrEqual, x, y)
    case .greater: node = graph.applied(.greater, x, y)
    case .greaterOrEqual: node = graph.applied(.greaterOrEqual, x, y)
    case .and: node = graph.applied(.and, x, y)
    case .or: node = graph.applied(.or, x, y)
    default: preconditionFailure("\(binary) doesn't work entry by entry")
    }
    return Term(node, orientation)
  }

  /// Both in one shape: a scalar fills, a column goes over a matrix's columns, a row over its rows.
  func broadcast(
    _ a: Term, _ b: Term, _ operands: Operands
  ) throws(Failure) -> (NodeID, NodeID, Orientation) {
    let (shapeA, shapeB) = (shape(a), shape(b))
    switch (shapeA.order, shapeB.order) {
    case (0, 0): return (a.node, b.node, .column)
    case (0, _): return (graph.broadcast(a.node, to: shapeB), b.node, b.orientation)
    case (_, 0): return (a.node, graph.broadcast(b.node, to: shapeA), a.orientation)
    case (1, 1) where a.orientation == b.orientation, (2, 2):
      for axis in 0..<shapeA.order { try unify(a, axis, b, axis, operands) }
      return (a.node, b.node, a.orientation)
    case (1, 2): return (try spread(a, over: b, operands, a, b), b.node, .column)
    case (2, 1): return (a.node, try spread(b, over: a, operands, a, b), .column)
    case (let m, let n) where m == n && m > 2:
      for axis in 0..<m { try unify(a, axis, b, axis, operands) }
      return (a.node, b.node, .column)
    default:
      throw mismatch(a, b, operands)
    }
  }

  /// A column over all columns of a matrix, or a row over all its rows. In notes that have a sample in
  /// each row, `X W + b` adds b to every row, though it is written as a column.
  private func spread(
    _ vector: Term, over matrix: Term, _ operands: Operands, _ a: Term, _ b: Term
  ) throws(Failure) -> NodeID {
    let sizes = shape(matrix)
    var axis = vector.orientation == .row ? 1 : 0
    do {
      try graph.sizes.unify(shape(vector)[0], sizes[axis])
    } catch {
      guard dialect == .notes, axis == 0,
        (try? graph.sizes.unify(shape(vector)[0], sizes[1])) != nil
      else { throw mismatch(a, b, operands) }
      let isLeft = vector.node == a.node
      say("\(text(isLeft ? operands.left : operands.right)) is added to every row")
      axis = 1
    }
    return graph.contract(
      [Factor(vector.node, [axis])], to: [0, 1], sizes: shape(matrix).sizes)
  }

  /// Makes two sizes of the operands one; where they aren't, the error says what an operator needs.
  func unify(
    _ a: Term, _ axisA: Int, _ b: Term, _ axisB: Int, _ operands: Operands, isProduct: Bool = false
  ) throws(Failure) {
    do {
      try graph.sizes.unify(shape(a)[axisA], shape(b)[axisB])
    } catch {
      throw mismatch(a, b, operands, isProduct: isProduct)
    }
  }

  /// `x ./ y`, exact where y is one constant.
  func divided(_ x: NodeID, _ y: NodeID) -> NodeID {
    if let divisor = graph.fillValue(y), divisor != 0 {
      return graph.scaled(x, by: Coefficient(1, over: divisor))
    }
    return graph.applied(.divide, x, y)
  }
}
