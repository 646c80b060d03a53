import FormulaTables
import Testing

/// Derivatives of the literature: right at random points, and written no longer than in print.
@Suite struct FormulaTableTests {
  @Test(arguments: FormulaTable.all.map(\.title))
  func formulas(_ title: String) throws {
    let table = try #require(FormulaTable.all.first { $0.title == title })
    var longer: [String] = []
    for (index, row) in table.rows.enumerated() {
      do {
        var check = try FormulaCheck(row, seed: UInt64(index + 1))
        let disagreement = try check.disagreement()
        #expect(disagreement.isEmpty, "\(row): \(check.text)\n\(disagreement)")
        let (own, printed) = (FormulaRow.length(check.text), FormulaRow.length(row.closedForm))
        if own > printed {
          longer.append(
            "\(row.request)\n  \(check.text) (\(own))\n  \(row.closedForm) (\(printed))")
        }
      } catch {
        Issue.record("\(row): \(error)")
      }
    }
    let share = Double(table.rows.count - longer.count) / Double(table.rows.count)
    print("\(title): \(table.rows.count) rows, \(longer.count) longer than the textbook's")
    print(longer.joined(separator: "\n"))
    #expect(share >= 0.9, "\(Int(100 * share)) % are no longer than the textbook's")
  }
}
