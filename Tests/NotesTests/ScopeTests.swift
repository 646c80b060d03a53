import Testing

@testable import Notes

/// Letters that mean another thing in another section: what is right holds, whatever they were before,
/// and mistakes stay mistakes.
@Suite struct ScopeTests {
  struct Note: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let path: String
    let text: String
    let verdicts: String
  }

  @Test(arguments: notes)
  func verdicts(_ note: Note) throws {
    let checker = NoteChecker(NoteDocument(Array(note.text.utf8), path: note.path))
    try checker.check()
    #expect(checker.findings.map(\.verdict.rawValue).joined(separator: ", ") == note.verdicts)
  }

  static let notes: [Note] = [
    Note(
      testDescription: "a number and then a vector", path: "note.md",
      text: #"""
        # Scalars

        Let $f(x) = x^2$ for scalar $x$. Then $f'(x) = 2x$. And with $y = x^3$, $\frac{dy}{dx} = 3 x^2$.

        # Vectors

        Let $x \in \mathbb{R}^n$ and $A \in \mathbb{R}^{n \times n}$.

        $$\frac{\partial}{\partial x} x^\top A x = (A + A^\top) x$$

        $$\frac{\partial}{\partial x} x^\top x = 2 x$$
        """#,
      verdicts: "defined, holds, defined, holds, holds, holds"),
    Note(
      testDescription: "a vector and then a number", path: "note.md",
      text: #"""
        # Vectors

        Let $x \in \mathbb{R}^n$. Then $\nabla_x x^\top x = 2x$ and $\nabla_x \|x\| = x / \|x\|$.

        # Scalars

        For a scalar $x$, $\frac{d}{dx} x^3 = 3 x^2$, and $\frac{d}{dx} \frac{1}{x} = -\frac{1}{x^2}$. Also $\frac{d}{dx} e^{x^2} = 2 x e^{x^2}$.

        $$\frac{d}{dx} \log x = \frac{1}{x}, \quad \frac{d}{dx} \sin(x) \cos(x) = \cos^2 x - \sin^2 x$$
        $$\sigma(x) = \frac{1}{1 + e^{-x}}, \quad \sigma'(x) = \sigma(x) (1 - \sigma(x))$$
        """#,
      verdicts: "holds, holds, holds, holds, holds, holds, holds, holds, holds"),
    Note(
      testDescription: "a neuron and then a layer", path: "note.md",
      text: #"""
        ## The neuron

        Take one neuron with scalar weight $w$, input $x$ and bias $b$:

        $$z = w x + b, \quad a = \sigma(z), \quad L = \frac12 (a - y)^2$$

        $$\frac{\partial L}{\partial w} = (a - y) a (1 - a) x$$

        ## The layer

        Now $W \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$, $b \in \mathbb{R}^m$:

        $$z = W x + b, \quad a = \sigma(z), \quad L = \frac12 \|a - y\|^2$$

        $$\frac{\partial L}{\partial z} = (a - y) \odot a \odot (1 - a), \quad \frac{\partial L}{\partial W} = \frac{\partial L}{\partial z} x^\top$$
        """#,
      verdicts: "defined, defined, defined, holds, defined, holds, defined, holds, holds"),
    Note(
      testDescription: "by matrices and in one dimension", path: "note.md",
      text: #"""
        ## Linear regression

        $$J(w) = \frac{1}{2} \|X w - y\|^2, \quad \nabla J(w) = X^\top (X w - y)$$

        ## One dimension

        In one dimension, with slope $w$ and data $x_i$, $y_i$:

        $$J(w) = \frac12 \sum_i (w x_i - y_i)^2, \quad \frac{d J}{d w} = \sum_i (w x_i - y_i) x_i$$

        Setting it to zero gives $w = \frac{\sum_i x_i y_i}{\sum_i x_i^2}$.
        """#,
      verdicts: "defined, holds, defined, holds, defined"),
    Note(
      testDescription: "vectors, and numbers that words speak of alone", path: "note.md",
      text: #"""
        ## Vectors

        The dot product $a^\top b = \sum_i a_i b_i$. Let $a \in \mathbb{R}^n$, then $\nabla_x (a^\top x) = a$.

        ## Scalars

        For scalars: $\frac{d}{dx} (a x) = a$, $\frac{d}{dx} (a x^2 + b x + c) = 2 a x + b$, $(a + b)^2 = a^2 + 2 a b + b^2$, $\frac{d}{dx} \frac{a}{x} = -\frac{a}{x^2}$, $\log (a b) = \log a + \log b$, $e^{a + b} = e^a e^b$.
        """#,
      verdicts: "holds, holds, holds, holds, holds, holds, holds, holds"),
    Note(
      testDescription: "numbers, vectors and numbers again", path: "note.tex",
      text: #"""
        \documentclass{article}\begin{document}
        \section{Chain rule for scalars}
        Suppose $y = g(x)$ and $z = h(y)$. Then
        \[ \frac{dz}{dx} = \frac{dz}{dy} \frac{dy}{dx} \]
        For example $y = x^2$ and $z = \sin(y)$:
        \[ \frac{dz}{dx} = \cos(y) \cdot 2x \]
        \section{Chain rule for vectors}
        Let $x \in \mathbb{R}^n$, $y = A x$, $z = \|y\|^2$. Then
        \[ \nabla_x z = A^\top \nabla_y z = 2 A^\top y = 2 A^\top A x \]
        \section{Back to scalars}
        Let $x \in \mathbb{R}$, $y = x^2 + 1$. Then $dy/dx = 2x$ and if $z = y^2$, $\frac{dz}{dx} = 4 x y = 4 x (x^2 + 1)$.
        \end{document}
        """#,
      verdicts: "defined, defined, holds, defined, defined, holds, defined, defined, holds, "
        + "holds, holds, defined, holds, holds, holds, holds"),
    Note(
      testDescription: "one variable and many", path: "note.md",
      text: #"""
        # Gaussians

        ## One variable

        $$p(x) = \frac{1}{\sqrt{2 \pi} \sigma} e^{-\frac{(x - \mu)^2}{2 \sigma^2}}$$

        $$\log p(x) = -\frac{(x - \mu)^2}{2 \sigma^2} - \log \sigma - \frac12 \log 2\pi$$

        $$\frac{\partial \log p(x)}{\partial \mu} = \frac{x - \mu}{\sigma^2}$$

        ## Many variables

        $$p(x) = \frac{1}{\sqrt{(2\pi)^d \det \Sigma}} e^{-\frac12 (x - \mu)^\top \Sigma^{-1} (x - \mu)}$$

        $$\frac{\partial \log p(x)}{\partial \mu} = \Sigma^{-1} (x - \mu)$$
        """#,
      verdicts: "defined, holds, holds, defined, holds"),
    Note(
      testDescription: "declared again in every part", path: "note.md",
      text: #"""
        # Part 1

        Let $x \in \mathbb{R}^n$ and $f(x) = \frac12 x^\top x$. Then $\nabla f(x) = x$.

        # Part 2

        **Example.** Let $x, y \in \mathbb{R}$ and $f(x, y) = x^2 y$. Then $\frac{\partial f}{\partial x} = 2 x y$, $\frac{\partial f}{\partial y} = x^2$ and $\frac{\partial^2 f}{\partial x \partial y} = 2x$.

        # Part 3

        Let $x$ be a vector, $M$ a symmetric matrix, $f(x) = x^\top M x$, $\nabla f(x) = 2 M x$.

        For scalar $x$, $(x - 1)(x + 1) = x^2 - 1$, $x \cdot x = x^2$, and $\frac{1}{1 + x} + \frac{x}{1+x} = 1$, $\frac{x y}{y} = x$.
        """#,
      verdicts: "defined, holds, defined, holds, holds, holds, defined, holds, holds, holds, "
        + "holds, holds"),
    Note(
      testDescription: "one loss after another", path: "note.md",
      text: #"""
        # Losses

        ## MSE

        $$L = \frac12 (a - y)^2, \quad \frac{dL}{da} = a - y$$

        ## Cross-entropy

        $$L = -y \log a - (1 - y) \log(1 - a), \quad \frac{dL}{da} = \frac{a - y}{a (1 - a)}$$

        ## Hinge

        $$L = \max(0, 1 - y a)$$

        ## Recap

        $$L = -y \log a + (1 - y) \log(1 - a)$$
        """#,
      verdicts: "defined, holds, defined, holds, defined, defined"),
    Note(
      testDescription: "words of kinds", path: "note.md",
      text: #"""
        # Activation: tanh

        $h = \tanh(u)$, $\frac{\partial h}{\partial u} = 1 - h^2$

        # Activation: ReLU

        $h = \max(0, u)$

        # Vectors

        For a vector $u$ and $h = W u$ we have $\frac{\partial h}{\partial u} = W$, $\|h\|^2 = u^\top W^\top W u$.

        # Scalars again

        With scalars $u$ and $w$ and $h = w u$: $\frac{\partial h}{\partial u} = w$, $h^2 = w^2 u^2$, $\frac{\partial h^2}{\partial w} = 2 w u^2$, $\frac{\partial h^2}{\partial w} = w u^2$
        """#,
      verdicts: "defined, holds, defined, defined, holds, holds, defined, holds, holds, holds, "
        + "mismatch"),
    Note(
      testDescription: "mistakes stay mistakes", path: "note.md",
      text: #"""
        # Section one

        Let $x \in \mathbb{R}^n$, $A \in \mathbb{R}^{n \times n}$, $f(x) = x^\top A x$. $\nabla f(x) = (A + A^\top) x$.

        # Section two

        Wrong: $\frac{\partial}{\partial x} x^\top A x = 2 x A$. $\frac{\partial}{\partial x} (A x) = A^\top$. $\frac{\partial}{\partial x} \|A x\|^2 = 2 A x$.
        $\frac{d}{dx} x^3 = 2 x^2$
        """#,
      verdicts: "defined, holds, mismatch, holds, mismatch, mismatch"),
  ]
}
