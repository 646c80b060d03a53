import Testing

@testable import Notes

/// What is said of a document as a whole.
struct NoteReportTests {
  private static func summary(_ note: String) throws -> [String] {
    let checker = NoteChecker(NoteDocument(Array(note.utf8), path: "note.md"))
    try checker.check()
    return NoteReport(checker).text(.plain)
  }

  private static let gradients = #"""
    $$f = x^\top A x, \quad \nabla_x f = (A + A^\top) x$$
    $$h = x^\top x, \quad \frac{\partial h}{\partial x} = 2x$$

    """#

  @Test func tellsThatLayoutsAreMixed() throws {
    let mixed =
      Self.gradients
      + #"$$g = b^\top x, \quad \frac{\partial g}{\partial x} = b^\top$$"#
    let line = "  2 gradients in denominator layout, 1 in numerator layout: line 3"
    #expect(try Self.summary(mixed).contains(line))
  }

  /// Gradients as columns and Jacobians as output by input are what most notes have.
  @Test(arguments: [
    #"$$u = W z, \quad \frac{\partial u}{\partial z} = W$$"#,
    #"$$p = P x, \quad P = P^\top, \quad \frac{\partial p}{\partial x} = P^\top$$"#,
  ])
  func keepsQuietOfOneLayout(_ note: String) throws {
    #expect(try !Self.summary(Self.gradients + note).contains { $0.contains("layout:") })
  }
}
