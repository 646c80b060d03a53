import Syntax
import Testing

@testable import Interpreter

/// What lecture notes leave unsaid, one reading a case: lines, and whether the last is right.
@Suite struct NoteReadingTests {
  private static let network = [
    #"\mathbf{z} = \mathbf{W}^{(1)} \mathbf{x}"#, #"\mathbf{h} = \phi(\mathbf{z})"#,
    #"\mathbf{o} = \mathbf{W}^{(2)} \mathbf{h}"#, #"L = l(\mathbf{o}, y)"#,
  ]
  private static let logistic = [
    #"\hat y^{(i)} = \sigma(w^T x^{(i)} + b)"#,
    #"J = -\frac{1}{m} \sum_{i=1}^m \left( y^{(i)} \log \hat y^{(i)} + (1 - y^{(i)}) \log (1 - \hat y^{(i)}) \right)"#,
  ]
  private static let losses = [
    #"\mathbf{o}_i = W \mathbf{x}_i + b"#,
    #"L = \frac{1}{n}\sum_{i=1}^n l(\mathbf{o}_i, \mathbf{y}_i)"#,
  ]
  private static let softmax = [#"p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}"#]
  private static let attention = [
    #"S = \frac{Q K^\top}{\sqrt{d}}, \quad P = \tanh(S), \quad O = P V"#
  ]

  @Test(arguments: [
    // Functions that nothing defines.
    (
      network,
      #"\frac{\partial L}{\partial \mathbf{z}} = \frac{\partial L}{\partial \mathbf{h}} \odot \phi'(\mathbf{z})"#,
      true
    ),
    (
      network,
      #"\frac{\partial L}{\partial \mathbf{z}} = \frac{\partial L}{\partial \mathbf{h}} \odot \phi(\mathbf{z})"#,
      false
    ),
    (
      network,
      #"\frac{\partial L}{\partial \mathbf{W}^{(2)}} = \frac{\partial L}{\partial \mathbf{o}} \mathbf{h}^\top"#,
      true
    ),
    (
      network,
      #"\frac{\partial L}{\partial \mathbf{h}} = 2 {\mathbf{W}^{(2)}}^\top \frac{\partial L}{\partial \mathbf{o}}"#,
      false
    ),
    // The function, not the variance of what is drawn.
    ([], #"\operatorname{var}(\operatorname{sort}(v)) = \operatorname{var}(v)"#, true),
    ([], #"\operatorname{Var}(2 z + 1) = 4 \operatorname{Var}(z)"#, true),
    // Vectors under indexed sums.
    (
      [#"S = \frac{1}{N} \sum_{n=1}^N \mathbf{x}_n \mathbf{x}_n^T"#],
      #"\operatorname{tr}(S) = \frac{1}{N} \sum_{n=1}^N \|\mathbf{x}_n\|^2"#, true
    ),
    (
      [#"S = \frac{1}{N} \sum_{n=1}^N \mathbf{x}_n \mathbf{x}_n^T"#],
      #"\operatorname{tr}(S) = \sum_{n=1}^N \|\mathbf{x}_n\|^2"#, false
    ),
    (
      logistic,
      #"\frac{\partial J}{\partial w} = \frac{1}{m} \sum_{i=1}^m (\hat y^{(i)} - y^{(i)}) x^{(i)}"#,
      true
    ),
    (
      logistic,
      #"\frac{\partial J}{\partial w} = \frac{1}{m} \sum_{i=1}^m (\hat y^{(i)} + y^{(i)}) x^{(i)}"#,
      false
    ),
    (
      losses,
      #"\frac{\partial L}{\partial W} = \sum_{i=1}^n \frac{\partial L}{\partial \mathbf{o}_i} \mathbf{x}_i^T"#,
      true
    ),
    (
      losses,
      #"\frac{\partial L}{\partial b} = 2 \sum_{i=1}^n \frac{\partial L}{\partial \mathbf{o}_i}"#,
      false
    ),
    // Deltas.
    ([], #"\frac{\partial x_i}{\partial x_j} = \delta_{ij}"#, true),
    (softmax, #"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j)"#, true),
    (softmax, #"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} + p_j)"#, false),
    // Steps are names.
    (
      [#"h_t = \tanh(W h_{t-1} + U x_t)"#],
      #"\frac{\partial h_t}{\partial h_{t-1}} = \mathrm{diag}(1 - h_t^2) W"#, true
    ),
    // A function by its name, by its argument, at a point.
    ([#"J(w) = \|X w - y\|^2"#], #"\nabla_w J = 2 X^T (X w - y)"#, true),
    ([#"J(w) = \|X w - y\|^2"#], #"\nabla J(w) = X^T (X w - y)"#, false),
    ([#"f(x) = \frac{1}{2} x^T A x - b^T x"#], #"\left. \nabla f(x) \right|_{x=0} = -b"#, true),
    ([#"y = x^2 + 3"#], #"\frac{dy}{dx}\bigg|_{x=3} = 6"#, true),
    (
      [#"y = \theta^2 + 3"#], #"\left.\frac{\partial y}{\partial \theta}\right|_{\theta=3} = 7"#,
      false
    ),
    // Scalars in small letters.
    ([], #"\frac{d\,}{d x} x^2 = 2x"#, true),
    ([], #"\sigma(z) = \frac{1}{1 + e^{-z}}"#, true),
    // Losses that nobody defines.
    (attention, #"\frac{\partial L}{\partial V} = P^\top \frac{\partial L}{\partial O}"#, true),
    (attention, #"\frac{\partial L}{\partial V} = P \frac{\partial L}{\partial O}"#, false),
    // Parentheses beside a value are a factor with all that stands at them.
    ([#"P = X (X^T X)^{-1} X^T"#], "P P = P", true),
  ])
  func reading(_ lines: [String], _ claim: String, _ isRight: Bool) {
    let output = RecordingOutput()
    let session = Session(options: SessionOptions(), output: output)
    for line in lines { #expect(session.run(SourceText("$$ \(line) $$")) == .completed) }
    _ = session.run(SourceText("$$ \(claim) $$"))
    #expect(
      output.lines.contains { $0.hasPrefix(isRight ? "✓" : "✗") } && session.hasFailed != isRight,
      "\(output.lines)")
  }

  /// What was made up for a trial is no result.
  @Test func noValue() {
    let output = RecordingOutput()
    let session = Session(options: SessionOptions(), output: output)
    _ = session.run(SourceText(#"$$ \phi(3) = 2 $$"#))
    #expect(output.lines.contains { $0.contains("waits for a value of ϕ") }, "\(output.lines)")
  }
}
