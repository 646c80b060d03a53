import Arrays
import Calculus
import Elaboration
import Graph
import Primitives
import Support
import Syntax
import Testing

/// A call of a catalogue row on inputs of given shapes.
struct RowCase: CustomTestStringConvertible {
  let function: String
  let call: String
  /// The inputs by name; `row` marks the names of order 1 that are rows.
  let inputs: [(name: String, shape: [Int])]
  var rows: Set<String> = []

  init(
    _ function: String, _ call: String, _ inputs: KeyValuePairs<String, [Int]>,
    rows: Set<String> = []
  ) {
    self.function = function
    self.call = call
    self.inputs = inputs.map { ($0.key, $0.value) }
    self.rows = rows
  }

  var testDescription: String {
    "\(call) with \(inputs.map { "\($0.name): \($0.shape)" }.joined(separator: ", "))"
  }
}

/// A call elaborated on random inputs, with what tests ask of it.
struct RowCheck {
  let environment = TestEnvironment()
  let inputs: [(name: String, node: NodeID)]
  let node: NodeID
  var graph: Graph { environment.graph }

  /// Elaborates the call; `fill` makes the entries of each input.
  init(_ row: RowCase, fill: (_ name: String, _ shape: [Int]) -> Tensor) throws {
    for (name, shape) in row.inputs {
      environment.bind(name, fill(name, shape), row.rows.contains(name) ? .row : .column)
    }
    node = try environment.term(row.call).node
    var nodes: [(String, NodeID)] = []
    for (name, _) in row.inputs { nodes.append((name, try environment.term(name).node)) }
    inputs = nodes
  }

  /// Elaborates the call at a random point of the row's domain.
  init(_ row: RowCase, seed: UInt64 = 7) throws {
    let function = try #require(Catalogue.function(named: row.function))
    var random = SplitMix(state: seed)
    try self.init(row) { _, shape in
      Tensor.random(shape, in: function.samplingRange, using: &random)
    }
  }

  func value(of node: NodeID) throws -> Tensor {
    try #require(try environment.value(of: node), "has a value")
  }

  func input(_ name: String) throws -> Tensor { try #require(environment.value(ofName: name)) }

  /// ∂node/∂input: the axes of the node, then those of the input.
  func derivative(of node: NodeID, by input: NodeID) -> NodeID {
    graph.derivative(DerivativeRequest(of: node, by: input))
  }

  /// The derivative array by central differences.
  func differences(of node: NodeID, by name: String) throws -> Tensor {
    let center = try input(name)
    let shape = try value(of: node).shape
    var result = Tensor(shape + center.shape, repeating: 0)
    let step = 1e-5
    for entry in 0..<center.count {
      var moved = center
      moved[entry] = center[entry] + step
      environment.set(name, moved)
      let above = try value(of: node)
      moved[entry] = center[entry] - step
      environment.set(name, moved)
      let below = try value(of: node)
      for position in 0..<above.count {
        result[position * center.count + entry] = (above[position] - below[position]) / (2 * step)
      }
    }
    environment.set(name, center)
    return result
  }

  /// The sum of a node's entries times fixed random weights: a scalar that tests all of them.
  func weighted(_ node: NodeID, seed: UInt64 = 3) -> NodeID {
    let shape = graph.shape(of: node).known ?? []
    var random = SplitMix(state: seed)
    let weights = graph.literal(Tensor.random(shape, in: 0.5...1.5, using: &random))
    return graph.total(graph.multiply(weights, node))
  }
}

extension Tensor {
  static func random(
    _ shape: [Int], in range: ClosedRange<Double>, using random: inout SplitMix
  ) -> Tensor {
    Tensor(
      shape, (0..<shape.reduce(1, *)).map { _ in Double.random(in: range, using: &random) })
  }

  var isFinite: Bool { entries.allSatisfy(\.isFinite) }

  /// Whether all entries are near, measured by the largest of either.
  func isClose(to other: Tensor, within tolerance: Double) -> Bool {
    guard shape == other.shape else { return false }
    let scale = (entries + other.entries).map { Swift.abs($0) }.max() ?? 0
    return zip(entries, other.entries).allSatisfy {
      Swift.abs($0 - $1) <= tolerance * Swift.max(scale, 1)
    }
  }
}
