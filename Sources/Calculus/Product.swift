import Graph

/// A contraction that is being rewritten.
struct Product {
  var coefficient: Coefficient
  var factors: [Factor]
  var output: [Int]
  var sizes: [Size]
  /// Labels that count even if no factor has them.
  var counted: [Int]

  private init(
    coefficient: Coefficient, factors: [Factor], output: [Int], sizes: [Size], counted: [Int]
  ) {
    self.coefficient = coefficient
    self.factors = factors
    self.output = output
    self.sizes = sizes
    self.counted = counted
  }

  init(_ contraction: Contraction) {
    self.init(
      coefficient: contraction.coefficient,
      factors: zip(contraction.operands, contraction.subscripts).map { Factor($0, $1) },
      output: contraction.output, sizes: contraction.sizes, counted: contraction.counted)
  }

  /// A node as a product of itself, or of its factors.
  init(_ id: NodeID, _ graph: Graph) {
    if case .contraction(let contraction) = graph[id].form {
      self.init(contraction)
    } else {
      let shape = graph.shape(of: id)
      let labels = Array(0..<shape.order)
      self.init(
        coefficient: .one, factors: [Factor(id, labels)], output: labels, sizes: shape.sizes,
        counted: [])
    }
  }

  init(transposing id: NodeID, _ graph: Graph) {
    self.init(id, graph)
    output.reverse()
  }

  /// A new label.
  mutating func fresh(_ size: Size) -> Int {
    sizes.append(size)
    return sizes.count - 1
  }

  /// Whether some size is multiplied with.
  var hasCounts: Bool { counted.contains { isSummed($0, onlyIn: []) } }

  /// Whether a label is summed over and on no other factors than the given ones.
  func isSummed(_ label: Int, onlyIn positions: Set<Int>) -> Bool {
    !output.contains(label)
      && factors.indices.allSatisfy {
        positions.contains($0) || !factors[$0].labels.contains(label)
      }
  }

  /// Without some of its factors; their labels still count, unless they are left out as well.
  func removing(_ positions: Set<Int>, counting: Bool = true) -> Product {
    var result = self
    if counting { result.counted += positions.flatMap { factors[$0].labels } }
    result.factors = factors.indices.filter { !positions.contains($0) }.map { factors[$0] }
    return result
  }

  /// The same product with labels and equal factors in a canonical order, so that terms that differ
  /// only in the names of summed labels, or in the side from which a symmetric matrix is read, are
  /// equal. Beyond a few hundred orders it stays as it is.
  func canonical(isSymmetric: (NodeID) -> Bool) -> Product {
    let sorted = factors.sorted { $0.node < $1.node }
    var orders = [sorted]
    var start = 0
    while start < sorted.count {
      var end = start + 1
      while end < sorted.count, sorted[end].node == sorted[start].node { end += 1 }
      if end - start > 1 {
        guard end - start <= 4 else { return self }
        let range = start..<end
        orders = orders.flatMap { order in
          Self.permutations(Array(order[range])).map { order.replacing($0, in: range) }
        }
      }
      if sorted[start].labels.count == 2, isSymmetric(sorted[start].node) {
        for position in start..<end {
          orders += orders.map { order in
            var flipped = order
            flipped[position].labels.reverse()
            return flipped
          }
        }
      }
      guard orders.count <= 256 else { return self }
      start = end
    }
    if orders.count == 1 { return self }
    var best: (key: [Int], order: [Factor])?
    for order in orders {
      let key = key(of: order)
      if best == nil || key.lexicographicallyPrecedes(best?.key ?? []) { best = (key, order) }
    }
    var result = self
    result.factors = best?.order ?? factors
    return result.renamed()
  }

  /// The labels in the order of first appearance, the output's first.
  private func key(of order: [Factor]) -> [Int] {
    var names: [Int: Int] = [:]
    var key: [Int] = []
    for label in output + order.flatMap(\.labels) {
      let name = names[label] ?? names.count
      names[label] = name
      key.append(name)
    }
    return key
  }

  private func renamed() -> Product {
    var names: [Int: Int] = [:]
    var newSizes: [Size] = []
    func rename(_ label: Int) -> Int {
      if let name = names[label] { return name }
      names[label] = newSizes.count
      newSizes.append(sizes[label])
      return newSizes.count - 1
    }
    var result = self
    result.output = output.map(rename)
    result.factors = factors.map { Factor($0.node, $0.labels.map(rename)) }
    result.counted = counted.map(rename)
    result.sizes = newSizes
    return result
  }

  private static func permutations(_ factors: [Factor]) -> [[Factor]] {
    guard factors.count > 1 else { return [factors] }
    return factors.indices.flatMap { first in
      var rest = factors
      let chosen = rest.remove(at: first)
      return permutations(rest).map { [chosen] + $0 }
    }
  }
}

extension Array {
  fileprivate func replacing(_ part: [Element], in range: Range<Int>) -> [Element] {
    var result = self
    result.replaceSubrange(range, with: part)
    return result
  }
}
