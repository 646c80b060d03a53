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
  var costs = NodeTable<Int>()
  var symmetries = NodeTable<Bool>()
  var factoredSums = NodeTable<NodeID>()
  /// Two terms, in order.
  struct Pair: Hashable {
    let first: NodeID
    let second: NodeID
  }
  /// The shortest product that the sum of two terms is; nil where it is none.
  var joinedPairs: [Pair: NodeID?] = [:]
  /// How many more times two terms are joined to see whether that is shorter: in long formulas with
  /// many like factors there are too many ways, and their sums have as many again.
  var joinsLeft = 1500
  /// The entries of small arrays, nil where they have no short form.
  var entries: [Entries.Key: NodeID?] = [:]
  /// Whether matrices have inverses anywhere.
  var inverses = NodeTable<Bool>()
  /// Whether all entries differ from 0 anywhere.
  var nonzeros = NodeTable<Bool>()
  /// Terms with their sums multiplied out.
  var expansions = NodeTable<Expansion?>()
  /// Whether nodes are put together from entries.
  var pieces = NodeTable<Bool>()
  /// Nodes in normal form.
  private var settled = NodeTable<Bool>()

  /// Products of more factors than this stay nested, so that long chains take linear time.
  static let factorLimit = 16
  /// Sums are multiplied out to at most as many terms.
  static let termLimit = 16
  /// What is longer than this, in tokens, stays as it is: nobody reads it, and all pairs of the
  /// factors and terms of a chain of hundreds of layers are too many to be looked at.
  static let costLimit = 300

  init(_ graph: Graph) { self.graph = graph }

  func simplified(_ root: NodeID) -> NodeID {
    let rewrite = Rewrite(
      graph, below: { self.settled[$0] == nil ? self.graph[$0].operands : [] },
      change: { id, below in
        if self.settled[id] != nil { return id }
        let result = self.normal(self.graph.rebuilt(id, with: below))
        self.settled[result] = true
        return result
      })
    return rewrite(root)
  }

  /// The normal form of a node whose operands are in normal form.
  private func normal(_ id: NodeID) -> NodeID {
    let whole = normalWhole(id)
    return Entries(self).shorter(whole) ?? Blocks(self).shorter(whole) ?? whole
  }

  private func normalWhole(_ id: NodeID) -> NodeID {
    switch graph[id].form {
    case .named, .literal, .derivative: return id
    case .sum(let terms):
      return cost(id) > Self.costLimit ? graph.sum(terms, collecting: true) : sum(terms)
    case .primitive(let primitive, let operands, let attributes):
      if let spread = spread(primitive, operands, attributes) { return spread }
      for rule in FormulaRule.byPrimitive[primitive] ?? [] {
        if let better = rule.rewrite(self, id), better != id { return simplified(better) }
      }
      return id
    case .contraction(let contraction):
      if contraction.operands.count > Self.factorLimit || cost(id) > Self.costLimit { return id }
      return product(opened(Product(contraction)))
    }
  }

  /// A function of every entry of what is spread along axes is itself spread along them: `1 ./ A`
  /// of a row over all rows is the row of `1 ./ r`. Nil where the operands have no such axis in
  /// common.
  private func spread(
    _ primitive: Primitive, _ operands: [NodeID], _ attributes: Attributes
  ) -> NodeID? {
    let shape = graph.shape(of: operands[0])
    guard shape.order > 0, primitive.isEntrywise else { return nil }
    var axes = Set(0..<shape.order)
    for operand in operands {
      axes.formIntersection(spreadAxes(operand))
      if axes.isEmpty { return nil }
    }
    let parts = operands.map { withoutAxes(axes, $0) }
    let value = simplified(graph.applied(primitive, parts, attributes: attributes))
    let kept = Labels(0..<shape.order).filter { !axes.contains($0) }
    return simplified(
      graph.contract([Factor(value, kept)], to: Labels(0..<shape.order), sizes: shape.sizes))
  }

  /// The axes along which all entries of an array are the same, as far as its form tells.
  private func spreadAxes(_ id: NodeID) -> Set<Int> {
    guard case .contraction(let contraction) = graph[id].form else { return [] }
    let placed = Set(contraction.subscripts.joined())
    return Set(
      contraction.output.indices.filter { axis in
        let label = contraction.output[axis]
        return !placed.contains(label) && contraction.output.count(where: { $0 == label }) == 1
      })
  }

  private func withoutAxes(_ axes: Set<Int>, _ id: NodeID) -> NodeID {
    guard case .contraction(let contraction) = graph[id].form else { return id }
    let output = Labels(
      contraction.output.indices.filter { !axes.contains($0) }.map { contraction.output[$0] })
    return graph.contract(
      zip(contraction.operands, contraction.subscripts).map { Factor($0, $1) }, to: output,
      sizes: contraction.sizes, coefficient: contraction.coefficient, counted: contraction.counted)
  }

  // MARK: Products

  private func product(_ product: Product) -> NodeID {
    let reduced = self.reduced(product)
    var best = node(reduced)
    let sums = sums(reduced)
    let limit = cost(best)
    var candidates = [inverted(reduced)]
    if !sums.isEmpty {
      candidates.append(
        expansion(best).flatMap { factored($0, shorterThan: limit) })
    }
    if sums.count > 1 {
      candidates += sums.map { sum in
        expansion(reduced, at: [sum]).flatMap { factored($0, shorterThan: limit) }
      }
    }
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
        result.factors.count + inner.operands.count + waiting.count <= Self.factorLimit
      else {
        result.factors.append(factor)
        continue
      }
      var outer: [Int?] = Array(repeating: nil, count: inner.sizes.count)
      var own = factor.labels
      for (axis, label) in inner.output.enumerated() {
        guard let first = outer[label], first != own[axis] else {
          outer[label] = own[axis]
          continue
        }
        // A diagonal makes one of two labels.
        let merged = own[axis]
        func rename(_ labels: Labels) -> Labels { labels.renamed { $0 == merged ? first : $0 } }
        own = rename(own)
        result.output = rename(result.output)
        result.counted = result.counted.map { $0 == merged ? first : $0 }
        for index in result.factors.indices {
          result.factors[index].labels = rename(result.factors[index].labels)
        }
        for index in waiting.indices { waiting[index].labels = rename(waiting[index].labels) }
        outer = outer.map { $0 == merged ? first : $0 }
      }
      let mapped = inner.sizes.indices.map { label in
        outer[label] ?? result.fresh(inner.sizes[label])
      }
      for (node, own) in zip(inner.operands, inner.subscripts).reversed() {
        waiting.append(Factor(node, own.renamed { mapped[$0] }))
      }
      // What the inner one broadcast may now be on no factor, and still counts.
      result.counted += own + inner.counted.map { mapped[$0] }
      result.coefficient = result.coefficient * inner.coefficient
    }
    return result
  }

  /// The product after all rules for factors that stand side by side.
  func reduced(_ product: Product) -> Product {
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

  /// The terms of a product with sums multiplied out, factored again; nil if that leads back to where
  /// it came from.
  private func factored(_ expansion: Expansion, shorterThan limit: Int) -> NodeID? {
    let whole = graph.sum(expansion.terms, collecting: true)
    if expansion.factorsBack, terms(whole).count == expansion.terms.count, cost(whole) >= limit {
      return nil
    }
    return sum(expansion.terms, multipliesOut: false)
  }

  /// A product as terms.
  struct Expansion {
    var terms: [NodeID]
    /// Whether taking factors out of the terms only leads back to the product, unless some are alike:
    /// nothing in them cancelled, there are no numbers to take out and no multiples of the identity,
    /// and it is a matrix or a vector, that is read from its ends and not, as a trace, from anywhere.
    var factorsBack: Bool
  }

  /// The product with some of its sums multiplied out; nil if there are none, or that makes too many
  /// terms.
  private func expansion(_ product: Product, at sums: [Int]) -> Expansion? {
    guard !sums.isEmpty else { return nil }
    var products = [product]
    var hasNumbers = false
    var hasIdentity = false
    for position in sums {
      let factor = product.factors[position]
      let terms = self.terms(factor.node)
      guard products.count * terms.count <= Self.termLimit else { return nil }
      hasNumbers = hasNumbers || terms.contains { abs(graph.split($0).coefficient.value) != 1 }
      hasIdentity = hasIdentity || terms.contains { graph.isDiagonal($0) }
      products = products.flatMap { product in
        terms.map { term in
          var one = product
          one.factors[position] = Factor(term, factor.labels)
          one.counted += factor.labels
          return one
        }
      }
    }
    var result = Expansion(
      terms: [],
      factorsBack: !product.output.isEmpty && !hasIdentity
        && !(hasNumbers && abs(product.coefficient.value) != 1))
    for product in products {
      let opened = self.opened(product)
      let reduced = self.reduced(opened)
      if opened.factors.map(\.node) != reduced.factors.map(\.node) { result.factorsBack = false }
      result.terms.append(node(reduced))
    }
    return result
  }

  /// A term with all its sums multiplied out.
  func expansion(_ term: NodeID) -> Expansion? {
    if let known = expansions[term] { return known }
    let product = opened(Product(term, graph))
    let result = expansion(product, at: sums(product))
    expansions[term] = .some(result)
    return result
  }

  /// The positions of factors that are sums.
  private func sums(_ product: Product) -> [Int] {
    product.factors.indices.filter { terms(product.factors[$0].node).count > 1 }
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
      chain.output.count == 2, !chain.output.hasRepeats, !chain.operands.isEmpty
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
}
