import Testing

@testable import Syntax

/// The formulas of a lecture note on a network of two layers, and how each reads.
struct NoteTests {
  static let blocks: [LaTeXReading] = [
    .init(
      #"\vec{u} = W_1 \vec{x} + \vec{b}_1"#,
      #"u = W1 x + b1"#),
    .init(
      #"\vec{h} = \text{ReLU}(\vec{u})"#,
      #"h = relu(u)"#),
    .init(
      #"\vec{v} = W_2 \vec{h} + \vec{b}_2"#,
      #"v = W2 h + b2"#),
    .init(
      #"\vec{o} = \text{softmax}(\vec{v}) = e^{\vec{v} - \max(\vec{v})} / \sum e^{\vec{v} - \max(\vec{v})}"#,
      #"o = softmax(v) = e^(v - max(v))/(Σ e^(v - max(v)))"#),
    .init(
      #"L = \frac{1}{2} \sum \vec{y} (-\log_{\vec{o}}(\vec{o}))"#,
      #"L = (1/2) (Σ y(-log(o, o)))"#),
    .init(
      #"s_1 = \frac{1}{2} \|W_1\|_F^2 \quad s_2 = \frac{1}{2} \|W_2\|_F^2"#,
      #"""
      s1 = 1/2 ‖W1‖_F^2
      s2 = 1/2 ‖W2‖_F^2
      """#),
    .init(
      #"S = s_1 + s_2 = J = L + S"#,
      #"S = s1 + s2 = J = L + S"#),
    .init(
      #"\frac{\partial J}{\partial L} = 1 \quad \frac{\partial J}{\partial S} = 1 \quad \frac{\partial J}{\partial s_1} = 1 \quad \frac{\partial J}{\partial s_2} = 1"#,
      #"""
      ∂J/∂L = 1
      ∂J/∂S = 1
      ∂J/∂s1 = 1
      ∂J/∂s2 = 1
      """#),
    .init(
      #"\frac{\partial s_1}{\partial W_1} = W_1 \quad \frac{\partial s_2}{\partial W_2} = W_2 \quad \frac{\partial s}{\partial W_1} = W_1 \quad \frac{\partial s}{\partial W_2} = W_2"#,
      #"""
      ∂s1/∂W1 = W1
      ∂s2/∂W2 = W2
      ∂s/∂W1 = W1
      ∂s/∂W2 = W2
      """#),
    .init(
      #"\frac{\partial J}{\partial \vec{o}} = \text{prod}\left(\frac{\partial J}{\partial L}, \frac{\partial L}{\partial \vec{o}}\right) = \frac{\partial L}{\partial \vec{o}}"#,
      #"∂J/∂o = prod(∂J/∂L, ∂L/∂o) = ∂L/∂o"#),
    .init(
      #"\frac{\partial J}{\partial \vec{v}} = \text{prod}\left(\frac{\partial J}{\partial \vec{o}}, \frac{\partial \vec{o}}{\partial \vec{v}}\right) = \frac{\partial J}{\partial \vec{o}} \odot \text{softmax}'(\vec{v})"#,
      #"∂J/∂v = prod(∂J/∂o, ∂o/∂v) = ∂J/∂o .* softmax'(v)"#),
    .init(
      #"\frac{\partial J}{\partial W_2} = \text{prod}\left(\frac{\partial J}{\partial \vec{v}}, \frac{\partial \vec{v}}{\partial W_2}\right) + \text{prod}\left(\frac{\partial J}{\partial s}, \frac{\partial s}{\partial W_2}\right) = \frac{\partial J}{\partial \vec{v}} \vec{h}^T + W_2"#,
      #"∂J/∂W2 = prod(∂J/∂v, ∂v/∂W2) + prod(∂J/∂s, ∂s/∂W2) = ∂J/∂v h' + W2"#),
    .init(
      #"\frac{\partial J}{\partial \vec{h}} = \text{prod}\left(\frac{\partial J}{\partial \vec{v}}, \frac{\partial \vec{v}}{\partial \vec{h}}\right) = W_2^T \frac{\partial J}{\partial \vec{v}}"#,
      #"∂J/∂h = prod(∂J/∂v, ∂v/∂h) = W2' ∂J/∂v"#),
    .init(
      #"\frac{\partial J}{\partial \vec{u}} = \text{prod}\left(\frac{\partial J}{\partial \vec{h}}, \frac{\partial \vec{h}}{\partial \vec{u}}\right) = \frac{\partial J}{\partial \vec{h}} \odot \text{ReLU}'(\vec{u})"#,
      #"∂J/∂u = prod(∂J/∂h, ∂h/∂u) = ∂J/∂h .* relu'(u)"#),
    .init(
      #"\frac{\partial J}{\partial W_1} = \text{prod}\left(\frac{\partial J}{\partial \vec{u}}, \frac{\partial \vec{u}}{\partial W_1}\right) + \text{prod}\left(\frac{\partial J}{\partial s}, \frac{\partial s}{\partial W_1}\right) = \frac{\partial J}{\partial \vec{u}} \vec{x}^T + W_1"#,
      #"∂J/∂W1 = prod(∂J/∂u, ∂u/∂W1) + prod(∂J/∂s, ∂s/∂W1) = ∂J/∂u x' + W1"#),
    .init(
      #"\vec{x} = \begin{bmatrix} 6 \\ 3 \end{bmatrix} \quad W_1 = \begin{bmatrix} 0.3 & 0.5 \\ 0.2 & 0.7 \\ 0.1 & 0.4 \end{bmatrix} \quad \vec{b}_1 = \begin{bmatrix} 0.1 \\ 0.2 \\ 0.3 \end{bmatrix}"#,
      #"""
      x = [6; 3]
      W1 = [0.3, 0.5; 0.2, 0.7; 0.1, 0.4]
      b1 = [0.1; 0.2; 0.3]
      """#),
    .init(
      #"\begin{bmatrix} 0.3 & 0.5 \\ 0.2 & 0.7 \\ 0.1 & 0.4 \end{bmatrix} \begin{bmatrix} 6 \\ 3 \end{bmatrix} = \begin{bmatrix} 3.3 \\ 3.3 \\ 1.8 \end{bmatrix} + \begin{bmatrix} 0.1 \\ 0.2 \\ 0.3 \end{bmatrix} = \begin{bmatrix} 3.4 \\ 3.5 \\ 2.1 \end{bmatrix}"#,
      #"[0.3, 0.5; 0.2, 0.7; 0.1, 0.4] [6; 3] = [3.3; 3.3; 1.8] + [0.1; 0.2; 0.3] = [3.4; 3.5; 2.1]"#
    ),
    .init(
      #"\text{ReLU}\left(\begin{bmatrix} 3.4 \\ 3.5 \\ 2.1 \end{bmatrix}\right) = \begin{bmatrix} 3.4 \\ 3.5 \\ 2.1 \end{bmatrix}"#,
      #"relu([3.4; 3.5; 2.1]) = [3.4; 3.5; 2.1]"#),
    .init(
      #"W_2 = \begin{bmatrix} 0.3 & 0.5 & 0.1 \\ 0.2 & 0.7 & 0.8 \end{bmatrix} \quad \vec{b}_2 = \begin{bmatrix} 0.3 \\ 0.5 \end{bmatrix}"#,
      #"""
      W2 = [0.3, 0.5, 0.1; 0.2, 0.7, 0.8]
      b2 = [0.3; 0.5]
      """#),
    .init(
      #"\begin{bmatrix} 0.3 & 0.5 & 0.1 \\ 0.2 & 0.7 & 0.8 \end{bmatrix} \begin{bmatrix} 3.4 \\ 3.5 \\ 2.1 \end{bmatrix} = \begin{bmatrix} 2.98 \\ 4.81 \end{bmatrix} + \begin{bmatrix} 0.3 \\ 0.5 \end{bmatrix} = \begin{bmatrix} 3.28 \\ 5.31 \end{bmatrix}"#,
      #"[0.3, 0.5, 0.1; 0.2, 0.7, 0.8] [3.4; 3.5; 2.1] = [2.98; 4.81] + [0.3; 0.5] = [3.28; 5.31]"#),
    .init(
      #"\vec{o} = \text{softmax}(\vec{v})"#,
      #"o = softmax(v)"#),
    .init(
      #"\begin{bmatrix} e^{3.28} / \sum e^{\vec{v}} \\ e^{5.31} / \sum e^{\vec{v}} \end{bmatrix} = \begin{bmatrix} 26.576 / 228.926 \\ 202.35 / 228.926 \end{bmatrix} = \begin{bmatrix} 0.116 \\ 0.884 \end{bmatrix}"#,
      #"[e^3.28/(Σ e^v); e^5.31/(Σ e^v)] = [26.576/228.926; 202.35/228.926] = [0.116; 0.884]"#),
    .init(
      #"L = -\sum \vec{y} \log_e(\vec{o}) \quad \vec{y} = \begin{bmatrix} 0 \\ 1 \end{bmatrix}"#,
      #"""
      L = -Σ y log(o)
      y = [0; 1]
      """#),
    .init(
      #"-\sum \left(\begin{bmatrix} 0 \\ 1 \end{bmatrix} \odot \begin{bmatrix} -2.154 \\ -0.123 \end{bmatrix} \right) = 0.123"#,
      #"-Σ [0; 1] .* [-2.154; -0.123] = 0.123"#),
    .init(
      #"s_1 = \frac{1}{2} \|W_1\|_F^2 = \frac{1}{2} \sum \begin{bmatrix} 0.3 & 0.5 \\ 0.2 & 0.7 \\ 0.1 & 0.4 \end{bmatrix}^2 = 0.52"#,
      #"s1 = 1/2 ‖W1‖_F^2 = (1/2) (Σ [0.3, 0.5; 0.2, 0.7; 0.1, 0.4]^2) = 0.52"#),
    .init(
      #"s_2 = \frac{1}{2} \|W_2\|_F^2 = \frac{1}{2} \sum \begin{bmatrix} 0.3 & 0.5 & 0.1 \\ 0.2 & 0.7 & 0.8 \end{bmatrix}^2 = 0.76"#,
      #"s2 = 1/2 ‖W2‖_F^2 = (1/2) (Σ [0.3, 0.5, 0.1; 0.2, 0.7, 0.8]^2) = 0.76"#),
    .init(
      #"s = s_1 + s_2 = 0.52 + 0.76 = 1.28"#,
      #"s = s1 + s2 = 0.52 + 0.76 = 1.28"#),
    .init(
      #"J = L + s = 0.123 + 1.28 = 1.403"#,
      #"J = L + s = 0.123 + 1.28 = 1.403"#),
    .init(
      #"\frac{\partial J}{\partial \text{out}} = 1.403 \quad \frac{\partial J}{\partial s} = 1.403 \quad \frac{\partial J}{\partial s_1} = 1.403 \quad \frac{\partial J}{\partial s_2} = 1.403"#,
      #"""
      ∂J/∂out = 1.403
      ∂J/∂s = 1.403
      ∂J/∂s1 = 1.403
      ∂J/∂s2 = 1.403
      """#),
    .init(
      #"\frac{\partial J}{\partial L} = 1.403 \quad \frac{\partial s}{\partial W_1} = 1.403 W_1 \quad \frac{\partial s}{\partial W_2} = 1.403 W_2"#,
      #"""
      ∂J/∂L = 1.403
      ∂s/∂W1 = 1.403 W1
      ∂s/∂W2 = 1.403 W2
      """#),
    .init(
      #"\frac{\partial J}{\partial \vec{o}} = \frac{\partial L}{\partial \vec{o}} = 1.403"#,
      #"∂J/∂o = ∂L/∂o = 1.403"#),
    .init(
      #"\frac{\partial J}{\partial \vec{v}} = 1.403(\vec{o} - \vec{y}) = \begin{bmatrix} 0.163 \\ -0.163 \end{bmatrix}"#,
      #"∂J/∂v = 1.403 (o - y) = [0.163; -0.163]"#),
    .init(
      #"\frac{\partial J}{\partial W_2} = \begin{bmatrix} 0.163 \\ -0.163 \end{bmatrix} \begin{bmatrix} 3.4 & 3.5 & 2.1 \end{bmatrix} + 1.403 \begin{bmatrix} 0.3 & 0.5 & 0.1 \\ 0.2 & 0.7 & 0.8 \end{bmatrix}"#,
      #"∂J/∂W2 = [0.163; -0.163] [3.4, 3.5, 2.1] + 1.403 [0.3, 0.5, 0.1; 0.2, 0.7, 0.8]"#),
    .init(
      #"\frac{\partial J}{\partial W_2} = \begin{bmatrix} 0.554 & 0.571 & 0.342 \\ -0.554 & -0.571 & -0.342 \end{bmatrix} + \begin{bmatrix} 0.421 & 0.702 & 0.140 \\ 0.281 & 0.982 & 1.122 \end{bmatrix}"#,
      #"∂J/∂W2 = [0.554, 0.571, 0.342; -0.554, -0.571, -0.342] + [0.421, 0.702, 0.140; 0.281, 0.982, 1.122]"#
    ),
    .init(
      #"\frac{\partial J}{\partial W_2} = \begin{bmatrix} 0.975 & 1.273 & 0.482 \\ -0.273 & 0.411 & 0.78 \end{bmatrix} \quad \frac{\partial J}{\partial \vec{b}_2} = \frac{\partial J}{\partial \vec{v}} = \begin{bmatrix} 0.163 \\ -0.163 \end{bmatrix}"#,
      #"""
      ∂J/∂W2 = [0.975, 1.273, 0.482; -0.273, 0.411, 0.78]
      ∂J/∂b2 = ∂J/∂v = [0.163; -0.163]
      """#),
    .init(
      #"\frac{\partial J}{\partial \vec{h}} = \begin{bmatrix} 0.3 & 0.2 \\ 0.5 & 0.7 \\ 0.1 & 0.8 \end{bmatrix} \begin{bmatrix} 0.163 \\ -0.163 \end{bmatrix} = \begin{bmatrix} 0.016 \\ -0.033 \\ -0.114 \end{bmatrix}"#,
      #"∂J/∂h = [0.3, 0.2; 0.5, 0.7; 0.1, 0.8] [0.163; -0.163] = [0.016; -0.033; -0.114]"#),
    .init(
      #"\frac{\partial J}{\partial \vec{u}} = \begin{bmatrix} 1 \\ 1 \\ 1 \end{bmatrix} \odot \begin{bmatrix} 0.016 \\ -0.033 \\ -0.114 \end{bmatrix} = \begin{bmatrix} 0.016 \\ -0.033 \\ -0.114 \end{bmatrix}"#,
      #"∂J/∂u = [1; 1; 1] .* [0.016; -0.033; -0.114] = [0.016; -0.033; -0.114]"#),
    .init(
      #"\frac{\partial J}{\partial W_1} = \begin{bmatrix} 0.016 \\ -0.033 \\ -0.114 \end{bmatrix} \begin{bmatrix} 6 & 3 \end{bmatrix} + \begin{bmatrix} 1.703 & 1.903 & 1.503 \\ 1.603 & 2.103 & 2.203 \end{bmatrix}"#,
      #"∂J/∂W1 = [0.016; -0.033; -0.114] [6, 3] + [1.703, 1.903, 1.503; 1.603, 2.103, 2.203]"#),
    .init(
      #"\frac{\partial J}{\partial W_1} = \begin{bmatrix} 0.096 & 0.048 \\ -0.198 & -0.099 \\ -0.684 & -0.342 \end{bmatrix} + \begin{bmatrix} 0.421 & 0.702 \\ 0.281 & 0.982 \\ 0.140 & 0.561 \end{bmatrix}"#,
      #"∂J/∂W1 = [0.096, 0.048; -0.198, -0.099; -0.684, -0.342] + [0.421, 0.702; 0.281, 0.982; 0.140, 0.561]"#
    ),
    .init(
      #"\frac{\partial J}{\partial W_1} = \begin{bmatrix} 0.517 & 0.75 \\ 0.083 & 0.883 \\ -0.544 & 0.219 \end{bmatrix}"#,
      #"∂J/∂W1 = [0.517, 0.75; 0.083, 0.883; -0.544, 0.219]"#),
  ]

  @Test(arguments: blocks)
  func block(_ reading: LaTeXReading) { #expect(notes(reading.latex) == reading.text) }
}
