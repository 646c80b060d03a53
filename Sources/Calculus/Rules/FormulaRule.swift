import Graph
import Primitives

/// A rewrite of one primitive's application in a formula, by its name; nil where it doesn't apply.
struct FormulaRule: Sendable {
  let name: String
  /// What is applied.
  let primitives: [Primitive]
  let rewrite: @Sendable (Simplifier, NodeID) -> NodeID?

  init(
    _ name: String, _ primitive: Primitive,
    _ rewrite: @escaping @Sendable (Graph, [NodeID]) -> NodeID?
  ) {
    self.init(name: name, of: primitive) { simplifier, id in
      guard case .primitive(primitive, let operands, _) = simplifier.graph[id].form else {
        return nil
      }
      return rewrite(simplifier.graph, operands)
    }
  }

  /// Solutions for the identity, which stands on the axis that the attributes say.
  private static let inverseOfSolution = FormulaRule(name: "A \\ I is inv(A)", of: .solve) {
    simplifier, id in
    let g = simplifier.graph
    guard case .primitive(.solve, let operands, let attributes) = g[id].form,
      Blocks.isIdentity(operands[1], g)
    else { return nil }
    let inverse = g.applied(.inverse, operands[0])
    let integers = attributes.integers
    let isTransposed = integers.count == 2 && (integers[0] == 0) != (integers[1] == 1)
    return g.scaled(
      isTransposed ? g.transposed(inverse) : inverse, by: g.split(operands[1]).coefficient)
  }

  /// Sums that run along one axis of an identity fill a triangle with ones.
  private static let cumulativeIdentity = FormulaRule(
    name: "cumsum(I) is a triangle of ones", of: .cumulativeSum
  ) {
    simplifier, id in
    let g = simplifier.graph
    guard case .primitive(.cumulativeSum, let operands, let attributes) = g[id].form,
      Blocks.isIdentity(operands[0], g)
    else { return nil }
    // From the start, entry (i, j) is 1 where the axis of the sums is past the other one.
    let isAlongColumns = attributes.integers[0] == 0
    let isFromEnd = attributes.integers[1] == 1
    let ones = g.filled(g.shape(of: id), with: g.split(operands[0]).coefficient)
    return g.applied(
      .triangle, ones, attributes: Attributes([0, isAlongColumns != isFromEnd ? 1 : 0]))
  }

  init(
    name: String, of primitives: Primitive...,
    rewrite: @escaping @Sendable (Simplifier, NodeID) -> NodeID?
  ) {
    self.name = name
    self.primitives = primitives
    self.rewrite = rewrite
  }

  /// The adjugate by the inverse, and its derivatives by A·adj(A) = det(A)·I, which is
  /// differentiated; where no matrix of this form has an inverse, they stay.
  private static let adjugate = FormulaRule(
    name: "adj(A) is det(A)*inv(A), and adj(A, C) is inv(A)*(tr(adj(A)*C)*I - C*adj(A))",
    of: .adjugate
  ) { simplifier, id in
    let g = simplifier.graph
    guard let operands = g.operands(id, of: .adjugate), simplifier.hasInverse(operands[0]) else {
      return nil
    }
    let a = operands[0]
    let directions = Array(operands.dropFirst())
    let inverse = g.applied(.inverse, a)
    guard let last = directions.last else {
      return g.contract(",ij->ij", g.applied(.determinant, a), inverse)
    }
    // Labels for the leading axes, of which others than the longest have the last.
    let leading = Array(0..<g[id].shape.order - 2)
    let (i, j, k) = (leading.count, leading.count + 1, leading.count + 2)
    func factor(_ node: NodeID, _ row: Int, _ column: Int) -> Factor {
      Factor(node, leading.suffix(g[node].shape.order - 2) + [row, column])
    }
    func others(than index: Int) -> NodeID {
      var rest = directions
      rest.remove(at: index)
      return g.adjugate(a, along: rest)
    }
    let trace = [factor(others(than: directions.count - 1), j, k), factor(last, k, j)]
    let terms = directions.indices.map { index in
      let product = [
        Factor(inverse, [i, k]), factor(directions[index], k, k + 1),
        factor(others(than: index), k + 1, j),
      ]
      return g.contract(product, to: leading + [i, j], coefficient: -1)
    }
    let scaled = g.contract(
      trace.map { Factor($0.node, $0.labels) } + [Factor(inverse, [i, k + 1])],
      to: leading + [i, k + 1])
    return g.sum([scaled] + terms)
  }

  /// The rules of each primitive, in order.
  static let byPrimitive: [Primitive: [FormulaRule]] = {
    var rules: [Primitive: [FormulaRule]] = [:]
    for rule in all + reshaping + placing {
      for primitive in rule.primitives { rules[primitive, default: []].append(rule) }
    }
    return rules
  }()

  private static let all: [FormulaRule] = [
    inverseOfSolution, partOfWhole, blockOfInverse, sortedBack, maskedConstant, productOfOthers,
    adjugate,
    FormulaRule("a/b is a*(1/b)", .divide) { g, o in
      g.fillValue(o[0]) == 1 ? nil : g.entrywise(o[0], g.reciprocal(o[1]))
    },
    FormulaRule("1/(1/a) is a", .divide) { g, o in
      g.operands(o[1], of: .divide).flatMap { g.fillValue($0[0]) == 1 ? $0[1] : nil }
    },
    FormulaRule("1/(c*a) is 1/c*(1/a)", .divide) { g, o in
      let (base, coefficient) = g.split(o[1])
      guard !coefficient.isOne, coefficient.value != 0, g.fillValue(o[1]) == nil else { return nil }
      return g.scaled(g.reciprocal(base), by: .one / coefficient)
    },
    FormulaRule("1/(a*b) is 1/a*(1/b)", .divide) { g, o in
      guard g.fillValue(o[0]) == 1, case .contraction(let product) = g[o[1]].form,
        product.operands.count > 1, product.output == Labels(product.sizes.indices),
        product.subscripts.allSatisfy({ $0.isEmpty || $0 == product.output })
      else { return nil }
      let factors = zip(product.operands, product.subscripts).map { node, labels in
        Factor(g.reciprocal(node), labels)
      }
      return g.contract(
        factors, to: product.output, sizes: product.sizes, coefficient: .one / product.coefficient)
    },
    FormulaRule("1/c is a number", .divide) { g, o in
      guard let value = g.fillValue(o[1]), value != 0, value.isFinite,
        case .contraction(let fill) = g[o[1]].form
      else { return nil }
      return g.filled(g.shape(of: o[1]), with: .one / fill.coefficient)
    },
    FormulaRule("1/s in all entries is one 1/s", .divide) { g, o in
      g.fill(o[1]).map { g.broadcast(g.reciprocal($0), to: g.shape(of: o[1])) }
    },
    FormulaRule("y/x is y*(1/x)", .xdivy) { g, o in g.entrywise(o[0], g.reciprocal(o[1])) },
    FormulaRule("y*log(x)", .xlogy) { g, o in g.entrywise(o[0], g.applied(.log, o[1])) },
    FormulaRule("log(exp(x)) is x", .log) { g, o in g.operands(o[0], of: .exp)?[0] },
    FormulaRule("exp(log(x)) is x", .exp) { g, o in g.operands(o[0], of: .log)?[0] },
    FormulaRule("huber is c*(r - c/2), with c = clip(r, -delta, delta)", .huber) { g, o in
      let clipped = g.applied(.clip, o[0], g.negated(o[1]), o[1])
      return g.entrywise(clipped, g.subtract(o[0], g.scaled(clipped, by: Coefficient(1, over: 2))))
    },
    cumulativeIdentity, Powers.constant,
    FormulaRule("cross(x, x) is 0", .cross) { g, o in
      g.split(o[0]).base == g.split(o[1]).base ? g.zeros(g.shape(of: o[0])) : nil
    },
    FormulaRule("cross(c*x, y) is c*cross(x, y)", .cross) { g, o in
      let (left, right) = (g.split(o[0]), g.split(o[1]))
      let coefficient = left.coefficient * right.coefficient
      guard !(left.coefficient.isOne && right.coefficient.isOne) else { return nil }
      return g.scaled(g.applied(.cross, left.base, right.base), by: coefficient)
    },
    FormulaRule("inv(inv(A)) is A", .inverse) { g, o in g.operands(o[0], of: .inverse)?[0] },
    FormulaRule("inv(c*A) is 1/c*inv(A)", .inverse) { g, o in
      let (base, coefficient) = g.split(o[0])
      guard !coefficient.isOne, coefficient.value != 0, !g.isConstant(base) else { return nil }
      return g.scaled(g.applied(.inverse, base), by: .one / coefficient)
    },
    FormulaRule("inv(A') is inv(A)'", .inverse) { g, o in
      g.transposeOperand(o[0]).map { g.transposed(g.applied(.inverse, $0)) }
    },
    FormulaRule("det(A') is det(A)", .determinant) { g, o in
      g.transposeOperand(o[0]).map { g.applied(.determinant, $0) }
    },
  ]
}

extension Graph {
  /// The operands of a primitive's application; nil for all else.
  func operands(_ id: NodeID, of wanted: Primitive) -> [NodeID]? {
    guard case .primitive(wanted, let operands, _) = self[id].form else { return nil }
    return operands
  }

  /// Entry by entry, of arrays of one shape.
  func entrywise(_ a: NodeID, _ b: NodeID) -> NodeID { multiply(a, b) }

  /// The scalar that is in all entries of an array; nil for all else.
  func fill(_ id: NodeID) -> NodeID? {
    guard case .contraction(let contraction) = self[id].form, !contraction.output.isEmpty,
      !contraction.operands.isEmpty, !contraction.output.hasRepeats,
      Set(contraction.subscripts.joined()).isDisjoint(with: contraction.output)
    else { return nil }
    let factors = zip(contraction.operands, contraction.subscripts).map { Factor($0, $1) }
    return contract(
      factors, to: [], sizes: contraction.sizes, coefficient: contraction.coefficient,
      counted: contraction.counted)
  }

  /// The matrix that this one is the transpose of, where it is one.
  func transposeOperand(_ id: NodeID) -> NodeID? {
    guard case .contraction(let contraction) = self[id].form, contraction.operands.count == 1,
      contraction.coefficient.isOne, contraction.output == [0, 1],
      contraction.subscripts[0] == [1, 0]
    else { return nil }
    return contraction.operands[0]
  }
}
