import Foundation
import Notes
import Syntax
import Testing

/// Notes with mistakes in them, and what they are with these put right.
struct NoteFixerTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var note: String
    var fixed: String
    var path: String

    init(_ note: String, _ fixed: String, _ path: String = "note.md") {
      (self.note, self.fixed, self.path) = (note, fixed, path)
    }

    var testDescription: String { note }
  }

  private static let data = #"""
    $\mathbf{x} = \begin{pmatrix} 1 \\ 2 \end{pmatrix}$, $A = \begin{pmatrix} 0.5 & 1 \\ 2 & 3 \end{pmatrix}$

    """#

  static let cases: [Case] = [
    // Numbers, with as many digits as they had.
    .init("$a = 2$ and $b = 3 a = 7$", "$a = 2$ and $b = 3 a = 6$"),
    .init("$$a = \\frac{1}{3} = 0.34$$", "$$a = \\frac{1}{3} = 0.33$$"),
    .init("$a = 0.1$, $-a = 0.1$", "$a = 0.1$, $-a = -0.1$"),
    .init(
      data + #"$A\mathbf{x} = \begin{pmatrix} 2.5 \\ 9 \end{pmatrix}$"#,
      data + #"$A\mathbf{x} = \begin{pmatrix} 2.5 \\ 8 \end{pmatrix}$"#),
    .init(
      data + #"$A^T = \begin{pmatrix} 0.5 & 1 \\ 2 & 3 \end{pmatrix}$"#,
      data + #"$A^T = \begin{pmatrix} 0.5 & 2 \\ 1 & 3 \end{pmatrix}$"#),
    // Of a computation the result, whichever side it is on; digits in groups as they were.
    .init("$9 = 10 - 2$ $3 \\cdot 2 = 5$", "$8 = 10 - 2$ $3 \\cdot 2 = 6$"),
    .init("$N = 1,000$ $2 N = 3{,}000$", "$N = 1,000$ $2 N = 2{,}000$"),
    .init("$p = 0{,}5$ $3 p = 1{,}4$", "$p = 0{,}5$ $3 p = 1{,}5$"),
    // Coefficients and derivatives.
    .init("$p(t) = t^3$ $p''(t) = 5t$", "$p(t) = t^3$ $p''(t) = 6t$"),
    .init("$$(uv)' = u'v - uv'$$", "$$(uv)' = u'v + uv'$$"),
    // A number in the middle, and what follows from it.
    .init(
      "$a = 0.25$ $b = 4 a = 4 \\cdot 0.35 = 1.4$", "$a = 0.25$ $b = 4 a = 4 \\cdot 0.25 = 1.0$"),
    .init("$a = 0.25 + 0.5 = 0.85$", "$a = 0.25 + 0.5 = 0.75$"),
    .init(
      data + #"$A\mathbf{x} = \begin{pmatrix} 0.5 & 1 \\ 2 & 4 \end{pmatrix} \mathbf{x}$"#,
      data + #"$A\mathbf{x} = \begin{pmatrix} 0.5 & 1 \\ 2 & 3 \end{pmatrix} \mathbf{x}$"#),
    // Formulas, in the author's spelling.
    .init(
      #"$f = \mathbf{x}^\top A \mathbf{x}$, $\frac{\partial f}{\partial \mathbf{x}} = (A - A^\top)\,\mathbf{x}$"#,
      #"$f = \mathbf{x}^\top A \mathbf{x}$, $\frac{\partial f}{\partial \mathbf{x}} = (A + A^\top)\,\mathbf{x}$"#
    ),
    .init(
      #"$f = \frac12 \|\mathbf{x}\|_2^2$, $\nabla_{\mathbf{x}} f = -\mathbf{x}$"#,
      #"$f = \frac12 \|\mathbf{x}\|_2^2$, $\nabla_{\mathbf{x}} f = \mathbf{x}$"#),
    .init(
      #"$$f = \vec{a}^T \vec{x} \qquad \frac{\partial f}{\partial \vec{x}} = 2\vec{a}$$"#,
      #"$$f = \vec{a}^T \vec{x} \qquad \frac{\partial f}{\partial \vec{x}} = \vec{a}$$"#),
    .init(
      #"$$L = \frac12\|Xw - y\|^2$$ $$\nabla_w L = 2 X^\top (Xw - y)$$"#,
      #"$$L = \frac12\|Xw - y\|^2$$ $$\nabla_w L = X^\top (Xw - y)$$"#),
    .init(
      #"Let $X \in \mathbb{R}^{n \times d}$, $L = \frac12\|Xw - y\|^2 = \frac12 (Xw - y)^T(Xw - y)$. $\nabla_w L = X(Xw-y)$"#,
      #"Let $X \in \mathbb{R}^{n \times d}$, $L = \frac12\|Xw - y\|^2 = \frac12 (Xw - y)^T(Xw - y)$. $\nabla_w L = X^T(Xw-y)$"#
    ),
    .init(
      #"$\frac{\partial}{\partial W} \operatorname{tr}(W^\top X^\top X W) = 2XX^\top W$"#,
      #"$\frac{\partial}{\partial W} \operatorname{tr}(W^\top X^\top X W) = 2 X^\top X W$"#),
    .init(
      #"$f = x' A x$, $\nabla_x f = (A - A') x$"#, #"$f = x' A x$, $\nabla_x f = (A + A') x$"#),
    .init(
      #"$$\ell = \frac{1}{2} \| A z - b \|_2^2 + \lambda \|z\|^2, \quad \nabla_z \ell = A^{T} (Az + b) + 2 \lambda z$$"#,
      #"$$\ell = \frac{1}{2} \| A z - b \|_2^2 + \lambda \|z\|^2, \quad \nabla_z \ell = A^{T} (Az - b) + 2 \lambda z$$"#
    ),
    .init(
      #"Let $f(x) = \frac12 x^\top Qx + c^\top x$ with $Q$ symmetric. $\nabla f(x) = Qx - c$"#,
      #"Let $f(x) = \frac12 x^\top Qx + c^\top x$ with $Q$ symmetric. $\nabla f(x) = Qx + c$"#),
    .init(
      #"$f(x) = \|Ax\|^2$, $\nabla f(x) = A^\top (Ax)$"#,
      #"$f(x) = \|Ax\|^2$, $\nabla f(x) = 2 A^\top (Ax)$"#),
    // Two equations that run into each other.
    .init(
      "$a = 1$, $b = 2$ $$S = a + b = J = 2 S$$", "$a = 1$, $b = 2$ $$S = a + b \\quad J = 2 S$$"),
    // Within macros, quotes and notebooks.
    .init(
      #"$\newcommand{\v}[2]{\begin{pmatrix} #1 \\ #2 \end{pmatrix}} \vec{x} = \v{1}{2}$, $2 \vec{x} = \v{2}{5}$"#,
      #"$\newcommand{\v}[2]{\begin{pmatrix} #1 \\ #2 \end{pmatrix}} \vec{x} = \v{1}{2}$, $2 \vec{x} = \v{2}{4}$"#
    ),
    .init("> $$\n> a = 1 +\n> 2 = 4\n> $$", "> $$\n> a = 1 +\n> 2 = 3\n> $$"),
    .init(
      #"\begin{align} a &= 2 \\ b &= a^2 = 5 % wrong"# + "\n" + #"\end{align}"#,
      #"\begin{align} a &= 2 \\ b &= a^2 = 4 % wrong"# + "\n" + #"\end{align}"#, "note.tex"),
    .init(
      #"{"cells": [{"cell_type": "markdown", "source": ["$f = \\vec{a}^T \\vec{x}$\n", "$\\frac{\\partial f}{\\partial \\vec{x}} = -\\vec{a}$"]}]}"#,
      #"{"cells": [{"cell_type": "markdown", "source": ["$f = \\vec{a}^T \\vec{x}$\n", "$\\frac{\\partial f}{\\partial \\vec{x}} = \\vec{a}$"]}]}"#,
      "note.ipynb"),
    // All else stays, byte for byte.
    .init(
      "a\r\n$$a = 1 + 1 = 3$$ \t\r\n~~$1 = 2$~~ `$1 = 3$`\n\n\n",
      "a\r\n$$a = 1 + 1 = 2$$ \t\r\n~~$1 = 2$~~ `$1 = 3$`\n\n\n"),
    .init("$a = 1$, $2 a = 2$\u{FEFF} \u{0}", "$a = 1$, $2 a = 2$\u{FEFF} \u{0}"),
  ]

  @Test(arguments: cases)
  func fixed(_ case: Case) throws {
    let fixer = try NoteFixer(SourceText(`case`.note, name: `case`.path))
    #expect(String(decoding: fixer.bytes, as: UTF8.self) == `case`.fixed)
    #expect(fixer.mistakes > 0 || `case`.note == `case`.fixed)
    #expect(mistakes(in: fixer.bytes, `case`.path) == 0)
  }

  private func mistakes(in bytes: [UInt8], _ path: String) -> Int {
    let checker = NoteChecker(NoteDocument(bytes, path: path))
    #expect(throws: Never.self) { try checker.check() }
    return checker.mistakeCount
  }

  /// What is right, or may be, stays: what a sentence supposes, what rests on a property that isn't
  /// said, what speaks of data by another name.
  @Test(arguments: [
    #"For commuting matrices $AB = BA$"#,
    "$AB = BA$",
    #"$e^{A} e^{B} = e^{A+B}$ for commuting $A,B$"#,
    #"Let $X \in \mathbb{R}^{n\times d}$. $J = \sum_{i=1}^n (w^\top x_i - y_i)^2 = \|Xw-y\|^2$, $\nabla_w J = 2 X^\top(Xw-y)$"#,
    #"Let $p_i = \sigma(w^\top x_i)$ and $X \in \mathbb{R}^{n\times d}$. $J = -\sum_i \left[y_i \log p_i + (1-y_i) \log(1-p_i)\right]$, $\nabla_w J = X^\top(p-y)$"#,
    #"$\operatorname{rank}(AB)=\operatorname{rank}(A)$"#,
    #"Let $A, B \in \mathbb{R}^{n\times n}$. $\operatorname{tr}(AB) = \operatorname{tr}(A)$"#,
    #"$\mathrm{ReLU}(x) = x$"#,
    #"$A = A^\top$"#,
    #"$\|x\| = 1$, $\log(x y) = \log x + \log y$"#,
  ])
  func doubtful(_ note: String) throws {
    let fixer = try NoteFixer(SourceText(note, name: "note.md"))
    #expect(String(decoding: fixer.bytes, as: UTF8.self) == note)
  }

  /// What can't be told from the note is left as it is, and said.
  @Test func whatIsLeft() throws {
    let note = "$p = 2 q$\n\n$p = 3 q$"
    let fixer = try NoteFixer(SourceText(note, name: "note.md"))
    #expect(String(decoding: fixer.bytes, as: UTF8.self) == note)
    #expect(
      fixer.report(of: "note.md") == [
        "note.md: 0 of 1 mistake fixed",
        "  line 3: left as it is, as either may be meant: p = 3 q — another formula than p = 2 q on line 1; "
          + "the left side is 2/3 times the right",
      ])
  }

  /// The network's note: of the two formulas for L the one that the numbers use is kept, the pass begins
  /// with 1, all that followed from it is computed anew, and the matrix of another shape is the one
  /// that was meant.
  @Test func network() throws {
    let name = "two-layer-net.md"
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    let note = try Data(contentsOf: folder.appending(path: "examples/\(name)"))
    let fixer = try NoteFixer(SourceText(Array(note), name: name))
    #expect(fixer.checker.mistakeCount == 0)
    #expect(fixer.mistakes == 19)
    let text = String(decoding: fixer.bytes, as: UTF8.self)
    for line in [
      #"$$L = -\sum \vec{y} \log_e(\vec{o})$$"#,
      #"$$S = s_1 + s_2 \quad J = L + S$$"#,
      #"= \text{softmax}'(\vec{v})^T \frac{\partial J}{\partial \vec{o}}$$"#,
      #"$$\frac{\partial J}{\partial L} = 1 \quad \frac{\partial s}{\partial W_1} = W_1 \quad"#,
      #"$$\frac{\partial J}{\partial \vec{v}} = \vec{o} - \vec{y} = \begin{bmatrix} 0.116 \\ -0.116 \end{bmatrix}$$"#,
      #"\begin{bmatrix} 6 & 3 \end{bmatrix} + \begin{bmatrix} 0.300 & 0.500 \\ 0.200 & 0.700 \\ 0.100 & 0.400 \end{bmatrix}$$"#,
      #"~~$$\frac{\partial J}{\partial \vec{o}} = \frac{\partial L}{\partial \vec{o}} = 1.403$$~~"#,
    ] {
      #expect(text.contains(line))
    }
  }
}
