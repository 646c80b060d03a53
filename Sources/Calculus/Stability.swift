import Graph
import Primitives

/// Rewrites that change no meaning but the rounding: what overflows, underflows or cancels in the
/// form that users write is computed in one that doesn't.
///
/// Names are looked through before, so that `o = softmax(v)` and then `log(o)` is seen as one.
final class Stability {
  /// A rewrite of one node; nil where it doesn't apply.
  struct Rule {
    /// What is computed, and as what: `log(softmax(v))` as `v - logsumexp(v)`. Where that is but
    /// another order of the same steps, it is nothing to tell the user of.
    let name: String
    var isTold = true
    let rewrite: @Sendable (Graph, NodeID) -> NodeID?
  }

  /// Which rules changed something, as bits in the order of ``rules``.
  struct Applied: OptionSet {
    let rawValue: UInt32

    /// What they do to the numbers, as the user is told.
    var notes: [String] {
      Stability.rules.indices.filter { contains(Applied(rawValue: 1 << UInt32($0))) }
        .map { Stability.rules[$0] }.filter(\.isTold).map(\.name)
    }
  }

  private let graph: Graph
  private var applied = NodeTable<Applied>()
  private lazy var rewrite = Rewrite(
    graph, below: { [graph] in graph[$0].operands },
    change: { [unowned self] id, below in
      var node = graph.rebuilt(id, with: below)
      applied[id] = graph[id].operands.reduce(into: []) { $0.formUnion(applied[$1] ?? []) }
      for (index, rule) in Self.rules.enumerated() {
        guard let better = rule.rewrite(graph, node) else { continue }
        node = better
        applied[id, default: []].insert(Applied(rawValue: 1 << UInt32(index)))
      }
      return node
    })

  init(graph: Graph) { self.graph = graph }

  /// The node with all rules applied, leaves first.
  func applied(to root: NodeID) -> NodeID { rewrite(root) }

  /// Which rules change a node or what it rests on.
  func rules(in root: NodeID) -> Applied {
    _ = rewrite(root)
    return applied[root] ?? []
  }

  static let rules: [Rule] = [
    Rule(name: "exp(v)/sum(exp(v)) computed as softmax(v)", rewrite: softmaxOfQuotient),
    Rule(name: "1/(1 + exp(-x)) computed as sigmoid(x)", rewrite: sigmoidOfQuotient),
    Rule(name: "log(exp(x)) computed as x", rewrite: logExp),
    Rule(name: "log(cosh(x)) computed as softplus(2*x) - x - log(2)", rewrite: logCosh),
    Rule(name: "log(softmax(v)) computed as v - logsumexp(v)", rewrite: logSoftmax),
    Rule(name: "log(sum(exp(v))) computed as logsumexp(v)", rewrite: logSumExp),
    Rule(name: "log(1 + exp(x)) computed as softplus(x)", rewrite: softplus),
    Rule(name: "log(sigmoid(x)) computed as -softplus(-x)", rewrite: logSigmoid),
    Rule(name: "log(det(A)) computed as logdet(A)", rewrite: logDeterminant),
    Rule(name: "y*log(x) is 0 at y = 0", isTold: false, rewrite: productWithLog),
    Rule(name: "inv(A)*b is a solve", isTold: false, rewrite: solveForInverse),
  ]

  // MARK: Patterns

  /// The operands of a primitive application.
  private static func operands(
    _ graph: Graph, _ id: NodeID, of wanted: Primitive
  ) -> (operands: [NodeID], attributes: Attributes)? {
    guard case .primitive(let primitive, let operands, let attributes) = graph[id].form,
      primitive == wanted
    else { return nil }
    return (operands, attributes)
  }

  /// The one operand of an elementwise primitive.
  private static func operand(_ graph: Graph, _ id: NodeID, of wanted: Primitive) -> NodeID? {
    operands(graph, id, of: wanted)?.operands.first
  }

  /// A plain sum of one array's entries, over all axes or over one, and which: the attributes of
  /// the row that works along it.
  private static func summed(
    _ graph: Graph, _ id: NodeID
  ) -> (operand: NodeID, attributes: Attributes)? {
    guard case .contraction(let contraction) = graph[id].form, contraction.coefficient.isOne,
      contraction.operands.count == 1
    else { return nil }
    let labels = contraction.subscripts[0]
    guard Set(labels).count == labels.count else { return nil }
    if contraction.output.isEmpty { return (contraction.operands[0], .none) }
    let kept = labels.filter { contraction.output.contains($0) }
    guard kept == contraction.output, kept.count == labels.count - 1,
      let axis = labels.firstIndex(where: { !contraction.output.contains($0) })
    else { return nil }
    return (contraction.operands[0], Attributes([labels.count - 1 - axis]))
  }

  /// What remains of a sum without a term 1 in all entries; nil if it has none.
  private static func withoutOne(_ graph: Graph, _ id: NodeID) -> NodeID? {
    guard case .sum(let terms) = graph[id].form,
      let one = terms.firstIndex(where: { graph.fillValue($0) == 1 })
    else { return nil }
    let rest = terms.indices.filter { $0 != one }.map { terms[$0] }
    return graph.sum(rest)
  }

  // MARK: Rules

  @Sendable
  private static func softmaxOfQuotient(_ graph: Graph, _ id: NodeID) -> NodeID? {
    guard let (parts, _) = operands(graph, id, of: .divide),
      let exponent = operand(graph, parts[0], of: .exp),
      case .contraction(let contraction) = graph[parts[1]].form,
      contraction.operands.count == 1, contraction.operands[0] == parts[0],
      contraction.coefficient.isOne, contraction.subscripts[0].count == contraction.output.count,
      !contraction.output.hasRepeats
    else { return nil }
    // The sum is in every entry along the axes it ran over: no label of those is in the output.
    let labels = contraction.subscripts[0]
    let shared = zip(labels, contraction.output).map { $0 == $1 }
    guard
      zip(labels, contraction.output).allSatisfy({ $0 == $1 || !contraction.output.contains($0) })
    else { return nil }
    switch shared.filter({ !$0 }).count {
    case shared.count: return graph.applied(.softmax, exponent)
    case 1:
      guard let axis = shared.firstIndex(of: false) else { return nil }
      return graph.applied(
        .softmax, exponent, attributes: Attributes([shared.count - 1 - axis]))
    default: return nil
    }
  }

  @Sendable
  private static func sigmoidOfQuotient(_ graph: Graph, _ id: NodeID) -> NodeID? {
    guard let (parts, _) = operands(graph, id, of: .divide), graph.fillValue(parts[0]) == 1,
      let rest = withoutOne(graph, parts[1]), let exponent = operand(graph, rest, of: .exp)
    else { return nil }
    return graph.applied(.sigmoid, graph.negated(exponent))
  }

  @Sendable
  private static func logSoftmax(_ graph: Graph, _ id: NodeID) -> NodeID? {
    guard let inner = operand(graph, id, of: .log),
      let (parts, attributes) = operands(graph, inner, of: .softmax)
    else { return nil }
    return graph.applied(.logSoftmax, parts[0], attributes: attributes)
  }

  @Sendable
  private static func logSumExp(_ graph: Graph, _ id: NodeID) -> NodeID? {
    guard let inner = operand(graph, id, of: .log), let (array, attributes) = summed(graph, inner),
      let exponent = operand(graph, array, of: .exp)
    else { return nil }
    return graph.applied(.logSumExp, exponent, attributes: attributes)
  }

  @Sendable
  private static func softplus(_ graph: Graph, _ id: NodeID) -> NodeID? {
    let rest: NodeID?
    if let inner = operand(graph, id, of: .log) {
      rest = withoutOne(graph, inner)
    } else {
      rest = operand(graph, id, of: .log1p)
    }
    guard let rest, let exponent = operand(graph, rest, of: .exp) else { return nil }
    return graph.applied(.softplus, exponent)
  }

  @Sendable
  private static func logExp(_ graph: Graph, _ id: NodeID) -> NodeID? {
    operand(graph, id, of: .log).flatMap { operand(graph, $0, of: .exp) }
  }

  /// log(cosh(x)) = x + log(1 + e^(−2x)) − log 2, with the even function's x ≥ 0.
  @Sendable
  private static func logCosh(_ graph: Graph, _ id: NodeID) -> NodeID? {
    guard let inner = operand(graph, id, of: .log), let x = operand(graph, inner, of: .cosh) else {
      return nil
    }
    let twice = graph.scaled(x, by: Coefficient(2))
    let sum = graph.subtract(graph.applied(.softplus, twice), x)
    return graph.add(sum, constant: Coefficient(-0.6931471805599453))
  }

  @Sendable
  private static func logSigmoid(_ graph: Graph, _ id: NodeID) -> NodeID? {
    guard let inner = operand(graph, id, of: .log), let x = operand(graph, inner, of: .sigmoid)
    else { return nil }
    return graph.negated(graph.applied(.softplus, graph.negated(x)))
  }

  @Sendable
  private static func logDeterminant(_ graph: Graph, _ id: NodeID) -> NodeID? {
    guard let inner = operand(graph, id, of: .log),
      let matrix = operand(graph, inner, of: .determinant)
    else { return nil }
    return graph.applied(.logDeterminant, matrix)
  }

  @Sendable
  private static func productWithLog(_ graph: Graph, _ id: NodeID) -> NodeID? {
    guard case .contraction(let contraction) = graph[id].form, contraction.operands.count > 1
    else { return nil }
    for (position, factor) in contraction.operands.enumerated() {
      guard let inner = operand(graph, factor, of: .log) else { continue }
      let labels = contraction.subscripts[position]
      guard
        let partner = contraction.operands.indices.first(where: {
          $0 != position && contraction.subscripts[$0] == labels
            && operand(graph, contraction.operands[$0], of: .log) == nil
        })
      else { continue }
      let joined = graph.applied(.xlogy, contraction.operands[partner], inner)
      var factors = [Factor(joined, labels)]
      for other in contraction.operands.indices where other != position && other != partner {
        factors.append(Factor(contraction.operands[other], contraction.subscripts[other]))
      }
      return graph.contract(
        factors, to: contraction.output, sizes: contraction.sizes,
        coefficient: contraction.coefficient, counted: contraction.counted)
    }
    return nil
  }

  @Sendable
  private static func solveForInverse(_ graph: Graph, _ id: NodeID) -> NodeID? {
    guard case .contraction(let contraction) = graph[id].form, contraction.operands.count == 2
    else { return nil }
    for (position, factor) in contraction.operands.enumerated() {
      guard var matrix = operand(graph, factor, of: .inverse), graph[matrix].shape.order == 2
      else { continue }
      let right = contraction.operands[1 - position]
      let own = contraction.subscripts[position]
      let labels = contraction.subscripts[1 - position]
      guard own[0] != own[1], labels.count <= 2, Set(labels).count == labels.count,
        right != factor
      else { continue }
      // inv(A)·b runs over the second axis of the inverse, bᵀ·inv(A) over the first.
      let joined: Int
      if labels.contains(own[1]), !labels.contains(own[0]), !contraction.output.contains(own[1]) {
        joined = own[1]
      } else if labels.contains(own[0]), !labels.contains(own[1]),
        !contraction.output.contains(own[0])
      {
        joined = own[0]
        matrix = graph.transposed(matrix)
      } else {
        continue
      }
      let free = own[0] == joined ? own[1] : own[0]
      let rest = labels.filter { $0 != joined }
      let columns = graph.contract(
        [Factor(right, labels)], to: [joined] + rest, sizes: contraction.sizes)
      let solved = graph.applied(.solve, matrix, columns)
      return graph.contract(
        [Factor(solved, [free] + rest)], to: contraction.output, sizes: contraction.sizes,
        coefficient: contraction.coefficient, counted: contraction.counted)
    }
    return nil
  }
}
