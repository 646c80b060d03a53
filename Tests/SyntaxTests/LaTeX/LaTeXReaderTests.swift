import Testing

@testable import Syntax

/// Formulas in the styles of many lecture notes, and how each reads.
struct LaTeXReaderTests {
  static let readings: [LaTeXReading] = [
    .init(
      #"\mathbf{h} = \tanh(\mathbf{W}\mathbf{x} + \mathbf{b})"#,
      #"h = tanh(W x + b)"#),
    .init(
      #"\boldsymbol{\theta} \leftarrow \boldsymbol{\theta} - \eta \nabla_{\boldsymbol{\theta}} J"#,
      #"(θ <- (- θ (_ η (d J θ))))"#),
    .init(
      #"W := W - \alpha \frac{\partial J}{\partial W}"#,
      #"W = W - α ∂J/∂W"#),
    .init(
      #"z^{[1]} = W^{[1]} x + b^{[1]}"#,
      #"z1 = W1 x + b1"#),
    .init(
      #"a^{[2]} = \sigma(z^{[2]})"#,
      #"a2 = σ(z2)"#),
    .init(
      #"\hat{y} = \mathrm{softmax}(W^{(2)} h + b^{(2)})"#,
      #"y_hat = softmax(W2 h + b2)"#),
    .init(
      #"\hat{\mathbf{y}}_1 + \hat{y_1} + \bar x + \tilde{A}"#,
      #"y_hat1 + y_hat1 + x_bar + A_tilde"#),
    .init(
      #"\mathcal{L} = -\sum_{i=1}^{n} y_i \log o_i"#,
      #"L = -Σ_{i=1}^{n} y_i log(o_i)"#),
    .init(
      #"L = -\sum_i y_i \log \hat{y}_i"#,
      #"L = -Σ_i y_i log(y_hat_i)"#),
    .init(
      #"J = \frac{1}{N} \sum_{n=1}^N \|y_n - t_n\|^2"#,
      #"J = (1/N) (Σ_{n=1}^{N} ‖y_n - t_n‖^2)"#),
    .init(
      #"u_i = \sum_j W_{ij} x_j + b_i"#,
      #"u_i = Σ_j W_ij x_j + b_i"#),
    .init(
      #"\frac{\partial L}{\partial W_{ij}} = \delta_i x_j"#,
      #"∂L/∂W_ij = δ_i x_j"#),
    .init(
      #"\frac{\partial E}{\partial w_{jk}} = a_k \delta_j"#,
      #"∂E/∂w_jk = a_k δ_j"#),
    .init(
      #"x^\top A x"#,
      #"x' A x"#),
    .init(
      #"A \backslash \sqrt[3]{x}"#,
      #"A \ cbrt(x)"#),
    .init(
      #"\max(A, \text{axis}=2) + \operatorname{einsum}(\text{ij,j->i}, A, x)"#,
      #"max(A, axis=2) + einsum("ij,j->i", A, x)"#),
    .init(
      #"A_{:,2} + (A x)_{3:-1:1} + x_{1:2}"#,
      #"A[:, 2] + (A x)[3:-1:1] + x[1:2]"#),
    .init(
      #"y_{\operatorname{argsort}(x)}"#,
      #"y[argsort(x)]"#),
    .init(
      #"\mathbb{1}(x = y) z"#,
      #"(x == y) z"#),
    .init(
      #"x^{\mathsf{T}} A^{-1} x"#,
      #"x' A^-1 x"#),
    .init(
      #"A^{-T} + A^{-\top} + A^{+} + A^\dagger"#,
      #"A^-1' + A^-1' + pinv(A) + pinv(A)"#),
    .init(
      #"(AB)^T = B^T A^T"#,
      #"(A B)' = B' A'"#),
    .init(
      #"Ax = b"#,
      #"A x = b"#),
    .init(
      #"\left( \frac{a}{b} \right)^2"#,
      #"(a/b)^2"#),
    .init(
      #"\frac12 + \frac{1}{2}x + \tfrac{3}{4}"#,
      #"1/2 + 1/2 x + 3/4"#),
    .init(
      #"\sqrt{x^2 + y^2} + \sqrt[3]{z} + \sqrt2"#,
      #"√(x^2 + y^2) + cbrt(z) + √2"#),
    .init(
      #"\lVert W \rVert_F^2 + \|x\|_2 + ||x||_1 + \|x\|_\infty"#,
      #"‖W‖_F^2 + ‖x‖_2 + ‖x‖_1 + ‖x‖_inf"#),
    .init(
      #"\left\| A x - b \right\|_2^2"#,
      #"‖A x - b‖_2^2"#),
    .init(
      #"|x| + \left|\frac{a}{b}\right| + \lvert y \rvert"#,
      #"|x| + |a/b| + |y|"#),
    .init(
      #"e^{-x} + \exp(-x) + \exp x"#,
      #"e^(-x) + exp(-x) + exp(x)"#),
    .init(
      #"\log_2 x + \log_{10} x + \ln x + \log_e x + \log_b x"#,
      #"log2(x) + log10(x) + log(x) + log(x) + log(x, b)"#),
    .init(
      #"\log(x)y + \log x y"#,
      #"log(x) y + log(x y) {\log x y is read as \log(x y)}"#),
    .init(
      #"\sin^2 x + \cos^2(x)"#,
      #"sin(x)^2 + cos(x)^2"#),
    .init(
      #"\max(0, x) + \max_j v_j + \min\{a, b\}"#,
      #"max(0, x) + max_{j} v_j + min(a, b)"#),
    .init(
      #"\arg\max_k o_k"#,
      #"argmax(o_k_{k})"#),
    .init(
      #"\operatorname{argmax}(o)"#,
      #"argmax(o)"#),
    .init(
      #"\operatorname{tr}(A^T B) + \det A + \operatorname{tr} A B"#,
      #"tr(A' B) + det(A) + tr(A B) {\operatorname{tr} A B is read as \operatorname{tr}(A B)}"#),
    .init(
      #"\mathrm{diag}(x) + \operatorname{diag}(x)"#,
      #"diag(x) + diag(x)"#),
    .init(
      #"\mathbb{1}(u > 0) + \mathbb{1}_{u > 0} + \mathbf{1}[u > 0]"#,
      #"(u > 0) + (u > 0) + (u > 0)"#),
    .init(
      #"\mathbf{1}_n + I_n + I_3"#,
      #"ones(n) + eye(n) + eye(3)"#),
    .init(
      #"W \in \mathbb{R}^{m \times n}, x \in \mathbb{R}^n"#,
      #"""
      (declare W matrix m n)
      (declare x vector n)
      """#),
    .init(
      #"W_1 \in \mathbb{R}^{3\times 2}, \quad x, b \in \mathbb{R}^{2}, \quad a \in \mathbb{R}"#,
      #"""
      (declare W1 matrix 3 2)
      (declare x,b vector 2)
      (declare a scalar)
      """#),
    .init(
      #"f(x) = \begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}"#,
      #"f(x) = where(x > 0, x, 0)"#),
    .init(
      #"f(x) = \begin{cases} x, & \text{if } x > 0 \\ 0, & \text{if } x \leq 0. \end{cases}"#,
      #"f(x) = where(x > 0, x, where(x <= 0, 0, nan))"#),
    .init(
      #"\begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}"#,
      #"where(x > 0, x, 0)"#),
    .init(
      #"\begin{cases} u = 3 \\ v &= 4 \end{cases}"#,
      #"""
      u = 3
      v = 4
      """#),
    .init(
      #"\begin{align} u &= W x + b \\ h &= \text{ReLU}(u) \end{align}"#,
      #"""
      u = W x + b
      h = relu(u)
      """#),
    .init(
      #"\begin{aligned} J &= a + b \\ &= c \\ &\quad + d \end{aligned}"#,
      #"J = a + b = c + d"#),
    .init(
      #"\begin{gather*} a = 1 \\ b = 2 \end{gather*}"#,
      #"""
      a = 1
      b = 2
      """#),
    .init(
      #"\begin{equation} \label{eq:x} y = A x \tag{1} \end{equation}"#,
      #"y = A x"#),
    .init(
      #"a &= b & c &= d"#,
      #"""
      a = b
      c = d
      """#),
    .init(
      #"a = 1, b = 2, \quad c = 3 \qquad d = 4."#,
      #"""
      a = 1
      b = 2
      c = 3
      d = 4
      """#),
    .init(
      #"U, \Sigma, V = \operatorname{svd}(A)"#,
      #"(U,Σ,V = (call svd A))"#),
    .init(
      #"\nabla_x J + \nabla_{W_1} J + \nabla^2_x f"#,
      #"∂J/∂x + ∂J/∂W1 + ∂²f/∂x²"#),
    .init(
      #"\nabla_x (x^T A x) = (A + A^T) x"#,
      #"∂(x' A x)/∂x = (A + A') x"#),
    .init(
      #"\frac{\partial}{\partial x} x^\top A x"#,
      #"∂(x' A x)/∂x"#),
    .init(
      #"\frac{\partial^2 J}{\partial x \partial y} + \frac{\partial^2 J}{\partial x^2}"#,
      #"∂²J/∂x∂y + ∂²J/∂x²"#),
    .init(
      #"\frac{dL}{dx} + \frac{\mathrm{d} L}{\mathrm{d} x} + \frac{d}{dx} f"#,
      #"∂L/∂x + ∂L/∂x + ∂f/∂x"#),
    .init(
      #"\partial J/\partial W_1"#,
      #"∂J/∂W1"#),
    .init(
      #"\frac{\partial \mathbf{y}}{\partial \mathbf{x}} = \mathbf{A}"#,
      #"∂y/∂x = A"#),
    .init(
      #"\sigma'(z) + \text{softmax}'(v) + f^{\prime}(x)"#,
      #"σ'(z) + softmax'(v) + f'(x)"#),
    .init(
      #"\sigma'(z) = \sigma(z)(1 - \sigma(z))"#,
      #"σ'(z) = σ(z) (1 - σ(z))"#),
    .init(
      #"A \otimes B + a \circ b + a \odot b + a \oslash b + a \times b"#,
      #"A ⊗ B + a .* b + a .* b + a ./ b + a*b"#),
    .init(
      #"x \approx 0.5 \equiv y \triangleq z"#,
      #"x ≈ 0.5 = y = z"#),
    .init(
      #"\stackrel{\text{def}}{=}"#,
      #"error: can't read \stackrel here <\stackrel>"#),
    .init(
      #"x \stackrel{\text{def}}{=} 3"#,
      #"x = 3"#),
    .init(
      #"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}^{-1}"#,
      #"[1, 2; 3, 4]^-1"#),
    .init(
      #"\left[\begin{array}{cc} 1 & 2 \\ 3 & 4 \end{array}\right] x"#,
      #"[1, 2; 3, 4] x"#),
    .init(
      #"\begin{vmatrix} a & b \\ c & d \end{vmatrix}"#,
      #"|[a, b; c, d]|"#),
    .init(
      #"[1, 2, 3] + (1, 2)^T"#,
      #"[1, 2, 3] + [1, 2]'"#),
    .init(
      #"x = (6, 3)^\top"#,
      #"x = [6, 3]'"#),
    .init(
      #"x_{t-1} + h_t + x_{i,j} + W_{12} + \theta_{k}"#,
      #"x_{t-1} + h_t + x_{i,j} + W12 + θ_k"#),
    .init(
      #"\text{loss} = \text{MSE}(y, \hat y)"#,
      #"loss = mse(y, y_hat)"#),
    .init(
      #"\text{lr} \cdot x + \mathit{out}_1"#,
      #"lr*x + out1"#),
    .init(
      #"\text{where } x = 3"#,
      #"x = 3"#),
    .init(
      #"x = 3 \text{ and } y = 4"#,
      #"""
      x = 3
      y = 4
      """#),
    .init(
      #"u_i = x_i, \quad i = 1, \dots, n"#,
      #"u_i = x_i {'i = 1, \dots, n' says where an index runs}"#),
    .init(
      #"p_k = \frac{e^{v_k}}{\sum_j e^{v_j}}"#,
      #"p_k = e^(v_k)/(Σ_j e^(v_j))"#),
    .init(
      #"o = e^{v} / \sum e^{v}"#,
      #"o = e^v/(Σ e^v)"#),
    .init(
      #"S = \sum_{i=1}^{n} \sum_{j=1}^{m} A_{ij}^2"#,
      #"S = Σ_{i=1}^{n} (Σ_{j=1}^{m} A_ij^2)"#),
    .init(
      #"\prod_{i=1}^n x_i"#,
      #"∏_{i=1}^{n} x_i"#),
    .init(
      #"0 < x < 1"#,
      #"0 < x and x < 1"#),
    .init(
      #"\langle x, y \rangle + \lfloor x \rfloor"#,
      #"dot(x, y) + floor(x)"#),
    .init(
      #"\underbrace{W x}_{u} + b"#,
      #"W x + b {'{u}' is taken as a remark}"#),
    .init(
      #"A^2 + A^{\circ 2} + x^{n+1}"#,
      #"A^2 + A.^2 + x^(n + 1)"#),
    .init(
      #"W^{(1)T} + {W^{(2)}}^T + W^{(1)}{}^T"#,
      #"W1' + W2' + W1'"#),
    .init(
      #"\delta^{(2)} = (W^{(2)})^T \delta^{(3)} \odot f'(z^{(2)})"#,
      #"δ2 = W2' δ3 .* f'(z2)"#),
    .init(
      #"\vec{x}^T \vec{y}"#,
      #"x' y"#),
    .init(
      #"W_{out} + W_{\text{out}} + W_\text{in}"#,
      #"W_out + W_out + W_in"#),
    .init(
      #"\displaystyle \sum\limits_{i} x_i"#,
      #"Σ_i x_i"#),
    .init(
      #"J(\theta) = \frac{1}{2m} \sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)})^2"#,
      #"J(θ) = (1/(2 m)) (Σ_{i=1}^{m} (h_θ(x_i) - y_i)^2)"#),
    .init(
      #"f_t = \sigma_g(W_f x_t + U_f h_{t-1} + b_f)"#,
      #"f_t = σ_g(W_f x_t + U_f h_{t-1} + b_f)"#),
    .init(
      #"\text{Attention}(Q, K, V) = \text{softmax}\left(\frac{QK^T}{\sqrt{d_k}}\right)V"#,
      #"Attention(Q, K, V) = softmax(Q K'/√d_k) V"#),
    .init(
      #"w^* = (X^T X)^{-1} X^T y"#,
      #"w_{*} = (X' X)^-1 X' y"#),
    .init(
      #"\hat{\beta} = (X^TX + \lambda I)^{-1}X^Ty"#,
      #"β_hat = (X' X + λ I)^-1 X' y"#),
    .init(
      #"\theta_{t+1} = \theta_t - \eta g_t"#,
      #"θ_{t+1} = θ_t - η g_t"#),
    .init(
      #"2\pi r + \infty"#,
      #"2 pi r + inf"#),
    .init(
      #"x ← 3"#,
      #"(x <- 3)"#),
    .init(
      #"∂J/∂W₁ = δ hᵀ + λ W₁"#,
      #"∂J/∂W1 = δ h' + λ W1"#),
    .init(
      #"½ ‖W‖²_F"#,
      #"½ ‖W‖_F^2"#),
    .init(
      #"\foo + 1"#,
      #"error: can't read \foo here <\foo>"#),
    .init(
      #"a = 1 \\ b = \foo \\ &= 4 \\ c = 3"#,
      #"""
      a = 1
      error: can't read \foo here <\foo>
      c = 3
      """#),
    .init(
      #"x = \int f"#,
      #"error: can't read \int here <\int>"#),
    .init(
      #"\frac{1}{2"#,
      #"error: '{' isn't closed <{>"#),
    .init(
      #"\begin{bmatrix} 1 & 2"#,
      #"error: \begin{bmatrix} isn't closed <\begin{bmatrix}>"#),
    .init(
      #"x_"#,
      #"error: expected a subscript at the end of the formula <_>"#),
    .init(
      #"x^"#,
      #"error: expected an operand at the end of the formula <^>"#),
    .init(
      #"a = \begin{bmatrix} 1 & \cdots & 3 \end{bmatrix}"#,
      #"error: can't read \cdots here <\cdots>"#),
    .init(
      #"p(y \mid x)"#,
      #"p(y, x)"#),
    .init(
      #"\nabla J"#,
      #"error: ∇ with respect to what? <\nabla>"#),
    .init(
      #"x \in S"#,
      #"error: ∈ declares real arrays only <\in S>"#),
    .init(
      #"a b = } c"#,
      #"error: expected an operand before '}' <}>"#),
  ]

  @Test(arguments: readings)
  func reading(_ reading: LaTeXReading) { #expect(notes(reading.latex) == reading.text) }
}
