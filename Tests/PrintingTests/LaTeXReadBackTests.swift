import Elaboration
import Graph
import Primitives
import Support
import Syntax
import Testing

@testable import Printing

/// What is printed as LaTeX reads back, as a note, as the same node.
struct LaTeXReadBackTests {
  private static func environment() -> TestEnvironment {
    let environment = TestEnvironment()
    let sizes = environment.graph.sizes
    let (m, n) = (sizes.symbol(named: "m"), sizes.symbol(named: "n"))
    for name in ["a", "b", "s", "J"] { environment.declare(name, .scalar) }
    for name in ["x", "y", "z"] { environment.declare(name, .vector(n)) }
    for name in ["A", "B", "C"] { environment.declare(name, .matrix(n, n)) }
    for name in ["F", "G"] { environment.declare(name, .matrix(m, n)) }
    environment.declare("P", .symmetric(n))
    environment.declare("r", .row(n))
    return environment
  }

  private static var vocabulary: Vocabulary {
    Vocabulary(function: { Catalogue.name(inNotes: $0) }, isName: { _ in false })
  }

  @Test(arguments: MatrixNotationTests.all)
  func readsBack(_ formula: FormulaCase) throws {
    let words = Words()
    let term = Term(try formula.build(words))
    let environment = Self.environment()
    let plain = try environment.term(FormulaPrinter(words.g, notation: .plain).text(term))
    let latex = FormulaPrinter(words.g, notation: .latex).text(term)
    let source = SourceText(latex)
    var reader = LaTeXReader(source, vocabulary: Self.vocabulary)
    let results = reader.read(Span(0, source.bytes.count))
    #expect(results.count == 1, "\(latex)")
    guard case .chain(let links, _) = try #require(results.first).get().form else {
      Issue.record("\(latex) is no formula")
      return
    }
    let elaborator = Elaborator(environment: environment, source: source, dialect: .notes)
    #expect(try elaborator.elaborate(links[0]).term.node == plain.node, "\(latex)")
  }
}
