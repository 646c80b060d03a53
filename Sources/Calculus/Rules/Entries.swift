import Graph
import Primitives

/// Small arrays by their entries: `[f; g]` is differentiated entry by entry, and what comes of it
/// is the array of the entries again.
struct Entries {
  let simplifier: Simplifier
  private var graph: Graph { simplifier.graph }

  /// One entry of a node.
  struct Key: Hashable {
    let node: NodeID
    let index: [Int]
  }

  /// Arrays of more entries are not written entry by entry.
  private static let countLimit = 9
  /// Sums over more entries are not written out.
  private static let termLimit = 12

  init(_ simplifier: Simplifier) { self.simplifier = simplifier }

  /// The node as an array of entries, or as the one entry that it is, where that is shorter.
  func shorter(_ id: NodeID) -> NodeID? {
    let limit = simplifier.cost(id)
    guard limit <= Simplifier.costLimit, let written = written(id), written != id,
      simplifier.cost(written) <= limit || isCrossOfIdentity(id)
    else { return nil }
    return written
  }

  /// The language's `cross` takes vectors alone; by an identity it is a matrix of few entries.
  private func isCrossOfIdentity(_ id: NodeID) -> Bool {
    graph.operands(id, of: .cross)?.contains {
      graph[$0].shape.order == 2 && graph.isConstant($0)
    } ?? false
  }

  /// The node by its entries; nil where no part of it is put together from entries, or where it has
  /// too many.
  private func written(_ id: NodeID) -> NodeID? {
    let shape = graph.shape(of: id)
    guard shape.order <= 2, let sizes = shape.known, isOfPieces(id), !isStack(id) else {
      return nil
    }
    let count = sizes.reduce(1, *)
    guard count > 0, count <= Self.countLimit else { return nil }
    var entries: [NodeID] = []
    for position in 0..<count {
      guard let entry = entry(id, Self.index(position, sizes)) else { return nil }
      entries.append(simplifier.simplified(entry))
    }
    return stacked(entries, shape)
  }

  /// Entries in row-major order, as ones, zeros or an identity where they are that.
  private func stacked(_ entries: [NodeID], _ shape: Shape) -> NodeID? {
    if shape.order == 0 { return entries[0] }
    let constants = entries.compactMap { graph.constantValue($0) }
    if constants.count == entries.count {
      if Set(constants).count == 1 { return graph.filled(shape, with: Coefficient(constants[0])) }
      if shape.order == 2, let n = shape[0].known, shape[1].known == n,
        constants.indices.allSatisfy({ constants[$0] == ($0 % (n + 1) == 0 ? constants[0] : 0) })
      {
        return graph.scaled(graph.delta(shape[0]), by: Coefficient(constants[0]))
      }
    }
    guard entries.count > 1 else { return nil }
    return graph.applied(
      .stack, entries, attributes: shape.order == 1 ? .none : Attributes(shape: shape))
  }

  /// Whether a matrix, and all that its adjugate is differentiated along, are told by their entries.
  private func isKnownAdjugate(_ operands: [NodeID]) -> Bool {
    isStack(operands[0])
      && operands.dropFirst().allSatisfy { graph.isConstant($0) || isPiece($0) }
  }

  /// Whether it is a vector or a matrix of entries.
  private func isStack(_ id: NodeID) -> Bool {
    graph.operands(id, of: .stack) != nil && graph.shape(of: id).order <= 2
  }

  /// Whether a node is put together from entries, or works entry by entry on what is.
  private func isOfPieces(_ id: NodeID) -> Bool {
    switch graph[id].form {
    case .named, .literal, .derivative: return false
    case .sum(let terms): return terms.contains { isPiece($0) }
    case .contraction(let contraction): return contraction.operands.contains { isPiece($0) }
    case .primitive(.slice, let operands, _):
      return isPiece(operands[0]) || graph.isConstant(operands[0])
        || graph.operands(operands[0], of: .inverse).map { isStack($0[0]) } ?? false
    case .primitive(.cross, _, _): return isCrossOfIdentity(id)
    case .primitive(let primitive, let operands, _):
      if [.inverse, .determinant, .adjugate].contains(primitive) {
        return isKnownAdjugate(operands) && (graph.shape(of: operands[0])[0].known ?? 9) <= 3
      }
      return [.reshape, .triangle].contains(primitive) && isPiece(operands[0])
    }
  }

  /// Whether a factor or a term has entries to tell: a stack, or a column of an identity.
  private func isPiece(_ root: NodeID) -> Bool {
    if let known = simplifier.pieces[root] { return known }
    // Step by step, so that a chain of any depth is no deeper than the stack.
    let unknown = graph.postorder([root]) { id in
      simplifier.pieces[id] == nil ? partsOfPiece(id) : []
    }
    for id in unknown where simplifier.pieces[id] == nil {
      simplifier.pieces[id] = isPieceItself(id) || partsOfPiece(id).contains { isPiece($0) }
    }
    return simplifier.pieces[root] ?? false
  }

  private func isPieceItself(_ id: NodeID) -> Bool {
    switch graph[id].form {
    case .primitive(.stack, _, _): true
    case .primitive(.slice, let operands, _): graph.isConstant(operands[0])
    case .primitive(.inverse, let operands, _):
      isStack(operands[0]) && graph.shape(of: operands[0])[0].known == 2
    default: false
    }
  }

  /// What makes a node a piece where it is one.
  private func partsOfPiece(_ id: NodeID) -> [NodeID] {
    switch graph[id].form {
    case .sum(let terms): terms
    case .contraction(let contraction): contraction.operands
    case .primitive(let primitive, let operands, _) where primitive.isEntrywise: operands
    default: []
    }
  }

  private static func index(_ position: Int, _ sizes: [Int]) -> [Int] {
    var rest = position
    var index: [Int] = []
    for size in sizes.reversed() {
      index.insert(rest % size, at: 0)
      rest /= size
    }
    return index
  }

  private static func position(_ index: [Int], _ sizes: [Int]) -> Int {
    zip(index, sizes).reduce(0) { $0 * $1.1 + $1.0 }
  }

  // MARK: One entry

  /// An entry of a node as a scalar; nil where that has no short form.
  private func entry(_ id: NodeID, _ index: [Int]) -> NodeID? {
    let key = Key(node: id, index: index)
    if let known = simplifier.entries[key] { return known }
    let entry = newEntry(id, index)
    simplifier.entries[key] = .some(entry)
    return entry
  }

  private func newEntry(_ id: NodeID, _ index: [Int]) -> NodeID? {
    switch graph[id].form {
    case .named, .derivative: return picked(id, index)
    case .literal(let literal):
      let tensor = graph.tensor(literal)
      return graph.constant(tensor[Self.position(index, tensor.shape)])
    case .sum(let terms):
      let entries = terms.compactMap { entry($0, index) }
      return entries.count == terms.count ? graph.sum(entries, collecting: true) : nil
    case .contraction(let contraction): return entry(contraction, index)
    case .primitive(let primitive, let operands, let attributes):
      return entry(id, primitive, operands, attributes, index)
    }
  }

  /// The entry of a node itself, `x[1]`.
  private func picked(_ id: NodeID, _ index: [Int]) -> NodeID {
    if index.isEmpty { return id }
    return graph.applied(.slice, id, attributes: Indexing(index.map { .entry($0) }).attributes)
  }

  private func entry(
    _ id: NodeID, _ primitive: Primitive, _ operands: [NodeID], _ attributes: Attributes,
    _ index: [Int]
  ) -> NodeID? {
    let own = graph.shape(of: id)
    let shape = operands.first.map { graph.shape(of: $0) } ?? .scalar
    switch primitive {
    case .stack:
      guard let sizes = own.known else { return nil }
      return operands[Self.position(index, sizes)]
    case .slice:
      let axes = Indexing(attributes).axes
      guard axes.count == shape.order else { return nil }
      var rest = index[...]
      let inner = axes.map { axis in
        switch axis {
        case .all: rest.popFirst() ?? 0
        case .entry(let position): position
        case .range(let start, let step, _): start + step * (rest.popFirst() ?? 0)
        }
      }
      return entry(operands[0], inner)
    case .reshape:
      guard let from = own.known, let to = shape.known else { return nil }
      return entry(operands[0], Self.index(Self.position(index, from), to))
    case .triangle:
      let (diagonal, isUpper) = (attributes.integers[0], attributes.integers[1] == 1)
      let difference = index[index.count - 1] - index[index.count - 2]
      let isOutside = isUpper ? difference < diagonal : difference > diagonal
      return isOutside ? graph.constant(0) : entry(operands[0], index)
    case .determinant where isStack(operands[0]): return determinant(operands[0])
    case .cross:
      let lead = index.dropLast()
      func part(_ operand: NodeID, _ position: Int) -> NodeID? {
        entry(operand, (graph[operand].shape.order == 1 ? [] : lead) + [position % 3])
      }
      let place = index[index.count - 1]
      guard let a = part(operands[0], place + 1), let b = part(operands[1], place + 2),
        let c = part(operands[0], place + 2), let d = part(operands[1], place + 1)
      else { return nil }
      return graph.subtract(graph.multiply(a, b), graph.multiply(c, d))
    case .adjugate where isKnownAdjugate(operands):
      let (row, column) = (index[index.count - 2], index[index.count - 1])
      return cofactor(of: operands[0], column, row, along: operands.dropFirst(), at: index)
    case .inverse where isStack(operands[0]):
      guard let determinant = determinant(operands[0]),
        let cofactor = cofactor(of: operands[0], index[1], index[0])
      else { return nil }
      return graph.multiply(cofactor, graph.reciprocal(determinant))
    case _ where primitive.isEntrywise:
      guard operands.allSatisfy({ graph[$0].shape.order == index.count }) else { return nil }
      let entries = operands.compactMap { entry($0, index) }
      guard entries.count == operands.count else { return nil }
      return graph.applied(primitive, entries, attributes: attributes)
    default: return picked(id, index)
    }
  }

  // MARK: Products

  /// An entry of a product: sums over the axes of its pieces are written out.
  private func entry(_ contraction: Contraction, _ index: [Int]) -> NodeID? {
    var fixed: [Int: Int] = [:]
    for (label, position) in zip(contraction.output, index) {
      if let other = fixed[label], other != position { return graph.constant(0) }
      fixed[label] = position
    }
    var open: [Int] = []
    for (operand, labels) in zip(contraction.operands, contraction.subscripts)
    where isPiece(operand) {
      for label in labels where fixed[label] == nil && !open.contains(label) { open.append(label) }
    }
    let sizes = open.compactMap { graph.sizes.resolve(contraction.sizes[$0]).known }
    guard sizes.count == open.count else { return nil }
    let count = sizes.reduce(1, *)
    guard count <= Self.termLimit else { return nil }
    if count == 0 { return graph.constant(0) }
    var terms: [NodeID] = []
    for position in 0..<count {
      for (label, place) in zip(open, Self.index(position, sizes)) { fixed[label] = place }
      guard let term = term(of: contraction, fixed) else { return nil }
      terms.append(term)
    }
    return graph.sum(terms, collecting: true)
  }

  /// A product with some of its labels at a position; it has no other free ones.
  private func term(of contraction: Contraction, _ fixed: [Int: Int]) -> NodeID? {
    var factors: [Factor] = []
    for (operand, labels) in zip(contraction.operands, contraction.subscripts) {
      let rest = labels.filter { fixed[$0] == nil }
      if rest.isEmpty {
        guard let entry = entry(operand, labels.map { fixed[$0] ?? 0 }) else { return nil }
        if graph.isZero(entry) { return graph.constant(0) }
        factors.append(Factor(entry, []))
      } else if rest.count == labels.count {
        factors.append(Factor(operand, labels))
      } else {
        let axes = labels.map { label in fixed[label].map { Indexing.Axis.entry($0) } ?? .all }
        let part = graph.applied(.slice, operand, attributes: Indexing(axes).attributes)
        factors.append(Factor(part, rest))
      }
    }
    return graph.contract(
      factors, to: [], sizes: contraction.sizes, coefficient: contraction.coefficient,
      counted: contraction.counted.filter { fixed[$0] == nil })
  }

  // MARK: Determinants

  /// The determinant of a small array of entries, written out.
  private func determinant(_ matrix: NodeID) -> NodeID? {
    guard let entries = graph.operands(matrix, of: .stack),
      let shape = graph.shape(of: matrix).known,
      shape.count == 2, shape[0] == shape[1], shape[0] <= 3
    else { return nil }
    return determinant(
      (0..<shape[0]).map { row in (0..<shape[0]).map { entries[row * shape[0] + $0] } })
  }

  private func determinant(_ rows: [[NodeID]]) -> NodeID {
    if rows.isEmpty { return graph.constant(1) }
    let terms = rows.indices.map { column in
      let minor = determinant(rows.dropFirst().map { row in Self.without(column, row) })
      return graph.scaled(
        graph.multiply(rows[0][column], minor), by: column.isMultiple(of: 2) ? 1 : -1)
    }
    return graph.sum(terms, collecting: true)
  }

  /// The signed determinant of what is left without a row and a column, or its derivative along
  /// other arrays: as many rows as there are of them are theirs, one each, in all ways.
  private func cofactor(
    of matrix: NodeID, _ row: Int, _ column: Int, along others: ArraySlice<NodeID> = [],
    at index: [Int] = []
  ) -> NodeID? {
    guard let entries = graph.operands(matrix, of: .stack),
      let shape = graph.shape(of: matrix).known,
      shape.count == 2, shape[0] == shape[1], shape[0] <= 3
    else { return nil }
    let n = shape[0]
    let places = Self.without(row, Array(0..<n))
    // A minor for each way to give places to the others.
    var ways = [(minor: places.map { row in (0..<n).map { entries[row * n + $0] } }, left: places)]
    for other in others {
      let lead = index.dropLast(2).suffix(graph[other].shape.order - 2)
      var more: [(minor: [[NodeID]], left: [Int])] = []
      for way in ways {
        for place in way.left {
          let theirs = (0..<n).compactMap { entry(other, lead + [place, $0]) }
          guard theirs.count == n, let position = places.firstIndex(of: place) else { return nil }
          var way = way
          way.minor[position] = theirs
          way.left.removeAll { $0 == place }
          more.append(way)
        }
      }
      ways = more
    }
    let minors = ways.map { determinant($0.minor.map { Self.without(column, $0) }) }
    let minor =
      others.isEmpty ? minors[0] : graph.sum([graph.constant(0)] + minors, collecting: true)
    return graph.scaled(minor, by: (row + column).isMultiple(of: 2) ? 1 : -1)
  }

  private static func without<Element>(_ index: Int, _ list: [Element]) -> [Element] {
    list.indices.filter { $0 != index }.map { list[$0] }
  }
}
