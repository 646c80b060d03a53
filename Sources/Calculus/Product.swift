import Graph

/// A contraction that is being rewritten.
struct Product {
  var coefficient: Coefficient
  var factors: [Factor]
  var output: Labels
  var sizes: [Size]
  /// Labels that count even if no factor has them.
  var counted: [Int]

  private init(
    coefficient: Coefficient, factors: [Factor], output: Labels, sizes: [Size], counted: [Int]
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
      let labels = Labels(0..<shape.order)
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

  /// Whether a label is on so many factors and axes that one of them may get another.
  var hasSharedLabel: Bool {
    var counts = Array(repeating: 0, count: sizes.count)
    for label in output { counts[label] += 1 }
    for factor in factors { for label in factor.labels { counts[label] += 1 } }
    return counts.contains { $0 > 2 }
  }

  /// Whether a label is summed over and on no other factors than the given ones.
  func isSummed(_ label: Int, onlyIn positions: [Int]) -> Bool {
    !output.contains(label)
      && factors.indices.allSatisfy {
        positions.contains($0) || !factors[$0].labels.contains(label)
      }
  }

  /// Without some of its factors; their labels still count, unless they are left out as well.
  func removing(_ positions: [Int], counting: Bool = true) -> Product {
    var result = self
    if counting { result.counted += positions.flatMap { factors[$0].labels } }
    result.factors = factors.indices.filter { !positions.contains($0) }.map { factors[$0] }
    return result
  }

  /// The same product with labels and equal factors in a canonical order, so that terms that differ
  /// only in the names of summed labels, or in the side from which a symmetric matrix is read, are
  /// equal. Where more than a few hundred orders can't be told apart it stays as it is.
  func canonical(isSymmetric: (NodeID) -> Bool) -> Product {
    guard factors.count > 0 else { return self }
    let sorted = factors.sorted { $0.node < $1.node }
    let flips = sorted.map {
      $0.labels.count == 2 && $0.labels[0] != $0.labels[1] && isSymmetric($0.node)
    }
    let hasEquals = sorted.indices.dropFirst().contains { sorted[$0].node == sorted[$0 - 1].node }
    if !hasEquals, !flips.contains(true) { return self }
    // Labels in the order of first appearance, the output's first: the order whose labels are the
    // least, one factor after the other.
    var start = Order(labelCount: sizes.count)
    for label in output { _ = start.name(label) }
    var orders = [start]
    var next: [Order] = []
    var tried: [Labels] = []
    for position in sorted.indices {
      var best = Labels()
      next.removeAll(keepingCapacity: true)
      for order in orders {
        tried.removeAll(keepingCapacity: true)
        for other in sorted.indices
        where sorted[other].node == sorted[position].node && !order.places.contains(other) {
          let labels = sorted[other].labels
          // Two that are the same make no two orders.
          if tried.contains(labels) { continue }
          tried.append(labels)
          for isFlipped in flips[position] ? [false, true] : [false] {
            var longer = order
            let key = longer.add(other, isFlipped ? labels.reversed() : labels, isFlipped)
            if next.isEmpty || key.lexicographicallyPrecedes(best) {
              best = key
              next.removeAll(keepingCapacity: true)
              next.append(longer)
            } else if key == best {
              next.append(longer)
            }
          }
        }
      }
      guard next.count <= 256 else { return self }
      swap(&orders, &next)
    }
    var result = self
    result.factors = zip(orders[0].places, orders[0].flips).map { place, flip in
      let factor = sorted[place]
      return flip == 0 ? factor : Factor(factor.node, factor.labels.reversed())
    }
    return result.renamed()
  }

  /// Some factors in an order, and the names that their labels get by it.
  private struct Order {
    var names: Renaming
    var count = 0
    var places = Labels()
    /// By place, 1 where its factor is read from the other side.
    var flips = Labels()

    init(labelCount: Int) { names = Renaming(count: labelCount) }

    mutating func name(_ label: Int) -> Int {
      if let name = names[label] { return name }
      names.add(label, as: count)
      count += 1
      return count - 1
    }

    /// The names of a factor's labels.
    mutating func add(_ place: Int, _ labels: Labels, _ isFlipped: Bool) -> Labels {
      places.append(place)
      flips.append(isFlipped ? 1 : 0)
      var key = Labels()
      for label in labels { key.append(name(label)) }
      return key
    }
  }

  private func renamed() -> Product {
    var names = Renaming(count: sizes.count)
    var newSizes: [Size] = []
    func rename(_ label: Int) -> Int {
      if let name = names[label] { return name }
      names.add(label, as: newSizes.count)
      newSizes.append(sizes[label])
      return newSizes.count - 1
    }
    var result = self
    result.output = output.renamed(rename)
    result.factors = factors.map { Factor($0.node, $0.labels.renamed(rename)) }
    result.counted = counted.map(rename)
    result.sizes = newSizes
    return result
  }
}
