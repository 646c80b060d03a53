import RandomFormulas
import Support
import Testing

/// A sample of what `Tests/random-formulas.sh` tries in numbers; `MX_RANDOM_FORMULAS` says how many
/// compositions, `MX_RANDOM_SEED` where they begin.
@Suite struct RandomFormulaTests {
  @Test(arguments: 0..<2)
  func printedFormulasReadBack(_ part: Int) throws {
    var run = FormulaRun(seed: setting("MX_RANDOM_SEED", 1) + part)
    let count = setting("MX_RANDOM_FORMULAS", 3)
    while run.compositions < count { try run.step() }
    print("part \(part): \(run)")
    for fault in run.faults { Issue.record("\(fault)") }
    #expect(run.unspeakable.values.reduce(0, +) * 5 < run.formulas, "\(run)")
  }
}
