import Interpreter
import Testing

@testable import Notes

/// Checking a document of twice the length is twice the work, told by how often the checker asks whether
/// it is interrupted and by how much its graph grows: clocks differ from machine to machine.
struct WorkTests {
  /// Sections that each define names of their own.
  private static func distinct(_ count: Int) -> String {
    (1...count).map { k in
      """
      ## Layer \(k)

      $$u_{\(k)} = A_{\(k)} v_{\(k)} + c_{\(k)}, \\quad q_{\(k)} = \\tanh(u_{\(k)})$$

      $$\\frac{\\partial q_{\(k)}^T w_{\(k)}}{\\partial c_{\(k)}} = w_{\(k)} \\odot (1 - q_{\(k)}^2)$$


      """
    }.joined()
  }

  /// The same names again and again.
  private static func alike(_ count: Int) -> String {
    (1...count).map { k in
      """
      $$\\frac{\\partial x^T A x}{\\partial x} = (A + A^T) x$$ and $\(k) \\cdot 3 + 1 = \(3 * k + 1)$, so
      $$(A B + \(k) C)^T = B^T A^T + \(k) C^T$$ $$\\operatorname{tr}(A B) = \\sum_{i,j} A_{ij} B_{ji}$$


      """
    }.joined()
  }

  private static func work(_ text: String) throws -> (questions: Int, nodes: Int, findings: Int) {
    let questions = Counter()
    let checker = NoteChecker(
      NoteDocument(Array(text.utf8), path: "note.md"),
      isInterrupted: {
        questions.count += 1
        return false
      })
    try checker.check()
    return (questions.count, checker.session.graph.nodes.count, checker.findings.count)
  }

  private final class Counter { var count = 0 }

  @Test(arguments: [distinct, alike])
  func isLinear(_ text: @Sendable (Int) -> String) throws {
    let (short, long) = (try Self.work(text(10)), try Self.work(text(40)))
    #expect(long.findings == 4 * short.findings)
    #expect(short.questions > 0)
    #expect(Double(long.questions) < 4.4 * Double(short.questions))
    #expect(Double(long.nodes) < 4.4 * Double(short.nodes))
  }
}
