import Graph
import Syntax

/// Contractions in matrix notation, by series–parallel reduction.
///
/// Labels are vertices; a factor with two axes is an edge, with one axis a decoration of its
/// vertex, without any a scalar. Until nothing changes: edges between the same two vertices merge
/// entry by entry; a summed vertex between two edges makes them a product, through `diag(v)` if it
/// is decorated; a summed vertex at the end of one edge makes it a matrix–vector product, or a sum
/// along an axis; a loop is a trace; an isolated summed vertex is a dot product or a sum. What is
/// left is an edge, a vertex or nothing.
struct MatrixNotation {
  private struct Edge {
    var from: Int
    var to: Int
    var piece: Piece

    func piece(from start: Int) -> Piece { start == from ? piece : piece.transposed }
    func other(_ end: Int) -> Int { end == from ? to : from }
    func touches(_ vertex: Int) -> Bool { from == vertex || to == vertex }
  }

  private let writer: PieceWriter
  private let contraction: Contraction
  private var edges: [Edge] = []
  private var decorations: [[Piece]]
  private var scalars: [Piece] = []
  /// Factors that are one over a count: beside a sum over as many entries they make it a mean.
  private var shares: [(sizes: [Size], piece: Piece)] = []
  private var summed: Set<Int>

  private init(_ contraction: Contraction, writer: PieceWriter) {
    self.contraction = contraction
    self.writer = writer
    decorations = Array(repeating: [], count: contraction.sizes.count)
    summed = Set(contraction.sizes.indices).subtracting(contraction.output)
  }

  /// The contraction as a piece; nil if it has no matrix form. `pieces` are the operands'.
  static func piece(
    of contraction: Contraction, _ pieces: [Piece], writer: PieceWriter
  ) -> Piece? {
    guard contraction.output.count <= 2, !contraction.subscripts.contains(where: { $0.count > 2 })
    else { return nil }
    var notation = MatrixNotation(contraction, writer: writer)
    notation.place(pieces)
    while notation.step() {}
    return notation.assembled()
  }

  // MARK: The diagram

  private mutating func place(_ pieces: [Piece]) {
    for label in contraction.counted {
      summed.remove(label)
      scalars.append(.atom(writer.count(contraction.sizes[label]), .scalar))
    }
    var index = 0
    while index < pieces.count {
      // The same factor again is a power of it.
      var next = index + 1
      while next < pieces.count, contraction.operands[next] == contraction.operands[index],
        contraction.subscripts[next] == contraction.subscripts[index]
      {
        next += 1
      }
      if let sizes = share(contraction.operands[index]) {
        shares += (index..<next).map { _ in (sizes, pieces[index]) }
        index = next
        continue
      }
      place(pieces[index], contraction.subscripts[index], count: next - index)
      index = next
    }
  }

  /// The word for a sum over labels: `mean` where a factor is one over their count.
  private mutating func sumWord(over labels: [Int]) -> String {
    let sizes = writer.graph.sizes
    let wanted = labels.map { sizes.resolve(contraction.sizes[$0]) }
    guard
      let index = shares.firstIndex(where: { share in
        share.sizes.count == wanted.count && wanted.allSatisfy { share.sizes.contains($0) }
          && share.sizes.allSatisfy { wanted.contains($0) }
      })
    else { return "sum" }
    shares.remove(at: index)
    return "mean"
  }

  /// The sizes whose product a node is one over; nil for all else.
  private func share(_ node: NodeID) -> [Size]? {
    let graph = writer.graph
    guard case .primitive(.divide, let operands, _) = graph[node].form,
      graph.fillValue(operands[0]) == 1, graph[node].shape.order == 0,
      case .contraction(let count) = graph[operands[1]].form, count.operands.isEmpty,
      count.output.isEmpty, count.coefficient.isOne, !count.counted.isEmpty
    else { return nil }
    return count.counted.map { graph.sizes.resolve(count.sizes[$0]) }
  }

  private mutating func place(_ piece: Piece, _ labels: Labels, count: Int) {
    var piece = piece
    if case .scaled(let coefficient, let by, let over, let inner?) = piece.form {
      for _ in 0..<count {
        scalars.append(.scaled(coefficient, by: by, over: over, nil))
      }
      piece = inner
    }
    func raised(_ piece: Piece) -> Piece { count == 1 ? piece : piece.raised(to: count) }
    if labels.isEmpty {
      scalars.append(raised(piece))
    } else if labels.count == 1 {
      // A square at a summed vertex alone is x'*x.
      if count == 2 {
        decorations[labels[0]] += [piece, piece]
      } else {
        decorations[labels[0]].append(raised(piece))
      }
    } else {
      edges.append(Edge(from: labels[0], to: labels[1], piece: raised(piece)))
    }
  }

  private func diagonal(of matrix: Piece) -> Piece {
    .atom(.call("diag", [writer.expression(shorter(matrix))]), .column, parts: [matrix])
  }

  private func shorter(_ matrix: Piece) -> Piece {
    let other = matrix.transposed
    return other.cost < matrix.cost ? other : matrix
  }

  /// All decorations of a vertex as one column; nil if it has none.
  private func decoration(_ vertex: Int) -> Piece? {
    let all = decorations[vertex]
    guard !all.isEmpty else { return nil }
    if all.count == 1 { return all[0] }
    return .hadamard(collected(all))
  }

  /// Equal names side by side become powers.
  private func collected(_ factors: [Piece]) -> [Piece] {
    var result: [Piece] = []
    var index = 0
    while index < factors.count {
      // Only placed squares come in pairs of the same piece, and those are adjacent.
      if index + 1 < factors.count, isSquare(index, of: factors) {
        result.append(factors[index].raised(to: 2))
        index += 2
      } else {
        result.append(factors[index])
        index += 1
      }
    }
    return result
  }

  private func isSquare(_ index: Int, of factors: [Piece]) -> Bool {
    let (a, b) = (factors[index], factors[index + 1])
    return a.cost == b.cost && writer.expression(a).text == writer.expression(b).text
  }

  // MARK: Steps

  private mutating func step() -> Bool {
    if closeLoop() || mergeParallel() { return true }
    return cutLeaf(decorated: true) || cutLeaf(decorated: false) || joinSeries() || sumIsolated()
  }

  private func edges(at vertex: Int) -> [Int] {
    edges.indices.filter { edges[$0].touches(vertex) }
  }

  private var summedInOrder: [Int] { summed.sorted() }

  /// A loop is a trace, or the diagonal as a decoration.
  private mutating func closeLoop() -> Bool {
    guard let index = edges.firstIndex(where: { $0.from == $0.to }) else { return false }
    let loop = edges.remove(at: index)
    let vertex = loop.from
    if summed.contains(vertex), decorations[vertex].isEmpty, edges(at: vertex).isEmpty {
      summed.remove(vertex)
      scalars.append(trace(loop.piece))
    } else {
      decorations[vertex].append(diagonal(of: loop.piece))
    }
    return true
  }

  /// The trace in the shortest of the writings that are equal by rotation and transposition.
  private func trace(_ matrix: Piece) -> Piece {
    var best = shorter(matrix)
    if case .product(let chain) = matrix.form, chain.count <= 8 {
      var text = writer.expression(best).text
      for start in chain.indices {
        let rotated = Piece.product(Array(chain[start...] + chain[..<start]))
        for candidate in [rotated, rotated.transposed]
        where candidate.cost <= best.cost && candidate.kind == .matrix {
          // Of equally short ones, the first in the alphabet.
          let own = writer.expression(candidate).text
          guard candidate.cost < best.cost || own < text else { continue }
          best = candidate
          text = own
        }
      }
    }
    return .atom(.call("tr", [writer.expression(best)]), .scalar, parts: [best])
  }

  private mutating func mergeParallel() -> Bool {
    for first in edges.indices {
      for second in edges.indices.dropFirst(first + 1) {
        let (a, b) = (edges[first], edges[second])
        guard a.touches(b.from), a.touches(b.to), b.touches(a.from), b.touches(a.to) else {
          continue
        }
        if isClosedPair(a) {
          let sum = total(.hadamard([a.piece, b.piece(from: a.from)]))
          let candidate = trace(.product([a.piece, b.piece(from: a.to)]))
          edges.remove(at: second)
          edges.remove(at: first)
          summed.subtract([a.from, a.to])
          scalars.append(candidate.cost <= sum.cost ? candidate : sum)
          return true
        }
        if let (vertex, diagonal) = diagonalOfProduct(a, b) {
          edges.remove(at: second)
          edges.remove(at: first)
          summed.remove(vertex == a.from ? a.to : a.from)
          decorations[vertex].append(diagonal)
          return true
        }
        // The direction in which fewer marks are needed.
        let forward = Piece.hadamard([a.piece, b.piece(from: a.from)])
        let backward = Piece.hadamard([a.piece.transposed, b.piece(from: a.to)])
        edges[first] =
          forward.cost <= backward.cost
          ? Edge(from: a.from, to: a.to, piece: forward)
          : Edge(from: a.to, to: a.from, piece: backward)
        edges.remove(at: second)
        return true
      }
    }
    return false
  }

  /// Two edges to a summed vertex that nothing else is at, which run through it: the diagonal of
  /// their product at the other vertex, if that is shorter than the row sums of `A .* B'`.
  private func diagonalOfProduct(_ a: Edge, _ b: Edge) -> (vertex: Int, Piece)? {
    for vertex in [a.from, a.to] {
      let other = a.other(vertex)
      guard summed.contains(other), decorations[other].isEmpty, edges(at: other).count == 2 else {
        continue
      }
      let diagonal = diagonal(of: .product([a.piece(from: vertex), b.piece(from: other)]))
      let sums = rowSums(.hadamard([a.piece(from: vertex), b.piece(from: vertex)]))
      return diagonal.cost < sums.cost ? (vertex, diagonal) : nil
    }
    return nil
  }

  /// Whether two parallel edges are all there is at two summed vertices.
  private func isClosedPair(_ edge: Edge) -> Bool {
    [edge.from, edge.to].allSatisfy {
      summed.contains($0) && decorations[$0].isEmpty && edges(at: $0).count == 2
    }
  }

  private mutating func cutLeaf(decorated: Bool) -> Bool {
    for vertex in summedInOrder {
      let touching = edges(at: vertex)
      guard touching.count == 1, decorations[vertex].isEmpty != decorated else { continue }
      let edge = edges[touching[0]]
      let other = edge.other(vertex)
      edges.remove(at: touching[0])
      summed.remove(vertex)
      let matrix = edge.piece(from: other)
      if let vector = decoration(vertex) {
        decorations[other].append(.product([matrix, vector]))
      } else if summed.contains(other), decorations[other].isEmpty, edges(at: other).isEmpty {
        summed.remove(other)
        scalars.append(total(shorter(matrix), sumWord(over: [vertex, other])))
      } else {
        decorations[other].append(rowSums(matrix, sumWord(over: [vertex])))
      }
      return true
    }
    return false
  }

  /// The sums of the rows, a column: `sum(A, 2)`, or `sum(A, 1)'` where A runs the other way.
  private func rowSums(_ matrix: Piece, _ word: String = "sum") -> Piece {
    let other = matrix.transposed
    if other.cost < matrix.cost {
      return Piece.atom(
        .call(word, [writer.expression(other), .number(1)]), .row, parts: [other]
      ).transposed
    }
    return .atom(.call(word, [writer.expression(matrix), .number(2)]), .column, parts: [matrix])
  }

  private func total(_ array: Piece, _ word: String = "sum") -> Piece {
    .atom(.call(word, [writer.expression(array)]), .scalar, parts: [array])
  }

  private mutating func joinSeries() -> Bool {
    for vertex in summedInOrder {
      let touching = edges(at: vertex)
      guard touching.count == 2 else { continue }
      let (a, b) = (edges[touching[0]], edges[touching[1]])
      let (start, end) = (a.other(vertex), b.other(vertex))
      let middle = decoration(vertex).map { [diagonalMatrix($0)] } ?? []
      let joined = Piece.product([a.piece(from: start)] + middle + [b.piece(from: vertex)])
      let reversed = joined.transposed
      decorations[vertex] = []
      summed.remove(vertex)
      edges[touching[0]] =
        joined.cost <= reversed.cost
        ? Edge(from: start, to: end, piece: joined)
        : Edge(from: end, to: start, piece: reversed)
      edges.remove(at: touching[1])
      return true
    }
    return false
  }

  private func diagonalMatrix(_ vector: Piece) -> Piece {
    // What fills the diagonal is a multiple of the identity.
    if case .spread(let scalar, let size?, nil) = vector.form, scalar.kind == .scalar {
      return .scaled(.one, by: [scalar], .identity(size))
    }
    let shown = vector.transposed.cost < vector.cost ? vector.transposed : vector
    return .symmetric(.call("diag", [writer.expression(shown)]), parts: [shown])
  }

  /// An isolated summed vertex: the dot product of two decorations, or the sum of their product.
  private mutating func sumIsolated() -> Bool {
    for vertex in summedInOrder where edges(at: vertex).isEmpty && !decorations[vertex].isEmpty {
      let all = decorations[vertex]
      summed.remove(vertex)
      decorations[vertex] = []
      if all.count == 2, !all.contains(where: isQuotient) {
        scalars.append(Piece.product([all[0].transposed, all[1]]).shortestScalar)
      } else {
        let product = Piece.hadamard(collected(all))
        let other = product.transposed
        scalars.append(
          total(other.cost < product.cost ? other : product, sumWord(over: [vertex])))
      }
      return true
    }
    return false
  }

  private func isQuotient(_ piece: Piece) -> Bool {
    if case .hadamard(_, let divisors) = piece.form { return !divisors.isEmpty }
    return false
  }

  // MARK: The end

  private mutating func assembled() -> Piece? {
    guard summed.isEmpty else { return nil }
    let output = contraction.output
    let sizes = contraction.sizes
    let piece: Piece?
    switch output.count {
    case 0: piece = nil
    case 1: piece = decoration(output[0]) ?? fill(rows: sizes[output[0]])
    default:
      let (row, column) = (output[0], output[1])
      if row == column {
        piece = decoration(row).map(diagonalMatrix) ?? .identity(sizes[row])
      } else if let edge = edges.first {
        piece = decorated(edge.piece(from: row), left: decoration(row), right: decoration(column))
      } else {
        switch (decoration(row), decoration(column)) {
        case (let left?, let right?): piece = .product([left, right.transposed])
        case (let left?, nil): piece = .spread(left, columns: sizes[column])
        case (nil, let right?): piece = .spread(right.transposed, rows: sizes[row])
        case (nil, nil): piece = fill(rows: sizes[row], columns: sizes[column])
        }
      }
    }
    return .scaled(
      contraction.coefficient, by: shares.map(\.piece) + withPowers(scalars), piece)
  }

  /// Equal scalars as powers.
  private func withPowers(_ scalars: [Piece]) -> [Piece] {
    var result: [(piece: Piece, text: String, count: Int)] = []
    for piece in scalars {
      guard case .atom(let expression) = piece.form else {
        result.append((piece, "", 1))
        continue
      }
      let text = expression.text
      if let index = result.firstIndex(where: { $0.text == text }) {
        result[index].count += 1
      } else {
        result.append((piece, text, 1))
      }
    }
    return result.map { $0.count == 1 ? $0.piece : $0.piece.raised(to: $0.count) }
  }

  /// A matrix whose rows and columns are scaled: `diag(x)*A*diag(y)`. What only divides by a matrix
  /// is spread over it: `x ./ A`.
  private func decorated(_ matrix: Piece, left: Piece?, right: Piece?) -> Piece {
    if case .hadamard(let factors, let divisors) = matrix.form, factors.isEmpty,
      let above = left ?? right?.transposed, left == nil || right == nil
    {
      let spread = Piece.atom(writer.expression(above), .matrix, parts: [above])
      return .hadamard([spread], over: divisors)
    }
    return .product(
      (left.map { [diagonalMatrix($0)] } ?? []) + [matrix]
        + (right.map { [diagonalMatrix($0)] } ?? []))
  }

  /// A scalar in all entries; the coefficient and the scalars come to it as to any spread piece.
  private func fill(rows: Size, columns: Size? = nil) -> Piece {
    .spread(.number(.one), rows: rows, columns: columns)
  }
}
