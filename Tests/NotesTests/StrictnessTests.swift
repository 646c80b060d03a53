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

  @Test(arguments: lossesOfSteps)
  func verdicts(_ note: Case) { #expect(note.actual == note.verdicts) }
}
