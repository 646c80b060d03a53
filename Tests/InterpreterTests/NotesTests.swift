import Syntax
import Testing

@testable import Interpreter

/// Lines and blocks of lecture notes, entered as they were written.
@Suite struct NotesTests {
  private static let layer = ["W = [1 2; 3 4; 5 6]", "x = [6; 3]", "b = [0.1; 0.2; 0.3]"]

  @Test(arguments: [
    Line(#"$$\vec{x} = \begin{bmatrix} 6 \\ 3 \end{bmatrix}$$"#, answers: "x = [6; 3]"),
    Line(
      #"$$ a_1 = 1 \quad a_2 = \frac{a_1}{4} $$"#, answers: "a1 = 1", "a2 = 0.25"),
    Line("$$\na = 1 \\\\\nb = 2\n$$", answers: "a = 1", "b = 2"),
    Line(
      "\\begin{align}\n  a &= 1 + 1 \\\\\n    &= 2 \\\\\n  b &= \\sqrt{9}\n\\end{align}",
      answers: "a = 2", "✓ 1 + 1 = 2", "b = 3"),
    Line(#"\[ 2 + 2 \]"#, answers: "4"),
    Line(#"\( \frac{1}{4} \)"#, answers: "0.25"),
    Line(silent: #"\frac{1}{2};"#),
    Line(
      #"A = [2 0; 0 4]"#, #"\mathbf{A}^{-1} \begin{pmatrix} 2 \\ 4 \end{pmatrix}"#,
      answers: "[1; 1]"),
    Line(
      "x = [1; 2]", #"\vec{x}\vec{x}"#,
      answers: #"~ reading \vec{x} beside \vec{x} as entry by entry"#,
      "[1; 4]"),
    Line(
      #"\mathbf{x}^T = \begin{bmatrix} 6 & 3 \end{bmatrix}"#, answers: "~ read as x = ([6, 3])'",
      "x = [6; 3]"),
    Line("x = [5; 7]", "$x_2$", answers: "~ reading x2 as x[2]", "7"),
    Line("x = [5; 7]", "x_2 = 1", "$x_2$", answers: "x2 = 1"),
    Line("x = [1; -2]", #"\text{ReLU}(x) + \mathbb{1}(x > 0)"#, answers: "[2; 0]"),
    Line("x = [1; -2]", #"\max_i x_i + \sum_i x_i^2"#, answers: "6"),
    Line("x = [1; -2]", #"\arg\max_i x_i"#, answers: "1"),
    Line(
      "x = [3; -2]", #"g = \begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}"#,
      answers: "g = [3; 0]"),
    Line("x : vector(3)", #"\nabla_x (x^\top x)"#, answers: "2*x"),
    Line(
      "x = 2", #"a = 1 \\ b = \foo \\ c = 3"#, answers: "a = 1", "! error: can't read \\foo here"),
  ])
  func entered(_ line: Line) { #expect(line.actual() == line.answer) }

  @Test(arguments: [
    (#"u_i = \sum_j W_{ij} x_j + b_i"#, ["u = [12.1; 30.2; 48.3]"]),
    (
      #"q_{ik} = \sum_j W_{ij} W_{kj}"#, ["q = [ 5  11  17", "     11  25  39", "     17  39  61]"]
    ),
    (#"\sum_{i=1}^{3} \sum_{j=1}^{2} W_{ij}^2 = 91"#, nil),
    (#"\sum_{i,j} W_{ij} = 21"#, nil),
    (#"\sum_i W_{i2} = 12"#, nil),
    (#"\frac{1}{3} \sum_{n=1}^{3} b_n = 0.2"#, nil),
    (#"-\sum_{i=1}^{3} b_i \log b_i = 0.9133"#, nil),
    (#"\sum_{n=1}^{5} 2 = 10"#, nil),
    (#"\prod_j x_j = 18"#, nil),
    (#"h_i = \max(0, b_i - 0.1)"#, ["h = [0; 0.1; 0.2]"]),
  ])
  func indices(_ formula: String, _ answer: [String]?) {
    let output = RecordingOutput()
    let session = Session(options: SessionOptions(), output: output)
    for line in Self.layer { _ = session.run(SourceText(line)) }
    let before = output.lines.count
    #expect(session.run(SourceText("$$ \(formula) $$")) == .completed)
    let lines = Array(output.lines[before...])
    if let answer {
      #expect(lines == answer)
    } else {
      #expect(lines.contains { $0.hasPrefix("✓") }, "\(lines)")
      #expect(!session.hasFailed)
    }
  }

  /// A claim about the entries of a derivative.
  @Test(arguments: [
    (#"\frac{\partial L}{\partial o_i} = -y_i / o_i"#, true),
    (#"\frac{\partial L}{\partial o_i} = y_i / o_i"#, false),
    (#"\frac{\partial s}{\partial W_{ij}} = y_i o_j"#, true),
    (#"\frac{\partial s}{\partial W_{ij}} = y_i y_j"#, false),
  ])
  func derivatives(_ formula: String, _ holds: Bool) {
    let output = RecordingOutput()
    let session = Session(options: SessionOptions(), output: output)
    for line in [
      "y : vector(n)", "o : vector(n)", "W : matrix(n, n)", #"L = -\sum_i y_i \log o_i"#,
      #"s = \sum_{i,j} y_i W_{ij} o_j"#,
    ] {
      #expect(session.run(SourceText(line)) == .completed)
    }
    _ = session.run(SourceText(formula))
    #expect(session.hasFailed != holds, "\(output.lines)")
    #expect(output.lines.contains { $0.hasPrefix(holds ? "✓" : "✗") }, "\(output.lines)")
  }
}
