import Notes
import Syntax
import Testing

/// Slips in data and definitions: told where they are, once, and put right there.
@Suite struct OriginTests {
  private static let data =
    #"x = \begin{bmatrix} 1 \\ 2 \end{bmatrix} \quad A = \begin{bmatrix} 0.5 & 1 \\ 2 & 4 \end{bmatrix}"#

  @Test(arguments: [
    // A datum, where two results say what it should be.
    Checked(
      data, "u = A x", #"u = \begin{bmatrix} 2.5 \\ 8 \end{bmatrix}"#,
      #"2 u = \begin{bmatrix} 5 \\ 16 \end{bmatrix}"#, "defined x = [1; 2]",
      "mismatch A = [0.5, 1; 2, 4] — a slip in the digits: 3 is meant for 4; "
        + "then what follows from it holds", "defined u = A x",
      "mismatch u = [2.5; 8] — holds once A on line 1 is right",
      "mismatch 2 u = [5; 16] — holds once A on line 1 is right"),
    // One result doesn't say where the mistake is.
    Checked(
      data, "u = A x", #"u = \begin{bmatrix} 2.5 \\ 8 \end{bmatrix}"#, "defined x = [1; 2]",
      "defined A = [0.5, 1; 2, 4]", "defined u = A x",
      "mismatch u = [2.5; 8] — a slip in the digits of entry [2]: 10.0 is meant; "
        + "u[2] is 10, off by 2"),
    // A definition without numbers.
    Checked(
      #"E = \|X w - y\|_2^2"#, #"\frac{\partial E}{\partial w} = X^T (X w - y)"#,
      #"\frac{\partial E}{\partial y} = y - X w"#,
      "mismatch E = ‖X w - y‖_2^2 — the factor 1/2 is missing before ‖X w - y‖_2^2; "
        + "then what follows from it holds",
      "mismatch ∂E/∂w = X'(X w - y) — holds once E on line 1 is right",
      "mismatch ∂E/∂y = y - X w — holds once E on line 1 is right"),
    // If another equality speaks for it, each is told by itself.
    Checked(
      #"E = \|X w - y\|_2^2"#, #"\frac{\partial E}{\partial w} = X^T (X w - y)"#,
      #"\frac{\partial E}{\partial y} = 2 (y - X w)"#, "defined E = ‖X w - y‖_2^2",
      "mismatch ∂E/∂w = X'(X w - y) — the left side is 2 times the right, "
        + "at X = [1], w = [1], y = [0] [2] and [1]",
      "holds ∂E/∂y = 2 (y - X w) — at random points"),
    // Shapes that don't fit.
    Checked(
      #"W = \begin{bmatrix} 1 & 2 & 3 \\ 4 & 5 & 6 \end{bmatrix}, x = \begin{bmatrix} 1 \\ 0 \\ 1 \end{bmatrix}"#,
      "u = W^T x", #"u = \begin{bmatrix} 4 \\ 10 \end{bmatrix}"#,
      "defined W = [1, 2, 3; 4, 5, 6]", "defined x = [1; 0; 1]",
      "mismatch u = W' x — W' should be W; the shapes don't fit: W is 2×3, so W^T is 3×2",
      "defined u = [4; 10]"),
    // Two formulas, and what speaks for one of them.
    Checked(
      "L = x^2 + 1", "x = 3", "L = 2 x^2 + 1", "L = 10", "defined L = x^2 + 1", "defined x = 3",
      "mismatch L = 2 x^2 + 1 — another formula than L = x^2 + 1 on line 1; "
        + "the factor 2 is too much; the rest agrees with line 1",
      "mismatch L = 10 — holds with the right L"),
    Checked(
      "L = x^2 + 1", "L = 2 x^2 + 1", "x = 3", "L = 19", "defined L = x^2 + 1",
      "mismatch L = 2 x^2 + 1 — another formula than L = x^2 + 1 on line 1; "
        + "the factor 2 is too much; the rest agrees with this one", "defined x = 3",
      "holds L = 19"),
    // A name that has no value for one that has.
    Checked(
      #"q = \begin{bmatrix} 1 \\ 2 \end{bmatrix}"#, "q^T u = 5", "defined q = [1; 2]",
      "unchecked q' u = 5 — no value for u; u should be q: then it holds"),
  ])
  func verdicts(_ note: Checked) { #expect(note.actual == note.answer) }

  /// The note, and what it is with one place put right.
  @Test(arguments: [
    (#"f = w^T x"#, #"f = w^T x + b"#),
    (#"f = w^T w + b"#, #"f = w^T x + b"#),
    (#"f = w^T x - b"#, #"f = w^T x + b"#),
  ])
  func fixed(_ wrong: String, _ right: String) throws {
    let rest = #"""

      $\frac{\partial f}{\partial x} = w$ and $\frac{\partial f}{\partial b} = 1$

      $w = \begin{bmatrix} 1 \\ 2 \end{bmatrix}$, $x = \begin{bmatrix} 3 \\ 4 \end{bmatrix}$, $b = 0.5$

      $f = 11.5$, $2 f = 23$
      """#
    let fixer = try NoteFixer(SourceText("$\(wrong)$\n\(rest)", name: "note.md"))
    #expect(String(decoding: fixer.bytes, as: UTF8.self) == "$\(right)$\n\(rest)")
  }
}
