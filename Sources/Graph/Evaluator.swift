import Arrays

/// Computes node by node, by the rows' kernels and the naive contraction. It is slow and obviously
/// right: the oracle that plans are compared with, and what formulas are verified by.
public struct Evaluator {
  private let graph: Graph
  /// The value of a name without an equation.
  private let value: (NodeID) -> Tensor?
  private var results: [NodeID: Tensor] = [:]

  /// - Parameter held: Values of nodes that aren't computed: a name in it doesn't follow its equation.
  public init(
    _ graph: Graph, holding held: [NodeID: Tensor] = [:], value: @escaping (NodeID) -> Tensor?
  ) {
    self.graph = graph
    self.value = value
    results = held
  }

  /// The value of a node that holds no unexpanded derivative; nil if a name has no value or a size
  /// is a symbol.
  public mutating func callAsFunction(_ root: NodeID) throws(ArrayError) -> Tensor? {
    if let result = results[root] { return result }
    let below: (NodeID) -> [NodeID] = { [graph, results] id in
      if results[id] != nil { return [] }
      return graph.meaning(of: id)
    }
    for id in graph.postorder([root], below: below) where results[id] == nil {
      guard let result = try evaluate(id) else { return nil }
      results[id] = result
    }
    return results[root]
  }

  private func evaluate(_ id: NodeID) throws(ArrayError) -> Tensor? {
    if let definition = graph.definitions[id] { return results[definition] }
    guard let shape = graph.shape(of: id).known else { return nil }
    switch graph[id].form {
    case .named:
      return value(id)
    case .literal(let literal):
      return graph.tensor(literal)
    case .contraction(let contraction):
      var sizes: [Int: Int] = [:]
      for (label, size) in contraction.sizes.enumerated() {
        guard let known = graph.sizes.resolve(size).known else { return nil }
        sizes[label] = known
      }
      var operands: [Tensor] = []
      for (operand, labels) in zip(contraction.operands, contraction.subscripts) {
        // Sizes that were one when the node was made may have come apart since.
        guard let tensor = results[operand], tensor.order == labels.count,
          zip(tensor.shape, labels).allSatisfy({ $0 == sizes[$1] })
        else { return nil }
        operands.append(tensor)
      }
      let scale = contraction.coefficient
      let product = Tensor.contract(
        operands, subscripts: contraction.subscripts.map(Array.init),
        output: Array(contraction.output), sizes: sizes, coefficient: scale.numerator)
      if scale.denominator == 1 { return product }
      var quotient = product
      let pointer = quotient.mutablePointer()
      for entry in 0..<quotient.count { pointer[entry] /= scale.denominator }
      return quotient
    case .sum(let terms):
      var total = Tensor(shape, repeating: 0)
      for (index, term) in terms.enumerated() {
        guard let tensor = results[term] else { return nil }
        if index == 0 {
          total = tensor
          continue
        }
        let pointer = total.mutablePointer()
        for entry in 0..<total.count { pointer[entry] += tensor.pointer[entry] }
      }
      return total
    case .primitive(let primitive, let operands, let attributes):
      var tensors: [Tensor] = []
      for operand in operands {
        guard let tensor = results[operand] else { return nil }
        tensors.append(tensor)
      }
      switch primitive.evaluation {
      case .unary(let kernel):
        var result = Tensor(uninitialized: shape)
        kernel(tensors[0].pointer, result.mutablePointer(), result.count)
        return result
      case .binary(let kernel):
        var result = Tensor(uninitialized: shape)
        kernel(tensors[0].pointer, tensors[1].pointer, result.mutablePointer(), result.count)
        return result
      case .general(let compute):
        return try compute(tensors, attributes, shape)
      }
    case .derivative:
      preconditionFailure("derivatives are expanded before they are evaluated")
    }
  }
}
