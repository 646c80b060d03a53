import Notes
import Testing

/// Wrong claims that are easily let pass, each beside the right one: what is right holds, what is wrong
/// is found, and what says nothing isn't said to hold.
@Suite struct StrictnessTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let displays: [String]
    let verdicts: String

    /// - Parameter lines: Displays, and then what is said of their equalities.
    init(_ lines: String...) {
      displays = lines.dropLast()
      verdicts = lines.last ?? ""
    }

    var testDescription: String { displays.joined(separator: " ⏎ ") }

    var actual: String {
      findings(in: displays.map { "$$\($0)$$" }.joined(separator: "\n\n")).map { finding in
        let detail = finding.verdict == .unchecked ? " (\(finding.detail ?? ""))" : ""
        return "\(finding.verdict.rawValue)\(detail)"
      }.joined(separator: ", ")
    }
  }

  /// Derivatives of a loss that the note doesn't give, by names of one step.
  static let lossesOfSteps = [
    Case(
      "h_t = W x_t",
      #"\frac{\partial L}{\partial x_t} = 3 W^\top \frac{\partial L}{\partial h_t}"#,
      #"\frac{\partial L}{\partial x_t} = W^\top \frac{\partial L}{\partial h_t}"#,
      "defined, mismatch, holds"),
    Case(
      "h^{(t)} = W x^{(t)}",
      #"\frac{\partial L}{\partial x^{(t)}} = 3 W^\top \frac{\partial L}{\partial h^{(t)}}"#,
      #"\frac{\partial L}{\partial x^{(t)}} = W^\top \frac{\partial L}{\partial h^{(t)}}"#,
      "defined, mismatch, holds"),
    Case(
      #"c_t = f_t \odot c_{t-1} + a_t \odot g_t, \quad h_t = o_t \odot \tanh(c_t)"#,
      #"\frac{\partial L}{\partial a_t} = \frac{\partial L}{\partial c_t} \odot f_t"#,
      #"\frac{\partial L}{\partial a_t} = \frac{\partial L}{\partial c_t} \odot g_t"#,
      #"\frac{\partial L}{\partial g_t} = 7 \frac{\partial L}{\partial c_t} \odot f_t"#,
      #"\frac{\partial L}{\partial o_t} = 7 \frac{\partial L}{\partial h_t} \odot f_t"#,
      #"\frac{\partial L}{\partial o_t} = \frac{\partial L}{\partial h_t} \odot \tanh(c_t)"#,
      #"\frac{\partial L}{\partial f_t} = \frac{\partial L}{\partial c_t} \odot c_{t-1}"#,
      "defined, defined, mismatch, holds, mismatch, mismatch, holds, holds"),
    Case(
      #"f_t = \sigma(W_f x_t + U_f h_{t-1} + b_f), \quad i_t = \sigma(W_i x_t + U_i h_{t-1} + b_i)"#,
      #"o_t = \sigma(W_o x_t + U_o h_{t-1} + b_o), \quad g_t = \tanh(W_g x_t + U_g h_{t-1} + b_g)"#,
      #"c_t = f_t \odot c_{t-1} + i_t \odot g_t, \quad h_t = o_t \odot \tanh(c_t)"#,
      #"\frac{\partial L}{\partial f_t} = 3 \frac{\partial L}{\partial c_t} \odot c_t"#,
      #"\frac{\partial L}{\partial f_t} = \frac{\partial L}{\partial c_t} \odot c_{t-1}"#,
      #"\frac{\partial L}{\partial c_t} = \frac{\partial L}{\partial h_t} \odot o_t \odot (1 + \tanh^2(c_t))"#,
      #"\frac{\partial L}{\partial c_t} = \frac{\partial L}{\partial h_t} \odot o_t \odot (1 - \tanh^2(c_t))"#,
      "defined, defined, defined, defined, defined, defined, mismatch, holds, mismatch, holds"),
    // Both sides are 0, and nothing was claimed.
    Case(
      "u = W x",
      #"\frac{\partial \phi(u)}{\partial r} = 2 \frac{\partial \phi(u)}{\partial s}"#,
      "defined, unchecked (nothing says what ϕ is)"),
  ]

  /// Entries by their indices: there is one layout.
  static let indices = [
    Case(
      "y = W x", #"\frac{\partial y_i}{\partial x_j} = W_{ij}"#,
      #"\frac{\partial y_i}{\partial x_j} = W_{ji}"#,
      #"\frac{\partial y}{\partial x} = W^\top"#,
      "defined, holds, mismatch, holds"),
    Case(
      #"W = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}, \quad x = \begin{pmatrix} 1 \\ 2 \end{pmatrix}"#,
      "y = W x", #"\frac{\partial y_i}{\partial x_j} = W_{ij}"#,
      #"\frac{\partial y_i}{\partial x_j} = W_{ji}"#,
      "defined, defined, defined, holds, mismatch"),
    Case(
      #"f = x^\top A y"#, #"\frac{\partial f}{\partial A_{ij}} = x_j y_i"#,
      #"\frac{\partial f}{\partial A_{ij}} = x_i y_j"#, "defined, mismatch, holds"),
    Case(
      #"y = W x, \quad L = \|y\|^2"#, #"\frac{\partial L}{\partial W_{ij}} = 2 y_j x_i"#,
      #"\frac{\partial L}{\partial W_{ij}} = 2 y_i x_j"#,
      "defined, defined, mismatch, holds"),
    Case(
      #"f = \operatorname{tr}(A X B)"#, #"\frac{\partial f}{\partial X_{ij}} = (B A)_{ij}"#,
      #"\frac{\partial f}{\partial X_{ij}} = (B A)_{ji}"#, "defined, mismatch, holds"),
    Case(
      #"p = \operatorname{softmax}(z)"#,
      #"\frac{\partial \log p_i}{\partial z_j} = \delta_{ij} - p_i"#,
      #"\frac{\partial \log p_i}{\partial z_j} = \delta_{ij} - p_j"#,
      "defined, mismatch, holds"),
  ]

  @Test func saysThatIndicesAreSwapped() {
    let found = findings(in: #"$$y = W x$$ $$\frac{\partial y_i}{\partial x_j} = W_{ji}$$"#)
    #expect(found.last?.detail == "the indices i and j are swapped on the right side")
    #expect(found.last?.cause == .transpose)
  }

  /// Literals are exact, but where they are roundings of what is known.
  static let arithmetic = [
    Case(#"3 \cdot 1.2 = 3.8"#, #"3 \cdot 1.2 = 3.6"#, "mismatch, holds"),
    Case("2.5 + 1.5 = 4.1", "2.5 + 1.5 = 4.0", "mismatch, holds"),
    Case(#"1.5 \cdot 2 = 3.1"#, "1.5^2 = 2.35", "1.5^2 = 2.25", "mismatch, mismatch, holds"),
    Case(
      #"0.2 \cdot 0.3 = 0.05"#, #"0.2 \cdot 0.3 = 0.1"#, "1.23^2 = 1.51", "mismatch, holds, holds"),
    Case(
      #"\frac{1.649}{1.649+1.221} = 0.574"#,
      #"\frac{e^{0.5}}{e^{0.5}+e^{0.2}} = \frac{1.649}{1.649+1.221} = 0.574"#,
      "mismatch, holds, holds"),
    Case(
      "e^{0.5} = 1.649", "e^{0.2} = 1.221", #"\frac{1.649}{1.649+1.221} = 0.574"#,
      #"\frac{1.649}{1.649+1.221} = 0.572"#, "holds, holds, holds, mismatch"),
    Case(#"2 \pi = 2 \cdot 3.14 = 6.283"#, "holds, holds"),
    Case(
      #"\frac{1}{1+e^{-1.105905967}} = 0.75136507"#,
      #"E = \frac12 (0.01 - 0.75136507)^2 = 0.274811083"#, "holds, defined, holds"),
    Case(#"\sqrt{2} \cdot \sqrt{3} = 1.41 \cdot 1.73 = 2.45"#, "holds, holds"),
  ]

  /// A number for π or e is one, or a slip, or another thing of that letter.
  static let constants = [
    Case(#"\pi = 3.14"#, #"\cos \pi = -1"#, #"\sin(\pi/2) = 1"#, "holds, holds, holds"),
    Case(#"\pi = 3.15"#, #"\sin(\pi/2) = 1"#, "mismatch, holds"),
    Case(#"e = 2.72, \quad \ln e = 1"#, "holds, holds"),
    Case(#"\pi = 0.3"#, #"1 - \pi = 0.7"#, "defined, holds"),
    // The note computes with it.
    Case(
      #"\pi = 3.14, \quad r = 2"#, #"A = \pi r^2 = 12.56"#, "A = 12.56", "A = 12.57", "A = 12.6",
      "A = 12.3", "holds, defined, defined, holds, holds, holds, holds, mismatch"),
  ]

  /// What an equation says of a layer or step it says of all.
  static let layers = [
    Case(
      #"z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}, a^{(l)} = \sigma(z^{(l)})"#,
      #"\delta^{(l)} = \frac{\partial C}{\partial z^{(l)}}"#,
      #"\delta^{(l)} = (W^{(l+1)})^\top \delta^{(l+1)} \odot \sigma'(z^{(l)})"#,
      #"\delta^{(l)} = W^{(l+1)} \delta^{(l+1)} \odot \sigma'(z^{(l+1)})"#,
      "defined, defined, defined, holds, mismatch"),
    Case(
      #"z^l = W^l a^{l-1}+b^l, a^l = \sigma(z^l)"#,
      #"\delta^l = (W^{l+1})^\top \delta^{l+1} \odot \sigma'(z^l)"#,
      #"\frac{\partial C}{\partial z^l} = (W^{l+1})^\top \frac{\partial C}{\partial z^{l+1}} \odot \sigma'(z^l)"#,
      #"\frac{\partial C}{\partial z^l} = W^{l+1} \frac{\partial C}{\partial z^{l+1}} \odot \sigma'(z^l)"#,
      #"\frac{\partial C}{\partial W^l} = \delta^l (a^{l-1})^\top"#,
      "defined, defined, defined, holds, mismatch, unchecked (nothing says what δ_{l+1} is)"),
    Case(
      #"z^l = w^l a^{l-1}+b^l, \quad a^l = \sigma(z^l)"#,
      #"\delta^l_j = \frac{\partial C}{\partial z^l_j}"#,
      #"\delta^L_j = \frac{\partial C}{\partial a^L_j} \sigma'(z^L_j)"#,
      #"\delta^L = \nabla_a C \odot \sigma'(z^L)"#,
      #"\delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)"#,
      #"\frac{\partial C}{\partial b^l_j} = \delta^l_j"#,
      #"\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j"#,
      #"\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_j \delta^l_k"#,
      "defined, defined, defined, holds, holds, holds, holds, holds, mismatch"),
    Case(
      #"z^l = w^l a^{l-1}+b^l, \quad a^l = \sigma(z^l)"#,
      #"\delta^l_j = \frac{\partial C}{\partial z^l_j}"#,
      #"\delta^L = \nabla_a C \odot \sigma(z^L)"#,
      #"\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j"#,
      "defined, defined, defined, mismatch, holds"),
    Case(
      #"a_t = W h_{t-1} + U x_t + b, \quad h_t = \tanh(a_t), \quad o_t = V h_t + c"#,
      #"\frac{\partial L}{\partial h_t} = V^\top \frac{\partial L}{\partial o_t} + W^\top \operatorname{diag}(1 - h_{t+1}^2) \frac{\partial L}{\partial h_{t+1}}"#,
      #"\frac{\partial L}{\partial h_t} = V^\top \frac{\partial L}{\partial o_t} + W \operatorname{diag}(1 - h_{t+1}^2) \frac{\partial L}{\partial h_{t+1}}"#,
      #"\frac{\partial L}{\partial a_t} = \frac{\partial L}{\partial h_t} \odot (1 - h_t^2)"#,
      "defined, defined, defined, holds, mismatch, holds"),
    Case(
      #"h_t = \tanh(W h_{t-1} + U x_t)"#,
      #"\frac{\partial h_{t+1}}{\partial h_t} = \operatorname{diag}(1-h_{t+1}^2) W"#,
      #"\frac{\partial h_{t+1}}{\partial h_t} = \operatorname{diag}(1-h_t^2) W"#,
      "defined, holds, mismatch"),
    // A formula that gets its name later.
    Case(
      #"h = \tanh(W x + b)"#, "u = W x + b",
      #"\frac{\partial L}{\partial u} = \frac{\partial L}{\partial h} \odot (1 - h^2)"#,
      #"\frac{\partial L}{\partial u} = \frac{\partial L}{\partial h} \odot (1 + h^2)"#,
      "defined, defined, holds, mismatch"),
    Case(
      #"a^l_j = \sigma(\sum_k w^l_{jk} a^{l-1}_k + b^l_j)"#,
      #"z^l_j = \sum_k w^l_{jk} a^{l-1}_k + b^l_j"#,
      #"\delta^l_j = \frac{\partial C}{\partial z^l_j}"#,
      #"\delta^l_j = \sum_k w^{l+1}_{kj} \delta^{l+1}_k \sigma'(z^l_j)"#,
      #"\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j"#,
      #"\frac{\partial z^{l+1}_k}{\partial z^l_j} = w^{l+1}_{kj} \sigma'(z^l_j)"#,
      #"\frac{\partial z^{l+1}_k}{\partial z^l_j} = w^{l+1}_{jk} \sigma'(z^l_j)"#,
      "defined, defined, defined, holds, holds, holds, mismatch"),
  ]

  /// What the steps add to the derivative by what they share.
  static let sums = [
    Case(
      #"h_t = \tanh(W h_{t-1} + U x_t), o_t = V h_t"#,
      #"\frac{\partial L}{\partial V} = \sum_t \frac{\partial L}{\partial o_t} h_t^\top"#,
      #"\frac{\partial L}{\partial V} = 2 \sum_t \frac{\partial L}{\partial o_t} h_t^\top"#,
      #"\frac{\partial L}{\partial V} = \sum_t \frac{\partial L}{\partial o_t} h_{t-1}^\top"#,
      #"\frac{\partial L}{\partial W} = \sum_{t=1}^T \operatorname{diag}(1 - h_t^2) \frac{\partial L}{\partial h_t} h_{t-1}^\top"#,
      #"\frac{\partial L}{\partial U} = \sum_t \operatorname{diag}(1 - h_t^2) \frac{\partial L}{\partial h_t} h_{t-1}^\top"#,
      "defined, defined, holds, mismatch, mismatch, holds, mismatch"),
    Case(
      #"\hat x_i = \frac{x_i-\mu}{\sqrt{v+\epsilon}}, y_i = \gamma\hat x_i+\beta"#,
      #"\frac{\partial L}{\partial \gamma} = \sum_i \frac{\partial L}{\partial y_i} \hat x_i"#,
      #"\frac{\partial L}{\partial \gamma} = 2 \sum_i \frac{\partial L}{\partial y_i} \hat x_i"#,
      #"\frac{\partial L}{\partial \hat x_i} = \gamma \frac{\partial L}{\partial y_i}"#,
      "defined, defined, holds, mismatch, holds"),
  ]

  /// What a function comes to at something that is known is a claim.
  static let values = [
    Case(
      "f(x) = x^2 + 1", "a = 2 b", "f(a) = 4b^2 + 2", "f(a) = 4b^2 + 1",
      "defined, defined, mismatch, holds"),
    Case(
      #"Q = Q^\top"#, #"f(x) = \frac12 x^\top Q x + c^\top x"#, #"x^\star = -Q^{-1}c"#,
      #"f(x^\star) = \frac12 c^\top Q^{-1}c"#, #"f(x^{\star}) = -\frac12 c^\top Q^{-1}c"#,
      "f(x^*) = f(x^\\star)", "defined, defined, defined, mismatch, holds, holds"),
    // Another definition of the function, by a name of which nothing is known.
    Case("f(x) = x^2 + 1", "f(t) = t^2 + 1", "f(2) = 5", "defined, defined, holds"),
    // A number in brackets above counts steps, the same below picks an entry.
    Case(
      "f(w) = (w_1-1)^2+2(w_2+1)^2", #"w^{(0)} = (0,0)^\top, \quad \eta = 0.1"#,
      #"w^{(1)} = w^{(0)}-\eta\nabla f(w^{(0)}) = (0.2,-0.4)^\top"#,
      #"w^{(2)} = w^{(1)}-\eta\nabla f(w^{(1)}) = (0.36,-0.64)^\top"#,
      #"f(w^{(1)}) = 1.36"#, #"f(w^{(1)}) = 1.46"#,
      "defined, defined, defined, defined, holds, defined, holds, holds, mismatch"),
    // Where nothing tells them apart, they are the same.
    Case("W^{(1)} = 3", "2 W_1 = 6", "defined, holds"),
    // A function with a gradient has a number as its value, whatever it is.
    Case(
      #"x_{k+1} = x_k - \eta \nabla f(x_k)"#,
      #"(x_{k+1} - x_k)^\top \nabla f(x_k) = -\eta \|\nabla f(x_k)\|^2"#,
      #"(x_{k+1} - x_k)^\top \nabla f(x_k) = -\eta \|\nabla f(x_k)\|"#,
      "defined, holds, mismatch"),
    Case(
      #"v_{k+1} = \mu v_k - \eta \nabla f(x_k)"#, "x_{k+1} = x_k + v_{k+1}",
      #"x_{k+1} = x_k + \mu v_k - \eta \nabla f(x_k)"#,
      #"x_{k+1} - x_k = \mu v_k + \eta \nabla f(x_k)"#,
      "defined, defined, holds, mismatch"),
  ]

  @Test(arguments: lossesOfSteps + indices + arithmetic + constants + layers + values + sums)
  func verdicts(_ note: Case) { #expect(note.actual == note.verdicts) }
}
