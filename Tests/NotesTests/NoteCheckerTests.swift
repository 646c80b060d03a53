import Notes
import Syntax
import Testing

/// Equalities of short notes and what is said of them.
@Suite struct NoteCheckerTests {
  @Test(arguments: [
    Checked("a = 2", "defined a = 2"),
    Checked(
      #"a = \frac{1}{2} \quad b = 2 a = 1"#, "defined a = 1/2", "defined b = 2 a", "holds 2 a = 1"),
    // A name that is used before its equation.
    Checked(
      "c = 2 d", "d = 3", #"c = 6"#, "defined c = 2 d", "defined d = 3", "holds c = 6"),
    Checked(
      #"\frac{\partial s}{\partial w} = 2 w"#, #"s = w^T w"#,
      #"w = \begin{bmatrix} 1 \\ 2 \end{bmatrix}"#,
      "holds ∂s/∂w = 2 w — at random points", "defined s = w' w", "defined w = [1; 2]"),
    // A check that waits for its values.
    Checked("m = 2 k", "m = 8", "k = 4", "defined m = 2 k", "holds m = 8", "defined k = 4"),
    Checked(
      "m = 2 k", "m = 8", "defined m = 2 k", "unchecked m = 8 — no value for k"),
    // Another formula for a name.
    Checked(
      #"f = x^T A x"#, #"f = \operatorname{tr}(A x x^T)"#, "defined f = x' A x",
      "holds f = tr(A x x') — at random points"),
    Checked(
      "p = 2 q", "p = 3 q", "defined p = 2 q",
      "mismatch p = 3 q — another formula than p = 2 q on line 1; the left side is 2/3 times the right"
    ),
    Checked(
      "a = 1", "a = 2", "a = 2", "defined a = 1", "defined a = 2 — new data, other than on line 1",
      "holds a = 2"),
    // Running equalities.
    Checked(
      "3 + 4 = 7 + 1 = 8", "running 3 + 4 = 7 + 1 — the left side is 7 alone, so this = is wrong",
      "holds 7 + 1 = 8"),
    // Conditions.
    Checked(
      #"\frac{\partial E}{\partial w} = 0"#, #"E = w^T w"#,
      "unchecked ∂E/∂w = 0 — a condition", "defined E = w' w"),
    // An equation for a variable that the note solves further down.
    Checked(
      #"L(w) = \frac{1}{2} \|X w - y\|^2"#, #"\nabla_w L = X^T (X w - y)"#, "X^T X w = X^T y",
      "w = (X^T X)^{-1} X^T y", "defined L(w) = 1/2 ‖X w - y‖^2",
      "holds ∂L/∂w = X'(X w - y) — at random points", "holds X' X w = X' y — for the w of line 4",
      "defined w = (X' X)^-1 X' y"),
    // A whole number isn't rounded.
    Checked(
      #"A = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}"#,
      #"A^T A = \begin{bmatrix} 10 & 14 \\ 14 & 21 \end{bmatrix}"#, "defined A = [1, 2; 3, 4]",
      "mismatch A' A = [10, 14; 14, 21] — a slip in the digits of entry [2, 2]: 20 is meant; "
        + "(A' A)[2, 2] is 20, off by -1"),
    // What has no value is near to no number, and no number is beyond reach.
    Checked(
      #"a = \log(-1) = 0.5"#, "defined a = log(-1)", "mismatch log(-1) = 0.5 — log(-1) is NaN"),
    Checked(
      "a = 0", #"b = \log(a) = 2.50"#, "defined a = 0", "defined b = log(a)",
      "mismatch log(a) = 2.50 — log(a) is -Inf"),
    Checked(
      "a = 2", #"b = 12345678901234567 \cdot a = 3.5"#, "defined a = 2",
      "defined b = 12345678901234568*a",
      "mismatch 12345678901234568*a = 3.5 — 12345678901234568*a is 2.4691e+16, off by 2.4691e+16"),
    Checked(
      "y = 2 x", "x = 10000000000000000000000000.0", "y = 10000000000000000000000000.0",
      "defined y = 2 x", "defined x = 10000000000000000000000000.0",
      "mismatch y = 10000000000000000000000000.0 — it is half of that: a factor 2 is missing; "
        + "y is 2e+25, off by 1e+25"),
    Checked("x = \\foo{3}", "unchecked x = \\foo{3} — can't read this: can't read \\foo here"),
  ])
  func verdicts(_ note: Checked) { #expect(note.actual == note.answer) }
}

/// A note of one display a line, and what is said of its equalities.
struct Checked: CustomTestStringConvertible, Sendable {
  private static let verdicts = ["defined ", "holds ", "running ", "mismatch ", "unchecked "]

  let displays: [String]
  let answer: [String]

  /// - Parameter lines: Displays first, then the answers, each beginning with its verdict.
  init(_ lines: String...) {
    let isAnswer: (String) -> Bool = { line in Self.verdicts.contains { line.hasPrefix($0) } }
    displays = lines.filter { !isAnswer($0) }
    answer = lines.filter(isAnswer)
  }

  var testDescription: String { displays.joined(separator: " ⏎ ") }

  var actual: [String] {
    let text = displays.map { "$$\($0)$$" }.joined(separator: "\n")
    return findings(in: text).map {
      "\($0.verdict.rawValue) \($0.equation)" + ($0.detail.map { " — \($0)" } ?? "")
    }
  }
}

/// What is found in a note in Markdown.
func findings(in text: String) -> [Finding] {
  findings(in: NoteDocument(Array(text.utf8), format: .markdown, path: "note.md"))
}

func findings(in document: NoteDocument) -> [Finding] {
  let checker = NoteChecker(document)
  do {
    try checker.check()
  } catch {
    Issue.record("interrupted: \(error)")
  }
  return checker.findings
}
