import Arrays
import Elaboration
import Graph
import Primitives
import Printing
import Support
import Testing

/// Derivatives of every row as formulas: their text speaks the language, and what it reads back as
/// has the derivative's value.
@Suite struct FormulaTextTests {
  /// Calls that a size without a value says too little for, or that draw random numbers.
  private static let needKnownSizes: Set<String> = ["x[end]", "a*rand(2, 3)", "a*randn(3)"]

  @Test(arguments: RowCases.all.filter { !needKnownSizes.contains($0.call) })
  func formulasAreInTheLanguage(_ row: RowCase) throws {
    let known = try RowCheck(row)
    for (name, shape) in row.inputs {
      var requests = ["d(sum((\(row.call)).^2), \(name))", "d(\(row.call), \(name))"]
      if shape.count == 1 { requests.append("hessian(sum((\(row.call)).^2), \(name))") }
      for request in requests { try check(request, row, known) }
    }
  }

  private func check(_ request: String, _ row: RowCase, _ known: RowCheck) throws {
    let environment = TestEnvironment()
    let graph = environment.graph
    var sizes: [(Size, Int)] = []
    for (name, shape) in row.inputs {
      let symbols = shape.map { count in
        let size = graph.sizes.symbol(named: "n\(count)")
        sizes.append((size, count))
        return size
      }
      switch symbols.count {
      case 0: environment.declare(name, .scalar)
      case 1:
        environment.declare(name, row.rows.contains(name) ? .row(symbols[0]) : .vector(symbols[0]))
      default: environment.declare(name, .matrix(symbols[0], symbols[1]))
      }
    }
    let term = try environment.term(request)
    let formula = environment.differentiator.formula(term.node)
    let text = FormulaPrinter(graph).text(Term(formula, term.orientation))
    #expect(unknownWords(text).isEmpty, "\(request) is \(text)")
    if text.hasPrefix("[i") || text.hasPrefix("Σ") || text.contains("…")
      || graph.shape(of: formula).order > 2
    {
      return
    }
    let read = try environment.term(text).node
    for (name, _) in row.inputs { environment.set(name, try known.input(name)) }
    for (size, count) in sizes { try graph.sizes.unify(size, Size(count)) }
    // Where the formula rests on an inverse that the point hasn't, there is nothing to compare.
    guard let want = try value(term.node, environment), let got = try value(read, environment)
    else { return }
    #expect(
      got.count == want.count
        && got.isClose(to: Tensor(got.shape, want.entries), within: 1e-8),
      "\(request) is \(text): \(got.entries) ≠ \(want.entries)")
  }

  private func value(_ node: NodeID, _ environment: TestEnvironment) throws -> Tensor? {
    do { return try environment.value(of: node) } catch ArrayError.singular { return nil }
  }

  /// Words before a parenthesis that are no function.
  private func unknownWords(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    for character in text {
      if character.isLetter || character.isNumber || character == "_" {
        word.append(character)
      } else {
        if character == "(", !word.isEmpty, Catalogue.function(named: word) == nil {
          words.append(word)
        }
        word = ""
      }
    }
    return words
  }
}
