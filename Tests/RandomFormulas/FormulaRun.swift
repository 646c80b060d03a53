/// Random compositions of all rows and their derivatives as formulas, derived while no size and no
/// value is known: what is printed in each notation reads back in a session of the same
/// declarations, and has the value of the derivative once the inputs have theirs.
package struct FormulaRun: CustomStringConvertible {
  private var random: RandomExpressions
  private var tried: UInt64 = 0
  package private(set) var compositions = 0
  package private(set) var formulas = 0
  /// How many formulas are for reading only, and why.
  package private(set) var unspeakable: [String: Int] = [:]
  /// What went wrong.
  package private(set) var faults: [String] = []

  package init(seed: Int) {
    random = RandomExpressions(seed: UInt64(seed) &* 104_729, inputs: .symbolic)
  }

  /// How many compositions each row was in, the rarest first.
  package var uses: [(count: Int, row: String)] {
    Set(RandomExpressions.allTemplates.map(\.row))
      .map { (random.uses[$0, default: 0], $0) }.sorted { $0 < $1 }
  }

  package var description: String {
    let reasons = unspeakable.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    return "\(compositions) compositions, \(formulas) formulas, \(faults.count) faults; "
      + "for reading only: " + (reasons.isEmpty ? "none" : reasons.joined(separator: ", "))
  }

  /// Tries one composition; it counts where it has a value.
  package mutating func step() throws {
    tried += 1
    let depth = 3 + Int(tried % 5)
    let kind = self.kind()
    let (text, rows) = random.expression(kind, depth: depth)
    var formula = try RandomFormula(requests(of: text, kind, depth: depth), inputs: random.inputs)
    let readings = try formula.readings(at: RandomPoint(random.inputs, seed: tried))
    if case .inadmissible? = readings.first { return }
    compositions += 1
    random.record(rows)
    for reading in readings {
      switch reading {
      case .inadmissible: continue
      case .agrees: break
      case .unspeakable(let reason): unspeakable[reason, default: 0] += 1
      case .disagrees(let fault): faults.append(fault)
      }
      formulas += 1
    }
  }

  /// Scalars and vectors rather than matrices, whose derivatives have more axes.
  private mutating func kind() -> RandomExpressions.Kind {
    let sizes = random.inputs.sizes
    switch random.any([0, 0, 0, 0, 1, 1, 1, 2, 2]) {
    case 0: return .scalar
    case 1: return .vector(random.any(sizes))
    default: return .matrix(random.any(sizes), random.any(sizes))
    }
  }

  /// The composition itself and some of its derivatives.
  private mutating func requests(
    of text: String, _ kind: RandomExpressions.Kind, depth: Int
  ) -> [String] {
    let inputs = random.inputs.mentioned(in: text)
    if inputs.isEmpty { return [text] }
    let input = random.any(inputs)
    let (x, t) = (input.name, random.inputs.twin(of: input).name)
    let tangent = "jvp(\(text), \(x), \(t))"
    switch kind {
    case .scalar:
      let first = [text, "grad(\(text), \(x))", tangent]
      if depth > 4 { return first }
      let other = random.any(inputs).name
      let second = [
        "hessian(\(text), \(x))", "d(grad(\(text), \(x)), \(other))", "grad(\(text), \(x), seed=b)",
      ]
      return first + ["hvp(\(text), \(x), \(t))", random.any(second)]
    case .vector, .matrix:
      let seed = random.any(random.inputs.leaves(kind))
      return [
        text, random.any(["jacobian", "d"]) + "(\(text), \(x))",
        random.any([tangent, "vjp(\(text), \(x), \(seed))"]),
      ]
    }
  }
}
