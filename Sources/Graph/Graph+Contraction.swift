/// A factor of a contraction: a node and the label of each of its axes.
public struct Factor: Sendable {
  public var node: NodeID
  public var labels: Labels

  public init(_ node: NodeID, _ labels: Labels) {
    self.node = node
    self.labels = labels
  }
}

extension Graph {
  /// The contraction of factors, in its canonical form.
  ///
  /// `sizes[label]` is needed for labels that no factor has; labels are small numbers of the
  /// caller's choice. Constants, scalings, transposes, diagonals and sums of one array are merged
  /// in (that duplicates no work); products of several factors stay nodes of their own. A label in
  /// `counted` is summed over even if it is on no factor.
  public func contract(
    _ factors: [Factor], to output: Labels, sizes given: [Size] = [],
    coefficient: Coefficient = .one, counted: [Int] = []
  ) -> NodeID {
    var merger = LabelMerger(graph: self, sizes: given, coefficient: coefficient)
    merger.use(output)
    merger.use(counted)
    for factor in factors { merger.add(factor) }
    return intern(merger.finished(output: output))
  }

  private func intern(_ contraction: Contraction) -> NodeID {
    if contraction.operands.count == 1, contraction.coefficient.isOne,
      contraction.subscripts[0] == contraction.output,
      contraction.output == Labels(contraction.output.indices),
      contraction.sizes.count == contraction.output.count
    {
      return contraction.operands[0]
    }
    let shape = Shape(contraction.output.map { contraction.sizes[$0] })
    return intern(Node(form: .contraction(contraction), shape: shape))
  }

  /// The vector–Jacobian product of a contraction by one operand. The cotangent has the output's
  /// axes last; the axes before them lead the answer's.
  public func pullback(
    _ contraction: Contraction, operand: Int, cotangent: NodeID
  ) -> NodeID {
    let shape = self.shape(of: cotangent)
    let leadCount = shape.order - contraction.output.count
    let lead = Labels((0..<leadCount).map { contraction.sizes.count + $0 })
    var factors = [Factor(cotangent, lead + contraction.output)]
    for other in contraction.operands.indices where other != operand {
      factors.append(Factor(contraction.operands[other], contraction.subscripts[other]))
    }
    return contract(
      factors, to: lead + contraction.subscripts[operand],
      sizes: contraction.sizes + shape.sizes.prefix(leadCount),
      coefficient: contraction.coefficient, counted: contraction.counted)
  }

  /// Terms of one shape, added. Nested sums are opened, constants are added up, and zeros drop out.
  ///
  /// With `collecting`, like terms meet: `x + x` is `2·x` and `x − x` is 0, as is right for
  /// formulas and derivatives but not for values (∞ − ∞).
  public func sum(_ terms: [NodeID], collecting: Bool = false) -> NodeID {
    precondition(!terms.isEmpty, "a sum has terms")
    var opened: [NodeID] = []
    for term in terms {
      if case .sum(let inner) = self[term].form { opened += inner } else { opened.append(term) }
    }
    /// Each with a term that it is as it stands, if there is one.
    var collected: [(base: NodeID, coefficient: Coefficient, term: NodeID?)] = []
    var positions: [NodeID: Int] = [:]
    for term in opened {
      let (base, coefficient) = split(term)
      if let position = positions[base], collecting || isConstant(base) {
        collected[position].coefficient = collected[position].coefficient + coefficient
        collected[position].term = nil
      } else {
        // Without collecting, the same base again stays a term of its own.
        if positions[base] == nil { positions[base] = collected.count }
        collected.append((base, coefficient, isUpToDate(term) ? term : nil))
      }
    }
    var result: [NodeID] = []
    for (base, coefficient, term) in collected {
      if coefficient.value == 0, collecting || isConstant(base) { continue }
      result.append(term ?? scaled(base, by: coefficient))
    }
    if result.isEmpty { return zeros(shape(of: terms[0])) }
    if result.count == 1 { return result[0] }
    return intern(Node(form: .sum(result), shape: shape(of: terms[0])))
  }

  /// Whether nothing was learnt of a contraction's sizes since it was made, which would make it
  /// another node.
  private func isUpToDate(_ id: NodeID) -> Bool {
    guard case .contraction(let contraction) = self[id].form else { return true }
    return contraction.sizes.allSatisfy { sizes.resolve($0) == $0 }
  }

  /// A term as a coefficient times a base whose own coefficient is 1.
  public func split(_ term: NodeID) -> (base: NodeID, coefficient: Coefficient) {
    guard case .contraction(var contraction) = self[term].form, !contraction.coefficient.isOne
    else { return (term, .one) }
    let coefficient = contraction.coefficient
    contraction.coefficient = .one
    return (intern(contraction), coefficient)
  }

  /// Whether a node is a constant contraction: a number, ones or a delta, perhaps scaled.
  public func isConstant(_ id: NodeID) -> Bool {
    if case .contraction(let contraction) = self[id].form { return contraction.operands.isEmpty }
    return false
  }

  /// The number that a scalar constant is.
  public func constantValue(_ id: NodeID) -> Double? {
    guard case .contraction(let contraction) = self[id].form, contraction.operands.isEmpty,
      contraction.sizes.isEmpty
    else { return nil }
    return contraction.coefficient.value
  }

  /// The size whose number a scalar is: `cols(X)` is n for an m×n matrix, and so are sums and
  /// products of sizes. Nil for all else.
  public func size(countedBy id: NodeID) -> Size? {
    if case .sum(let terms) = self[id].form {
      var total: Size?
      for term in terms {
        guard let size = size(countedBy: term) else { return nil }
        total = total.map { sizes.sum($0, size) } ?? size
      }
      return total
    }
    guard case .contraction(let contraction) = self[id].form, contraction.operands.isEmpty,
      contraction.output.isEmpty,
      let factor = Int(exactly: contraction.coefficient.value), factor >= 0
    else { return nil }
    let factors = contraction.sizes + (factor == 1 ? [] : [Size(factor)])
    return factors.reduce(1) { $0 == 1 ? $1 : sizes.product($0, $1) }
  }

  /// The number that fills a constant array (ones, scaled); nil for deltas and all else.
  public func fillValue(_ id: NodeID) -> Double? {
    guard case .contraction(let contraction) = self[id].form, contraction.operands.isEmpty,
      contraction.output == Labels(contraction.sizes.indices)
    else { return nil }
    return contraction.coefficient.value
  }
}

/// Collects factors, merging labels across deltas.
private struct LabelMerger {
  let graph: Graph
  var coefficient: Coefficient
  private var factors: [Factor] = []
  private var parents: [Int]
  private var sizes: [Size?]
  private var isUsed: [Bool]

  init(graph: Graph, sizes: [Size], coefficient: Coefficient) {
    self.graph = graph
    self.coefficient = coefficient
    parents = Array(sizes.indices)
    self.sizes = sizes
    isUsed = Array(repeating: false, count: sizes.count)
  }

  mutating func use(_ labels: some Sequence<Int>) {
    for label in labels {
      while parents.count <= label { _ = fresh(nil) }
      isUsed[label] = true
    }
  }

  mutating func add(_ factor: Factor) {
    use(factor.labels)
    let node = graph[factor.node]
    precondition(node.shape.order == factor.labels.count, "a label for every axis")
    for (axis, label) in factor.labels.enumerated() { learn(label, node.shape[axis]) }
    guard case .contraction(let inner) = node.form, inner.operands.count <= 1,
      inner.coefficient.multipliesSafely(by: coefficient)
    else {
      factors.append(factor)
      return
    }
    coefficient = coefficient * inner.coefficient
    var outer: [Int?] = Array(repeating: nil, count: inner.sizes.count)
    for (axis, label) in inner.output.enumerated() {
      if let known = outer[label] {
        merge(known, factor.labels[axis])
      } else {
        outer[label] = factor.labels[axis]
      }
    }
    let mapped = inner.sizes.indices.map { label in
      if let known = outer[label] { return known }
      let new = fresh(inner.sizes[label])
      isUsed[new] = true
      return new
    }
    if let operand = inner.operands.first {
      factors.append(Factor(operand, inner.subscripts[0].renamed { mapped[$0] }))
    }
  }

  /// The contraction in canonical form: operands by age, labels by first appearance.
  mutating func finished(output: Labels) -> Contraction {
    var order = factors.map { Factor($0.node, $0.labels.renamed { find($0) }) }
    order.sort {
      $0.node == $1.node ? $0.labels.lexicographicallyPrecedes($1.labels) : $0.node < $1.node
    }
    let unnamed = -2
    var renamed = Array(repeating: unnamed, count: parents.count)
    var finalSizes: [Size] = []
    func rename(_ root: Int) -> Int {
      if renamed[root] != unnamed { return renamed[root] }
      renamed[root] = finalSizes.count
      guard let size = sizes[root] else { preconditionFailure("a label without a size") }
      finalSizes.append(graph.sizes.resolve(size))
      return finalSizes.count - 1
    }
    let outputLabels = output.renamed { rename(find($0)) }
    let subscripts = order.map { $0.labels.renamed { rename($0) } }
    // What is summed but on no factor counts its entries.
    for label in parents.indices where isUsed[label] {
      let root = find(label)
      guard renamed[root] == unnamed, let size = sizes[root] else { continue }
      if let count = graph.sizes.resolve(size).known {
        coefficient = coefficient * Coefficient(Double(count))
        renamed[root] = -1
      } else {
        _ = rename(root)
      }
    }
    return Contraction(
      coefficient: coefficient, operands: order.map(\.node), subscripts: subscripts,
      output: outputLabels, sizes: finalSizes)
  }

  private mutating func fresh(_ size: Size?) -> Int {
    parents.append(parents.count)
    sizes.append(size)
    isUsed.append(false)
    return parents.count - 1
  }

  private func find(_ label: Int) -> Int {
    var label = label
    while parents[label] != label { label = parents[label] }
    return label
  }

  private mutating func learn(_ label: Int, _ size: Size) {
    let root = find(label)
    guard let known = sizes[root] else {
      sizes[root] = size
      return
    }
    if graph.sizes.resolve(known).known == nil { sizes[root] = size }
  }

  private mutating func merge(_ a: Int, _ b: Int) {
    let (first, second) = (find(a), find(b))
    if first == second { return }
    parents[second] = first
    if let size = sizes[second] { learn(first, size) }
  }
}
