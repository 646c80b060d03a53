import Graph
import Primitives

extension FormulaRule {
  /// The product of all but some entries, by quotients. Where some entry is 0 by its form, as below
  /// the diagonal of `triu(A)`, a quotient would say nothing: there the entries left out are made 1.
  static let productOfOthers = FormulaRule(
    name: "the product of the others is prod(x)/x", of: .productOfOthers
  ) {
    simplifier, id in
    let g = simplifier.graph
    guard let others = Others(id, g), !others.places.isEmpty else { return nil }
    return simplifier.hasNonzeroEntries(others.entries)
      ? others.byQuotients(g) : others.byReplacing(g)
  }

  /// An application of the product of all entries but some.
  private struct Others {
    let entries: NodeID
    /// The labels of its axes.
    let labels: Labels
    /// The labels of the axes along which is multiplied, and of those that stay.
    let reduced: Labels
    let kept: Labels
    /// For each entry left out, the labels that say where it stands.
    let places: [Labels]
    let sizes: [Size]

    init?(_ id: NodeID, _ g: Graph) {
      guard case .primitive(.productOfOthers, let operands, let attributes) = g[id].form,
        let leftOut = attributes.integers.first
      else { return nil }
      entries = operands[0]
      let shape = g.shape(of: entries)
      let labels = Labels(0..<shape.order)
      let axis = attributes.integers.count > 1 ? shape.order - 1 - attributes.integers[1] : nil
      self.labels = labels
      reduced = axis.map { [$0] } ?? labels
      kept = axis.map { axis in labels.filter { $0 != axis } } ?? []
      var sizes = shape.sizes
      var places: [Labels] = []
      for _ in 0..<leftOut {
        places.append(
          reduced.renamed { axis in
            sizes.append(shape[axis])
            return sizes.count - 1
          })
      }
      self.places = places
      self.sizes = sizes
    }

    /// The labels of the result.
    private var output: Labels { kept + places.flatMap { $0 } }

    /// 1 where two places are one, and its opposite.
    private func identity(_ g: Graph) -> NodeID { g.identity(on: Shape(reduced.map { sizes[$0] })) }

    private func distinct(_ first: Labels, _ second: Labels, _ g: Graph) -> Factor {
      let own = Shape(reduced.map { sizes[$0] })
      return Factor(g.subtract(g.ones(own.followed(by: own)), identity(g)), first + second)
    }

    /// 0 where two of the entries left out are one, which is no case of a product.
    private func allDistinct(_ g: Graph) -> [Factor] {
      places.indices.flatMap { index in
        places[..<index].map { distinct($0, places[index], g) }
      }
    }

    private func product(_ node: NodeID, along axes: Labels, _ g: Graph) -> NodeID {
      axes.reversed().reduce(node) { node, axis in
        let fromEnd = g.shape(of: node).order - 1 - axis
        return g.applied(.productOfOthers, node, attributes: Attributes([0, fromEnd]))
      }
    }

    func byQuotients(_ g: Graph) -> NodeID {
      let all =
        kept.isEmpty
        ? g.applied(.productOfOthers, entries, attributes: Attributes([0]))
        : product(entries, along: reduced, g)
      let reciprocal = g.reciprocal(entries)
      let quotients = places.map { place in
        var own = labels
        for (axis, label) in zip(reduced, place) { own[axis] = label }
        return Factor(reciprocal, own)
      }
      return g.contract([Factor(all, kept)] + quotients + allDistinct(g), to: output, sizes: sizes)
    }

    func byReplacing(_ g: Graph) -> NodeID {
      let whole = labels + places.flatMap { $0 }
      let rest = g.contract(
        [Factor(entries, labels)] + places.map { distinct(reduced, $0, g) }, to: whole, sizes: sizes
      )
      let ones = places.map {
        g.contract([Factor(identity(g), reduced + $0)], to: whole, sizes: sizes)
      }
      let all = product(g.sum([rest] + ones), along: reduced, g)
      return g.contract([Factor(all, output)] + allDistinct(g), to: output, sizes: sizes)
    }
  }
}
