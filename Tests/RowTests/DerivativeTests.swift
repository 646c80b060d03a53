import Arrays
import Graph
import Primitives
import Support
import Testing

/// Every rule against central differences and against each other.
@Suite struct DerivativeTests {
  @Test(arguments: RowCases.all)
  func shapeRuleIsTheShapeOfTheValue(_ row: RowCase) throws {
    let check = try RowCheck(row)
    #expect(check.graph.shape(of: check.node).known == (try check.value(of: check.node)).shape)
  }

  /// The seed of a derivative array is an identity: every rule's cotangent has leading axes.
  @Test(arguments: RowCases.all)
  func derivativeArrayIsThatOfDifferences(_ row: RowCase) throws {
    let check = try RowCheck(row)
    for (name, input) in check.inputs {
      let derivative = try check.value(of: check.derivative(of: check.node, by: input))
      let differences = try check.differences(of: check.node, by: name)
      #expect(
        derivative.isClose(to: differences, within: 1e-6),
        "by \(name): \(derivative.entries) ≠ \(differences.entries)")
    }
  }

  @Test(arguments: RowCases.all)
  func secondDerivativeIsThatOfDifferences(_ row: RowCase) throws {
    let check = try RowCheck(row)
    for (_, input) in check.inputs {
      let gradient = check.derivative(of: check.weighted(check.node), by: input)
      for (name, other) in check.inputs {
        let derivative = try check.value(of: check.derivative(of: gradient, by: other))
        let differences = try check.differences(of: gradient, by: name)
        #expect(
          derivative.isClose(to: differences, within: 1e-5),
          "by \(name): \(derivative.entries) ≠ \(differences.entries)")
      }
    }
  }

  /// ⟨c, J·t⟩ = ⟨Jᵀ·c, t⟩.
  @Test(arguments: RowCases.all)
  func forwardAndReverseAreTransposes(_ row: RowCase) throws {
    let check = try RowCheck(row)
    let graph = check.graph
    var random = SplitMix(state: 11)
    for (_, input) in check.inputs {
      func literal(like node: NodeID) -> NodeID {
        graph.literal(
          Tensor.random(graph.shape(of: node).known ?? [], in: -1...1, using: &random))
      }
      let (cotangent, tangent) = (literal(like: check.node), literal(like: input))
      let forward = graph.derivative(
        DerivativeRequest(of: check.node, by: input, tangent: tangent))
      let backward = graph.derivative(
        DerivativeRequest(of: check.node, by: input, cotangent: cotangent))
      let left = try check.value(of: graph.total(graph.multiply(cotangent, forward)))
      let right = try check.value(of: graph.total(graph.multiply(backward, tangent)))
      #expect(left.isClose(to: right, within: 1e-10))
    }
  }
}
