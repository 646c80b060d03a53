import Graph
import Primitives

extension FormulaRule {
  /// `inv([A b; c' d])` has the block `1/(d - c'*inv(A)*b)`, and so on: of a matrix in four blocks,
  /// one whose own inverse exists is divided by.
  static let blockOfInverse = FormulaRule(
    name: "a block of an inverse is by Schur's complement", of: .concatenatedPart
  ) { simplifier, id in
    let g = simplifier.graph
    guard let (node, first) = g.half(id), let (inverse, second) = g.half(node),
      first.fromEnd != second.fromEnd, let operands = g.operands(inverse, of: .inverse),
      let quarters = g.quarters(operands[0]),
      [first, second].allSatisfy({ half in
        half.sizes == quarters.indices.map { g.shape(of: quarters[$0][$0])[0] }
      })
    else { return nil }
    let (row, column) =
      first.fromEnd == 1 ? (first.place, second.place) : (second.place, first.place)
    var pivots = [0, 1].filter { simplifier.hasInverse(quarters[$0][$0]) }
    // Divided by a number, not by the inverse of a sum.
    if row != column, let large = pivots.first(where: { first.sizes[1 - $0] == 1 }) {
      pivots = [large]
    }
    let ways = pivots.map {
      simplifier.simplified(g.block(row, column, ofInverse: quarters, pivot: $0))
    }
    return ways.min { simplifier.cost($0) < simplifier.cost($1) }
      .flatMap { simplifier.cost($0) < simplifier.cost(id) ? $0 : nil }
  }
}

extension Graph {
  /// One of two parts along an axis.
  fileprivate struct Half {
    var fromEnd: Int
    var place: Int
    var sizes: [Size]
  }

  /// What a node is one of two parts of, and which; nil for all else.
  fileprivate func half(_ id: NodeID) -> (NodeID, Half)? {
    guard case .primitive(.concatenatedPart, let operands, let attributes) = self[id].form,
      operands.count == 3, self[operands[0]].shape.order == 2
    else { return nil }
    let (fromEnd, place) = (attributes.integers[0], attributes.integers[1])
    let sizes = operands.dropFirst().map { size(of: $0, axisFromEnd: fromEnd) }
    return (operands[0], Half(fromEnd: fromEnd, place: place, sizes: sizes))
  }

  /// The four blocks of a matrix whose diagonal ones are square; nil for all else.
  fileprivate func quarters(_ id: NodeID) -> [[NodeID]]? {
    guard case .primitive(.concatenate, let parts, let along) = self[id].form, parts.count == 2
    else { return nil }
    let inner = parts.compactMap { part -> [NodeID]? in
      guard case .primitive(.concatenate, let own, let across) = self[part].form, own.count == 2,
        along.integers[0] == 1 - across.integers[0]
      else { return nil }
      return own
    }
    guard inner.count == 2 else { return nil }
    let blocks =
      along.integers[0] == 1 ? inner : [[inner[0][0], inner[1][0]], [inner[0][1], inner[1][1]]]
    let areSquare = blocks.indices.allSatisfy {
      let shape = shape(of: blocks[$0][$0])
      return shape.order == 2 && shape[0] == shape[1]
    }
    return areSquare ? blocks : nil
  }

  /// A block of the inverse, by the inverse of a block on the diagonal.
  fileprivate func block(
    _ row: Int, _ column: Int, ofInverse m: [[NodeID]], pivot p: Int
  ) -> NodeID {
    let o = 1 - p
    let inverse = inverted(m[p][p])
    let right = product(inverse, m[p][o])
    let left = product(m[o][p], inverse)
    let complement = inverted(subtract(m[o][o], product(left, m[p][o])))
    switch (row == p, column == p) {
    case (false, false): return complement
    case (true, false): return negated(product(right, complement))
    case (false, true): return negated(product(complement, left))
    case (true, true): return add(inverse, product(product(right, complement), left))
    }
  }

  /// The inverse of a matrix, of one entry its reciprocal.
  private func inverted(_ matrix: NodeID) -> NodeID {
    let shape = shape(of: matrix)
    guard shape[0] == 1 else { return applied(.inverse, matrix) }
    return broadcast(reciprocal(total(matrix)), to: shape)
  }
}
