import Graph
import Primitives

/// Powers of one base side by side: `c*c^(c - 1)` is `c^c`, `sqrt(a)*(1/a)` is `1/sqrt(a)`.
struct Powers {
  /// A factor as a power: the exponent is a number and perhaps a node.
  private struct Power {
    var base: NodeID
    var number: Coefficient
    var node: NodeID?
  }

  /// Products up to this power have the base as often as it is; so they meet their like.
  private static let repeatedLimit = 3.0

  private static func power(_ id: NodeID, _ graph: Graph) -> Power {
    if let below = graph.reciprocalOperand(id) {
      var power = power(below, graph)
      power.number = -power.number
      power.node = power.node.map { graph.negated($0) }
      return power
    }
    if let root = graph.operands(id, of: .sqrt) {
      return Power(base: root[0], number: Coefficient(1, over: 2))
    }
    if let operands = graph.operands(id, of: .power) {
      if let exponent = graph.filling(operands[1]) {
        return Power(base: operands[0], number: exponent)
      }
      return Power(base: operands[0], number: 0, node: operands[1])
    }
    return Power(base: id, number: 1)
  }

  /// A node as a base to a number; nil where the exponent is none.
  static func constantPower(
    _ id: NodeID, _ graph: Graph
  ) -> (base: NodeID, exponent: Coefficient)? {
    let power = power(id, graph)
    return power.node == nil ? (power.base, power.number) : nil
  }

  /// A base to a number, as the factors that it is written with.
  static func factors(
    _ base: NodeID, to exponent: Coefficient, _ graph: Graph
  ) -> [NodeID] {
    let magnitude = abs(exponent.value)
    if magnitude == 0 { return [] }
    func signed(_ node: NodeID) -> NodeID { exponent.value < 0 ? graph.reciprocal(node) : node }
    if magnitude <= repeatedLimit, magnitude == magnitude.rounded() {
      return Array(repeating: signed(base), count: Int(magnitude))
    }
    if magnitude == 0.5 { return [signed(graph.applied(.sqrt, base))] }
    let size = exponent.value < 0 ? -exponent : exponent
    return [
      signed(graph.applied(.power, base, graph.filled(graph.shape(of: base), with: size)))
    ]
  }

  /// Two powers of one base as one; nil where they are no simpler so.
  static func joined(_ a: NodeID, _ b: NodeID, _ simplifier: Simplifier) -> [NodeID]? {
    let graph = simplifier.graph
    let (left, right) = (power(a, graph), power(b, graph))
    guard left.base == right.base else { return nil }
    func isPlain(_ power: Power) -> Bool { power.node == nil && abs(power.number.value) == 1 }
    if isPlain(left), isPlain(right) { return nil }
    let number = left.number + right.number
    let nodes = [left.node, right.node].compactMap { $0 }
    let shape = graph.shape(of: left.base)
    let exponent = simplifier.simplified(
      graph.sum(nodes + [graph.filled(shape, with: number)], collecting: true))
    if let whole = graph.filling(exponent) { return factors(left.base, to: whole, graph) }
    return [graph.applied(.power, left.base, exponent)]
  }

  /// Small whole powers are products, so that they meet their like.
  static let constant = FormulaRule(name: "x^3 is x*x*x, and x^(1/2) is sqrt(x)", of: .power) {
    simplifier, id in
    let graph = simplifier.graph
    guard let operands = graph.operands(id, of: .power),
      let exponent = graph.filling(operands[1]), graph.fillValue(operands[0]) == nil
    else { return nil }
    let labels = Labels(0..<graph[id].shape.order)
    let factors = factors(operands[0], to: exponent, graph).map { Factor($0, labels) }
    return graph.contract(factors, to: labels, sizes: graph.shape(of: id).sizes)
  }
}

extension Graph {
  /// The number that fills a constant array, as a quotient; nil for all else.
  func filling(_ id: NodeID) -> Coefficient? {
    guard fillValue(id) != nil, case .contraction(let contraction) = self[id].form else {
      return nil
    }
    return contraction.coefficient
  }
}
