import Arrays
import Execution
import Glibc
import Graph
import Primitives
import RandomFormulas
import Support
import Syntax
import Testing

/// Random compositions of all rows, typed as text: gradients and second derivatives against
/// central differences, plans against the evaluator.
@Suite struct RandomExpressionTests {
  /// How many compositions are checked in each of the parallel parts.
  static let countPerPart = 300
  static let parts = Array(UInt64(1)...4)

  @Test(arguments: parts)
  func derivativesAgreeWithDifferences(_ seed: UInt64) throws {
    var random = RandomExpressions(seed: seed)
    var checked = 0
    var rejected = 0
    while checked < Self.countPerPart, rejected < 20 * Self.countPerPart {
      let depth = 4 + (checked + rejected) % 5
      let (text, rows) = random.expression(.scalar, depth: depth)
      var check = ExpressionCheck(text: text, seed: seed)
      switch try check.verdict() {
      case .agrees:
        checked += 1
        random.record(rows)
      case .inadmissible:
        rejected += 1
      case .disagrees(let how):
        Issue.record("\(text)\n\(how)")
        return
      }
    }
    #expect(checked == Self.countPerPart)
    let unused = Set(RandomExpressions.allTemplates.map(\.row)).subtracting(random.uses.keys)
    let rarest = random.uses.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
    print(
      "part \(seed): \(checked) checked, \(rejected) not admissible; uses of each row: "
        + rarest.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
    #expect(unused.isEmpty, "rows never used: \(unused)")
    // The parts together use each row at least 20 times.
    #expect(rarest.allSatisfy { $0.value >= 5 }, "rows used too seldom: \(rarest.prefix(8))")
  }

  @Test func everyRowHasATemplate() {
    let known = Set(RandomExpressions.allTemplates.map(\.row))
    let missing = Catalogue.functions.map(\.name).filter { !known.contains($0) }
    #expect(missing.isEmpty)
  }
}

/// One expression at one random point.
private struct ExpressionCheck {
  enum Verdict {
    case agrees
    /// Not smooth, too large or too ill-conditioned near this point for differences to tell.
    case inadmissible
    case disagrees(String)
  }

  let text: String
  let environment = TestEnvironment()
  /// The names that it is differentiated by.
  private static let variables = ["a", "x", "A"]
  private var random: SplitMix

  init(text: String, seed: UInt64) {
    self.text = text
    random = SplitMix(state: seed &* 7919 &+ UInt64(text.utf8.count))
    for (name, shape) in [
      ("a", []), ("b", []), ("x", [3]), ("y", [3]), ("A", [3, 3]), ("B", [3, 3]),
    ] as [(String, [Int])] {
      environment.bind(name, tensor(shape))
    }
  }

  private mutating func tensor(_ shape: [Int]) -> Tensor {
    let count = shape.reduce(1, *)
    return Tensor(
      shape, (0..<count).map { _ in Double.random(in: -1...1, using: &random) })
  }

  mutating func verdict() throws -> Verdict {
    // A singular matrix on the way is no fault of the derivative.
    do { return try checked() } catch ArrayError.singular { return .inadmissible }
  }

  private mutating func checked() throws -> Verdict {
    let term = try environment.term(text)
    let value = try Computation(environment, term.node)
    guard isModerate(value.now) else { return .inadmissible }
    if let difference = try value.differenceFromEvaluator() { return .disagrees(difference) }
    for name in Self.variables {
      let gradient = try Computation(environment, environment.term("grad(\(text), \(name))").node)
      guard isModerate(gradient.now) else { return .inadmissible }
      guard let numeric = try numericGradient(value, name) else { return .inadmissible }
      if let difference = compare("grad by \(name)", gradient.now, numeric) {
        return .disagrees(difference)
      }
      if let difference = try gradient.differenceFromEvaluator() { return .disagrees(difference) }
      let direction = tensor(gradient.now.shape)
      environment.bind("t_\(name)", direction)
      let product = try Computation(
        environment, environment.term("hvp(\(text), \(name), t_\(name))").node)
      guard isModerate(product.now) else { return .inadmissible }
      guard let second = try directional(gradient, name, direction) else { return .inadmissible }
      if let difference = compare("hvp by \(name)", product.now, second) {
        return .disagrees(difference)
      }
    }
    return .agrees
  }

  private func isModerate(_ tensor: Tensor) -> Bool {
    tensor.entries.allSatisfy { $0.isFinite && abs($0) < 1e4 }
  }

  private func compare(_ what: String, _ got: Tensor, _ want: Tensor) -> String? {
    let scale = max(1, want.entries.map(abs).max() ?? 0)
    for entry in 0..<got.count where !(abs(got[entry] - want[entry]) <= 1e-6 * scale) {
      return "\(what): entry \(entry) is \(got[entry]), by differences \(want[entry])"
    }
    return nil
  }

  // MARK: Differences

  private func numericGradient(_ value: Computation, _ name: String) throws -> Tensor? {
    guard let point = environment.value(ofName: name) else { return nil }
    var result = Tensor(point.shape, repeating: 0)
    for entry in 0..<point.count {
      var direction = Tensor(point.shape, repeating: 0)
      direction[entry] = 1
      guard let slope = try directional(value, name, direction) else { return nil }
      result[entry] = slope[0]
    }
    return result
  }

  /// The derivative along a direction by central differences at three step sizes, extrapolated
  /// (Richardson); nil where the extrapolations don't agree: near a kink or where rounding rules.
  private func directional(
    _ computation: Computation, _ name: String, _ direction: Tensor
  ) throws -> Tensor? {
    guard let point = environment.value(ofName: name) else { return nil }
    defer { environment.set(name, point) }
    func slope(_ step: Double) throws -> [Double] {
      var sides: [[Double]] = []
      for sign in [1.0, -1] {
        var moved = point
        for entry in 0..<point.count { moved[entry] += sign * step * direction[entry] }
        environment.set(name, moved)
        sides.append(try computation.run().entries)
      }
      return zip(sides[0], sides[1]).map { ($0 - $1) / (2 * step) }
    }
    let (h, h2, h4) = (try slope(1.6e-3), try slope(8e-4), try slope(4e-4))
    var result = Tensor(computation.now.shape, repeating: 0)
    let scale = max(1, h4.map(abs).max() ?? 0)
    for entry in 0..<result.count {
      let first = (4 * h2[entry] - h[entry]) / 3
      let second = (4 * h4[entry] - h2[entry]) / 3
      let best = (16 * second - first) / 15
      guard abs(best - second) <= 2e-7 * scale, abs(second - first) <= 2e-6 * scale else {
        return nil
      }
      result[entry] = best
    }
    return result
  }
}

/// A node's plan in an environment.
private struct Computation {
  let environment: TestEnvironment
  let node: NodeID
  let plan: Plan
  let now: Tensor

  init(_ environment: TestEnvironment, _ node: NodeID) throws {
    self.environment = environment
    self.node = environment.differentiator.executable(node)
    plan = try Plan(environment.graph, roots: [self.node])
    now = try plan.run(Self.inputs(plan, environment))[0]
  }

  func run() throws -> Tensor { try plan.run(Self.inputs(plan, environment))[0] }

  private static func inputs(_ plan: Plan, _ environment: TestEnvironment) throws -> [Tensor] {
    try plan.inputs.map { try #require(environment.leaf($0)) }
  }

  /// The plan and the oracle agree to 1e-12 of the largest entry, or this says where not.
  func differenceFromEvaluator() throws -> String? {
    var evaluator = Evaluator(environment.graph) { environment.values[$0] }
    let exact = try #require(try evaluator(node))
    let scale = max(1, exact.entries.map(abs).max() ?? 0)
    for entry in 0..<now.count where !(abs(now[entry] - exact[entry]) <= 1e-12 * scale) {
      return "entry \(entry) is \(now[entry]) by the plan, \(exact[entry]) by the evaluator"
    }
    return nil
  }
}
