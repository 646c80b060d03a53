import Support
import Testing

/// Random compositions of all rows and their derivatives as formulas, derived while no size and no
/// value is known: what is printed in each notation reads back in a session of the same
/// declarations, and has the value of the derivative once the inputs have theirs.
///
/// `MX_RANDOM_FORMULAS` says how many compositions are tried in each of the parts, `MX_RANDOM_SEED`
/// where they begin. `Tests/random-formulas.sh` runs many.
@Suite struct RandomFormulaTests {
  private static let count = setting("MX_RANDOM_FORMULAS", 60)
  private static let first = setting("MX_RANDOM_SEED", 1)
  /// How many compositions each row is in, of 10,000.
  private static let leastUses = 50

  @Test(arguments: 0..<2)
  func printedFormulasReadBack(_ part: Int) throws {
    var random = RandomExpressions(
      seed: UInt64(Self.first + part) &* 104_729, inputs: .symbolic)
    var counts = Counts()
    var tried = 0
    while counts.compositions < Self.count, tried < 20 * Self.count {
      tried += 1
      let kind = self.kind(&random)
      let (text, rows) = random.expression(kind, depth: 3 + tried % 5)
      var formula = try RandomFormula(
        requests(of: text, kind, depth: 3 + tried % 5, &random), inputs: random.inputs)
      let point = RandomPoint(random.inputs, seed: UInt64(tried))
      if counts.add(try formula.readings(at: point)) { random.record(rows) }
    }
    print("part \(part): \(counts)")
    #expect(counts.compositions == Self.count)
    #expect(counts.unspeakable * 20 < counts.texts, "\(counts)")
    let rows = Set(RandomExpressions.allTemplates.map(\.row))
    let uses = rows.map { (random.uses[$0, default: 0], $0) }.sorted { $0 < $1 }
    print("uses of each row: " + uses.map { "\($0.1) \($0.0)" }.joined(separator: ", "))
    let least = Self.leastUses * Self.count / 10_000
    #expect(uses.allSatisfy { $0.0 >= least }, "rows used too seldom: \(uses.prefix(8))")
  }

  /// Scalars and vectors rather than matrices, whose derivatives have more axes.
  private func kind(_ random: inout RandomExpressions) -> RandomExpressions.Kind {
    let sizes = random.inputs.sizes
    switch random.any([0, 0, 0, 0, 1, 1, 1, 2, 2]) {
    case 0: return .scalar
    case 1: return .vector(random.any(sizes))
    default: return .matrix(random.any(sizes), random.any(sizes))
    }
  }

  /// The composition itself and some of its derivatives.
  private func requests(
    of text: String, _ kind: RandomExpressions.Kind, depth: Int,
    _ random: inout RandomExpressions
  ) -> [String] {
    let inputs = random.inputs.mentioned(in: text)
    if inputs.isEmpty { return [text] }
    let input = random.any(inputs)
    let (x, t) = (input.name, random.inputs.twin(of: input).name)
    switch kind {
    case .scalar:
      var requests = [text, "grad(\(text), \(x))"]
      if depth > 4 { return requests + ["jvp(\(text), \(x), \(t))"] }
      requests.append("hvp(\(text), \(x), \(t))")
      let other = random.any(inputs).name
      requests.append(
        random.any([
          "hessian(\(text), \(x))", "d(grad(\(text), \(x)), \(other))",
          "grad(\(text), \(x), seed=b)",
        ]))
      return requests
    case .vector(let n):
      let seed = random.any(random.inputs.leaves(.vector(n)))
      return [
        text, random.any(["jacobian", "d"]) + "(\(text), \(x))",
        random.any(["jvp(\(text), \(x), \(t))", "vjp(\(text), \(x), \(seed))"]),
      ]
    case .matrix:
      let seed = random.any(random.inputs.leaves(kind))
      return [
        text, "d(\(text), \(x))",
        random.any(["jvp(\(text), \(x), \(t))", "vjp(\(text), \(x), \(seed))"]),
      ]
    }
  }
}

/// How many compositions and formulas were tried.
private struct Counts: CustomStringConvertible {
  var compositions = 0
  var texts = 0
  var reasons: [String: Int] = [:]
  var unspeakable: Int { reasons.values.reduce(0, +) }

  var description: String {
    "\(compositions) compositions, \(texts) formulas, for reading only: "
      + (reasons.isEmpty ? "none" : reasons.map { "\($0.value) \($0.key)" }.joined(separator: ", "))
  }

  /// Whether the composition has a value.
  mutating func add(_ readings: [RandomFormula.Reading]) -> Bool {
    if case .inadmissible? = readings.first { return false }
    compositions += 1
    for reading in readings {
      switch reading {
      case .inadmissible: continue
      case .agrees: break
      case .unspeakable(let reason): reasons[reason, default: 0] += 1
      case .disagrees(let fault): Issue.record("\(fault)")
      }
      texts += 1
    }
    return true
  }
}
