import Graph
import Support
import Testing

/// What is derived of a chain of layers is as long as the chain: twice the layers, twice the nodes.
@Suite struct LinearityTests {
  /// The nodes of a gradient, and how many nodes the graph had for it on the way.
  private struct Counts {
    var result: Int
    var made: Int
  }

  private func counts(depth: Int, isNamed: Bool, isFormula: Bool) throws -> Counts {
    let environment = TestEnvironment()
    let graph = environment.graph
    let request = try environment.chain(depth: depth, isNamed: isNamed)
    let before = graph.nodes.count
    let differentiator = environment.differentiator
    let result = isFormula ? differentiator.formula(request) : differentiator.executable(request)
    return Counts(result: graph.postorder([result]).count, made: graph.nodes.count - before)
  }

  @Test(arguments: [false, true], [false, true])
  func chain(isNamed: Bool, isFormula: Bool) throws {
    let all = try [50, 100, 200].map {
      try counts(depth: $0, isNamed: isNamed, isFormula: isFormula)
    }
    for count in [\Counts.result, \Counts.made] {
      let (first, second) = (
        all[1][keyPath: count] - all[0][keyPath: count],
        all[2][keyPath: count] - all[1][keyPath: count]
      )
      #expect(first > 0)
      // What is shorter in short chains alone makes no difference in the long run.
      #expect(second <= 2 * first + first / 5, "\(all)")
    }
  }
}
