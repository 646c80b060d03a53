import Arrays
import Graph
import Testing

@testable import Execution

/// Whether two arrays agree to 12 digits of their largest entry.
func agree(_ a: Tensor, _ b: Tensor) -> Bool {
  guard a.shape == b.shape else { return false }
  let scale = b.entries.map(abs).filter(\.isFinite).max() ?? 1
  return zip(a.entries, b.entries).allSatisfy { x, y in
    x == y || abs(x - y) <= 1e-12 * max(scale, 1) || (x.isNaN && y.isNaN)
  }
}

/// What the oracle says.
func evaluated(_ graph: Graph, _ roots: [NodeID], _ values: [NodeID: Tensor]) throws -> [Tensor] {
  var evaluator = Evaluator(graph) { values[$0] }
  return try roots.map { try #require(try evaluator($0)) }
}

@Suite struct PlanTests {
  @Test(arguments: 0..<300)
  func agreesWithTheEvaluator(seed: Int) throws {
    var random = try RandomGraph(seed: seed, steps: 4 + seed % 25)
    let graph = random.graph
    let roots = random.randomRoots()
    let plan = try Plan(graph, roots: roots)
    var earlier: (results: [Tensor], entries: [[Double]])?
    for _ in 0..<2 {
      var arrays = random.arrays(for: plan.inputs)
      // Literals have entries of their own, which the oracle reads from the graph.
      for (number, input) in plan.inputs.enumerated() {
        if case .literal(let literal) = graph[input].form { arrays[number] = graph.tensor(literal) }
      }
      let results = try plan.run(arrays)
      let expected = try evaluated(
        graph, roots, Dictionary(uniqueKeysWithValues: zip(plan.inputs, arrays)))
      for (result, wanted) in zip(results, expected) {
        #expect(agree(result, wanted), "\(result.shape) \(result.entries) is not \(wanted.entries)")
      }
      if let earlier {
        #expect(
          earlier.results.map { $0.entries.map(\.bitPattern) }
            == earlier.entries.map { $0.map(\.bitPattern) }, "results are not overwritten")
      }
      earlier = (results, results.map(\.entries))
    }
  }

  @Test func leavesAndConstantsAreResults() throws {
    let graph = Graph()
    let x = graph.named(graph.addName("x"), Shape([2]))
    let plan = try Plan(
      graph, roots: [x, graph.constant(3.0), x, graph.delta(2), graph.ones(Shape([2, 1]))])
    let results = try plan.run([Tensor([2], [5, 7])])
    #expect(results.map(\.entries) == [[5, 7], [3], [5, 7], [1, 0, 0, 1], [1, 1]])
    #expect(results.map(\.shape) == [[2], [], [2], [2, 2], [2, 1]])
  }

  @Test func chainOfManyProductsEndsInAVector() throws {
    let graph = Graph()
    let x = graph.named(graph.addName("x"), Shape([40]))
    let matrices = (0..<60).map { graph.named(graph.addName("A\($0)"), Shape([40, 40])) }
    let product = matrices.dropFirst().reduce(matrices[0]) { graph.product($0, $1) }
    let plan = try Plan(graph, roots: [graph.product(product, x)])
    // 60 products of a matrix and a vector: no buffer is larger than a vector.
    #expect(plan.instructionCount == 60)
    #expect(plan.bufferEntryCount <= 2 * 40)
  }

  @Test func gradientStepIsOnePass() throws {
    let graph = Graph()
    let w = graph.named(graph.addName("W"), Shape([3, 2]))
    let g = graph.named(graph.addName("G"), Shape([3, 2]))
    let v = graph.named(graph.addName("v"), Shape([3]))
    let h = graph.named(graph.addName("h"), Shape([2]))
    let scaled = graph.subtract(w, graph.scaled(g, by: 0.1))
    #expect(try Plan(graph, roots: [scaled]).instructionCount == 1)
    let rankOne = graph.subtract(w, graph.scaled(graph.outer(v, h), by: 0.1))
    #expect(try Plan(graph, roots: [rankOne]).instructionCount == 2)
  }

  @Test func reshapesCostNothing() throws {
    let graph = Graph()
    let x = graph.named(graph.addName("x"), Shape([4]))
    let y = try graph.apply(Rows.tanh, to: [x])
    let column = graph.contract([Factor(y, [0])], to: [0, 1], sizes: [4, 1])
    let row = graph.contract([Factor(column, [0, 1])], to: [1, 0])
    let plan = try Plan(graph, roots: [column, row])
    #expect(plan.instructionCount == 1)
    #expect(try plan.run([Tensor([4], [0, 0, 0, 0])]).map(\.shape) == [[4, 1], [1, 4]])
  }

  @Test func sharedProductsAreComputedOnce() throws {
    let graph = Graph()
    let a = graph.named(graph.addName("a"), Shape([3, 3]))
    let b = graph.named(graph.addName("b"), Shape([3, 3]))
    let transposed = graph.transposed(graph.multiply(a, b))
    // One product, then a copy and a transposed addition for each sum.
    let plan = try Plan(graph, roots: [graph.add(a, transposed), graph.add(b, transposed)])
    #expect(plan.instructionCount == 5)
  }

  @Test func constantsAreComputedOnce() throws {
    let graph = Graph()
    let x = graph.named(graph.addName("x"), Shape([3]))
    let c = try graph.apply(Rows.double, to: [graph.applied(Rows.tanh, graph.constant(2.0))])
    let plan = try Plan(graph, roots: [graph.multiply(c, x)])
    #expect(plan.instructionCount == 1)
  }

  @Test func elementwiseRunsWorkInPlace() throws {
    let graph = Graph()
    var node = graph.named(graph.addName("x"), Shape([100]))
    for _ in 0..<20 { node = graph.add(graph.applied(Rows.tanh, node), constant: 0.5) }
    #expect(try Plan(graph, roots: [node]).bufferEntryCount == 100)
  }

  @Test func quotientsAreRoundedOnce() throws {
    let graph = Graph()
    let x = graph.named(graph.addName("x"), Shape([2]))
    let plan = try Plan(
      graph, roots: [graph.scaled(x, by: Coefficient(1, over: 49)), graph.total(x)])
    #expect(try plan.run([Tensor([2], [98, 49])]).map(\.entries) == [[2, 1], [147]])
  }

  @Test func tilesCoverLongArrays() throws {
    let graph = Graph()
    let x = graph.named(graph.addName("x"), Shape([5000]))
    let s = graph.named(graph.addName("s"), .scalar)
    let spread = graph.broadcast(s, to: Shape([5000]))
    let plan = try Plan(
      graph, roots: [graph.applied(Rows.subtract, spread, x), graph.applied(Rows.max, x, spread)])
    let entries = (0..<5000).map(Double.init)
    let inputs = plan.inputs.map { $0 == s ? Tensor(7) : Tensor([5000], entries) }
    let results = try plan.run(inputs)
    #expect(results[0].entries == entries.map { 7 - $0 })
    #expect(results[1].entries == entries.map { max(7, $0) })
  }

  @Test func primitiveThatFailsCanBeRunAgain() throws {
    let graph = Graph()
    let x = graph.named(graph.addName("x"), Shape([1]))
    let plan = try Plan(graph, roots: [graph.applied(Rows.checked, x)])
    #expect(throws: ArrayError.notPositiveDefinite) { try plan.run([Tensor([1], [.nan])]) }
    #expect(try plan.run([Tensor([1], [4])])[0].entries == [4])
  }

  @Test func resultsAreTheCallersAlone() throws {
    let graph = Graph()
    let x = graph.named(graph.addName("x"), Shape([3]))
    let plan = try Plan(graph, roots: [graph.scaled(x, by: 2)])
    var input = Tensor([3], [1, 2, 3])
    var result = try plan.run([input])[0]
    let (address, inputAddress) = (result.pointer, input.pointer)
    // Neither is held by the plan, so that both can be changed in place.
    #expect(result.mutablePointer() == address)
    #expect(input.mutablePointer() == inputAddress)
  }

  @Test func symbolsAndDerivativesAreErrors() throws {
    let graph = Graph()
    let symbol = graph.named(graph.addName("x"), Shape([graph.sizes.fresh()]))
    #expect(throws: PlanError.unknownSize(symbol)) { try Plan(graph, roots: [symbol]) }
    let y = graph.named(graph.addName("y"), .scalar)
    let derivative = graph.derivative(DerivativeRequest(of: y, by: y))
    #expect(throws: PlanError.derivative(derivative)) { try Plan(graph, roots: [derivative]) }
  }

  @Test func hugeShapesAreErrors() throws {
    let graph = Graph()
    let huge = graph.zeros(Shape([1 << 40, 1 << 40]))
    #expect(throws: PlanError.tooLarge(huge, shape: [1 << 40, 1 << 40])) {
      try Plan(graph, roots: [huge])
    }
    let large = graph.zeros(Shape([1 << 25, 1 << 25]))
    #expect(throws: PlanError.tooLarge(large, shape: [1 << 25, 1 << 25])) {
      try Plan(graph, roots: [graph.applied(Rows.tanh, large)])
    }
    // A product's own room counts too: it is made with the plan.
    let n = 1 << 16
    let x = graph.named(graph.addName("x"), Shape([n]))
    #expect(throws: PlanError.self) {
      try Plan(graph, roots: [graph.contract("i,j,k->ikj", x, x, x)])
    }
  }

  @Test func plansAreCounted() throws {
    let before = Plan.madeCount
    let graph = Graph()
    _ = try Plan(graph, roots: [graph.constant(1.0)])
    #expect(Plan.madeCount > before)
  }
}
