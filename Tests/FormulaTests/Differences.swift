import Arrays
import Graph
import Support

/// Derivatives by central differences of the oracle's values alone: no rule of mx is asked.
struct Differences {
  private let environment: TestEnvironment
  private var graph: Graph { environment.graph }

  init(_ environment: TestEnvironment) { self.environment = environment }

  /// The value of a node whose derivative requests are answered by differences; nil where something
  /// has no value.
  func callAsFunction(_ root: NodeID) throws -> Tensor? { try value(root, [:]) }

  /// `held` are names whose equations are not entered: they have these values.
  private func value(_ root: NodeID, _ held: [NodeID: Tensor]) throws -> Tensor? {
    var failure: (any Error)?
    var isKnown = true
    let rewrite = Rewrite(
      graph,
      below: { id in
        if held[id] != nil { return [] }
        if let definition = graph.definitions[id] { return [definition] }
        if case .derivative = graph[id].form { return [] }
        return graph[id].operands
      },
      change: { id, below in
        if let tensor = held[id] { return graph.literal(tensor) }
        if graph.definitions[id] != nil { return below[0] }
        guard case .derivative(let request) = graph[id].form else {
          return graph.rebuilt(id, with: below)
        }
        do {
          if let tensor = try derivative(request, held) { return graph.literal(tensor) }
          isKnown = false
        } catch { failure = error }
        return id
      })
    let plain = rewrite(root)
    if let failure { throw failure }
    guard isKnown else { return nil }
    var evaluator = Evaluator(graph) { environment.leaf($0) }
    return try evaluator(plain)
  }

  private func derivative(
    _ request: DerivativeRequest, _ held: [NodeID: Tensor]
  ) throws -> Tensor? {
    guard let point = try value(request.variable, held),
      let shape = graph.shape(of: request.function).known
    else { return nil }
    let count = shape.reduce(1, *)
    var columns = Array(repeating: 0.0, count: count * point.count)
    let isSymmetric = graph.name(of: request.variable)?.isSymmetric == true
    for entry in 0..<point.count {
      // Symmetric matrices stay so: an entry moves with its mirror image, each by half.
      let n = isSymmetric ? point.shape[0] : 1
      let mirrored = isSymmetric ? entry % n * n + entry / n : entry
      func slope(_ step: Double) throws -> [Double]? {
        var sides: [[Double]] = []
        for sign in [1.0, -1] {
          var moved = held
          var tensor = point
          tensor[entry] += sign * step * (mirrored == entry ? 1 : 0.5)
          if mirrored != entry { tensor[mirrored] += sign * step * 0.5 }
          moved[request.variable] = tensor
          guard let side = try value(request.function, moved) else { return nil }
          sides.append(side.entries)
        }
        return zip(sides[0], sides[1]).map { ($0 - $1) / (2 * step) }
      }
      guard let a = try slope(0.02), let b = try slope(0.01), let c = try slope(0.005) else {
        return nil
      }
      // Richardson's extrapolation: the error is of the sixth order.
      for i in 0..<count {
        let (first, second) = ((4 * b[i] - a[i]) / 3, (4 * c[i] - b[i]) / 3)
        columns[i * point.count + entry] = (16 * second - first) / 15
      }
    }
    let array = Tensor(shape + point.shape, columns)
    let function = Array(0..<shape.count)
    let variable = Array(shape.count..<shape.count + point.shape.count)
    func product(_ other: NodeID, over axes: [Int], to rest: [Int]) throws -> Tensor? {
      guard let tensor = try value(other, held) else { return nil }
      var sizes: [Int: Int] = [:]
      for (label, size) in zip(function + variable, array.shape) { sizes[label] = size }
      return Tensor.contract(
        [array, tensor], subscripts: [function + variable, tensor.order == 0 ? [] : axes],
        output: rest, sizes: sizes, coefficient: 1)
    }
    if let cotangent = request.cotangent {
      return try product(cotangent, over: function, to: variable)
    }
    if let tangent = request.tangent { return try product(tangent, over: variable, to: function) }
    return array
  }
}
