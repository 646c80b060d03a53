import Arrays
import Graph
import Primitives
import Support
import Testing

@testable import Calculus

/// Functions of square matrices with an axis in front that tells several apart.
@Suite struct StackedMatricesTests {
  private static let matrices = [[2.0, 1, 0.5, 3], [1, -0.4, 0.3, 2]]

  @Test(arguments: [Primitive.inverse, .determinant, .logDeterminant])
  func derivativesAreThoseOfEach(_ primitive: Primitive) throws {
    let environment = TestEnvironment()
    let graph = environment.graph
    environment.bind("S", Tensor([2, 2, 2], Self.matrices.flatMap { $0 }))
    environment.bind("A", Tensor([2, 2], Self.matrices[0]))
    func squares(_ name: String) throws -> (value: NodeID, gradient: NodeID) {
      let matrix = try environment.term(name).node
      let node = graph.applied(primitive, matrix)
      let sum = graph.total(graph.multiply(node, node))
      return (sum, graph.derivative(DerivativeRequest(of: sum, by: matrix)))
    }
    let (sum, gradient) = try squares("S")
    let whole = try #require(try environment.value(of: gradient))
    #expect(whole.shape == [2, 2, 2])
    let (sumOfOne, gradientOfOne) = try squares("A")
    var total = 0.0
    for (place, entries) in Self.matrices.enumerated() {
      environment.set("A", Tensor([2, 2], entries))
      total += try #require(try environment.value(of: sumOfOne))[0]
      let one = try #require(try environment.value(of: gradientOfOne))
      for entry in 0..<4 { #expect(abs(whole[4 * place + entry] - one[entry]) < 1e-12) }
    }
    #expect(abs(try #require(try environment.value(of: sum))[0] - total) < 1e-12)
  }
}
