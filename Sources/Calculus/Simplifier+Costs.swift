import Graph
import Primitives

/// What is known of nodes: how long they are written, and whether they are symmetric.
extension Simplifier {
  /// About how many tokens a node is written with.
  func cost(_ id: NodeID) -> Int {
    if let known = costs[id] { return known }
    if graph[id].operands.allSatisfy({ costs[$0] != nil }) {
      let cost = min(ownCost(id), 1_000_000)
      costs[id] = cost
      return cost
    }
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
      if contraction.operands.isEmpty {
        let isScalar = contraction.output.isEmpty && contraction.counted.isEmpty
        return isScalar ? (number.value < 0 ? 2 : 1) : 1 + own
      }
      // Beyond matrices it is written with indices.
      if contraction.output.count > 2 { own += 20 }
      // Sums and diagonals are written with a word.
      let summed = Set(contraction.subscripts.joined()).subtracting(contraction.output)
      for label in summed {
        let count = contraction.subscripts.joined().filter { $0 == label }.count
        if count != 2 { own += 2 }
      }
      if contraction.output.count == 2, contraction.output[0] == contraction.output[1] { own += 1 }
      // Rows and columns are scaled by a diagonal matrix.
      if contraction.output.count == 2 {
        for (axis, label) in contraction.output.enumerated()
        where label != contraction.output[1 - axis] && contraction.subscripts.contains([label]) {
          if contraction.subscripts.contains(where: { $0.count > 1 && $0.contains(label) }) {
            own += 1
          }
        }
      }
      own -= 1
      var repeats = 0
      for (index, operand) in contraction.operands.enumerated() {
        let labels = contraction.subscripts[index]
        // The same factor again makes a power of it; x'*x is none.
        let isPower =
          index > 0 && contraction.operands[index - 1] == operand
          && contraction.subscripts[index - 1] == labels && !summed.contains { labels.contains($0) }
        repeats = isPower ? repeats + 1 : 0
        own += repeats == 0 ? 1 + cost(operand) : repeats == 1 ? 2 : 0
      }
      return own
    case .primitive(let primitive, let operands, let attributes):
      if primitive == .divide, graph.fillValue(operands[0]) == 1 { return cost(operands[1]) }
      if primitive == .stack, let (vector, sign) = graph.skewed(operands, graph.shape(of: id)) {
        return 1 + (costs[vector] ?? 2) + (sign.isOne ? 0 : 1)
      }
      // Brackets, and a comma or a semicolon between entries.
      if primitive == .stack || primitive == .concatenate {
        return operands.reduce(1) { $0 + 1 + cost($1) }
      }
      if primitive == .slice {
        return cost(operands[0]) + 1 + 2 * Indexing(attributes).axes.count
          + (graph.isConstant(operands[0]) ? 2 : 0)
      }
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
      // A gradient by a symmetric name, or a hessian.
      if request.tangent == nil, graph.name(of: request.variable)?.isSymmetric == true {
        result = true
      } else if request.cotangent == nil, request.tangent == nil,
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
