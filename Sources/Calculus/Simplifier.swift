import Graph
import Primitives

/// Brings a formula to a short normal form: a sum of terms, each a coefficient times one contraction
/// of atoms.
///
/// From the leaves up, every node is rewritten by the named rules of ``FormulaRule``; nested products
/// are opened and multiplied out where that is shorter (things cancel, like terms meet), and common
/// factors of terms are taken out. Names stay.
final class Simplifier {
  let graph: Graph
  private var costs: [NodeID: Int] = [:]
  private var symmetries: [NodeID: Bool] = [:]
  private var factoredSums: [NodeID: NodeID] = [:]
  /// How many more times two terms are joined to see whether that is shorter: in long formulas with
  /// many like factors there are too many ways, and their sums have as many again.
  var joinsLeft = 1500
  /// Nodes in normal form.
  private var settled: Set<NodeID> = []

  /// Products of more factors than this stay nested, so that long chains take linear time.
  static let factorLimit = 16
  /// Sums are multiplied out to at most as many terms.
  static let termLimit = 16
  /// What is longer than this, in tokens, stays as it is: nobody reads it, and all pairs of the
  /// factors and terms of a chain of hundreds of layers are too many to be looked at.
  static let costLimit = 300

  init(_ graph: Graph) { self.graph = graph }

  func simplified(_ root: NodeID) -> NodeID {
    var rewrite = Rewrite(
      graph, below: { [graph, settled] in settled.contains($0) ? [] : graph[$0].operands },
      change: { id, below in
        if self.settled.contains(id) { return id }
        let result = self.normal(self.graph.rebuilt(id, with: below))
        self.settled.insert(result)
        return result
      })
    return rewrite(root)
  }

  /// The normal form of a node whose operands are in normal form.
  private func normal(_ id: NodeID) -> NodeID {
    switch graph[id].form {
    case .named, .literal, .derivative: return id
    case .sum(let terms):
      return cost(id) > Self.costLimit ? graph.sum(terms, collecting: true) : sum(terms)
    case .primitive(let primitive, _, _):
      for rule in FormulaRule.byPrimitive[primitive] ?? [] {
        if let better = rule.rewrite(self, id), better != id { return simplified(better) }
      }
      return id
    case .contraction(let contraction):
      if contraction.operands.count > Self.factorLimit || cost(id) > Self.costLimit { return id }
      return product(opened(Product(contraction)))
    }
  }

  // MARK: Products

  private func product(_ product: Product) -> NodeID {
    let reduced = self.reduced(product)
    var best = node(reduced)
    let sums = reduced.factors.indices.filter { terms(reduced.factors[$0].node).count > 1 }
    var candidates = [inverted(reduced), multipliedOut(reduced, at: sums)]
    if sums.count > 1 { candidates += sums.map { multipliedOut(reduced, at: [$0]) } }
    for candidate in candidates {
      if let candidate, cost(candidate) < cost(best) { best = candidate }
    }
    return best
  }

  /// A product as a node, canonical up to the names of summed labels.
  func node(_ product: Product) -> NodeID {
    let canonical = product.canonical { self.isSymmetric($0) }
    return graph.contract(
      canonical.factors, to: canonical.output, sizes: canonical.sizes,
      coefficient: canonical.coefficient, counted: canonical.counted)
  }

  /// The product with those of its factors that are products merged into it, and theirs.
  func opened(_ product: Product) -> Product {
    var result = product
    result.factors = []
    var waiting = Array(product.factors.reversed())
    while let factor = waiting.popLast() {
      guard case .contraction(let inner) = graph[factor.node].form,
        Set(inner.output).count == inner.output.count,
        result.factors.count + inner.operands.count + waiting.count <= Self.factorLimit
      else {
        result.factors.append(factor)
        continue
      }
      var outer: [Int?] = Array(repeating: nil, count: inner.sizes.count)
      for (axis, label) in inner.output.enumerated() { outer[label] = factor.labels[axis] }
      let mapped = inner.sizes.indices.map { label in
        outer[label] ?? result.fresh(inner.sizes[label])
      }
      for (node, own) in zip(inner.operands, inner.subscripts).reversed() {
        waiting.append(Factor(node, own.map { mapped[$0] }))
      }
      // What the inner one broadcast may now be on no factor, and still counts.
      result.counted += factor.labels + inner.counted.map { mapped[$0] }
      result.coefficient = result.coefficient * inner.coefficient
    }
    return result
  }

  /// The product after all rules for factors that stand side by side.
  private func reduced(_ product: Product) -> Product {
    var product = product
    var isChanged = true
    while isChanged {
      isChanged = false
      for rule in ProductRule.all {
        if let better = rule.rewrite(self, product) {
          product = better
          isChanged = true
        }
      }
    }
    return product
  }

  /// The product with some of its sums multiplied out; nil if that makes too many terms.
  private func multipliedOut(_ product: Product, at sums: [Int]) -> NodeID? {
    guard !sums.isEmpty else { return nil }
    var products = [product]
    for position in sums {
      let factor = product.factors[position]
      let terms = self.terms(factor.node)
      guard products.count * terms.count <= Self.termLimit else { return nil }
      products = products.flatMap { product in
        terms.map { term in
          var one = product
          one.factors[position] = Factor(term, factor.labels)
          one.counted += factor.labels
          return one
        }
      }
    }
    return sum(products.map { node(reduced(opened($0))) }, multipliesOut: false)
  }

  /// A term with all its sums multiplied out, as terms.
  private func multipliedOut(_ term: NodeID) -> [NodeID] {
    let product = opened(Product(term, graph))
    let sums = product.factors.indices.filter { terms(product.factors[$0].node).count > 1 }
    return multipliedOut(product, at: sums).map { terms($0).flatMap { scaledTerms($0) } } ?? [term]
  }

  /// The product with inverses of products of square matrices as products of inverses.
  private func inverted(_ product: Product) -> NodeID? {
    var result = product
    var isFound = false
    result.factors = []
    for factor in product.factors {
      if let inverses = inverseOfChain(factor, &result) {
        result.factors += inverses
        isFound = true
      } else {
        result.factors.append(factor)
      }
    }
    return isFound ? node(reduced(result)) : nil
  }

  /// inv(A·B) is inv(B)·inv(A) for square A and B: the factors, with labels from `product`.
  private func inverseOfChain(_ factor: Factor, _ product: inout Product) -> [Factor]? {
    guard case .primitive(.inverse, let operands, _) = graph[factor.node].form,
      case .contraction(let chain) = graph[operands[0]].form, chain.counted.isEmpty,
      Set(chain.output).count == 2, !chain.operands.isEmpty
    else { return nil }
    var mapped = chain.sizes.map { product.fresh($0) }
    mapped[chain.output[0]] = factor.labels[1]
    mapped[chain.output[1]] = factor.labels[0]
    var inverses: [Factor] = []
    for (operand, labels) in zip(chain.operands, chain.subscripts) {
      if labels.isEmpty {
        inverses.append(Factor(graph.reciprocal(operand), []))
        continue
      }
      let shape = graph.shape(of: operand)
      guard labels.count == 2, labels[0] != labels[1], shape[0] == shape[1] else { return nil }
      inverses.append(
        Factor(graph.applied(.inverse, operand), [mapped[labels[1]], mapped[labels[0]]]))
    }
    product.coefficient = product.coefficient / chain.coefficient
    // A chain: every inner label joins two matrices.
    let edges = chain.subscripts.filter { $0.count == 2 }
    for label in chain.sizes.indices {
      let count = edges.joined().filter { $0 == label }.count
      guard count == (chain.output.contains(label) ? 1 : 2) else { return nil }
    }
    return edges.isEmpty ? nil : inverses
  }

  // MARK: Sums

  func terms(_ id: NodeID) -> [NodeID] {
    if case .sum(let terms) = graph[id].form { return terms }
    return [id]
  }

  /// Terms with multiples of sums opened, like terms collected, and common factors taken out.
  func sum(_ terms: [NodeID], multipliesOut: Bool = true) -> NodeID {
    let opened = terms.flatMap { scaledTerms($0) }
    let best = collected(opened)
    guard multipliesOut, opened.count <= Self.termLimit else { return best }
    let whole = opened.flatMap { multipliedOut($0) }
    guard whole.count > opened.count else { return best }
    let candidate = collected(whole)
    return cost(candidate) < cost(best) ? candidate : best
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
  private func scaledTerms(_ id: NodeID) -> [NodeID] {
    guard case .contraction(let contraction) = graph[id].form, contraction.operands.count == 1,
      case .sum(let terms) = graph[contraction.operands[0]].form,
      contraction.sizes.count == contraction.output.count,
      Set(contraction.output).count == contraction.output.count
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

  // MARK: What is known of nodes

  /// About how many tokens a node is written with.
  func cost(_ id: NodeID) -> Int {
    if let known = costs[id] { return known }
    for node in graph.postorder(
      [id], below: { self.costs[$0] == nil ? self.graph[$0].operands : [] })
    where costs[node] == nil {
      costs[node] = min(ownCost(node), 1_000_000)
    }
    return costs[id] ?? 0
  }

  private func ownCost(_ id: NodeID) -> Int {
    func cost(_ operand: NodeID) -> Int { costs[operand] ?? 1 }
    switch graph[id].form {
    case .named, .literal: return 2
    case .derivative: return 6
    case .sum(let terms):
      // A minus stands for the plus.
      let minuses = terms.dropFirst().count { graph.split($0).coefficient.value == -1 }
      return terms.reduce(-1) { $0 + 1 + cost($1) } - minuses
    case .contraction(let contraction):
      let number = contraction.coefficient
      var own = number.isOne ? 0 : abs(number.value) == 1 ? 1 : 2
      if contraction.operands.isEmpty { return 1 + own }
      // Beyond matrices it is written with indices.
      if contraction.output.count > 2 { own += 20 }
      // Sums and diagonals are written with a word.
      let summed = Set(contraction.subscripts.joined()).subtracting(contraction.output)
      for label in summed {
        let count = contraction.subscripts.joined().filter { $0 == label }.count
        if count != 2 { own += 2 }
      }
      return contraction.operands.reduce(own - 1) { $0 + 1 + cost($1) }
    case .primitive(let primitive, let operands, _):
      if primitive == .divide, graph.fillValue(operands[0]) == 1 { return cost(operands[1]) }
      return operands.reduce(1) { $0 + cost($1) }
    }
  }

  /// Whether a square matrix is its own transpose, as far as its form tells.
  func isSymmetric(_ id: NodeID) -> Bool {
    if let known = symmetries[id] { return known }
    guard graph[id].shape.order == 2 else { return false }
    symmetries[id] = false
    var result = false
    switch graph[id].form {
    case .named: result = graph.name(of: id)?.isSymmetric ?? false
    case .literal: break
    case .derivative(let request):
      // A hessian.
      if request.cotangent == nil, request.tangent == nil,
        case .derivative(let inner) = graph[request.function].form,
        inner.variable == request.variable, inner.cotangent == nil, inner.tangent == nil
      {
        result = graph[inner.function].shape.order == 0
      }
    case .primitive(let primitive, let operands, _):
      if [.inverse, .pseudoInverse, .adjugate].contains(primitive) || primitive.isEntrywise {
        result = operands.allSatisfy { isSymmetric($0) }
      }
    case .contraction(let contraction):
      var transposed = Product(contraction)
      transposed.output.reverse()
      result =
        contraction.operands.count <= Self.factorLimit
        && node(Product(contraction)) == node(transposed)
    case .sum(let terms):
      result =
        terms.allSatisfy { isSymmetric($0) }
        || Set(terms) == Set(terms.map { node(Product(transposing: $0, graph)) })
    }
    symmetries[id] = result
    return result
  }
}
