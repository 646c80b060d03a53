import Graph
import Primitives
import Syntax

/// Slices, blocks and other shapes, in the language's brackets.
extension PrimitiveNotation {
  /// The application of a primitive that moves entries; nil for other primitives.
  func shaping(
    _ name: String, _ operands: [NodeID], _ pieces: [Piece], _ attributes: Attributes,
    shape: Shape, kind: Piece.Kind
  ) -> Piece? {
    let operand = pieces[0]
    let order = graph[operands[0]].shape.order
    switch name {
    case "slice": return slice(operand, order, picks(attributes), kind)
    case "scatter": return scattered(operand, picks(attributes), shape, kind)
    case "gather":
      return slice(operand, order, listPicks(attributes, order), kind)
    case "ungather" where order <= 2:
      return scattered(operand, listPicks(attributes, order), shape, kind)
    case "concatenate" where order <= 2:
      return concatenated(pieces, isStacked: order == 1 || attributes.integers.first == 1, kind)
    case "stack" where shape.order <= 2:
      if let (vector, sign) = graph.skewed(operands, shape), let inner = self.pieces[vector] {
        let matrix = Piece.atom(.call("skew", [writer.expression(inner)]), kind, parts: [inner])
        return .scaled(sign, matrix)
      }
      let entries = pieces.map { writer.expression($0) }
      let columns = shape.order == 2 ? shape[1].known ?? 1 : 1
      guard columns > 0, pieces.count > 1 else { return nil }
      let rows = stride(from: 0, to: entries.count, by: columns).map {
        Array(entries[$0..<min($0 + columns, entries.count)])
      }
      let array = Expression.form(.array(rows: rows))
      // One row or one column is a matrix only where it is said.
      guard kind == .matrix else { return .atom(array, kind, parts: pieces) }
      if columns == 1 { return .spread(.atom(array, .column, parts: pieces), columns: 1) }
      if rows.count == 1 { return .spread(.atom(array, .row, parts: pieces), rows: 1) }
      return .atom(array, kind, parts: pieces)
    case "triangle" where attributes.integers.count == 2 && order == 2:
      let function = attributes.integers[1] == 1 ? "triu" : "tril"
      let diagonal = attributes.integers[0]
      let arguments =
        [writer.expression(operand)] + (diagonal == 0 ? [] : [.number(Double(diagonal))])
      return .atom(.call(function, arguments), kind, parts: [operand])
    case "reshape": return reshaped(operands[0], operand, shape, kind)
    case "product_of_others": return productOfOthers(operand, order, attributes, kind)
    case "pick": return picked(pieces, order, attributes, kind)
    case "unpick" where order <= 2: return unpicked(operands[1], pieces, order, attributes, shape)
    default: return nil
    }
  }

  // MARK: Blocks

  /// Blocks on top of each other, or side by side; rows of blocks stand in one pair of brackets.
  private func concatenated(_ pieces: [Piece], isStacked: Bool, _ kind: Piece.Kind) -> Piece {
    let bare = pieces.map { bareBlock($0) }
    // Columns alone on top of each other are a column, which is a matrix only as a block again.
    let isLine = bare.allSatisfy { $0.kind == .scalar || $0.kind == (isStacked ? .column : .row) }
    let entries = bare.map { writer.expression($0) }
    func rows(_ entry: Expression) -> [[Expression]]? {
      guard case .array(let rows) = entry.form, isStacked || rows.count == 1 else { return nil }
      return rows
    }
    let rows: [[Expression]] =
      isStacked
      ? entries.flatMap { rows($0) ?? [[$0]] }
      : [entries.flatMap { rows($0)?[0] ?? [$0] }]
    let array = Expression.form(.array(rows: rows))
    guard isLine, kind == .matrix else { return .atom(array, kind, parts: pieces) }
    return isStacked
      ? .spread(.atom(array, .column, parts: pieces), columns: 1)
      : .spread(.atom(array, .row, parts: pieces), rows: 1)
  }

  /// A scalar, a column or a row as a block, without the axes of size 1 that make it a matrix.
  private func bareBlock(_ piece: Piece) -> Piece {
    func isOne(_ size: Size?) -> Bool { size.map { graph.sizes.resolve($0) == 1 } ?? true }
    guard case .spread(let inner, let rows, let columns) = piece.form, isOne(rows), isOne(columns)
    else { return piece }
    return inner
  }

  // MARK: Slices

  /// What an index picks of one axis.
  private struct Pick {
    /// What stands in the brackets; nil for `:`.
    var index: Expression?
    /// Whether the axis is dropped.
    var isEntry: Bool
  }

  /// Three integers an axis, as ``Indexing`` has them.
  private func picks(_ attributes: Attributes) -> [Pick] {
    let integers = attributes.integers
    return stride(from: 0, to: integers.count - 2, by: 3).map { start in
      let (first, step, count) = (integers[start], integers[start + 1], integers[start + 2])
      if count == -2 { return Pick(index: nil, isEntry: false) }
      if count == -1 { return Pick(index: .number(Double(first + 1)), isEntry: true) }
      let last = first + step * (count - 1)
      if step == 1 { return Pick(index: .range(first + 1, last + 1), isEntry: false) }
      let range = Expression.form(
        .range(
          .number(Double(first + 1)), step: .number(Double(step)), .number(Double(last + 1))))
      return Pick(index: range, isEntry: false)
    }
  }

  /// The axis from the last, then positions from 0.
  private func listPicks(_ attributes: Attributes, _ order: Int) -> [Pick] {
    let positions = attributes.integers.dropFirst().map { [Expression.number(Double($0 + 1))] }
    let axis = order - 1 - (attributes.integers.first ?? 0)
    return (0..<order).map {
      $0 == axis
        ? Pick(index: .form(.array(rows: positions)), isEntry: false)
        : Pick(index: nil, isEntry: false)
    }
  }

  private func slice(_ operand: Piece, _ order: Int, _ picks: [Pick], _ kind: Piece.Kind) -> Piece {
    let leading = Array(
      repeating: Pick(index: nil, isEntry: false), count: max(0, order - picks.count))
    let all = leading + picks
    let base = operand.transposed.cost < operand.cost && order == 1 ? operand.transposed : operand
    var target = writer.expression(base)
    switch target.form {
    case .name, .application, .array: break
    default: target = .parenthesized(target)
    }
    let call = Expression.index(target, all.map { $0.index ?? .form(.colon) })
    // One row of a matrix is a row; a part of a row is one too.
    let isRow = kind == .column && (order == 1 ? base.kind == .row : all[0].isEntry)
    if isRow { return Piece.atom(call, .row, parts: [operand]).transposed }
    return .atom(call, kind, parts: [operand])
  }

  /// Entries put into zeros: products with columns of the identity.
  private func scattered(
    _ operand: Piece, _ picks: [Pick], _ shape: Shape, _ kind: Piece.Kind
  ) -> Piece? {
    guard picks.count <= shape.order, shape.order == 1 || shape.order == 2 else { return nil }
    let leading = Array(
      repeating: Pick(index: nil, isEntry: false), count: shape.order - picks.count)
    let picks = leading + picks
    func columns(_ axis: Int) -> Piece? {
      guard let index = picks[axis].index else { return nil }
      let identity = Expression.call("eye", [writer.size(shape[axis])])
      let part = Expression.index(identity, [.form(.colon), index])
      return .atom(part, picks[axis].isEntry ? .column : .matrix, own: 6)
    }
    var middle = operand
    if shape.order == 2, picks[0].isEntry, operand.kind == .column { middle = operand.transposed }
    let left = columns(0)
    let right = shape.order == 2 ? columns(1)?.transposed : nil
    if middle.kind == .scalar {
      return .scaled(.one, by: [middle], .product([left, right].compactMap { $0 }))
    }
    return .product([left, middle, right].compactMap { $0 })
  }

  // MARK: Positions that are values

  private func picked(
    _ pieces: [Piece], _ order: Int, _ attributes: Attributes, _ kind: Piece.Kind
  ) -> Piece {
    let index = writer.expression(pieces[1])
    return slice(pieces[0], order, picks(index, order, attributes), kind)
  }

  private func picks(_ index: Expression, _ order: Int, _ attributes: Attributes) -> [Pick] {
    let axis = order - 1 - (attributes.integers.first ?? 0)
    return (0..<order).map { Pick(index: $0 == axis ? index : nil, isEntry: false) }
  }

  /// Entries added up at positions: where those are a permutation, what is picked by its inverse.
  private func unpicked(
    _ positions: NodeID, _ pieces: [Piece], _ order: Int, _ attributes: Attributes, _ shape: Shape
  ) -> Piece? {
    let index = writer.expression(pieces[1])
    if case .primitive(.sortingOrder, _, _) = graph[positions].form {
      if case .identity = pieces[0].form {
        // The columns of an identity by the inverse are its rows by the permutation.
        let fromEnd = 1 - (attributes.integers.first ?? 0)
        return slice(pieces[0], order, picks(index, order, Attributes([fromEnd])), .matrix)
      }
      let inverse = Expression.call("argsort", [index])
      return slice(pieces[0], order, picks(inverse, order, attributes), pieces[0].kind)
    }
    return scattered(pieces[0], picks(index, order, attributes), shape, pieces[0].kind)
  }

  // MARK: Other shapes

  /// The product of all entries, or along an axis. That of the others is written as a quotient by
  /// then.
  private func productOfOthers(
    _ operand: Piece, _ order: Int, _ attributes: Attributes, _ kind: Piece.Kind
  ) -> Piece? {
    let integers = attributes.integers
    guard integers.first == 0 else { return nil }
    guard integers.count == 2, order >= 2 else {
      return .atom(.call("prod", [writer.expression(operand)]), .scalar, parts: [operand])
    }
    let axis = order - integers[1]
    let call = Expression.call("prod", [writer.expression(operand), .number(Double(axis))])
    return order == 2 && axis == 1
      ? Piece.atom(call, .row, parts: [operand]).transposed
      : .atom(call, kind, parts: [operand])
  }
}
