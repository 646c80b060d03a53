import Notes
import Syntax
import Testing

/// What the words of a note say of its names, and what may be a condition and what is a mistake.
@Suite struct WordsTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var note: String
    var verdicts: [String]

    init(_ note: String, _ verdicts: String...) { (self.note, self.verdicts) = (note, verdicts) }

    var testDescription: String { note }
  }

  static let cases: [Case] = [
    // Properties said in words, before and after.
    Case(
      #"For symmetric $A$, $\nabla_x x^\top A x = 2 A x$."#,
      "holds — as A is symmetric"),
    Case(
      #"$\nabla_x x^\top A x = 2 A x$ where $A$ is symmetric."#,
      "holds — as A is symmetric"),
    Case(
      #"Let $\Sigma$ be symmetric positive definite. $\Sigma = \Sigma^\top$"#,
      "holds — as Σ is symmetric"),
    Case(
      #"$A B = B A$ where $A$ and $B$ are diagonal."#,
      "holds — as A is diagonal, B is diagonal"),
    Case(
      #"The matrix $Q$ is orthogonal. $\|Qx\| = \|x\|$"#, "holds — as Q is orthogonal"),
    // What is said for one sentence isn't so in the next, and of one name not of another.
    Case(
      #"If $A$ is diagonal, $A^\top = A$. But $A B = B A^\top$."#,
      "holds — as A is diagonal", "mismatch — holds only if B is diagonal"),
    // Conditions, and what rests on them.
    Case(
      #"If $Q^\top Q = I$, then $\|Q x\|^2 = \|x\|^2$."#,
      "defined — the columns of Q are orthonormal, from here on",
      "holds — as the columns of Q are orthonormal"),
    Case(
      #"If $Q^\top Q = I$, then $\|Q^\top x\|^2 = \|x\|^2$."#,
      "defined — the columns of Q are orthonormal, from here on",
      "holds — only if Q has full row rank"),
    Case(
      #"With $P^2 = P$ we have $P^3 = P$ and $P^3 = I$."#,
      "defined — P is idempotent, from here on", "holds — as P is idempotent", "mismatch"),
    Case(
      #"If $A B = B A$, then $(A + B)(A - B) = A^2 - B^2$, not $(A + B)(A - B) = A^2 + B^2$."#,
      "defined — A and B commute, from here on", "holds — as A and B commute", "mismatch"),
    Case(
      #"For matrices that commute $(A + B)^2 = A^2 + 2AB + B^2$."#,
      "holds — as A and B commute"),
    Case(#"$(A + B)^2 = A^2 + 2AB + B^2$"#, "mismatch — holds only if A and B commute"),
    Case(
      #"$A$ and $B$ don't commute, so $(A + B)^2 = A^2 + 2AB + B^2$ is wrong."#, "mismatch"),
    // Conditions that aren't tried, and what may rest on them.
    Case(
      #"If $A B = C D$, then $A B A = C D A$ and $B A = D C$."#,
      "unchecked — a condition, which isn't tried", "unchecked", "unchecked"),
    Case(#"We get $A B = B A$."#, "mismatch"),
    Case(
      #"Assume that $A$ is invertible, then $(A + B)^{-1} = A^{-1} + B^{-1}$."#, "mismatch"),
    Case(#"Let $A$ be diagonal. $A B = B A$"#, "mismatch — holds only if B is diagonal"),
    Case(#"Neither $A$ nor $B$ is diagonal. $A B = B A$"#, "mismatch"),
    Case(
      #"Let $A$ be diagonal. $A^\top = A$. Let $A \in \mathbb{R}^{n \times n}$. $A^\top A = A A^\top$"#,
      "holds — as A is diagonal", "mismatch"),
    Case(
      #"For commuting matrices $AB = BA$"#, "defined — A and B commute, from here on"),
    Case(
      #"$e^{A} e^{B} = e^{A+B}$"#,
      "unchecked — e^(A + B) may be the exponential of a matrix, which isn't known here"),
    // Rows and columns.
    Case(
      #"Let $X \in \mathbb{R}^{n\times d}$ have rows $x_i^\top$. $J = \sum_{i=1}^n (w^\top x_i - y_i)^2 = \|Xw-y\|^2$, $\nabla_w J = 2 X^\top(Xw-y)$, $\nabla_w J = 2 X^\top(y - Xw)$"#,
      "defined", "holds — at random points", "holds — at random points", "mismatch"),
    Case(
      #"The columns of $A$ are $a_j$. $b = \sum_j a_j z_j = A z$"#, "defined",
      "holds — at random points"),
    Case(
      #"Let $X \in \mathbb{R}^{n\times d}$. $J = \sum_{i=1}^n (w^\top x_i - y_i)^2$, $\nabla_w J = 2 X^\top(Xw-y)$"#,
      "defined", "unchecked — nothing says how X is tied to x"),
    // Entries that are declared.
    Case(
      #"Let $x_i \in \mathbb{R}$. $y_i = \gamma x_i + \beta$. $$\frac{\partial L}{\partial \beta} = \sum_i \frac{\partial L}{\partial y_i}$$"#,
      "defined", "holds — at random points"),
    Case(
      #"Let $X$ be the matrix whose $i$-th row is $x_i^\top$. $S = \sum_{i=1}^n x_i x_i^\top = X^\top X$"#,
      "defined", "holds — at random points"),
    Case(
      #"Row $i$ of $X$ is $x_i^\top$. $S = \sum_{i=1}^n x_i x_i^\top = X X^\top$"#,
      "defined", "mismatch"),
    Case(
      #"Let $X$ have $n$ rows and labels $y_i$. $J = \sum_{i=1}^n y_i^2$, $\frac{\partial J}{\partial y_i} = 2 y_i$"#,
      "defined", "holds"),
    // An equation alone is no condition, unless it is nothing but a property.
    Case(
      #"$\mathrm{ReLU}(x) = x$, $|x| = x$"#, "mismatch — holds only if x > 0",
      "mismatch — holds only if x > 0"),
    Case(
      #"Suppose that $|x| = x$. Then $\sqrt{x^2} = x$."#, "defined — x > 0, from here on",
      "holds — as x > 0"),
    Case(
      #"$\|x\| = 1$, $\nabla_x \|x\|^3 = 3 x$"#, "defined — ‖x‖ = 1, from here on",
      "holds — as ‖x‖ = 1"),
    Case(
      #"$A = A^\top$, $\nabla_x x^\top A x = 2 A x$"#, "defined — A is symmetric, from here on",
      "holds — as A is symmetric"),
    // Numbers that formulas are, whatever their names are.
    Case(#"$\sin^2 x + \cos^2 x = 1$"#, "holds — at random points"),
    Case(
      #"$\sin^2 x + \cos^2 x = 2$"#,
      "mismatch — the left side is 1 everywhere"),
    Case(
      #"$\sinh^2 x - \cosh^2 x = 1$"#,
      "mismatch — the left side is -1 everywhere"),
    Case(#"$\sinh^2 x - \cosh^2 x = -1$"#, "holds — at random points"),
    // What jumps, and what some points alone have a value at.
    Case(
      #"$(AB)^{-1} = B^{-1}A^{-1}$, $A^+ = A^{-1}$"#, "holds — at random points",
      "holds — at random points"),
    Case(
      #"$\operatorname{rank}(AB) = \operatorname{rank}(A)$"#,
      "mismatch — holds only if B has full row rank"),
    Case(#"$(x^a)^b = x^{ab}$"#, "holds — at random points with x > 0"),
    // Values at a point.
    Case(#"$\left.\frac{d}{ds} s^3\right|_{s=1} = 3$"#, "holds"),
    Case(#"$s = 2$, $\frac{d}{ds} s^3 \Big|_{s=1} = 3$"#, "defined", "holds"),
    Case(#"$s = 1$, $\left. s^3 + s \right|_{s=2} = 10$"#, "defined", "holds"),
    // The identity that is missing, of a scalar that is one in the equations.
    Case(
      #"$J = \frac12\|Xw-y\|^2 + \frac{\lambda}{2}\|w\|^2$, $\nabla_w^2 J = X^\top X + \lambda$"#,
      "defined",
      "mismatch — λ I is meant: the identity is missing; at X = [0 0], λ = 1, w = [0; 0], y = [0] "
        + "the left side is [1 0; 0 1], the right side [1 1; 1 1]"),
    // What is too much comes before what would make up for it.
    Case(
      #"$\frac{\partial \operatorname{tr}(AB)}{\partial A} = 2B$"#,
      "mismatch — the factor 2 is too much; at B = [1] the left side is [1], the right side [2]"),
  ]

  @Test(arguments: cases)
  func verdicts(_ case: Case) {
    expect(findings(in: `case`.note), `case`)
  }

  /// Words in the cells of a notebook and in a file that the note reads say as much as in the note.
  @Test(arguments: cases.prefix(16))
  func elsewhere(_ case: Case) {
    let lines = `case`.note.replacing(". ", with: ".\n").split(separator: "\n")
      .map { "\"" + $0.replacing("\\", with: "\\\\") + "\\n\"" }
    let notebook =
      #"{"cells": [{"cell_type": "markdown", "source": [\#(lines.joined(separator: ", "))]}]}"#
    expect(findings(in: NoteDocument(Array(notebook.utf8), path: "note.ipynb")), `case`)
    let document = NoteDocument(Array(#"\input{words}"#.utf8), path: "note.tex") {
      $0 == "words.tex" ? Array(`case`.note.utf8) : nil
    }
    expect(findings(in: document), `case`)
  }

  /// What a file or a cell says is so in those after it.
  @Test func goesOn() {
    let document = NoteDocument(
      Array(#"\input{words} $B^\top = A$ and $A^\top = A$, $x^\top A x = x^\top A^\top x$"#.utf8),
      path: "note.tex"
    ) {
      $0 == "words.tex" ? Array("The matrix $A$ is symmetric.".utf8) : nil
    }
    #expect(findings(in: document)[1].detail == "as A is symmetric")
    let cells = #"""
      {"cells": [{"cell_type": "markdown", "source": "The matrix $A$ is symmetric."},
      {"cell_type": "markdown", "source": "$\\nabla_x x^\\top A x = 2 A x$"}]}
      """#
    let notebook = NoteDocument(Array(cells.utf8), path: "note.ipynb")
    #expect(findings(in: notebook)[0].detail == "as A is symmetric")
  }

  private func expect(_ found: [Finding], _ case: Case) {
    let actual = found.map { finding in
      finding.verdict.rawValue + (finding.detail.map { " — \($0)" } ?? "")
    }
    #expect(actual.count == `case`.verdicts.count, "\(actual)")
    for (actual, expected) in zip(actual, `case`.verdicts) {
      #expect(
        expected.contains("—") ? actual == expected : actual.hasPrefix(expected), "\(actual)")
    }
  }

  /// Where a function jumps, generic points prove nothing.
  @Test(arguments: [
    #"Let $A, B \in \mathbb{R}^{n\times n}$. $\operatorname{rank}(AB) = \operatorname{rank}(A)$"#,
    #"$(AB)^{-1} = B^{-1}A^{-1}$, $(AB)^+ = B^+A^+$"#,
    #"$\operatorname{sign}(x)^2 = 1$"#,
  ])
  func jumps(_ note: String) {
    #expect(findings(in: note).last?.verdict != .holds)
  }
}
