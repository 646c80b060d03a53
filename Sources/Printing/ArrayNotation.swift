import Graph
import Primitives
import Syntax

/// Linear primitives on arrays with more axes than their functions take, as sums over indices:
/// `einsum("ijp,pk->ijk", X, triu(ones(n, n)))` is a running sum along the last of three axes.
struct ArrayNotation {
  let graph: Graph
  let writer: PieceWriter

  /// An einsum; labels are numbers.
  func einsum(
    _ inputs: [Labels], _ operands: [Piece], to output: Labels, kind: Piece.Kind = .array
  ) -> Piece {
    let letters = IndexLetters(avoiding: [])
    func word(_ labels: Labels) -> String { labels.map { letters[$0] }.joined() }
    let subscripts = inputs.map(word).joined(separator: ",") + "->" + word(output)
    let arguments = [.form(.string(subscripts))] + operands.map { writer.expression($0) }
    return .atom(.call("einsum", arguments), kind, parts: operands)
  }

  /// A contraction without matrix form, within a larger formula.
  func einsum(_ contraction: Contraction, _ operands: [Piece], _ kind: Piece.Kind) -> Piece {
    if operands.count == 1, contraction.subscripts[0] == contraction.output,
      contraction.output.sorted() == Array(contraction.sizes.indices)
    {
      return .scaled(contraction.coefficient, operands[0])
    }
    if operands.isEmpty, !contraction.output.hasRepeats {
      let isZero = contraction.coefficient.value == 0
      let sizes = contraction.output.map { contraction.sizes[$0] }
      let fill = Piece.atom(writer.filled(isZero ? "zeros" : "ones", sizes), kind)
      return isZero ? fill : .scaled(contraction.coefficient, fill)
    }
    // What the answer repeats, or has alone, stands on an identity or on ones; what is on nothing
    // is counted.
    var next = contraction.sizes.count
    var inputs = contraction.subscripts
    var factors = operands
    var output = Labels()
    func add(_ function: String, _ size: Size, _ labels: Labels) {
      let sizes = [writer.size(size)]
      inputs.append(labels)
      factors.append(.atom(.call(function, sizes), labels.count == 2 ? .matrix : .column))
    }
    for label in contraction.output {
      if output.contains(label) {
        add("eye", contraction.sizes[label], [label, next])
        output.append(next)
        next += 1
        continue
      }
      if !inputs.joined().contains(label),
        contraction.output.count(where: { $0 == label }) == 1
      {
        add("ones", contraction.sizes[label], [label])
      }
      output.append(label)
    }
    let counts = contraction.counted.map {
      Piece.atom(writer.count(contraction.sizes[$0]), .scalar)
    }
    let array = einsum(inputs, factors, to: output, kind: kind)
    return .scaled(contraction.coefficient, by: counts, array)
  }

  /// The application of a primitive to an array with leading axes; nil for what has no such form.
  func piece(
    _ primitive: String, _ operands: [NodeID], _ pieces: [Piece], _ attributes: Attributes,
    shape: Shape
  ) -> Piece? {
    let integers = attributes.integers
    let orders = operands.map { graph[$0].shape.order }
    guard let order = orders.first else { return nil }
    switch primitive {
    case "triangle" where order > 2 && integers.count == 2:
      let mask = Piece.atom(
        .call(
          integers[1] == 1 ? "triu" : "tril",
          [.call("ones", shape.sizes.suffix(2).map { writer.size($0) })]
            + (integers[0] == 0 ? [] : [.number(Double(integers[0]))])), .matrix)
      let axes = Labels(0..<order)
      return einsum([axes, Labels(axes.suffix(2))], [pieces[0], mask], to: axes)
    case "solve" where orders[1] > 2:
      let inverse = Piece.atom(.call("inv", [writer.expression(pieces[0])]), .matrix)
      let fromEnd = integers.first ?? orders[1] - 1
      return along(
        orders[1] - 1 - fromEnd, of: pieces[1], orders[1],
        integers.last == 1 && integers.count == 2 ? inverse : inverse.transposed)
    case "cumsum" where order > 2:
      let axis = order - 1 - (integers.first ?? order - 1)
      let size = writer.size(shape[axis])
      let isFromEnd = integers.count > 1 && integers[1] == 1
      return along(
        axis, of: pieces[0], order,
        .atom(.call(isFromEnd ? "tril" : "triu", [.call("ones", [size, size])]), .matrix))
    case "cross" where order > 1 || orders[1] > 1:
      // x × y = skew(x) y, so rows in the place of y are multiplied by its transpose.
      func skew(_ piece: Piece) -> Piece {
        .atom(.call("skew", [writer.expression(piece)]), .matrix)
      }
      if order == 1 {
        return along(orders[1] - 1, of: pieces[1], orders[1], skew(pieces[0]).transposed)
      }
      if orders[1] == 1 { return along(order - 1, of: pieces[0], order, skew(pieces[1])) }
      return nil
    case "scatter" where shape.order > 2:
      return scattered(pieces[0], order, Indexing(attributes), shape)
    case "ungather" where shape.order > 2:
      let axis = order - 1 - (integers.first ?? 0)
      let columns = columns(
        shape[axis], .form(.array(rows: integers.dropFirst().map { [.number(Double($0 + 1))] })))
      return along(axis, of: pieces[0], order, columns.transposed)
    case "unpick" where shape.order > 2:
      let axis = order - 1 - (integers.first ?? 0)
      let columns = columns(shape[axis], writer.expression(pieces[1]))
      return along(axis, of: pieces[0], order, columns.transposed)
    case "concatenate" where order > 2:
      let axis = order - 1 - (integers.first ?? 0)
      return .sum(
        pieces.indices.map { index in
          let place = selection(operands.map { graph.shape(of: $0) }, integers + [index])
          return along(axis, of: pieces[index], order, place.transposed)
        })
    case "part":
      return along(
        order - 1 - integers[0], of: pieces[0], order,
        selection(operands.dropFirst().map { graph.shape(of: $0) }, integers))
    default: return nil
    }
  }

  /// What picks one of several parts that lie one after the other: an identity between zeros.
  private func selection(_ parts: [Shape], _ integers: [Int]) -> Piece {
    let sizes = parts.map { $0[$0.order - 1 - integers[0]] }
    let own = writer.size(sizes[integers[1]])
    let row = sizes.enumerated().map { index, size -> Expression in
      index == integers[1]
        ? .call("eye", [own]) : .call("zeros", [own, writer.size(size)])
    }
    return Piece.atom(.form(.array(rows: [row])), .matrix, own: 2 + 4 * row.count).transposed
  }

  /// An array with axes in front of its own.
  func repeated(_ piece: Piece, _ order: Int, to shape: Shape) -> Piece {
    let axes = Labels(0..<shape.order)
    let lead = shape.order - order
    let ones = axes.prefix(lead).map { axis in
      Piece.atom(.call("ones", [writer.size(shape[axis])]), .column)
    }
    return einsum(
      [Labels(axes.dropFirst(lead))] + axes.prefix(lead).map { [$0] }, [piece] + ones, to: axes)
  }

  /// The products of an array with a matrix along an axis: Σ_l X[…, l, …]*M[l, k].
  private func along(_ axis: Int, of array: Piece, _ order: Int, _ matrix: Piece) -> Piece {
    if case .identity = array.form { return axis == 0 ? matrix.transposed : matrix }
    if order == 1 { return .product([matrix.transposed, array]) }
    if order == 2 {
      return axis == 0 ? .product([matrix.transposed, array]) : .product([array, matrix])
    }
    var input = Labels(0..<order)
    input[axis] = order
    return einsum([input, [order, axis]], [array, matrix], to: Labels(0..<order))
  }

  private func columns(_ size: Size, _ index: Expression, isOne: Bool = false) -> Piece {
    let identity = Expression.call("eye", [writer.size(size)])
    return .atom(.index(identity, [.form(.colon), index]), isOne ? .column : .matrix, own: 6)
  }

  /// Entries put into zeros: each axis by columns of the identity.
  private func scattered(
    _ piece: Piece, _ order: Int, _ indexing: Indexing, _ shape: Shape
  ) -> Piece {
    let leading = shape.order - indexing.axes.count
    var input = Labels(0..<leading)
    var inputs: [Labels] = []
    var factors: [Piece] = []
    var next = shape.order
    for (offset, pick) in indexing.axes.enumerated() {
      let axis = leading + offset
      switch pick {
      case .all: input.append(axis)
      case .entry(let position):
        inputs.append([axis])
        factors.append(columns(shape[axis], .number(Double(position + 1)), isOne: true))
      case .range(let start, let step, let count):
        let last = Expression.number(Double(start + step * (count - 1) + 1))
        let first = Expression.number(Double(start + 1))
        let range = Expression.form(
          .range(first, step: step == 1 ? nil : .number(Double(step)), last))
        inputs.append([axis, next])
        factors.append(columns(shape[axis], range))
        input.append(next)
        next += 1
      }
    }
    return einsum([input] + inputs, [piece] + factors, to: Labels(0..<shape.order))
  }
}
