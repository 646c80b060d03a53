import Arrays
import Elaboration
import Graph
import Support
import Testing

/// Rows are elaborated and derived before sizes are known; what comes of it must be what comes of
/// known sizes.
@Suite struct SymbolicSizeTests {
  /// Calls that a size without a value says too little for.
  static let needKnownSizes: Set<String> = ["x[end]"]

  @Test(arguments: RowCases.all.filter { !needKnownSizes.contains($0.call) })
  func valuesAndDerivativesAreThoseOfKnownSizes(_ row: RowCase) throws {
    let known = try RowCheck(row)
    let environment = TestEnvironment()
    let graph = environment.graph
    var sizes: [(Size, Int)] = []
    for (name, shape) in row.inputs {
      let symbols = shape.map { count in
        let size = graph.sizes.fresh()
        sizes.append((size, count))
        return size
      }
      environment.declare(name, kind(symbols, isRow: row.rows.contains(name)))
    }
    let node = try environment.term(row.call).node
    var values: [NodeID: Tensor] = [:]
    var derivatives: [(NodeID, NodeID)] = []
    for (name, input) in known.inputs {
      let symbol = try environment.term(name).node
      values[symbol] = try known.input(name)
      derivatives.append(
        (
          environment.differentiator.executable(
            graph.derivative(DerivativeRequest(of: node, by: symbol))),
          known.derivative(of: known.node, by: input)
        ))
    }
    for (symbol, count) in sizes { try graph.sizes.unify(symbol, Size(count)) }
    var evaluator = Evaluator(graph) { values[$0] }
    let value = try #require(
      try evaluator(environment.differentiator.executable(node)), "has a value")
    #expect(value.isClose(to: try known.value(of: known.node), within: 1e-12))
    for (symbolic, other) in derivatives {
      let derivative = try #require(try evaluator(symbolic), "has a value")
      #expect(derivative.isClose(to: try known.value(of: other), within: 1e-12))
    }
  }

  private func kind(_ sizes: [Size], isRow: Bool) -> Kind {
    switch sizes.count {
    case 0: .scalar
    case 1: isRow ? .row(sizes[0]) : .vector(sizes[0])
    default: .matrix(sizes[0], sizes[1])
    }
  }
}
