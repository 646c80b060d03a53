import Arrays
import Graph
import Primitives
import Support
import Testing

/// What rows promise at the edges: large operands, no entries, one entry.
@Suite struct ExtremesTests {
  static let claimed = RowCases.all.filter {
    Catalogue.function(named: $0.function)?.isFiniteAtExtremes == true
  }

  @Test(arguments: claimed, [1000.0, -1000.0])
  func valueAndDerivativeAreFinite(_ row: RowCase, _ magnitude: Double) throws {
    let check = try RowCheck(row) { _, shape in
      // One entry far from the others, of either sign; parameters stay small.
      Tensor(
        shape,
        (0..<shape.reduce(1, *)).map { $0 % 2 == 0 && !shape.isEmpty ? magnitude : 0.5 })
    }
    #expect(try check.value(of: check.node).isFinite)
    for (name, input) in check.inputs where !(check.graph.shape(of: input).order == 0) {
      let derivative = try check.value(of: check.derivative(of: check.node, by: input))
      #expect(derivative.isFinite, "by \(name): \(derivative.entries)")
      let gradient = check.derivative(of: check.weighted(check.node), by: input)
      let second = try check.value(of: check.derivative(of: gradient, by: input))
      #expect(second.isFinite, "twice by \(name): \(second.entries)")
    }
  }

  /// With all sizes 0 or 1 a call has a value of the shape that its rule says, or is an error; it
  /// never traps.
  @Test(arguments: RowCases.all, [0, 1])
  func smallSizesAreFine(_ row: RowCase, _ size: Int) throws {
    let check: RowCheck
    do {
      check = try RowCheck(row) { _, shape in
        Tensor(shape.map { _ in size }, repeating: 0.75)
      }
    } catch { return }
    guard let value = try? check.environment.value(of: check.node) else { return }
    #expect(check.graph.shape(of: check.node).known == value.shape)
    for (_, input) in check.inputs {
      let node = check.derivative(of: check.node, by: input)
      let derivative = try check.value(of: node)
      #expect(derivative.shape == value.shape + (check.graph.shape(of: input).known ?? []))
    }
  }
}
