import Primitives
import Support
import Testing

@Suite struct CatalogueTests {
  @Test func namesAndAliasesAreUnique() {
    let names = Catalogue.functions.flatMap { [$0.name] + $0.aliases }
    #expect(Set(names).count == names.count)
  }

  @Test func everyRowHasACase() {
    let covered = Set(RowCases.all.map(\.function))
    #expect(Catalogue.functions.map(\.name).filter { !covered.contains($0) } == [])
  }

  @Test(arguments: Catalogue.functions.map(\.name))
  func helpIsComplete(_ name: String) throws {
    let row = try #require(Catalogue.function(named: name))
    #expect(row.summary.hasSuffix("."))
    #expect(!row.definition.isEmpty)
    #expect(!row.derivative.isEmpty)
    #expect(!row.examples.isEmpty)
  }

  @Test(arguments: Catalogue.functions.flatMap(\.examples).map(\.input))
  func examplesHaveValues(_ input: String) throws {
    #expect(try TestEnvironment().value(input) != nil)
  }

  static let suggestions: [(String, String?)] = [
    ("np.linalg.inv", "inv"), ("inverse", "inv"), ("softmx", "softmax"), ("Softmax", "softmax"),
    ("diff", "d(Y, X)"), ("D", "d(Y, X)"), ("gradient", "grad(J, x)"), ("tanhh", "tanh"),
    ("matmul", "A*B"), ("trasnpose", "transpose"), ("xyzzy", nil), ("q", nil),
    ("torch.nn.functional.relu", "relu"), ("crossentropy", "cross_entropy"),
  ]

  @Test(arguments: suggestions)
  func otherWordsAreUnderstood(_ name: String, _ expected: String?) {
    #expect(Catalogue.suggestion(for: name) == expected)
  }
}
