import Testing

@testable import Graph

@Suite struct SizeTests {
  @Test func unificationIsTransitive() throws {
    let table = SizeTable()
    let (a, b, c) = (table.fresh(), table.fresh(), table.fresh())
    try table.unify(a, b)
    try table.unify(b, c)
    try table.unify(c, 3)
    #expect(table.resolve(a).known == 3)
    #expect(throws: SizeConflict.self) { try table.unify(a, 4) }
  }

  @Test func namesSurviveUnification() throws {
    let table = SizeTable()
    let (n, fresh) = (table.symbol(named: "n"), table.fresh())
    try table.unify(n, fresh)
    #expect(table.text(fresh) == "n")
  }

  @Test func namesAreDifferentSizes() throws {
    let table = SizeTable()
    let (m, n) = (table.symbol(named: "m"), table.symbol(named: "n"))
    #expect(throws: SizeConflict.self) { try table.unify(m, n) }
    let fresh = table.fresh()
    try table.unify(m, fresh)
    #expect(throws: SizeConflict.self) { try table.unify(fresh, n) }
    try table.unify(table.product(m, n), table.product(n, m))
    try table.unify(m, 2)
    try table.unify(n, 2)
    try table.unify(m, n)
  }

  @Test func lettersGoByFirstShowing() {
    let table = SizeTable()
    let (a, b) = (table.fresh(), table.fresh())
    #expect(table.text(b) == "m")
    #expect(table.text(a) == "n")
    #expect(table.text(b) == "m")
  }

  @Test func productsAndSumsOfSizesResolve() throws {
    let table = SizeTable()
    let (m, n) = (table.symbol(named: "m"), table.symbol(named: "n"))
    let product = table.product(m, n)
    #expect(table.text(product) == "m·n")
    #expect(table.text(table.product(table.sum(m, n), 2)) == "(m + n)·2")
    #expect(table.text(table.sum(1, table.sum(m, 1))) == "m + 2")
    try table.unify(table.sum(table.sum(m, n), 1), table.sum(n, table.sum(m, 1)))
    let volume = table.product(product, n)
    try table.unify(volume, table.product(n, table.product(n, m)))
    try table.unify(m, 2)
    try table.unify(product, 6)
    #expect(table.resolve(n).known == 3)
  }

  @Test func knowledgeCanBeTakenBack() throws {
    let table = SizeTable()
    let n = table.fresh()
    let before = table.knowledge
    try table.unify(n, 5)
    table.knowledge = before
    #expect(table.resolve(n).known == nil)
    try table.unify(n, 7)
    #expect(table.resolve(n).known == 7)
  }
}
