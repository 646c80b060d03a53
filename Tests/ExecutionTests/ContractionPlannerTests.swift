import Support
import Testing

@testable import Execution

@Suite struct ContractionPlannerTests {
  typealias Step = ContractionPlanner.Step

  struct Case: CustomTestStringConvertible {
    var testDescription: String
    var factors: [[Int]]
    var output: [Int]
    var sizes: [Int]
    var cost: Double
  }

  static let cases = [
    Case(
      testDescription: "A B x from the right", factors: [[0, 1], [1, 2], [2]], output: [0],
      sizes: [10, 10, 10], cost: 220),
    Case(
      testDescription: "x' A B from the left", factors: [[0], [0, 1], [1, 2]], output: [2],
      sizes: [10, 10, 10], cost: 220),
    // 10×100 · 100×5 · 5×50: 5000 + 50 and 2500 + 500, the textbook's example.
    Case(
      testDescription: "matrix chain", factors: [[0, 1], [1, 2], [2, 3]], output: [0, 3],
      sizes: [10, 100, 5, 50], cost: 8050),
    Case(
      testDescription: "scalars first", factors: [[0], [], []], output: [0], sizes: [100],
      cost: 202),
    Case(
      testDescription: "an outer product of small ones first", factors: [[0], [1], [0, 1, 2]],
      output: [2], sizes: [2, 2, 100], cost: 4 + 4 + 400 + 100),
    Case(
      testDescription: "size 0 counts as 1", factors: [[0, 1], [1, 2], [2]], output: [0],
      sizes: [0, 10, 10], cost: 110 + 11),
  ]

  @Test(arguments: cases)
  func findsTheCheapestOrder(_ example: Case) {
    let planner = ContractionPlanner(
      factors: example.factors, output: example.output, sizes: example.sizes)
    #expect(cost(planner.steps(), example.factors, example.output, example.sizes) == example.cost)
  }

  @Test(arguments: 0..<100)
  func isAsCheapAsAnyOrder(seed: Int) {
    var generator = SplitMix(state: UInt64(seed))
    let sizes = (0..<6).map { _ in Int.random(in: 1...9, using: &generator) }
    let factors = (0..<Int.random(in: 2...5, using: &generator)).map { _ in
      (0..<6).filter { _ in Double.random(in: 0..<1, using: &generator) < 0.35 }
    }
    let output = (0..<6).filter { label in
      // What one factor alone has was summed before, or is kept.
      let holders = factors.count { $0.contains(label) }
      return holders == 1 || (holders > 1 && Bool.random(using: &generator))
    }
    let planner = ContractionPlanner(factors: factors, output: output, sizes: sizes)
    let best = allOrders(factors.count).map { cost($0, factors, output, sizes) }.min() ?? 0
    #expect(cost(planner.steps(), factors, output, sizes) == best)
  }

  @Test(arguments: [13, 40, 200])
  func longChainsEndInTheVector(count: Int) {
    let factors = (0..<count).map { [$0, $0 + 1] } + [[count]]
    let sizes = Array(repeating: 7, count: count + 1)
    let planner = ContractionPlanner(factors: factors, output: [0], sizes: sizes)
    #expect(cost(planner.steps(), factors, [0], sizes) == Double(count * (49 + 7)))
  }

  @Test func manyFactorsOfOneShape() {
    let factors = Array(repeating: [0], count: 2000)
    let planner = ContractionPlanner(factors: factors, output: [0], sizes: [3])
    #expect(planner.steps().count == 1999)
  }

  /// The cost of an order: multiplications and written entries.
  private func cost(_ steps: [Step], _ factors: [[Int]], _ output: [Int], _ sizes: [Int]) -> Double
  {
    func volume(_ labels: Set<Int>) -> Double {
      labels.reduce(1) { $0 * Double(max(sizes[$1], 1)) }
    }
    var all: [Set<Int>?] = factors.map { Set($0) }
    var total = 0.0
    for step in steps {
      let union = (all[step.left] ?? []).union(all[step.right] ?? [])
      all[step.left] = nil
      all[step.right] = nil
      let needed = all.compactMap { $0 }.reduce(Set(output)) { $0.union($1) }
      let kept = union.intersection(needed)
      total += volume(union) + volume(kept)
      all.append(kept)
    }
    return total
  }

  private func allOrders(_ count: Int) -> [[Step]] {
    func extend(_ alive: [Int], _ next: Int) -> [[Step]] {
      if alive.count < 2 { return [[]] }
      var orders: [[Step]] = []
      for (position, left) in alive.enumerated() {
        for right in alive.dropFirst(position + 1) {
          let rest = alive.filter { $0 != left && $0 != right } + [next]
          orders += extend(rest, next + 1).map { [Step(left: left, right: right)] + $0 }
        }
      }
      return orders
    }
    return extend(Array(0..<count), count)
  }
}
