import Graph
import Syntax

/// Reshapes: derivatives by `vec(X)` in Kronecker products.
extension PrimitiveNotation {
  /// The language counts entries by columns, the primitive by rows.
  func reshaped(_ node: NodeID, _ operand: Piece, _ shape: Shape, _ kind: Piece.Kind) -> Piece {
    let order = graph[node].shape.order
    switch (order, shape.order) {
    case (2, 1): return vectorized(operand)
    case (1, 2), (2, 2):
      let entries = operand.transposed.kind == .row ? operand : operand.transposed
      return reshape(writer.expression(entries), shape, [operand]).transposed
    case (3, 2), (4, 2):
      if let product = kronecker(node, to: shape) ?? diagonalOfBlocks(node)
        ?? diagonalBetweenProducts(node)
      {
        return product
      }
    case (1, 0): return .atom(.call("sum", [writer.expression(operand)]), .scalar, parts: [operand])
    case (0, 1): return .spread(operand, rows: 1)
    case (0, 2): return .spread(operand, rows: 1, columns: 1)
    default: break
    }
    // In general the axes are reversed, reshaped, and reversed again.
    let result = reshape(writer.expression(axesReversed(node, operand)), shape, [operand])
    switch shape.order {
    case 2: return result.transposed
    case 0, 1: return Piece.atom(writer.expression(result), kind, parts: [operand])
    default:
      let labels = Labels(0..<shape.order)
      return arrays.einsum([labels], [result], to: labels.reversed(), kind: kind)
    }
  }

  private var arrays: ArrayNotation { ArrayNotation(graph: graph, writer: writer) }

  private func vectorized(_ rowMajor: Piece) -> Piece {
    .atom(.call("vec", [writer.expression(rowMajor.transposed)]), .column, parts: [rowMajor])
  }

  private func reshape(_ entries: Expression, _ shape: Shape, _ parts: [Piece]) -> Piece {
    let sizes = shape.sizes.reversed().map { writer.size($0) }
    return .atom(
      .call("reshape", [entries] + sizes), shape.order == 2 ? .matrix : .array, parts: parts)
  }

  private func axesReversed(_ node: NodeID, _ operand: Piece) -> Piece {
    let order = graph[node].shape.order
    if order == 2 { return operand.transposed }
    if order < 2 { return operand }
    if case .contraction(var contraction) = graph[node].form {
      contraction.output.reverse()
      let operands = contraction.operands.map { pieces[$0] ?? .name("…", .array) }
      return arrays.einsum(contraction, operands, .array)
    }
    let labels = Labels(0..<order)
    return arrays.einsum([labels], [operand], to: labels.reversed())
  }

  // MARK: Kronecker products

  /// A matrix of merged axes (i, j), (k, l): `A_ik B_jl` is a Kronecker product, `A_il B_jk` one
  /// after which a commutation matrix exchanges k and l, and `A_ij B_kl` one of vectors. Where one
  /// of the factors is a row or a column, one axis stays alone.
  private func kronecker(_ node: NodeID, to shape: Shape) -> Piece? {
    guard case .contraction(let contraction) = graph[node].form else { return nil }
    let output = contraction.output
    let sizes = output.map { contraction.sizes[$0] }
    guard let factors = Factors(contraction) else { return nil }
    func pair(_ first: [Int], _ second: [Int]) -> (Piece, Piece)? {
      let (own, other) = (Labels(first.map { output[$0] }), Labels(second.map { output[$0] }))
      guard let split = factors.split(own, other), let left = piece(split.0, contraction, own),
        let right = piece(split.1, contraction, other)
      else { return nil }
      return (left, right)
    }
    func product(_ pair: (Piece, Piece)) -> Piece {
      .atom(
        .call("kron", [writer.expression(pair.0), writer.expression(pair.1)]), .matrix,
        parts: [pair.0, pair.1])
    }
    let scalars =
      factors.scalars.compactMap { pieces[$0] }
      + raised(factors.numbers.compactMap { piece($0, contraction, []) })
    func scaled(_ piece: Piece) -> Piece { .scaled(contraction.coefficient, by: scalars, piece) }
    switch output.count {
    case 4:
      if let pair = pair([0, 2], [1, 3]) { return scaled(product(pair)) }
      if let pair = pair([0, 3], [1, 2]) {
        let exchange = Piece.atom(
          .call("commutation", [writer.size(sizes[3]), writer.size(sizes[2])]), .matrix)
        let isIdentity = pair.0.isIdentity && pair.1.isIdentity
        return scaled(isIdentity ? exchange : .product([product(pair), exchange]))
      }
      if let pair = pair([0, 1], [2, 3]) {
        return scaled(.product([vectorized(pair.0), vectorized(pair.1).transposed]))
      }
    case 3 where graph.sizes.resolve(sizes[0]) == graph.sizes.resolve(shape[0]):
      if let pair = pair([1], [0, 2]) { return scaled(product((pair.0.transposed, pair.1))) }
      if let pair = pair([0, 1], [2]) { return scaled(product((pair.0, pair.1.transposed))) }
      if let pair = pair([0], [1, 2]) {
        return scaled(.product([pair.0, vectorized(pair.1).transposed]))
      }
    case 3:
      if let pair = pair([0], [1, 2]) { return scaled(product((pair.0, pair.1))) }
      if let pair = pair([0, 2], [1]) { return scaled(product((pair.0, pair.1))) }
      if let pair = pair([0, 1], [2]) {
        return scaled(.product([vectorized(pair.0), pair.1.transposed]))
      }
    default: break
    }
    return nil
  }

  /// Equal numbers as powers.
  private func raised(_ numbers: [Piece]) -> [Piece] {
    let texts = numbers.map { writer.expression($0).text }
    return numbers.indices.filter { texts.firstIndex(of: texts[$0]) == $0 }.map { first in
      let count = texts.count { $0 == texts[first] }
      return count == 1 ? numbers[first] : numbers[first].raised(to: count)
    }
  }

  /// A matrix of merged axes (t, j), (t, k): blocks `L*diag(M[:, t])*R` on the diagonal, one for each
  /// t, are `kron(I, L)*diag(vec(M))*kron(I, R)`; with t the second of both pairs they are
  /// `kron(L, I)*diag(vec(M'))*kron(R, I)`.
  private func diagonalOfBlocks(_ node: NodeID) -> Piece? {
    guard case .contraction(let contraction) = graph[node].form, contraction.output.count == 4,
      contraction.counted.isEmpty
    else { return nil }
    let output = contraction.output
    let isFirst = output[0] == output[2]
    guard isFirst != (output[1] == output[3]) else { return nil }
    let tied = output[isFirst ? 0 : 1]
    let (row, column) = isFirst ? (output[1], output[3]) : (output[0], output[2])
    let identity = Piece.identity(contraction.sizes[tied])
    func blocks(_ matrix: Piece) -> Piece {
      let pair = isFirst ? [identity, matrix] : [matrix, identity]
      return .atom(.call("kron", pair.map { writer.expression($0) }), .matrix, parts: pair)
    }
    let summed = Set(contraction.subscripts.joined()).subtracting(output).sorted()
    for middle in summed {
      let (left, right) = (
        connected(to: row, in: contraction, without: [middle]),
        connected(to: column, in: contraction, without: [middle])
      )
      let weights = contraction.operands.indices.filter {
        !left.contains($0) && !right.contains($0) && !contraction.subscripts[$0].isEmpty
      }
      let sides = (left + right).flatMap { contraction.subscripts[$0] }
      guard Set(left).isDisjoint(with: right), !weights.isEmpty, !sides.contains(tied),
        let first = piece(left, contraction, [row, middle]),
        let last = piece(right, contraction, [middle, column]),
        let weight = piece(
          weights, contraction, isFirst ? [middle, tied] : [tied, middle])
      else { continue }
      let diagonal = Expression.call("diag", [.call("vec", [writer.expression(weight)])])
      return .scaled(
        contraction.coefficient, by: scalars(of: contraction),
        .product([blocks(first), .symmetric(diagonal, parts: [weight]), blocks(last)]))
    }
    return nil
  }

  /// A matrix of merged axes (i, j), (k, l) where the sums over s and t cut four sides from a middle:
  /// `L_is M_jt W_ts R_sk S_tl` is `kron(L, M)*diag(vec(W))*kron(R, S)`.
  private func diagonalBetweenProducts(_ node: NodeID) -> Piece? {
    guard case .contraction(let contraction) = graph[node].form, contraction.counted.isEmpty,
      contraction.output.count == 4, !contraction.output.hasRepeats
    else { return nil }
    let output = contraction.output
    let summed = Set(contraction.subscripts.joined()).subtracting(output).sorted()
    for first in summed {
      for second in summed where second != first {
        let cuts = [first, second, first, second]
        let sides = output.map { connected(to: $0, in: contraction, without: [first, second]) }
        let ownLabels = sides.map { side in Set(side.flatMap { contraction.subscripts[$0] }) }
        let areApart = output.indices.allSatisfy { axis in
          let others = output.filter { $0 != output[axis] } + [cuts[(axis + 1) % 2]]
          return ownLabels[axis].contains(cuts[axis])
            && ownLabels[axis].isDisjoint(with: others)
        }
        let middle = contraction.operands.indices.filter { index in
          !contraction.subscripts[index].isEmpty && !sides.joined().contains(index)
        }
        let met = Set(middle.flatMap { contraction.subscripts[$0] })
        guard areApart, met.isSuperset(of: [first, second]), met.isDisjoint(with: output),
          let left = piece(sides[0], contraction, [output[0], first]),
          let other = piece(sides[1], contraction, [output[1], second]),
          let right = piece(sides[2], contraction, [first, output[2]]),
          let last = piece(sides[3], contraction, [second, output[3]]),
          let weight = piece(middle, contraction, [second, first])
        else { continue }
        func product(_ pair: [Piece]) -> Piece {
          .atom(.call("kron", pair.map { writer.expression($0) }), .matrix, parts: pair)
        }
        let diagonal = Expression.call("diag", [.call("vec", [writer.expression(weight)])])
        return .scaled(
          contraction.coefficient, by: scalars(of: contraction),
          .product([
            product([left, other]), .symmetric(diagonal, parts: [weight]), product([right, last]),
          ]))
      }
    }
    return nil
  }

  private func scalars(of contraction: Contraction) -> [Piece] {
    contraction.operands.indices.filter { contraction.subscripts[$0].isEmpty }
      .compactMap { pieces[contraction.operands[$0]] }
  }

  /// The factors that a label is on, and those that they share other labels with.
  private func connected(
    to label: Int, in contraction: Contraction, without cut: Set<Int>
  ) -> [Int] {
    var labels: Set<Int> = [label]
    var found: Set<Int> = []
    while let next = contraction.operands.indices.first(where: {
      !found.contains($0) && !labels.isDisjoint(with: contraction.subscripts[$0])
    }) {
      found.insert(next)
      labels.formUnion(Set(contraction.subscripts[next]).subtracting(cut))
    }
    return found.sorted()
  }

  /// Some factors of a contraction as a piece with some of its axes.
  private func piece(_ factors: [Int], _ whole: Contraction, _ output: Labels) -> Piece? {
    let part = graph.contract(
      factors.map { Factor(whole.operands[$0], whole.subscripts[$0]) }, to: output,
      sizes: whole.sizes)
    if let known = pieces[part] { return known }
    guard case .contraction(let contraction) = graph[part].form else { return nil }
    return MatrixNotation.piece(
      of: contraction, contraction.operands.compactMap { pieces[$0] }, writer: writer)
  }

  /// The factors of a contraction by what they are connected to.
  private struct Factors {
    private var groups: [(labels: Set<Int>, factors: [Int])] = []
    private(set) var scalars: [NodeID] = []
    /// Factors that come to a number together.
    private(set) var numbers: [[Int]] = []

    /// Nil where something is only counted.
    init?(_ contraction: Contraction) {
      guard contraction.counted.isEmpty else { return nil }
      for (index, labels) in contraction.subscripts.enumerated() {
        if labels.isEmpty {
          scalars.append(contraction.operands[index])
          continue
        }
        var joined: (labels: Set<Int>, factors: [Int]) = (Set(labels), [index])
        for group in groups where !group.labels.isDisjoint(with: joined.labels) {
          joined.labels.formUnion(group.labels)
          joined.factors += group.factors
        }
        groups.removeAll { !$0.labels.isDisjoint(with: Set(labels)) }
        joined.factors.sort()
        groups.append(joined)
      }
      // A part that is connected to no axis is a number, and stands before all else.
      numbers = groups.filter { $0.labels.isDisjoint(with: contraction.output) }.map(\.factors)
      groups.removeAll { $0.labels.isDisjoint(with: contraction.output) }
    }

    /// The factors on either side; nil where some are on both.
    func split(_ first: Labels, _ second: Labels) -> ([Int], [Int])? {
      if !Set(first).isDisjoint(with: second) { return nil }
      var sides: ([Int], [Int]) = ([], [])
      for group in groups {
        switch (group.labels.isDisjoint(with: first), group.labels.isDisjoint(with: second)) {
        case (false, true): sides.0 += group.factors
        case (true, false): sides.1 += group.factors
        default: return nil
        }
      }
      return (sides.0.sorted(), sides.1.sorted())
    }
  }
}
