import Graph

/// Sums: like terms, common factors, one denominator.
extension Simplifier {
  func terms(_ id: NodeID) -> [NodeID] {
    if case .sum(let terms) = graph[id].form { return terms }
    return [id]
  }

  /// Terms with multiples of sums opened, like terms collected, and common factors taken out.
  func sum(_ terms: [NodeID], multipliesOut: Bool = true) -> NodeID {
    let opened = terms.flatMap { scaledTerms($0) }
    var best = collected(opened)
    guard opened.count <= Self.termLimit else { return best }
    if let candidate = diagonalOfSum(opened), cost(candidate) <= cost(best) { best = candidate }
    guard multipliesOut else { return best }
    if let candidate = overCommonDenominator(opened), cost(candidate) < cost(best) {
      best = candidate
    }
    let expansions = opened.map { expansion($0) ?? Expansion(terms: [$0], factorsBack: true) }
    let whole = expansions.flatMap(\.terms)
    guard whole.count > opened.count,
      !expansions.allSatisfy(\.factorsBack)
        || self.terms(graph.sum(whole, collecting: true)).count < whole.count
    else { return best }
    let candidate = collected(whole)
    return cost(candidate) < cost(best) ? candidate : best
  }

  /// Diagonal matrices add up to the diagonal matrix of a sum.
  private func diagonalOfSum(_ terms: [NodeID]) -> NodeID? {
    guard terms.count > 1, graph[terms[0]].shape.order == 2 else { return nil }
    var diagonals: [NodeID] = []
    for term in terms {
      var product = opened(Product(term, graph))
      guard product.output[0] == product.output[1] else { return nil }
      product.output.removeLast()
      diagonals.append(node(product))
    }
    let whole = sum(diagonals)
    return graph.contract([Factor(whole, [0])], to: [0, 0])
  }

  /// Scalar and entrywise terms over the sum that they are divided by: `1/(1 + x) - x/(1 + x)^2` is
  /// `1/(1 + x)^2`.
  private func overCommonDenominator(_ terms: [NodeID]) -> NodeID? {
    guard terms.count > 1 else { return nil }
    let labels = Labels(0..<graph[terms[0]].shape.order)
    let products = terms.map { opened(Product($0, graph)) }
    var bases: [NodeID] = []
    for product in products {
      guard product.output == labels, !product.hasCounts else { return nil }
      for factor in product.factors where factor.labels == labels {
        guard let (base, exponent) = Powers.constantPower(factor.node, graph), exponent.value < 0,
          self.terms(base).count > 1
        else { continue }
        if !bases.contains(base) { bases.append(base) }
      }
    }
    guard bases.count == 1 else { return nil }
    let base = bases[0]
    func exponent(_ factor: Factor) -> Coefficient? {
      guard factor.labels == labels, let power = Powers.constantPower(factor.node, graph),
        power.base == base
      else { return nil }
      return power.exponent
    }
    let exponents = products.map { $0.factors.compactMap(exponent).reduce(0, +) }
    guard let least = exponents.min(by: { $0.value < $1.value }) else { return nil }
    var above: [NodeID] = []
    for (product, own) in zip(products, exponents) {
      let missing = (own + -least).value
      guard missing == missing.rounded(), missing <= 3 else { return nil }
      var product = product
      product.factors.removeAll { exponent($0) != nil }
      product.counted += labels
      product.factors += Array(repeating: Factor(base, labels), count: Int(missing))
      above.append(node(product))
    }
    let numerator = sum(above)
    if graph.isZero(numerator) { return numerator }
    var whole = Product(numerator, graph)
    whole.factors += Powers.factors(base, to: least, graph).map { Factor($0, labels) }
    return node(reduced(opened(whole)))
  }

  /// Whether a node is a root, or one over a root: its square is simpler.
  func isRoot(_ id: NodeID) -> Bool {
    graph.operands(graph.reciprocalOperand(id) ?? id, of: .sqrt) != nil
      || graph.operands(graph.reciprocalOperand(id) ?? id, of: .power) != nil
  }

  private func collected(_ terms: [NodeID]) -> NodeID {
    let sum = graph.sum(terms, collecting: true)
    guard case .sum(let terms) = graph[sum].form, terms.count <= Self.termLimit else { return sum }
    // Factoring tries the same sums on many ways.
    if let known = factoredSums[sum] { return known }
    let result = withoutCommonCoefficient(Factoring(self).factored(terms))
    factoredSums[sum] = result
    return result
  }

  /// The terms of a multiple of a sum, perhaps transposed; the node itself if it is none.
  func scaledTerms(_ id: NodeID) -> [NodeID] {
    guard case .contraction(let contraction) = graph[id].form, contraction.operands.count == 1,
      case .sum(let terms) = graph[contraction.operands[0]].form,
      contraction.sizes.count == contraction.output.count,
      !contraction.output.hasRepeats
    else { return [id] }
    return terms.map { term in
      var product = Product(contraction)
      product.factors[0].node = term
      return node(opened(product))
    }
  }

  /// `2*a - 2*b` is 2*(a − b), also beside other terms.
  private func withoutCommonCoefficient(_ terms: [NodeID]) -> NodeID {
    let parts = terms.map { graph.split($0) }
    for (start, part) in parts.enumerated() {
      let magnitude = part.coefficient.value < 0 ? -part.coefficient : part.coefficient
      guard !magnitude.isOne else { continue }
      let alike = parts.indices.filter { abs(parts[$0].coefficient.value) == magnitude.value }
      guard alike.count > 1, alike.first == start else { continue }
      let sign = part.coefficient.value < 0 && alike.count < terms.count ? -1.0 : 1
      let units = alike.map {
        parts[$0].coefficient.value * sign < 0 ? graph.negated(parts[$0].base) : parts[$0].base
      }
      let group = graph.scaled(
        graph.sum(units, collecting: true), by: sign < 0 ? -magnitude : magnitude)
      let rest = terms.indices.filter { !alike.contains($0) || $0 == start }
        .map { $0 == start ? group : terms[$0] }
      return graph.sum(rest, collecting: true)
    }
    return graph.sum(terms, collecting: true)
  }
}
