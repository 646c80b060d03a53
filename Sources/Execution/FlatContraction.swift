import Graph

/// A contraction after the products nested in it were opened: `(A*B)*x` as three factors, so that
/// the cheapest order can be chosen for all of them.
struct FlatContraction {
  var coefficient: Coefficient
  var factors: [Factor]
  var output: Labels
  /// The size of every label in use.
  var sizes: [Int: Int]

  /// The contraction at a node, whose operands for which `isOpened` holds are opened, and theirs.
  init(_ contraction: Contraction, graph: Graph, isOpened: (NodeID) -> Bool) {
    var labels = LabelUnion()
    coefficient = contraction.coefficient
    let outer = contraction.sizes.map { labels.add(graph.sizes.resolve($0).known ?? 0) }
    factors = []
    var pending = zip(contraction.operands, contraction.subscripts)
      .map { Factor($0, $1.renamed { outer[$0] }) }
    pending.reverse()
    while let factor = pending.popLast() {
      guard isOpened(factor.node), case .contraction(let inner) = graph[factor.node].form,
        Self.isSafe(coefficient, inner.coefficient)
      else {
        factors.append(factor)
        continue
      }
      coefficient = coefficient * inner.coefficient
      let own = inner.sizes.map { labels.add(graph.sizes.resolve($0).known ?? 0) }
      for (axis, label) in inner.output.enumerated() {
        labels.merge(factor.labels[axis], own[label])
      }
      for (operand, subscripts) in zip(inner.operands, inner.subscripts).reversed() {
        pending.append(Factor(operand, subscripts.renamed { own[$0] }))
      }
    }

    var used: Set<Int> = []
    for index in factors.indices {
      factors[index].labels = factors[index].labels.renamed { labels.representative(of: $0) }
      used.formUnion(factors[index].labels)
    }
    output = contraction.output.renamed { labels.representative(of: outer[$0]) }
    used.formUnion(output)
    // What is summed but on no factor any more counts its entries.
    for label in labels.representatives where !used.contains(label) {
      coefficient = coefficient * Coefficient(Double(labels.size(of: label)))
    }
    sizes = [:]
    for label in used { sizes[label] = labels.size(of: label) }
  }

  /// Labels without those of size 1, which move nothing in memory.
  func moving(_ labels: Labels) -> Labels { labels.filter { sizes[$0] != 1 } }

  /// Whether some label is on factors but not in the output.
  var hasSum: Bool {
    factors.contains { factor in moving(factor.labels).contains { !output.contains($0) } }
  }

  /// Whether the only factor lies in memory as the result does.
  var keepsLayout: Bool {
    guard factors.count == 1 else { return false }
    let input = moving(factors[0].labels)
    return input == moving(output) && Set(input).count == input.count
  }

  /// Whether the coefficients' product is as accurate as applying one after the other.
  private static func isSafe(_ a: Coefficient, _ b: Coefficient) -> Bool {
    func isSafe(_ a: Double, _ b: Double) -> Bool {
      let product = a * b
      return a == 0 || b == 0 || product.isNormal || !a.isFinite || !b.isFinite
    }
    return isSafe(a.numerator, b.numerator) && isSafe(a.denominator, b.denominator)
  }
}

/// Labels that turn out to be one.
private struct LabelUnion {
  private var parents: [Int] = []
  private var sizes: [Int] = []

  mutating func add(_ size: Int) -> Int {
    parents.append(parents.count)
    sizes.append(size)
    return parents.count - 1
  }

  func representative(of label: Int) -> Int {
    var label = label
    while parents[label] != label { label = parents[label] }
    return label
  }

  func size(of label: Int) -> Int { sizes[representative(of: label)] }

  var representatives: [Int] { parents.indices.filter { parents[$0] == $0 } }

  mutating func merge(_ a: Int, _ b: Int) {
    let (first, second) = (representative(of: a), representative(of: b))
    if first != second { parents[second] = first }
  }
}
