import Testing

@testable import Syntax

/// Formulas in the styles of many lecture notes, and how each reads.
struct LaTeXReaderTests {
  static let readings: [LaTeXReading] = [
    .init(
      #"\mathbf{h} = \tanh(\mathbf{W}\mathbf{x} + \mathbf{b})"#,
      "?"),
    .init(
      #"\boldsymbol{\theta} \leftarrow \boldsymbol{\theta} - \eta \nabla_{\boldsymbol{\theta}} J"#,
      "?"),
    .init(
      #"W := W - \alpha \frac{\partial J}{\partial W}"#,
      "?"),
    .init(
      #"z^{[1]} = W^{[1]} x + b^{[1]}"#,
      "?"),
    .init(
      #"a^{[2]} = \sigma(z^{[2]})"#,
      "?"),
    .init(
      #"\hat{y} = \mathrm{softmax}(W^{(2)} h + b^{(2)})"#,
      "?"),
    .init(
      #"\hat{\mathbf{y}}_1 + \hat{y_1} + \bar x + \tilde{A}"#,
      "?"),
    .init(
      #"\mathcal{L} = -\sum_{i=1}^{n} y_i \log o_i"#,
      "?"),
    .init(
      #"L = -\sum_i y_i \log \hat{y}_i"#,
      "?"),
    .init(
      #"J = \frac{1}{N} \sum_{n=1}^N \|y_n - t_n\|^2"#,
      "?"),
    .init(
      #"u_i = \sum_j W_{ij} x_j + b_i"#,
      "?"),
    .init(
      #"\frac{\partial L}{\partial W_{ij}} = \delta_i x_j"#,
      "?"),
    .init(
      #"\frac{\partial E}{\partial w_{jk}} = a_k \delta_j"#,
      "?"),
    .init(
      #"x^\top A x"#,
      "?"),
    .init(
      #"x^{\mathsf{T}} A^{-1} x"#,
      "?"),
    .init(
      #"A^{-T} + A^{-\top} + A^{+} + A^\dagger"#,
      "?"),
    .init(
      #"(AB)^T = B^T A^T"#,
      "?"),
    .init(
      #"Ax = b"#,
      "?"),
    .init(
      #"\left( \frac{a}{b} \right)^2"#,
      "?"),
    .init(
      #"\frac12 + \frac{1}{2}x + \tfrac{3}{4}"#,
      "?"),
    .init(
      #"\sqrt{x^2 + y^2} + \sqrt[3]{z} + \sqrt2"#,
      "?"),
    .init(
      #"\lVert W \rVert_F^2 + \|x\|_2 + ||x||_1 + \|x\|_\infty"#,
      "?"),
    .init(
      #"\left\| A x - b \right\|_2^2"#,
      "?"),
    .init(
      #"|x| + \left|\frac{a}{b}\right| + \lvert y \rvert"#,
      "?"),
    .init(
      #"e^{-x} + \exp(-x) + \exp x"#,
      "?"),
    .init(
      #"\log_2 x + \log_{10} x + \ln x + \log_e x + \log_b x"#,
      "?"),
    .init(
      #"\log(x)y + \log x y"#,
      "?"),
    .init(
      #"\sin^2 x + \cos^2(x)"#,
      "?"),
    .init(
      #"\max(0, x) + \max_j v_j + \min\{a, b\}"#,
      "?"),
    .init(
      #"\arg\max_k o_k"#,
      "?"),
    .init(
      #"\operatorname{argmax}(o)"#,
      "?"),
    .init(
      #"\operatorname{tr}(A^T B) + \det A + \operatorname{tr} A B"#,
      "?"),
    .init(
      #"\mathrm{diag}(x) + \operatorname{diag}(x)"#,
      "?"),
    .init(
      #"\mathbb{1}(u > 0) + \mathbb{1}_{u > 0} + \mathbf{1}[u > 0]"#,
      "?"),
    .init(
      #"\mathbf{1}_n + I_n + I_3"#,
      "?"),
    .init(
      #"W \in \mathbb{R}^{m \times n}, x \in \mathbb{R}^n"#,
      "?"),
    .init(
      #"W_1 \in \mathbb{R}^{3\times 2}, \quad x, b \in \mathbb{R}^{2}, \quad a \in \mathbb{R}"#,
      "?"),
    .init(
      #"f(x) = \begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}"#,
      "?"),
    .init(
      #"f(x) = \begin{cases} x, & \text{if } x > 0 \\ 0, & \text{if } x \leq 0. \end{cases}"#,
      "?"),
    .init(
      #"\begin{align} u &= W x + b \\ h &= \text{ReLU}(u) \end{align}"#,
      "?"),
    .init(
      #"\begin{aligned} J &= a + b \\ &= c \\ &\quad + d \end{aligned}"#,
      "?"),
    .init(
      #"\begin{gather*} a = 1 \\ b = 2 \end{gather*}"#,
      "?"),
    .init(
      #"\begin{equation} \label{eq:x} y = A x \tag{1} \end{equation}"#,
      "?"),
    .init(
      #"a &= b & c &= d"#,
      "?"),
    .init(
      #"a = 1, b = 2, \quad c = 3 \qquad d = 4."#,
      "?"),
    .init(
      #"U, \Sigma, V = \operatorname{svd}(A)"#,
      "?"),
    .init(
      #"\nabla_x J + \nabla_{W_1} J + \nabla^2_x f"#,
      "?"),
    .init(
      #"\nabla_x (x^T A x) = (A + A^T) x"#,
      "?"),
    .init(
      #"\frac{\partial}{\partial x} x^\top A x"#,
      "?"),
    .init(
      #"\frac{\partial^2 J}{\partial x \partial y} + \frac{\partial^2 J}{\partial x^2}"#,
      "?"),
    .init(
      #"\frac{dL}{dx} + \frac{\mathrm{d} L}{\mathrm{d} x} + \frac{d}{dx} f"#,
      "?"),
    .init(
      #"\partial J/\partial W_1"#,
      "?"),
    .init(
      #"\frac{\partial \mathbf{y}}{\partial \mathbf{x}} = \mathbf{A}"#,
      "?"),
    .init(
      #"\sigma'(z) + \text{softmax}'(v) + f^{\prime}(x)"#,
      "?"),
    .init(
      #"\sigma'(z) = \sigma(z)(1 - \sigma(z))"#,
      "?"),
    .init(
      #"A \otimes B + a \circ b + a \odot b + a \oslash b + a \times b"#,
      "?"),
    .init(
      #"x \approx 0.5 \equiv y \triangleq z"#,
      "?"),
    .init(
      #"\stackrel{\text{def}}{=}"#,
      "?"),
    .init(
      #"x \stackrel{\text{def}}{=} 3"#,
      "?"),
    .init(
      #"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}^{-1}"#,
      "?"),
    .init(
      #"\left[\begin{array}{cc} 1 & 2 \\ 3 & 4 \end{array}\right] x"#,
      "?"),
    .init(
      #"\begin{vmatrix} a & b \\ c & d \end{vmatrix}"#,
      "?"),
    .init(
      #"[1, 2, 3] + (1, 2)^T"#,
      "?"),
    .init(
      #"x = (6, 3)^\top"#,
      "?"),
    .init(
      #"x_{t-1} + h_t + x_{i,j} + W_{12} + \theta_{k}"#,
      "?"),
    .init(
      #"\text{loss} = \text{MSE}(y, \hat y)"#,
      "?"),
    .init(
      #"\text{lr} \cdot x + \mathit{out}_1"#,
      "?"),
    .init(
      #"\text{where } x = 3"#,
      "?"),
    .init(
      #"x = 3 \text{ and } y = 4"#,
      "?"),
    .init(
      #"u_i = x_i, \quad i = 1, \dots, n"#,
      "?"),
    .init(
      #"p_k = \frac{e^{v_k}}{\sum_j e^{v_j}}"#,
      "?"),
    .init(
      #"o = e^{v} / \sum e^{v}"#,
      "?"),
    .init(
      #"S = \sum_{i=1}^{n} \sum_{j=1}^{m} A_{ij}^2"#,
      "?"),
    .init(
      #"\prod_{i=1}^n x_i"#,
      "?"),
    .init(
      #"0 < x < 1"#,
      "?"),
    .init(
      #"\langle x, y \rangle + \lfloor x \rfloor"#,
      "?"),
    .init(
      #"\underbrace{W x}_{u} + b"#,
      "?"),
    .init(
      #"A^2 + A^{\circ 2} + x^{n+1}"#,
      "?"),
    .init(
      #"W^{(1)T} + {W^{(2)}}^T + W^{(1)}{}^T"#,
      "?"),
    .init(
      #"\delta^{(2)} = (W^{(2)})^T \delta^{(3)} \odot f'(z^{(2)})"#,
      "?"),
    .init(
      #"\vec{x}^T \vec{y}"#,
      "?"),
    .init(
      #"W_{out} + W_{\text{out}} + W_\text{in}"#,
      "?"),
    .init(
      #"\displaystyle \sum\limits_{i} x_i"#,
      "?"),
    .init(
      #"J(\theta) = \frac{1}{2m} \sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)})^2"#,
      "?"),
    .init(
      #"f_t = \sigma_g(W_f x_t + U_f h_{t-1} + b_f)"#,
      "?"),
    .init(
      #"\text{Attention}(Q, K, V) = \text{softmax}\left(\frac{QK^T}{\sqrt{d_k}}\right)V"#,
      "?"),
    .init(
      #"w^* = (X^T X)^{-1} X^T y"#,
      "?"),
    .init(
      #"\hat{\beta} = (X^TX + \lambda I)^{-1}X^Ty"#,
      "?"),
    .init(
      #"\theta_{t+1} = \theta_t - \eta g_t"#,
      "?"),
    .init(
      #"2\pi r + \infty"#,
      "?"),
    .init(
      #"x ← 3"#,
      "?"),
    .init(
      #"∂J/∂W₁ = δ hᵀ + λ W₁"#,
      "?"),
    .init(
      #"½ ‖W‖²_F"#,
      "?"),
    .init(
      #"\foo + 1"#,
      "?"),
    .init(
      #"a = 1 \\ b = \foo \\ &= 4 \\ c = 3"#,
      "?"),
    .init(
      #"x = \int f"#,
      "?"),
    .init(
      #"\frac{1}{2"#,
      "?"),
    .init(
      #"\begin{bmatrix} 1 & 2"#,
      "?"),
    .init(
      #"x_"#,
      "?"),
    .init(
      #"x^"#,
      "?"),
    .init(
      #"a = \begin{bmatrix} 1 & \cdots & 3 \end{bmatrix}"#,
      "?"),
    .init(
      #"p(y \mid x)"#,
      "?"),
    .init(
      #"\nabla J"#,
      "?"),
    .init(
      #"x \in S"#,
      "?"),
    .init(
      #"a b = } c"#,
      "?"),
  ]

  @Test(arguments: readings)
  func reading(_ reading: LaTeXReading) { #expect(notes(reading.latex) == reading.text) }
}
