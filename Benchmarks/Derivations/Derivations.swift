import Elaboration
import FormulaTables
import Graph
import Printing
import Support

/// How long derivations take: every row of the formula tables, and the gradient of a chain of 200
/// layers. In process, warm, without printing and without the comparison with differences. Given a
/// text, only rows whose request contains it; given `chain`, only the chains; given `formulas`, no times
/// but the formulas, to be compared from one version to the next.
@main
struct Derivations {
  static func main() throws {
    let limit = 1.0
    var slow: [(Double, String)] = []
    var all: [Double] = []
    let wanted = CommandLine.arguments.dropFirst().first
    if wanted == "chain" { return try chains() }
    if wanted == "formulas" { return try formulas() }
    for row in FormulaTable.all.flatMap(\.rows) where wanted.map(row.request.contains) ?? true {
      let time = try median(of: row)
      all.append(time)
      if time >= limit { slow.append((time, row.request)) }
    }
    all.sort()
    print(
      "\(all.count) rows: median \(text(all[all.count / 2])), "
        + "90 % under \(text(all[all.count * 9 / 10])), slowest \(text(all[all.count - 1])); "
        + "\(slow.count) over \(text(limit))")
    for (time, request) in slow.sorted(by: { $0.0 > $1.0 }) { print("  \(text(time))  \(request)") }
    if wanted == nil { try chains() }
  }

  private static func formulas() throws {
    for row in FormulaTable.all.flatMap(\.rows) {
      let environment = TestEnvironment()
      try environment.declare(row)
      let formula = environment.differentiator.formula(try environment.term(row.request).node)
      let text = FormulaPrinter(environment.graph).text(Term(formula))
      print("\(row.request)\n  \(text) (\(FormulaRow.length(text)))")
    }
  }

  private static func chains() throws {
    print("gradient of a chain of tanh layers, sum(tanh(W*tanh(W*… x))):")
    for depth in [50, 100, 200] { try chain(depth) }
  }

  /// The median time of 100 derivations of a row, in milliseconds.
  private static func median(of row: FormulaRow) throws -> Double {
    let environment = TestEnvironment()
    try environment.declare(row)
    let request = try environment.term(row.request).node
    return median(environment) { _ = environment.differentiator.formula(request) }
  }

  private static func median(_ environment: TestEnvironment, _ derive: () -> Void) -> Double {
    let clock = ContinuousClock()
    let times = (0..<100).map { _ in
      environment.differentiator.invalidate()
      return clock.measure(derive) / .milliseconds(1)
    }
    return times.sorted()[times.count / 2]
  }

  private static func chain(_ depth: Int) throws {
    for isNamed in [false, true] {
      let environment = TestEnvironment()
      let request = try environment.chain(depth: depth, isNamed: isNamed)
      let differentiator = environment.differentiator
      var result = request
      let formula = median(environment) { result = differentiator.formula(request) }
      let count = environment.graph.postorder([result]).count
      let plan = median(environment) { result = differentiator.executable(request) }
      let planned = environment.graph.postorder([result]).count
      print(
        "  \(depth) layers, \(isNamed ? "each with a name" : "without names"): "
          + "as a formula \(text(formula)), \(count) nodes; to be computed \(text(plan)), \(planned) nodes"
      )
    }
  }

  private static func text(_ milliseconds: Double) -> String {
    let hundredths = Int((milliseconds * 1000).rounded())
    return "\(Double(hundredths) / 1000) ms"
  }
}
