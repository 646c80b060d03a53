import Graph
import Primitives

/// A rewrite of factors that meet in a product, by its name; nil where it doesn't apply.
struct ProductRule: Sendable {
  let name: String
  let rewrite: @Sendable (Simplifier, Product) -> Product?

  static let all: [ProductRule] = [
    ProductRule(name: "a*(1/a) is 1") { simplifier, product in
      pair(product) { a, b in
        a.labels == b.labels && simplifier.graph.reciprocalOperand(b.node) == a.node ? [] : nil
      }
    },
    ProductRule(name: "x^a*x^b is x^(a + b)") { simplifier, product in
      pair(product) { a, b in
        guard a.labels == b.labels, a.node != b.node || simplifier.isRoot(a.node) else {
          return nil
        }
        return Powers.joined(a.node, b.node, simplifier)?
          .map { Factor(simplifier.simplified($0), a.labels) }
      }
    },
    ProductRule(name: "exp(a)*exp(b) is exp(a + b)") { simplifier, product in
      let graph = simplifier.graph
      func exponent(_ id: NodeID) -> NodeID? {
        if let below = graph.reciprocalOperand(id) {
          return graph.operands(below, of: .exp).map { graph.negated($0[0]) }
        }
        return graph.operands(id, of: .exp)?[0]
      }
      return pair(product) { a, b in
        guard a.labels == b.labels, a.node != b.node, let x = exponent(a.node),
          let y = exponent(b.node)
        else { return nil }
        let whole = simplifier.simplified(
          graph.applied(.exp, graph.sum([x, y], collecting: true)))
        guard simplifier.cost(whole) < simplifier.cost(a.node) + simplifier.cost(b.node) else {
          return nil
        }
        return graph.fillValue(whole) == 1 ? [] : [Factor(whole, a.labels)]
      }
    },
    ProductRule(name: "sin(x)*(1/cos(x)) is tan(x), and so for sinh") { simplifier, product in
      let graph = simplifier.graph
      return pair(product) { a, b in
        guard a.labels == b.labels, let below = graph.reciprocalOperand(b.node) else { return nil }
        for (above, under, quotient) in [
          (Primitive.sin, Primitive.cos, Primitive.tan), (.sinh, .cosh, .tanh),
        ] {
          if let x = graph.operands(a.node, of: above)?[0],
            graph.operands(below, of: under)?[0] == x
          {
            return [Factor(graph.applied(quotient, x), a.labels)]
          }
        }
        return nil
      }
    },
    ProductRule(name: "a*(-b - c) is -a*(b + c)") { simplifier, product in
      let graph = simplifier.graph
      guard product.factors.count > 1 else { return nil }
      for (position, factor) in product.factors.enumerated() {
        guard case .sum(let terms) = graph[factor.node].form,
          terms.allSatisfy({ graph.split($0).coefficient.value < 0 })
        else { continue }
        var result = product
        result.factors[position].node = graph.sum(terms.map { graph.opposite(of: $0) })
        result.coefficient = -result.coefficient
        return result
      }
      return nil
    },
    ProductRule(name: "n*(1/n) is 1 for a count n") { simplifier, product in
      let graph = simplifier.graph
      for (position, factor) in product.factors.enumerated() {
        guard let below = graph.reciprocalOperand(factor.node), factor.labels.isEmpty,
          var sizes = graph.countedSizes(below)
        else { continue }
        // The counts that are multiplied with, each as often as it is.
        var cancelled: [Int] = []
        for label in product.sizes.indices
        where product.counted.contains(label) && product.isSummed(label, onlyIn: []) {
          guard let place = sizes.firstIndex(of: graph.sizes.resolve(product.sizes[label])) else {
            continue
          }
          sizes.remove(at: place)
          cancelled.append(label)
        }
        guard !cancelled.isEmpty, case .contraction(let count) = graph[below].form else { continue }
        var result = product.removing([position])
        result.counted.removeAll { cancelled.contains($0) }
        result.coefficient = result.coefficient / count.coefficient
        if !sizes.isEmpty {
          let rest = graph.reciprocal(graph.entryCount(of: Shape(sizes)))
          result.factors.append(Factor(rest, []))
        }
        return result
      }
      return nil
    },
    ProductRule(name: "sign(a)*(1/abs(a)) is 1/a") { simplifier, product in
      let graph = simplifier.graph
      return pair(product) { a, b in
        guard a.labels == b.labels, let x = graph.operands(a.node, of: .sign)?[0],
          let below = graph.reciprocalOperand(b.node), graph.operands(below, of: .abs)?[0] == x
        else { return nil }
        return [Factor(graph.reciprocal(x), a.labels)]
      }
    },
    ProductRule(name: "exp(z)*(1/(exp(z) + 1)) is sigmoid(z)") { simplifier, product in
      let graph = simplifier.graph
      return pair(product) { a, b in
        guard a.labels == b.labels, let z = graph.operands(a.node, of: .exp)?[0],
          let below = graph.reciprocalOperand(b.node), case .sum(let terms) = graph[below].form,
          terms.count == 2, terms.contains(a.node),
          terms.contains(where: { graph.fillValue($0) == 1 })
        else { return nil }
        return [Factor(graph.applied(.sigmoid, z), a.labels)]
      }
    },
    ProductRule(name: "exp(z)*(1/sum(exp(z))) is softmax(z)") { simplifier, product in
      let graph = simplifier.graph
      return pair(product) { a, b in
        guard let z = graph.operands(a.node, of: .exp)?[0],
          let below = graph.reciprocalOperand(b.node),
          case .contraction(let sum) = graph[below].form, sum.operands == [a.node],
          sum.coefficient.isOne, sum.counted.isEmpty,
          Set(sum.subscripts[0]).count == sum.subscripts[0].count,
          b.labels
            == sum.output.renamed({ label in
              sum.subscripts[0].firstIndex(of: label).map { a.labels[$0] } ?? -1
            })
        else { return nil }
        let summed = sum.subscripts[0].indices.filter {
          !sum.output.contains(sum.subscripts[0][$0])
        }
        let order = a.labels.count
        // Beyond vectors it is one along an axis.
        guard summed.count == 1 else { return nil }
        let attributes = order == 1 ? Attributes.none : Attributes([order - 1 - summed[0]])
        return [Factor(graph.applied(.softmax, z, attributes: attributes), a.labels)]
      }
    },
    ProductRule(name: "inv(A)*A is I") { simplifier, product in
      let graph = simplifier.graph
      for (i, a) in product.factors.enumerated() {
        guard a.labels.count == 2, let matrix = graph.operands(a.node, of: .inverse)?[0]
        else { continue }
        for (j, b) in product.factors.enumerated() where b.node == matrix && i != j {
          for axis in [0, 1] {
            // The label that both share, and the ends that become one.
            let (joined, end) = (a.labels[axis], a.labels[1 - axis])
            guard joined == b.labels[1 - axis], joined != end, joined != b.labels[axis],
              product.isSummed(joined, onlyIn: [i, j])
            else { continue }
            var result = product
            result.factors = product.factors.indices.filter { $0 != i && $0 != j }
              .map { product.factors[$0] }
            result.counted.removeAll { $0 == joined }
            let delta = graph.delta(product.sizes[end])
            result.factors.append(Factor(delta, [end, b.labels[axis]]))
            return result.withoutDeltas(graph)
          }
        }
      }
      return nil
    },
    ProductRule(name: "a reshape stands outside", rewrite: Reshaping.outermost),
    ProductRule(name: "a slice of one entry is the entry") { simplifier, product in
      let graph = simplifier.graph
      for (position, factor) in product.factors.enumerated() {
        guard case .primitive(.slice, let operands, let attributes) = graph[factor.node].form
        else { continue }
        var axes = Indexing(attributes).axes
        var labels = Labels()
        var kept = factor.labels[...]
        for (index, axis) in axes.enumerated() {
          switch axis {
          case .entry: continue
          case .range(let start, _, 1):
            axes[index] = .entry(start)
            kept.removeFirst()
          default: labels.append(kept.removeFirst())
          }
        }
        guard labels.count < factor.labels.count, axes.count == graph[operands[0]].shape.order
        else { continue }
        var result = product
        let part = graph.applied(.slice, operands[0], attributes: Indexing(axes).attributes)
        result.factors[position] = Factor(simplifier.simplified(part), labels)
        return result
      }
      return nil
    },
    ProductRule(name: "sum(softmax(v)) is 1") { simplifier, product in
      let graph = simplifier.graph
      for (i, factor) in product.factors.enumerated() {
        let meaning = graph.definitions[factor.node] ?? factor.node
        guard case .primitive(.softmax, _, let attributes) = graph[meaning].form,
          attributes == .none || factor.labels.count == 1,
          Set(factor.labels).count == factor.labels.count,
          factor.labels.allSatisfy({ product.isSummed($0, onlyIn: [i]) })
        else { continue }
        var result = product
        result.factors.remove(at: i)
        result.counted.removeAll { factor.labels.contains($0) }
        return result
      }
      return nil
    },
  ]

  /// The product with the first pair of factors for which there is something shorter.
  private static func pair(
    _ product: Product, _ shorter: (Factor, Factor) -> [Factor]?
  ) -> Product? {
    for i in product.factors.indices {
      for j in product.factors.indices where i != j {
        guard let replacement = shorter(product.factors[i], product.factors[j]) else { continue }
        var result = product.removing([i, j])
        result.factors += replacement
        return result
      }
    }
    return nil
  }
}

extension Product {
  /// The product with labels merged across its deltas.
  fileprivate func withoutDeltas(_ graph: Graph) -> Product {
    let merged = graph.contract(
      factors, to: output, sizes: sizes, coefficient: coefficient, counted: counted)
    return Product(merged, graph)
  }
}

extension Graph {
  /// A term with its number negated. Unlike the negative of a product, which is a scaling of it and
  /// so is its negative again, it has the number that is to be seen.
  func opposite(of term: NodeID) -> NodeID {
    let (base, coefficient) = split(term)
    return scaled(base, by: -coefficient)
  }

  /// Whether off its diagonal a node is zero by its form.
  func isDiagonal(_ id: NodeID) -> Bool {
    guard case .contraction(let contraction) = self[id].form else { return false }
    return contraction.output.hasRepeats
  }

  /// The sizes whose product a scalar is, but for its coefficient; nil for all else.
  fileprivate func countedSizes(_ id: NodeID) -> [Size]? {
    guard case .contraction(let contraction) = self[id].form, contraction.operands.isEmpty,
      contraction.output.isEmpty
    else { return nil }
    return contraction.counted.map { sizes.resolve(contraction.sizes[$0]) }
  }

  /// What a node is 1 divided by, entry by entry; nil for all else.
  func reciprocalOperand(_ id: NodeID) -> NodeID? {
    guard let operands = operands(id, of: .divide), fillValue(operands[0]) == 1 else { return nil }
    return operands[1]
  }
}
