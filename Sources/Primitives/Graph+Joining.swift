import Graph

/// How arrays are put together: what `hcat`, `vcat` and brackets with entries that aren't numbers
/// mean.
extension Graph {
  /// `[a b; c d]` of any terms: rows of entries. One column is a vector, one row a row.
  package func array(rows: [[Term]]) throws(ShapeError) -> Term {
    let columns = rows[0].count
    let entries = rows.flatMap { $0 }
    let areScalars = entries.allSatisfy { self[$0.node].shape.order == 0 }
    if areScalars, rows.allSatisfy({ $0.count == columns }) {
      if entries.count == 1 { return entries[0] }
      let nodes = entries.map(\.node)
      if columns == 1 { return Term(try apply(.stack, to: nodes)) }
      if rows.count == 1 { return Term(try apply(.stack, to: nodes), .row) }
      let shape = Shape([rows.count, columns])
      return Term(try apply(.stack, to: nodes, Attributes(shape: shape)))
    }
    var bands: [Term] = []
    for row in rows { bands.append(try besideEachOther(row)) }
    return try belowEachOther(bands)
  }

  /// `[a b …]`: scalars and rows make a row, anything else a matrix.
  package func besideEachOther(_ terms: [Term]) throws(ShapeError) -> Term {
    try joined(terms, along: .row)
  }

  /// `[a; b; …]`: scalars and vectors make a vector, anything else a matrix.
  package func belowEachOther(_ terms: [Term]) throws(ShapeError) -> Term {
    try joined(terms, along: .column)
  }

  private func joined(_ terms: [Term], along direction: Orientation) throws(ShapeError) -> Term {
    if terms.count == 1 { return terms[0] }
    let isLong = terms.allSatisfy {
      let order = self[$0.node].shape.order
      return order == 0 || (order == 1 && $0.orientation == direction)
    }
    var nodes: [NodeID] = []
    if isLong {
      for term in terms {
        nodes.append(
          self[term.node].shape.order == 0
            ? contract([Factor(term.node, [])], to: [0], sizes: [1]) : term.node)
      }
      return Term(try apply(.concatenate, to: nodes, Attributes([0])), direction)
    }
    for (index, term) in terms.enumerated() { nodes.append(try matrix(of: term, operand: index)) }
    return Term(try apply(.concatenate, to: nodes, Attributes([direction == .row ? 0 : 1])))
  }

  /// A term with two axes: a vector is one column, a row one row, a scalar one entry.
  package func matrix(of term: Term, operand: Int) throws(ShapeError) -> NodeID {
    let shape = shape(of: term.node)
    switch shape.order {
    case 0: return contract([Factor(term.node, [])], to: [0, 1], sizes: [1, 1])
    case 1:
      return term.orientation == .row
        ? contract([Factor(term.node, [1])], to: [0, 1], sizes: [1, shape[0]])
        : contract([Factor(term.node, [0])], to: [0, 1], sizes: [shape[0], 1])
    case 2: return term.node
    default: throw .needs(operand: operand, .vectorOrMatrix)
    }
  }
}
