import Arrays
import Elaboration
import Graph
import Support
import Syntax
import Testing

/// Every operator on operands of every shape: what fits has the shape of its value, what doesn't is
/// an error whose hint fits.
@Suite struct ShapeTests {
  private static let operands: [(name: String, shape: [Int], orientation: Orientation)] = [
    ("s", [], .column), ("v", [2], .column), ("w", [3], .column), ("r", [2], .row),
    ("q", [3], .row),
    ("A", [2, 2], .column), ("B", [2, 3], .column), ("C", [3, 2], .column), ("D", [3, 3], .column),
    ("R", [1, 3], .column), ("K", [3, 1], .column), ("E", [0, 2], .column),
  ]
  private static let operators = ["*", "+", "-", ".*", "./", "/", "\\", " "]

  private static func environment() -> TestEnvironment {
    let environment = TestEnvironment()
    for (index, operand) in operands.enumerated() {
      let entries = (0..<operand.shape.reduce(1, *)).map { Double((7 * $0 + 3 * index) % 5 + 1) }
      environment.bind(operand.name, Tensor(operand.shape, entries), operand.orientation)
    }
    return environment
  }

  @Test(arguments: operators)
  func operandsFitOrTheHintDoes(_ symbol: String) throws {
    var (fitting, hints) = (0, 0)
    for left in Self.operands {
      for right in Self.operands {
        let environment = Self.environment()
        let text = "\(left.name)\(symbol)\(right.name)"
        do {
          let term = try environment.term(text)
          fitting += 1
          let value = try? environment.value(of: term.node)
          guard let value else { continue }
          #expect(environment.graph.shape(of: term.node).known == value.shape, "\(text)")
        } catch let diagnostic as Diagnostic {
          #expect(!diagnostic.labels.isEmpty, "\(text)")
          for fit in Self.formulas(in: diagnostic.hint ?? "") {
            #expect(throws: Never.self, "\(text): \(diagnostic.hint ?? "")") {
              _ = try environment.term(fit)
            }
            hints += 1
          }
        }
      }
    }
    #expect(fitting >= 20)
    #expect(hints >= 5, "of \(symbol)")
  }

  /// What a hint offers: the texts before its verbs.
  private static func formulas(in hint: String) -> [String] {
    var formulas: [String] = []
    for verb in [
      " is the dot product", " works entry by entry", " is a matrix", " fits", " divides",
    ] {
      guard let range = hint.firstRange(of: verb) else { continue }
      let before = hint[..<range.lowerBound]
      let start = before.ranges(of: ", ").last?.upperBound ?? before.startIndex
      formulas.append(String(before[start...]))
    }
    return formulas
  }

  /// Symbols with declared sizes: what must be one size is, what has two names is an error.
  @Test(
    arguments: [
      ("A*x", [2], true), ("A'*y", [1], true), ("A*y", [], false), ("A + A'", [], false),
      ("x + x", [1], true), ("x + y", [], false), ("x*y'", [1, 2], true),
      ("A .* (y*x')", [2, 1], true),
      ("A \\ y", [], false), ("[A; A]", [0, 1], true), ("[x; y]", [0], true), ("x'*A*y", [], false),
      ("y'*A*x", [], true), ("tr(A)", [], false), ("A[:, 1]", [2], true),
    ] as [(String, [Int], Bool)])
  func declaredSizes(_ text: String, _ sizes: [Int], _ fits: Bool) throws {
    let environment = TestEnvironment()
    let (n, m) = (
      environment.graph.sizes.symbol(named: "n"), environment.graph.sizes.symbol(named: "m")
    )
    environment.declare("A", .matrix(m, n))
    environment.declare("x", .vector(n))
    environment.declare("y", .vector(m))
    guard fits else {
      #expect(throws: Diagnostic.self) { try environment.term(text) }
      return
    }
    let shape = environment.graph.shape(of: try environment.term(text).node)
    #expect(shape.order == sizes.count)
    for (axis, size) in sizes.enumerated() where size > 0 {
      #expect(environment.graph.sizes.resolve(shape[axis]) == (size == 1 ? n : m), "axis \(axis)")
    }
  }
}
