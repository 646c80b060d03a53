import Arrays
import Support
import Testing

@testable import Graph

@Suite struct ContractionTests {
  private let graph = Graph()

  private func leaf(_ name: String, _ shape: [Int]) -> NodeID {
    graph.named(graph.addName(name), Shape(shape))
  }

  private func contraction(_ id: NodeID) -> Contraction? {
    if case .contraction(let contraction) = graph[id].form { return contraction }
    return nil
  }

  // MARK: Canonical form

  @Test func equalProductsAreOneNode() {
    let (a, b) = (leaf("A", [2, 3]), leaf("B", [3, 4]))
    #expect(graph.product(a, b) == graph.contract("xy,yz->xz", a, b))
    #expect(graph.contract("ij,jk->ik", a, b) == graph.contract("jk,ij->ik", b, a))
    #expect(graph.transposed(graph.transposed(a)) == a)
  }

  @Test func deltasAreMergedAway() {
    let a = leaf("A", [3, 3])
    let eye = graph.delta(3)
    #expect(graph.product(a, eye) == a)
    #expect(graph.contract("ij,ij->", a, eye) == graph.contract("ii->", a))
    #expect(graph.total(eye) == graph.constant(3))
  }

  @Test func onesBecomeSums() {
    let a = leaf("A", [3, 4])
    #expect(graph.product(a, graph.ones(Shape([4]))) == graph.contract("ij->i", a))
    #expect(graph.total(graph.broadcast(graph.constant(2), to: Shape([5]))) == graph.constant(10))
  }

  @Test func aCountedSymbolStaysASymbol() {
    let n = graph.sizes.fresh()
    let count = graph.total(graph.delta(n))
    #expect(contraction(count)?.counted == [0])
    let scaled = graph.multiply(count, graph.multiply(count, leaf("a", [])))
    #expect(contraction(scaled)?.counted.count == 2)
  }

  @Test func constantsFold() {
    let a = leaf("a", [])
    #expect(graph.constantValue(graph.multiply(graph.constant(2), graph.constant(3))) == 6)
    #expect(graph.scaled(graph.scaled(a, by: 2), by: Coefficient(1, over: 2)) == a)
    let third = graph.constant(coefficient: Coefficient(1, over: 3))
    #expect(graph.constantValue(graph.sum([third, third, third])) == 1)
  }

  @Test func scalingsThatWouldUnderflowStayApart() {
    let x = leaf("x", [])
    let twice = graph.scaled(graph.scaled(x, by: 1e-200), by: 1e-200)
    #expect(contraction(twice)?.coefficient == 1e-200)
  }

  // MARK: Sums

  @Test func likeTermsMeetOnlyWhenCollecting() {
    let x = leaf("x", [2])
    #expect(graph.sum([x, x], collecting: true) == graph.scaled(x, by: 2))
    #expect(graph.sum([x, graph.negated(x)], collecting: true) == graph.zeros(Shape([2])))
    guard case .sum(let terms) = graph[graph.sum([x, graph.negated(x)])].form else {
      Issue.record("a difference of values was collected")
      return
    }
    #expect(terms.count == 2)
  }

  @Test func nestedSumsOpenAndZerosDropOut() {
    let (x, y, z) = (leaf("x", [2]), leaf("y", [2]), leaf("z", [2]))
    #expect(graph.add(graph.add(x, y), z) == graph.sum([x, y, z]))
    #expect(graph.add(x, graph.zeros(Shape([2]))) == x)
  }

  // MARK: Values

  /// Whatever the constructor merges, the value is that of the contraction as it was asked for.
  @Test(arguments: 0..<300)
  func mergingKeepsTheValue(_ seed: Int) throws {
    var random = SplitMix(state: UInt64(seed))
    let sizes = (0..<6).map { _ in Int.random(in: 1...3, using: &random) }
    var values: [NodeID: Tensor] = [:]
    func randomLabels(_ most: Int) -> [Int] {
      (0..<Int.random(in: 0...most, using: &random)).map { _ in
        Int.random(in: 0..<6, using: &random)
      }
    }
    func randomLeaf(_ labels: [Int]) -> (NodeID, Tensor) {
      let shape = labels.map { sizes[$0] }
      let count = shape.reduce(1, *)
      let tensor = Tensor(
        shape, (0..<count).map { _ in Double.random(in: -1...1, using: &random) })
      let node = leaf("t", shape)
      values[node] = tensor
      return (node, tensor)
    }
    /// A contraction of few factors, and its value by the definition.
    func randomContraction(_ depth: Int, to output: [Int]) -> (NodeID, Tensor) {
      var factors: [Factor] = []
      var tensors: [Tensor] = []
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        let labels = randomLabels(3)
        let (node, tensor) =
          depth == 0 ? randomLeaf(labels) : randomContraction(depth - 1, to: labels)
        factors.append(Factor(node, Labels(labels)))
        tensors.append(tensor)
      }
      let node = graph.contract(
        factors, to: Labels(output), sizes: sizes.map { Size($0) }, coefficient: 0.5)
      var used: [Int: Int] = [:]
      for label in factors.flatMap({ Array($0.labels) }) + output { used[label] = sizes[label] }
      let value = Tensor.contract(
        tensors, subscripts: factors.map { Array($0.labels) }, output: output, sizes: used,
        coefficient: 0.5)
      return (node, value)
    }
    let (node, expected) = randomContraction(2, to: randomLabels(3))
    var evaluator = Evaluator(graph) { values[$0] }
    let value = try #require(try evaluator(node))
    #expect(value.shape == expected.shape)
    for entry in 0..<value.count { #expect(abs(value[entry] - expected[entry]) < 1e-12) }
  }
}
