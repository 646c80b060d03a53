import Testing

@testable import Syntax

/// What notes in the wild write beside what textbooks do, and how it reads.
struct LaTeXNotationTests {
  static let readings: [LaTeXReading] = [
    // Sums that leave one place out.
    .init(#"r_i = \sum_{j \neq i} a_{ij}"#, "r_i = Σ_{j≠i} a_ij"),
    .init(#"\sum_{j=1, j \ne i}^{n} x_j"#, "Σ_{j=1, j≠i}^{n} x_j"),
    .init(#"\sum_{\substack{j=1 \\ j \neq i}}^{n} x_j"#, "Σ_{j=1, j≠i}^{n} x_j"),
    .init(
      #"L_i = \sum_{j \neq y_i} \max(0, s_j - s_{y_i} + 1)"#,
      "L_i = Σ_{j≠y_i} max(0, s_j - s_yi + 1)"),
    .init(
      #"\sum_{k \in S} x_k"#, #"error: can't read '\in' under a sum's sign <\in>"#),
    // Words of plain notation.
    .init(#"grad(\frac12 x^T A x, x) + g r a d"#, "grad(1/2 x' A x, x) + g r a d"),
    .init(#"hessian(\log\det X, X)"#, "hessian(log(det(X)), X)"),
    .init(#"loss = \frac12 x"#, "loss = 1/2 x"),
    .init(#"xyz = \frac12 u"#, "x y z = 1/2 u"),
    // Signs.
    .init(#"\sum_{i,j} A_{ij} + \sum_{ij} A_{ij}"#, "Σ_ij A_ij + Σ_ij A_ij"),
    .init(#"\prod_{i} x_i (1 - x_i)"#, "∏_{i} x_i(1 - x_i)"),
    .init(#"\log \prod_{i=1}^n p_i^{y_i} q_i"#, "log(∏_{i=1}^{n} p_i^(y_i) q_i)"),
    .init(#"\mu = \frac{1}{m} \Sigma_{i=1}^m x_i"#, "μ = (1/m) (Σ_{i=1}^{m} x_i)"),
    .init(#"\Sigma^m_{i=1} x_i + \Sigma_1"#, "Σ_{i=1}^{m} x_i + Σ1"),
    .init(#"\max_j v_j + \min_{i,j} A_{ij}"#, "max_{j} v_j + min_{i,j} A_ij"),
    // Fonts over several letters cover them and group nothing.
    .init(#"\mathbf{a b}^T \mathbf{X B}"#, "a b' X B"),
    .init(#"\mathbf{B} \mathbf{b ^ { T }}"#, "B b'"),
    .init(#"\mathbf{x y}_1 + \mathbf{AB}^{-1}"#, "x y1 + A B^-1"),
    .init(#"\mathbf{x + y}^2"#, "(x + y)^2"),
    // Markdown's escapes, dots, arrows, wide punctuation.
    .init(#"L\_i = x\_i^2 + W\_{ij}"#, "L_i = x_i^2 + W_ij"),
    .init(#"W_{fan\_in} + \text{fan\_in}"#, "W_{fan_in} + fan_in"),
    .init(#"x + ... + y"#, #"error: can't read \dots here <...>"#),
    .init(#"\nabla_x J = 0 => x = 3"#, "∂J/∂x = 0\nx = 3"),
    .init(#"a = 1 ⇒ b = 2，c = 3。"#, "a = 1\nb = 2\nc = 3"),
    // Differentials are names.
    .init(#"\mathrm{d}x + \mathrm{d}\mathbf{X} + d x_i + dW1"#, "dx + dX + dx_i + dW1"),
    .init(#"da2 = \frac{1}{2} x"#, "da2 = 1/2 x"),
    // Functions of what stands behind a bar.
    .init(
      #"\log p(x \mid \mu, \Sigma) + p(y | x; \theta)"#, "log(p(x, μ, Σ)) + p(y, x, θ)"),
    .init(#"f(|x|) + g(x, |y|)"#, "f(|x|) + g(x, |y|)"),
    // Notes beside and below.
    .init(
      #"\underbrace{W x}_\text{linear} + \overbrace{b}^{bias}"#,
      "W x + b {'\\text{linear}' is taken as a remark} {'{bias}' is taken as a remark}"),
    .init(#"\mathbb 1[u > 0] + \mathbbm{1}(u > 0)"#, "(u > 0) + (u > 0)"),
    // An equation ends where it can't go on, and isn't cut there.
    .init(#"x = \frac{1}{2} \foo y"#, #"error: can't read \foo here <\foo>"#),
    .init(#"\frac{a}{b} = x 2"#, "error: can't read '2' here <2>"),
    .init(#"\frac{a}{b} = c ) + 3, d = 4"#, "error: can't read ')' here <)>\nd = 4"),
    .init(
      #"a = b \in \mathbb{R}^q, c = d"#,
      #"a = b {'\in \mathbb{R}^q' is taken as a remark}\#nc = d"#),
    // Frames around equations.
    .init(#"\boxed{a = \frac{b}{2}}"#, "a = b/2"),
    .init(#"x = 1 \quad \color{red}{y = \boxed{z}}"#, "x = 1\ny = z"),
    .init(#"\sum_{i=1}^n x_i = {a}_{i=1}"#, "error: can't read this as a label <i=1>"),
    // Accents, sizes, fences, environments.
    .init(#"\dot{x} + \ddot x + \tfrac12"#, "x_dot + x_ddot + 1/2"),
    .init(#"a \odot b + a \circ b + a \ast b"#, "a .* b + a .* b + a*b"),
    .init(#"\Big( \frac{a}{b} \Big) + \phantom{x} c"#, "a/b + c"),
    .init(#"x^{\top} + x^{\mathsf T} + A^{-\top}"#, "x' + x' + A^-1'"),
    .init(#"\lVert x \rVert_2^2 + \langle x, y\rangle"#, "‖x‖_2^2 + dot(x, y)"),
    .init(#"\partial^2 L/\partial x\partial y"#, "∂²L/∂x∂y"),
    .init(
      #"\left. \frac{d f}{d x} \right|_{x=0}"#, "at(∂f/∂x, x=0)"),
    .init(#"\begin{smallmatrix} 1 & 2 \\ 3 & 4 \end{smallmatrix}"#, "[1, 2; 3, 4]"),
    .init(
      #"a = b \intertext{and so} c = d \label{e} \nonumber"#,
      "a = b {'and so' is taken as a remark}\nc = d"),
    .init(#"a = 1 \text{ where } b = 2"#, "a = 1\nb = 2"),
    .init(#"\operatorname*{arg\,max}_j o_j"#, "argmax(o_j_{j})"),
    .init(
      #"w = \operatorname*{arg\,min}_w J(w)"#,
      "w = argmin(J(w), w)"),
    .init(
      #"w = \underset{w \in \mathbb{R}^n}{\arg\min} \|w\| + w^T b"#, "w = argmin(‖w‖ + w' b, w)"),
    .init(#"D_{KL}(q \,\|\, p) + D[q || p]"#, "D_KL(q, p) + D(q, p)"),
    .init(#"x_1^- + P^{-} + x^{-1}"#, "x1_minus + P_minus + x^-1"),
  ]

  @Test(arguments: readings)
  func reading(_ reading: LaTeXReading) { #expect(notes(reading.latex) == reading.text) }
}
