import Glibc
import RandomFormulas
import Support

/// Tries many random compositions; fails where one does, or where a row is in less than one of two
/// hundred.
@main
struct FormulaRuns {
  static func main() throws {
    let count = setting("MX_RANDOM_FORMULAS", 10_000)
    var run = FormulaRun(seed: setting("MX_RANDOM_SEED", 1))
    var told = 0
    while run.compositions < count {
      let before = run.compositions
      try run.step()
      for fault in run.faults[told...] { print(fault + "\n") }
      if run.faults.count > told { fflush(nil) }
      told = run.faults.count
      if run.compositions > before, run.compositions % max(count / 50, 1) == 0 {
        print("\(run)")
        fflush(nil)
      }
    }
    print(run)
    print("uses of each row: " + run.uses.map { "\($0.row) \($0.count)" }.joined(separator: ", "))
    let rare = run.uses.filter { $0.count * 200 < count }
    if !rare.isEmpty { print("used too seldom: " + rare.map(\.row).joined(separator: ", ")) }
    exit(run.faults.isEmpty && rare.isEmpty ? 0 : 1)
  }
}
